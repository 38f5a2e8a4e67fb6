"""Vectors that are crossed twice, ``skewmat(u)*skewmat(v) = v*u' - u'*v*eye(3)``, where something cancels then, and
three times, ``skewmat(u)*skewmat(v)*skewmat(u) = -u'*v*skewmat(u)`` (Bernstein 2009, Matrix Mathematics, 3.10.1)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.operations.product import PRODUCT
from extremum.operations.sum import terms_of
from extremum.operations.wordalgebra import factors, signed_half


def crossed_twice(node: Expr) -> Iterator[Expr]:
    """A sum, or a product, with the neighbouring matrices of cross products in it multiplied out.

    >>> import extremum as ex
    >>> print(*crossed_twice(ex.parse("skewmat(u)*skewmat(v) + u'*v*eye(3)", "u[3]; v[3]")))
    v*u'
    """
    opened = [(q, term, _opened(term)) for q, term in terms_of(node)]
    if any(other is not term for _, term, other in opened):
        yield c.combine([(q, other) for q, _, other in opened])


def _opened(term: Expr) -> Expr:
    """A term with the first pair, or three, of its matrices multiplied out, and so what is then left of the three."""
    square = term.is_scalar and term.op is PRODUCT and signed_half(term.args) is not None
    q, scalars, word = (1, [], term.args) if term.is_scalar and term.op is PRODUCT else factors(term)
    crossing = [factor.op.name == "skewmat" for factor in word]
    k = next((k for k, pair in enumerate(pairwise(crossing)) if all(pair)), None)
    if square or k is None:
        return term
    u, v = (factor.args[0] for factor in word[k : k + 2])
    size = c.product(c.transpose(u), v)
    if word[k + 2 : k + 3] == word[k : k + 1]:
        return _opened(c.product(c.number(-q), *scalars, size, *word[: k + 1], *word[k + 3 :]))
    pair = c.subtract(c.product(v, c.transpose(u)), c.product(size, c.eye(u.rows)))
    parts = [c.multiple(p, c.product(*scalars, *word[:k], part, *word[k + 2 :])) for p, part in terms_of(pair)]
    return c.multiple(q, c.add(*parts))
