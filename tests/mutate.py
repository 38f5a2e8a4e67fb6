"""Breaks each rule in turn, in this process, and sees whether the checks notice: python -m tests.mutate

Mutants of an operation: its adjoint and its Jacobian factor, each doubled, negated and shifted by ones, and a wrong
value; of an identity, an elementwise derivative, a convention for structured variables and a rewriting of the search:
the result doubled, negated or shifted; and an identity or a rewriting that never applies.
Exit status 1 if any mutant survives. ``python -m tests.mutate cross norm_p`` breaks what has such a word in its name.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np
from rich.console import Console

from extremum.algebra.node import REGISTRY, Expr, Operation
from extremum.algebra.rules import RULES
from extremum.calculus import factors, forward, sweep
from extremum.calculus import implicit as theorem
from extremum.operations.elementwise import FUNCTIONS
from extremum.structures import STRUCTURES
from tests.calculus import test_implicit as implicit
from tests.calculus import test_structure as structures
from tests.calculus import test_tangent as tangent
from tests.mutants import Wanted, nothing, notices, patched, sound, wrong_expressions
from tests.mutate_rewritings import run_near, run_rewritings
from tests.support import checks, independent
from tests.support.examples import examples

SEEDS = 4


def check_operation(operation: Operation) -> None:
    """The checks of one operation."""
    for seed, node in enumerate(examples(operation, SEEDS)):
        checks.check_derivatives(node, seed)
        checks.check_forward(node, seed)


def check_values(operation: Operation) -> None:
    """The checks that see a wrong value: derivatives against differences, and the exact value."""
    check_operation(operation)
    if operation.name in independent.CONSTANTS:
        independent.check_constant(operation)
    if operation.name in independent.VALUES:
        independent.check_against_scipy(operation)
    if operation.binder:
        for node in examples(operation, SEEDS):
            independent.check_binder(node)
    if operation.name == "elementwise":
        independent.check_function(FUNCTIONS["sin"])
    for seed, node in enumerate(examples(operation, SEEDS)):
        checks.check_value(node, seed)
        checks.check_normal_form(node)


def derivative_mutants(operation: Operation) -> Iterator[tuple[str, Any]]:
    """(name, context) of spoiled adjoints and Jacobians; none for operations without arguments."""
    for how, spoil in wrong_expressions().items():

        def adjoint(node: Expr, grad: Expr, spoil: Any = spoil, right: Any = operation.adjoint) -> Any:
            parts = list(right(node, grad))
            moving = [k for k, part in enumerate(parts) if part is not None]
            if moving:
                parts[moving[0]] = spoil(parts[moving[0]])
            return parts

        def jacobian(node: Expr, k: int, spoil: Any = spoil, right: Any = operation.jacobian) -> Expr:
            return spoil(right(node, k))  # type: ignore[no-any-return]

        yield f"{operation.name}: adjoint {how}", patched(operation, "adjoint", adjoint)
        yield f"{operation.name}: Jacobian {how}", patched(operation, "jacobian", jacobian)


def value_mutant(operation: Operation) -> tuple[str, Any]:
    """A value that is tripled and off by one."""

    def value(node: Expr, values: Any, scope: Any, right: Any = operation.value) -> Any:
        return 3 * np.array(right(node, values, scope)) + 1

    return f"{operation.name}: value", patched(operation, "value", value)


def run_rules(wanted: Wanted) -> Iterator[tuple[str, bool]]:
    """(mutant, whether it was noticed) for identities."""
    for rule in filter(lambda rule: wanted(rule.name), RULES):
        check = sound(partial(checks.check_rule, rule, 1))
        for how, spoil in wrong_expressions().items():
            if rule.right.startswith(("0", "zeros(")) and how != "shifted":
                continue  # zero, doubled or negated, is zero

            def apply(*operands: Expr, spoil: Any = spoil, right: Any = rule.apply) -> Expr | None:
                found = right(*operands)
                return None if found is None else spoil(found)

            with patched(rule, "apply", apply):
                yield f"identity {rule.name!r} {how}", notices(check)
        with patched(rule, "apply", lambda *operands: None):
            yield f"identity {rule.name!r} never applied", notices(check)


def run_functions(wanted: Wanted) -> Iterator[tuple[str, bool]]:
    """(mutant, whether it was noticed) for the derivatives of elementwise functions."""
    for function in [function for function in FUNCTIONS.values() if wanted(function.name)]:
        check = sound(partial(independent.check_function, function))
        for how, spoil in wrong_expressions().items():

            def derivative(x: Expr, y: Expr, spoil: Any = spoil, right: Any = function.derivative) -> Expr:
                return spoil(right(x, y))  # type: ignore[no-any-return]

            if how != "shifted" and function.name in ("sign", "step"):
                continue  # their derivative is zero, which doubled and negated is the same
            with patched(function, "derivative", derivative):
                yield f"{function.name}' {how}", notices(check)


def run_structures(wanted: Wanted) -> Iterator[tuple[str, bool]]:
    """(mutant, whether it was noticed) for the conventions of structured variables."""
    names = {"lower_triangular": "lower", "upper_triangular": "upper"}
    wished = [s for s in STRUCTURES.values() if wanted(s.name)]
    found = [(s.name, name, p) for s in wished for name, p in s.projections.items()]
    for structure, convention, projection in found:

        def check(structure: str = structure, convention: str = convention) -> None:
            name = names.get(structure, structure)
            if structure in ("unit", "simplex"):
                tangent.test_gradients_and_hessians_along_curves(structure, tangent.FUNCTIONS[0])
                tangent.test_jacobians_along_curves(structure)
            elif structure == "orthogonal":
                structures.test_orthogonal_matrices_against_curves("transposed")
            elif convention == "vech":
                structures.test_half_vectors_against_central_differences(name, "transposed")
            else:
                structures.test_gradients_against_central_differences(name, "transposed")
                structures.test_jacobians_against_central_differences(name, "transposed")

        sound(check)
        for field in ("gradient", "columns"):
            right = getattr(projection, field)
            for how, spoil in wrong_expressions().items():

                def wrong(g: Expr, x: Expr, spoil: Any = spoil, right: Any = right) -> Expr:
                    return spoil(right(g, x))  # type: ignore[no-any-return]

                with patched(projection, field, wrong):
                    yield f"{structure}, {convention}: {field} {how}", notices(check)


def check_implicit() -> None:
    """The checks of what equations define: a matrix, a vector, a row, a number, and one that needs another."""
    for name in ("Stein", "logistic", "a row", "a number", "of another one"):
        implicit.test_gradients_against_differences(name)
        implicit.test_jacobians_are_those_of_gradients(name)
        implicit.test_differentials_against_jacobians(name)
        implicit.test_hessians_against_differences_of_gradients(name)


def run_implicit(wanted: Wanted) -> Iterator[tuple[str, bool]]:
    """(mutant, whether it was noticed) for the implicit function theorem: where a rule of it is used, its result
    spoiled."""
    places = [
        (sweep, "multiplier"), (sweep, "at_solution"), (factors, "own_jacobian"), (forward, "change"),
        (theorem, "own_jacobian"),
    ] if wanted("implicit") else []  # fmt: skip
    check = sound(check_implicit if places else nothing)
    for user, name in places:
        right = getattr(user, name)
        for how, spoil in wrong_expressions().items():
            if (name, how) in _ALIKE:
                continue

            def wrong(*parts: Any, spoil: Any = spoil, right: Any = right) -> Expr:
                return spoil(right(*parts))  # type: ignore[no-any-return]

            setattr(user, name, wrong)
            try:
                yield f"implicit function theorem: {user.__name__}.{name} {how}", notices(check)
            finally:
                setattr(user, name, right)


_ALIKE = {("at_solution", "shifted")}
"""What changes nothing: a residual and one that differs from it by a constant have the same derivative."""


def run_operations(wanted: Wanted) -> Iterator[tuple[str, bool]]:
    """(mutant, whether it was noticed) for operations."""
    for operation in list(REGISTRY.values()):
        if operation.name in ("carry", "state", "unknown", "implicit") or not wanted(operation.name):
            continue
        derivatives = sound(partial(check_operation, operation))
        values = sound(partial(check_values, operation))
        moving = any(node.args for node in examples(operation, 1))
        if moving and operation.name not in independent.VALUES:
            for name, context in derivative_mutants(operation):
                with context:
                    yield name, notices(derivatives)
        if operation.name not in UNSEEN_VALUES:
            name, context = value_mutant(operation)
            with context:
                yield name, notices(values)


UNSEEN_VALUES = {"symbol", "member", "number", "constant", "dimension", "delta", "less"}
"""Leaves, whose values are the data."""


def main(words: Sequence[str] = ()) -> int:
    """Runs the mutants with one of the words in their names, or all, and prints the survivors."""

    def wanted(name: str) -> bool:
        return not words or any(word in name for word in words)

    console = Console()
    started = time.perf_counter()
    survivors: list[str] = []
    count = 0
    runs = (run_operations, run_implicit, run_rules, run_functions, run_structures, run_rewritings, run_near)
    for run in runs:
        for name, noticed in run(wanted):
            count += 1
            if not noticed:
                survivors.append(name)
    for name in survivors:
        console.print(f"survived: {name}", style="red")
    console.print(f"{count} mutants, {len(survivors)} survived, {time.perf_counter() - started:.0f} s")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
