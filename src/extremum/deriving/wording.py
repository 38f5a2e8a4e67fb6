"""What a line of a derivation says: the rule in words, and its source."""

from __future__ import annotations

from dataclasses import dataclass

from extremum.algebra.node import REGISTRY, Expr
from extremum.algebra.traverse import topological
from extremum.calculus.dependence import dependent
from extremum.deriving.derivation import A_NAME
from extremum.deriving.parts import Decomposition
from extremum.notation.text import text
from extremum.operations import construct as c
from extremum.operations.elementwise import FUNCTIONS, function_of, slope
from extremum.operations.powers import pairs

_MN = "Magnus & Neudecker (2019)"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule in words, and where it comes from."""

    words: str
    source: str = ""


CHAIN = Rule("the chain rule", f"{_MN}, ch. 5, th. 12")
NAME = Rule(A_NAME)
PUT_IN = Rule("the parts put in")
MULTIPLIED = Rule("multiplied out")
GATHERED = Rule("common factors taken out")
VEC = Rule("vec(ABC) = (C' ⊗ A) vec(B)", f"{_MN}, ch. 2, th. 2")
COMMUTED = Rule("K vec(A) = vec(A')", f"{_MN}, ch. 3, sec. 7")
SPREAD = Rule("vec(A ∘ B) = diag(vec(A)) vec(B)", f"{_MN}, ch. 3, sec. 6")
GRADIENT = Rule("the Jacobian of a scalar is vec(gradient)'", f"{_MN}, ch. 9, sec. 3")
COLLECTED = Rule("tr(AB) = tr(BA), tr(A') = tr(A)", f"{_MN}, ch. 1, sec. 10")
COLLECTED_VECTOR = Rule("a number is its own transpose: x'y = y'x")
COLLECTED_SCALAR = Rule("dx is a number, which stands in front")
IDENTIFIED = Rule("dy = tr(G' dX) has the gradient G", f"{_MN}, ch. 5, th. 11")
IDENTIFIED_VECTOR = Rule("dy = g' dx has the gradient g", f"{_MN}, ch. 5, th. 11")
IDENTIFIED_JACOBIAN = Rule("vec(dF) = J vec(dX) has the Jacobian J", f"{_MN}, ch. 5, th. 11")
BY_SCALAR = Rule("dF = D dx has the derivative D", f"{_MN}, ch. 5, th. 11")
UNSTACKED = Rule("the derivative by a scalar has the shape of the function")
CARRIED = Rule("carried back by the adjoint recurrence", "Bryson & Ho (1975), ch. 2")
ABSENT = Rule("the variable does not occur")

DERIVATIVE, DIFFERENTIAL = "derivative", "differential"


def of_operation(name: str, what: str = DERIVATIVE) -> Rule:
    """``the derivative of an inverse: dX⁻¹ = …``, from the record of the operation."""
    operation = REGISTRY[name]
    source, colon, statement = operation.reference.partition(": ")
    words = f"the {what} of {operation.noun}"
    return Rule(f"{words}: {statement}", source) if colon else Rule(words, source)


def of_function(node: Expr) -> Rule:
    """``sigmoid' = sigmoid (1 - sigmoid)``: the derivative of an elementwise function."""
    name, order = function_of(node)
    known, mark = FUNCTIONS.get(name), "'" * order
    if known is None:
        return Rule(f"the derivative of {name}{mark}, entry by entry, is {name}{mark}'", f"{_MN}, ch. 9")
    u = c.build("symbol", (), ("u", *c.number(1).shape, ()))
    each = "" if node.is_scalar else ", entry by entry"
    return Rule(f"{name}'(u) = {text(slope(c.apply(name, u)))}{each}", known.reference)


def of_power(node: Expr) -> Rule:
    """``d(u^p) = p u^(p-1) du``."""
    source = REGISTRY["hadamard"].reference.partition(": ")[0]
    if len(pairs(node)) > 1:
        return Rule("the product rule and the power rule", source)
    return Rule("the power rule: d(u^p) = p u^(p-1) du" + ("" if node.is_scalar else ", entry by entry"), source)


_ORDER = ("kron", "hadamard", "product", "scale", "block", "trace", "vech", "tril", "triu", "toeplitz_sum", "diag",
          "diagonal", "vec", "unvec", "transpose", "sum_over", "sum")  # fmt: skip


def of_outer(inside: Decomposition, at: Expr, what: str = DERIVATIVE) -> Rule:
    """The rule by which the outer function depends on a part, or on the variable."""
    name = inside.root.op.name
    if not inside.linear:
        special = {"elementwise": of_function, "hadamard": of_power}.get(name)
        return of_operation(name, what) if special is None else special(inside.root)
    on_path = {"scale" if node.is_scalar and node.op.name == "hadamard" else node.op.name
               for node in _path(inside.outer, at)}  # fmt: skip
    return of_operation(next((name for name in _ORDER if name in on_path), "sum"), what)


def of_differential(inside: Decomposition) -> Rule:
    """The rule by which the differential of a function comes from those of its parts and of the variable."""
    leaves = [*(part.held for part in inside.parts), *([inside.target] if inside.direct else [])]
    rules = list(dict.fromkeys(of_outer(inside, leaf, DIFFERENTIAL) for leaf in leaves))
    sources = dict.fromkeys(rule.source for rule in rules if rule.source)
    return Rule("; ".join(rule.words for rule in rules), "; ".join(sources))


def _path(outer: Expr, at: Expr) -> list[Expr]:
    order, live = dependent(outer, [at])
    return [node for node in order if node in live]


def of_factors(*factors: Expr) -> Rule:
    """How factors side by side become one matrix, or a map of vec(dX)."""
    names = {node.op.name for factor in factors for node in topological([factor])}
    return next((rule for name, rule in _WRITTEN.items() if name in names), MULTIPLIED)


_WRITTEN = {"state": CARRIED, "kron": VEC, "commutation": COMMUTED, "diag": SPREAD}
