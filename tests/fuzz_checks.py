"""A random expression with random data, and each check that it undergoes: values, texts, names, derivatives."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

import extremum as ex
from extremum.algebra.dims import Dim
from extremum.algebra.errors import DataError, ExtremumError, UnsupportedError
from extremum.algebra.node import Expr
from extremum.algebra.traverse import topological
from extremum.data.binding import leaves_of, scope_for
from extremum.notation.text import text as written
from extremum.operations import construct as c
from extremum.operations.functional import without_formula
from extremum.operations.implicit import implicits_in
from extremum.operations.leaves import declared
from extremum.operations.named import declared_names
from extremum.operations.recurrence import recurrences_in
from extremum.reading.build.declarations import Item
from extremum.verify.sampling import draw
from tests.fuzz_expressions import COUNT, Env, Generator, Raw, Rejected
from tests.fuzz_forms import sine, unnamed

STEP = 1e-6
"""The step of central differences."""


_LARGEST = 1_000_000
"""Entries of the largest array that is evaluated."""


SMOOTH_FACTS = {"positive", "nonnegative", "nonzero", "invertible"}


class Wrong(AssertionError):
    """A check that failed: its name and what was found."""


@dataclass(slots=True)
class Case:
    """A drawn expression with random data."""

    seed: int
    generator: Generator
    raw: Raw
    expr: Expr

    def env(self, trial: int) -> Env:
        """Random sizes, unequal more often than not and sometimes 1, and data that satisfy the assumptions."""
        rng = np.random.default_rng([self.seed, trial])
        values = rng.permutation([2, 3, 4, 1]) if rng.random() < 0.2 else rng.permutation([2, 3, 4, 5])
        sizes = dict(zip("nmpq", map(int, values), strict=True)) | {"N": 3, "r": 3}
        dim: Callable[[Dim], int] = lambda d: d.value(sizes)  # noqa: E731
        env: Env = {"dim": dim, "sizes": sizes, "peak": 1.0, "i": 0}
        for name, s in self.generator.symbols.items():
            env[name] = draw((dim(s.rows), dim(s.cols)), declared(s), rng)
        env["S"], env["phi"] = unnamed, sine
        for name, (rows, _) in self.generator.families.items():
            env[name] = rng.normal(size=(3, dim(rows), 1))
        return env


def drawn(seed: int) -> Case | None:
    """The expression of a seed; None where none has moderate values."""
    rng = random.Random(seed)
    generator = Generator(rng, smooth=rng.random() < 0.7)
    raw = generator.draw(generator.shape(), rng.randint(1, 8))
    try:
        Case(seed, generator, raw, c.number(0)).raw.evaluate(Case(seed, generator, raw, c.number(0)).env(0))
        return Case(seed, generator, raw, raw.build())
    except Rejected:
        return None
    except ExtremumError as error:
        if "division by zero" in str(error) or "singular" in str(error):
            return None
        raise Wrong(f"building raises {type(error).__name__}: {error}") from error


def value(expr: Expr, env: Env) -> Any:
    """The value of an expression by its own evaluation; Kronecker products too large for it are left out."""
    nodes = (node for node in topological([expr]) if not node.indices)
    if any(env["dim"](node.rows) * env["dim"](node.cols) > _LARGEST for node in nodes):
        raise Rejected
    data = {name: env[name] for name in (*leaves_of([expr]), *without_formula(topological([expr])))}
    return scope_for([expr], data, env["sizes"]).value(expr)


# -- checks ------------------------------------------------------------------------------------------------------------
def _close(case: Case, what: str, ours: Callable[[Env], Any], wanted: Callable[[Env], Any], tolerance: float) -> None:
    """Two values agree at one of three points at least: a badly conditioned point is no evidence."""
    worst: list[str] = []
    for trial in range(3):
        env = case.env(trial)
        try:
            right = wanted(env)
            left = ours(env)
        except (Rejected, np.linalg.LinAlgError, DataError, UnsupportedError):
            continue
        scale = 1 + env["peak"] + np.abs(right).max(initial=0)
        gap = np.abs(left - right).max(initial=0) if np.shape(left) == np.shape(right) else np.inf
        if gap <= tolerance * scale:
            return
        worst.append(f"differs by {gap:.2g} at scale {scale:.2g}")
    if worst:
        raise Wrong(f"{what}: {worst[0]}")


def check_value(case: Case) -> None:
    """The value of the normal form is that of the tree as drawn."""
    _close(case, f"the value of {case.expr}", lambda env: value(case.expr, env), case.raw.evaluate, 1e-8)


def check_normal_form(case: Case, expr: Expr | None = None) -> None:
    """Building a node again gives the node; transposing twice too."""
    for node in topological([case.expr if expr is None else expr]):
        again = node.op.build(node.args, node.params)
        if again is not node:
            raise Wrong(f"{node.op.name} built again: {node} becomes {again}")
        if node.T.T is not node:
            raise Wrong(f"transposed twice: {node} becomes {node.T.T}")


def _given(case: Case, whole: Expr) -> list[Item]:
    """What the names in the text of an expression stand for."""
    families = [ex.samples(name, rows, COUNT) for name, (rows, _) in case.generator.families.items()]
    symbols = [node for node in topological([whole]) if node.op.name == "symbol"]
    states: list[Item] = [*implicits_in(whole), *recurrences_in(whole)]
    functions: list[Item] = [f"{name}: function" for name in without_formula(topological([whole]))]
    return [*symbols, *families, *declared_names(whole), *states, *functions, *map(Dim.of, "nmpqNr")]


def check_text(case: Case, expr: Expr | None = None) -> None:
    """What is printed parses back to the same object."""
    whole = case.expr if expr is None else expr
    text = written(whole)  # str(…) would define the states of an adjoint as well
    try:
        back = ex.parse(text, _given(case, whole))
    except RecursionError:
        return
    except ExtremumError as error:
        raise Wrong(f"{text} does not parse: {error}") from error
    if back is not whole:
        raise Wrong(f"{text} is parsed as {back}")


def check_names(case: Case, expr: Expr | None = None) -> None:
    """With the definitions put in, what is written with names parses as the expression itself."""
    whole = case.expr if expr is None else expr
    named = ex.name_shared({"whole": whole})
    *definitions, (_, text) = (line.split(" = ", 1) for line in named.lines())
    given = _given(case, whole)
    states = {recurrence.name for recurrence in recurrences_in(whole)}
    for name, meaning in reversed(definitions):
        if re.fullmatch(r"\w+(\[.*\])?", name) and name.partition("[")[0] not in states:
            text = put_in(text, name, meaning)
    try:
        back = ex.parse(text, given)
    except RecursionError:
        return
    except ExtremumError as error:
        raise Wrong(f"{text}, written with names as {named}, does not parse: {error}") from error
    if back is not whole:
        wanted = case.raw.evaluate if expr is None else lambda env: value(whole, env)
        _close(case, f"{whole} with names, {named}", lambda env: value(back, env), wanted, 1e-7)


def put_in(text: str, name: str, meaning: str) -> str:
    """The text with the definition of a name, or of a family ``r[i]``, in its place."""
    letter, _, index = name.partition("[")
    if not index:
        return re.sub(rf"(?<![\w]){letter}(?![\w(\[])", f"({meaning})", text)
    own = index.rstrip("]").split(", ")
    return re.sub(rf"(?<![\w]){letter}\[([^\]]*)\]", lambda found: f"({_with_indices(meaning, own, found[1])})", text)


def _with_indices(meaning: str, own: list[str], used: str) -> str:
    other = dict(zip(own, used.split(", "), strict=True))
    return re.sub(r"\b[ijkl]\b", lambda found: other.get(found[0], found[0]), meaning)


def check_simplified(case: Case) -> None:
    """Simplifying keeps the value, and is done once and for all."""
    short = ex.simplify(case.expr)
    if ex.simplify(short) is not short:
        raise Wrong(f"simplified twice: {short} becomes {ex.simplify(short)}")
    check_normal_form(case, short)
    _close(case, f"{case.expr} simplified to {short}", lambda env: value(short, env), case.raw.evaluate, 1e-7)


def _direction(env: Env, target: Expr, seed: int) -> Any:
    return np.random.default_rng([seed, 99]).normal(size=env[target.name].shape)


def _slope(case: Case, target: Expr, env: Env) -> Any:
    """The derivative of the drawn tree along a direction, by complex step or central differences."""
    if not case.generator.analytic:
        return _difference(case, target, env)
    moved = {**env, target.name: env[target.name] + 1e-30j * _direction(env, target, case.seed)}
    found = np.imag(case.raw.evaluate(moved)) / 1e-30
    env["peak"] = moved["peak"]
    return found


def _difference(case: Case, target: Expr, env: Env) -> Any:
    step = STEP * _direction(env, target, case.seed)
    ends = [{**env, target.name: env[target.name] + sign * step} for sign in (1, -1)]
    above, below = (case.raw.evaluate(end) for end in ends)
    env["peak"] = max(end["peak"] for end in ends)
    return (above - below) / (2 * STEP)


def _target(case: Case) -> Expr | None:
    used = leaves_of([case.expr])
    free = [s for s in case.generator.symbols.values() if s.name in used and set(declared(s)) <= SMOOTH_FACTS]
    return random.Random(case.seed).choice(free) if free else None


def check_derivative(case: Case) -> None:
    """The gradient of a scalar, or the Jacobian, against complex step."""
    target = _target(case)
    if target is None:
        return
    try:
        found = (ex.gradient if case.expr.is_scalar else ex.jacobian)(case.expr, target)
    except UnsupportedError:
        return

    def ours(env: Env) -> Any:
        step = _direction(env, target, case.seed)
        if case.expr.is_scalar:
            return (value(found, env) * step).sum().reshape(1, 1)
        moved = value(found, env) @ step.T.reshape(-1, 1)
        return moved.reshape(env["dim"](case.expr.cols), env["dim"](case.expr.rows)).T

    what = f"the derivative of {case.expr} with respect to {target}, {found}"
    _close(case, what, ours, lambda env: _slope(case, target, env), 1e-6 if case.generator.analytic else 1e-4)
    check_normal_form(case, found)
    check_text(case, found)
    check_names(case, found)


CHECKS: list[tuple[Callable[[Case], None], int]] = [
    (check_value, 1), (check_normal_form, 1), (check_text, 1), (check_names, 2),
    (check_simplified, 2), (check_derivative, 3),
]  # fmt: skip
"""Each check, and of how many expressions one undergoes it."""
