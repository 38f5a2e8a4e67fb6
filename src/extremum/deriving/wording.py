"""What a line of a derivation says: the rule in words, and its source."""

from __future__ import annotations

from dataclasses import dataclass

from extremum.algebra.node import Expr, Operation
from extremum.algebra.traits import NONLINEAR
from extremum.algebra.traverse import topological
from extremum.calculus.dependence import dependent
from extremum.deriving.derivation import A_NAME
from extremum.deriving.derivation import PUT_IN as PARTS_PUT_IN
from extremum.deriving.parts import Decomposition
from extremum.notation.text import text
from extremum.operations import construct as c
from extremum.operations.binders import SUM_OVER
from extremum.operations.constants import ONES
from extremum.operations.elementwise import ELEMENTWISE, FUNCTIONS, function_of, slope
from extremum.operations.hadamard import HADAMARD
from extremum.operations.kron import KRON
from extremum.operations.powers import pairs
from extremum.operations.product import PRODUCT
from extremum.operations.scale import SCALE
from extremum.operations.sum import SUM
from extremum.operations.trace import TRACE
from extremum.operations.transpose import TRANSPOSE
from extremum.operations.wordalgebra import half

_MN = "Magnus & Neudecker (2019)"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule in words, and where it comes from."""

    words: str
    source: str = ""


_CONSTANT = {
    operation: Rule(f"the other factors are constant: {law}", operation.reference.partition(": ")[0])
    for operation, law in ((PRODUCT, "d(A U B) = A (dU) B"), (HADAMARD, "d(A ∘ U) = A ∘ dU"), (SCALE, "d(a U) = a dU"))
}
"""Of a product one factor of which varies."""

CHAIN = Rule("the chain rule", f"{_MN}, ch. 5, th. 12")
NAME = Rule(A_NAME)
BOTH_SIDES = Rule("the equation that defines it: differentials of both sides", f"{_MN}, ch. 8")
PUT_IN = Rule(PARTS_PUT_IN)
WRITTEN_OUT = Rule("the letters written out")
MULTIPLIED = Rule("multiplied out")
GATHERED = Rule("common factors taken out")
GRADIENT = Rule("the Jacobian of a scalar is vec(gradient)'", f"{_MN}, ch. 9, sec. 3")
COLLECTED = Rule("tr(AB) = tr(BA), tr(A') = tr(A)", f"{_MN}, ch. 1, sec. 10")
COLLECTED_VECTOR = Rule("a number is its own transpose: x'y = y'x")
COLLECTED_SCALAR = Rule("dx is a number, which stands in front")
IDENTIFIED = Rule("dy = tr(G' dX) has the gradient G", f"{_MN}, ch. 5, th. 11")
IDENTIFIED_VECTOR = Rule("dy = g' dx has the gradient g", f"{_MN}, ch. 5, th. 11")
IDENTIFIED_JACOBIAN = Rule("vec(dF) = J vec(dX) has the Jacobian J", f"{_MN}, ch. 5, th. 11")
BY_SCALAR = Rule("dF = D dx has the derivative D", f"{_MN}, ch. 5, th. 11")
UNSTACKED = Rule("the derivative by a scalar has the shape of the function")
ABSENT = Rule("the variable does not occur")

DERIVATIVE, DIFFERENTIAL = "derivative", "differential"


def as_factor(operation: Operation) -> Rule:
    """The rule by which an operation stands as a factor of a Jacobian."""
    source, _, statement = operation.as_factor.partition(": ")
    return Rule(statement, source)


VEC = as_factor(KRON)


def of_operation(operation: Operation, what: str = DERIVATIVE) -> Rule:
    """``the derivative of an inverse: dX⁻¹ = …``, from the record of the operation."""
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
    source = HADAMARD.reference.partition(": ")[0]
    if len(pairs(node)) > 1:
        return Rule("the product rule and the power rule", source)
    return Rule("the power rule: d(u^p) = p u^(p-1) du" + ("" if node.is_scalar else ", entry by entry"), source)


def of_outer(inside: Decomposition, at: Expr, what: str = DERIVATIVE) -> Rule:
    """The rule by which the outer function depends on a part, or on the variable."""
    if not inside.linear:
        return of_nonlinear(inside.root, what)
    single = _of_one_factor(inside, at)
    if single is not None:
        return single
    on_path = map(_kind, _path(inside.outer, at))
    return of_operation(max((op for op in on_path if op.linear is not NONLINEAR), key=_telling, default=SUM), what)


def _of_one_factor(inside: Decomposition, at: Expr) -> Rule | None:
    """In a product one factor of which varies the others are constant; ``u'u`` is a square."""
    outer = inside.outer
    varying = [*(part.held for part in inside.parts), *([inside.target] if inside.direct else [])]
    live = dependent(outer, varying)[1]
    on_path = [node for node in _path(outer, at) if node is not at]
    if any(_of_a_square(node, at) for node in on_path):
        others = [node for node in on_path if not _of_a_square(node, at)]
        return Rule("d‖u‖² = 2 u'du", f"{_MN}, ch. 9") if _one_varies(others, live) else None
    return _CONSTANT.get(_outermost(on_path)) if _one_varies(on_path, live) else None


