"""Requests of people that ask for curvature, a verdict, an extremum or the points without a derivative."""

from __future__ import annotations

from typing import Any

import pytest

import extremum as ex
from extremum.reading.either import read_either
from tests.cases import requests

BY_NAME = {entry["id"]: entry for entry in requests.load()}
CURVED = {
    "fq-31": "convex in u",
    "fq-35": "in x1: convex where x2 - alpha - beta <= 0",
    "fq-37a": "convex in x",
    "fq-67": "convex in w",
    "fq-71": "neither in x: points show it",
}
JUDGED = {"fq-17b": False, "fq-23b": False, "fq-37b": False, "fq-41b": False, "fq-51b": True}
SOLVED = {
    "fq-11": {
        "x": "-1/2*inv(M)*(c - A'*inv(A*inv(M)*A')*(2*b + A*inv(M)*c))",
        "lambda": "-inv(A*inv(M)*A')*(2*b + A*inv(M)*c)",
    },
    "fq-43": {"W": "inv(sum_j(x[j]*x[j]') + lambda*eye(p))*sum_j(x[j]*y[j]')"},
    "fq-59": {"U": "sum_i((X[i] - M)*inv(V)*(X[i] - M)')/(p*k)"},
}
NO = {
    "fq-49": r"X = inv\(lambda\*eye\(m\) \+ A'\*A\)\*A'\*B, with norm2\(.*\)\^2 - 1 = 0",
    "fq-69": "near x = 0 the objective comes as near to -2 as wished, and it is not attained",
}


@pytest.mark.parametrize("name", CURVED)
def test_curvature(name: str) -> None:
    entry = BY_NAME[name]
    found = ex.curvature(read_either(entry["text"], entry["vars"]).expr, entry["wrt"])
    assert str(found).splitlines()[0] == CURVED[name]


def test_a_kink_is_no_convex_hessian() -> None:
    entry = BY_NAME["fq-33"]
    found = ex.curvature(read_either(entry["text"], entry["vars"]).expr, entry["wrt"])
    assert str(found).startswith("unknown in w: points show that it is neither for some values of X, y")
    assert found.witness is not None and len(found.witness.pairs) == 2


@pytest.mark.parametrize("name", JUDGED)
def test_verdicts(name: str) -> None:
    entry = BY_NAME[name]
    judge = ex.check if entry["kind"] == "check" else ex.check_hessian
    verdict = judge(entry["text"], entry["wrt"], entry["claim"], entry["vars"])
    assert verdict.right is JUDGED[name]


def test_the_other_reading_of_an_exponent_is_said() -> None:
    """Of ``tr(M)^{-1}``."""
    entry = BY_NAME["fq-23b"]
    verdict = ex.check(entry["text"], entry["wrt"], entry["claim"], entry["vars"])
    assert any("the exponent is that of the value" in note for note in verdict.notes)


@pytest.mark.parametrize("name", SOLVED)
def test_extrema(name: str) -> None:
    entry = BY_NAME[name]
    found = _solved(entry)
    for unknown, formula in SOLVED[name].items():
        value = next(v for symbol, v in found.values.items() if symbol.name == unknown)
        assert ex.equal(value, ex.parse(formula, [text for text in entry["vars"] if text.split("[")[0] != unknown]))


@pytest.mark.parametrize("name", NO)
def test_what_has_no_closed_form_is_said(name: str) -> None:
    with pytest.raises(ex.ExtremumError, match=NO[name]):
        _solved(BY_NAME[name])


def _solved(entry: requests.Entry) -> Any:
    sense = {"sense": entry["sense"]} if "sense" in entry else {}
    return ex.solve(entry["text"], entry["wrt"], declarations=entry["vars"], **sense)


def test_the_points_without_a_derivative() -> None:
    entry = BY_NAME["fq-55"]
    (sentence,) = ex.kinks(read_either(entry["text"], entry["vars"]).expr, entry["wrt"])
    assert "where x is 0 it is not differentiable" in sentence and "unit ball" in sentence
