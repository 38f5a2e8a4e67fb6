"""What a line of a derivation says: the rule in words, and its source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from extremum.algebra.node import Expr, Operation
from extremum.algebra.traits import NONLINEAR
from extremum.algebra.traverse import topological
from extremum.calculus.dependence import dependent
from extremum.calculus.structure import describe, structures
from extremum.deriving.derivation import PUT_IN as PARTS_PUT_IN
from extremum.deriving.derivation import WRITTEN_OUT as LETTERS_OUT
from extremum.deriving.parts import Decomposition
from extremum.notation.text import text
from extremum.operations import construct as c
from extremum.operations.binders import SUM_OVER
from extremum.operations.constants import COMMUTATION, ONES
from extremum.operations.diag import DIAG
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
from extremum.simplify.middles import by_the_middle
from extremum.structures import STRUCTURES
from extremum.structures.record import Kind

_MN = "Magnus & Neudecker (2019)"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule in words, and where it comes from; and of what it says that it is constant."""

    words: str
    source: str = ""
    constants: frozenset[str] = frozenset()

    @property
    def law_of_constants(self) -> bool:
        """Whether it is the law of a product one factor of which varies."""
        return self.words in _CONSTANT.values()


_CONSTANT = {PRODUCT: "d(A U B) = A (dU) B", HADAMARD: "d(A ∘ U) = A ∘ dU", SCALE: "d(a U) = a dU"}
"""The law of a product one factor of which varies."""

_NAMED = 3
"""So many constants are named; more are the other factors."""

CHAIN = Rule("the chain rule", f"{_MN}, ch. 5, th. 12")
BOTH_SIDES = Rule("the equation that defines it: differentials of both sides", f"{_MN}, ch. 8")
PUT_IN = Rule(PARTS_PUT_IN)
WRITTEN_OUT = Rule(LETTERS_OUT)
SHORTENED = Rule("a letter written out where that is shorter")
MULTIPLIED = Rule("multiplied out")
GATHERED = Rule("common factors taken out")
GRADIENT = Rule("the Jacobian of a scalar is vec(gradient)'", f"{_MN}, ch. 9, sec. 3")
COLLECTED_SCALAR = Rule("dx is a number, which stands anywhere in a product")
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
    t = c.build("symbol", (), ("t", *c.number(1).shape, ()))
    each = "" if node.is_scalar else ", entry by entry"
    return Rule(f"{name}'(t) = {text(slope(c.apply(name, t)))}{each}", known.reference)


def of_power(node: Expr) -> Rule:
    """``d(u^p) = p u^(p-1) du``."""
    source = HADAMARD.reference.partition(": ")[0]
    if len(pairs(node)) > 1:
        return Rule("the product rule and the power rule", source)
    return Rule("the power rule: d(u^p) = p u^(p-1) du" + ("" if node.is_scalar else ", entry by entry"), source)


def of_outer(inside: Decomposition, at: Expr, what: str = DERIVATIVE) -> Rule:
    """The rule by which the outer function depends on a part, or on the variable."""
    rule = _of_outer(inside, at, what)
    return Rule(_of_constant(rule.words, rule.constants), rule.source) if rule.law_of_constants else rule


def _of_outer(inside: Decomposition, at: Expr, what: str) -> Rule:
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
    squares = [node for node in on_path if _of_a_square(node, at)]
    if squares:
        others = [node for node in on_path if node not in squares and all(node not in s.args for s in squares)]
        law = "d‖u‖² = 2 u'du" if at.is_column or at.is_row else "d‖U‖² = 2 tr(U'dU)"
        return Rule(law, f"{_MN}, ch. 9") if _one_varies(others, live) else None
    return _of_constants(on_path, live) if _one_varies(on_path, live) else None


def _of_a_square(node: Expr, at: Expr) -> bool:
    """Whether it is the number ``u'u``, or ``tr(U'U)``; of a matrix U, ``U'U`` is a product."""
    word = node.args[0] if node.op is TRACE else node
    return word.op is PRODUCT and node.is_scalar and half(word.args) in ((at,), (c.transpose(at),))


def _of_constants(on_path: list[Expr], live: set[Expr]) -> Rule | None:
    """``A and b are constant: d(A U B) = A (dU) B``."""
    kind = _outermost(on_path)
    if kind not in _CONSTANT:
        return None
    beside = [factor for node in on_path if node.op in (*_CONSTANT, SUM) for factor in node.args if factor not in live]
    names = frozenset(leaf.name for leaf in topological(beside) if leaf.op.variable)
    return Rule(_CONSTANT[kind], kind.reference.partition(": ")[0], names)


