"""Cross products put together, ``cross(u, m) + cross(m, v) = cross(u - v, m)``, as few as there can be, and one without
a minus, ``-cross(u, v) = cross(v, u)`` (Bernstein 2009, Matrix Mathematics, fact 3.10.1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from extremum.algebra.dims import Dim
from extremum.algebra.node import Expr, Rational
from extremum.algebra.traverse import replace
from extremum.operations import construct as c
from extremum.operations.binders import close, fresh_index, open_body, range_of
from extremum.operations.cross import cross, skewmat
from extremum.operations.product import PRODUCT
from extremum.operations.scale import SCALE
from extremum.operations.sum import SUM, terms_of
from extremum.operations.wordalgebra import factors, signed_half
from extremum.simplify.cost import cost
from extremum.simplify.factor import factored

Word = tuple[Expr, ...]
Bivector = dict[tuple[Expr, Expr], Fraction]
"""``Σ q a∧b`` of vectors a before b: what a sum of cross products ``q a × b`` depends on."""

_VECTORS = 8
"""Cross products of more vectors than this are left as they are."""


@dataclass(frozen=True, slots=True)
class _Crossed:
    """``coefficient · Π scalars · before · cross(left, right) · after``."""

    coefficient: Rational
    scalars: Word
    before: Word
    left: Expr
    right: Expr
    after: Word

    @property
    def around(self) -> tuple[Word, Word, Word]:
        return self.scalars, self.before, self.after

    def __call__(self, crossed: Expr, coefficient: Rational = 1) -> Expr:
        """What is around the cross product, around something else."""
        return c.product(c.number(coefficient), *self.scalars, *self.before, crossed, *self.after)


def _split(term: Expr) -> tuple[Rational, Word, Word]:
    """The coefficient, the scalars and the word of a term; of a scalar ``u'*A*v`` the word, if it is no square."""
    if term.is_scalar and term.op is PRODUCT and signed_half(term.args) is None:
        return 1, (), term.args
    q, scalars, word = factors(term)
    return q, tuple(scalars), word


def _crossed(q: Rational, term: Expr) -> _Crossed | None:
    """The first cross product in a term, that of the matrix which is furthest on the left."""
    inner, scalars, word = _split(term)
    end = next((k + 1 for k, factor in enumerate(word) if factor.is_column), 0)
    at = next((k for k, factor in enumerate(word[: end - 1]) if factor.op.name == "skewmat"), None) if end else None
    if at is None:
        return None
    right = c.product(*word[at + 1 : end])
    return _Crossed(q * inner, scalars, word[:at], word[at].args[0], right, word[end:])


def crossed_together(node: Expr) -> Iterator[Expr]:
    """The same with cross products that have the same around them put together, and so their matrices.

    >>> import extremum as ex
    >>> u, v, m = (ex.vector(name, 3) for name in "uvm")
    >>> print(*crossed_together(ex.cross(u + v, m) + ex.cross(m, v)))
    cross(u, m)
    """
    yield from _under_sums(node)
    if not any(_has_matrix(term) for _, term in terms_of(node)):
        return
    groups: dict[tuple[Word, Word, Word], list[_Crossed]] = {}
    rest: list[Expr] = []
    for q, term in terms_of(node):
        found = _crossed(q, term)
        if found is None:
            rest.append(c.multiple(q, term))
        else:
            groups.setdefault(found.around, []).append(found)
    if groups:
        yield c.add(c.like_zeros(node), *rest, *map(_together, groups.values()))
    yield from _matrices_together(node)


def _under_sums(node: Expr) -> Iterator[Expr]:
    """``sum_i(cross(u, x[i])) + sum_i(cross(x[i], v[i]))`` as one sum, of what they are together."""
    ranges: dict[tuple[Dim, Dim], list[tuple[Rational, Expr, Expr]]] = {}
    for q, term in terms_of(node):
        total = factors(term)[2][-1:]
        if total and total[0].op.name == "sum_over" and _has_matrix(total[0].args[0]):
            ranges.setdefault(range_of(total[0].params)[:2], []).append((q, term, total[0]))
    for (size, start), group in ranges.items():
        if len(group) > 1:
            top = max((total for _, _, total in group), key=lambda total: total.level)
            index = fresh_index(top, node)
            bodies = [c.multiple(q, replace(term, {total: open_body(total, index)})) for q, term, total in group]
            rest = c.subtract(node, c.combine([(q, term) for q, term, _ in group]))
            body = min(crossed_together(c.add(*bodies)), key=cost, default=None)
            if body is not None:
                yield c.add(rest, close("sum_over", body, index, size, start))


