"""Every public name says what it is with an example, which runs as a doctest; functions say what they refuse."""

from __future__ import annotations

import inspect

import pytest

import extremum as ex

VALUES = ("pi", "Rational")
"""Constants, and what is the standard library's: their types are documented elsewhere."""


@pytest.mark.parametrize("name", sorted(set(ex.__all__) - set(VALUES)))
def test_a_public_name_has_an_example(name: str) -> None:
    assert ">>> " in (inspect.getdoc(getattr(ex, name)) or "")


@pytest.mark.parametrize("name", ["inv", "logdet", "kron", "chol", "eigval", "hadamard", "tanh", "hinge", "norm1"])
def test_a_function_gives_the_source_of_its_derivative(name: str) -> None:
    written = inspect.getdoc(getattr(ex, name)) or ""
    assert "Source" in written and "(" in written.partition("Source")[2]