def _of_constant(law: str, names: Iterable[str]) -> str:
    """What is constant, and the law that makes use of it."""
    listed = sorted(names)
    if not 0 < len(listed) <= _NAMED:
        return f"{'the other factors are' if listed else 'one factor is'} constant: {law}"
    said = " and ".join(filter(None, (", ".join(listed[:-1]), listed[-1])))
    return f"{said} {'is' if len(listed) == 1 else 'are'} constant: {law}"


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
    rules = list(dict.fromkeys(_of_outer(inside, leaf, DIFFERENTIAL) for leaf in leaves))
    sources = dict.fromkeys(rule.source for rule in rules if rule.source)
    held: dict[str, set[str]] = {}
    laws: dict[str, list[str]] = {}
    for rule in rules:
        if rule.law_of_constants:
            held.setdefault(rule.words, set()).update(rule.constants)
        else:
            words, _, law = rule.words.partition(": ")
            laws.setdefault(words, []).append(law)
    said = [": ".join(filter(None, (words, ", ".join(filter(None, found))))) for words, found in laws.items()]
    said += [_of_constant(law, names) for law, names in held.items()]
    return Rule("; ".join(said), "; ".join(sources))


def _path(outer: Expr, at: Expr) -> list[Expr]:
    order, live = dependent(outer, [at])
    return [node for node in order if node in live]


_MOVED = {
    True: {HADAMARD: "a'(b ∘ c) = (a ∘ b)'c", KRON: "(A ⊗ B) vec(X) = vec(B X A')", DIAG: "diag(a) b = a ∘ b"},
    False: {HADAMARD: "tr(A'(B ∘ C)) = tr((A ∘ B)'C)", KRON: "(A ⊗ B) vec(X) = vec(B X A')",
            DIAG: "diag(a) b = a ∘ b"},
}  # fmt: skip
"""By which law what an operation does to the differential is moved to the other factor; of columns, and of matrices."""


def of_form(live: set[Expr], change: Expr, products: str = "trace") -> Rule:
    """How a differential comes to the form ``tr(G' dX)`` or ``g' dx``."""
    if change.is_scalar:
        return COLLECTED_SCALAR
    usual = "a number is its own transpose: x'y = y'x" if change.is_column else "tr(AB) = tr(BA), tr(A') = tr(A)"
    laws = [law for kind, law in _MOVED[change.is_column].items() if any(_kind(node) is kind for node in live)]
    source = "" if change.is_column else f"{_MN}, ch. 1, sec. 10"
    meant = ["⟨A, B⟩ = tr(A'B)"] if products == "frobenius" else []
    return Rule(", ".join([*meant, usual, *laws]), source)


def identified(variable: Expr, products: str = "trace") -> Rule:
    """``dy = tr(G' dX)`` has the gradient G."""
    if variable.is_scalar:
        return Rule("dy = g dx has the derivative g", f"{_MN}, ch. 5, th. 11")
    form = "⟨G, dX⟩" if products == "frobenius" else "g' dx" if variable.is_column else "tr(G' dX)"
    return Rule(f"dy = {form} has the gradient {'g' if form.startswith('g') else 'G'}", f"{_MN}, ch. 5, th. 11")


def together(column: bool, products: str) -> Rule:
    """The terms of a differential, put together."""
    if products == "frobenius":
        return Rule("⟨G, dX⟩ + ⟨H, dX⟩ = ⟨G + H, dX⟩")
    return Rule("g'dx + h'dx = (g + h)'dx" if column else "tr(A) + tr(B) = tr(A + B)")


def written_out(gradient: Expr) -> Rule:
    """The letters written out, with the identity that this lets the answer be read by."""
    return WRITTEN_OUT if by_the_middle(gradient) is gradient else Rule(f"{LETTERS_OUT}; {_MIDDLE}")


_MIDDLE = "2 sigmoid(2t) - 1 = tanh(t)"


def of_factors(*factors: Expr) -> Rule:
    """How factors side by side become one matrix, or a map of vec(dX)."""
    found = [node.op for node in topological(factors) if node.op.as_factor]
    if not found:
        return MULTIPLIED
    rule = as_factor(max(found, key=_telling))
    turned = COMMUTATION in found and rule != as_factor(COMMUTATION)
    return Rule(f"{rule.words}, vec(X') = K vec(X)", rule.source) if turned else rule


def within(variable: Expr, convention: str) -> str:
    """Why a part of the gradient counts: ``S is symmetric, and so is dS: only that part of G counts: (G + G')/2``."""
    structure, _, gradient = describe(variable, convention).partition("; gradient: ")
    if convention != "projection":
        return f"{structure}; gradient: {gradient}"
    linear = all(STRUCTURES[name].kind is Kind.SUBSPACE for name in structures(variable))
    change = f"and so is d{variable.name}: only that part of G counts" if linear else "so only steps along it count"
    return f"{structure}, {change}: {gradient.partition(', ')[2]}"
