"""Staging: what depends on the data alone is computed once, by a function of its own."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import final

from extremum.compiling.locals import Namer, suggestion
from extremum.compiling.passes import Program
from extremum.compiling.passes.moments import only_data
from extremum.compiling.statements import is_cheap
from extremum.compiling.term import Term, topological


@final
@dataclass(frozen=True, slots=True)
class Stages:
    """once: what is computed of the data, by name; each: the program that takes these as arguments."""

    once: dict[str, Term]
    each: Program


def staged(program: Program, data: Collection[str], namer: Namer) -> Stages:
    """A program in two stages."""
    known: dict[Term, bool] = {}
    names: dict[Term, str] = {}
    arguments: dict[Term, Term] = {}
    for term in _frontier(program, data, known):
        name = names[term] = namer.symbol(called(term, names, namer))
        argument = program.terms.make("argument", data=name, shape=term.shape)
        arguments[term] = program.terms.note(argument, *program.terms.facts.get(term, ()))
    changed: dict[Term, Term] = {}
    for term in program.order():
        if term in arguments:
            changed[term] = arguments[term]
        elif _is_light(term) or not only_data(term, data, known):
            changed[term] = program.terms.again(term, [changed.get(part, part) for part in term.parts])
    roots = tuple(changed.get(root, root) for root in program.roots)
    return Stages({name: term for term, name in names.items()}, Program(program.terms, roots))


def called(term: Term, names: dict[Term, str], namer: Namer) -> str:
    if term.name == "mean0" and term.parts[0].op == "argument":
        return f"{term.parts[0].data}_mean"
    if term.op == "matmul" and all(_centred(part) for part in term.parts):
        return f"{''.join(dict.fromkeys(_centred(part) for part in term.parts))}_scatter"
    found = suggestion(term, names)
    return found if len(found) > 1 else f"{found}_data"


def _centred(term: Term) -> str:
    """The name of the data in what is about their mean; empty for other terms."""
    inner = term.parts[0] if term.op == "transpose" else term
    is_it = inner.op == "add" and inner.parts[-1].name == "mean0" and inner.parts[0].op == "argument"
    return str(inner.parts[0].data) if is_it else ""


def _frontier(program: Program, data: Collection[str], known: dict[Term, bool]) -> Sequence[Term]:
    """What is of data alone and is used by something else, or a result; arrays as they were given are not computed."""
    outside = [term for term in program.order() if not only_data(term, data, known)]
    todo = [part for term in outside for part in term.parts] + list(program.roots)
    wanted: set[Term] = set()
    while todo:
        term = todo.pop()
        if only_data(term, data, known):
            if _is_light(term):
                todo += term.parts
            elif not is_cheap(term):
                wanted.add(term)
    return [term for term in topological(program.roots) if term in wanted]


def _is_light(term: Term) -> bool:
    """Whether a term is computed again rather than kept beside what it is made of."""
    return term.op == "transpose" or (term.op == "add" and len(term.parts) == 1)