def _has_matrix(term: Expr) -> bool:
    inner = term.args[1] if term.op is SCALE else term
    return inner.op.name == "skewmat" or (inner.op is PRODUCT and any(f.op.name == "skewmat" for f in inner.args))


def _together(group: list[_Crossed]) -> Expr:
    """The sum of cross products that have the same around them, as short as it is found."""
    as_it_is = c.add(*(one(cross(one.left, one.right), one.coefficient) for one in group))
    ways = [way for opened in (False, True) if (way := _bivector(group, opened)) is not None]
    if {} in ways:
        return c.like_zeros(as_it_is)
    return min([as_it_is, *(group[0](form) for way in ways for form in _of_bivector(way))], key=cost)


def _bivector(group: list[_Crossed], opened: bool) -> Bivector | None:
    """The bivector, with sums multiplied out or not; None where there are too many vectors."""
    found: Bivector = {}
    for one in group:
        sides = [[(1, side)] if not opened else terms_of(side) for side in (one.left, one.right)]
        left, right = ([_oriented(q, vector) for q, vector in side] for side in sides)
        for p, a in left:
            for q, b in right:
                if a is not b:
                    first = a.order < b.order
                    key, size = ((a, b) if first else (b, a)), Fraction(one.coefficient) * p * q
                    found[key] = found.get(key, Fraction(0)) + (size if first else -size)
    found = {key: q for key, q in found.items() if q}
    return found if len({vector for key in found for vector in key}) <= _VECTORS else None


def _oriented(q: Rational, vector: Expr) -> tuple[Rational, Expr]:
    """A vector that is a cross product with its factors in order, and its coefficient: a × b is -b × a."""
    found = _crossed(q, vector)
    if found is None:
        return q, vector
    sign, right = _oriented(1, found.right)
    left, right, sign = (found.left, right, sign) if found.left.order < right.order else (right, found.left, -sign)
    ((inner, whole),) = terms_of(found(cross(left, right)))
    return found.coefficient * sign * inner, whole


def _of_bivector(given: Bivector) -> Iterator[Expr]:
    """``Σ q a∧b`` by few cross products: a first one for each pair, the others for the first pair of what is left."""
    for pair in given:
        parts, left = [], given
        while left:
            one, left = _without(left, pair if left is given else next(iter(left)))
            parts.append(one)
        yield c.add(*parts)


def _without(given: Bivector, pair: tuple[Expr, Expr]) -> tuple[Expr, Bivector]:
    """The cross product that takes both vectors of a pair out of a bivector C, and what is left of that: with the rows
    r_a and r_b of C it is ``r_a × r_b / C_ab``, and C of rank 2 is that."""
    size = given[pair]
    rows = [_row(given, vector) for vector in pair]
    left: Bivector = dict(given)
    for a, p in rows[0].items():
        for b, q in rows[1].items():
            if a is not b:
                first = a.order < b.order
                key = (a, b) if first else (b, a)
                left[key] = left.get(key, Fraction(0)) - (p * q / size if first else -p * q / size)
    u, v = (c.combine([(q, vector) for vector, q in row.items()]) for row in rows)
    return c.multiple(1 / size, cross(u, v)), {key: q for key, q in left.items() if q}


def _row(given: Bivector, vector: Expr) -> dict[Expr, Fraction]:
    forwards = {b: q for (a, b), q in given.items() if a is vector}
    return forwards | {a: -q for (a, b), q in given.items() if b is vector}


def _matrices_together(node: Expr) -> Iterator[Expr]:
    """``A*skewmat(u)*B + A*skewmat(v)*B = A*skewmat(u + v)*B``."""
    groups: dict[tuple[Word, Word, Word], list[tuple[Rational, Expr, Expr]]] = {}
    for q, term in terms_of(node):
        inner, scalars, word = _split(term)
        for k, factor in enumerate(word):
            if factor.op.name == "skewmat":
                key = scalars, word[:k], word[k + 1 :]
                groups.setdefault(key, []).append((q * inner, factor.args[0], c.multiple(q, term)))
    for (scalars, before, after), group in groups.items():
        if len(group) > 1:
            inside = skewmat(c.combine([(q, vector) for q, vector, _ in group]))
            others = c.subtract(node, c.add(*(term for _, _, term in group)))
            yield c.add(others, c.product(*scalars, *before, inside, *after))


