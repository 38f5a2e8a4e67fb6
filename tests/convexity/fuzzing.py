"""Random expressions with kinks, jumps and split domains: every claim of curvature is judged by numbers of its own.

    python -m tests.convexity.fuzzing 5000

An expression is built twice, as ours and as a function of NumPy arrays that knows nothing of ours; claims are judged by
midpoints of that function alone.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

import extremum as ex
from extremum.convexity.certificate import Curvature, curvature
from tests.convexity.making import Maker, Point, Value

SIZE = 3


@dataclass(frozen=True)
class Fault:
    """A claim that numbers contradict."""

    seed: int
    expression: str
    claim: str
    why: str


def judged(seed: int) -> tuple[str, Fault | None]:
    """The claim about one random expression, and what is wrong with it."""
    maker = Maker(seed)
    try:
        both = maker.expression()
    except ex.ExtremumError:  # a division by zero, a shape
        return "none", None
    present = {s.name: s for s in both.ours.symbols}
    wanted = [present[name] for name in ("x", "y", "v") if name in present]
    unknowns = wanted if maker.rng.random() < 0.5 else wanted[:1]
    if not unknowns:
        return "none", None
    found = curvature(both.ours, unknowns)
    why = contradiction(found, both.value, maker, [x.name for x in unknowns])
    shown = f"{both.ours} by {', '.join(x.name for x in unknowns)} with {maker.facts}"
    return found.kind, None if why is None else Fault(seed, shown, found.verdict, why)


def contradiction(found: Curvature, value: Value, maker: Maker, names: list[str]) -> str | None:
    rng = np.random.default_rng(maker.rng.randint(0, 10**9))
    if found.kind == "neither":
        return _neither(found, value, maker, rng)
    cases = [(case.kind, False, case.clauses) for case in found.cases] or [(found.kind, found.strict, ())]
    for kind, strict, clauses in cases if found.kind != "unknown" else []:
        for start, end in pairs(maker, names, rng):
            if all(_holds(clause, start) for clause in clauses):
                why = _midpoint(kind, strict, value, start, end, names)
                if why is not None:
                    return why
    return None


def _holds(clause: Any, at: Point) -> bool:
    """Whether one alternative of a clause holds, entry by entry, or as a matrix."""
    return any(_bound_holds(bound, at) for bound in clause)


def _bound_holds(bound: Any, at: Point) -> bool:
    data = {s.name: at[s.name] for s in bound.expr.symbols}
    with np.errstate(all="ignore"):
        try:
            value = np.asarray(bound.expr.evaluate(data), dtype=float)
        except ex.ShapeError:  # an identity of a size that no datum tells
            value = np.asarray(bound.expr.evaluate(data, n=SIZE), dtype=float)
    if bound.relation in (">= 0", "<= 0"):
        return bool((value >= 0).all() if bound.relation == ">= 0" else (value <= 0).all())
    eigenvalues = np.linalg.eigvalsh(np.atleast_2d(value))
    return bool((eigenvalues >= 0).all() if "positive" in bound.relation else (eigenvalues <= 0).all())


def point(maker: Maker, rng: Any, size: float) -> Point:
    """Random values of all names, within what is declared."""
    at: Point = {"a": size * rng.normal(size=SIZE), "A": rng.normal(size=(4, SIZE))}
    for name, fact in maker.facts.items():
        raw = size * rng.normal(size=SIZE) if name == "v" else float(size * rng.normal())
        at[name] = np.abs(raw) + (1e-3 if fact == "positive" else 0) if fact else raw
    return at


def pairs(maker: Maker, names: list[str], rng: Any, count: int = 40) -> Iterator[tuple[Point, Point]]:
    """Pairs that differ in the unknowns: far apart, across zero, near each other."""
    for k in range(count):
        start = point(maker, rng, (0.5, 1.0, 3.0)[k % 3])
        other = point(maker, rng, (0.5, 1.0, 3.0)[k % 3])
        near = k % 4 == 3
        end = {
            n: (start[n] + 0.1 * (v - start[n]) if near else v) if n in names else start[n] for n, v in other.items()
        }
        if k % 5 == 4 and not any(maker.facts[n] for n in names):
            end = {n: -start[n] * 0.97 + 0.01 if n in names else start[n] for n in start}
        yield start, end


def _values(value: Value, *points: Point) -> list[float]:
    """The values, not a number where something is divided by zero on the way."""
    with np.errstate(all="ignore", divide="raise"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [_value(value, at) for at in points]


def _value(value: Value, at: Point) -> float:
    try:
        return float(value(at))
    except (ArithmeticError, ValueError):  # or what dropped out of the normal form has another size
        return float("nan")


def _midpoint(kind: str, strict: bool, value: Value, start: Point, end: Point, names: list[str]) -> str | None:
    middle = {n: (start[n] + end[n]) / 2 if n in names else start[n] for n in start}
    low, high, half = _values(value, start, end, middle)
    if not np.isfinite([low, high]).all():
        return None
    if not np.isfinite(half):
        return f"not defined between {start} and {end}" if np.isnan(half) else None
    gap = (low + high) / 2 - half
    noise = 1e-9 * (1 + abs(low) + abs(high) + abs(half))
    if (kind in ("convex", "affine") and gap < -noise) or (kind in ("concave", "affine") and gap > noise):
        return f"the mean less the middle is {gap:.3g} between {start} and {end}"
    far = max(float(np.max(np.abs(np.asarray(start[n]) - np.asarray(end[n])))) for n in names)
    small = max(float(np.max(np.abs(np.asarray(at[n])))) for n in names for at in (start, end)) < 1.5
    size = 1 + abs(low) + abs(high)
    resolved = abs(low - half) + abs(high - half) > 1e-7 * size  # a bend below the rounding of large terms is not seen
    if strict and far > 0.7 and small and resolved and abs(gap) < 1e-14 * size:
        return f"it is straight between {start} and {end}"
    return None


def _neither(found: Curvature, value: Value, maker: Maker, rng: Any) -> str | None:
    """The pairs that are shown must show it."""
    assert found.witness is not None
    data = {**point(maker, rng, 1.0), **{name: _flat(v) for name, v in found.witness.data.items()}}
    ruled = set()
    for pair in found.witness.pairs:
        start, end = ({**data, **{name: _flat(v) for name, v in side.items()}} for side in (pair.start, pair.end))
        middle = {n: (start[n] + end[n]) / 2 if n in pair.start else start[n] for n in start}
        low, high, half = _values(value, start, end, middle)
        if np.isnan([low, high]).any():  # the normal form is defined where what was written is not, as sqrt(y)^4
            return None
        if pair.outside:
            return None if np.isfinite([low, high]).all() and not np.isfinite(half) else f"{pair} does not show it"
        gap = (low + high) / 2 - half
        ruled.add("convex" if gap < 0 else "concave" if gap > 0 else "nothing")
    return None if ruled == {"convex", "concave"} else f"the pairs show {ruled}"


def _flat(value: Any) -> Any:
    return value[0, 0].item() if value.shape == (1, 1) else value[:, 0] if value.shape[1] == 1 else value


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    kinds: dict[str, int] = {}
    for seed in range(first, first + count):
        try:
            kind, fault = judged(seed)
        except Exception as error:  # a fault too, and the next ones are to be seen
            kind, fault = "error", Fault(seed, "", "", repr(error))
        kinds[kind] = kinds.get(kind, 0) + 1
        if fault is not None:
            print(fault)
    print(kinds)


if __name__ == "__main__":
    main()
