"""What people declare: dimensions, symbols, families of them, recurrences, named parts, functions without a formula."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, final

from extremum.algebra.dims import ONE, Dim, Entry, IndexName
from extremum.algebra.errors import ExtremumError, ShapeError
from extremum.algebra.facts import close, known
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace_indices
from extremum.language.sizes import Size, place, size
from extremum.operations import leaves
from extremum.operations import named as naming
from extremum.operations import recurrence as recurrences
from extremum.operations.carry import carry
from extremum.operations.elementwise import unnamed
from extremum.operations.operators import as_expr
from extremum.operations.recurrence import Recurrence
from extremum.structures import meant
from extremum.structures.drawing import fits


def dims(names: str) -> Any:
    """Dimensions by name: one for one name, otherwise a tuple.

    >>> n, d = dims("n d")
    >>> n + 2 * d
    2*d + n
    """
    words = names.replace(",", " ").split() if isinstance(names, str) else []
    if not words:
        raise ExtremumError("dims needs at least one name, as in dims('n d')")
    found = tuple(Dim.of(_named(name)) for name in words)
    return found[0] if len(found) == 1 else found


def _named(name: str) -> str:
    if not isinstance(name, str) or not name.isidentifier():
        raise ExtremumError(f"{name!r} is no name: use letters, digits and _, not starting with a digit")
    return name


def _checked(name: str, rows: Dim, cols: Dim, assume: tuple[str, ...]) -> tuple[str, ...]:
    _named(name)
    for fact in assume:
        if not isinstance(fact, str):
            raise ExtremumError(f"{name}: an assumption is a word such as 'symmetric', not {fact!r}")
    try:
        facts = meant(assume)
    except ExtremumError as error:
        raise ExtremumError(f"{name}: {error}") from None
    if rows is not cols and any(known(fact).square for fact in close(facts)):
        words = ", ".join(assume)
        raise ShapeError(f"{name} is declared {words}, which needs a square matrix, but it is {rows}×{cols}")
    if rows.number is not None and cols.number is not None and not fits(facts, (rows.number, cols.number)):
        raise ShapeError(f"{name} is declared {', '.join(assume)}, and no {rows}×{cols} matrix is that")
    return facts


def matrix(name: str, rows: Size, cols: Size, *assume: str) -> Expr:
    """A matrix symbol, rows×cols, with assumptions such as ``"symmetric"``, ``"positive_definite"``, ``"orthogonal"``.

    Sizes are numbers, names, or dimensions by :func:`extremum.dims`. A gradient is within what is assumed.

    >>> import extremum as ex
    >>> S = matrix("S", "d", "d", "positive_definite")
    >>> S.T, ex.gradient(ex.logdet(S), S), S.assumptions
    (S, inv(S), ('positive_definite',))

    Raises:
        ExtremumError: the name or an assumption is unknown.
        ShapeError: an assumption does not fit the shape, or a size is none.
    """
    n, m = size(rows), size(cols)
    return leaves.symbol(name, n, m, _checked(name, n, m, assume))


def vector(name: str, rows: Size, *assume: str) -> Expr:
    """A column vector symbol, rows×1.

    >>> import extremum as ex
    >>> x = vector("x", "n")
    >>> ex.gradient(x.T @ x, x), vector("p", "n", "simplex").assumptions
    (2*x, ('simplex',))

    Raises:
        ExtremumError: the name or an assumption is unknown, or an assumption does not fit the shape.
    """
    return matrix(name, rows, 1, *assume)


def scalar(name: str, *assume: str) -> Expr:
    """A scalar symbol, 1×1.

    >>> import extremum as ex
    >>> s, v = scalar("s"), scalar("v", "positive")
    >>> ex.gradient(ex.log(v) + s**2 / v, [s, v])
    [2*s/v, (v - s^2)/v^2]

    Raises:
        ExtremumError: the name or an assumption is unknown, or an assumption does not fit a scalar.
    """
    return matrix(name, 1, 1, *assume)


def index(name: str, count: Size, start: int = 1) -> Dim:
    """An index that runs over ``count`` values from ``start``: ``1 … count``, or ``0 … count - 1``.

    >>> import extremum as ex
    >>> i, x = index("i", "n"), samples("x", 1, "n")
    >>> ex.sum(x[i] ** 2, i)
    sum_i(x[i]^2)

    Raises:
        ExtremumError: the name is none.
        ShapeError: the count is no size.
    """
    return Dim.of(IndexName(_named(name), size(count, 0), start))


@final
class Family:
    """A family of matrices: samples ``x[1..n]``, or the parameters ``W[0..m-1]`` of the layers of a network.

    ``x[i]`` is a member, for an index, a number, or a polynomial of them such as ``m - 1``.

    >>> x = samples("x", "d", "N")
    >>> x, x[1], x[dims("N")].shape
    (x[d] for k in 1..N, x[1], (d, 1))
    """

    __array_ufunc__: ClassVar[None] = None  # NumPy leaves mixed operators to us

    def __init__(self, name: str, member: Callable[[Dim], Expr], size: Dim, start: int):
        self.name, self.size, self.start = name, size, start
        self._member = member

    def __getitem__(self, index: Size) -> Expr:
        at = place(index)
        value, last = at.number, (self.size + self.start - 1).number
        if value is not None and (value < self.start or (last is not None and value > last)):
            raise ExtremumError(f"{self.name}[{at}] is outside {self.name}[{self.start}..{self.size + self.start - 1}]")
        return self._member(at)

    def __repr__(self) -> str:
        rows, cols = self[self._probe].shape
        shape = "" if rows is cols is ONE else f"[{rows}]" if cols is ONE else f"[{rows},{cols}]"
        last = self.size + self.start - 1
        return f"{self.name}{shape} for {self._probe} in {self.start}..{last}"

    @property
    def _probe(self) -> Dim:
        """An index that no expression has."""
        return Dim.of(IndexName("k" if self.name != "k" else "i", self.size, self.start))

    def __reduce__(self) -> tuple[Callable[..., Family], tuple[str, Expr, Dim, Dim, int]]:
        return _family_at, (self.name, self[self._probe], self._probe, self.size, self.start)

    def __iter__(self) -> Any:
        raise TypeError(f"the family {self.name} has a symbolic number of members and cannot be iterated over")


def _family_at(name: str, member: Expr, index: Dim, size: Dim, start: int) -> Family:
    """The family that has a member at an index."""
    (atom,) = index.atoms()
    return Family(name, lambda at: replace_indices(member, {atom: at}), size, start)


def members(
    name: str, shape: Callable[[Dim], tuple[Dim, Dim]], size: Dim, start: int, assume: tuple[str, ...]
) -> Family:
    """The family of ``size`` symbols, numbered from ``start``, whose shape may change with the index."""
    facts = meant(assume)
    return Family(name, lambda at: leaves.member(name, *shape(at), facts, at, size, Dim.of(start)), size, start)


def samples(name: str, rows: Size, count: Size, *assume: str) -> Family:
    """``count`` vectors with ``rows`` entries, ``x[1] … x[count]``; size 1 gives scalars.

    >>> import extremum as ex
    >>> x, i = samples("x", "d", "N"), ex.index("i", "N")
    >>> x, ex.gradient(ex.sum(ex.norm2(x[i] - ex.vector("m", "d")) ** 2, i), "m")
    (x[d] for k in 1..N, 2*(N*m - sum_i(x[i])))

    Raises:
        ExtremumError: the name or an assumption is unknown, or an assumption does not fit the shape.
    """
    rows = size(rows)
    _checked(name, rows, ONE, assume)
    return members(name, lambda at: (rows, ONE), size(count, 0), 1, assume)


def widths(name: str) -> Callable[[Size], Dim]:
    """A family of dimensions, such as the widths ``h[0..m]`` of a network's layers: ``h(k + 1)``.

    >>> k, h = dims("k"), widths("h")
    >>> h(k + 1), vector("b", h(k + 1)).shape
    (h[k + 1], (h[k + 1], 1))

    Raises:
        ExtremumError: the name is none.
    """
    return lambda at: Dim.of(Entry(_named(name), place(at)))


Width = Callable[[Dim], Size] | Size
"""A size of the members of a family: one for all, or a function of the index."""


def family(name: str, rows: Width, cols: Width, count: Size, *assume: str) -> Family:
    """``count`` matrices ``W[0] … W[count-1]`` whose shape may change with the index.

    >>> import extremum as ex
    >>> h, m = widths("h"), dims("m")
    >>> W = family("W", lambda k: h(k + 1), h, m)
    >>> W, W[m - 1].shape
    (W[h[k + 1],h[k]] for k in 0..m - 1, (h[m], h[m - 1]))

    Raises:
        ExtremumError: the name or an assumption is unknown, or an assumption does not fit the shape.
    """

    def width(of: Width, at: Dim) -> Dim:
        return size(of(at) if callable(of) else of)

    _checked(name, width(rows, Dim.of(0)), width(cols, Dim.of(0)), assume)
    return members(name, lambda at: (width(rows, at), width(cols, at)), size(count, 0), 0, assume)


def named(name: str, expr: Any) -> Expr:
    """The expression, written ``name``: in it and in its derivatives it stays whole.

    >>> import extremum as ex
    >>> d = dims("d")
    >>> x, mu, w = vector("x", d), vector("mu", d), scalar("w", "positive")
    >>> p = named("p", ex.exp(-ex.norm2(x - mu) ** 2))
    >>> ex.gradient(ex.log(1 + w * p), mu)
    2*w*p*(x - mu)/(1 + w*p)

    Raises:
        ExtremumError: the name is none, or the expression is a number or has more than one free index.
    """
    return naming.named(name, as_expr(expr))


def recurrence(name: str, start: Any, step: Callable[[Expr], Any], k: Dim) -> Recurrence:
    """The recurrence ``y[k+1] = step(y[k])`` from ``y[0] = start``; ``step`` is written with the index k.

    >>> import extremum as ex
    >>> m, n = dims("m n")
    >>> k = index("k", m, start=0)
    >>> W, x = matrix("W", n, n), vector("x", n)
    >>> y = recurrence("y", x, lambda y_k: ex.tanh(W @ y_k), k)
    >>> y[m], y[1]
    (y[m], y[1])
    """
    at = indexed(k, "ex.recurrence")
    first = as_expr(start)
    rows, cols = _widths_at(first, at)
    return recurrences.recurrence(name, first, as_expr(step(carry(name, rows, cols, k))), at)


def _widths_at(start: Expr, at: IndexName) -> tuple[Dim, Dim]:
    """The state's shape at the index: that of the start, with ``h[0]`` become ``h[k]``."""

    def moved(dim: Dim) -> Dim:
        return dim.map_atoms(lambda a: Entry(a.family, Dim.of(at)) if isinstance(a, Entry) and a.index == 0 else a)

    return moved(start.rows), moved(start.cols)


