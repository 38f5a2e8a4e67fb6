"""What a printed solution says in numbers: the minors of a Hessian, and one sign for each multiplier."""

import re

import numpy as np
import pytest

import extremum as ex

QUADRATICS = [np.array([[2, 1], [1, 2]]), np.array([[3, -2], [-2, 5]])]


@pytest.mark.parametrize("sense", ["min", "max"])
@pytest.mark.parametrize("hessian", QUADRATICS)
def test_the_minors_that_are_printed_are_those_of_the_matrix_that_is_named(hessian: np.ndarray, sense: str) -> None:
    signed = hessian if sense == "min" else -hessian
    (a, b), (_, d) = signed
    found = ex.solve(f"{a}/2*x^2 + ({b})*x*y + {d}/2*y^2 - x", ["x", "y"], sense, declarations="x; y")
    said = re.search(
        r"its leading minors (.*?) are positive|the leading minors (.*?) of minus it are positive", found.reason
    )
    assert said is not None, found.reason
    named, values = (signed, said[1]) if said[1] else (-signed, said[2])
    minors = [np.linalg.det(named[:k, :k]) for k in (1, 2)]
    assert np.allclose([float(value) for value in values.split(", ")], minors)
    assert min(minors) > 0


CONSTRAINED = [
    ("x^2 + y^2", "min", "x + 2*y >= 5"),
    ("x + y", "max", "x^2 + y^2 <= 1"),
    ("2*x + 3*y", "max", "1 >= x^2/4 + y^2"),
    ("x^2 + 3*y^2", "min", "x + y == 2"),
]


@pytest.mark.parametrize(("objective", "sense", "constraint"), CONSTRAINED)
def test_one_multiplier_with_one_sign(objective: str, sense: str, constraint: str) -> None:
    """The last step that names the multiplier of ``f + nu (left - right)`` gives the value that the remark gives, and
    the differences of f and of the constraint agree with it."""
    found = ex.solve(objective, ["x", "y"], sense, [constraint], "x; y")
    ((_, multiplier),) = found.multipliers
    nu = float(multiplier.evaluate())
    letters = re.findall(r"f \+ (\w+)\*\(", found.reason) or ["nu"]
    rows = [move for _, moves in found.steps for move in moves if str(move.left) == letters[0]]
    assert np.isclose(float(rows[-1].right.evaluate()), nu)
    point = [float(found.values[x].evaluate()) for x in found.values]
    left, right = re.split(r">=|<=|==", constraint)
    slopes = [differences(text, point) for text in (objective, f"{left} - ({right})")]
    assert np.allclose(slopes[0] + nu * slopes[1], 0, atol=1e-6)


def differences(text: str, point: list[float]) -> np.ndarray:
    def value(x: float, y: float) -> float:
        return float(eval(text.replace("^", "**"), {}, {"x": x, "y": y}))

    h, (x, y) = 1e-6, point
    return np.array([value(x + h, y) - value(x - h, y), value(x, y + h) - value(x, y - h)]) / (2 * h)
