"""Normal forms that are kept for a question are those that the rules build."""

from __future__ import annotations

import pytest

import extremum as ex
from extremum.algebra import built
from extremum.algebra.built import all_anew, kept_for_a_question
from extremum.algebra.rules import recording
from extremum.simplify.question import one_question
from tests.cases import checks
from tests.support.draws import part


@pytest.mark.parametrize("entry", part(checks.load(), 12), ids=lambda entry: entry["id"])
def test_answers_are_those_of_the_rules(entry: checks.Entry) -> None:
    with all_anew():
        expected = checks.answer(entry)
    with one_question():
        assert checks.answer(entry) is expected
        assert checks.answer(entry) is expected  # and from what is kept


def test_nothing_is_kept_after_the_question() -> None:
    with kept_for_a_question():
        ex.parse("x + x", "x")
        assert built._BUILT.known
    assert built._BUILT.known is None


def test_rules_are_recorded_in_a_question_also_for_what_was_built_before() -> None:
    with one_question():
        a = ex.parse("log(exp(x))", "x")
        with recording() as log:
            assert ex.parse("log(exp(x))", "x") is a
        assert log
        assert built._BUILT.known is not None


def test_sums_have_the_letters_of_their_place() -> None:
    with one_question():
        first, second = (ex.parse(f"sum_{i}(norm2(x[{i}]))", f"x[n] for {i} in 1..N") for i in "ij")
        assert first is second and str(second) == "sum_j(norm2(x[j]))"
