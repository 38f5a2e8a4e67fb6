"""Feasible points of generated problems: near a given one, or anywhere."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
from scipy import optimize

from tests.solving.numpy_texts import Array, Case, Point


def projected(case: Case, name: str, a: Array) -> Array:
    """A point or a step within the structure that is declared of an unknown."""
    facts = case.facts[name]
    if "diagonal" in facts:
        return np.diag(np.diag(a))
    if "symmetric" in facts or "definite" in facts or "semidefinite" in facts:
        return (a + a.T) / 2
    if "skew" in facts:
        return (a - a.T) / 2
    return np.tril(a) if "lower" in facts else a


def within(case: Case, at: Point) -> bool:
    """Whether a point lies in the open domains that are declared of the unknowns."""
    for name, value in at.items():
        facts = case.facts[name]
        if facts == "positive" and np.min(value) <= 0:
            return False
        if "positive_definite" in facts and np.linalg.eigvalsh(value).min() <= 0:
            return False
    return True


def retracted(case: Case, at: Point, start: Point) -> Point:
    """A feasible point near a given one; start: one that is feasible."""
    how, *names = case.problem.feasible
    match how:
        case "sphere":
            metric = case.data[names[0]] if names[0] else None
            return {name: _on_sphere(value, metric) for name, value in at.items()}
        case "rotation":
            return {name: _rotation(value) for name, value in at.items()}
        case "box":
            low, high = (float(s) if s else None for s in names)
            return {name: np.clip(value, low, high) for name, value in at.items()}
        case "simplex":
            return {name: _scaled(np.maximum(value, 0)) for name, value in at.items()}
        case "corner":
            return {name: (v := np.maximum(value, 0)) / max(1.0, v.sum()) for name, value in at.items()}
        case "diamond":
            return {name: value / max(1.0, np.abs(value).sum()) for name, value in at.items()}
        case "ball":
            return {name: value / max(1.0, float(np.linalg.norm(value))) for name, value in at.items()}
        case "scaled":
            return _onto_level(case, at)
        case "ellipsoid":
            return _onto_ellipsoid(case, at, start)
        case "norm":
            return {name: value / max(1.0, NORMS[names[0]](value)) for name, value in at.items()}
        case "part of a cone":
            parts = {name: CONES[names[0]](value) for name, value in at.items()}
            return {name: value / max(1.0, float(np.linalg.norm(value))) for name, value in parts.items()}
        case "between":
            return {name: np.clip(value, *_ends(case, name, at)) for name, value in at.items()}
        case "within":
            metric, level = case.data[names[0]], float(case.problem.constraints[0].split("<=")[1])
            return {name: v / max(1.0, float(v @ metric @ v) / level) ** 0.5 for name, v in at.items()}
        case "band":
            return {name: _within(value, case.data[names[0]], *map(float, names[1:])) for name, value in at.items()}
        case "density":
            return {name: (p := _psd(value) + 1e-9 * np.eye(len(value))) / np.trace(p) for name, value in at.items()}
        case "slice":
            return {name: _on_slice(case, value, *names) for name, value in at.items()}
        case "cone":
            return _in_cone(at, names[0], float(names[1].rstrip("*")))
        case "rows":
            sums = case.data[names[0]]
            return {name: (p := np.abs(v) + 1e-9) * (sums / p.sum(axis=1))[:, None] for name, v in at.items()}
        case "lying":
            return {name: _on_sphere(value.T, case.data[names[0]]).T for name, value in at.items()}
        case "similar":
            return {name: _on_sphere(value, None) if name in names else value for name, value in at.items()}
        case "convex":
            return _nearer(case, at, start)
        case "semidefinite":
            return {name: _psd(value) for name, value in at.items()}
        case _:
            return _on_plane(case, at, start)


def _on_sphere(value: Array, metric: Array | None) -> Array:
    a = value[:, None] if value.ndim == 1 else value
    gram = a.T @ (a if metric is None else metric @ a)
    w, v = np.linalg.eigh((gram + gram.T) / 2)
    found = a @ (v / np.sqrt(np.maximum(w, 1e-300))) @ v.T
    return np.reshape(found, value.shape)


def _within(value: Array, normal: Array, low: float, high: float) -> Array:
    """The nearest point between two parallel planes."""
    at = normal @ value
    return np.asarray(value + (np.clip(at, low, high) - at) / (normal @ normal) * normal)


def _ends(case: Case, name: str, at: Point) -> tuple[float, float]:
    """The ends of an interval, as constraints state them."""
    ends = {}
    for text in case.problem.constraints:
        left, right = (side.strip() for side in text.split("<="))
        ends["high" if left == name else "low"] = float(case.worth(right if left == name else left, at)[0, 0])
    return ends.get("low", -np.inf), ends["high"]


def _nearer(case: Case, at: Point, start: Point) -> Point:
    """The first feasible point on the way back to one, by halves, of a convex set."""
    for k in range(30):
        there = {name: start[name] + 0.5**k * (value - start[name]) for name, value in at.items()}
        if case.infeasibility(there) <= 1e-12:
            return there
    return start


def _rotation(value: Array) -> Array:
    u, _, v = np.linalg.svd(value)
    u[:, -1] *= np.sign(np.linalg.det(u @ v))
    return np.asarray(u @ v)


def _onto_level(case: Case, at: Point) -> Point:
    """The point on the ray through a positive one where a sum that grows with all entries has its value."""
    left, right = case.problem.constraints[0].split("==")

    def gap(size: float) -> float:
        there = {name: value * np.exp(size) for name, value in at.items()}
        return float((case.worth(left, there) - case.worth(right, there))[0, 0])

    try:
        size = optimize.brentq(gap, -30, 30, xtol=1e-14)
    except ValueError:
        return at
    return {name: value * np.exp(size) for name, value in at.items()}


def _onto_ellipsoid(case: Case, at: Point, start: Point) -> Point:
    """The feasible point on the chord from the best one; the chord is a quadratic in the distance gone."""
    (name,) = at
    left, right = re.split("==|<=", case.problem.constraints[0])
    step = at[name] - start[name]

    def gap(size: float) -> float:
        there = {name: start[name] + size * step}
        return float((case.worth(left, there) - case.worth(right, there))[0, 0])

    bend = (gap(1) + gap(-1)) / 2 - gap(0)
    onto = -(gap(1) - gap(-1)) / 2 / bend if bend else 0.0  # the other end of the chord
    return {name: start[name] + onto * step}


def _scaled(value: Array) -> Array:
    return value / value.sum() if value.sum() > 0 else np.full(value.shape, 1 / value.size)


def _psd(value: Array) -> Array:
    w, v = np.linalg.eigh((value + value.T) / 2)
    return np.asarray((v * np.maximum(w, 0)) @ v.T)


def flattened(at: Point) -> Array:
    return np.concatenate([np.ravel(value) for value in at.values()])


def unflat(flat: Array, like: Point) -> Point:
    found, start = {}, 0
    for name, value in like.items():
        size = np.size(value)
        found[name] = np.reshape(flat[start : start + size], np.shape(value))
        start += size
    return found


def directions(case: Case, start: Point) -> Array:
    """A basis of the directions that affine equations leave, as columns."""
    flat = flattened(start)
    if not case.problem.constraints:
        return np.eye(len(flat))

    def gaps(point: Array) -> Array:
        at = unflat(point, start)
        pairs = (text.split("==") for text in case.problem.constraints)
        return np.concatenate([np.ravel(case.worth(a, at) - case.worth(b, at)) for a, b in pairs])

    base = gaps(flat)
    rows = np.array([gaps(flat + e) - base for e in np.eye(len(flat))]).T
    _, s, vt = np.linalg.svd(rows)
    return np.asarray(vt[int((s > 1e-9).sum()) :].T)


def _on_plane(case: Case, at: Point, start: Point) -> Point:
    basis = directions(case, start)
    flat = flattened(start)
    return unflat(flat + basis @ (basis.T @ (flattened(at) - flat)), start)


CONES: dict[str, Callable[[Array], Array]] = {
    "psd": _psd,
    "positive": lambda a: np.maximum(a, 0),
    "negative": lambda a: np.minimum(a, 0),
}
NORMS: dict[str, Callable[[Array], float]] = {
    "nuc": lambda a: float(np.linalg.norm(a, "nuc")),
    "spec": lambda a: float(np.linalg.norm(a, 2)),
    "2": lambda a: float(np.linalg.norm(a)),
    "1": lambda a: float(np.abs(a).sum()),
    "3/2": lambda a: float(np.sum(np.abs(a) ** 1.5) ** (2 / 3)),
    "5/2": lambda a: float(np.sum(np.abs(a) ** 2.5) ** (2 / 5)),
    "3": lambda a: float(np.sum(np.abs(a) ** 3) ** (1 / 3)),
    "4": lambda a: float(np.sum(a**4) ** (1 / 4)),
    "inf": lambda a: float(np.abs(a).max()),
}


def _on_slice(case: Case, value: Array, metric: str, normal: str) -> Array:
    """A point of an ellipsoid within a plane through its centre."""
    a: Array = np.ones(len(value)) if normal == "ones(n)" else case.data[normal]
    within = value - float((a @ value) / (a @ a)) * a
    return _on_sphere(within, case.data[metric] if metric else None)


def _in_cone(at: Point, height: str, slope: float) -> Point:
    """The number is raised to where the vector is within the cone."""
    length = max(float(np.linalg.norm(value)) for name, value in at.items() if name != height)
    return {name: np.maximum(value, length / slope) if name == height else value for name, value in at.items()}
