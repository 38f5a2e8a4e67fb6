"""The public cases: what each asks for, our answer, and three checks of it (on numbers, exactly, by its length)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import scipy.linalg

import extremum as ex
from extremum.algebra.traverse import replace
from extremum.data.binding import leaves_of
from extremum.verify import Equality
from tests.cases.lengths import length

FOLDER = Path(__file__).with_name("data")
SIZES = {"n": 4, "m": 3, "p": 2, "q": 5, "N": 6}

Entry = dict[str, Any]


def load() -> list[Entry]:
    """All cases."""
    return [entry for name in ("cookbook", "extras") for entry in json.loads((FOLDER / f"{name}.json").read_text())]


# -- our answer --------------------------------------------------------------------------------------------------------
def _indices(entry: Entry) -> list[Any]:
    return [ex.index(name, ex.dims(size), start=0) for name, size in entry.get("indices", {}).items()]


def parsed(entry: Entry, text: str, **named: ex.Expr) -> ex.Expr:
    """A text with the case's declarations."""
    whole = [ex.dims(name) for name, info in entry["vars"].items() if "integer" in info["assume"]]
    return ex.parse(text, [*entry["declarations"], *_indices(entry), *whole], **named)


def _variables(entry: Entry) -> Any:
    names = entry["wrt"] if isinstance(entry["wrt"], list) else [entry["wrt"]]
    found = [parsed(entry, name) for name in names]
    return found if isinstance(entry["wrt"], list) else found[0]


def by_scalar(f: ex.Expr, x: ex.Expr) -> ex.Expr:
    """The derivative with respect to a scalar, of the shape of ``f``."""
    step = ex.scalar(f"d{x.name}")
    return ex.simplify(replace(ex.differential(f, x), {step: ex.parse("1")}))


def _relation(entry: Entry, f: ex.Expr, x: ex.Expr) -> ex.Expr:
    return ex.simplify(parsed(entry, entry["relation"], G=ex.gradient(f, x)))


KINDS: dict[str, Callable[[Entry, ex.Expr, Any], ex.Expr]] = {
    "gradient": lambda entry, f, x: ex.gradient(f, x),
    "jacobian": lambda entry, f, x: ex.jacobian(f, x),
    "hessian": lambda entry, f, x: ex.hessian(f, x),
    "differential": lambda entry, f, x: ex.differential(f, x),
    "dscalar": lambda entry, f, x: by_scalar(f, x),
    "d2scalar": lambda entry, f, x: by_scalar(by_scalar(f, x), x),
    "relation": _relation,
    "structured": lambda entry, f, x: ex.gradient(f, x, convention="independent"),  # the Cookbook's convention
}


def answer(entry: Entry) -> ex.Expr:
    """Our answer to a case."""
    return KINDS[entry["kind"]](entry, parsed(entry, entry["text"]), _variables(entry))


_ANSWERS: dict[str, ex.Expr] = {}


def first_answer(entry: Entry) -> ex.Expr:
    """Our answer to a case, found once."""
    if entry["id"] not in _ANSWERS:
        _ANSWERS[entry["id"]] = answer(entry)
    return _ANSWERS[entry["id"]]


# -- the checks --------------------------------------------------------------------------------------------------------
def sample(info: Entry, rng: np.random.Generator) -> Any:
    """A random value for a variable of a case, which satisfies its assumptions."""
    shape, assume = tuple(d if isinstance(d, int) else SIZES[d] for d in info["shape"]), info["assume"]
    if "value" in info:
        return info["value"]
    a = rng.normal(size=shape)
    if "positive" in assume:
        return np.abs(a) + 0.3
    if "labels" in assume or "labels01" in assume:
        return np.sign(a) if "labels" in assume else (a > 0) * 1.0
    if "toeplitz" in assume:
        return np.asarray(
            scipy.linalg.toeplitz(a[:, 0], a[:, 0] if "symmetric" in assume else np.r_[a[0, 0], a[0, 1:]])
        )
    if "diagonal" in assume:
        return np.diag(np.diag(a))
    return _square(a, assume)


def _square(a: np.ndarray, assume: list[str]) -> np.ndarray:
    if "spd" in assume:
        return np.asarray(a @ a.T / len(a) + np.eye(len(a)))
    if "symmetric" in assume:
        return np.asarray(a + a.T)
    if "invertible" in assume:
        a = a + 2 * np.eye(len(a))
    if "posdet" in assume and np.linalg.det(a) < 0:
        a[0] = -a[0]
    return a


def evaluated(entry: Entry, expr: ex.Expr, values: Entry) -> np.ndarray:
    """The value of an expression on the data of a case."""
    used = leaves_of([expr])
    data = {name: value for name, value in values.items() if name in used}
    if entry.get("family") in data:
        data[entry["family"]] = data[entry["family"]].T
    whole = {name: value for name, value in values.items() if isinstance(value, int)}
    return np.asarray(expr.evaluate({**SIZES, **whole, **data}))


def distance(entry: Entry, ours: ex.Expr, seed: int) -> float:
    """The largest relative difference from the case's own values on its data."""
    rng = np.random.default_rng(seed)
    values = {name: sample(info, rng) for name, info in entry["vars"].items()}
    scope = {"np": np, "sla": scipy.linalg}
    wanted = np.asarray(eval(entry["numpy_expected"], scope)(**values), dtype=float)
    found = evaluated(entry, ours, values).reshape(wanted.shape)
    return float(np.abs(found - wanted).max() / (1 + np.abs(wanted).max()))


@dataclass(frozen=True, slots=True)
class Lengths:
    """The lengths of both printed sides, shared parts counted once."""

    ours: int
    expected: int

    @property
    def longer(self) -> bool:
        return self.ours > self.expected


def lengths(entry: Entry, ours: ex.Expr) -> Lengths:
    """The lengths of both printed sides."""
    return Lengths(length(str(ours)), length(entry["expected"]))


def equality(entry: Entry, ours: ex.Expr) -> Equality:
    """Whether our answer is the expected one, exactly where that can be decided."""
    return ex.equal(ours, parsed(entry, entry["expected"]))