def function(name: str) -> Callable[[Any], Expr]:
    """An elementwise function without a formula; its derivatives are written ``phi'``, ``phi''``.

    >>> import extremum as ex
    >>> phi, x = function("phi"), vector("x", "n")
    >>> ex.gradient(ex.sum(phi(x)), x), ex.hessian(ex.sum(phi(x)), x)
    (phi'(x), diag(phi''(x)))

    Raises:
        ExtremumError: the name is none, or that of a known function.
    """
    applied = unnamed(_named(name))
    return lambda argument: applied(as_expr(argument))


_AXES = "the sums of the columns of A are ex.ones(n).T @ A, those of its rows A @ ex.ones(m)"


def indexed(i: Dim, what: str) -> IndexName:
    """The index that a dimension stands for.

    Raises:
        ExtremumError: it is another dimension, or an index of no range.
    """
    if not isinstance(i, Dim):
        raise ExtremumError(f"{what} needs an index such as ex.index('i', n), not {i!r}; {_AXES}")
    atoms = i.atoms()
    found = next(iter(atoms)) if len(atoms) == 1 else None
    if not isinstance(found, IndexName) or Dim.of(found) is not i or found.size is None:
        raise ExtremumError(f"{what} needs an index such as ex.index('i', n), not {i}")
    return found
