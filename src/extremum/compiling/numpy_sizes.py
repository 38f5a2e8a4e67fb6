"""Dimensions, places and axes as Python: ``2 * n - 1``, ``len(x)``, ``X.shape[1]``, ``A[:, None]``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import final

from extremum.algebra.dims import ONE, Atom, Dim, Entry
from extremum.compiling.numpy_calls import ATOM, LOW, PRODUCT, SUM, UNARY
from extremum.compiling.sizes import COUNT, Axis

Written = tuple[str, int]
"""Text, and how tightly it binds."""


@final
class Sizes:
    """Writes dimensions with the names of arguments and indices.

    atoms: where each size is read, or its name; begins: where recurrences begin, by index.
    """

    def __init__(
        self, arguments: Mapping[str, str], atoms: Mapping[Atom, str | Axis], begins: Mapping[Atom, Dim]
    ) -> None:
        self.arguments, self.atoms, self.begins = arguments, atoms, begins

    def dim(self, dim: Dim, least: int = LOW) -> str:
        """A dimension or a place as Python."""
        text, precedence = self.polynomial(dim)
        return f"({text})" if precedence < least else text

    def polynomial(self, dim: Dim) -> Written:
        """A dimension as Python, and how tightly it binds."""
        dim = self.placed(dim)
        bottom = lcm(*(Fraction(q).denominator for _, q in dim.terms))
        if bottom != 1:
            whole = Dim((m, int(q * bottom)) for m, q in dim.terms)
            return f"{self.dim(whole, UNARY)} // {bottom}", PRODUCT
        pieces: list[str] = []
        for monomial, q in sorted(dim.terms, key=lambda term: term[1] < 0):
            factors = [self.atom(a) + (f"**{power}" if power > 1 else "") for a, power in monomial]
            factors = [str(abs(q))] * (abs(q) != 1 or not factors) + factors
            sign = ("-" if q < 0 else "") if not pieces else (" - " if q < 0 else " + ")
            pieces.append(sign + " * ".join(factors))
        if len(pieces) > 1:
            return "".join(pieces), SUM
        return ("".join(pieces) or "0"), PRODUCT if " * " in "".join(pieces) else UNARY if "-" in pieces[:1] else ATOM

    def placed(self, dim: Dim) -> Dim:
        """A dimension with the places put in at which recurrences begin."""
        while not self.begins.keys().isdisjoint(dim.indices):
            dim = dim.replace(self.begins)
        return dim

    def atom(self, atom: Atom) -> str:
        """The name of a dimension or index, or where it is read."""
        found = self.atoms[atom]
        if isinstance(found, Axis):
            return self.axis(found)
        return f"{found}[{self.dim(atom.index)}]" if isinstance(atom, Entry) else found

    def axis(self, axis: Axis) -> str:
        """The length of an axis of the data."""
        name = self.arguments[axis.name]
        if axis.axis == COUNT:
            return f"len({name})"
        member = axis.leaf.op.name == "member"
        if member and not any(isinstance(atom, Entry) for dim in axis.leaf.shape for atom in dim.atoms()):
            return f"{name}.shape[{axis.axis + 1}]"  # there may be no member
        if member:
            name = f"{name}[{self.dim(axis.member)}]"
        return f"len({name})" if axis.leaf.cols is ONE else f"{name}.shape[{axis.axis}]"


def with_axes(text: str, order: Sequence[int]) -> str:
    """An array with its axes in another order, and new ones where there is -1: ``A[:, None]``, ``A.T[:, None]``."""
    old = [place for place in order if place >= 0]
    if old != sorted(old):
        text = f"{text}.T" if len(old) == 2 else f"np.transpose({text}, ({', '.join(map(str, old))}))"
    added = [":" if place >= 0 else "None" for place in order]
    while added and added[-1] == ":":
        added.pop()
    return f"{text}[{', '.join(added)}]" if added else text


def rational(value: Fraction) -> Written:
    """``3``, ``0.5``, ``1 / 3``."""
    if value < 0:
        return f"-{rational(-value)[0]}", UNARY
    if value.denominator == 1:
        return str(value.numerator), ATOM
    if 10**3 % value.denominator == 0:
        return str(float(value)), ATOM
    return f"{value.numerator} / {value.denominator}", PRODUCT


_FACTORS = 500
"""Longer products are parted: Python compiles no line of thousands of factors."""


def multiplied(factors: Sequence[str]) -> str:
    """``a * b * c``; of thousands of factors ``(a * b) * (c * d)``."""
    lots = [" * ".join(factors[k : k + _FACTORS]) for k in range(0, len(factors), _FACTORS)]
    return lots[0] if len(lots) == 1 else " * ".join([f"({lot})" for lot in lots])
