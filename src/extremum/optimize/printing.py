"""The result of a minimisation as text, HTML and plain data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from extremum.optimize.minimize import Minimum

_WIDTH, _MOST, _NOTICEABLE = 100, 200, 1e-3
"""Characters a line; entries above which an array is shown by its first and last ones; a size that is no noise."""


def array_text(value: Any) -> str:
    """A number or an array in eight digits; of a large array the corners."""
    if np.ndim(value) == 0:
        return f"{float(value):.8g}"
    array = np.asarray(value)
    noise = bool(np.abs(array).max(initial=0) >= _NOTICEABLE)  # beside such entries 1e-17 is 0
    return np.array2string(array, max_line_width=_WIDTH, threshold=_MOST, precision=8, suppress_small=noise)


def shape_text(value: Any) -> str:
    """``3×2``, of a vector its length, of a number nothing."""
    return "×".join(map(str, np.shape(value)))


def facts(found: Minimum) -> Iterator[tuple[str, str]]:
    """How it ended, a word and what it stands for."""
    yield "value", array_text(found.value)
    yield "gradient norm", f"{found.gradient_norm:.2g}"
    yield "iterations", str(found.iterations)
    yield "converged", "yes" if found.converged else "no"
    yield "message", found.message.rstrip(". ")


def as_text(found: Minimum) -> str:
    """How it ended, then the values, a line each or, for arrays, more."""
    lines = [f"{what + ':':<15}{words}" for what, words in facts(found)]
    return "\n".join([*lines, *named_arrays({symbol.name: value for symbol, value in found.x.items()})])


def named_arrays(values: Mapping[str, Any]) -> list[str]:
    """``x = [1. 2.]``, a line or, for a matrix, more of them."""
    heads = {name: f"{name} = " for name in values}
    return [heads[name] + array_text(v).replace("\n", "\n" + " " * len(heads[name])) for name, v in values.items()]


def as_html(found: Minimum) -> str:
    """Two tables: how it ended, and the values."""
    ended = "".join(f"<tr><th scope='row'>{what}</th><td>{escape(words)}</td></tr>" for what, words in facts(found))
    values = "".join(
        f"<tr><th scope='row'>{escape(symbol.name)}</th><td>{shape_text(value)}</td>"
        f"<td><pre>{escape(array_text(value))}</pre></td></tr>"
        for symbol, value in found.x.items()
    )
    return f'<div class="minimum">\n<table>{ended}</table>\n<table>{values}</table>\n</div>'


def as_dict(found: Minimum) -> dict[str, Any]:
    """Plain data; arrays as lists."""
    return {
        "x": {symbol.name: np.asarray(value).tolist() for symbol, value in found.x.items()},
        "value": found.value,
        "gradient_norm": found.gradient_norm,
        "iterations": found.iterations,
        "converged": found.converged,
        "message": found.message,
        "history": list(found.history),
    }
