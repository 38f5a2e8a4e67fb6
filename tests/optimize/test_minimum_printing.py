"""The result of a minimisation as text, HTML and plain data."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import numpy as np
import pytest

import extremum as ex
from extremum.notation.plain import array_text
from extremum.optimize.minimum import Minimum


@pytest.fixture(scope="module")
def found() -> Minimum:
    """Of a number, a vector and a matrix."""
    a, v, A = ex.scalar("a"), ex.vector("v", 2), ex.matrix("A", 2, 2)
    f = (a - 2) ** 2 + ex.norm2(v - ex.ones(2)) ** 2 + ex.norm2(A - ex.eye(2)) ** 2
    return ex.minimize(f, [a, v, A])


def test_text(found: Minimum) -> None:
    lines = str(found).splitlines()
    assert [line.partition(":")[0] for line in lines[:5]] == [
        "value", "gradient norm", "iterations", "converged", "message"
    ]  # fmt: skip
    assert lines[3] == "converged:     yes"
    assert lines[6:8] == ["a = 2", "v = [1. 1.]"]
    assert lines[8].startswith("A = [[") and lines[9].startswith("     [")


def test_html(found: Minimum) -> None:
    root = ElementTree.fromstring(found._repr_html_())
    values = list(root.iter("table"))[1]
    assert [[cell.text for cell in row][:2] for row in values] == [["a", None], ["v", "2"], ["A", "2×2"]]


def test_plain_data(found: Minimum) -> None:
    data = json.loads(json.dumps(found.to_dict()))
    assert data["x"]["a"] == pytest.approx(2) and np.shape(data["x"]["A"]) == (2, 2)
    assert data["converged"] is True and len(data["history"]) == data["iterations"]


def test_small_numbers_are_noise_beside_large_ones_only() -> None:
    assert array_text(np.array([1.0, 1e-17])) == "[1. 0.]"
    assert array_text(np.array([1e-17, 2e-17])) == "[1.e-17 2.e-17]"
    assert array_text(0.1234567891) == "0.12345679"
    assert "..." in array_text(np.ones((30, 30)))
