"""Points within constraints, and that there are none.

The first phase minimises ``v(x) = Σ_j e_j(x)²/2 + Σ_i max(0, -g_i(x))²/2`` (Boyd & Vandenberghe 2004, sec. 11.4). Where
each gap g in it is concave and each equation e affine, ``h = Σ_i λ_i g_i - Σ_j e_j(y) e_j`` with ``λ_i = max(0,
-g_i(y))`` is concave, not negative at points within the constraints, and ``h(x) ≤ -2 v(y) + ‖∇v(y)‖ ‖x - y‖``: no point
nearer to y than ``2 v(y)/‖∇v(y)‖`` is within them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from extremum.optimize.ending import norm
from extremum.optimize.gaps import Entries, Gaps

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_STEPS, _FAR = 300, 1e5
"""How many steps the first phase takes; there is no point where there is none up to so far, relative to the point."""
_OFF = 1e-8
"""A constraint holds where it is off by no more than this part of the size of the point."""


def distances(values: Array, slopes: Array) -> Array:
    """How far the borders are, to first order."""
    steep = np.linalg.norm(slopes, axis=1)
    return values / np.where(steep > 0, steep, 1)


def sizes(gaps: Gaps, entries: Sequence[Entries], point: Array) -> Array:
    """What the distance to the border of each constraint is compared with: the size of the point and how far the border
    is from zero; 1 more where it goes through zero, or that is not known."""
    zero = np.zeros_like(point)
    with np.errstate(all="ignore"):
        away = np.abs(distances(gaps.values(entries, zero), gaps.slopes(entries, zero)))
    return norm(point) + np.where(np.isfinite(away) & (away > 0), away, 1.0)


def violation(gaps: Gaps, point: Array) -> float:
    """The largest distance, to first order, to the borders of the constraints that do not hold, each beside its size;
    infinite where one is no number."""
    found = 0.0
    for entries, sign in ((gaps.equations, 0), (gaps.inequalities, -1)):
        values = gaps.values(entries, point)
        lacking = sign * values if sign else np.abs(values)
        off = distances(lacking, gaps.slopes(entries, point)) / sizes(gaps, entries, point)
        if not (np.isfinite(lacking).all() and np.isfinite(off).all()):
            return np.inf
        found = max(found, float(off.max(initial=0)))
    return found


def holds_at(gaps: Gaps, point: Array, off: float = _OFF) -> bool:
    """Whether the constraints hold at a point, but for what is ``off`` beside their sizes."""
    return violation(gaps, point) <= off


def curved_hold(gaps: Gaps, point: Array) -> bool:
    """Whether the inequalities that are not affine hold at a point, exactly."""
    curved = [gap for gap in gaps.stated if not gap.affine]
    return bool((gaps.values(curved, point) >= 0).all())


def first_phase(gaps: Gaps, starts: Iterable[Array]) -> list[Array]:
    """Where the first phase ends from each of several starts."""
    from scipy.optimize import minimize

    solve: Any = minimize
    found = []
    for start in starts:
        if not np.isfinite(_lack(gaps, start)[0]):
            continue
        with np.errstate(all="ignore"):
            end = solve(lambda x: _lack(gaps, x), start, jac=True, method="L-BFGS-B",
                        options={"maxiter": _STEPS, "ftol": 1e-30, "gtol": 1e-12}).x  # fmt: skip
        if np.isfinite(end).all():
            found.append(np.asarray(end))
    return found


def _lack(gaps: Gaps, point: Array) -> tuple[float, Array]:
    """``v`` and its gradient; infinite where a constraint is no number."""
    equal, lacking = gaps.values(gaps.equations, point), np.minimum(gaps.values(gaps.inequalities, point), 0)
    slopes, sides = gaps.slopes(gaps.equations, point), gaps.slopes(gaps.inequalities, point)
    with np.errstate(all="ignore"):
        value = float(equal @ equal + lacking @ lacking) / 2
        gradient = slopes.T @ equal + sides.T @ lacking
    good = np.isfinite(value) and np.isfinite(gradient).all()
    return (value, gradient) if good else (np.inf, np.zeros_like(point))


def why_none(gaps: Gaps, ends: Iterable[Array]) -> str:
    """Why no point is within the constraints, from where first phases ended; empty where that is not shown."""
    if not gaps.parameters.linear:
        return ""
    reaches = (reach for reach in (_reach(gaps, end) for end in ends) if reach is not None)
    reach = max(reaches, default=0.0)
    return f"no point up to a distance of {reach:.2g} satisfies the constraints" if reach else ""


def _reach(gaps: Gaps, point: Array) -> float | None:
    """How far from where the first phase ended no point is within the constraints; None where that is not shown."""
    counted = [
        *(gap.affine for gap in gaps.equations if np.any(gaps.values([gap], point))),
        *(gap.affine or gap.concave for gap in gaps.stated if np.any(gaps.values([gap], point) < 0)),
    ]
    value, gradient = _lack(gaps, point)
    if holds_at(gaps, point) or not counted or not all(counted) or not np.isfinite(value):
        return None
    size = 1 + norm(point)
    reach = 2 * value / max(norm(gradient), np.finfo(float).tiny)
    return reach if reach >= _FAR * size else None
