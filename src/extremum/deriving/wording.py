"""What a line of a derivation says: the rule in words, and its source."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from extremum.algebra.node import Expr, Operation
from extremum.algebra.traits import NONLINEAR
from extremum.algebra.traverse import topological
from extremum.calculus.dependence import dependent, same_family
from extremum.deriving.derivation import PUT_IN as PARTS_PUT_IN
from extremum.deriving.derivation import WRITTEN_OUT as LETTERS_OUT
from extremum.deriving.parts import Decomposition
from extremum.deriving.sources import merged
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
SHORTENED = Rule("shorter by what the letters stand for")
MULTIPLIED = Rule("multiplied out")
TOGETHER = Rule("the terms put together")
GATHERED = Rule("common factors taken out")
GRADIENT = Rule("the Jacobian of a scalar is vec(gradient)'", f"{_MN}, ch. 9, sec. 3")
COLLECTED_SCALAR = Rule("dx is a number, which stands anywhere in a product")
IDENTIFIED_JACOBIAN = Rule("vec(dF) = J vec(dX) has the Jacobian J", f"{_MN}, ch. 5, th. 11")
BY_SCALAR = Rule("dF = D dx has the derivative D", f"{_MN}, ch. 5, th. 11")
UNSTACKED = Rule("the derivative by a scalar has the shape of the function")
ABSENT = Rule("the variable does not occur")

COMMUTING = Rule("a change that commutes with A: L_f(A, E) = f'(A) E", "Higham (2008), ch. 3")

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


def of_power(node: Expr, live: Collection[Expr]) -> Rule:
    """``d(u^p) = p u^(p-1) du``, ``d(u/v) = du/v - u dv/v²``; the factors that do not vary are constant."""
    source, each = HADAMARD.reference.partition(": ")[0], "" if node.is_scalar else ", entry by entry"
    if any(exponent in live for _, exponent in pairs(node)):
        return Rule(f"d(u^v) = v u^(v-1) du + u^v log(u) dv{each}", source)
    varying = [exponent for base, exponent in pairs(node) if base in live]
    if len(varying) == 1:
        law = Rule(f"the power rule: d(u^p) = p u^(p-1) du{each}", source)
        beside = [base for base, _ in pairs(node) if base not in live]
        constant = _of_constant(_CONSTANT[SCALE if node.is_scalar else HADAMARD], _leaves(beside))
        return Rule(f"{constant}; {law.words}", source) if beside else law
    if len(varying) == 2 and c.add(*varying) is c.number(0) and c.number(1) in varying:
        return Rule(f"the quotient rule: d(u/v) = du/v - u dv/v^2{each}", source)
    return Rule(f"the product rule and the power rule: d(u^p v^q) = p u^(p-1) v^q du + q u^p v^(q-1) dv{each}", source)


def of_outer(inside: Decomposition, at: Expr, what: str = DERIVATIVE) -> Rule:
    """The rule by which the outer function depends on a part, or on the variable."""
    rule = _of_outer(inside, at, what)
    return Rule(_of_constant(rule.words, rule.constants), rule.source) if rule.law_of_constants else rule


def _of_outer(inside: Decomposition, at: Expr, what: str) -> Rule:
    if not inside.linear:
        return of_nonlinear(inside.root, what, inside.live)
    single = _of_one_factor(inside, at)
    if single is not None:
        return single
    on_path = map(kind_of, _path(inside.outer, at))
    return of_operation(max((op for op in on_path if op.linear is not NONLINEAR), key=telling, default=SUM), what)


def _of_one_factor(inside: Decomposition, at: Expr) -> Rule | None:
    """In a product one factor of which varies the others are constant; ``u'u`` is a square."""
    outer = inside.outer
    varying = [*(part.held for part in inside.parts), *([inside.target] if inside.direct else [])]
    live = dependent(outer, varying)[1]
    on_path = [node for node in _path(outer, at) if node is not at and not same_family(node, at)]
    squares = [node for node in on_path if _of_a_square(node, at)]
    if squares:
        others = [node for node in on_path if node not in squares and all(node not in s.args for s in squares)]
        law = "d‖u‖² = 2 u'du" if at.is_column or at.is_row else "d‖U‖² = 2 tr(U'dU)"
        return Rule(law, f"{_MN}, ch. 9") if _one_varies(others, live) else None
    if not _one_varies(on_path, live):
        return None
    terms = [arg for node in on_path if node.op is SUM for arg in node.args if arg not in live]
    if terms and len(varying) == 1 and all(node.op in (SUM, TRANSPOSE) for node in on_path):
        return Rule(_of_constant("d(U + C) = dU", _leaves(terms), "terms"), SUM.reference.partition(": ")[0])
    return _of_constants(on_path, live)


