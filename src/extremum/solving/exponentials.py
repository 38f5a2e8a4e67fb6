"""Exponentials of sums as products and logarithms of products as sums, where a number is to be taken out of them."""

from __future__ import annotations

from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace, topological
from extremum.operations import construct as c
from extremum.operations.elementwise import function_of
from extremum.operations.powers import pairs
from extremum.operations.spectral import spectral
from extremum.operations.sum import terms_of
from extremum.operations.wordalgebra import factors
from extremum.simplify.cost import cost
from extremum.simplify.expand import expanded
from extremum.simplify.search import simplify


def exponentials_split(equation: Expr, unknown: Expr | None = None) -> Expr:
    """``exp(a + s*ones) = exp(s)*exp(a)``, ``expm(A + s*eye) = exp(s)*expm(A)`` for scalars s; those that hold the
    unknown, where one is given."""
    found: dict[Expr, Expr] = {}
    for node in topological([equation]):
        split = _split(node, unknown)
        if split is not None:
            found[node] = split
            found[c.transpose(node)] = c.transpose(split)
    return replace(equation, found) if found else equation


def shortest(value: Expr) -> Expr:
    """A value, with numbers taken out of exponentials where that is shorter: ``exp(a - logsumexp(a)) = softmax(a)``."""
    split = exponentials_split(value)
    return value if split is value else min(value, simplify(split), key=cost)


def _split(node: Expr, unknown: Expr | None) -> Expr | None:
    entrywise = node.op.name == "elementwise" and function_of(node) == ("exp", 0) and not node.is_scalar
    if not entrywise and not (node.op.name == "spectral" and node.param("function") == "expm"):
        return None
    levels, rest = list[Expr](), list[Expr]()
    total = expanded(node.args[0])
    for q, term in terms_of(node.args[0] if total is None else total):
        whole, scalars, word = factors(term)
        level = len(word) == 1 and word[0].op.name == ("ones" if entrywise else "eye")
        (levels if level else rest).append(c.product(c.number(q * whole), *scalars) if level else c.multiple(q, term))
    if not levels or not rest or not _worthwhile(levels, rest, unknown):
        return None
    inner = simplify(c.add(*rest))
    return c.product(_exponential(c.add(*levels)), c.apply("exp", inner) if entrywise else spectral("expm", inner))


def _exponential(level: Expr) -> Expr:
    """``exp(s)`` of a scalar, where ``exp(q log u) = u^q``."""
    powers, rest = list[Expr](), list[Expr]()
    for q, term in terms_of(level):
        if term.op.name == "logsumexp":
            whole = c.apply("exp", term.args[0])
            powers.append(c.power(c.product(c.ones(1, whole.rows), whole), q))
        elif term.op.name == "elementwise" and function_of(term) == ("log", 0):
            powers.append(c.power(term.args[0], q))
        else:
            rest.append(c.multiple(q, term))
    return c.product(*powers, *([c.apply("exp", c.add(*rest))] if rest else []))


def _worthwhile(levels: list[Expr], rest: list[Expr], unknown: Expr | None) -> bool:
    if unknown is None:
        return True
    return contains(c.add(*levels), [unknown]) and not contains(c.add(*rest), [unknown])


def logarithms_split(equation: Expr, unknown: Expr) -> Expr:
    """``log(s*a) = log(s)*ones + log(a)`` for positive numbers s that hold the unknown, and positive a that do not."""
    found = {node: split for node in topological([equation]) if (split := _log_split(node, unknown)) is not None}
    return replace(equation, {**found, **{c.transpose(node): c.transpose(split) for node, split in found.items()}})


def _log_split(node: Expr, unknown: Expr) -> Expr | None:
    if node.op.name != "elementwise" or function_of(node) != ("log", 0) or not contains(node, [unknown]):
        return None
    whole, scalars, word = factors(node.args[0])
    parts = [*pairs(c.product(*scalars)), *(pair for part in word for pair in pairs(part) if len(word) == 1)]
    moving = [(b, e) for b, e in parts if contains(b, [unknown]) and b.is_scalar and c.is_number(e)]
    rest = [c.power(b, e) for b, e in parts if not contains(b, [unknown]) and not contains(e, [unknown])]
    if len(word) > 1 or not moving or len(moving) + len(rest) < len(parts) or (len(parts) == 1 and whole == 1):
        return None
    if not all(holds(b, "positive") for b, _ in moving) or not all(holds(part, "positive") for part in rest):
        return None
    level = c.add(*(c.product(e, c.apply("log", b)) for b, e in moving))
    apart = c.hadamard(*rest) if rest and not node.is_scalar else c.product(*rest)
    lifted = level if node.is_scalar else c.product(level, c.like_ones(node))
    return c.add(lifted, c.apply("log", simplify(c.product(c.number(whole), apart)))) if whole > 0 else None
