"""Random changes of right answers: no wrong claim is called right, and no right one wrong.

Run ``python -m tests.checking.fuzz [COUNT] [SEED]``. Values on the numbers of the case, at several points and sizes,
judge the claim; they share nothing with what decides equality in the library.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

import extremum as ex
from extremum.checking.syntax import Formula, Place, made, places
from extremum.reading.build.builder import Builder
from extremum.reading.build.declarations import collect
from extremum.reading.source import Source, Tree
from extremum.reading.text.grammar import normal, read
from tests.cases import checks
from tests.checking.generate import KINDS
from tests.checking.judge import verdict

Entry = dict[str, Any]
Random = random.Random

SIZES = ({"n": 4, "m": 3, "p": 2, "q": 5, "N": 6}, {"n": 3, "m": 2, "p": 4, "q": 3, "N": 5})
UNEQUAL, EQUAL = 1e-9, 1e-12


def cases() -> list[Entry]:
    """The cases whose answer is a gradient, a Jacobian or a Hessian."""
    return [entry for entry in checks.load() if entry["kind"] in KINDS and isinstance(entry["wrt"], str)]


# -- changes -----------------------------------------------------------------------------------------------------------
def _name(rng: Random, formula: Formula, tree: Tree) -> Tree:
    return made("name", rng.choice([name for name in formula.declared.variables if not name.startswith("%")]))


def _number(rng: Random, formula: Formula, tree: Tree) -> Tree:
    return made("number", rng.choice(["2", "3", "0.5", "1.0001", "1.00000001", "4", "1"]))


def _scaled(rng: Random, formula: Formula, tree: Tree) -> Tree:
    return made("chain", "*", _number(rng, formula, tree), tree)


def _turned(rng: Random, formula: Formula, tree: Tree) -> Tree:
    return tree.parts[0] if tree.kind == "transpose" else made("transpose", "'", tree)


def _negated(rng: Random, formula: Formula, tree: Tree) -> Tree:
    return tree.parts[0] if tree.kind == "signed" else made("signed", "-", tree)


def _called(rng: Random, formula: Formula, tree: Tree) -> Tree:
    functions = ["inv", "diag", "abs", "exp", "tanh", "tr", "sum", "det", "vec", "sqrt", "norm2", "diagonal", "sign"]
    return made("call", rng.choice(functions), tree)


def _uncalled(rng: Random, formula: Formula, tree: Tree) -> Tree:
    return tree.parts[0] if tree.kind in ("call", "power", "transpose", "signed") and tree.parts else tree


def _shuffled(rng: Random, formula: Formula, tree: Tree) -> Tree:
    if tree.kind not in ("chain", "sum"):
        return tree
    order = list(range(len(tree.parts)))
    rng.shuffle(order)
    return made(tree.kind, tree.text, *(tree.parts[k] for k in order))


def _operators(rng: Random, formula: Formula, tree: Tree) -> Tree:
    if tree.kind not in ("chain", "sum"):
        return tree
    choices = ["+", "-"] if tree.kind == "sum" else ["*", ".*", "./", "*", "*"]
    found = [op if rng.random() < 0.5 else rng.choice(choices) for op in tree.operators]
    return made(tree.kind, " ".join(found), *tree.parts)


def _shorter(rng: Random, formula: Formula, tree: Tree) -> Tree:
    if tree.kind not in ("chain", "sum"):
        return tree
    k = rng.randrange(1, len(tree.parts))
    operators = [op for j, op in enumerate(tree.operators) if j != k - 1]
    parts = [part for j, part in enumerate(tree.parts) if j != k]
    return made(tree.kind, " ".join(operators), *parts) if len(parts) > 1 else parts[0]


def _longer(rng: Random, formula: Formula, tree: Tree) -> Tree:
    kind, operator = rng.choice([("chain", "*"), ("sum", "+"), ("sum", "-"), ("chain", ".*")])
    return made(kind, operator, tree, _name(rng, formula, tree))


def _doubled(rng: Random, formula: Formula, tree: Tree) -> Tree:
    """An equal form: ``(E + E)/2``, ``E + (E - E)``."""
    half = made("number", "2")
    if rng.random() < 0.5:
        return made("chain", "/", made("sum", "+", tree, tree), half)
    return made("sum", "+ -", tree, tree, tree)


def _powered(rng: Random, formula: Formula, tree: Tree) -> Tree:
    return made("power", rng.choice(["^", ".^"]), tree, made("number", rng.choice(["2", "1", "3"])))


CHANGES: list[Callable[[Random, Formula, Tree], Tree]] = [
    _name, _number, _scaled, _turned, _negated, _called, _uncalled, _shuffled, _operators, _shorter, _longer, _doubled,
    _doubled, _powered,
]  # fmt: skip


def changed(rng: Random, entry: Entry) -> str:
    """The expected formula with one to three random changes."""
    declared = collect([*entry["declarations"]], {})
    source = Source(normal(entry["expected"]))
    formula = Formula(Builder(source, read(source, "expression"), declared))
    tree = formula.tree
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        place: Place = rng.choice(list(places(tree)))
        tree = place.put(rng.choice(CHANGES)(rng, formula, place.tree))
    return formula.text(tree)


# -- judgement ---------------------------------------------------------------------------------------------------------
@contextmanager
def _sized(sizes: dict[str, int]) -> Iterator[None]:
    before = dict(checks.SIZES)
    checks.SIZES.update(sizes)
    try:
        yield
    finally:
        checks.SIZES.update(before)


def judged(entry: Entry, claim: str) -> bool | None:
    """Whether the claim has the expected values; None where that is not clear."""
    try:
        mine, theirs = checks.parsed(entry, claim), checks.parsed(entry, entry["expected"])
    except ex.ExtremumError:
        return None
    gaps: list[float] = []
    for seed in range(10):
        with _sized(SIZES[seed % 2]), np.errstate(all="ignore"):
            gap = _gap(entry, mine, theirs, np.random.default_rng(seed))
        gaps += [gap] if gap is not None else []
    if mine.shape != theirs.shape:
        return False
    if len(gaps) < 2:
        return None
    return False if max(gaps) > UNEQUAL else True if max(gaps) < EQUAL else None


def _gap(entry: Entry, mine: ex.Expr, theirs: ex.Expr, rng: np.random.Generator) -> float | None:
    """The relative difference at one point; None where one of both is not defined."""
    values = {name: checks.sample(info, rng) for name, info in entry["vars"].items()}
    values |= {name: value + int(rng.integers(2)) for name, value in values.items() if isinstance(value, int)}
    for name, info in entry["vars"].items():
        if info["assume"] == ["invertible"] and rng.integers(2):
            values[name][0] *= -1  # the other sign of the determinant
    try:
        a, b = checks.evaluated(entry, mine, values), checks.evaluated(entry, theirs, values)
    except (ex.ExtremumError, np.linalg.LinAlgError):
        return None
    if a.shape != b.shape or not (np.isfinite(a).all() and np.isfinite(b).all()):
        return None
    scale = max(np.abs(a).max(initial=0), np.abs(b).max(initial=0))
    return float(np.abs(a - b).max(initial=0) / scale) if scale else 0.0


@dataclass(frozen=True, slots=True)
class Failure:
    """A claim on which the verdict is wrong."""

    case: str
    claim: str
    truth: bool
    verdict: str


def tried(rng: Random, entry: Entry) -> tuple[str, bool | None, Failure | None]:
    """A random claim about a case, whether it is right, and the failure if there is one."""
    claim = changed(rng, entry)
    truth = judged(entry, claim)
    row = {
        "kind": KINDS[entry["kind"]], "f": entry["text"], "x": entry["wrt"], "claim": claim,
        "declarations": entry["declarations"], "indices": entry.get("indices", {}),
        "convention": "independent" if entry["kind"] == "structured" else "projection",
    }  # fmt: skip
    try:
        found = verdict(row)
    except ex.ExtremumError as error:
        failed = truth is True and not isinstance(error, ex.ParseError)
        return claim, truth, Failure(entry["id"], claim, True, f"{type(error).__name__}: {error}") if failed else None
    wrong = (truth is False and found.right is True) or (truth is True and found.right is False)
    return claim, truth, Failure(entry["id"], claim, bool(truth), str(found)) if wrong else None


def run(count: int, seed: int) -> tuple[dict[bool | None, int], list[Failure]]:
    """How many claims were right, wrong and unclear, and the failures."""
    rng, found = random.Random(seed), cases()
    counts: dict[bool | None, int] = {True: 0, False: 0, None: 0}
    failures: list[Failure] = []
    for _ in range(count):
        _, truth, failure = tried(rng, rng.choice(found))
        counts[truth] += 1
        failures += [failure] if failure is not None else []
    return counts, failures


def main(count: int = 2000, seed: int = 0) -> int:
    """Prints the counts and the failures."""
    counts, failures = run(count, seed)
    print(f"{counts[True]} right claims, {counts[False]} wrong ones, {counts[None]} unclear; {len(failures)} failures")
    for failure in failures:
        print(failure)
    return int(bool(failures))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
