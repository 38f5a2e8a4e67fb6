"""Loops over the same rows as one loop, so that what they share is computed once for each block."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from extremum.algebra.dims import Dim, IndexName
from extremum.compiling.passes.program import Pass, Program
from extremum.compiling.term import Blocks, Member, Term, topological
from extremum.compiling.terms import Terms


def _run(program: Program) -> Program:
    for index in _shared(program):
        loops = _over(program, index)
        together = _joined(program, loops)
        program = together or _apart(program, loops)
    return program


def _shared(program: Program) -> list[IndexName]:
    """The indices that several loops have."""
    found: dict[IndexName, int] = defaultdict(int)
    for term in program.order():
        if isinstance(term.data, Blocks):
            found[term.data.index] += 1
    return [index for index, count in found.items() if count > 1]


def _over(program: Program, index: IndexName) -> list[Term]:
    return [term for term in program.order() if isinstance(term.data, Blocks) and term.data.index is index]


def _joined(program: Program, loops: Sequence[Term]) -> Program | None:
    """One loop; None where one of them needs what another one gives, or where they stand in several loops."""
    inside = {term for loop in loops for term in topological(loop.parts)}
    if inside & set(loops) or len({loop.indices for loop in loops}) > 1:
        return None
    terms, shapes = program.terms, tuple(dim for loop in loops for dim in loop.shape)

    def join(parts: Sequence[Term]) -> Term:
        assert isinstance(loops[0].data, Blocks)
        return terms.make("together", parts, replace(loops[0].data, shape=shapes), ())

    places = {loop: k for k, loop in enumerate(loops)}
    whole = join([loop.parts[0] for loop in loops])
    return program.replaced({loop: terms.make("nth", (whole,), k, loop.shape) for loop, k in places.items()})


def _apart(program: Program, loops: Sequence[Term]) -> Program:
    """Each of the loops with an index of its own."""
    return program.replaced({loop: _renamed(program.terms, loop) for loop in loops})


def _renamed(terms: Terms, loop: Term) -> Term:
    assert isinstance(loop.data, Blocks)
    old, new = loop.data.index, terms.loop(loop.data.size)
    changed: dict[Term, Term] = {}
    for term in topological(loop.parts):
        parts = [changed[part] for part in term.parts]
        moved = isinstance(term.data, Member) and old in term.data.place.indices
        data = replace(term.data, place=Dim.of(new)) if moved and isinstance(term.data, Member) else term.data
        same = data is term.data and all(a is b for a, b in zip(parts, term.parts, strict=True))
        changed[term] = term if same else terms.make(term.op, parts, data, term.shape, term.thin)
    return terms.make(loop.op, [changed[part] for part in loop.parts], replace(loop.data, index=new), loop.shape)


TOGETHER = Pass("together", "loops over the same rows are one loop", _run)
