"""A row of the table: what is compiled, the data, and the expert's version of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

import extremum as ex

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """``ours`` returns what ``hand`` returns, of the same data by name; ``goal`` is the largest allowed ratio of times.

    make: the function to be timed, from the expressions and the data, where it is not the plain compiled one;
    make_hand: likewise the expert's, from the data.
    """

    name: str
    exprs: Callable[[], Mapping[str, ex.Expr]]
    data: Callable[[np.random.Generator], Data]
    hand: Callable[..., Any]
    goal: float
    make: Callable[[Mapping[str, ex.Expr], Data], Callable[[], Any]] | None = None
    make_hand: Callable[[Data], Callable[[], Any]] | None = None


def parsed(texts: Mapping[str, str], declarations: list[str], gradients: str = "") -> Callable[[], dict[str, ex.Expr]]:
    """The expressions of texts, and the gradients of the first by the symbols that are named."""

    def made() -> dict[str, ex.Expr]:
        found = {label: ex.parse(text, declarations) for label, text in texts.items()}
        first = next(iter(found.values()))
        return found | {f"by {name}": ex.gradient(first, name) for name in gradients.split()}

    return made


def normal(**shapes: int | tuple[int, ...]) -> Callable[[np.random.Generator], Data]:
    """Normal data of these shapes."""
    return lambda rng: {name: rng.normal(size=shape) for name, shape in shapes.items()}


def positive_definite(rng: np.random.Generator, n: int) -> np.ndarray:
    """A well-conditioned positive definite matrix."""
    A = rng.normal(size=(n, n))
    return A @ A.T / n + np.eye(n)
