"""What is read without a word, and what is asked about."""

from __future__ import annotations

from typing import Any

import pytest

import extremum as ex
from extremum.reading.either import read_either


def inferred_as(text: str, meant: str, inferred: str) -> None:
    """The text alone is read as it is meant, with these declarations, in this order."""
    found = read_either(text)
    assert list(found.inferred) == inferred.split("; ")
    assert found.expr is ex.parse(meant, list(found.inferred))


def asked(text: str, message: str, *declarations: Any) -> None:
    """The text is refused with a message that says so."""
    with pytest.raises(ex.ExtremumError) as caught:
        read_either(text, *declarations)
    assert message in str(caught.value)
