"""Which line of a derivation uses what is assumed of a symbol: the first that is wrong without it."""

from __future__ import annotations

import dataclasses

from extremum.algebra.errors import ExtremumError
from extremum.algebra.facts import close, reason
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace, topological
from extremum.deriving.claims import Claim
from extremum.deriving.derivation import Derivation, Step
from extremum.operations import construct as c
from extremum.operations.leaves import SYMBOL, member
from extremum.structures import STRUCTURES


def with_facts(derivation: Derivation) -> None:
    """Says what the steps use of the assumptions, each where it is used first."""
    for symbol in derivation.function.symbols:
        used = _used(derivation.steps, symbol)
        for structure, (place, why) in used.items():
            if any(place == other and structure in STRUCTURES[name].implies for name, (other, _) in used.items()):
                continue  # of two laws that a line may have used, the one that it is wrong without
            step = derivation.steps[place]
            law = STRUCTURES[structure].law
            law = law.replace("vec(X)", "X") if symbol.is_column else law
            fact = f"{law.replace('X', symbol.name)}, for {why}"
            derivation.steps[place] = dataclasses.replace(step, facts=(*step.facts, fact))


def _used(steps: list[Step], symbol: Expr) -> dict[str, tuple[int, str]]:
    """The structures of a symbol whose laws are used: where first, and why they hold."""
    laws = {name: why for name in STRUCTURES if (why := _law(symbol, name)) is not None}
    places = {name: _first_use(steps, symbol, name) for name in laws}
    return {name: (place, laws[name]) for name, place in places.items() if place is not None}


def _law(symbol: Expr, structure: str) -> str | None:
    """Why the law of a structure holds for a symbol; None where there is nothing to say."""
    known = STRUCTURES[structure]
    if not known.law or symbol.is_scalar or (symbol.is_column and known.square):
        return None
    return reason(symbol, structure)


def _first_use(steps: list[Step], symbol: Expr, structure: str) -> int | None:
    """The first line that is wrong without the structure; where a line can't be without it, the first with the
    symbol."""
    try:
        return _first_wrong(steps, symbol, structure)
    except ExtremumError:
        return next((place for place, step in enumerate(steps) if _leaves(step.value, symbol)), None)


def _first_wrong(steps: list[Step], symbol: Expr, structure: str) -> int | None:
    said = [side for step in steps for side in (step.value, *((step.claim.function,) if step.claim else ()))]
    bare = {leaf: _without(leaf, structure) for side in said for leaf in _leaves(side, symbol)}
    first: dict[str, Expr] = {}
    for place, step in enumerate(steps):
        value = replace(step.value, bare)
        if not step.defines and _differs(step, value, first.setdefault(step.of, value), bare):
            return place
    return None


def _leaves(expr: Expr, symbol: Expr) -> list[Expr]:
    """The symbol, or the members of its family."""
    return [node for node in topological([expr]) if node.op is symbol.op and node.name == symbol.name]


def _without(leaf: Expr, structure: str) -> Expr:
    """A leaf of the same name that is assumed to be all that it is but for what implies the structure; what that
    implies and has a law of its own is kept."""
    kept = [name for name in STRUCTURES[structure].implies if STRUCTURES[name].law]
    for assumption in leaf.assumptions:
        if structure not in close([*kept, assumption]):
            kept.append(assumption)
    if leaf.op is SYMBOL:
        return c.build("symbol", (), (leaf.name, *leaf.shape, tuple(kept)))
    return member(leaf.name, *leaf.shape, tuple(kept), leaf.index, leaf.size, leaf.start)


def _differs(step: Step, value: Expr, first: Expr, bare: dict[Expr, Expr]) -> bool:
    """Whether a line differs from the first of its quantity, or that from what it says of the function."""
    from extremum.verify import equal

    if value is not first:
        return equal(first, value).verdict == "differs"
    return step.claim is not None and _claimed(step.claim, bare).judged(value).verdict == "differs"


def _claimed(claim: Claim, bare: dict[Expr, Expr]) -> Claim:
    given = tuple((replace(held, bare), replace(part, bare)) for held, part in claim.given)
    return Claim(replace(claim.function, bare), replace(claim.variable, bare), given, claim.change)
