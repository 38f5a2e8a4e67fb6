"""What the records of elementwise functions say of domain, range, monotonicity and curvature holds on grids."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from math import isinf
from pathlib import Path

import numpy as np
import pytest
from flint import arb

import extremum as ex
from extremum.algebra.intervals import ALL, Interval
from extremum.operations import functions_kinked
from extremum.operations.elementwise import FUNCTIONS, Function
from extremum.verify.balls import BALLS, precisely
from tests.support.independent import written_in_numpy

RECORDS = pytest.mark.parametrize("function", FUNCTIONS.values(), ids=lambda function: function.name)
FAR = 6.0


def grid(interval: Interval, count: int = 201) -> np.ndarray:
    """Numbers of an interval, its finite closed ends included."""
    low = -FAR if isinf(interval.low) else float(interval.low)
    high = FAR if isinf(interval.high) else float(interval.high)
    points = np.linspace(low, high, count)
    points = points[1:] if interval.low_open else points
    return points[:-1] if interval.high_open else points


def values(function: Function, interval: Interval) -> np.ndarray:
    return np.asarray(function.numeric(grid(interval)), dtype=float)


@RECORDS
def test_it_is_defined_on_its_domain(function: Function) -> None:
    assert np.isfinite(values(function, function.domain)).all()


@RECORDS
def test_its_values_are_in_its_range(function: Function) -> None:
    found = values(function, function.domain)
    assert (found >= float(function.range.low)).all()
    assert (found <= float(function.range.high)).all()


@RECORDS
def test_it_is_as_monotone_as_it_says(function: Function) -> None:
    for where, way in function.monotone:
        assert where.within(function.domain)
        steps = np.diff(values(function, where))
        assert (steps >= -1e-12).all() if way == "increasing" else (steps <= 1e-12).all()


@RECORDS
def test_it_bends_as_it_says(function: Function) -> None:
    for where, bend in function.curved:
        assert where.within(function.domain)
        _bends_so(function.numeric, where, bend)


@RECORDS
def test_its_logarithm_bends_as_it_says(function: Function) -> None:
    for where, bend in function.log_curved:
        _bends_so(lambda v: np.log(function.numeric(v)), where, bend)


def _bends_so(numeric: Callable[[np.ndarray], np.ndarray], where: Interval, bend: str) -> None:
    points = grid(where)
    found = np.asarray(numeric(points), dtype=float)
    gaps = (found[2:] + found[:-2]) / 2 - found[1:-1]
    sign = -1 if "concave" in bend else 1
    scale = 1e-11 * (1 + np.abs(found[1:-1]))
    assert (np.abs(gaps) <= scale).all() if bend == "affine" else (sign * gaps >= -scale).all()
    if bend.startswith("strictly"):
        near = np.abs(points[1:-1]) < 3
        assert (sign * gaps[near] > 0).all()


@RECORDS
def test_its_kinks_are_where_it_has_no_slope(function: Function) -> None:
    """Left and right slopes are the ends of the subdifferential; at a jump the values differ."""
    step = 1e-6
    for kink in function.kinks:
        at = float(kink.at)
        left, here, right = (float(function.numeric(np.array([at + s * step]))[0]) for s in (-1, 0, 1))
        if kink.kind == "jump":
            assert right - left > 0.5
        else:
            assert kink.subdifferential is not None
            assert [(here - left) / step, (right - here) / step] == pytest.approx(
                [float(kink.subdifferential.low), float(kink.subdifferential.high)]
            )


@RECORDS
def test_it_is_mirrored_where_it_says_so(function: Function) -> None:
    x = grid(ALL)
    if function.domain != ALL:
        assert not function.mirrored
    else:
        assert np.allclose(function.numeric(-x), 1 - function.numeric(x), atol=1e-13) == function.mirrored


@RECORDS
def test_it_is_centred_where_it_says_so(function: Function) -> None:
    x = grid(ALL)
    ways = [g.name for g in FUNCTIONS.values() if g.domain == ALL and _is_centred(function, g, x)]
    assert ways == ([function.centred] if function.centred else [])


def _is_centred(function: Function, g: Function, x: np.ndarray) -> bool:
    return function.domain == ALL and np.allclose(function.numeric(x), 2 * g.numeric(2 * x) - 1, atol=1e-13)


# -- intervals -----------------------------------------------------------------------------------------------------
def _random(rng: np.random.Generator) -> Interval:
    ends = sorted(int(v) for v in rng.integers(-4, 5, size=2))
    low: float | int = -np.inf if rng.random() < 0.2 else ends[0]
    high: float | int = np.inf if rng.random() < 0.2 else ends[1]
    closed = low == high
    return Interval(low, high, bool(rng.random() < 0.5) and not closed, bool(rng.random() < 0.5) and not closed)


def _belongs(value: float, interval: Interval) -> bool:
    return Interval(value, value).within(interval)


def test_arithmetic_of_intervals_holds_all_values() -> None:
    rng = np.random.default_rng(3)
    for _ in range(300):
        a, b = _random(rng), _random(rng)
        for x in grid(a, 9):
            for y in grid(b, 9):
                assert _belongs(float(x + y), a + b)
                assert _belongs(float(x * y), a * b)
                assert _belongs(float(-x), -a)
                if _belongs(float(x), b):
                    assert _belongs(float(x), a.meet(b))


def test_ends_are_attained_or_not() -> None:
    positive, closed = Interval(0, np.inf, low_open=True), Interval(0, 1)
    assert (positive * positive).positive
    assert not (positive * closed).positive
    assert (positive + closed).positive
    assert closed.within(Interval(0, np.inf))
    assert not closed.within(positive)
    for narrow, wide in pairwise([positive, Interval(0, np.inf), Interval(-1, np.inf)]):
        assert narrow.within(wide)
        assert not wide.within(narrow)


# -- the same function in every field --------------------------------------------------------------------------------
@RECORDS
def test_the_code_is_the_function(function: Function) -> None:
    x = grid(function.domain, 41)
    np.testing.assert_allclose(written_in_numpy(function, x), function.numeric(x), rtol=1e-12, atol=1e-15)


@RECORDS
def test_balls_contain_the_values(function: Function) -> None:
    for x in grid(function.domain, 41):
        with precisely():
            ball = BALLS.elementwise(function, np.full((1, 1), arb(float(x)), dtype=object))[0, 0]
        assert abs(float(ball.mid()) - float(function.numeric(np.array(x)))) <= 1e-12 * (1 + abs(float(ball.mid())))


@RECORDS
def test_values_far_out_and_near_the_ends_keep_their_digits(function: Function) -> None:
    """Relative to the value: what is small is no difference of what is large."""
    points = [sign * size for size in (1e-9, 1e-3, 5.0, 25.0, 40.0, 300.0) for sign in (-1, 1)]
    points = [x for x in points if Interval(x, x).within(function.domain)]
    for x in points:
        with precisely(600):
            exact = float(BALLS.elementwise(function, np.full((1, 1), arb(x), dtype=object))[0, 0].mid())
        found = float(function.numeric(np.array(x)))
        assert found == pytest.approx(exact, rel=1e-12, abs=1e-290), (x, found, exact)


@RECORDS
def test_by_sign_is_the_function_over_the_real_numbers(function: Function) -> None:
    """What is computed modulo the prime with Euler's criterion is, with the sign of real numbers, the function."""
    by_sign = function.by_sign
    if by_sign is not None:
        x = grid(function.domain, 41)
        found = [by_sign(float(v), lambda u: int(np.sign(u))) for v in x]
        np.testing.assert_allclose(found, function.numeric(x))


@RECORDS
def test_it_is_documented_and_has_its_name(function: Function) -> None:
    """Nothing but its row is needed for ``ex.name`` and for the text language."""
    written = getattr(ex, function.name)
    assert function.doc and f"``{function.name}(x)``: {function.doc}" in written.__doc__
    x = ex.vector("x", ex.dims("n"))
    assert ex.parse(f"{function.name}(x)", "x[n]") is written(x)
    assert function.name in ex.__all__


def test_documentation_tells_domain_and_kinks() -> None:
    assert "``log(x)``: the natural logarithm of x > 0; entry by entry" in str(ex.log.__doc__)
    assert "Defined on (0, ∞)." in str(ex.log.__doc__) and "Source of the derivative: Abramowitz" in str(ex.log.__doc__)
    assert "At 0 it jumps" in str(ex.sign.__doc__)


def test_the_row_on_the_page_is_the_row() -> None:
    page = (Path(__file__).parents[2] / "docs" / "adding-an-operation.md").read_text("utf-8")
    row = page.partition("```python\n")[2].partition("```")[0]
    assert 'Function("hinge"' in row and row in Path(str(functions_kinked.__file__)).read_text("utf-8")
