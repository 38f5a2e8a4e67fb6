"""Lines of a hundred characters, of random formulas and words."""

from __future__ import annotations

import random

import pytest

from extremum.notation.columns import WIDTH, beside, broken
from tests.support.draws import seeds

NAMES = ("x", "A'", "inv(S)", "2", "vec(X)'", "W[k]")
WORDS = ("the", "differential", "of", "(MN, ch. 5)", "a", "product:")


def formula(rng: random.Random, leaves: int) -> str:
    """A formula of so many names, in groups of two to five."""
    if leaves == 1:
        return rng.choice(NAMES)
    inner, rest = [], leaves
    for left in range(min(leaves, rng.randint(2, 5)) - 1, -1, -1):
        inner.append(rng.randint(1, rest - left) if left else rest)
        rest -= inner[-1]
    return f"({rng.choice([' + ', ' - ', '*', '.*']).join(formula(rng, each) for each in inner)})"


@pytest.mark.parametrize("seed", seeds(10))
def test_broken_lines_are_the_formula(seed: int) -> None:
    rng = random.Random(seed)
    for leaves in range(1, 61, 3):
        drawn = formula(rng, leaves)
        lines = broken(f"f = {drawn}", WIDTH)
        assert "".join(line.strip() for line in lines).replace(" ", "") == f"f={drawn}".replace(" ", "")
        assert all(len(line) <= WIDTH for line in lines)


@pytest.mark.parametrize("seed", seeds(10))
def test_nothing_is_lost_beside(seed: int) -> None:
    rng = random.Random(seed)
    for leaves in range(1, 61, 3):
        drawn, words = formula(rng, leaves), " ".join(rng.choices(WORDS, k=rng.randrange(31)))
        lines = beside(f"f = {drawn}", words)
        assert all(len(line) <= WIDTH for line in lines)
        assert sorted("".join(lines).replace(" ", "")) == sorted(f"f={drawn}{words}".replace(" ", ""))


def test_places_in_a_book_stay_together() -> None:
    assert all(
        not line.endswith("ch.") for k in range(50) for line in beside("f = x", "w" * k + " (MN, ch. 9, sec. 3)")
    )
