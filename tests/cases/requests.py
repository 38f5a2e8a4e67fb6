"""Requests of people, as typed, and exercises of courses: the derivative that comes, and the one that should."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import extremum as ex
from extremum.algebra.traverse import replace
from extremum.operations.stated import symbols_by_name
from extremum.reading.either import read_either

FOLDER = Path(__file__).with_name("data")
DERIVATIVES: dict[str, Callable[..., ex.Expr]] = {
    "gradient": ex.gradient,
    "jacobian": ex.jacobian,
    "hessian": ex.hessian,
}
Entry = dict[str, Any]


def load() -> list[Entry]:
    """All requests and exercises."""
    return [entry for name in ("field", "exercises") for entry in json.loads((FOLDER / f"{name}.json").read_text())]


def of_derivatives() -> list[Entry]:
    """Those that ask for a derivative and state it as a formula."""
    return [e for e in load() if e["kind"] in DERIVATIVES and (e.get("expected") or e.get("right"))]


def declarations(entry: Entry) -> list[str]:
    """What was declared."""
    return list(entry["vars"] if "vars" in entry else entry["declarations"])


def answer(entry: Entry) -> tuple[ex.Expr, list[Any]]:
    """The derivative that comes, and the declarations of all names; that by a scalar has the shape of the function."""
    reading = read_either(entry["text"], declarations(entry))
    f, x = reading.expr, symbols_by_name(reading.expr)[entry["wrt"]]
    known = [*declarations(entry), *reading.inferred]
    if entry["kind"] == "jacobian" and x.is_scalar:
        step = ex.scalar(f"d{x.name}")
        return ex.simplify(replace(ex.differential(f, x), {step: ex.parse("1")})), known
    return DERIVATIVES[entry["kind"]](f, x), known


def expected(entry: Entry, known: list[Any]) -> ex.Expr:
    """``2*M*e, M = inv(A), e = x - y``: the formula that should come, its parts put in."""
    formula, *parts = _pieces(entry.get("expected") or entry["right"])
    waiting = dict(part.split(" = ", 1) for part in parts)
    plain = [text for text in known if not any(re.match(rf"{name}\b", text) for name in waiting)]
    found: dict[str, ex.Expr] = {}
    while waiting:
        ready = [name for name, body in waiting.items() if not set(re.findall(r"\w+", body)) & waiting.keys()]
        for name in ready:
            found[name] = ex.parse(waiting.pop(name), plain, **found)
    return ex.parse(formula, plain, **found)


def _pieces(text: str) -> list[str]:
    """The parts between commas outside of brackets."""
    found, depth = [""], 0
    for char in text:
        depth += (char in "([") - (char in ")]")
        if char == "," and depth == 0:
            found.append("")
        else:
            found[-1] += char
    return [piece.strip() for piece in found]
