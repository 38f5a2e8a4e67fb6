"""Claims made from the public cases by one change of known kind: python -m tests.checking.generate

Each change is made on the text of the expected formula, so that its diagnosis is known without asking the library. A
changed claim that is equal to the answer on random numbers (a symmetric matrix transposed) is left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

import extremum as ex
from extremum.checking.syntax import NEW
from extremum.checking.terms import split
from extremum.reading.source import Source, Tree
from extremum.reading.text.grammar import normal, read
from tests.cases import checks

PATH = Path(__file__).with_name("generated.json")
KINDS = {"gradient": "gradient", "structured": "gradient", "jacobian": "jacobian", "hessian": "hessian"}

Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """A claim about the derivative of f with respect to x, and what is to be said about it."""

    id: str
    kind: str
    declarations: list[str]
    indices: dict[str, str]
    f: str
    x: str
    convention: str
    claim: str
    right: bool
    diagnosis: str


# -- changes -----------------------------------------------------------------------------------------------------------
def changed(entry: Entry) -> Iterator[tuple[str, str, str]]:
    """(name of the change, claim, diagnosis)."""
    text = entry["expected"]
    yield "as-is", text, "right"
    yield "other-form", str(checks.answer(entry)), "right"
    yield "turned-twice", f"(({text})')'", "right"
    yield "plus-nothing", f"{text} + 0*({text})", "right"
    yield "double", f"2*({text})", "factor"
    yield "third", f"({text})/3", "factor"
    yield "near", f"1.0001*({text})", "factor"
    yield "minus", f"-({text})", "sign"
    yield from _arranged(entry, text)
    yield from _terms(entry, text)


def _arranged(entry: Entry, text: str) -> Iterator[tuple[str, str, str]]:
    rows, cols = _shape(entry)
    if KINDS[entry["kind"]] != "gradient":
        yield "transposed", f"({text})'", "layout"
        yield from _by_rows(entry, text)
    elif cols == "1":
        if rows != "1":
            yield "transposed", f"({text})'", "layout"
    else:
        yield "transposed", f"({text})'", "transposed"
        yield "row", f"vec({text})'", "jacobian_for_gradient"
        yield "stacked", f"vec({text})", "layout"
        yield "by-rows", f"vec(({text})')", "layout"


def _by_rows(entry: Entry, text: str) -> Iterator[tuple[str, str, str]]:
    """Row-major Jacobians, as NumPy's and PyTorch's flatten gives them."""
    f, x = checks.parsed(entry, entry["text"]), checks.parsed(entry, entry["wrt"])
    if entry["kind"] == "hessian":
        f = x
    (p, q), (n, m) = f.shape, x.shape
    k_f, k_x = f"commutation({p}, {q})", f"commutation({n}, {m})'"
    if not (f.is_column or f.is_row) and not (x.is_column or x.is_row):
        yield "both-by-rows", f"{k_f}*({text})*{k_x}", "layout"
    if not (f.is_column or f.is_row):
        yield "f-by-rows", f"{k_f}*({text})", "layout"
    if not (x.is_column or x.is_row):
        yield "x-by-rows", f"({text})*{k_x}", "layout"


def _shape(entry: Entry) -> tuple[str, str]:
    rows, cols = checks.parsed(entry, entry["wrt"]).shape
    return str(rows), str(cols)


def _terms(entry: Entry, text: str) -> Iterator[tuple[str, str, str]]:
    """One term left out, with the other sign, doubled; one too many."""
    source = Source(normal(text))
    terms = [(sign, _written(source, tree)) for sign, tree in split(1, read(source, "expression"))]
    if len(terms) > 1:
        for k in {0, len(terms) - 1}:
            yield f"term-{k}-missing", _sum(terms[:k] + terms[k + 1 :]), "term_missing"
            sign, term = terms[k]
            yield f"term-{k}-sign", _sum([*terms[:k], (-sign, term), *terms[k + 1 :]]), "term_wrong"
            yield f"term-{k}-double", _sum([*terms[:k], (sign, f"2*({term})"), *terms[k + 1 :]]), "term_wrong"
    if KINDS[entry["kind"]] == "gradient":
        yield "term-extra", f"{text} + 3*({entry['wrt']}.*{entry['wrt']})", "term_extra"


def _written(source: Source, tree: Tree) -> str:
    """The text of a term; one whose sign was taken off has no place of its own."""
    return source.at(tree) if tree.start != NEW else source.text[tree.parts[0].start : tree.parts[-1].end]


def _sum(terms: list[tuple[int, str]]) -> str:
    (sign, first), *rest = terms
    head = first if sign > 0 else f"-({first})"
    return head + "".join(f" {'+' if s > 0 else '-'} ({t})" for s, t in rest)


# -- which of them -----------------------------------------------------------------------------------------------------
def _differs(entry: Entry, claim: str) -> bool:
    """Whether a claim differs from the expected values on the numbers of the case."""
    rng = np.random.default_rng(7)
    values = {name: checks.sample(info, rng) for name, info in entry["vars"].items()}
    wanted = checks.evaluated(entry, checks.parsed(entry, entry["expected"]), values)
    found = checks.evaluated(entry, checks.parsed(entry, claim), values)
    return found.shape != wanted.shape or float(np.abs(found - wanted).max()) > 1e-6 * (1e-3 + np.abs(wanted).max())


_OFTEN = ("as-is",)
_EVERY = 6
"""Besides these, every sixth change of a case is taken, other ones in the next case."""


def rows() -> Iterator[Row]:
    """The claims, in the order of the cases."""
    for number, entry in enumerate(e for e in checks.load() if e["kind"] in KINDS and isinstance(e["wrt"], str)):
        for k, (name, claim, diagnosis) in enumerate(changed(entry)):
            if name not in _OFTEN and k % _EVERY != number % _EVERY:
                continue
            if diagnosis != "right" and not _differs(entry, claim):
                continue
            convention = "independent" if entry["kind"] == "structured" else "projection"
            yield Row(
                f"{entry['id']}-{name}", KINDS[entry["kind"]], entry["declarations"], entry.get("indices", {}),
                entry["text"], entry["wrt"], convention, claim, diagnosis == "right", diagnosis,
            )  # fmt: skip


def main() -> None:
    """Writes the claims."""
    found = [asdict(row) for row in rows()]
    PATH.write_text("[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in found) + "\n]\n")
    print(f"{len(found)} claims written to {PATH.name}")


if __name__ == "__main__":
    main()

__all__ = ["PATH", "Row", "ex", "rows"]
