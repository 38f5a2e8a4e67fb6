"""What the page needs where there is no server. The registries have no wheel of NumPy or SciPy for browsers: a part of
NumPy stands here in pure Python, on which formulas are derived, proved, checked and solved; numbers on data are left to
the server."""

from __future__ import annotations

import json
import sys
from importlib import import_module

_LEFT = ("numbers",)
"""Kinds of questions that need the server."""


def stand_in() -> None:
    """Lets ``import numpy`` find the part of it that is here."""
    whole = import_module("extremum.web.browser.numpy")
    sys.modules["numpy"] = whole
    for name in ("linalg", "random"):
        sys.modules[f"numpy.{name}"] = getattr(whole, name)


def answered(kind: str, question: str) -> str:
    """The answer to a question, both as JSON."""
    from extremum.web.questions import answer

    if kind in _LEFT:
        return _refused("numbers on data need the server: pip install 'extremum[web]', and extremum serve")
    try:
        return json.dumps(answer(kind, json.loads(question)))
    except (ImportError, AttributeError, NotImplementedError) as error:
        return _refused(f"this needs the server, extremum serve: {error}")


def _refused(message: str) -> str:
    return json.dumps({"error": message, "kind": "Refused"})
