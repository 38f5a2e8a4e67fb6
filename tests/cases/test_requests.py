"""Derivatives that people asked for, as they typed it: each right, or refused with what to write instead."""

from __future__ import annotations

import pytest

import extremum as ex
from tests.cases import requests

REFUSED = {
    "fq-27a": "for each row, softmax_cols",
    "fq-47": "its equation is declared in a test of its own",
}
"""Requests without an answer, and what is said; the first asks which softmax of a matrix is meant."""

ENTRIES = [pytest.param(entry, id=entry["id"]) for entry in requests.of_derivatives()]


@pytest.mark.parametrize("entry", ENTRIES)
def test_the_derivative_that_was_asked_for(entry: requests.Entry) -> None:
    if entry["id"] in REFUSED or entry["id"] == "fq-51c":
        pytest.skip(REFUSED.get(entry["id"], "its formula is put together in a test of its own"))
    ours, known = requests.answer(entry)
    assert ex.equal(ours, requests.expected(entry, known))


@pytest.mark.parametrize("name", ["fq-27a"])
def test_what_cannot_be_answered_is_said(name: str) -> None:
    entry = next(e for e in requests.load() if e["id"] == name)
    with pytest.raises(ex.ExtremumError, match=REFUSED[name]):
        requests.answer(entry)


def test_a_variable_that_an_unnamed_equation_defines() -> None:
    """``-inv(Fw)*Fl`` of ``F(w, lam) = 0``, the equation among the declarations."""
    entry = next(e for e in requests.load() if e["id"] == "fq-47")
    declared = "F: function; lam; w[]: F([w; lam]) == 0"
    ours = ex.gradient(entry["text"], entry["wrt"], declared)
    slopes = {name: ex.parse(f"grad_F([w; lam])[{k}]", declared) for k, name in ((1, "Fw"), (2, "Fl"))}
    assert ex.equal(ours, ex.parse("-inv(Fw)*Fl", declared, **slopes))


def test_an_unnamed_loss_of_weights() -> None:
    entry = next(e for e in requests.load() if e["id"] == "fq-51c")
    ours, known = requests.answer(entry)
    h = ex.parse("grad_L(g/norm2(v)*v)", known)
    assert ex.equal(ours, ex.parse("g/norm2(v)*(h - v*(v'*h)/norm2(v)^2)", known, h=h))


def test_a_determinant_has_a_gradient_at_singular_matrices() -> None:
    entry = next(e for e in requests.load() if e["id"] == "fq-25b")
    gradient = ex.gradient(ex.parse(entry["text"], entry["vars"]), "X")
    right = ex.parse(entry["right"]).evaluate({})
    assert gradient.evaluate(entry["data"]) == pytest.approx(right)
