"""A formula that poses a problem, ``minimize … subject to …`` or ``\\min_x … \\text{s.t.} …``, as a question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def taken_apart(question: Mapping[str, Any]) -> Mapping[str, Any]:
    """A question whose text is the objective, with what the text says besides in the other fields.

    What is sought, unknowns and constraints are left where they are given; of a question that poses no problem, itself.

    Raises:
        ExtremumError: the text begins as a problem, and a part of it is none.
    """
    from extremum.problems import files, tex

    text = question.get("text")
    found = (tex.pieces(text) or files.typed(text)) if isinstance(text, str) else None
    if found is None or not found.objective:
        return question
    more = found.declarations if isinstance(found, files.ProblemText) else ()
    return {
        **question,
        "text": found.objective,
        "wrt": question.get("wrt") or ", ".join(found.unknowns),
        "unknowns": ", ".join(found.unknowns),
        "sense": question.get("sense") or found.sense or "",
        "constraints": [*found.constraints, *_texts(question.get("constraints", []))],
        "declarations": [*more, *_texts(question.get("declarations", []))],
    }


def _texts(given: Any) -> list[Any]:
    """A list as it is; anything else as its only member, which the question then refuses."""
    return given if isinstance(given, list) else [given]
