"""Lines of a hundred characters, of random formulas and words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from extremum.notation.columns import WIDTH, beside, broken

NAMES = st.sampled_from(["x", "A'", "inv(S)", "2", "vec(X)'", "W[k]"])
FORMULAS = st.recursive(
    NAMES,
    lambda inner: st.builds(
        lambda parts, sign: f"({sign.join(parts)})",
        st.lists(inner, min_size=2, max_size=5),
        st.sampled_from([" + ", " - ", "*", ".*"]),
    ),
    max_leaves=60,
)
WORDS = st.lists(st.sampled_from(["the", "differential", "of", "(MN, ch. 5)", "a", "product:"]), max_size=30).map(
    " ".join
)


@given(FORMULAS)
def test_broken_lines_are_the_formula(formula: str) -> None:
    lines = broken(f"f = {formula}", WIDTH)
    assert "".join(line.strip() for line in lines).replace(" ", "") == f"f={formula}".replace(" ", "")
    assert all(len(line) <= WIDTH for line in lines)


@given(FORMULAS, WORDS)
def test_nothing_is_lost_beside(formula: str, words: str) -> None:
    lines = beside(f"f = {formula}", words)
    assert all(len(line) <= WIDTH for line in lines)
    assert sorted("".join(lines).replace(" ", "")) == sorted(f"f={formula}{words}".replace(" ", ""))


def test_places_in_a_book_stay_together() -> None:
    assert all(
        not line.endswith("ch.") for k in range(50) for line in beside("f = x", "w" * k + " (MN, ch. 9, sec. 3)")
    )
