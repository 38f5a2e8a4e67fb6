"""No inner name of the library is one that a user's name can reach: answers do not depend on what things are called."""

import numpy as np
import pytest

import extremum as ex

LETTERS = "kij"
RNG = np.random.default_rng(7)
POINTS, ROWS = RNG.normal(size=(4, 2)), RNG.normal(size=(3, 2))

ROLES = {
    "size": ("{0}", "q", "Q", "a"),
    "index": ("h", "{0}", "Q", "a"),
    "number": ("h", "q", "{0}", "a"),
    "data": ("h", "q", "Q", "{0}"),
}
"""Which of a size, an index, a number of members and data is called by the letter."""

FAMILIES = {
    "within a bound": ("sum_{q}(norm2(u[{q}] - {a}[{q}])^2)", "u[{q}] <= 1/10"),
    "one of them fixed": ("sum_{q}(norm2(u[{q}] - {a}[{q}])^2)", "u[1] == 0"),
}


def _named(text: str, names: tuple[str, ...]) -> str:
    return text.format(h=names[0], q=names[1], Q=names[2], a=names[3])


def _names(role: str, letter: str) -> tuple[str, ...]:
    return tuple(name.format(letter) for name in ROLES[role])


def _least(kind: str, names: tuple[str, ...]) -> ex.Minimum:
    objective, constraint = FAMILIES[kind]
    declared = _named("u[{h}] for {q} in 1..{Q}; {a}[{h}] for {q} in 1..{Q}", names)
    stated = _named(constraint, names) if constraint else ()
    return ex.minimize(_named(objective, names), "u", {names[3]: POINTS}, constraints=stated, declarations=declared)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("kind", FAMILIES)
def test_a_minimum_over_a_family_does_not_depend_on_names(kind: str, role: str) -> None:
    plain = _least(kind, ("h", "q", "Q", "a"))
    for letter in LETTERS:
        found = _least(kind, _names(role, letter))
        assert np.allclose(found.x["u"], plain.x["u"], atol=1e-6), (letter, found)


def test_bounds_on_a_family_hold_where_a_size_is_called_as_its_index() -> None:
    found = ex.minimize(
        "sum_s(norm2(u[s]-a)^2)", "u", {"a": [3.0, 0.0], "T": 3}, constraints="u[s] <= 1",
        declarations="u[k] for s in 1..T; a[k]",
    )  # fmt: skip
    assert np.allclose(found.x["u"], [[1, 0]] * 3)
    assert np.isclose(found.value, 12)


@pytest.mark.parametrize("role", ROLES)
def test_a_gradient_by_each_member_has_an_index_that_names_nothing_else(role: str) -> None:
    for letter in "kijlrtnmdse":
        names = _names(role, letter)
        declared = _named("u[{h}] for {q} in 1..{Q}; {a}[{h}] for {q} in 1..{Q}", names)
        f = ex.parse(_named("sum_{q}(norm2(u[{q}] - {a}[{q}])^2)", names), declared)
        slope = ex.gradient(f, "u")
        (index,) = map(str, slope.indices)
        assert index not in {"u", names[0], names[2], names[3]}
        given = {"u": 0 * POINTS, names[3]: POINTS, index: 2}
        assert np.allclose(slope.evaluate(given), -2 * POINTS[1])
        compiled = ex.compile(slope, each=slope.symbols[-1].index)
        assert np.allclose(compiled(**{"u": 0 * POINTS, names[3]: POINTS}), -2 * POINTS)


def test_a_family_is_printed_with_an_index_that_names_nothing_else() -> None:
    k = ex.dims("k")
    assert str(ex.family("x", k, 1, "N")) == "x[k] for i in 0..N - 1"


def test_solutions_over_families_have_an_index_that_names_nothing_else() -> None:
    for letter in LETTERS:
        found = ex.solve(
            "sum_q(norm2(u[q] - a[q])^2)", "u", declarations=f"u[{letter}] for q in 1..T; a[{letter}] for q in 1..T"
        )
        assert letter not in str(found).split(" = ")[0]