def _of_a_square(node: Expr, at: Expr) -> bool:
    """Whether it is the number ``u'u``, or ``tr(U'U)``; of a matrix U, ``U'U`` is a product."""
    word = node.args[0] if node.op is TRACE else node
    factors = half(word.args) if word.op is PRODUCT and node.is_scalar else None
    if factors is None or len(factors) != 1:
        return False
    factor = factors[0].args[0] if factors[0].op is TRANSPOSE else factors[0]
    return factor is at or same_family(factor, at)


def _of_constants(on_path: list[Expr], live: set[Expr]) -> Rule | None:
    """``A and b are constant: d(A U B) = A (dU) B``."""
    kind = _outermost(on_path)
    if kind not in _CONSTANT:
        return None
    beside = [factor for node in on_path if node.op in (*_CONSTANT, SUM) for factor in node.args if factor not in live]
    return Rule(_CONSTANT[kind], kind.reference.partition(": ")[0], _leaves(beside))


def _leaves(nodes: Iterable[Expr]) -> frozenset[str]:
    """The names of the variables in some expressions."""
    return frozenset(leaf.name for leaf in topological(nodes) if leaf.op.variable)


def _of_constant(law: str, names: Iterable[str], others: str = "factors") -> str:
    """What is constant, and the law that makes use of it."""
    listed = sorted(names)
    if not 0 < len(listed) <= _NAMED:
        return f"{f'the other {others} are' if listed or others == 'terms' else 'one factor is'} constant: {law}"
    said = " and ".join(filter(None, (", ".join(listed[:-1]), listed[-1])))
    return f"{said} {'is' if len(listed) == 1 else 'are'} constant: {law}"


def _one_varies(nodes: list[Expr], live: set[Expr]) -> bool:
    """Whether these are sums, and products in each of which one factor varies."""
    products = [node for node in nodes if node.op in _CONSTANT]
    plain = all(node.op in (*_CONSTANT, SUM, SUM_OVER, TRACE, TRANSPOSE) for node in nodes)
    return plain and all(sum(factor in live for factor in node.args) == 1 for node in products)


def _outermost(nodes: list[Expr]) -> Operation:
    """The product that says most of those on the way."""
    return max((kind for kind in map(kind_of, nodes) if kind in _CONSTANT), key=telling, default=SUM)


def kind_of(node: Expr) -> Operation:
    """The operation as it is read: entrywise products of numbers are multiples, products with ones are sums."""
    if node.op is HADAMARD and node.is_scalar:
        return SCALE
    sums = node.op is PRODUCT and sum(factor.op is not ONES for factor in node.args) == 1
    return SUM if sums else node.op


def of_nonlinear(node: Expr, what: str, live: Collection[Expr]) -> Rule:
    """The rule of one operation that is not linear, of the arguments that vary."""
    if node.op is ELEMENTWISE:
        return of_function(node)
    return of_power(node, live) if node.op is HADAMARD else of_operation(node.op, what)


def telling(operation: Operation) -> int:
    return operation.telling


def of_differential(inside: Decomposition) -> Rule:
    """The rule by which the differential of a function comes from those of its parts and of the variable."""
    leaves = [*(part.held for part in inside.parts), *([inside.target] if inside.direct else [])]
    rules = list(dict.fromkeys(_of_outer(inside, leaf, DIFFERENTIAL) for leaf in leaves))
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
    return Rule("; ".join(said), merged(rule.source for rule in rules))


def _path(outer: Expr, at: Expr) -> list[Expr]:
    order, live = dependent(outer, [at])
    return [node for node in order if node in live]
