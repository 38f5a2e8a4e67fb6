"""Questions of the page: plain data in, plain data out, and errors as messages."""

from __future__ import annotations

import json
from typing import Any

import pytest

from extremum.web.questions import KINDS, LONGEST, answer

RIDGE = {"text": "norm2(X*w - y)^2 + lam*norm2(w)^2", "declarations": ["X[n,m]", "w[m]", "lam: positive"], "wrt": "w"}


def ask(kind: str, **more: Any) -> dict[str, Any]:
    found = answer(kind, RIDGE | more)
    json.dumps(found)
    return found


def test_a_reading_declares_all_names() -> None:
    found = ask("read")
    declared = {v["name"]: (v["declared"], v["assumptions"]) for v in found["variables"]}
    assert declared == {"X": ("X[n,m]", ""), "w": ("w[m]", ""), "y": ("y[n]", ""), "lam": ("lam", "positive")}
    assert found["inferred"] == ("y[n]",) and found["html"].startswith("<math")


@pytest.mark.parametrize(
    ("kind", "more", "expected"),
    [
        ("derivative", {}, "∂f/∂w = 2*(X'*(X*w - y) + lam*w)"),
        ("derivative", {"of": "hessian"}, "H = 2*(lam*eye(m) + X'*X)"),
        ("steps", {}, "differential"),
        ("steps", {"style": "jacobian", "detail": "brief"}, "∂f/∂w = "),
        ("check", {"claim": "2*X'*(X*w - y) + 2*lam*w"}, "right"),
        ("check", {"claim": "2*X'*(X*w - y) + lam*w"}, "wrong"),
        ("extremum", {"sense": "min"}, "global minimum, unique"),
        ("extremum", {"constraints": ["sum(w) == 1"], "sense": "min"}, "global minimum"),
        ("code", {}, "def gradient("),
        ("code", {"of": "hessian", "backend": "jax"}, "def hessian("),
    ],
)
def test_each_kind_is_answered(kind: str, more: dict[str, Any], expected: str) -> None:
    assert expected in ask(kind, **more)["text"]


def test_numbers() -> None:
    data = {"X": [[1, 2], [3, 4], [5, 6]], "w": [1, -1], "y": [0, 0, 1], "lam": 2}
    found = ask("numbers", data=data)
    assert found["values"] == {"f": 10.0, "∂f/∂w": [-24.0, -40.0]}
    fitted = ask("numbers", data={name: data[name] for name in ("X", "y", "lam")}, task="minimize")
    assert "converged" in fitted["text"]


@pytest.mark.parametrize(
    ("kind", "question", "message"),
    [
        ("read", {"text": ""}, "the question has no text"),
        ("read", {}, "the question has no text"),
        ("read", {"text": 3}, "the question has no text"),
        ("read", {"text": "(" * 100}, "never closed"),
        ("read", {"text": "x" * (LONGEST + 1)}, "at most 10,000 are read here"),
        ("read", {"text": "x", "declarations": "x"}, "declarations is a list of texts"),
        (
            "derivative",
            {"text": "x*y", "declarations": ["x", "y"]},
            "with respect to which variable? Choose one of x, y",
        ),
        ("derivative", {"text": "x^2", "declarations": ["x"], "of": "integral"}, "of is one of gradient"),
        ("numbers", {"text": "x^2", "declarations": ["x"], "data": {"x": [[1], [1, 2]]}}, "rows of unequal lengths"),
        ("numbers", {"text": "x^2", "declarations": ["x"], "data": 7}, "data are numbers by name"),
        ("code", {"text": "x^2", "declarations": ["x"], "backend": "cobol"}, "cobol"),
        ("check", {"text": "x^2", "declarations": ["x"]}, "the question has no claim"),
    ],
)
def test_errors_are_messages(kind: str, question: dict[str, Any], message: str) -> None:
    found = answer(kind, question)
    assert message in found["error"] and found["kind"]


def test_names_are_escaped() -> None:
    """Whatever is typed, no markup of its own comes back."""
    for kind in KINDS:
        found = answer(kind, {"text": "<img src=x onerror=alert(1)>", "declarations": ["<b>[n]"], "claim": "<i>"})
        assert "<img" not in found.get("html", "")