def _of_a_square(node: Expr, at: Expr) -> bool:
    return node.op is PRODUCT and half(node.args) == (at,)


def _one_varies(nodes: list[Expr], live: set[Expr]) -> bool:
    """Whether these are sums, and products in each of which one factor varies."""
    products = [node for node in nodes if node.op in _CONSTANT]
    plain = all(node.op in (*_CONSTANT, SUM, SUM_OVER, TRACE, TRANSPOSE) for node in nodes)
    return plain and all(sum(factor in live for factor in node.args) == 1 for node in products)


def _outermost(nodes: list[Expr]) -> Operation:
    """The product that says most of those on the way."""
    return max((kind for kind in map(_kind, nodes) if kind in _CONSTANT), key=_telling, default=SUM)


def _kind(node: Expr) -> Operation:
    """The operation as it is read: entrywise products of numbers are multiples, products with ones are sums."""
    if node.op is HADAMARD and node.is_scalar:
        return SCALE
    sums = node.op is PRODUCT and sum(factor.op is not ONES for factor in node.args) == 1
    return SUM if sums else node.op


def of_nonlinear(node: Expr, what: str) -> Rule:
    """The rule of one operation that is not linear."""
    if node.op is ELEMENTWISE:
        return of_function(node)
    return of_power(node) if node.op is HADAMARD else of_operation(node.op, what)


def _telling(operation: Operation) -> int:
    return operation.telling


def of_differential(inside: Decomposition) -> Rule:
    """The rule by which the differential of a function comes from those of its parts and of the variable."""
    leaves = [*(part.held for part in inside.parts), *([inside.target] if inside.direct else [])]
    rules = list(dict.fromkeys(of_outer(inside, leaf, DIFFERENTIAL) for leaf in leaves))
    sources = dict.fromkeys(rule.source for rule in rules if rule.source)
    laws: dict[str, list[str]] = {}
    for rule in rules:
        words, _, law = rule.words.partition(": ")
        laws.setdefault(words, []).append(law)
    said = (": ".join(filter(None, (words, ", ".join(filter(None, found))))) for words, found in laws.items())
    return Rule("; ".join(said), "; ".join(sources))


def _path(outer: Expr, at: Expr) -> list[Expr]:
    order, live = dependent(outer, [at])
    return [node for node in order if node in live]


def of_factors(*factors: Expr) -> Rule:
    """How factors side by side become one matrix, or a map of vec(dX)."""
    found = [node.op for node in topological(factors) if node.op.as_factor]
    if not found:
        return MULTIPLIED
    return as_factor(max(found, key=_telling))
