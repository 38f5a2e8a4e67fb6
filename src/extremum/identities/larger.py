"""``b + relu(a - b)`` as ``max(a, b)``, for values and for code: the difference ``a - b`` loses the smaller number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from extremum.algebra.dims import IndexName
from extremum.algebra.node import Expr, Rational
from extremum.algebra.traits import MULTILINEAR
from extremum.algebra.traverse import rebuild
from extremum.operations import construct as c
from extremum.operations.binders import close, fresh_index, open_body
from extremum.operations.elementwise import FUNCTIONS, function_of
from extremum.operations.larger import larger, smaller
from extremum.operations.sum import terms_of

_DEEPEST = 3


@dataclass(frozen=True, slots=True)
class _Choice:
    """A term ``q L(f(u))`` of a sum, for f the largest of affine functions and what is linear around it, and the terms
    ``L(t)`` of the sum that another of these takes away."""

    coefficient: Rational
    term: Expr
    core: Expr
    around: Callable[[Expr], Expr]
    takes: Mapping[Expr, tuple[Rational, Expr]]  # with their coefficients, and what stands in L


def chooses(node: Expr) -> bool:
    """Whether a term of a sum may be a choice of one of two.

    >>> import extremum as ex
    >>> a, b = ex.scalar("a"), ex.scalar("b")
    >>> chooses(ex.max(a, b)), chooses(a + b)
    (True, False)
    """
    return node.op.name == "sum" and any(True for term in node.args for _ in _cores(term))


def of_two(node: Expr) -> Expr:
    """A sum with the larger and the smaller of two in it, where a difference of the two is in a kink.

    >>> import extremum as ex
    >>> a, b, x = ex.scalar("a"), ex.scalar("b"), ex.vector("x", "n")
    >>> of_two(ex.max(a, b)), of_two(ex.min(a, b)), of_two((a + b + ex.abs(a - b)) / 2)
    (max(a, b), min(a, b), max(a, b))
    >>> of_two(ex.sum(x) + ex.sum(ex.relu(a*ex.ones("n") - x)))
    sum(max(x, a*ones(n)))
    """
    while node.op.name == "sum" and (found := _first(node)) is not None:
        taken = c.combine([(-q, term) for term, (q, _) in found.takes.items()])
        inner = c.add(*(part for _, part in found.takes.values()))
        node = c.add(node, taken, c.multiple(-found.coefficient, found.term), found.around(_either(found, inner)))
    return node


def _either(choice: _Choice, beside: Expr) -> Expr:
    """``q f(u) + g``: the larger of ``q (s u + k) + g`` for the two affine functions, or the smaller."""
    (arg,) = choice.core.args
    q = choice.coefficient
    first, second = (
        c.add(beside, c.multiple(q * slope, arg), c.multiple(q * level, c.like_ones(arg)))
        for slope, level in _pieces(choice.core)
    )
    return larger(first, second) if q > 0 else smaller(first, second)


def _first(node: Expr) -> _Choice | None:
    """The choice that takes most terms away of those that are not taken themselves; terms that another needs stay."""
    choices = list(_choices(node))
    taken = {term for choice in choices for term in choice.takes}
    free = [choice for choice in choices if choice.term not in taken] or choices
    uses = Counter(term for choice in free for term in choice.takes)
    best = max(free, key=lambda choice: (-min(uses[term] for term in choice.takes), len(choice.takes)), default=None)
    if best is None:
        return None
    needed = {term for other in free if other is not best and len(other.takes) == 1 for term in other.takes}
    return replace(best, takes={term: part for term, part in best.takes.items() if term not in needed} or best.takes)


def _choices(node: Expr) -> Iterator[_Choice]:
    weights = {term: q for q, term in terms_of(node)}
    for term, q in weights.items():
        for around, core in _cores(term):
            takes = _takes(weights, term, q, around, core)
            if takes:
                yield _Choice(q, term, core, around, takes)


def _takes(
    weights: Mapping[Expr, Rational], own: Expr, q: Rational, around: Callable[[Expr], Expr], core: Expr
) -> dict[Expr, tuple[Rational, Expr]]:
    """The terms ``L(t)`` of the sum, with their coefficients there, and as what stands within L."""
    found: dict[Expr, tuple[Rational, Expr]] = {}
    (arg,) = core.args
    for slope, level in _pieces(core):
        piece = c.add(c.multiple(slope, arg), c.multiple(level, c.like_ones(arg)))
        for p, part in terms_of(piece):
            ((r, term), *others) = terms_of(around(part))
            weight = weights.get(term, 0)
            if not others and term is not own and weight and weight == -q * p * r:
                found[term] = weight, c.multiple(-q * p, part)
    return found


def _pieces(core: Expr) -> tuple[tuple[int, int], ...]:
    return FUNCTIONS[function_of(core)[0]].largest_of


def _is_kink(node: Expr) -> bool:
    known = FUNCTIONS.get(function_of(node)[0]) if node.op.name == "elementwise" else None
    return known is not None and function_of(node)[1] == 0 and len(known.largest_of) == 2


def _cores(term: Expr, depth: int = 0) -> Iterator[tuple[Callable[[Expr], Expr], Expr]]:
    """The kinks in a term through what is linear, each with what is around it."""
    if _is_kink(term):
        yield (lambda part: part), term
    if depth == _DEEPEST or term.op.name == "sum" or not (term.op.linear.jointly or term.op.linear is MULTILINEAR):
        return
    if term.op.binder:
        index = fresh_index(term)
        for around, core in _cores(open_body(term, index), depth + 1):
            yield _bound(term, index, around), core
        return
    for k, arg in enumerate(term.args):
        for around, core in _cores(arg, depth + 1):
            yield _within(term, k, around), core


def _bound(term: Expr, index: IndexName, around: Callable[[Expr], Expr]) -> Callable[[Expr], Expr]:
    return lambda part: close(term.op.name, around(part), index, term.size, term.start)


def _within(term: Expr, k: int, around: Callable[[Expr], Expr]) -> Callable[[Expr], Expr]:
    return lambda part: rebuild(term, (*term.args[:k], around(part), *term.args[k + 1 :]))
