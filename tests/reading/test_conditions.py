"""Sums under conditions whose terms have no slope where the condition fails: values and gradients by loops."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

import extremum as ex

N, K = 4, 3
HOLDS: dict[str, Callable[[int, int], bool]] = {
    "i < j": lambda i, j: i < j,
    "i > j": lambda i, j: i > j,
    "i != j": lambda i, j: i != j,
}
TERMS: dict[str, Callable[[np.ndarray, np.ndarray], float]] = {
    "norm2(x[i] - x[j])": lambda a, b: float(np.linalg.norm(a - b)),
    "(norm2(x[i] - x[j]) - 2)^2": lambda a, b: float((np.linalg.norm(a - b) - 2) ** 2),
    "1/norm2(x[i] - x[j])": lambda a, b: float(1 / np.linalg.norm(a - b)),
    "log(norm2(x[i] - x[j])^2)": lambda a, b: float(np.log(((a - b) ** 2).sum())),
    "1/sum(x[i] - x[j])": lambda a, b: float(1 / (a - b).sum()),
    "exp(-norm2(x[i] - x[j]))": lambda a, b: float(np.exp(-np.linalg.norm(a - b))),
    "sqrt(norm2(x[i] - x[j]))*x[i]'*x[j]": lambda a, b: float(np.sqrt(np.linalg.norm(a - b)) * a @ b),
}


def looped(term: str, condition: str, points: np.ndarray) -> float:
    """The sum over the pairs for which the condition holds."""
    pairs: list[tuple[int, int]] = [(i, j) for i in range(N) for j in range(N) if HOLDS[condition](i, j)]
    function = TERMS[term]
    return sum([function(points[i], points[j]) for i, j in pairs])


@pytest.mark.parametrize("condition", HOLDS)
@pytest.mark.parametrize("term", TERMS)
def test_terms_without_a_slope_elsewhere(term: str, condition: str) -> None:
    f = ex.parse(f"sum_ij({term}, {condition})", f"x[{K}] for i in 1..{N}")
    points = np.random.default_rng([len(term), len(condition)]).normal(size=(N, K))
    data = [point.reshape(K, 1) for point in points]
    assert f.evaluate(x=data) == pytest.approx(looped(term, condition, points), rel=1e-12)
    slope = ex.gradient(f, ex.parse("x[2]", f"x[{K}] for i in 1..{N}")).evaluate({"x": data})
    for entry in range(K):
        step = np.zeros((N, K))
        step[1, entry] = 1e-6
        difference = looped(term, condition, points + step) - looped(term, condition, points - step)
        assert slope.flat[entry] == pytest.approx(difference / 2e-6, rel=1e-5, abs=1e-7)


@pytest.mark.parametrize(("sign", "compare"), [(r"\ge", np.greater_equal), ("<", np.less), (r"\neq", np.not_equal)])
def test_risk_sets_below_a_sum_in_latex(sign: str, compare: Callable[..., np.ndarray]) -> None:
    """Cox's likelihood, with what is compared below the sum."""
    formula = rf"\sum_{{i=1}}^N \left(\log \sum_{{j : t_j {sign} t_i}} e^{{b^T x_j}} - b^T x_i\right)"
    f = ex.parse_latex(formula, "x[p] for i in 1..N; b[p]; t for i in 1..N")
    rng = np.random.default_rng(5)
    x, b, t = rng.normal(size=(6, 3)), rng.normal(size=3), rng.permutation([1.0, 1, 2, 2, 3, 3])
    rates = np.exp(x @ b)
    with np.errstate(divide="ignore"):
        expected = sum(np.log(rates[compare(t, t[i])].sum()) - x[i] @ b for i in range(6))
    assert f.evaluate(x=list(x), b=b, t=list(t)) == pytest.approx(expected) or not np.isfinite(expected)
