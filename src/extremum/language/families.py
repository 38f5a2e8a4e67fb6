"""Families of matrices and of dimensions: samples, and the parameters and widths of the layers of a network."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, final

from extremum.algebra.dims import ONE, Dim, Entry, IndexName
from extremum.algebra.errors import ExtremumError, NoSuchUseError
from extremum.algebra.names import index_letter, taken_names, unreachable
from extremum.algebra.node import Expr, operator
from extremum.algebra.traverse import replace_indices
from extremum.language.declare import assumed, checked_name
from extremum.language.sizes import Size, place, size
from extremum.operations import construct as c
from extremum.operations import leaves
from extremum.structures import meant


@final
class Family:
    """A family of matrices: samples ``x[1..n]``, or the parameters ``W[0..m-1]`` of the layers of a network.

    ``x[i]`` is a member, for an index, a number, or a polynomial of them such as ``m - 1``.

    >>> import extremum as ex
    >>> x = samples("x", "d", "N")
    >>> x, x[1], x[ex.dims("N")].shape
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

    def _repr_latex_(self) -> str:
        """``W_k ∈ ℝ^(n×m), k = 0, …, m - 1``."""
        member, last = self[self._probe], self.size + self.start - 1
        rows, cols, end = (operator("latex")(c.dimension(dim)) for dim in (*member.shape, last))
        shape = rf"^{{{rows} \times {cols}}}" if not member.is_column else "" if member.is_scalar else f"^{{{rows}}}"
        count = rf"{self._probe} = {self.start}, \dots, {end}"
        return rf"$\displaystyle {operator('latex')(member)} \in \mathbb{{R}}{shape}, \quad {count}$"

    @property
    def _probe(self) -> Dim:
        """An index that nothing in a member is named by."""
        member = self[Dim.of(IndexName(unreachable("k"), self.size, self.start))]
        letter = index_letter(taken_names([member]), "k")
        return Dim.of(IndexName(letter, self.size, self.start))

    def __reduce__(self) -> tuple[Callable[..., Family], tuple[str, Expr, Dim, Dim, int]]:
        return _family_at, (self.name, self[self._probe], self._probe, self.size, self.start)

    def __iter__(self) -> Any:
        raise NoSuchUseError(f"the family {self.name} has a symbolic number of members and cannot be iterated over")


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
    (x[d] for k in 1..N, 2*sum_i(m - x[i]))

    Raises:
        ExtremumError: the name or an assumption is unknown, or an assumption does not fit the shape.
    """
    rows = size(rows)
    assumed(name, rows, ONE, assume)
    return members(name, lambda at: (rows, ONE), size(count, 0), 1, assume)


def widths(name: str) -> Callable[[Size], Dim]:
    """A family of dimensions, such as the widths ``h[0..m]`` of a network's layers: ``h(k + 1)``.

    >>> import extremum as ex
    >>> k, h = ex.dims("k"), widths("h")
    >>> h(k + 1), ex.vector("b", h(k + 1)).shape
    (h[k + 1], (h[k + 1], 1))

    Raises:
        ExtremumError: the name is none.
    """
    return lambda at: Dim.of(Entry(checked_name(name), place(at)))


Width = Callable[[Dim], Size] | Size
"""A size of the members of a family: one for all, or a function of the index."""


def family(name: str, rows: Width, cols: Width, count: Size, *assume: str) -> Family:
    """``count`` matrices ``W[0] … W[count-1]`` whose shape may change with the index.

    >>> import extremum as ex
    >>> h, m = widths("h"), ex.dims("m")
    >>> W = family("W", lambda k: h(k + 1), h, m)
    >>> W, W[m - 1].shape
    (W[h[k + 1],h[k]] for k in 0..m - 1, (h[m], h[m - 1]))

    Raises:
        ExtremumError: the name or an assumption is unknown, or an assumption does not fit the shape.
    """

    def width(of: Width, at: Dim) -> Dim:
        return size(of(at) if callable(of) else of)

    assumed(name, width(rows, Dim.of(0)), width(cols, Dim.of(0)), assume)
    return members(name, lambda at: (width(rows, at), width(cols, at)), size(count, 0), 0, assume)
