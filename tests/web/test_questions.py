"""Questions of the page: plain data in, plain data out, and errors as messages."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
import pytest

from extremum.web.asking import LONGEST
from extremum.web.questions import KINDS, answer

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
        ("steps", {}, "\ndf = "),
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


def test_a_fit_is_the_model_at_the_minimum() -> None:
    """Along the only column that varies, whichever side the data stand on."""
    data: dict[str, Any] = {"X": [[1, 1], [1, 2], [1, 4]], "y": [1, 2, 4.5]}
    slope, offset = np.polyfit([1.0, 2.0, 4.0], data["y"], 1)
    for text in ("norm2(X*w - y)^2", "norm2(y - X*w)^2/2", "sum((y - X*w).^2)"):
        found = answer("numbers", {"text": text, "wrt": "w", "task": "minimize", "data": data})["fitted"]
        assert (found["name"], found["data"], found["along"], found["at"]) == ("y", data["y"], "X[:,2]", [1, 2, 4])
        assert found["fitted"] == pytest.approx([offset + slope * x for x in (1, 2, 4)])


@pytest.mark.parametrize(
    ("text", "data", "along"),
    [
        ("norm2(X*w - y)^2", {"X": [[1, 2], [3, 5]], "y": [1, 2]}, "row"),
        ("sum(log(cosh(w - y)))", {"y": [1, 2]}, "row"),
        ("norm2(w)^2 + sum(exp(w))", {"w": [1, 2]}, None),
        ("(s - a)^2", {"a": 2}, None),
    ],
)
def test_what_a_fit_is_drawn_along(text: str, data: dict[str, Any], along: str | None) -> None:
    wrt = "s" if "s -" in text else "w"
    found = answer("numbers", {"text": text, "wrt": wrt, "task": "minimize", "data": data})["fitted"]
    assert (found and found["along"]) == along


def test_the_derivative_of_a_column_is_its_jacobian() -> None:
    question = {"text": "A*x", "declarations": ["A[n,m]", "x[m]"], "wrt": "x"}
    assert answer("derivative", question)["text"] == "∂f/∂x = A"
    assert "def jacobian(" in answer("code", question)["text"]


def test_the_name_of_a_family_is_all_of_it_for_an_extremum_and_asked_about_for_a_derivative() -> None:
    question = {"text": "(u[1] - a)^2 + (u[2] - u[1])^2", "declarations": ["u[] for i in 1..2", "a"], "wrt": "u"}
    for kind in ("derivative", "steps", "code", "check"):
        assert "by which member of u?" in answer(kind, {**question, "claim": "0"})["error"], kind
    run = answer("numbers", {**question, "task": "minimize", "data": {"a": 3}})
    assert "u = [3. 3.]" in run["text"]


@pytest.mark.parametrize("text", ["A*x == b", r"\mathbf{A} x = b"])
def test_an_equation_is_solved_also_on_data(text: str) -> None:
    question = {"text": text, "declarations": ["A[n,n]: invertible"], "data": {"A": [[1, 1], [0, 2]], "b": [3, 4]}}
    assert answer("extremum", question)["text"].startswith("x = inv(A)*b\nsolution, unique")
    assert answer("numbers", question)["values"] == {"x": [1, 2]}
    assert answer("read", question)["notes"][0].startswith("this is an equation")
    assert "=" in answer("derivative", {**question, "wrt": "x"})["error"]


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
        ("derivative", {"text": "norm2(X*w - y)^2", "wrt": "W"}, "'W' is no symbol of the formula; did you mean w?"),
    ],
)
def test_errors_are_messages(kind: str, question: dict[str, Any], message: str) -> None:
    found = answer(kind, question)
    assert message in found["error"] and found["kind"]


@pytest.mark.parametrize(
    ("text", "unknowns"),
    [
        (r"\min_x \|x - b\|^2 \text{ s.t. } 1^\top x = 1", ["x"]),
        ("minimize norm2(x - b)^2 over x subject to sum(x) == 1 given b[n]; x[n]", ["x"]),
        ("minimise norm2(x - b)^2 s.t. sum(x) == 1", []),
    ],
)
def test_a_problem_is_taken_whole(text: str, unknowns: list[str]) -> None:
    read = answer("read", {"text": text})
    assert read["text"] == "norm2(x - b)^2" and list(filter(None, read["sought"])) == unknowns
    assert read["notes"][0].startswith("this poses a problem under 1 constraint")
    assert answer("derivative", {"text": text, "wrt": "x"})["text"] == "∂f/∂x = 2*(x - b)"
    assert "x = b + (1 - sum(b))/n\nglobal minimum" in answer("extremum", {"text": text, "wrt": "x"})["text"]
    run = answer("numbers", {"text": text, "wrt": "x", "task": "minimize", "data": {"b": [1, 2]}})
    assert run["history"][-1] == pytest.approx(2)


MISTAKES: list[tuple[str, dict[str, Any], str]] = [
    (
        "derivative",
        {"text": "A*x", "wrt": "x", "of": "gradient"},
        "use the Jacobian (tab derivative), or make it a scalar first (sum, tr,",
    ),
    ("read", {"text": r"\frac{\partial f}{\partial x} = 2x"}, "check it with the tab check mine, or give the function"),
    ("read", {"text": r"\|Ax\|^2 \text{ s.t. } x \ge 0"}, "the tab extremum and the task minimize (tab numbers) take"),
    (
        "extremum",
        {"text": "norm2(x)^2 + sum(exp(x))", "wrt": "x"},
        "the task minimize (tab numbers) finds the extremum",
    ),
    (
        "extremum",
        {"text": "sum(log(x)) - sum(exp(x))", "sense": "max"},
        "the task maximize (tab numbers) finds the extre",
    ),
    (
        "numbers",
        {"text": "sum(log(x))", "task": "minimize", "data": {"x": [-1, 2]}},
        "a line for the unknown among the",
    ),
    ("numbers", {"text": "norm2(x)^2", "data": {}}, "Add 'x' to the data"),
    ("derivative", {"text": "A + x", "declarations": ["A[n,m]", "x[n]"], "wrt": "x"}, "write x @ ones(1, m) to add it"),
    ("read", {"text": "norm2(x"}, "add )"),
]


@pytest.mark.parametrize(("kind", "question", "message"), MISTAKES)
def test_errors_speak_the_language_of_the_page(kind: str, question: dict[str, Any], message: str) -> None:
    """They name tabs and fields, neither functions of Python nor keywords."""
    found = answer(kind, question)["error"]
    assert message in found
    assert not re.search(r"\bex\.|\.evaluate|\bNone\b|\b(data|start|constraints|declarations)=", found)


def test_what_is_quoted_stays() -> None:
    found = answer("check", {"text": "norm2(x)^2", "wrt": "x", "claim": "ex.gradient(f)"})["error"]
    assert found.splitlines()[1].strip() == "ex.gradient(f)"


def test_names_are_escaped() -> None:
    """Whatever is typed, no markup of its own comes back."""
    for kind in KINDS:
        found = answer(kind, {"text": "<img src=x onerror=alert(1)>", "declarations": ["<b>[n]"], "claim": "<i>"})
        assert "<img" not in found.get("html", "")


@pytest.mark.parametrize(
    ("text", "more", "shown"),
    [
        ("minimize w'*S*w subject to sum(w) == 1", {}, "w = inv(S)*ones(n)/sum(inv(S))"),
        (
            "minimize norm2(w - a)^2 + c*norm2(w)^2 subject to B*w == a",
            {"data": {"c": 2, "a": [1], "B": [[1]]}},
            "w = ",
        ),
    ],
)
def test_a_problem_is_about_what_alone_is_constrained_or_alone_has_no_value(
    text: str, more: dict[str, Any], shown: str
) -> None:
    declared = ["S[n,n]: positive_definite", "w[n]", "a[n]", "B[n,n]", "c: positive"]
    found = answer("extremum", {"text": text, "declarations": declared, **more})
    assert shown in found["text"]
