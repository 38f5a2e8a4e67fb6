"""Where a divisor vanishes: the other solutions of an equation that was divided by what holds unknowns.

``y g(x) = 0`` says ``y = 0`` where ``g(x)`` is not zero; where it is, x is one of its zeros, and the equation says
nothing of y.
"""

from __future__ import annotations

from extremum.algebra.errors import ExtremumError
from extremum.algebra.facts import reason
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.operations import construct as c
from extremum.operations.powers import pairs
from extremum.operations.sum import SUM, content
from extremum.operations.wordalgebra import factors
from extremum.simplify.factor import factored
from extremum.simplify.search import simplify
from extremum.solving.eliminated import Case, Eliminated, without
from extremum.solving.isolate import Isolated, Move, isolate
from extremum.solving.moves import moves
from extremum.solving.real_zeros import coefficients, roots


def begun(case: Case) -> list[Eliminated] | None:
    """The systems in which the divisor vanishes, each with one zero of it put in; None where they are not all known."""
    found: list[Eliminated] = []
    for factor in vanishing_factors(case.divisor):
        reached = _at_zeros(case, factor)
        if reached is None:
            return None
        found += reached
    return found


def split(found: Eliminated) -> list[Eliminated]:
    """The systems that a system comes apart into, by the zeros of one of its equations; none where it does not."""
    for equation in found.stuck:
        reached = begun(Case(found, equation, equation.left)) if equation.left.is_scalar else None
        if reached is not None:
            return reached
    return []


def vanishing_factors(expr: Expr) -> list[Expr]:
    """The factors of a number that may be zero; itself where it is no product."""
    _, core = content(simplify(expr))
    core = content(factored(core))[1] if core.op is SUM else core
    if not core.is_scalar:
        return _of_matrix(core)
    bases = [core] if core.op is SUM else [base for base, power in pairs(core) if _counts(power)]
    return [part for base in bases if not reason(base, "nonzero") for part in _parts(base, core)]


def _of_matrix(matrix: Expr) -> list[Expr]:
    """The numbers that a multiple of an invertible matrix is not invertible without; itself where it is none."""
    _, scalars, word = factors(matrix)
    alone = all(part.rows is part.cols and reason(part, "invertible") for part in word)
    return [part for number in scalars for part in vanishing_factors(number)] if alone else [matrix]


def of_data(left: Expr, symbol: Expr, unknown: list[Expr]) -> Expr | None:
    """What an equation asks of the data alone, once factors are dropped that are not zero; None where it does not."""
    first = next(((move.left, move.right) for move, _ in moves(left, symbol)), (left, c.number(0)))
    return first[0] if c.is_zero(first[1]) and not contains(first[0], unknown) else None


def _parts(base: Expr, whole: Expr) -> list[Expr]:
    """What is below a power may be a product itself."""
    return [base] if base is whole or base.op is not SUM else vanishing_factors(base)


def _counts(power: Expr) -> bool:
    """Whether a power of zero may be zero."""
    return not (c.is_number(power) and c.value_of(power) < 0)


def _at_zeros(case: Case, factor: Expr) -> list[Eliminated] | None:
    """The systems in which one factor vanishes, by the first unknown whose values there are all known."""
    for symbol in dict.fromkeys(x for x in case.before.unknown if contains(factor, [x])):
        zeros = zeros_of(factor, symbol, case.before.unknown)
        if zeros is not None:
            return _put_in(case, factor, symbol, zeros)
    return None


def zeros_of(factor: Expr, symbol: Expr, unknown: list[Expr]) -> list[Isolated] | None:
    """All values of an unknown at which a factor vanishes; None where these rules do not find all."""
    length = _length(factor)
    if length is symbol:
        return [Isolated(c.like_zeros(symbol), [Move("a length is zero", symbol, c.like_zeros(symbol))])]
    if not factor.is_scalar or not symbol.is_scalar:
        return None
    found = isolate(factor, symbol)
    if found is not None and not contains(found.value, [symbol]):
        divided = any(need.divides and contains(need.expr, unknown) for need in found.conditions)
        return None if divided else [found]
    powers = coefficients(factor, symbol)
    known = None if powers is None or any(contains(k, unknown) for k in powers) else roots(powers)
    return None if known is None else [Isolated(at, [Move("a zero", symbol, at)]) for at in dict.fromkeys(known)]


def _length(factor: Expr) -> Expr | None:
    """v of ``v'v``, which is zero where v is."""
    _, scalars, word = factors(factor)
    pair = [*scalars, *word]
    return pair[-1] if len(pair) == 2 and pair[-1].is_column and pair[0] is c.transpose(pair[-1]) else None


def _put_in(case: Case, factor: Expr, symbol: Expr, zeros: list[Isolated]) -> list[Eliminated] | None:
    try:
        return [_reached(case, factor, symbol, at) for at in zeros if not _is_impossible(case, symbol, at)]
    except ExtremumError:  # something has no value there
        return None


def _reached(case: Case, factor: Expr, symbol: Expr, at: Isolated) -> Eliminated:
    """The system with a zero put in; of more equations than unknowns the one for it has to hold besides."""
    before, taken, put = case.before, case.taken, {symbol: at.value}
    held, free, also = taken.at(put), list(before.free), list(before.also)
    if c.is_zero(held.left):
        rest = [e.at(put) for e in without(before.stuck, taken, symbol)]
        free = [taken.symbol if x is symbol else x for x in free]
    else:
        also += [e.left for e in before.stuck if e.symbol is symbol]
        rest = [e.at(put) for e in before.stuck if e.symbol is not symbol]
        free = [x for x in free if x is not symbol]
    where = "" if case.divisor is case.equation.left else ", where it was divided by"
    start = Move(f"{case.equation.name} = 0{where}", factor, c.number(0))
    return Eliminated(
        {**before.solved, symbol: at.value},
        [*before.steps, (f"{factor} = 0, solved for {symbol}:", [start, *at.moves])],
        [*before.needed, *at.conditions],
        free,
        rest,
        also,
    )


def _is_impossible(case: Case, symbol: Expr, at: Isolated) -> bool:
    """Whether a zero is none of the system: outside of what is declared, where the equation does not hold, or where
    something else vanishes that was divided by, which is a case of its own."""
    put, known = {symbol: at.value}, c.is_number(at.value) or c.is_zero(at.value)
    outside = any(known and not reason(at.value, fact) for fact in symbol.assumptions)
    divided = (simplify(replace(need.expr, put)) for need in case.before.needed if contains(need.expr, [symbol]))
    return outside or bool(reason(case.taken.at(put).left, "nonzero")) or any(map(c.is_zero, divided))
