"""Texts of the language as NumPy: generated problems are evaluated here, never by extremum."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import lru_cache
from types import CodeType
from typing import Any

import numpy as np

from tests.solving.writer import Generated

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]
Point = dict[str, Array]


class Matrix:
    """An array with the operators of the text language: ``*`` scales or multiplies, ``@`` is written for ``.*``."""

    __array_ufunc__ = None

    def __init__(self, value: Any) -> None:
        self.a = np.atleast_2d(np.asarray(value, dtype=float))

    @property
    def T(self) -> Matrix:
        return Matrix(self.a.T)

    def __mul__(self, other: Any) -> Matrix:
        a, b = self.a, of(other).a
        return Matrix(a * b if 1 in (a.size, b.size) and (a.size == 1 or b.size == 1) else a @ b)

    def __rmul__(self, other: Any) -> Matrix:
        return of(other) * self

    def __matmul__(self, other: Any) -> Matrix:
        return Matrix(self.a * of(other).a)

    def __floordiv__(self, other: Any) -> Matrix:
        return Matrix(self.a / of(other).a)

    def __truediv__(self, other: Any) -> Matrix:
        return Matrix(self.a / of(other).a)

    def __rtruediv__(self, other: Any) -> Matrix:
        return of(other) / self

    def __add__(self, other: Any) -> Matrix:
        return Matrix(self.a + of(other).a)

    def __radd__(self, other: Any) -> Matrix:
        return of(other) + self

    def __sub__(self, other: Any) -> Matrix:
        return Matrix(self.a - of(other).a)

    def __rsub__(self, other: Any) -> Matrix:
        return of(other) - self

    def __neg__(self) -> Matrix:
        return Matrix(-self.a)

    def __pow__(self, other: Any) -> Matrix:
        square = isinstance(other, int) and self.a.shape[0] == self.a.shape[1]
        return Matrix(np.linalg.matrix_power(self.a, other) if square else self.a ** of(other).a)


class Members(list[Any]):
    """A family, numbered from 1."""

    def __getitem__(self, index: Any) -> Any:
        return super().__getitem__(index - 1)


def of(value: Any) -> Matrix:
    return value if isinstance(value, Matrix) else Matrix(value)


def _each(function: Callable[[Array], Any]) -> Callable[[Any], Matrix]:
    return lambda value: Matrix(function(of(value).a))


def _logdet(a: Array) -> float:
    sign, value = np.linalg.slogdet(a)
    return float(value) if sign > 0 else np.nan


def _of_eigenvalues(a: Array, f: Callable[[Array], Array]) -> Array:
    """A function of a symmetric matrix."""
    w, v = np.linalg.eigh((a + a.T) / 2)
    return np.asarray((v * f(w)) @ v.T)


FUNCTIONS: dict[str, Any] = {
    "norm2": _each(np.linalg.norm), "norm1": _each(lambda a: np.abs(a).sum()),
    "norm_p": lambda a, p: Matrix((np.abs(of(a).a) ** p).sum() ** (1 / p)), "sum": _each(np.sum),
    "norm_nuc": _each(lambda a: np.linalg.svd(a, compute_uv=False).sum()), "tr": _each(np.trace),
    "logdet": _each(_logdet), "inv": _each(np.linalg.inv), "det": _each(np.linalg.det), "exp": _each(np.exp),
    "logm": _each(lambda a: _of_eigenvalues(a, np.log)), "expm": _each(lambda a: _of_eigenvalues(a, np.exp)),
    "sqrtm": _each(lambda a: _of_eigenvalues(a, np.sqrt)),
    "log": _each(np.log), "sqrt": _each(np.sqrt), "cos": _each(np.cos),
    "kron": lambda a, b: Matrix(np.kron(of(a).a, of(b).a)), "eye": lambda n: Matrix(np.eye(n)),
    "norm_spec": _each(lambda a: np.linalg.norm(a, 2)), "logsumexp": _each(lambda a: np.logaddexp.reduce(a, axis=None)),
    "max": _each(np.max), "abs": _each(np.abs), "norm_21": _each(lambda a: np.linalg.norm(a, axis=1).sum()),
    "ones": lambda n: Matrix(np.ones((n, 1))),
    "sum_over": lambda count, body: sum((body(k) for k in range(1, count + 1)), Matrix(0.0)),
}  # fmt: skip
RUNS = {"i": "N", "j": "K"}


@lru_cache(maxsize=256)
def code(text: str, names: frozenset[str]) -> CodeType:
    """A text of the language as code of Python."""
    return compile(python(text, names).strip(), text, "eval")


def python(text: str, names: Collection[str]) -> str:
    """A text of the language as Python."""
    text = re.sub(r"(?<=[\w\])])'", ".T", text)
    text = text.replace(".*", "@").replace("./", "//").replace(".^", "**").replace("^", "**")
    text = re.sub(r"(?<![.\w])[^\W\d]\w*", lambda s: f"D_{s[0]}" if s[0] in names else s[0], text)
    return re.sub(r"\bsum_([ij])\(", lambda s: f"sum_over({RUNS[s[1]]}, lambda {s[1]}: ", text)


@dataclass(slots=True)
class Case:
    """A problem with sizes and data, in NumPy."""

    problem: Generated
    sizes: dict[str, int]
    data: dict[str, Any]
    shapes: dict[str, tuple[int, ...]]
    facts: dict[str, str]

    def worth(self, text: str, at: Point) -> Array:
        values = {**self.data, **at}
        scope = {**FUNCTIONS, **self.sizes}
        for name, value in values.items():
            whole = self.is_family(name)
            scope[f"D_{name}"] = Members(Matrix(_column(v)) for v in value) if whole else Matrix(_column(value))
        with np.errstate(all="ignore"):
            try:
                return of(eval(code(text, frozenset(values)), scope)).a
            except np.linalg.LinAlgError:
                return np.full((1, 1), np.nan)

    def is_family(self, name: str) -> bool:
        return any(re.match(rf"{re.escape(name)}\b.* for ", d) for d in self.problem.declarations)

    def objective(self, at: Point) -> float:
        assert isinstance(self.problem.objective, str)
        return float(self.worth(self.problem.objective, at)[0, 0])

    def infeasibility(self, at: Point) -> float:
        stated = [] if isinstance(self.problem.objective, str) else self.problem.objective
        return max((self._violation(text, at) for text in [*stated, *self.problem.constraints]), default=0.0)

    def _violation(self, text: str, at: Point) -> float:
        if ">>" in text or "<<" in text:
            sides = text.split(">>") if ">>" in text else reversed(text.split("<<"))
            a, b = (self.worth(side, at) for side in sides)
            order = a - b * np.eye(len(a)) if b.size == 1 else a - b
            return float(max(-np.linalg.eigvalsh((order + order.T) / 2).min(), np.abs(order - order.T).max()))
        for sign in ("==", ">=", "<="):
            left, found, right = text.partition(sign)
            if found:
                gap = self.worth(left, at) - self.worth(right, at)
                scale = 1 + max(np.abs(self.worth(left, at)).max(), np.abs(self.worth(right, at)).max())
                gap = np.abs(gap) if sign == "==" else -gap if sign == ">=" else gap
                return float(gap.max() / scale)
        raise AssertionError(text)


def _column(value: Any) -> Array:
    a = np.asarray(value, dtype=float)
    return a[:, None] if a.ndim == 1 else a
