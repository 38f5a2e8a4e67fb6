"""Forms whose values neither overflow nor cancel, for evaluation and for code: ``log(1 + exp(x))`` as ``softplus(x)``.

Logarithms and quotients of what is made with exponentials are computed from logarithms: ``log(e)`` of a positive e is
put together from those of its parts, sums by log-sum-exp, and ``p/e`` is p with ``exp(-log(e))`` multiplied into an
exponential of p. The value is the same wherever the form as it stands has one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import prod

from extremum.algebra.node import Expr, bind_operator
from extremum.algebra.traverse import rebuild, topological, transform_all
from extremum.identities.cofactors import cofactors, has_cofactors
from extremum.identities.distributed import divides, multiplied_out
from extremum.identities.flat import is_flat, off_flat
from extremum.identities.larger import chooses, of_two
from extremum.identities.logarithms import (
    Rule,
    apart,
    complement,
    counts_among,
    enters,
    is_deep,
    is_function,
    is_large,
    log_of,
    log_of_argument,
    mirrored,
)  # fmt: skip
from extremum.operations import construct as c
from extremum.operations.binders import close, fresh_index, open_body
from extremum.operations.powers import pairs
from extremum.operations.sum import terms_of

_CHANGES: dict[str, Rule] = {}
_MULTIPLIED: dict[str, Callable[[Expr, Expr], Expr | None]] = {}


def stable(root: Expr) -> Expr:
    """The expression with stable forms in it, for its value alone.

    >>> import extremum as ex
    >>> x, y = ex.scalar("x"), ex.scalar("y")
    >>> stable(ex.log(1 + ex.exp(x))), stable(ex.log(ex.exp(x) + ex.exp(y)))
    (softplus(x), x + softplus(y - x))
    >>> stable(ex.exp(x) / (ex.exp(x) + ex.exp(y)))
    exp(-softplus(y - x))
    """
    return stable_all([root])[0]


def stable_all(roots: Sequence[Expr]) -> list[Expr]:
    """Several expressions with stable forms in them; what they share is looked at once."""
    nodes = topological(roots)
    changes = (is_large, complement, chooses, is_flat)
    if not (any(may(node) for node in nodes for may in changes) or has_cofactors(nodes)):
        return list(roots)
    return transform_all(roots, _stable)


bind_operator("stable", stable)


def _stable(node: Expr, args: tuple[Expr, ...]) -> Expr:
    again = rebuild(node, args)
    (q, core), *others = terms_of(again)
    if others or not any(divides(exponent) or base.op.name == "sum" for base, exponent in pairs(core)):
        q, core = 1, again  # otherwise a sign came out of what divides, or is multiplied out
    change = _CHANGES.get(core.op.name)
    found = None if change is None else change(core)
    return again if found is None else c.multiple(q, found)


# -- complements -----------------------------------------------------------------------------------------------------
@enters(_CHANGES, "sum")
def _terms(node: Expr) -> Expr | None:
    """``1 - sigmoid(x) = sigmoid(-x)``, ``b + relu(a - b) = max(a, b)``."""
    found = complement(node)
    if found is None:
        return of_two(node)
    (q, one), (p, term) = found
    return c.add(node, c.combine([(-q, one), (-p, term)]), c.multiple(q, mirrored(term)))


# -- quotients -------------------------------------------------------------------------------------------------------
def multiplied(node: Expr, log: Expr) -> Expr | None:
    """``exp(log) * e`` for a scalar log, or one for each entry, with the exponential put into one of e; or None."""
    if is_function(node, "exp"):
        return c.apply("exp", c.add(node.args[0], _like(log, node)))
    rule = _MULTIPLIED.get(node.op.name)
    return None if rule is None else rule(node, log)


def _like(log: Expr, node: Expr) -> Expr:
    return c.product(log, c.like_ones(node)) if log.is_scalar and not node.is_scalar else log


@enters(_MULTIPLIED, "sum")
def _in_terms(node: Expr, log: Expr) -> Expr | None:
    """Each term; one without exponentials is multiplied as it is."""
    factor, total, absorbed = c.apply("exp", _like(log, node)), c.like_zeros(node), False
    for q, term in terms_of(node):
        new = multiplied(term, log)
        if new is None and is_deep(term):
            return None
        absorbed = absorbed or new is not None
        total = c.add(total, c.multiple(q, c.hadamard(term, factor) if new is None else new))
    return total if absorbed else None


@enters(_MULTIPLIED, "hadamard")
def _in_powers(node: Expr, log: Expr) -> Expr | None:
    items = pairs(node)
    for k, (base, exponent) in enumerate(items):
        if not c.is_number(exponent) or c.value_of(exponent) <= 0:
            continue
        others = [*items[:k], *items[k + 1 :]]
        counts = counts_among(c.power(b, e) for b, e in others)
        whole = c.add(log, *(c.apply("log", c.multiple(sign, count)) for count, sign in counts.items()))
        new = multiplied(base, c.multiple(1 / Fraction(c.value_of(exponent)), whole))
        if new is not None:
            rest = [power for power in (c.power(b, e) for b, e in others) if power not in counts]
            return c.multiple(prod(counts.values()), c.hadamard(*rest, c.power(new, exponent)))
    return None


def _is_divided(node: Expr, log: Expr) -> bool:
    """Whether an exponential in it has been divided by the same before: ``p p'/e^2`` is ``(p/e) (p/e)'``."""
    parts = {term for _, term in terms_of(log)}
    return any(inner in parts for inner in topological([node]))


@enters(_MULTIPLIED, "product", "scale")
def _in_factors(node: Expr, log: Expr) -> Expr | None:
    if not log.is_scalar:
        return None
    for k in sorted(range(len(node.args)), key=lambda k: _is_divided(node.args[k], log)):
        new = multiplied(node.args[k], log)
        if new is not None:
            return c.product(*node.args[:k], new, *node.args[k + 1 :])
    return None


@enters(_MULTIPLIED, "sum_over")
def _in_body(node: Expr, log: Expr) -> Expr | None:
    index = fresh_index(node)
    new = multiplied(open_body(node, index), log)
    return None if new is None else close("sum_over", new, index, node.size, node.start)


@enters(_MULTIPLIED, "transpose", "diag")
def _in_argument(node: Expr, log: Expr) -> Expr | None:
    if node.op.name == "diag" and not log.is_scalar:
        return None
    new = multiplied(node.args[0], c.transpose(log) if node.op.name == "transpose" else log)
    return None if new is None else c.build(node.op.name, (new,))


def _divisors(node: Expr) -> tuple[list[Expr], Expr]:
    """What is made with exponentials, by its logarithms, where some of it divides; and the rest."""
    small = any((divides(exponent) and is_deep(base)) or is_function(base, "sigmoid") for base, exponent in pairs(node))
    return _logs(node) if small else ([], node)


def _logs(node: Expr) -> tuple[list[Expr], Expr]:
    """The node as ``exp(Σ logs) * rest``."""
    logs: list[Expr] = []
    rest: list[Expr] = []
    for base, exponent in pairs(node):
        scale, other = _apart(base) if exponent.is_scalar else (None, base)
        if other is not None and not c.is_number(exponent):
            scale, other = None, base
        logs += [] if scale is None else [c.product(exponent, scale)]
        rest += [] if other is None else [c.power(other, exponent)]
    return logs, c.hadamard(*rest) if rest else c.like_ones(node)


def _apart(base: Expr) -> tuple[Expr | None, Expr | None]:
    """A base as ``exp(scale) * other``; None for what is not there."""
    if not is_deep(base):
        return None, base
    log = log_of(base)
    if log is not None:
        return log, None
    negative = log_of(c.multiple(-1, base))
    return apart(base) or (None, base) if negative is None else (negative, c.multiple(-1, c.like_ones(base)))


@enters(_CHANGES, "hadamard")
def _quotient(node: Expr) -> Expr | None:
    """``p./e``."""
    slope = _tangent(node)
    found = multiplied_out(node, _quotient) if slope is None else slope
    if found is not None:
        return found
    node, given = off_flat(node), node
    logs, rest = _divisors(node)
    found = multiplied(rest, c.add(*logs)) if logs else None
    if found is None and len(logs) > 1 and not is_deep(rest):
        found = c.hadamard(rest, c.apply("exp", c.add(*logs)))
    for change in (_sigmoids, cofactors):
        found = change(node) if found is None else found
    return node if found is None and node is not given else found


def _sigmoids(node: Expr) -> Expr | None:
    """``1/(1 + exp(x)) = sigmoid(-x)``."""
    found = [(_of_logistic(base) if divides(exponent) else None, base, exponent) for base, exponent in pairs(node)]
    if all(x is None for x, _, _ in found):
        return None
    return c.hadamard(*(c.power(base, e) if x is None else _sigmoid(x, e) for x, base, e in found))


def _sigmoid(x: Expr, exponent: Expr) -> Expr:
    return c.power(c.apply("sigmoid", c.multiple(-1, x)), c.multiple(-1, exponent))


def _of_logistic(node: Expr) -> Expr | None:
    """x where the expression is ``1 + exp(x)``."""
    parts = {term: q for q, term in terms_of(node)}
    found = next((t for t, q in parts.items() if q == 1 and is_function(t, "exp")), None)
    return found.args[0] if found is not None and len(parts) == 2 and parts.get(c.like_ones(node)) == 1 else None


def _tangent(node: Expr) -> Expr | None:
    """``sinh(x)./cosh(x) = tanh(x)``."""
    items = pairs(node)
    for base, exponent in items:
        if is_function(base, "sinh") and exponent is c.number(1):
            below = c.apply("cosh", base.args[0])
            if (below, c.number(-1)) in items:
                rest = [c.power(b, e) for b, e in items if b not in (base, below)]
                return c.hadamard(*rest, c.apply("tanh", base.args[0]))
    return None


@enters(_CHANGES, "scale")
def _scaled(node: Expr) -> Expr | None:
    """``M/e``; what was divided already is an exponential."""
    scalar, matrix = node.args
    logs, rest = _logs(scalar)
    found = multiplied(matrix, c.add(*logs)) if logs else None
    return cofactors(node) if found is None else c.product(rest, found)


@enters(_CHANGES, "product")
def _word(node: Expr) -> Expr | None:
    """Neighbours of which one divides the other: ``(1./e)'*p``, ``diag(1./e)*P``, ``P*diag(1./e)``."""
    for k in range(len(node.args) - 1):
        found = _neighbours(*node.args[k : k + 2])
        if found is not None:
            return c.product(*node.args[:k], found, *node.args[k + 2 :])
    return None


