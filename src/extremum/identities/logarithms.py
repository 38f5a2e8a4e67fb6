"""``log(e)`` of what is made with exponentials, put together from the logarithms of its parts, so that it never
overflows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import reduce
from math import prod
from typing import Any, TypeVar

from extremum.algebra.facts import holds
from extremum.algebra.node import Expr, Rational
from extremum.algebra.traverse import topological
from extremum.operations import construct as c
from extremum.operations.binders import close, fresh_index, open_body
from extremum.operations.block import block
from extremum.operations.elementwise import FUNCTIONS, function_of
from extremum.operations.logsums import of_rows
from extremum.operations.powers import pairs
from extremum.operations.sum import terms_of

Rule = Callable[[Expr], "Expr | None"]
Entered = TypeVar("Entered", bound=Callable[..., Any])
LOGARITHMS: dict[str, Rule] = {}
SCALES: dict[str, Callable[[Expr], tuple[Expr, Expr] | None]] = {}


def enters(table: dict[str, Any], *operations: str) -> Callable[[Entered], Entered]:
    """Enters a function into a table, for each of the operations."""

    def enter(rule: Entered) -> Entered:
        table.update(dict.fromkeys(operations, rule))
        return rule

    return enter


def is_large(node: Expr) -> bool:
    """Whether it is a function whose values get as large, or as small, as those of an exponential."""
    return _logarithm(node) is not None


def _logarithm(node: Expr) -> Callable[[Expr], Expr] | None:
    if node.op.name != "elementwise":
        return None
    name, order = function_of(node)
    known = FUNCTIONS.get(name)
    return known.log if known is not None and order == 0 else None


def is_function(node: Expr, name: str) -> bool:
    return node.op.name == "elementwise" and function_of(node) == (name, 0)


def is_mirrored(node: Expr) -> bool:
    """Whether it is a function with ``1 - f(x) = f(-x)``."""
    known = FUNCTIONS.get(function_of(node)[0]) if node.op.name == "elementwise" else None
    return known is not None and known.mirrored and function_of(node)[1] == 0


def mirrored(node: Expr) -> Expr:
    """``f(-x)`` of ``f(x)``."""
    return c.apply(function_of(node)[0], c.multiple(-1, node.args[0]))


def complement(node: Expr) -> tuple[tuple[Rational, Expr], tuple[Rational, Expr]] | None:
    """The terms q and ``-q*f(x)`` of a sum, where ``1 - f(x) = f(-x)``."""
    terms = terms_of(node) if node.op.name == "sum" else []
    for q, one in terms:
        if one is c.number(1) or one.op.name == "ones":
            near = next((pair for pair in terms if pair[0] == -q and is_mirrored(pair[1])), None)
            return None if near is None else ((q, one), near)
    return None


def is_deep(node: Expr) -> bool:
    """Whether an expression is made with exponentials, so that its logarithm is worth taking apart."""
    enter = LOGARITHMS.keys() | {"diag"}
    return any(is_large(part) for part in topological([node], enter=lambda n: n.op.name in enter and not is_large(n)))


def log_of(node: Expr) -> Expr | None:
    """``log(e)`` put together from the logarithms of its parts, all of them positive for certain; else None."""
    rule = LOGARITHMS.get(node.op.name)
    found = rule(node) if rule is not None and is_deep(node) else None
    if found is None and holds(node, "positive"):
        return c.apply("log", node)
    return found


def log_of_argument(node: Expr) -> Expr | None:
    """``log(e)`` where e is positive, for it stands in a logarithm; parts of it may have any sign."""
    parts = apart(node)
    return log_of(node) if parts is None else c.add(parts[0], c.apply("log", parts[1]))


def apart(node: Expr) -> tuple[Expr, Expr] | None:
    """s and r with ``e = exp(s).*r``, where e is made with exponentials and with weights of any sign; else None."""
    rule = SCALES.get(node.op.name)
    return rule(node) if rule is not None and log_of(node) is None and is_deep(node) else None


@enters(LOGARITHMS, "elementwise")
def _log_function(node: Expr) -> Expr | None:
    log = _logarithm(node)
    return None if log is None else log(node.args[0])


@enters(LOGARITHMS, "sum")
def _log_sum(node: Expr) -> Expr | None:
    """``log(e + f) = log e + softplus(log f - log e)``; of ``1 - sigmoid(x)`` it is that of ``sigmoid(-x)``."""
    terms = terms_of(node)
    complement = _of_complement(node)
    if complement is not None:
        return _log_function(mirrored(complement))
    logs = [log for q, term in terms if (log := _log_multiple(q, term)) is not None]
    if len(logs) < len(terms) or any(map(_may_underflow, logs)):
        return None
    return reduce(_log_added, logs)


def _may_underflow(log: Expr) -> bool:
    """Whether ``log(softplus(x))`` is in it, -∞ where the softplus is 0 in floating point: nothing is to be subtracted
    from that."""
    return any(is_function(node, "log") and is_function(node.args[0], "softplus") for node in topological([log]))


def _of_complement(node: Expr) -> Expr | None:
    """``f(x)`` where the expression is ``1 - f(x) = f(-x)``."""
    parts = {term: q for q, term in terms_of(node)}
    found = next((t for t, q in parts.items() if q == -1 and is_mirrored(t)), None)
    return found if len(parts) == 2 and parts.get(c.like_ones(node)) == 1 else None


def _log_multiple(q: int | Fraction, term: Expr) -> Expr | None:
    signed = q < 0 and term.op.name == "sum_over"
    log = log_of(term) if q > 0 else _log_sum_over(term, -1) if signed else None
    return None if log is None else c.add(log, c.product(c.apply("log", c.number(abs(q))), c.like_ones(log)))


def _log_added(left: Expr, right: Expr) -> Expr:
    """``log(e + f)`` from the logarithms; that of a sum of no terms, -∞, stands where it is subtracted from nothing."""
    if c.is_zero(right) or (_may_be_empty(left) and not _may_be_empty(right)):
        left, right = right, left
    if _may_be_empty(left) and left.is_scalar:
        return c.build("logsumexp", (block([[left], [right]]),))
    return c.add(left, c.apply("softplus", c.subtract(right, left)))


def _may_be_empty(log: Expr) -> bool:
    """Whether it is the logarithm of a sum over a family, or is made with one."""
    return any(node.op.name == "logsumexp_over" for node in topological([log]))


@enters(LOGARITHMS, "hadamard")
def _log_powers(node: Expr) -> Expr | None:
    logs = [(log_of(base), exponent) for base, exponent in pairs(node)]
    if any(log is None or not c.is_number(exponent) for log, exponent in logs):
        return None
    return c.add(*(c.product(exponent, log) for log, exponent in logs if log is not None))


@enters(LOGARITHMS, "product")
def _log_product(node: Expr) -> Expr | None:
    """``log(a'b)``, ``log(A b)``: log-sum-exp of ``log a + log b``, and of the rows."""
    if len(node.args) != 2:
        return None
    left, right = (log_of(arg) for arg in node.args)
    if left is None or right is None:
        return None
    if node.is_scalar:
        return c.build("logsumexp", (c.add(c.transpose(left), right),))
    if right.is_column:
        return of_rows(c.add(left, c.product(c.ones(left.rows, 1), c.transpose(right))))
    if left.is_row:
        return c.transpose(of_rows(c.add(c.transpose(right), c.product(c.ones(right.cols, 1), left))))
    return None


@enters(SCALES, "product")
def _weighted(node: Expr) -> tuple[Expr, Expr] | None:
    """``w'b = exp(s)*(w'*exp(log(b) - s))`` with ``s = log(sum(b))``, for weights of any sign; and for rows."""
    if len(node.args) != 2:
        return None
    left, right = (log_of(arg) for arg in node.args)
    if node.is_scalar:
        known, weights = (right, node.args[0]) if left is None else (c.transpose(left), c.transpose(node.args[1]))
        if known is None:
            return None
        scale = c.build("logsumexp", (known,))
        powers = c.apply("exp", c.subtract(known, c.product(scale, c.like_ones(known))))
        return scale, c.product(weights, powers)
    if left is None or not node.is_column:
        return None
    rows = of_rows(left)
    powers = c.apply("exp", c.subtract(left, c.product(rows, c.ones(1, left.cols))))
    return rows, c.product(powers, node.args[1])


@enters(LOGARITHMS, "scale")
def _log_scale(node: Expr) -> Expr | None:
    scalar, matrix = (log_of(arg) for arg in node.args)
    return None if scalar is None or matrix is None else c.add(c.product(scalar, c.like_ones(matrix)), matrix)


@enters(LOGARITHMS, "sum_over")
def _log_sum_over(node: Expr, sign: int = 1) -> Expr | None:
    """The logarithm of ``sign * node``."""
    if not node.is_scalar:
        return None
    index = fresh_index(node)
    log, weights, own = _body_apart(open_body(node, index))
    known = log is not None and not weights and own == sign
    return close("logsumexp_over", log, index, node.size, node.start) if known and log is not None else None


@enters(SCALES, "sum_over")
def _weighted_sum_over(node: Expr) -> tuple[Expr, Expr] | None:
    if not node.is_scalar:
        return None
    index = fresh_index(node)
    log, weights, sign = _body_apart(open_body(node, index))
    if log is None or any(is_deep(weight) for weight in weights):
        return None
    scale = close("logsumexp_over", log, index, node.size, node.start)
    weighted = c.product(*weights, c.apply("exp", c.subtract(log, scale)))
    return scale, c.multiple(sign, close("sum_over", weighted, index, node.size, node.start))


def _body_apart(body: Expr) -> tuple[Expr | None, list[Expr], int]:
    """The logarithm of the factors that are positive for certain (None: there are none), the others, and the sign of
    what the logarithm is of; of a count, or a condition, it is -∞ where that is 0."""
    powers = [c.power(base, exponent) for base, exponent in pairs(body)]
    logs = {power: log_of(power) for power in powers}
    if all(log is None for log in logs.values()):
        return None, powers, 1
    counts = counts_among(power for power in powers if logs[power] is None)
    logs |= {power: c.apply("log", c.multiple(sign, power)) for power, sign in counts.items()}
    log = c.add(*(log for log in logs.values() if log is not None))
    return log, [power for power in powers if logs[power] is None], prod(counts.values())


def counts_among(factors: Iterable[Expr]) -> dict[Expr, int]:
    """The factors that are 0 where a condition does not hold, each with its sign."""
    return {factor: sign for factor in factors if (sign := sign_of_count(factor))}


def sign_of_count(weight: Expr) -> int:
    """1 where it is one of 0, 1, 2, …, as what is 1 where a condition on indices holds and 0 elsewhere; -1 where its
    negative is one, and otherwise 0."""
    counts = weight.is_scalar and bool(weight.indices) and not is_deep(weight) and holds(weight, "integer")
    signs = (sign for sign in (1, -1) if counts and holds(c.multiple(sign, weight), "nonnegative"))
    return next(signs, 0)


@enters(LOGARITHMS, "transpose")
def _log_transpose(node: Expr) -> Expr | None:
    log = log_of(node.args[0])
    return None if log is None else c.transpose(log)
