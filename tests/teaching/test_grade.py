"""Points for answers: all for every right form, a share where it is said, none for what is wrong or unreadable."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

import extremum as ex
from extremum.cli.app import app
from extremum.teaching.graders import graded

QUESTION = {"text": "norm2(A*x - b)^2", "wrt": "x", "declarations": "A[m,n]; x[n]; b[m]"}
RIGHT = ["2*A'*(A*x - b)", "2*A'*A*x - 2*A'*b", "2 A^\\top (A x - b)", "-2*A'*(b - A*x)"]
WRONG = {"A'*(A*x - b)": "factor", "-2*A'*(A*x - b)": "sign", "2*A'*(A*x + b)": "term_wrong", "A*x": "shapes"}


def one(answer: Any, **more: Any) -> dict[str, Any]:
    return graded({"question": {**QUESTION, **more}, "answer": answer})


@pytest.mark.parametrize("answer", RIGHT)
def test_right_in_every_form(answer: str) -> None:
    found = one(answer, points=3)
    assert found["points"] == found["most"] == 3 and found["score"] == 1 and found["right"]


@pytest.mark.parametrize("answer", WRONG)
def test_wrong_with_the_reason(answer: str) -> None:
    found = one(answer)
    assert (found["points"], found["right"], found["diagnosis"]) == (0, False, WRONG[answer])
    assert (
        found["feedback"] and "2*A'*(A*x - b)" not in one(answer, feedback="hint")["feedback"].split("gradient of")[0]
    )
    assert "2*A'*(A*x - b)" in one(answer, feedback="full")["feedback"]
    assert one(answer, feedback="none")["feedback"] == "wrong"


def test_a_share_for_one_kind_of_slip() -> None:
    assert one("A'*(A*x - b)", points=4, partial={"factor": 0.25})["points"] == 1
    assert one("-2*A'*(A*x - b)", points=4, partial={"factor": 0.25})["points"] == 0


@pytest.mark.parametrize("answer", ["2*A'*(A*x", "2*C*x", "", None, 7])
def test_what_cannot_be_read_gets_no_points(answer: Any) -> None:
    found = one(answer)
    assert found["points"] == 0 and found["diagnosis"] == "unreadable" and found["feedback"]


def test_a_function_of_arrays_from_a_notebook() -> None:
    def mine(A: Any, x: Any, b: Any) -> Any:
        return 2 * A.T @ (A @ x - b)

    assert ex.grade(QUESTION["text"], "x", mine, QUESTION["declarations"], points=2).points == 2
    assert not ex.grade(QUESTION["text"], "x", lambda A, x, b: A.T @ np.zeros(len(b)), QUESTION["declarations"]).right


def test_hessians() -> None:
    assert one("2*A'*A", of="hessian")["right"] and not one("A'*A", of="hessian")["right"]


@pytest.mark.parametrize(
    "question",
    [None, {}, {"text": 3}, {**QUESTION, "colour": 1}, {**QUESTION, "of": "integral"}, {**QUESTION, "points": 0},
     {**QUESTION, "partial": {"luck": 1}}, {**QUESTION, "partial": {"sign": 2}}, {**QUESTION, "wrt": "q"}],
)  # fmt: skip
def test_a_question_that_has_no_meaning_is_an_error(question: Any) -> None:
    with pytest.raises(ex.ExtremumError):
        graded({"question": question, "answer": "x"})


# -- PrairieLearn ------------------------------------------------------------------------------------------------------
def submission(**answers: str) -> dict[str, Any]:
    questions = {"gradient": {**QUESTION, "points": 2}, "hessian": {**QUESTION, "of": "hessian"}}
    return {"params": {"extremum": questions}, "submitted_answers": answers}


def test_a_submission_has_a_score_and_a_test_an_answer() -> None:
    found = graded(submission(gradient=RIGHT[0], hessian="A'*A"))
    assert found["gradable"] and found["score"] == pytest.approx(2 / 3)
    assert [(test["name"], test["points"], test["max_points"]) for test in found["tests"]] == [
        ("gradient", 2, 2),
        ("hessian", 0, 1),
    ]


def test_a_submission_that_cannot_be_read_uses_up_no_try() -> None:
    found = graded(submission(gradient="2*(", hessian="2*A'*A"))
    assert not found["gradable"] and "gradient" in found["message"]
    with pytest.raises(ex.DataError):
        graded({"params": {}, "submitted_answers": {}})


def test_the_command_reads_and_writes_files(tmp_path: Path) -> None:
    data, results = tmp_path / "data.json", tmp_path / "results.json"
    data.write_text(json.dumps(submission(gradient=RIGHT[1], hessian="2*A'*A")))
    assert CliRunner().invoke(app, ["grade", str(data), "-o", str(results)]).exit_code == 0
    assert json.loads(results.read_text())["score"] == 1
    assert CliRunner().invoke(app, ["grade"], input="{").exit_code == 2
