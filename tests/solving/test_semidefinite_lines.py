"""One number in a linear matrix inequality: the smallest eigenvalue is zero at the end, and negative just beyond it."""

from __future__ import annotations

import numpy as np
import pytest

import extremum as ex
from tests.support.draws import seeds

D = (
    "s; A[n,n]: symmetric; R[n,n]: positive_definite; S[n,n]: positive_definite; G[n,n]: positive_semidefinite; "
    "a[n]: nonzero; B[n,k]; c: positive"
)


def _data(rng: np.random.Generator) -> dict[str, object]:
    def scatter() -> np.ndarray:
        m = rng.standard_normal((3, 4))
        return m @ m.T + 0.1 * np.eye(3)

    a = rng.standard_normal((3, 3))
    indefinite = a + a.T - 2 * np.trace(a) / 3 * np.eye(3)
    return {"A": indefinite, "R": scatter(), "S": scatter(), "G": scatter(), "a": rng.standard_normal(3),
            "B": rng.standard_normal((3, 2)), "c": 0.7}  # fmt: skip


@pytest.mark.parametrize(("text", "sense", "constraint", "gap"), [
    ("s", "max", "R - s*a*a' >> 0", lambda s, a, R: R - s * np.outer(a, a)),
    ("c*s - 1", "max", "2*s*c*a*a' << R", lambda s, a, R, c: R - 2 * s * c * np.outer(a, a)),
    ("s", "min", "s*eye(n) - A >> 0", lambda s, A: s * np.eye(3) - A),
    ("-s", "min", "A >> s*eye(n)", lambda s, A: A - s * np.eye(3)),
    ("2*s + 1", "min", "A + s*R >> 0", lambda s, A, R: A + s * R),
    ("s^3 + s", "max", "S - s*R >> 0", lambda s, R, S: S - s * R),
    ("s", "min", "R + s*B*B' >> 0", lambda s, B, R: R + s * B @ B.T),
    ("exp(s)", "max", "R - s*G >> 0", lambda s, R, G: R - s * G),
    ("s", "max", "R + s*A >> 0", lambda s, A, R: R + s * A),
    ("s", "min", "R - s*A >> 0", lambda s, A, R: R - s * A),
])  # fmt: skip
@pytest.mark.parametrize("seed", seeds(1))
def test_the_end_of_the_interval(text: str, sense: str, constraint: str, gap: object, seed: int) -> None:
    solution = ex.solve(text, "s", sense, [constraint], D)
    assert solution.kind == f"global {sense}imum" and solution.unique == "unique"
    data = _data(np.random.default_rng(seed))
    used = {name: data[name] for name in gap.__code__.co_varnames[1:]}  # type: ignore[attr-defined]
    s = float(solution.evaluate(used).popitem()[1])

    def least(at: float) -> float:
        return float(np.linalg.eigvalsh(gap(at, **used)).min())  # type: ignore[operator]

    worse, better = (-1, 1) if (sense == "max") is (text != "-s") else (1, -1)
    step = 1e-3 * (1 + abs(s))
    assert abs(least(s)) < 1e-9 * (1 + abs(s)) and least(s + better * step) < 0 < least(s + worse * step)


@pytest.mark.parametrize(("sense", "constraint"), [
    ("max", "R + s*S >> 0"), ("min", "R - s*a*a' >> 0"), ("max", "A - s*G >> 0"), ("max", "A - s*B*B' >> 0"),
])  # fmt: skip
def test_nothing_is_found_where_there_is_no_end_or_it_is_not_known(sense: str, constraint: str) -> None:
    with pytest.raises(ex.UnsupportedError):
        ex.solve("s", "s", sense, [constraint], D)


def test_an_active_inequality_is_no_contradiction() -> None:
    """At the end of an interval the gradient is not zero."""
    with pytest.raises(ex.UnsupportedError) as raised:
        ex.solve("s", "s", "max", ["A - s*G >> 0"], D)
    assert not isinstance(raised.value, ex.NoExtremumError)


def test_a_direction_that_vanishes_is_refused_on_data() -> None:
    solution = ex.solve("s", "s", "max", ["R - s*v*v' >> 0"], "s; R[n,n]: positive_definite; v[n]")
    assert [str(k) for k in solution.conditions] == ["v is not zero"]
    with pytest.raises(ex.DataError):
        solution.evaluate({"R": np.eye(2), "v": np.zeros(2)})
