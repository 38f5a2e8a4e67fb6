"""A law with its parameters, and its moments by the formulas of the table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import final

from extremum.algebra.node import Expr
from extremum.language.declare import dims
from extremum.reading.parser import parse
from extremum.simplify.search import simplify
from extremum.statistics.laws import Law

Change = Callable[[Expr], Expr]


@dataclass(frozen=True, slots=True)
class Moments:
    """Mean, variance, and of a scalar the cumulants of the third and fourth order, None where they are not known.

    gaussian: whether all cumulants beyond the second are zero; exists: what the mean and the variance need.
    """

    mean: Expr
    variance: Expr
    third: Expr | None = None
    fourth: Expr | None = None
    gaussian: bool = False
    exists: tuple[str, str] = ("", "")


@final
@dataclass(frozen=True)
class Distribution:
    """A law with its parameters."""

    law: Law
    parameters: Mapping[str, Expr]

    def formula(self, text: str, **more: Expr) -> Expr:
        """A formula of the table for these parameters, and for ``more`` of its letters."""
        return simplify(filled(text, self.law.shape, {**self.parameters, **more}))

    @cached_property
    def moments(self) -> Moments:
        """The moments of the table."""
        law = self.law
        third, fourth = (self.formula(text) if text else None for text in (law.third, law.fourth))
        exists = law.exists[0].format(**self.parameters), law.exists[1].format(**self.parameters)
        return Moments(self.formula(law.mean), self.formula(law.variance), third, fourth, law.gaussian, exists)

    @property
    def parts(self) -> tuple[Expr, ...]:
        """What it is given by."""
        return tuple(self.parameters.values())

    def mapped(self, change: Change) -> Distribution:
        """The law whose parameters are changed."""
        return Distribution(self.law, {name: change(value) for name, value in self.parameters.items()})

    @property
    def words(self) -> str:
        """The law in words."""
        matrix = "S" in self.parameters and not self.parameters["S"].is_scalar
        return self.law.words.format(**self.parameters, variance="covariance" if matrix else "variance")


# -- formulas of the table ---------------------------------------------------------------------------------------------
_COLUMNS, _SQUARES = ("m", "p", "t"), ("S", "precision")
"""The letters that stand for vectors and matrices in the laws of vectors."""


@lru_cache(maxsize=256)
def _generic(text: str, shape: str, names: tuple[str, ...]) -> Expr:
    """A formula for a vector of length d, or for a number."""
    rows = "[d]" if shape == "column" else "[d,d]" if shape == "square" else ""
    square = "[d,d]" if rows else ""
    shapes = {**dict.fromkeys(_COLUMNS, rows), **dict.fromkeys(_SQUARES, square), "y": rows}
    return parse(text, "; ".join(f"{name}{shapes.get(name, '')}" for name in names))


def filled(text: str, shape: str, values: Mapping[str, Expr]) -> Expr:
    """A formula of the table with values for its letters."""
    generic = _generic(text, shape, tuple(sorted(values)))
    sized = [value.rows for name, value in values.items() if name in (*_COLUMNS, *_SQUARES, "y")]
    if shape != "number" and sized:
        generic = generic.replace({dims("d"): sized[0]})
    return generic.replace({symbol.name: values[symbol.name] for symbol in generic.symbols})