def _neighbours(left: Expr, right: Expr) -> Expr | None:
    if left.is_row and right.is_column and not left.is_scalar:
        return _inner(c.transpose(left), right)
    if left.op.name == "diag":
        return _rows_divided(left.args[0], right)
    if right.op.name == "diag":
        found = _rows_divided(right.args[0], c.transpose(left))
        return None if found is None else c.transpose(found)
    return None


def _inner(left: Expr, right: Expr) -> Expr | None:
    for divisor, other in ((left, right), (right, left)):
        logs, rest = _divisors(divisor)
        found = multiplied(other, c.add(*logs)) if logs else None
        if found is not None:
            return c.product(c.transpose(rest), found)
    return None


def _rows_divided(weights: Expr, matrix: Expr) -> Expr | None:
    """``diag(w)*P`` where something in w divides each row of P."""
    logs, rest = _divisors(weights)
    if not logs:
        return None
    row = c.ones(1, matrix.cols)
    found = multiplied(matrix, c.product(c.add(*logs), row))
    return None if found is None else c.product(c.diag(rest), found)


@enters(_CHANGES, "elementwise")
def _log_if_deep(node: Expr) -> Expr | None:
    (arg,) = node.args
    if not (is_function(node, "log") or is_function(node, "log1p")):
        return None
    inner = arg if is_function(node, "log") else c.add(c.like_ones(arg), arg)
    return log_of_argument(inner) if is_deep(inner) else None
