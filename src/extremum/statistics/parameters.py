"""Parameters: the symbols of a log-likelihood that are estimated, each in coordinates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extremum.algebra.dims import Dim
from extremum.algebra.errors import ExtremumError, NameUnknownError, UnsupportedError
from extremum.algebra.names import suggestion
from extremum.algebra.node import Expr
from extremum.algebra.traverse import rebuild, replace, transform
from extremum.language.families import Family
from extremum.operations import construct as c
from extremum.operations.stated import symbols_by_name
from extremum.reading.either import read_either
from extremum.reading.given import Items, names_of
from extremum.simplify.search import simplify
from extremum.statistics.charts import CHARTS, Chart, Span, span_of


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter ``X``, ``vec(free) = B θ + b`` with θ its coordinates.

    symbol: the parameter as the log-likelihood has it; free: what moves in a linear space, the symbol itself or what a
    chart puts in its place; coordinates: θ as a function of the symbol.
    """

    symbol: Expr
    free: Expr
    span: Span
    chart: Chart | None = None

    @property
    def coordinates(self) -> Expr:
        """θ: a number or a column."""
        return self.span.coordinates(self.freedom)

    @property
    def name(self) -> str:
        """How its blocks are called: ``b``, ``vech(Sigma)``, ``log(v)``."""
        return str(self.coordinates)

    @property
    def moved(self) -> str:
        """What the score is taken by: ``b``, ``Sigma``, ``log(v)``."""
        return str(self.freedom)

    @property
    def size(self) -> Dim:
        """How many coordinates there are."""
        return self.basis.cols

    @property
    def basis(self) -> Expr:
        """B."""
        return self.span.basis(self.free)

    @property
    def origin(self) -> Expr | None:
        """b of ``vec(free) = B θ + b``, None for zero."""
        return None if self.span.origin is None else self.span.origin(self.free)

    @property
    def freedom(self) -> Expr:
        """What moves in a linear space, as a function of the symbol: ``Sigma``, ``log(v)``, ``chol(S)``."""
        return self.symbol if self.chart is None else self.chart.coordinates(self.symbol)

    @property
    def value(self) -> Expr:
        """The symbol as a function of what is free."""
        return self.free if self.chart is None else self.chart.value(self.free)

    def names(self) -> set[str]:
        """What it may be called by."""
        return {self.symbol.name, self.name, self.moved}


def freed(expr: Expr, parameters: Sequence[Parameter]) -> Expr:
    """An expression as a function of what is free."""
    return replace(expr, {p.symbol: p.value for p in parameters if p.chart is not None})


def returned(expr: Expr, parameters: Sequence[Parameter]) -> Expr:
    """An expression of what is free as one of the parameters."""
    charted = [(p, p.chart) for p in parameters if p.chart is not None]
    if not charted:
        return expr

    def change(node: Expr, args: tuple[Expr, ...]) -> Expr:
        found = rebuild(node, args)
        for parameter, chart in charted:
            found = chart.known(found, parameter.free, parameter.symbol)
        return found

    shorter = transform(expr, change)
    return simplify(replace(shorter, {p.free: chart.coordinates(p.symbol) for p, chart in charted}))


def parameters_of(f: Expr, wanted: Any, declarations: Items = ()) -> tuple[Parameter, ...]:
    """The parameters that are asked for: symbols, names, or coordinates such as ``"vech(Sigma)"``, ``"log(v)"``.

    Raises:
        NameUnknownError: the log-likelihood has no such symbol.
        UnsupportedError: there are no such coordinates, or the entries do not move freely.
        ExtremumError: there is none, or one is named twice.
    """
    items = list(wanted) if isinstance(wanted, list | tuple) else [wanted]
    found = tuple(_parameter(f, item, declarations) for item in items)
    if not found:
        raise ExtremumError(
            "there is no parameter; name those that are estimated, as in ex.information(f, ['mu', 'v'])"
        )
    if len({p.symbol for p in found}) < len(found):
        raise ExtremumError(f"a parameter is named twice: {', '.join(p.name for p in found)}")
    return found


def _parameter(f: Expr, item: Any, declarations: Items) -> Parameter:
    known = symbols_by_name(f)
    if isinstance(item, Family):
        raise UnsupportedError(f"{item.name} is a family; ask about a vector or matrix of parameters")
    expr = _read(f, item, known, declarations)
    inside = [symbol for symbol in expr.symbols if known.get(symbol.name) is symbol]
    if not inside:
        raise _unknown(item, known)
    if len(inside) > 1:
        raise UnsupportedError(f"{item} depends on {' and '.join(s.name for s in inside)}; a coordinate is of one")
    return _in_coordinates(inside[0], expr)


def _unknown(item: Any, known: Mapping[str, Expr]) -> NameUnknownError:
    near = suggestion(str(item), known)
    return NameUnknownError(f"{item} is no parameter of the log-likelihood{near}; its symbols: {', '.join(known)}")


def _read(f: Expr, item: Any, known: Mapping[str, Expr], declarations: Items) -> Expr:
    if isinstance(item, Expr):
        return item
    if isinstance(item, str) and item in known:
        return known[item]
    if isinstance(item, str) and item.isidentifier():
        raise _unknown(item, known)
    if isinstance(item, str):
        return read_either(item, names_of([f], declarations)).expr
    raise ExtremumError(f"{item!r} is no parameter; give symbols, names, or coordinates such as 'vech(Sigma)'")


def _in_coordinates(symbol: Expr, asked: Expr) -> Parameter:
    if symbol.op.name == "member":
        raise UnsupportedError(f"{symbol} is a member of a family; ask about a vector or matrix of parameters")
    choices = [Parameter(symbol, symbol, span_of(symbol))]
    for chart in CHARTS:
        if chart.fits(symbol):
            free = chart.free(symbol)
            choices.append(Parameter(symbol, free, span_of(free), chart))
    for choice in choices:
        if asked in (choice.coordinates, choice.freedom, c.vec(choice.coordinates)):
            return choice
    raise UnsupportedError(
        f"{asked} is no coordinate of {symbol.name} here; there are {', '.join(choice.name for choice in choices)}"
    )
