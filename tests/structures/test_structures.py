"""Every structure, and every two of them: refused at the declaration, or drawn, tested, projected and charted as one.

What a structure means is written here a second time, by formulas that share nothing with the records.
"""

from __future__ import annotations

import numpy as np
import pytest
from flint import arb

import extremum as ex
from extremum.algebra.errors import ExtremumError
from extremum.algebra.facts import close
from extremum.algebra.fields import PRIME
from extremum.structures import STRUCTURES
from extremum.structures.drawing import draw
from extremum.structures.numbers import Reals, Residues
from extremum.verify.balls import BallNumbers, precisely
from tests.structures.meanings import ACCEPTED, EXACT, MEANING, for_each_set, shape_of


def test_all_structures_have_a_meaning_here() -> None:
    assert set(MEANING) == set(STRUCTURES)


def test_most_are_accepted() -> None:
    assert len(ACCEPTED) > 150
    assert all((name,) in ACCEPTED for name in STRUCTURES)


@for_each_set
def test_members_are_drawn(names: tuple[str, ...]) -> None:
    shape = shape_of(names)
    for seed in range(3):
        value = draw(shape, names, Reals(np.random.default_rng(seed)))
        assert value.shape == shape
        for fact in close(names):
            assert MEANING[fact](value), (fact, value)
            assert STRUCTURES[fact].test(value), (fact, value)
        exact = draw(shape, names, Residues(np.random.default_rng(seed)))
        assert all(isinstance(v, int) and 0 <= v < PRIME for v in exact.ravel())
        for fact in close(names) & set(EXACT):
            assert EXACT[fact](exact), (fact, exact)
        with precisely():
            balls = draw(shape, names, BallNumbers(np.random.default_rng(seed)))
            assert all(isinstance(v, arb) for v in balls.ravel())
            for fact in close(names):
                assert MEANING[fact](np.vectorize(float)(balls)), (fact, balls)


@for_each_set
def test_data_that_violate_it_are_refused(names: tuple[str, ...]) -> None:
    """A drawn member passes, and what fails one of its tests is refused with that structure's name."""
    shape = shape_of(names)
    x = ex.matrix("X", *shape, *names)
    value = draw(shape, names, Reals(np.random.default_rng(0)))
    x.evaluate({"X": value})
    rng = np.random.default_rng(1)
    wrongs = [np.zeros(shape), -value, value + 0.37 * rng.normal(size=shape), np.ones(shape)]
    for wrong in wrongs:
        broken = {fact for fact in close(names) if not MEANING[fact](wrong)}
        if not broken:
            x.evaluate({"X": wrong})
            continue
        with pytest.raises(ex.DataError, match="|".join(sorted(broken))):
            x.evaluate({"X": wrong})


def test_diagonal_takes_entrywise_words_for_its_diagonal() -> None:
    n = ex.dims("n")
    d = ex.matrix("D", n, n, "diagonal", "positive")
    assert d.assumptions == ("diagonal", "positive_definite")
    assert ex.matrix("D", n, n, "diagonal", "nonzero").assumptions == ("diagonal", "invertible")
    assert ex.equal(ex.diag(ex.diagonal(d)), d).verdict == "proved"


@pytest.mark.parametrize(("names", "words"), [
    (("lower_triangular", "positive"), "positive_diagonal"),
    (("skew", "symmetric"), "only the zero matrix"),
    (("orthogonal", "positive_definite"), "only the identity"),
    (("unit", "binary"), "declare it onehot"),
    (("sign", "positive"), "write ones"),
])  # fmt: skip
def test_refusals_say_what_to_do(names: tuple[str, str], words: str) -> None:
    n = ex.dims("n")
    with pytest.raises(ExtremumError, match=f"X: {names[0]} and {names[1]} do not go together: .*{words}"):
        ex.matrix("X", n, n, *names)
    with pytest.raises(ExtremumError, match="do not go together"):
        ex.family("X", n, n, 3, *names)


def test_shapes_that_no_matrix_has() -> None:
    with pytest.raises(ex.ShapeError, match="no 2×3 matrix"):
        ex.matrix("X", 2, 3, "full_column_rank")
    with pytest.raises(ex.ShapeError, match="no 3×3 matrix"):
        ex.matrix("X", 3, 3, "skew", "invertible")


@pytest.mark.parametrize("name", [name for name, structure in STRUCTURES.items() if structure.code])
def test_the_test_in_code_is_the_test(name: str) -> None:
    """What generated code tests of a root, on members and on others."""
    rng, structure = np.random.default_rng(6), STRUCTURES[name]
    members = [draw((3, 3), (name,), Reals(rng)) for _ in range(4)]
    for value in [*members, *(-member for member in members), *rng.normal(size=(6, 3, 3))]:
        assert bool(eval(structure.code, {"np": np, "X": value})) == structure.test(value)
