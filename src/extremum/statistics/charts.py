"""Coordinates of parameters, in which they move freely: the half vector of a covariance, the logarithm of a variance,
all probabilities but the last.

The half vector: Magnus & Neudecker (2019), ch. 3, sec. 8. Logarithms and Cholesky factors as parameters: Pinheiro &
Bates (1996), Statistics and Computing 6, 289-296.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from extremum.algebra.dims import ONE, Dim
from extremum.algebra.errors import UnsupportedError
from extremum.algebra.facts import close
from extremum.algebra.names import unreachable
from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.operations.block import block
from extremum.operations.leaves import declared
from extremum.operations.sum import terms_of
from extremum.structures import STRUCTURES
from extremum.structures.record import Kind


# -- linear spaces -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Span:
    """A flat of matrices, ``vec(X) = B θ + b``: the fact that makes it, the coordinates θ, the basis B, the matrix of a
    ``{step}`` in coordinates, for a matrix ``{old}``, in NumPy, and the origin b, None for zero."""

    fact: str
    coordinates: Callable[[Expr], Expr]
    basis: Callable[[Expr], Expr]
    code: str
    origin: Callable[[Expr], Expr] | None = None

    def __reduce__(self) -> tuple[Callable[[str], Span], tuple[str]]:
        return _span_by_fact, (self.fact,)  # one of the table


def _vech(x: Expr) -> Expr:
    return c.build("vech", (x,))


def _corner(x: Expr) -> Expr:
    """``elimination(n)'``: where the entries of a triangle stand."""
    return c.transpose(c.build("elimination", (), (x.rows,)))


def _but_last(x: Expr) -> Expr:
    """All entries but the last, which is 1 less their sum."""
    return c.product(c.transpose(c.build("embed", (), (Dim.of(0), x.rows - ONE, ONE))), x)


def _last_from_others(x: Expr) -> Expr:
    """``[I; -1']``."""
    return block([[c.eye(x.rows - ONE)], [c.multiple(-1, c.ones(1, x.rows - ONE))]])


SPANS: list[Span] = [
    Span(
        "simplex",
        _but_last,
        _last_from_others,
        "np.append({step}, -np.sum({step}))",
        lambda x: block([[c.zeros(x.rows - ONE)], [c.number(1)]]),
    ),
    Span("diagonal", c.diagonal, lambda x: c.build("spread", (), (x.rows,)), "np.diag({step})"),
    Span("symmetric", _vech, lambda x: c.build("duplication", (), (x.rows,)), "_symmetric({step}, {old})"),
    Span("lower_triangular", _vech, _corner, "_lower({step}, {old})"),
    Span(
        "upper_triangular",
        lambda x: _vech(c.transpose(x)),
        lambda x: c.product(c.commutation(x.rows, x.rows), _corner(x)),
        "_lower({step}, {old}).T",
    ),
]
"""The first that a parameter is declared to lie in."""

WHOLE = Span(
    "",
    lambda x: x if x.is_column else c.vec(x),
    lambda x: c.eye(x.rows * x.cols),
    '{step}.reshape(np.shape({old}), order="F")',
)
"""All matrices of a shape."""


def _span_by_fact(fact: str) -> Span:
    return next(span for span in (*SPANS, WHOLE) if span.fact == fact)


def span_of(x: Expr) -> Span:
    """The linear space that a parameter moves in.

    Raises:
        UnsupportedError: its entries do not move freely, or in a space that has no coordinates here.
    """
    facts = [] if x.is_scalar else sorted(close(declared(x)))
    flat = next((span for span in SPANS if span.origin is not None and span.fact in facts and x.is_column), None)
    if flat is not None:
        return flat
    rigid = next((fact for fact in sorted(close(declared(x))) if not STRUCTURES[fact].kind.free), None)
    if rigid is not None:
        raise UnsupportedError(
            f"{x.name} is declared {STRUCTURES[rigid].words}: its entries do not move freely, and a derivative by one "
            "of them says nothing; write it as a function of parameters that are free"
        )
    known = {span.fact for span in SPANS}
    other = next((fact for fact in facts if STRUCTURES[fact].kind is Kind.SUBSPACE and fact not in known), None)
    if other is not None:
        raise UnsupportedError(
            f"{x.name} is declared {STRUCTURES[other].words}, a space without coordinates here; write it as a function "
            "of a vector of parameters"
        )
    return next((span for span in SPANS if span.fact in facts), WHOLE)


# -- other coordinates -------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Chart:
    """A parameter as a function of one that moves in a linear space, such as ``v = exp(t)``.

    fits: whether a parameter has such coordinates; free: the symbol t for a parameter; coordinates: t as a function of
    the parameter; value: the parameter as a function of t; known: what a node of t is in terms of the parameter, the
    node itself where that is not shorter.
    """

    fits: Callable[[Expr], bool]
    free: Callable[[Expr], Expr]
    coordinates: Callable[[Expr], Expr]
    value: Callable[[Expr], Expr]
    known: Callable[[Expr, Expr, Expr], Expr]

    def __reduce__(self) -> tuple[Callable[[int], Chart], tuple[int]]:
        return _chart_at, (CHARTS.index(self),)  # one of the table


def _chart_at(place: int) -> Chart:
    return CHARTS[place]


def _without_logarithms(node: Expr, t: Expr, v: Expr) -> Expr:
    """``exp(q t + r) = v^q exp(r)``."""
    if node.op.name != "elementwise" or node.function != "exp":
        return node
    found = {term: q for q, term in terms_of(node.args[0])}
    if t not in found:
        return node
    rest = c.subtract(node.args[0], c.multiple(found[t], t))
    return c.hadamard(c.power(v, found[t]), c.apply("exp", rest))


def _without_factors(node: Expr, t: Expr, v: Expr) -> Expr:
    """``t t' = S`` and ``inv(t)' inv(t) = inv(S)``, neighbours in a product."""
    if node.op.name != "product":
        return node
    back = c.inverse(t)
    known = {(t, c.transpose(t)): v, (c.transpose(back), back): c.inverse(v)}
    word: list[Expr] = []
    for factor in node.args:
        pair = known.get((word[-1], factor)) if word else None
        word = [*word[:-1], pair] if pair is not None else [*word, factor]
    return node if len(word) == len(node.args) else c.product(*word)


def _symbol(x: Expr, *facts: str) -> Expr:
    return c.build("symbol", (), (unreachable(x.name), *x.shape, facts))


def _positive(x: Expr) -> bool:
    return "positive" in close(declared(x))


def _definite(x: Expr) -> bool:
    return not x.is_scalar and "positive_definite" in close(declared(x)) and "diagonal" not in close(declared(x))


CHARTS: list[Chart] = [
    Chart(_positive, _symbol, lambda x: c.apply("log", x), lambda t: c.apply("exp", t), _without_logarithms),
    Chart(
        _definite,
        lambda x: _symbol(x, "lower_triangular", "positive_diagonal"),
        lambda x: c.build("chol", (x,)),
        lambda t: c.product(t, c.transpose(t)),
        _without_factors,
    ),
]
"""What can be asked for in place of a parameter: ``log(v)``, ``chol(S)``."""
