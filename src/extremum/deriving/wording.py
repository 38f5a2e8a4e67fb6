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
    on_path = [SCALE if node.is_scalar and node.op is HADAMARD else node.op for node in _path(inside.outer, at)]
    return of_operation(max((op for op in on_path if op.linear is not NONLINEAR), key=_telling, default=SUM), what)


def _of_one_factor(inside: Decomposition, at: Expr) -> Rule | None:
    """In a product one factor of which varies the others are constant; ``u'u`` is a square."""
    outer = inside.outer
    if outer.op is PRODUCT and half(outer.args) == (at,):
        return Rule("d‖u‖² = 2 u'du", f"{_MN}, ch. 9")
    varying = [*(part.held for part in inside.parts), *([inside.target] if inside.direct else [])]
    live = dependent(outer, varying)[1]
    on_path = [node for node in _path(outer, at) if node is not at]
    products = [node for node in on_path if node.op is PRODUCT]
    plain = all(node.op in (PRODUCT, SUM, TRACE, TRANSPOSE) for node in on_path)
    if not products or not plain or any(sum(factor in live for factor in node.args) != 1 for node in products):
        return None
    return Rule("the other factors are constant: d(A U B) = A (dU) B", PRODUCT.reference.partition(": ")[0])


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
    return Rule("; ".join(rule.words for rule in rules), "; ".join(sources))


def _path(outer: Expr, at: Expr) -> list[Expr]:
    order, live = dependent(outer, [at])
    return [node for node in order if node in live]


def of_factors(*factors: Expr) -> Rule:
    """How factors side by side become one matrix, or a map of vec(dX)."""
    found = [node.op for node in topological(factors) if node.op.as_factor]
    if not found:
        return MULTIPLIED
    return as_factor(max(found, key=_telling))
