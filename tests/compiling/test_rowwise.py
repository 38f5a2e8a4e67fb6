"""The tables of what keeps rows apart and what brings them together, each row of them held against NumPy on blocks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import scipy.linalg
from scipy.linalg import lapack

from extremum.compiling.numpy_calls import CALLS
from extremum.compiling.numpy_helpers import HELPERS
from extremum.compiling.rowwise import _KEEP, _TOGETHER, MERGES, Merge, Partial, merged
from tests.support.draws import seeds

N, K = 7, 3
rng = np.random.default_rng(0)
FACTOR = np.linalg.cholesky(np.cov(rng.normal(size=(K, 20))))
BESIDE: dict[str, Any] = {
    "outer": (N, K), "solve": FACTOR, "cho_solve": FACTOR, "solve_lower": FACTOR, "solve_upper": FACTOR.T.copy(),
}  # fmt: skip
"""What stands beside the samples, or their shape; otherwise other rows of as many columns."""
PLACES = {"col": (1,), "cols": (0, 2), "entry": (1,), "rows": (0, 2)}
VECTORS = {"upright", "flat", "outer"}
PAIRED = {"rowdots", "rowkron"}
"""Functions of the same rows of two arrays."""
ARRAYS = {"vdot": 2, "sum_kron_diag": 3, "sum_diag_kron": 3}
"""How many arrays of samples a function brings together, where there are several."""


def applied(name: str, parts: list[Any]) -> Any:
    """The function as generated code has it."""
    space: dict[str, Any] = {"np": np, "scipy": scipy, "lapack": lapack}
    for helper in HELPERS.values():
        exec(helper, space)
    names = {f"part{k}": part for k, part in enumerate(parts)}
    text = CALLS[name].text.format(*names, *PLACES.get(name, ()))
    return eval(text, {**space, **names})


def parts_for(name: str, part: int, axis: int, draw: Any) -> list[Any]:
    """Random samples as a part, and what stands beside them."""
    samples = draw.normal(size=(N,) if name in VECTORS else (N, K) if axis == 0 else (K, N))
    if len({place for place, _ in _KEEP[name]}) == 1 and name not in BESIDE:
        return [samples]
    beside = BESIDE.get(name)
    other = beside if isinstance(beside, np.ndarray) else draw.normal(size=(K,) if name == "outer" else (4, K))
    if name in PAIRED:
        other = draw.normal(size=(N, K))
    return [samples, other] if part == 0 else [other, samples]


def cut(name: str, parts: list[Any], part: int, axis: int, rows: slice) -> list[Any]:
    """The parts of some rows."""
    both = name in PAIRED
    return [
        value[rows] if (k == part or both) and axis == 0 else value[:, rows] if k == part else value
        for k, value in enumerate(parts)
    ]


@pytest.mark.parametrize(("name", "part", "axis"), [(name, *one) for name, places in _KEEP.items() for one in places])
def test_rows_are_kept_apart(name: str, part: int, axis: int) -> None:
    for seed in seeds(2):
        draw = np.random.default_rng(seed)
        parts = parts_for(name, part, axis, draw)
        whole, at = applied(name, parts), int(draw.integers(1, N))
        pieces = [applied(name, cut(name, parts, part, axis, rows)) for rows in (slice(at), slice(at, None))]
        along = np.shape(whole).index(N)
        assert np.allclose(np.concatenate(pieces, axis=along), whole), name


@pytest.mark.parametrize("name", _TOGETHER)
def test_rows_are_brought_together(name: str) -> None:
    for seed in seeds(2):
        draw = np.random.default_rng(seed)
        samples, at = draw.normal(size=(N,) if name == "logsumexp" else (N, K)), int(draw.integers(1, N))

        def value(rows: Any, name: str = name) -> Any:
            if name == "multi_dot":
                return np.linalg.multi_dot([rows.T, rows, FACTOR])
            return applied(name, [rows.T if name == "sum1" else rows] * ARRAYS.get(name, 1))

        merge = (Merge(_TOGETHER[name]),)
        first, second = (Partial(len(rows), (value(rows),)) for rows in (samples[:at], samples[at:]))
        found = merged(merge, first, second)
        assert found.rows == N and np.allclose(found.values[0], value(samples))
        for none in (merged(merge, Partial(0, ()), found), merged(merge, found, Partial(0, ()))):
            assert none is found
    assert set(_TOGETHER.values()) | {"centred"} == set(MERGES)


def test_centred_products_merge() -> None:
    samples, others = rng.normal(size=(N, K)) + 5, rng.normal(size=N) - 3

    def partial(rows: slice) -> Partial:
        D, e = samples[rows], others[rows]
        return Partial(len(D), (D.mean(axis=0), e.mean(), (D - D.mean(axis=0)).T @ (e - e.mean())))

    merges = (Merge("mean"), Merge("mean"), Merge("centred", (0, 1)))
    found = merged(merges, partial(slice(2)), partial(slice(2, None)))
    assert all(np.allclose(*pair) for pair in zip(found.values, partial(slice(None)).values, strict=True))
