"""Numbers that an equation gives, and forms of largest size: no feasible point is better."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import extremum as ex
from tests.support.draws import seeds

D = "x: positive; y: positive; a: positive; b: positive; s: positive; z; w"
CASES: list[tuple[str, str, str, Callable[..., Any], Callable[..., Any]]] = [
    ("(x + 2*a)*(y + 2*b)", "min", "x*y == s", lambda x, y, a, b, s: (x + 2 * a) * (y + 2 * b),
     lambda x, a, b, s: s / x),
    ("pi*x^2*y/3", "max", "x^2 + (y - a)^2 == a^2", lambda x, y, a: x**2 * y,
     lambda x, a: a + np.sqrt(np.maximum(a**2 - x**2, np.nan if x > a else 0))),
    ("x*y", "max", "x^2 + a*y == b", lambda x, y, a, b: x * y, lambda x, a, b: (b - x**2) / a),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[1]} {case[0]} on {case[2]}")
@pytest.mark.parametrize("seed", seeds(1))
def test_no_point_on_the_equation_is_better(case: Any, seed: int) -> None:
    text, sense, tie, f, given = case
    solution = ex.solve(text, ["x", "y"], sense, [tie], D)
    assert solution.kind == f"global {sense}imum" and not solution.roots
    names = f.__code__.co_varnames[2:]
    data = dict(zip(names, np.exp(np.random.default_rng(seed).standard_normal(len(names))), strict=True))
    at = {symbol.name: float(value) for symbol, value in solution.evaluate(data).items()}
    best = f(at["x"], at["y"], **data)
    for x in np.geomspace(1e-3, 1e2, 400):
        y = given(x, **data)
        if np.isfinite(y) and y > 0:
            gain = (f(x, y, **data) - best) * (1 if sense == "max" else -1)
            assert gain <= 1e-9 * (1 + abs(best))


@pytest.mark.parametrize(("text", "sense", "tie"), [
    ("z^2 + x", "min", "z^2 == s - x"),  # a square gives two numbers
    ("x + y", "min", "w*x == s"),  # where w is zero, it gives none
    ("x*y", "min", "x + y == s"),  # it goes to 0 at the ends
])  # fmt: skip
def test_nothing_is_put_in_that_is_not_given(text: str, sense: str, tie: str) -> None:
    with pytest.raises(ex.UnsupportedError):
        ex.solve(text, ["z", "x"] if "z" in text else ["x", "y"], sense, [tie], D)


# -- forms of largest size ---------------------------------------------------------------------------------------------
FORMS = "x[n]; A[n,n]: symmetric; B[n,n]: positive_definite; r: positive; q: positive; l"


@pytest.mark.parametrize(("text", "sense", "tie"), [
    ("(x'*A*x)^2", "max", "x'*x == 1"), ("abs(x'*A*x)", "max", "x'*B*x == r"),
    ("-3*(x'*A*x)^4 + r", "min", "x'*x <= 1"),
    ("q*abs(x'*A*x)^(1/2)", "max", "x'*x == 2"), ("tr(A*A) - (x'*A*x)^2", "min", "x'*B*x == 1"),
])  # fmt: skip
@pytest.mark.parametrize("seed", seeds(1))
def test_no_vector_makes_the_form_larger(text: str, sense: str, tie: str, seed: int) -> None:
    solution = ex.solve(text, "x", sense, [tie], FORMS)
    assert (solution.kind, solution.unique) == (f"global {sense}imum", "up to sign")
    rng = np.random.default_rng(seed)
    a, b = rng.standard_normal((3, 3)), rng.standard_normal((3, 4))
    form, metric = a + a.T - np.eye(3), b @ b.T if "B" in tie else np.eye(3)
    data = {"A": form, "B": metric, "r": 1.7, "q": 0.6}
    used = {k: v for k, v in data.items() if k in text + tie}
    (x,) = solution.evaluate(used).values()
    size = x @ metric @ x
    best = abs(x @ form @ x)
    assert size == pytest.approx({"r": 1.7, "2": 2.0}.get(tie[-1], 1.0))
    others = rng.standard_normal((2000, 3))
    others *= np.sqrt(size / np.einsum("ki,ij,kj->k", others, metric, others))[:, None]
    assert np.abs(np.einsum("ki,ij,kj->k", others, form, others)).max() <= best * (1 + 1e-12)


@pytest.mark.parametrize(("text", "sense"), [("(x'*A*x)^2", "min"), ("(x'*A*x)^3", "max"), ("l*(x'*A*x)^2", "max")])
def test_other_powers_and_senses_are_another_problem(text: str, sense: str) -> None:
    try:
        solution = ex.solve(text, "x", sense, ["x'*x == 1"], FORMS)
    except ex.UnsupportedError:
        return
    assert "^2" not in str(solution["x"])


@pytest.mark.parametrize("seed", seeds(1))
def test_the_nearest_symmetric_matrix_of_rank_one(seed: int) -> None:
    """Golub & Van Loan (2013), sec. 8.1."""
    solution = ex.solve("norm2(A - l*x*x')^2", ["l", "x"], "min", ["x'*x == 1"], FORMS)
    rng = np.random.default_rng(seed)
    a = rng.standard_normal((4, 4))
    a = a + a.T - np.eye(4)
    l, x = (solution.evaluate({"A": a})[s] for s in solution.values)
    values = np.linalg.eigvalsh(a)
    assert np.linalg.norm(a - l * np.outer(x, x)) ** 2 == pytest.approx((values**2).sum() - (values**2).max())
