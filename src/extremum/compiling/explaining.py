"""What the passes did to a program: the operations that each saved, and the lines of code that it changed."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import ndiff

from extremum.algebra.dims import ZERO, Dim
from extremum.compiling.costs import total
from extremum.compiling.numpy_source import body, reserved
from extremum.compiling.passes import PASSES, Pass
from extremum.compiling.plan import Plan, plan


def explained(made: Plan) -> str:
    """The passes that changed the program, in order, each with its operations and its lines before and after."""
    if not made.steps:
        return f"{made.name}: no pass changed the program, which costs {leading(_cost(made))} operations"
    lines = [f"{made.name}: {_change(made.steps[0].before.cost(), made.steps[-1].after.cost())}"]
    done: list[Pass] = []
    before = body(_again(made, done))
    for one in (*PASSES, *(step.made_by for step in made.steps if step.made_by not in PASSES)):
        done.append(one)
        step = next((step for step in made.steps if step.made_by is one), None)
        if step is not None:
            after = body(_again(made, done))
            lines += ["", f"{one.name}: {one.says}", f"  {_change(step.before.cost(), step.after.cost())}"]
            lines += _changed(before, after)
            before = after
    return "\n".join(lines)


def _again(made: Plan, passes: list[Pass]) -> Plan:
    """The plan with some of the passes only."""
    return plan(made.results, made.gives, made.name, reserved, each=made.each, passes=passes)


def _cost(made: Plan) -> Dim:
    return total(made.terms.values())


def _change(before: Dim, after: Dim) -> str:
    if leading(before) == leading(after):
        return f"{leading(after)} operations, as before"
    return f"{leading(before)} operations, then {leading(after)}"


def leading(cost: Dim) -> str:
    """The terms of the highest degree in each of their dimensions."""
    degrees = {monomial: dict(monomial) for monomial, _ in cost.terms}
    kept = [
        (monomial, q)
        for monomial, q in cost.terms
        if not any(
            other != monomial and all(powers.get(atom, 0) >= power for atom, power in monomial)
            for other, powers in degrees.items()
        )
    ]
    return str(sum((Dim([term]) for term in kept), ZERO))


def _changed(before: list[str], after: list[str]) -> Iterator[str]:
    """The lines that are gone and those that are new."""
    for line in ndiff(before, after):
        if line[0] in "-+":
            yield f"  {line[0]} {line[2:]}"
