"""Formulas of applications, with the versions of an expert that come with them, and data for them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import scipy.linalg as sl

import extremum as ex

Data = dict[str, Any]
FILE = Path(__file__).parent / "data" / "kernels.json"


def entries() -> list[dict[str, Any]]:
    """The entries of the file."""
    found: list[dict[str, Any]] = json.loads(FILE.read_text())
    return found


def exprs(entry: dict[str, Any]) -> dict[str, ex.Expr]:
    """The formulas of an entry."""
    return {str(k): ex.parse(text, entry["declarations"]) for k, text in enumerate(entry["texts"])}


def function(entry: dict[str, Any], which: str) -> Any:
    """A function that comes with an entry: ``naive`` or ``expert``."""
    space: dict[str, Any] = {"np": np, "sl": sl}
    exec(entry[f"{which}_numpy"], space)
    return space[which]


def data(entry: dict[str, Any], size: str) -> Any:
    """Data that satisfy what is declared."""

    def drawn(rng: np.random.Generator) -> Data:
        sizes = entry["sizes"][size]
        return {name: _drawn(rng, shape, facts) for name, shape, facts in map(_declared(sizes), entry["declarations"])}

    return drawn


def _declared(sizes: dict[str, int]) -> Any:
    def read(text: str) -> tuple[str, tuple[int, ...], list[str]]:
        head, _, facts = text.partition(":")
        head, _, family = head.partition(" for ")
        name, _, inside = head.strip().partition("[")
        shape = [sizes[size.strip()] for size in inside.rstrip("]").split(",") if size]
        count = [sizes[family.split("..")[1].strip()]] if family else []
        return name, (*count, *shape), [fact.strip() for fact in facts.split(",")]

    return read


def _drawn(rng: np.random.Generator, shape: tuple[int, ...], facts: list[str]) -> Any:
    if "diagonal" in facts:
        return np.diag(1 + rng.random(shape[0]))
    if "positive" in facts:
        return 1 + rng.random(shape) if shape else 1.5
    A = rng.normal(size=shape)
    if "positive_definite" in facts:
        return A @ A.T / shape[0] + np.eye(shape[0])
    if "symmetric" in facts:
        return A + A.T
    if "lower_triangular" in facts:
        return np.tril(A) / np.sqrt(shape[0]) + 2 * np.eye(shape[0])
    return A + 2 * np.sqrt(shape[0]) * np.eye(shape[0]) if "invertible" in facts else A
