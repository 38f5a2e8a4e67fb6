"""Formulas of applications, with the versions of an expert that come with them."""

from __future__ import annotations

from typing import Any

from tests.cases.kernels import data, entries, exprs, function

from .row import Row


def _row(entry: dict[str, Any]) -> Row:
    return Row(entry["id"], lambda: exprs(entry), data(entry, "large"), function(entry, "expert"), 1.15)


ROWS = [_row(entry) for entry in entries()]
