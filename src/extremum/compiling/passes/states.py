"""States of recurrences: where the step of a recurrence is computed from one of its states, the next state is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from extremum.algebra.dims import Atom, Dim
from extremum.compiling.passes.program import Pass, Program
from extremum.compiling.term import Call, Member, Steps, Term, topological
from extremum.compiling.terms import Terms


def _run(program: Program) -> Program:
    order = program.order()
    steps = [term.data for term in order if term.op == "run"]
    forward = [data for data in steps if isinstance(data, Steps) and data.direction == 1]
    if not forward or len(steps) < 2:
        return program
    known = set(order)
    found: dict[Term, Term] = {}
    for pick in order:
        run = pick.parts[0] if pick.op == "pick" else None
        if run is not None and run.data in forward and pick.indices.isdisjoint({run.data.index}):
            after = _after(program.terms, run, pick)
            if after in known:
                found[after] = _next(program.terms, pick, after)
    return program.replaced(found) if found else program


def _after(terms: Terms, run: Term, pick: Term) -> Term | None:
    """The step from the state that is picked, as it would be written out."""
    step, steps = run.parts[1], run.data
    assert isinstance(steps, Steps) and isinstance(pick.data, Dim)
    at: dict[Atom, int | Dim] = {steps.index: pick.data + steps.first}
    made: dict[Term, Term | None] = {}
    for term in topological([step]):
        parts = [made[part] for part in term.parts]
        if term.op == "carry" and term.data == steps:
            made[term] = pick
        elif steps.index not in term.indices:
            made[term] = term
        else:
            made[term] = _moved(terms, term, [part for part in parts if part is not None], at)
    return made[step]


def _moved(terms: Terms, term: Term, parts: list[Term], at: Mapping[Atom, int | Dim]) -> Term | None:
    """The term at another place; None where something else than members, sizes and numbers names it."""
    data = term.data
    if isinstance(data, Member):
        data = replace(data, place=data.place.replace(at), size=data.size.replace(at))
    elif isinstance(data, Dim):
        data = data.replace(at)
    elif isinstance(data, Call):
        data = Call(data.name, tuple(dim.replace(at) for dim in data.dims))
    elif isinstance(data, Steps) or len(parts) < len(term.parts):
        return None
    return terms.make(term.op, parts, data, tuple(dim.replace(at) for dim in term.shape), term.thin)


def _next(terms: Terms, pick: Term, after: Term) -> Term:
    assert isinstance(pick.data, Dim)
    return terms.make("pick", pick.parts, pick.data + 1, after.shape)


STATES = Pass("states", "what the step of a recurrence gives of one of its states is the next state", _run)
