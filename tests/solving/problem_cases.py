"""The public problems: their NumPy texts in the text language, data for them, and what their texts are worth in NumPy.

A translation is judged by numbers: on random data it is worth what the text of the record is worth.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import logsumexp

from extremum.algebra.dims import ONE, Dim
from tests.cases.translate import ATOM, POWER, PRODUCT, SCALAR, SUM, Given, Translator, Written

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]
Case = Mapping[str, Any]

PROBLEMS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "cases/data/problems.json").read_text(encoding="utf-8")
)
BY_ID = {case["id"]: case for case in PROBLEMS}
UNREADABLE = {"huber_regression"}
"""Problems that the text language has no function for."""

UNSTATED = {"elastic_net_orthonormal"}
"""Data with orthonormal columns cannot be declared."""

SIZES = {"n": 4, "m": 7, "k": 2, "p": 2, "q": 3, "q1": 2, "N": 9, "N2": 7, "pk": 4}
FACTS = {
    "spd": "positive_definite", "symmetric": "symmetric", "posvector": "positive", "positive": "positive",
    "labels": "sign", "simplex": "simplex", "psd": "positive_semidefinite", "counts": "positive",
    "orthonormal": "orthogonal", "gram": "positive_semidefinite", "sqdist": "symmetric",
}  # fmt: skip
"""What is declared of a variable of a type; the other types are declared by their shape alone."""


# -- in the text language ----------------------------------------------------------------------------------------------
class _Reader(Translator):
    """The translator of the derivatives, with the functions that problems have besides."""

    def __init__(self, case: Case) -> None:
        both = [*case["variables"], *case["parameters"]]
        super().__init__({"expr": "", "expected": "", "vars": {v["name"]: _info(v) for v in both}})

    def call(self, node: ast.Call) -> Written:
        assert isinstance(node.func, ast.Name)
        function = node.func.id + ("_rows" if node.keywords else "")
        if function not in _FUNCTIONS:
            return super().call(node)
        return _FUNCTIONS[function]([self.visit(arg) for arg in node.args])

    def compare(self, node: ast.Compare) -> Written:
        """A constraint."""
        (operator,), (right,) = node.ops, node.comparators
        sign = {ast.Eq: "==", ast.GtE: ">=", ast.LtE: "<="}[type(operator)]
        return Written(f"{self.visit(node.left).text} {sign} {self.visit(right).text}", SUM, SCALAR)


def _info(variable: Mapping[str, str]) -> dict[str, Any]:
    return {"shape": [*_dims(variable), 1][:2] if variable["shape"] else [], "assume": []}


def _dims(variable: Mapping[str, str]) -> list[str]:
    return [{"pk": "p*k"}.get(dim, dim) for dim in variable["shape"].split(",") if dim]


def _scalar(template: str) -> Callable[[Given], Written]:
    return lambda given: Written(template.format(*(part.text for part in given)), ATOM, SCALAR)


def _kept(template: str) -> Callable[[Given], Written]:
    return lambda given: Written(template.format(*(part.text for part in given)), ATOM, given[-1].shape)


def _rows(inner: Written) -> Written:
    rows, cols = inner.shape
    return Written(f"{inner.at(PRODUCT)}*ones({cols})", PRODUCT, (rows, ONE))


def _log_sums(given: Given) -> Written:
    return _kept("log({0})")([_rows(Written(f"exp({given[0].text})", ATOM, given[0].shape))])


def _outer(given: Given) -> Written:
    a, b = given
    return Written(f"{a.at(PRODUCT)}*{b.at(ATOM)}'", PRODUCT, (a.shape[0], b.shape[0]))


def _distances(given: Given) -> Written:
    (y,) = given
    n = y.shape[0]
    text = f"diagonal({y.text}*({y.text})')*ones(1, {n}) + ones({n})*diagonal({y.text}*({y.text})')'"
    return Written(f"({text} - 2*{y.at(POWER)}*({y.text})')", ATOM, (n, n))


def _ones(given: Given) -> Written:
    dims = [Dim.of(part.text) for part in given]
    return Written(f"ones({', '.join(map(str, dims))})", ATOM, (dims[0], dims[1] if len(dims) > 1 else ONE))


_FUNCTIONS: dict[str, Callable[[Given], Written]] = {
    "ones": _ones,
    "outer": _outer,
    "pdist2": _distances,
    "sum_rows": lambda given: _rows(given[0]),
    "logsumexp_rows": _log_sums,
    "nuc": _scalar("norm_nuc({0})"),
    "trace": _scalar("tr({0})"),
    "logaddexp": _kept("log(exp({0}) + exp({1}))"),
    "huber": _kept("huber({0}, {1})"),
    "diag": lambda given: Written(f"diag({given[0].text})", ATOM, (given[0].shape[0],) * 2),
}


def _declared(variable: Mapping[str, str]) -> str:
    shape = f"[{','.join(_dims(variable))}]" if variable["shape"] else ""
    fact = FACTS.get(variable["type"], "")
    return f"{variable['name']}{shape}{': ' + fact if fact else ''}"


def translated(case: Case) -> dict[str, Any]:
    """The problem, as :func:`extremum.solve` takes it."""
    read = _Reader(case)
    unknowns = [v["name"] for v in case["variables"]]
    stated = [f"{text.split()[0]} >> 0" if text.endswith("psd") else read(text).text for text in case["constraints"]]
    return {
        "f": read(case["objective"]).text,
        "variables": unknowns,
        "sense": case["sense"],
        "constraints": stated,
        "declarations": [_declared(v) for v in (*case["variables"], *case["parameters"])],
    }


# -- in NumPy ----------------------------------------------------------------------------------------------------------
def _svd(a: Array) -> tuple[Array, Array, Array]:
    u, s, v = np.linalg.svd(a, full_matrices=False)
    return u, s, v


def _of_eigenvalues(a: Array, f: Callable[[Array], Array]) -> Array:
    w, v = np.linalg.eigh((a + a.T) / 2)
    return np.asarray((v * f(w)) @ v.T)


def _largest(a: Array, k: int) -> Array:
    return np.asarray(np.linalg.eigh((a + a.T) / 2)[1][:, ::-1][:, :k])


def _generalised(a: Array, b: Array, k: int) -> Array:
    root = _of_eigenvalues(b, lambda w: w**-0.5)
    return root @ _largest(root @ a @ root, k)


def _shrunk(a: Array, t: float) -> Array:
    u, s, v = _svd(a)
    return (u * np.maximum(s - t, 0)) @ v


def _polar(a: Array) -> Array:
    u, _, v = _svd(a)
    return u @ v


def _huber(r: Array, d: float) -> Array:
    a = np.abs(r)
    return np.where(a <= d, r**2 / 2, d * (a - d / 2))


def _distances_of(y: Array) -> Array:
    return np.asarray(((y[:, None, :] - y[None, :, :]) ** 2).sum(-1))


NUMPY: dict[str, Any] = {
    "np": np, "eye": lambda n: np.eye(int(n)), "ones": lambda *s: np.ones(s), "zeros": lambda *s: np.zeros(s),
    "sum": np.sum, "exp": np.exp, "log": np.log, "sqrt": np.sqrt, "abs": np.abs, "tanh": np.tanh, "mean": np.mean,
    "maximum": np.maximum, "minimum": np.minimum, "outer": np.outer, "kron": np.kron, "diag": np.diag,
    "trace": np.trace, "tr": np.trace, "inv": np.linalg.inv, "solve": np.linalg.solve,
    "logdet": lambda a: np.linalg.slogdet(a)[1], "norm2": np.linalg.norm, "sqnorm": lambda a: np.sum(a * a),
    "norm1": lambda a: np.sum(np.abs(a)), "nuc": lambda a: np.sum(_svd(a)[1]), "relu": lambda a: np.maximum(a, 0),
    "logaddexp": np.logaddexp, "logsumexp": logsumexp, "huber": _huber, "pdist2": _distances_of, "svd": _svd,
    "polar": _polar, "matfun": _of_eigenvalues, "eigtop": _largest, "geneigtop": _generalised, "shrink": _shrunk,
    "eigvals": np.linalg.eigvalsh, "sqrtm": lambda a: _of_eigenvalues(a, np.sqrt),
    "invsqrtm": lambda a: _of_eigenvalues(a, lambda w: w**-0.5),
    "soft": lambda a, t: np.sign(a) * np.maximum(np.abs(a) - t, 0),
    "vec": lambda a: a.T.ravel(), "unvec": lambda v, m, n: v.reshape(int(n), int(m)).T,
    "rearrange": lambda a, p, q, r, s: a.reshape(p, r, q, s).transpose(0, 2, 1, 3).reshape(p * q, r * s),
}  # fmt: skip
"""What the names in the texts mean."""


def drawn(kind: str, shape: tuple[int, ...], rng: np.random.Generator) -> Any:
    """A random value of a type."""
    a = rng.standard_normal(shape)
    match kind:
        case "scalar" | "positive" | "posvector" | "counts":
            found = rng.uniform(0.5, 2, shape)
            return found if shape else float(found)
        case "spd" | "psd":
            wide = rng.standard_normal((shape[0], shape[0] + 3))
            return wide @ wide.T / len(wide) + 0.2 * np.eye(len(wide))
        case "gram":
            return a @ a.T
        case "symmetric":
            return (a + a.T) / 2
        case "labels":
            return np.sign(a)
        case "mask":
            return (a > 0).astype(float)
        case "onehot":
            return np.eye(shape[1])[rng.integers(0, shape[1], shape[0])]
        case "simplex":
            return np.exp(a) / np.exp(a).sum()
        case "orthonormal":
            return np.linalg.qr(a)[0]
        case "diff2":
            return np.diff(np.eye(shape[1]), n=2, axis=0)
        case "sqdist":
            return _distances_of(rng.standard_normal((shape[0], 3)))
        case _:
            return a


def data(case: Case, rng: np.random.Generator, of: str = "parameters") -> dict[str, Any]:
    """Values of the parameters, or of the variables."""
    return {
        v["name"]: drawn(v["type"], tuple(SIZES[dim] for dim in v["shape"].split(",") if dim), rng) for v in case[of]
    }


def worth(text: str, values: Mapping[str, Any]) -> Any:
    """What a text is worth in NumPy."""
    return eval(text, {**NUMPY, **SIZES, **values})


def recorded(case: Case, values: Mapping[str, Any]) -> dict[str, Any]:
    """The closed form of the record on data: statements, one after the other."""
    scope = {**NUMPY, **SIZES, **values}
    for statement in case["closed_form"].split(";"):
        exec(statement.strip(), scope)
    return {v["name"]: scope[v["name"]] for v in case["variables"]}
