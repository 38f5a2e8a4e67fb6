"""The domain first: the set on which an expression is defined, within the declared structures, must be convex."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import inf, isinf

from extremum.algebra.facts import holds
from extremum.algebra.intervals import NEGATIVE, NONNEGATIVE, POSITIVE, Interval
from extremum.algebra.node import REGISTRY, Expr, Operation
from extremum.algebra.traverse import contains, topological
from extremum.convexity.proof import BOYD, Sign, Step
from extremum.convexity.prover import Prover
from extremum.convexity.region import Region
from extremum.operations import construct as c
from extremum.operations.elementwise import FUNCTIONS, function_of
from extremum.operations.leaves import declared
from extremum.operations.powers import is_integer, pairs
from extremum.operations.sum import content, terms_of
from extremum.structures import strongest


@dataclass(frozen=True, slots=True)
class Constraint:
    """What must hold of an argument for a node to be defined: that it lies in an interval, or what is said in words.

    always: whether it must hold for all values of the parameters; ``0^p`` is defined for some p.
    """

    node: Expr
    argument: Expr
    needs: Interval | str
    always: bool = True

    def implies(self, other: Constraint) -> bool:
        """Whether it says no less of the same argument."""
        if self.argument is not other.argument:
            return False
        if isinstance(self.needs, str) or isinstance(other.needs, str):
            return self.needs == other.needs or (other.needs == "not zero" and self.needs == POSITIVE)
        return self.needs.within(other.needs)

    def __str__(self) -> str:
        return f"{self.argument} {_words(self.needs)}"

    __repr__ = __str__


def _words(needs: Interval | str) -> str:
    if isinstance(needs, str):
        return needs
    if isinf(needs.high):
        return f"{'>' if needs.low_open else '>='} {needs.low}"
    return f"in {needs}"


@dataclass(frozen=True, slots=True)
class Domain:
    """The region on which the expression is defined, why it is convex, and what is not known to be convex about it."""

    region: Region
    steps: tuple[Step, ...] = field(default=())
    refused: str | None = None
    constraints: tuple[Constraint, ...] = ()


# -- what must hold ----------------------------------------------------------------------------------------------------
def constraints_of(root: Expr, region: Region, pieces: Sequence[Expr] = ()) -> list[Constraint]:
    """All constraints on what moves, inner ones first; those of ``pieces`` of its text too, which it does not show."""
    nodes = topological([root, *pieces])
    return list(dict.fromkeys(found for node in nodes if region.live(node) for found in _needs(node, region)))


def lost(shown: Sequence[Expr], unknowns: Sequence[Expr], pieces: Sequence[Expr]) -> list[Constraint]:
    """What pieces of a text need that the expressions it became do not need as well, and that does not always hold.

    >>> import extremum as ex
    >>> x = ex.scalar("x")
    >>> lost([x], [x], [x ** 0.5, ex.exp(x)])
    [x >= 0]
    """
    region = Region(tuple(unknowns))
    known = [need for root in shown for need in constraints_of(root, region)]
    found = {(k.argument, k.needs): k for root in pieces[:1] for k in constraints_of(root, region, pieces[1:])}
    new = (k for k in found.values() if not holds_always(k, region))
    return [k for k in new if not any(other.implies(k) for other in (*known, *found.values()) if other is not k)]


Needs = Callable[[Expr, Region], Iterator[Constraint]]
_NEEDS: dict[Operation, Needs] = {}
"""For each operation that is not defined everywhere what its applications need."""


def _needing(*operations: str) -> Callable[[Needs], Needs]:
    def added(function: Needs) -> Needs:
        for name in operations:
            _NEEDS[REGISTRY[name]] = function
        return function

    return added


def _needs(node: Expr, region: Region) -> Iterator[Constraint]:
    rule = _NEEDS.get(node.op)
    return iter(()) if rule is None else rule(node, region)


@_needing("elementwise")
def _function(node: Expr, region: Region) -> Iterator[Constraint]:
    known = FUNCTIONS.get(function_of(node)[0])
    if known is not None and (known.gaps or not region.bounds(node.args[0]).within(known.domain)):
        needs = "where the function is defined" if known.gaps else known.domain
        yield Constraint(node, _of_one_sign(node.args[0], needs, region), needs)


def _of_one_sign(argument: Expr, needs: Interval | str, region: Region) -> Expr:
    """The base u of ``a u^k`` that is positive where a is and k is odd: ``log(a/u)`` needs ``u > 0``."""
    if needs != POSITIVE:
        return argument
    factors = pairs(argument)
    unknown = [(base, exponent) for base, exponent in factors if not region.bounds(c.power(base, exponent)).positive]
    if len(unknown) != 1 or not c.is_number(unknown[0][1]):
        return argument
    ((base, exponent),) = unknown
    return base if Fraction(c.value_of(exponent)).denominator == 1 and c.value_of(exponent) % 2 else argument


@_needing("hadamard")
def _powers(node: Expr, region: Region) -> Iterator[Constraint]:
    for base, exponent in pairs(node):
        needs = _on_one_side(_power_needs(base, exponent), region.bounds(base))
        if needs == NONNEGATIVE and _is_square(base):
            continue
        if needs is not None and (region.live(base) or region.live(exponent)):
            yield Constraint(node, base, needs, always=c.is_number(exponent))


def _is_square(base: Expr) -> bool:
    """Whether it is ``tr(M M')`` or ``-tr(M (-M)')``, as which that of a skew M may stand."""
    q, core = content(base)
    if core.op.name != "trace" or core.args[0].op.name != "product":
        return False
    *left, right = core.args[0].args
    return c.transpose(c.product(*left)) is c.multiple(1 if q > 0 else -1, right)


@_needing("inverse")
def _inverse(node: Expr, region: Region) -> Iterator[Constraint]:
    yield Constraint(node, node.args[0], "invertible")


@_needing("logdet")
def _log_determinant(node: Expr, region: Region) -> Iterator[Constraint]:
    yield Constraint(node, node.args[0], "with a positive determinant")


@_needing("spectral", "frechet", "frechet_matrix")
def _matrix_function(node: Expr, region: Region) -> Iterator[Constraint]:
    if node.function == "logm" or node.function == "sqrtm":
        yield Constraint(node, node.args[0], "without eigenvalues that are zero or negative")


@_needing("chol", "mpow", "pinv", "state", "prod_over", "eigvec", "polar", "eigvecs", "psd_part", "rotation")
def _elsewhere(node: Expr, region: Region) -> Iterator[Constraint]:
    yield Constraint(node, node.args[0], f"such that {node.op.noun} is defined")


@_needing("sylvester", "stein", "care", "dare")
def _matrix_equation(node: Expr, region: Region) -> Iterator[Constraint]:
    for matrix in node.args[:2]:
        yield Constraint(node, matrix, f"such that {node.op.noun} exists")


def _power_needs(base: Expr, exponent: Expr) -> Interval | str | None:
    if c.is_number(exponent):
        power = Fraction(c.value_of(exponent))
        if power.denominator == 1:
            return "not zero" if power < 0 else None
        return NONNEGATIVE if power > 0 else POSITIVE
    if not holds(exponent, "positive"):
        return POSITIVE
    return None if is_integer(exponent) else NONNEGATIVE


def _on_one_side(needs: Interval | str | None, bounds: Interval) -> Interval | str | None:
    """What is not zero is positive where it is known to be nonnegative."""
    if needs != "not zero" or bounds.nonzero:
        return needs
    return POSITIVE if bounds.nonnegative else NEGATIVE if bounds.nonpositive else needs


# -- whether that is a convex set --------------------------------------------------------------------------------------
def established(root: Expr, region: Region, prover: Callable[[Region], Prover], pieces: Sequence[Expr] = ()) -> Domain:
    """The domain, constraint by constraint: each cuts a convex set out of what the ones before it left."""
    odd = next((word for x in region.unknowns if (word := _not_convex(x)) is not None), None)
    pending = [_of_root(need, region) for need in constraints_of(root, region, pieces)]
    if odd is not None:
        return Domain(region, refused=odd, constraints=tuple(pending))
    every, steps = tuple(pending), list[Step]()
    progress = True
    while pending and progress:
        progress = False
        for constraint in list(pending):
            waits = any(p is not constraint and contains(constraint.argument, [p.node]) for p in pending)
            step = None if waits else _cut(constraint, region, prover)
            if step is not None:
                pending.remove(constraint)
                progress = True
                if step.rule:
                    steps.append(step)
                    assert isinstance(constraint.needs, Interval)
                    region = region.knowing(implied(constraint.argument, constraint.needs, region))
    refused = f"the set where {pending[0]} is not known to be convex" if pending else None
    return Domain(region, tuple(steps), refused, every)


def _of_root(need: Constraint, region: Region) -> Constraint:
    """``sqrt(s*t)`` with s >= 0 is ``sqrt(s)*sqrt(t)`` in normal form, and has the value 0 where s = 0 and t < 0."""
    if need.needs != NONNEGATIVE or need.node.op.name != "hadamard":
        return need
    powers = dict(pairs(need.node))
    exponent = powers.get(need.argument)
    roots = [(base, region.bounds(base)) for base, e in powers.items() if e is exponent and region.live(base)]
    within = [base for base, bounds in roots if bounds.nonnegative and not bounds.nonzero]
    return replace(need, argument=c.hadamard(*within, need.argument)) if within else need


def _not_convex(x: Expr) -> str | None:
    """The structure of an unknown that is no convex set."""
    odd = next((structure for structure in strongest(declared(x)) if not structure.convex), None)
    return None if odd is None else f"the set where {odd.domain.replace('X', x.name)} is not convex"


_FREE = Step(c.number(1), "", "")


def holds_always(need: Constraint, region: Region) -> bool:
    """Whether a need is known to hold for all values of the unknowns."""
    if isinstance(need.needs, str):
        return _holds(need.argument, need.needs, region)
    return region.bounds(need.argument).within(need.needs)


def _cut(constraint: Constraint, region: Region, prover: Callable[[Region], Prover]) -> Step | None:
    """Why the constraint leaves a convex set; a step without a rule where it holds everywhere."""
    if holds_always(constraint, region):
        return _FREE
    argument, needs = constraint.argument, constraint.needs
    return None if isinstance(needs, str) else _between(argument, needs, prover(region))


GAPPED = tuple(name for name, function in FUNCTIONS.items() if function.gaps)


def _holds(argument: Expr, needs: str, region: Region) -> bool:
    if needs == "not zero":
        return region.bounds(argument).nonzero
    if needs == "where the function is defined":
        return all(region.bounds(argument).within(FUNCTIONS[name].domain) for name in GAPPED)
    if needs == "invertible":
        return holds(argument, "invertible")
    if needs in ("with a positive determinant", "without eigenvalues that are zero or negative"):
        return holds(argument, "positive_definite")
    return False


def _between(argument: Expr, needs: Interval, prover: Prover) -> Step | None:
    """``{u >= low}`` is convex where u is concave, ``{u <= high}`` where u is convex."""
    bounds = prover.region.bounds(argument)
    sides: list[Sign] = []
    if not bounds.within(Interval(needs.low, inf, needs.low_open)):
        sides.append(-1)
    if not bounds.within(Interval(-inf, needs.high, high_open=needs.high_open)):
        sides.append(1)
    found = [prover.prove(argument, side) for side in sides]
    steps = tuple(part.step for part in found if part is not None and not part.clauses)
    if len(steps) < len(sides):
        return None
    rule = f"a level set of what is {steps[0].claim} is convex"
    return Step(argument, _words(needs), rule, f"{BOYD}, sec. 3.1.6", steps)


def implied(argument: Expr, needs: Interval, region: Region) -> dict[Expr, Interval]:
    """The interval of the argument, and where it is ``q x + r`` with numbers that of x, entry by entry."""
    found = {argument: needs}
    terms = [(Fraction(q), t) for q, t in terms_of(argument)]
    live = [(q, t) for q, t in terms if not _is_constant(t)]
    if argument.op.name == "sum" and len(live) == 1:
        (q, x), r = live[0], sum((q for q, t in terms if _is_constant(t)), Fraction(0))
        found[x] = (needs + Interval(-r, -r)) * Interval(1 / q, 1 / q)
    return found


def _is_constant(term: Expr) -> bool:
    """Whether every entry is 1: terms are without their coefficients."""
    return c.is_number(term) or term is c.like_ones(term)
