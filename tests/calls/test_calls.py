"""Some whole calls on random questions; ``python -m tests.fuzz_calls`` makes many more."""

from __future__ import annotations

import time

import pytest

import extremum as ex
from tests import fuzz_calls
from tests.calls import judged_extrema, judging, questions
from tests.support.draws import seeds


@pytest.mark.parametrize("first", seeds(1))
def test_random_calls(first: int) -> None:
    seen = fuzz_calls.Seen()
    for seed in range(20 * first, 20 * first + 20):
        fuzz_calls.examine(seed, seen)
    assert not seen.failures, "\n".join(seen.failures)
    assert seen.judged


def test_false_words_are_seen() -> None:
    """The judges notice what is wrong: a wrong derivative, a wrong kind, a wrong curvature."""
    x = ex.vector("x", "n")
    q = questions.Question(0, -(ex.norm2(x) ** 2), [x], lambda env: -(env["x"] ** 2).sum(), True)
    right, total = judging.agreement(q, x, judging.along_gradient(q, -2 * x))
    wrong, _ = judging.agreement(q, x, judging.along_gradient(q, 2 * x))
    assert right == total > 0 == wrong
    env = next(judging.envs(q))
    with pytest.raises(judging.Wrong, match="not convex"):
        judged_extrema._midpoint(q, [x], env, "convex", 0)
    with pytest.raises(judging.Wrong, match="no global minimum"):
        judged_extrema._against_others(q, x, env, q.at(env), 1, "global minimum")


def test_errors_are_documented() -> None:
    assert fuzz_calls.documented(ex.gradient, ex.NotAScalarError())
    assert not fuzz_calls.documented(ex.simplify, ex.NotAScalarError())


def test_an_alarm_that_is_lost_comes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz_calls, "LIMIT", 0.1)
    monkeypatch.setattr(fuzz_calls, "AGAIN", 0.5)

    def busy() -> None:
        stop = time.process_time() + 20
        while time.process_time() < stop:
            pass

    def losing() -> None:
        with pytest.raises(TimeoutError):
            busy()
        busy()

    seen = fuzz_calls.Seen()
    fuzz_calls._guarded(0, "busy", losing, None, seen)
    assert len(seen.failures) == 1
    assert "TimeoutError" in seen.failures[0]
