"""``%%extremum``: a question in a cell of a notebook, answered below it."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, final

from extremum.algebra.errors import ExtremumError
from extremum.web.questions import KINDS, answer

_USAGE = "%%extremum steps wrt=w style=jacobian"


@final
@dataclass(frozen=True, slots=True, repr=False)
class Shown:
    """An answer as notebooks show it: formulas where they can, else text."""

    found: Mapping[str, Any]

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        named = {"text/plain": self.found.get("text"), "text/html": self.found.get("html")}
        return {kind: text for kind, text in named.items() if text}

    def __repr__(self) -> str:
        return str(self.found.get("text") or self.found.get("values"))


def ask(line: str, cell: str, namespace: Mapping[str, Any]) -> Shown:
    """The answer to a question: ``line`` holds its kind and ``name=value``, the cell the formula, ``subject to`` and
    constraints, ``given`` and declarations; ``data=X,y`` takes arrays from the notebook.

    >>> ask("derivative wrt=x", "norm2(A*x - b)^2\\ngiven A[m,n]; x[n]", {})
    ∂f/∂x = 2*A'*(A*x - b)

    Raises:
        ExtremumError: the question has no such form, or no answer.
    """
    kind, *words = shlex.split(line) or ["derivative"]
    if kind not in KINDS or not all("=" in word for word in words):
        raise ExtremumError(f"after %%extremum: one of {', '.join(KINDS)}, and name=value, as in {_USAGE}")
    named = dict(word.split("=", 1) for word in words)
    rest, _, given = cell.strip().partition("\ngiven ")
    text, _, constraints = rest.partition("\nsubject to ")
    data = {name: _values(name, namespace) for name in _names(named.pop("data", ""))}
    question = {**named, "text": text, "declarations": _lines(given), "constraints": _lines(constraints), "data": data}
    found = answer(kind, question)
    if "error" in found:
        raise ExtremumError(found["error"])
    return Shown(found)


def _lines(text: str) -> list[str]:
    return text.replace(";", "\n").splitlines()


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _values(name: str, namespace: Mapping[str, Any]) -> Any:
    if name not in namespace:
        raise ExtremumError(f"the notebook has no {name}: data=… names its variables")
    value = namespace[name]
    return value.tolist() if hasattr(value, "tolist") else value


def register(shell: Any) -> None:
    """Gives IPython the magic."""

    def extremum(line: str, cell: str) -> Shown:
        return ask(line, cell, shell.user_ns)

    shell.register_magic_function(extremum, "cell", "extremum")
