"""Moves: from an equation ``E = 0`` to others with the same solutions.

A factor that is nowhere zero is dropped, one below a line too; an equation is multiplied by what is invertible; the one
function around the unknown is undone; logarithms are merged. What stands below a line is not zero where the equation is
defined, so it need not be known to be: that it is not zero at the solution is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import chain

from extremum.algebra.facts import reason
from extremum.algebra.node import Expr, Rational
from extremum.algebra.traits import NONLINEAR
from extremum.algebra.traverse import contains, topological
from extremum.operations import construct as c
from extremum.operations.elementwise import function_of
from extremum.operations.powers import pairs
from extremum.operations.sum import SUM, content, terms_of, uniform
from extremum.operations.wordalgebra import factors
from extremum.simplify.expand import expanded
from extremum.simplify.factor import factored
from extremum.simplify.search import simplify
from extremum.solving.exponentials import exponentials_split, logarithms_split
from extremum.solving.inverses import lacking
from extremum.solving.steps import Move, Need, zero
from extremum.solving.unwrap import undone

Step = tuple[Move, tuple[Need, ...]]
"""A move, and what is needed for it."""


def moves(equation: Expr, unknown: Expr) -> Iterator[Step]:
    """Every move from an equation; where a factor can be dropped, that alone."""
    dropped = _drop(equation, unknown)
    if dropped is not None:
        yield dropped
        return
    for rule in _RULES:
        yield from rule(equation, unknown)


# -- removing factors --------------------------------------------------------------------------------------------------
def _drop(equation: Expr, unknown: Expr) -> Step | None:
    """``A·B = 0`` with A invertible leaves ``B = 0``; what is nowhere zero goes too."""
    _, core = content(equation)
    if core.op is SUM:
        _, core = content(factored(core))
    if core.op is SUM:
        return None
    if core.is_scalar or core.op.name == "hadamard":
        return _drop_powers(core, unknown)
    _, scalars, word = factors(core)
    live = [s for s in scalars if not reason(s, "nonzero")]
    for dropped, rest in ((word[0], word[1:]), (word[-1], word[:-1])) if len(word) > 1 else ():
        if reason(dropped, "invertible"):
            left = simplify(c.product(*live, *rest))
            return Move(
                f"drop the factor {dropped}", left, zero(left), f"invertible: {reason(dropped, 'invertible')}"
            ), ()
    if core is equation:
        return None
    return Move("divide by what is not zero", c.product(*live, *word), zero(equation)), ()


def _drop_powers(core: Expr, unknown: Expr) -> Step | None:
    """Powers of what is nowhere zero, entry by entry, and of what divides."""
    kept, needed = list[Expr](), list[Need]()
    for base, exponent in pairs(core):
        if reason(base, "nonzero"):
            continue
        if _divides(exponent) and contains(base, [unknown]):
            needed.append(nowhere_zero(base))
        else:
            kept.append(c.power(base, exponent))
    if len(kept) == len(pairs(core)):
        return None
    rest = c.hadamard(*kept) if kept else c.like_ones(core)
    return Move("divide by what is not zero", rest, zero(core)), tuple(needed)


def _divides(exponent: Expr) -> bool:
    return c.is_number(exponent) and c.value_of(exponent) < 0


def nowhere_zero(array: Expr) -> Need:
    """That no entry of an array is zero which stands below a line."""
    return Need(array if array.is_scalar else c.diag(c.vec(array)), of_domain=True)


# -- multiplying inverses away -----------------------------------------------------------------------------------------
def weight(expr: Expr, unknown: Expr) -> int:
    """How often the unknown is written; inside an inverse, a power or a function more, and most below a line."""
    memo: dict[Expr, int] = {}
    for node in topological([expr]):
        own = int(node is unknown)
        inner = sum(memo[arg] for arg in node.args)
        if node.op.name == "hadamard":
            inner += sum(memo[base] * _extra(exponent) for base, exponent in pairs(node))
        memo[node] = own + (2 * inner if node.op.linear is NONLINEAR else inner)
    return memo[expr]


def _extra(exponent: Expr) -> int:
    if exponent is c.number(1):
        return 0
    return 2 if _divides(exponent) else 1


def _multiply_away(equation: Expr, unknown: Expr) -> Iterator[Step]:
    """Multiplies by the inverse of an invertible factor that holds the unknown, where that lessens its occurrences."""
    before = weight(equation, unknown)
    for form in _forms(equation):
        sided = () if equation.is_scalar else _sided_products(form, unknown)
        for rule, left, why, needed in chain(sided, _entrywise_products(form, unknown)):
            if weight(left, unknown) < before:
                yield Move(rule, left, zero(left), why), needed


def _forms(equation: Expr) -> dict[Expr, None]:
    """The equation as it is, and with its brackets multiplied out."""
    grown = expanded(equation)
    return dict.fromkeys([equation] if grown is None else [equation, grown])


Option = tuple[str, Expr, str, tuple[Need, ...]]


def _sided_products(equation: Expr, unknown: Expr) -> Iterator[Option]:
    for side, factor in _outer_factors(equation, unknown):
        multiplier, right = c.inverse(factor), side == "right"
        sides = [(q, (t, multiplier) if right else (multiplier, t)) for q, t in terms_of(equation)]
        left = c.combine([(q, c.product(*pair)) for q, pair in sides])
        yield f"multiply by {multiplier} on the {side}", left, reason(factor, "invertible") or "", ()


def _outer_factors(equation: Expr, unknown: Expr) -> dict[tuple[str, Expr], None]:
    found: dict[tuple[str, Expr], None] = {}
    for _, term in terms_of(equation):
        _, _, word = factors(term)
        for side, factor in (("left", word[0]), ("right", word[-1])) if word else ():
            if contains(factor, [unknown]) and factor.rows is factor.cols and reason(factor, "invertible"):
                found[side, factor] = None
    return found


def _entrywise_products(equation: Expr, unknown: Expr) -> Iterator[Option]:
    for base, exponent in _entrywise_factors(equation, unknown):
        multiplier = c.power(base, c.product(c.number(-1), exponent))
        left = _each_times(equation, multiplier, unknown)
        known = reason(base, "nonzero")
        yield f"multiply by {multiplier}", left, known or "it divides", () if known else (nowhere_zero(base),)


def _each_times(equation: Expr, multiplier: Expr, unknown: Expr) -> Expr:
    """The product term by term; what is free of the unknown is one term, so that this is written once there."""
    moving = [(q, term) for q, term in terms_of(equation) if contains(term, [unknown])]
    still = [(q, term) for q, term in terms_of(equation) if (q, term) not in moving]
    rest = [(1, c.combine(still))] if still else []
    return c.combine([(q, _times(term, multiplier)) for q, term in [*moving, *rest]])


def _times(term: Expr, multiplier: Expr) -> Expr:
    """The product entry by entry."""
    return c.product(term, multiplier) if multiplier.is_scalar else c.hadamard(term, multiplier)


def _entrywise_factors(equation: Expr, unknown: Expr) -> dict[tuple[Expr, Expr], None]:
    """Powers that hold the unknown and are not zero."""
    found: dict[tuple[Expr, Expr], None] = {}
    for _, term in terms_of(equation):
        _, scalars, word = factors(term)
        alone = (*scalars, *word) if equation.is_scalar or len(word) == 1 else scalars
        for base, exponent in (pair for factor in alone for pair in pairs(factor)):
            fits = (base.is_scalar or base.shape == equation.shape) and c.is_number(exponent)
            if fits and contains(base, [unknown]) and (_divides(exponent) or reason(base, "nonzero")):
                found[base, exponent] = None
    return found


# -- functions ---------------------------------------------------------------------------------------------------------
def _undo(equation: Expr, unknown: Expr) -> Iterator[Step]:
    """Undoes the one function around the unknown."""
    found = undone(equation, unknown)
    if found is not None:
        yield Move(found.rule, found.inner, found.value, found.why), found.needed


def _merge(equation: Expr, unknown: Expr) -> Iterator[Step]:
    """``k Σ q_j log(u_j) = v`` says ``Π u_j^(q_j) = exp(v/k)``, the u_j positive."""
    grown = expanded(equation)
    terms = terms_of(equation if grown is None else grown)
    moving = [(q, term) for q, term in terms if contains(term, [unknown])]
    logs = [_logarithm(q, term, unknown) for q, term in moving]
    if len(logs) < 2:
        return
    found = [log for log in logs if log is not None]
    first = found[0][0] if found else c.number(1)
    ratios = [_number(simplify(c.hadamard(k, c.power(first, -1)))) for k, _ in found]
    if len(found) < len(logs) or not reason(first, "nonzero") or not all(map(c.is_number, ratios)):
        return
    rest = [c.multiple(q, term) for q, term in terms if (q, term) not in moving]
    value = c.hadamard(c.multiple(-1, c.add(*rest)) if rest else zero(equation), c.power(first, -1))
    merged = c.hadamard(*(c.power(u, ratio) for (_, u), ratio in zip(found, ratios, strict=True)))
    yield Move("merge the logarithms", merged, simplify(c.apply("exp", value)), "exp is one-to-one"), ()


def _number(expr: Expr) -> Expr:
    """The number that all entries are, or the expression."""
    same = uniform(expr) if not expr.is_scalar else None
    return expr if same is None else same


def _logarithm(q: Rational, term: Expr, unknown: Expr) -> tuple[Expr, Expr] | None:
    """(k, u) of ``k log(u)``, k free of the unknown."""
    logs = [base for base, exponent in pairs(term) if exponent is c.number(1) and _is_log(base)]
    inside = [log for log in logs if contains(log, [unknown])]
    if len(inside) != 1:
        return None
    beside = simplify(c.hadamard(term, c.power(inside[0], -1)))
    return None if contains(beside, [unknown]) else (c.multiple(q, beside), inside[0].args[0])


def _is_log(node: Expr) -> bool:
    return node.op.name == "elementwise" and function_of(node) == ("log", 0)


def _split(equation: Expr, unknown: Expr) -> Iterator[Step]:
    """Takes a scalar unknown out of exponentials of sums and logarithms of products."""
    split = exponentials_split(equation, unknown) if unknown.is_scalar else equation
    if split is not equation:
        yield Move("exponentials of sums are products", split, zero(split), f"{unknown} is a number"), ()
    parted = logarithms_split(equation, unknown) if unknown.is_scalar else equation
    if parted is not equation:
        whole = next(reversed(_forms(parted)))
        yield Move("logarithms of products are sums", whole, zero(whole), f"{unknown} is a number"), ()


def _compare(equation: Expr, unknown: Expr) -> Iterator[Step]:
    """``a u^k + b v^k = 0`` of numbers, where only positive u and v have such powers: ``u = (-b/a)^(1/k) v``."""
    terms = terms_of(equation)
    if not equation.is_scalar or len(terms) != 2:
        return
    sides = [side for q, term in terms if (side := _one_power(q, term, unknown)) is not None]
    sides.sort(key=lambda side: reason(side[0], "nonzero") is None)
    if len(sides) < 2 or sides[0][2] is not sides[1][2] or not reason(sides[0][2], "nonzero"):
        return
    (a, u, k), (b, v, _) = sides
    ratio = simplify(c.multiple(-1, c.product(b, c.power(a, -1))))
    needed = lacking(ratio, "positive")
    if needed is None or not reason(a, "nonzero"):
        return
    value = simplify(c.product(c.power(ratio, c.power(k, -1)), v))
    why = "both are positive, and the power is one-to-one"
    yield Move(f"the power {k} undone on both sides", u, value, why), (*needed, Need(v, "positive"))


def _one_power(q: Rational, term: Expr, unknown: Expr) -> tuple[Expr, Expr, Expr] | None:
    """(a, u, k) of ``a u^k`` with u alone holding the unknown and k no integer."""
    moving = [(b, e) for b, e in pairs(term) if contains(b, [unknown]) or contains(e, [unknown])]
    if len(moving) != 1 or contains(moving[0][1], [unknown]):
        return None
    ((base, exponent),) = moving
    if c.is_number(exponent) and Fraction(c.value_of(exponent)).denominator == 1:
        return None
    beside = c.hadamard(c.number(1), *(c.power(b, e) for b, e in pairs(term) if (b, e) not in moving))
    return c.multiple(q, beside), base, exponent


_RULES: tuple[Callable[[Expr, Expr], Iterator[Step]], ...] = (_multiply_away, _undo, _merge, _compare, _split)
