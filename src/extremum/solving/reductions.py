"""Problems turned into easier ones, whose solutions are taken back: diagonal unknowns, monotone outer functions,
equations put into the objective."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import replace as changed
from typing import final

from extremum.algebra.dims import ONE
from extremum.algebra.errors import ExtremumError, NoExtremumError
from extremum.algebra.facts import holds
from extremum.algebra.names import FreeNames
from extremum.algebra.node import Expr, Rational
from extremum.algebra.traverse import contains, replace
from extremum.operations import construct as c
from extremum.operations import leaves
from extremum.operations.entries import ENTRIES
from extremum.operations.powers import pairs
from extremum.operations.sum import content, terms_of
from extremum.problems.problem import SENSES, Problem
from extremum.simplify.search import simplify
from extremum.solving.exchanged import exchanged
from extremum.solving.inverses import INVERSES
from extremum.solving.never import never
from extremum.solving.requirements import defined
from extremum.solving.solution import SolutionSet
from extremum.solving.steps import Move
from extremum.structures import STRUCTURES

Solver = Callable[[Problem], SolutionSet]


def reduced(problem: Problem, solve: Solver) -> SolutionSet | None:
    """The solutions of the first easier problem that is solved."""
    for reduction in (by_logarithms, with_constraint_put_in):
        found = reduction(problem, solve)
        if found is not None:
            return found
    return None


def _solved(problem: Problem, solve: Solver) -> SolutionSet | None:
    """The solutions, where there are some.

    Raises:
        NoExtremumError: there are provably none.
    """
    try:
        return solve(problem)
    except NoExtremumError:
        raise
    except ExtremumError:
        return None


# -- diagonal unknowns -------------------------------------------------------------------------------------------------
_DIAGONAL = STRUCTURES["diagonal"]
_OF_ENTRIES = {whole: entry for entry, whole in _DIAGONAL.means.items()}
"""What is said of the diagonal where it is said of a diagonal matrix."""


def by_diagonals(problem: Problem, solve: Solver) -> SolutionSet | None:
    """``X = diag(x)``: the entries of a diagonal unknown, which has no others."""
    names = FreeNames(*problem.expressions)
    vectors = {x: _diagonal_of(x, names) for x in problem.unknowns if _DIAGONAL.name in x.assumptions}
    known = {x: vector for x, vector in vectors.items() if vector is not None}
    if not known or len(known) < len(vectors) or problem.objective is None:
        return None
    values = {x: c.diag(vector) for x, vector in known.items()}
    inner = Problem(
        simplify(replace(problem.objective, values)),
        problem.sense,
        tuple(known.get(x, x) for x in problem.unknowns),
        tuple(k.replace(values) for k in problem.constraints),
    )
    found = _solved(inner, solve)
    if found is None or found.free:
        return None
    moves = [Move("its diagonal", x, value) for x, value in values.items()]

    def back(of: dict[Expr, Expr]) -> dict[Expr, Expr]:
        put = {vector: c.diagonal(x) for x, vector in known.items()}
        return {x: simplify(replace(c.diag(of[known[x]]) if x in known else of[x], put)) for x in problem.unknowns}

    return changed(
        found, problem=problem, values=back(found.values), shown=back(found.shown),
        steps=[("the diagonals alone are sought:", moves), *found.steps],
    )  # fmt: skip


def _diagonal_of(x: Expr, names: FreeNames) -> Expr | None:
    """A column with what is declared of the diagonal."""
    rest = [fact for fact in x.assumptions if fact != _DIAGONAL.name]
    if any(fact not in _OF_ENTRIES for fact in rest):
        return None
    facts = tuple(_OF_ENTRIES[fact] for fact in rest)
    return leaves.symbol(names.take(x.name.lower() if x.name.lower() != x.name else "d"), x.rows, ONE, facts)


# -- monotone outer functions ------------------------------------------------------------------------------------------
@final
@dataclass(frozen=True, slots=True)
class Outer:
    """``f = φ(g)``: g, and whether φ rises; words: what φ is."""

    inner: Expr
    rising: bool
    words: str


def without_outer_function(problem: Problem, solve: Solver) -> SolutionSet | None:
    """What is extremal for ``φ(g)``, φ strictly monotone, is so for g."""
    outer = _outer(problem, _of_one)
    try:
        return None if outer is None else peeled(problem, outer, solve)
    except NoExtremumError:  # that is said of the objective itself
        return None


def by_sum_of_logarithms(problem: Problem, solve: Solver) -> SolutionSet | None:
    """What is extremal for a product over positive members of a family is so for the sum of their logarithms.

    Raises:
        NoExtremumError: there is provably none.
    """
    if problem.objective is None or problem.sense is None:
        return None
    q, core = content(problem.objective)
    if core.op.name != "prod_over" or not holds(core.args[0], "positive"):
        return None
    return peeled(problem, Outer(c.apply("log", core), q > 0, "the exponential"), solve)


def by_logarithms(problem: Problem, solve: Solver) -> SolutionSet | None:
    """What is extremal for a product of what is positive is so for its logarithm; a difference of two logarithms is
    looked at as a quotient.

    Raises:
        NoExtremumError: there is provably none.
    """
    outer = _outer(problem, _of_product)
    return None if outer is None else peeled(problem, outer, solve)


def peeled(problem: Problem, outer: Outer, solve: Solver) -> SolutionSet | None:
    """The solution for the inner function, as one of the problem."""
    assert problem.objective is not None and problem.sense is not None
    sense, within = problem.sense if outer.rising else _OTHER[problem.sense], simplify(outer.inner)
    found = _solved(changed(problem, objective=within, sense=sense), solve)
    if found is None or SENSES[sense] not in found.kind:
        return None
    needs = [need for need in defined(problem, found.values) if need not in found.conditions]
    if never(needs) is not None:
        return None
    return changed(
        found,
        problem=problem,
        conditions=[*found.conditions, *needs],
        kind=found.kind.replace(SENSES[sense], SENSES[problem.sense]),
        reason=f"{outer.words} {'increases' if outer.rising else 'decreases'}, and of {within} it is the "
        f"{SENSES[sense]}: {found.reason}",
        steps=[exchanged(problem, within, outer.rising, outer.words), *found.steps],
        multipliers=[],  # those of the inner function are others
    )  # fmt: skip


_OTHER = {"min": "max", "max": "min"}


def _outer(problem: Problem, read: Callable[[list[tuple[Expr, Expr]]], Outer | None]) -> Outer | None:
    """The outermost strictly monotone function of one expression that holds all unknowns."""
    if problem.objective is None or problem.sense is None:
        return None
    unknowns = problem.unknowns
    moving = [(q, term) for q, term in terms_of(problem.objective) if contains(term, list(unknowns))]
    if len(moving) == 2 and read is _of_product:
        return _of_difference(*moving)
    if len(moving) != 1:
        return None
    q, core = content(c.multiple(*moving[0]))
    live = [(b, e) for b, e in pairs(core) if _moves(b, e, unknowns)]
    weights = [c.power(b, e) for b, e in pairs(core) if not _moves(b, e, unknowns)]
    if not live or not all(holds(w, "positive") for w in weights):
        return None
    found = read(live)
    return found if found is None or q > 0 else Outer(found.inner, not found.rising, f"minus {found.words}")


def _of_difference(first: tuple[Rational, Expr], second: tuple[Rational, Expr]) -> Outer | None:
    """``q log(u) - q log(v)``, the logarithm of a quotient."""
    (q, above), (p, below) = first, second
    if p + q != 0 or not all(_is_function(node, "log") and node.is_scalar for node in (above, below)):
        return None
    quotient = c.hadamard(above.args[0], c.power(below.args[0], -1))
    return Outer(quotient, q > 0, "the logarithm")


def _is_function(node: Expr, name: str) -> bool:
    return bool(node.args) and node is c.apply(name, node.args[0])


def _moves(base: Expr, exponent: Expr, unknowns: tuple[Expr, ...]) -> bool:
    return contains(base, list(unknowns)) or contains(exponent, list(unknowns))


def _of_one(live: list[tuple[Expr, Expr]]) -> Outer | None:
    """A function or a power of one number."""
    if len(live) != 1:
        return None
    ((base, exponent),) = live
    if exponent is c.number(1):
        return _of_function(base)
    if not c.is_number(exponent):
        return None
    q = c.value_of(exponent)
    if holds(base, "positive") or (q > 0 and holds(base, "nonnegative")):
        return Outer(base, q > 0, f"the power {exponent}")
    return None


def _of_function(node: Expr) -> Outer | None:
    name = next((name for name in INVERSES if node.is_scalar and _is_function(node, name)), None)
    if name is not None:
        return Outer(node.args[0], True, name)
    positive = (node.op.name == "det" and holds(node.args[0], "positive_definite")) or _is_product(node)
    return Outer(_log(node), True, "the exponential") if positive else None


def _is_product(node: Expr) -> bool:
    """Whether it is the product of positive entries."""
    return node.op is ENTRIES and holds(node.args[0], "positive")


def _of_product(live: list[tuple[Expr, Expr]]) -> Outer | None:
    """A power of a quotient; the logarithm of another product of what is positive.

    A power that is no number has a positive base, where it is defined.
    """
    if len(live) < 2:
        return None
    if len(live) == 2 and c.is_zero(c.add(live[0][1], live[1][1])):
        return _of_quotient(live)
    if not all(holds(b, "positive") or not c.is_number(e) for b, e in live):
        return None
    return Outer(c.add(*(c.product(e, _log(b)) for b, e in live)), True, "the exponential")


def _of_quotient(live: list[tuple[Expr, Expr]]) -> Outer | None:
    """``(u/v)^q`` with q a positive number that is not 1."""
    (above, exponent), (below, _) = sorted(live, key=lambda pair: c.is_number(pair[1]) and c.value_of(pair[1]) < 0)
    signed = all(holds(b, "nonnegative") for b, _ in live)
    if not signed or not c.is_number(exponent) or exponent is c.number(1):
        return None
    return Outer(c.hadamard(above, c.power(below, -1)), True, f"the power {exponent}")


def _log(base: Expr) -> Expr:
    if _is_function(base, "exp"):
        return base.args[0]
    if base.op.name == "det" and holds(base.args[0], "positive_definite"):
        return c.build("logdet", base.args)
    if _is_product(base):
        return c.product(c.transpose(c.like_ones(base.args[0])), c.apply("log", base.args[0]))
    return c.apply("log", base)


def logarithm(expr: Expr) -> Expr | None:
    """The logarithm of a product of positive factors, as a sum."""
    q, core = content(expr)
    parts = pairs(core)
    apart = len(parts) > 1 or parts[0][1] is not c.number(1) or _is_product(core)
    if q <= 0 or not apart or not all(holds(base, "positive") for base, _ in parts):
        return None
    return c.add(c.apply("log", c.number(q)), *(c.product(e, _log(base)) for base, e in parts))


# -- constraints -------------------------------------------------------------------------------------------------------
def with_constraint_put_in(problem: Problem, solve: Solver) -> SolutionSet | None:
    """What an equation says of a number that the objective holds, ``sum(x)`` with ``sum(x) == 1``, is put in.

    Raises:
        NoExtremumError: there is provably no extremum.
    """
    if problem.objective is None:
        return None
    known = {k.left: k.right for k in problem.equations if k.left.is_scalar and k.left not in problem.unknowns}
    known = {l: r for l, r in known.items() if contains(problem.objective, [l])}
    if any(contains(r, list(problem.unknowns)) for r in known.values()):
        return None
    objective = simplify(replace(problem.objective, known))
    if not known or contains(objective, list(known)):
        return None
    found = _solved(changed(problem, objective=objective), solve)
    moves = [Move("what the equation says", l, r) for l, r in known.items()]
    return found and changed(found, problem=problem, steps=[("put into the objective:", moves), *found.steps])
