"""Runs a claim through ``check`` as a user would."""

from __future__ import annotations

from typing import Any

import extremum as ex
from extremum.checking import Verdict, check, check_hessian

Row = dict[str, Any]


def verdict(row: Row) -> Verdict:
    """The verdict on a row of claims."""
    indices = [ex.index(name, ex.dims(size), start=0) for name, size in row.get("indices", {}).items()]
    declarations = [*row["declarations"], *indices]
    ask = check_hessian if row["kind"] == "hessian" else check
    return ask(row["f"], row["x"], row["claim"], declarations, row.get("convention", "projection"))


def outcome(row: Row) -> str:
    """The diagnosis; of an error its class."""
    try:
        return verdict(row).diagnosis
    except ex.ExtremumError as error:
        return type(error).__name__