def of_axial(node: Expr) -> Expr:
    """``axial(A*skewmat(w)) = tr(A)*w - A'*w`` and ``axial(skewmat(w)*A) = tr(A)*w - A*w``, where that is shorter.

    >>> import extremum as ex
    >>> J, w = ex.matrix("J", 3, 3, "symmetric"), ex.vector("w", 3)
    >>> print(of_axial(ex.axial(J @ ex.skewmat(w))))
    axial(J*skewmat(w))
    """
    found = [_moved(q, term) for q, term in terms_of(node.args[0])]
    kept = [part for part in found if part is not None]
    whole = factored(c.add(*kept)) if len(kept) == len(found) else node
    return whole if cost(whole) <= cost(node) else node


def _moved(q: Rational, term: Expr) -> Expr | None:
    inner, scalars, word = factors(term)
    ends = [k for k in (0, len(word) - 1) if word[k].op.name == "skewmat"] if len(word) > 1 else []
    if not ends:
        return None
    vector = word[ends[0]].args[0]
    matrix = c.product(*word[1:]) if ends[0] == 0 else c.transpose(c.product(*word[:-1]))
    left = c.subtract(c.product(c.trace(matrix), vector), c.product(matrix, vector))
    return c.product(c.number(q * inner), *scalars, left)


# -- signs ---------------------------------------------------------------------------------------------------------
def without_minus(node: Expr) -> Expr:
    """A sum of nothing but terms with a minus, with the cross products in them turned: ``-cross(a, b) = cross(b, a)``.

    >>> import extremum as ex
    >>> print(without_minus(-ex.cross(ex.vector("a", 3), ex.vector("b", 3))))
    cross(b, a)
    """
    terms = terms_of(node)
    if node.op is not SUM or any(q > 0 for q, _ in terms):
        return node
    turned = [(q, term, _turned(term)) for q, term in terms]
    if all(other is None for _, _, other in turned):
        return node
    return c.combine([(q, term) if other is None else (-q, other) for q, term, other in turned])


def _turned(term: Expr) -> Expr | None:
    """What is minus the term, with one cross product in it turned; None where there is none, also in a sum of it."""
    found = _crossed(1, term)
    if found is not None:
        return found(cross(found.right, found.left), found.coefficient)
    q, scalars, word = _split(term)
    for k, factor in enumerate(word):
        of = _turned(factor.args[0]) if factor.op.name == "skewmat" else None
        if of is not None:
            return c.product(c.number(q), *scalars, *word[:k], skewmat(of), *word[k + 1 :])
    at = next((k for k, factor in enumerate(word) if factor.op.name == "sum_over"), None)
    if at is None:
        return None
    index = fresh_index(word[at], term)
    inner = _turned(open_body(word[at], index))
    if inner is None:
        return None
    size, start, _ = range_of(word[at].params)
    other = close("sum_over", inner, index, size, start)
    return c.product(c.number(q), *scalars, *word[:at], other, *word[at + 1 :])


# -- scalar triple products ----------------------------------------------------------------------------------------
def triple_product_turned(node: Expr) -> Expr:
    """``t'*cross(z, y)*cross(z, y)`` for ``y'*cross(t, z)*cross(z, y)``: a triple product of what is crossed beside.

    >>> import extremum as ex
    >>> t, y, z = (ex.vector(name, 3) for name in "tyz")
    >>> print(triple_product_turned((y.T @ ex.cross(t, z)) * ex.cross(z, y)))
    t'*cross(z, y)*cross(z, y)
    """
    found = _crossed(1, node)
    if found is None:
        return node
    pair = (found.left, found.right)
    for k, scalar in enumerate(found.scalars):
        inner = _crossed(1, scalar)
        three = (c.transpose(c.product(*inner.before)), inner.left, inner.right) if inner is not None else ()
        for j, third in enumerate(three):
            others = (three[(j + 1) % 3], three[(j + 2) % 3])
            if others in (pair, pair[::-1]) and not (inner is None or inner.scalars):
                sign = inner.coefficient if others == pair else -inner.coefficient
                triple = c.product(c.number(sign), c.transpose(third), cross(*pair))
                return c.product(*found.scalars[:k], triple, *found.scalars[k + 1 :], node.args[1])
    return node
