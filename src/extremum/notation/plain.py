"""Formulas and numbers as plain data, and numbers in every notation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from extremum.algebra.node import Expr
from extremum.notation.latex import latex

_WIDTH, _MOST, _NOTICEABLE = 100, 200, 1e-3
"""Characters a line; entries above which an array is shown by its first and last ones; a size that is no noise."""


def formula(expr: Expr) -> dict[str, Any]:
    """A formula as plain data."""
    return {"text": str(expr), "latex": latex(expr), "shape": [str(dim) for dim in expr.shape]}


def variable(symbol: Expr) -> dict[str, Any]:
    """A variable as plain data."""
    shape = [str(dim) for dim in symbol.shape]
    return {"name": str(symbol), "shape": shape, "assumptions": list(symbol.assumptions)}


# -- numbers -----------------------------------------------------------------------------------------------------------
def array_text(value: Any) -> str:
    """A number or an array in eight digits; of a large array the corners."""
    if np.ndim(value) == 0:
        return f"{float(value):.8g}"
    array = np.asarray(value)
    noise = bool(np.abs(array).max(initial=0) >= _NOTICEABLE)  # beside such entries 1e-17 is 0
    return np.array2string(array, max_line_width=_WIDTH, threshold=_MOST, precision=8, suppress_small=noise)


def named_arrays(values: Mapping[str, Any]) -> list[str]:
    """``x = [1. 2.]``, a line or, for a matrix, more of them."""
    heads = {name: f"{name} = " for name in values}
    return [heads[name] + array_text(v).replace("\n", "\n" + " " * len(heads[name])) for name, v in values.items()]


def shape_text(value: Any) -> str:
    """``3×2``, of a vector its length, of a number nothing."""
    return "×".join(map(str, np.shape(value)))


def array_list(value: Any) -> Any:
    """A number, or an array as lists."""
    return np.asarray(value).tolist()


def array_latex(value: Any) -> str:
    """A number, or a matrix of numbers."""
    if np.ndim(value) == 0:
        return f"{float(value):.8g}"
    body = r" \\ ".join(" & ".join(f"{entry:.8g}" for entry in row) for row in _rows(value))
    return rf"\begin{{pmatrix}}{body}\end{{pmatrix}}"


def array_html(value: Any) -> str:
    """A number, or a table."""
    if np.ndim(value) == 0:
        return f"{float(value):.8g}"
    body = "".join(f"<tr>{''.join(f'<td>{entry:.8g}</td>' for entry in row)}</tr>" for row in _rows(value))
    return f'<table class="numbers">{body}</table>'


def _rows(value: Any) -> Any:
    array = np.asarray(value)
    return array.reshape(-1, 1) if array.ndim == 1 else array
