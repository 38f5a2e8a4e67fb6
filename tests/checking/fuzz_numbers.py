"""Random functions and random claims about their gradients, judged by finite differences in NumPy.

The judge shares no rule with the library: it walks the syntax of a text with NumPy's own operations, and differences f.
Run ``python -m tests.checking.fuzz_numbers [COUNT] [SEED]``.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

import extremum as ex
from extremum.checking import check
from extremum.checking.syntax import Formula, Place, made, places
from extremum.reading.build.builder import Builder
from extremum.reading.build.declarations import collect
from extremum.reading.source import Source, Tree
from extremum.reading.text.grammar import normal, read

Random = random.Random
DECLARED = "A[m,n]; B[n,n]; x[n]; y[n]; b[m]; s"
SHAPES = {"A": "mn", "B": "nn", "x": "n", "y": "n", "b": "m", "s": ""}
SIZES = ({"m": 3, "n": 2}, {"m": 2, "n": 4})
STEP, UNEQUAL, EQUAL = 1e-5, 1e-3, 1e-6
TURNED = ["B", "B'"]
ENTRYWISE = ["sin", "cos", "tanh", "exp", "sigmoid"]


# -- random functions --------------------------------------------------------------------------------------------------
def vector(rng: Random, size: str, depth: int) -> str:
    """A random column of n or m entries."""
    if depth == 0:
        return rng.choice({"n": ["x", "y"], "m": ["b"]}[size])

    def inner(which: str) -> str:
        return vector(rng, which, depth - 1)

    mapped = {"n": [f"({rng.choice(TURNED)}*{inner('n')})", f"(A'*{inner('m')})"], "m": [f"(A*{inner('n')})"] * 2}
    return rng.choice([
        f"{rng.choice(ENTRYWISE)}({inner(size)})", f"({inner(size)} {rng.choice('+-')} {inner(size)})",
        f"(({inner(size)}).*({inner(size)}))", f"(s*{inner(size)})", *mapped[size],
    ])  # fmt: skip


def scalar(rng: Random, depth: int) -> str:
    """A random scalar."""
    if depth:
        return f"({scalar(rng, depth - 1)}){rng.choice('+-*')}({scalar(rng, depth - 1)})"
    size = rng.choice("nm")
    v, w = (vector(rng, size, rng.randrange(3)) for _ in range(2))
    return rng.choice([
        f"norm2({v})^2", f"sum({rng.choice(ENTRYWISE)}({v}))", f"({v})'*({w})", f"log(1 + norm2({v})^2)",
        f"exp(-norm2({v})^2)", "tr(B*B)*s", "logdet(eye(n) + A'*A)",
    ])  # fmt: skip


# -- the judge ---------------------------------------------------------------------------------------------------------
class NotJudgedError(Exception):
    """The judge does not know a piece of a text."""


_CALLS: dict[str, Callable[..., Any]] = {
    "sin": np.sin, "cos": np.cos, "tanh": np.tanh, "exp": np.exp, "log": np.log, "sqrt": np.sqrt, "abs": np.abs,
    "sigmoid": lambda v: 1 / (1 + np.exp(-v)), "inv": np.linalg.inv, "sign": np.sign,
    "sum": lambda v: v.sum().reshape(1, 1), "tr": lambda v: np.trace(v).reshape(1, 1), "vec": lambda v: _column(v),
    "norm2": lambda v: np.sqrt((v * v).sum()).reshape(1, 1), "diag": lambda v: np.diag(v[:, 0]),
    "logdet": lambda v: np.log(np.linalg.det(v)).reshape(1, 1), "det": lambda v: np.linalg.det(v).reshape(1, 1),
    "diagonal": lambda v: np.diag(v).reshape(-1, 1),
}  # fmt: skip


def _column(value: Any) -> Any:
    return value.T.reshape(-1, 1)


def _product(left: Any, right: Any) -> Any:
    return left * right if 1 in (left.size, right.size) and left.shape[1] != right.shape[0] else left @ right


def _entrywise(operation: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """NumPy broadcasts rows and columns, which no text of the language means."""

    def applied(left: Any, right: Any) -> Any:
        if left.shape != right.shape and 1 not in (left.size, right.size):
            raise NotJudgedError(f"{left.shape} beside {right.shape}")
        return operation(left, right)

    return applied


def _by_scalar(left: Any, right: Any) -> Any:
    if right.size != 1:
        raise NotJudgedError(f"division by {right.shape}")
    return left / right


_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": _entrywise(np.add), "-": _entrywise(np.subtract), ".*": _entrywise(np.multiply), "./": _entrywise(np.divide),
    "/": _by_scalar, "*": _product, "@": _product,
}  # fmt: skip


def value(tree: Tree, data: dict[str, Any]) -> Any:
    """The value of a piece of syntax, a matrix."""
    parts = tree.parts
    if tree.kind == "number":
        return np.full((1, 1), float(tree.text))
    if tree.kind == "name":
        return data[tree.text] if isinstance(data[tree.text], np.ndarray) else np.full((1, 1), float(data[tree.text]))
    if tree.kind == "transpose":
        return value(parts[0], data).T
    if tree.kind == "signed":
        return -value(parts[0], data) if tree.text == "-" else value(parts[0], data)
    if tree.kind in ("sum", "chain"):
        found = value(parts[0], data)
        for operator, part in zip(tree.operators, parts[1:], strict=True):
            found = _OPERATORS[operator](found, value(part, data))
        return found
    if tree.kind == "power" and len(parts) == 2:
        base, exponent = value(parts[0], data), float(value(parts[1], data).item())
        if tree.text == ".^" or base.size == 1:
            return base**exponent
        return np.linalg.matrix_power(base, int(exponent))
    if tree.kind == "call" and tree.text in ("ones", "zeros", "eye"):
        sizes = [int(value(part, data).item()) for part in parts]
        return np.eye(sizes[0]) if tree.text == "eye" else getattr(np, tree.text)((*sizes, 1)[:2])
    if tree.kind == "call" and tree.text in _CALLS and len(parts) == 1:
        return np.asarray(_CALLS[tree.text](value(parts[0], data)))
    raise NotJudgedError(tree.kind)


def syntax(text: str) -> Tree:
    """The syntax of a text."""
    return read(Source(normal(text)), "expression")


def sampled(rng: np.random.Generator, sizes: dict[str, int]) -> dict[str, Any]:
    """Random data."""
    shapes = {name: tuple(sizes[d] for d in dims) for name, dims in SHAPES.items()}
    return {**sizes, **{name: 0.6 * rng.normal(size=(*shape, 1, 1)[:2]) for name, shape in shapes.items()}}


def differences(f: Tree, x: str, data: dict[str, Any]) -> Any:
    """The gradient by central differences, of order four."""
    found = np.zeros_like(data[x])
    for place in np.ndindex(found.shape):
        unit = np.zeros_like(found)
        unit[place] = STEP * 100
        ahead, behind, far, back = (value(f, {**data, x: data[x] + k * unit}).item() for k in (1, -1, 2, -2))
        found[place] = (8 * (ahead - behind) - (far - back)) / (12 * STEP * 100)
    return found


def truth(f: str, x: str, claim: str) -> bool | None:
    """Whether the claim is the gradient; None where numbers do not say."""
    gaps = []
    try:
        function, claimed = syntax(f), syntax(claim)
        for seed in range(6):
            data = sampled(np.random.default_rng(seed), SIZES[seed % 2])
            with np.errstate(all="ignore"):
                due, found = differences(function, x, data), value(claimed, data)
            if found.shape != due.shape:
                return False
            if not (np.isfinite(due).all() and np.isfinite(found).all()):
                continue
            scale = max(np.abs(due).max(), np.abs(found).max(), 1e-3)
            gaps.append(float(np.abs(due - found).max() / scale))
    except (NotJudgedError, ValueError, KeyError, np.linalg.LinAlgError, ex.ExtremumError, OverflowError):
        return None
    if len(gaps) < 3:
        return None
    return False if max(gaps) > UNEQUAL else True if max(gaps) < EQUAL else None


# -- random claims -----------------------------------------------------------------------------------------------------
def _dropped(rng: Random, tree: Tree) -> Tree:
    if tree.kind not in ("chain", "sum") or len(tree.parts) < 2:
        return tree
    k = rng.randrange(1, len(tree.parts))
    operators = [op for j, op in enumerate(tree.operators) if j != k - 1]
    parts = [part for j, part in enumerate(tree.parts) if j != k]
    return made(tree.kind, " ".join(operators), *parts) if len(parts) > 1 else parts[0]


CHANGES: list[Callable[[Random, Tree], Tree]] = [
    _dropped,
    lambda rng, tree: made("transpose", "'", tree),
    lambda rng, tree: made("signed", "-", tree),
    lambda rng, tree: made("chain", "*", made("number", rng.choice("234")), tree),
    lambda rng, tree: made("name", rng.choice(list(SHAPES))),
    lambda rng, tree: made("sum", rng.choice("+-"), tree, made("name", rng.choice(list(SHAPES)))),
    lambda rng, tree: made("chain", rng.choice(["*", ".*"]), tree, made("name", rng.choice(list(SHAPES)))),
    lambda rng, tree: made("power", rng.choice(["^", ".^"]), tree, made("number", "2")),
    lambda rng, tree: made("call", rng.choice(["exp", "tanh", "sin", "sqrt", "abs", "inv", "tr", "sum"]), tree),
    lambda rng, tree: tree.parts[0] if tree.kind in ("call", "power", "transpose", "signed") else tree,
    lambda rng, tree: made("chain", "/", made("sum", "+", tree, tree), made("number", "2")),
    lambda rng, tree: made("sum", "+ -", tree, tree, tree),
    lambda rng, tree: made("call", "log", made("call", "exp", tree)),
]


def claimed(rng: Random, answer: str) -> str:
    """The answer with up to two changes."""
    source = Source(normal(answer))
    formula = Formula(Builder(source, read(source, "expression"), collect([DECLARED], {})))
    tree = formula.tree
    for _ in range(rng.choice([0, 1, 1, 1, 2])):
        place: Place = rng.choice(list(places(tree)))
        tree = place.put(rng.choice(CHANGES)(rng, place.tree))
    return formula.text(tree)


@dataclass(frozen=True, slots=True)
class Failure:
    """A verdict that numbers contradict, or an error that is not one of ours."""

    f: str
    x: str
    claim: str
    truth: bool | None
    found: str


def tried(rng: Random) -> tuple[bool | None, Failure | None]:
    """What numbers say about a random claim, and the failure if there is one."""
    f, x = scalar(rng, rng.choice([0, 0, 1])), rng.choice(list(SHAPES))
    claim = claimed(rng, str(ex.gradient(ex.parse(f, DECLARED), x)))
    said = truth(f, x, claim)
    try:
        found = check(f, x, claim, DECLARED)
    except ex.ParseError:
        return None, None
    except ex.ExtremumError as error:
        return said, Failure(f, x, claim, said, str(error)) if said else None
    except Exception as error:  # any error that is not ours is what is looked for
        return said, Failure(f, x, claim, said, repr(error))
    wrong = (said is False and found.right is True) or (said is True and found.right is False)
    return said, Failure(f, x, claim, said, str(found)) if wrong else None


def run(count: int, seed: int) -> tuple[dict[bool | None, int], list[Failure]]:
    """How many claims were right, wrong and unclear by numbers, and the failures."""
    rng = random.Random(seed)
    counts: dict[bool | None, int] = {True: 0, False: 0, None: 0}
    failures: list[Failure] = []
    for _ in range(count):
        said, failure = tried(rng)
        counts[said] += 1
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
