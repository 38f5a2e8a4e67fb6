"""Questions and answers as JSON: of one's own, or as PrairieLearn gives them to an external grader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from extremum.algebra.errors import DataError
from extremum.teaching.grade import Grade, grade

_KEYS = {"text", "wrt", "declarations", "of", "points", "partial", "feedback"}


def graded(document: Any) -> dict[str, Any]:
    """The grade of ``{"question": …, "answer": …}``; of a submission of PrairieLearn its results.

    A question is ``{"text": a formula, "wrt": a variable, "declarations": texts}``, and ``of``, ``points``,
    ``partial``, ``feedback`` as :func:`extremum.grade` takes them. PrairieLearn has the questions in
    ``params["extremum"]``, by the names of the answers.

    Raises:
        DataError: a question has another form.
        ExtremumError: the formula of a question cannot be read.
    """
    if not isinstance(document, Mapping):
        raise DataError('an object was expected, such as {"question": {"text": "x\'*x", "wrt": "x"}, "answer": "2*x"}')
    if "submitted_answers" in document:
        return _results(document)
    return _one(document.get("question"), document.get("answer")).to_dict()


def _one(question: Any, answer: Any) -> Grade:
    if not isinstance(question, Mapping) or not isinstance(question.get("text"), str):
        raise DataError('a question is an object with a formula, such as {"text": "x\'*x", "wrt": "x"}')
    unknown = sorted(set(question) - _KEYS)
    if unknown:
        raise DataError(f"a question has no {unknown[0]!r}; it has {', '.join(sorted(_KEYS))}")
    if not isinstance(answer, str):
        return Grade(0, float(question.get("points", 1)), "unreadable", "there is no answer")
    more = {name: question[name] for name in ("of", "points", "partial", "feedback") if name in question}
    return grade(question["text"], question.get("wrt", ""), answer, question.get("declarations", ()), **more)


def _results(data: Mapping[str, Any]) -> dict[str, Any]:
    """What PrairieLearn reads from ``results.json``: a submission that cannot be read, or decided, uses up no try."""
    questions = data.get("params", {}).get("extremum")
    if not isinstance(questions, Mapping) or not questions:
        raise DataError('params has no questions: "extremum": {the name of an answer: a question}')
    grades = {name: _one(question, data["submitted_answers"].get(name)) for name, question in questions.items()}
    most = sum(found.most for found in grades.values())
    points = sum(found.points or 0 for found in grades.values())
    left = [f"{name}: {found.feedback}" for name, found in grades.items() if found.points is None or not found.readable]
    return {
        "gradable": not left,
        "score": 0 if left else points / most,
        "message": "\n".join(left),
        "tests": [
            {"name": name, "points": found.points or 0, "max_points": found.most, "message": found.feedback}
            for name, found in grades.items()
        ],
    }
