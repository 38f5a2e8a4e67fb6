"""Which line of a derivation uses what is assumed of a symbol: the first that is wrong without it."""

from __future__ import annotations

import dataclasses

from extremum.algebra.errors import ExtremumError
from extremum.algebra.facts import reason
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace, topological
from extremum.deriving.claims import Claim
from extremum.deriving.derivation import Derivation, Step
from extremum.operations import construct as c
from extremum.operations.leaves import SYMBOL
from extremum.structures import STRUCTURES


def with_facts(derivation: Derivation) -> None:
    """Says what the steps use of the assumptions, each where it is used first."""
    for symbol in derivation.function.symbols:
        said = [(s.law.replace("X", symbol.name), why) for s in STRUCTURES.values() if (why := _law(symbol, s.name))]
        place = _first_use(derivation.steps, symbol) if said else None
        if place is not None:
            facts = tuple(f"{law}, for {why}" for law, why in said)
            step = derivation.steps[place]
            derivation.steps[place] = dataclasses.replace(step, facts=(*step.facts, *facts))


def _law(symbol: Expr, structure: str) -> str | None:
    """Why the law of a structure holds for a symbol; None where there is nothing to say."""
    known = STRUCTURES[structure]
    if not known.law or symbol.is_scalar or (symbol.is_column and known.square):
        return None
    return reason(symbol, structure)


def _first_use(steps: list[Step], symbol: Expr) -> int | None:
    """The first line that is wrong without the assumptions; where it can't be judged, the first with the symbol."""
    try:
        return _first_wrong(steps, symbol) if symbol.op is SYMBOL else _first_with(steps, symbol)
    except ExtremumError:
        return _first_with(steps, symbol)


def _first_wrong(steps: list[Step], symbol: Expr) -> int | None:
    bare = {symbol: c.build("symbol", (), (symbol.name, *symbol.shape, ()))}
    first: dict[str, Expr] = {}
    for place, step in enumerate(steps):
        value = replace(step.value, bare)
        if not step.defines and _differs(step, value, first.setdefault(step.of, value), bare):
            return place
    return None


def _differs(step: Step, value: Expr, first: Expr, bare: dict[Expr, Expr]) -> bool:
    """Whether a line differs from the first of its quantity, or that from what it says of the function."""
    from extremum.verify import equal

    if value is not first:
        return equal(first, value).verdict == "differs"
    return step.claim is not None and _without(step.claim, bare).judged(value).verdict == "differs"


def _without(claim: Claim, bare: dict[Expr, Expr]) -> Claim:
    given = tuple((replace(held, bare), replace(part, bare)) for held, part in claim.given)
    return Claim(replace(claim.function, bare), replace(claim.variable, bare), given, claim.change)


def _first_with(steps: list[Step], symbol: Expr) -> int | None:
    for place, step in enumerate(steps):
        if any(node.op is symbol.op and node.name == symbol.name for node in topological([step.value])):
            return place
    return None
