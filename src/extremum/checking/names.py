"""The names in a claim, against those of the function."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from extremum.algebra.dims import show_shape
from extremum.algebra.errors import NameUnknownError
from extremum.algebra.node import Expr
from extremum.reading.build.declared import Declared


def check_symbols(expr: Expr, declared: Declared) -> None:
    """Refuses a symbol that f does not have, or has with another shape.

    Raises:
        NameUnknownError: there is one.
    """
    others = [s.name for s in expr.symbols if s.name not in declared.variables and s.name not in declared.families]
    if others:
        raise unknown(others, declared)
    for symbol in expr.symbols:
        twin = declared.variables.get(symbol.name, symbol)
        if symbol.op.name == "symbol" and twin is not symbol:
            raise NameUnknownError(
                f"{symbol.name} ({show_shape(symbol.shape)}) is not the {symbol.name} ({show_shape(twin.shape)}) of f; "
                "use the one it was written with"
            )


def unknown(names: Iterable[str], declared: Declared) -> NameUnknownError:
    """Names in a claim that f does not have."""
    listed = list(names)
    near = get_close_matches(listed[0], declared.names(), 1, 0.5)
    hint = f"; did you mean {near[0]}?" if near else "."
    are = "is no symbol" if len(listed) == 1 else "are no symbols"
    return NameUnknownError(f"the claim uses {', '.join(listed)}, which {are} of f{hint} {known(declared)}")


def known(declared: Declared) -> str:
    """The names that f has."""
    symbols = [*declared.variables, *declared.families]
    sizes = f"; dimensions: {', '.join(sorted(declared.dims))}" if declared.dims else ""
    return f"Known: {', '.join(symbols)}{sizes}. Declare others in `declarations`"
