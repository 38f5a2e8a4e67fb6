"""Conditions in one normal form, each once: positive factors and powers say nothing; what follows is left out.

``q <= 1``, ``q - 1 is not zero`` and ``b*(1 - q)/c is positive``, with b and c positive, are ``q < 1``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace as changed

from extremum.algebra.node import Expr
from extremum.operations.sum import content
from extremum.solving.claims import Claim, Known, is_plain, normal
from extremum.solving.conditions import Condition
from extremum.solving.implied import without_implied
from extremum.solving.predicates import NONZERO, Predicate
from extremum.solving.solution import SolutionSet

_ROUNDS = 3
"""How often claims are looked at again in the light of the others."""


def with_essentials(found: SolutionSet) -> SolutionSet:
    """A solution with the conditions that say all, in its kind too."""
    found = changed(found, conditions=without_implied(found.conditions))
    plain = _plain(found.conditions)
    if not plain:
        return found
    shown = _shown(plain)
    kind, _, where = found.kind.partition(" where ")
    return changed(found, conditions=_listed(found.conditions, shown), kind=_kind(kind, where, plain, shown))


def essential(conditions: Sequence[Condition]) -> list[Condition]:
    """The conditions that say all that these say."""
    return _listed(conditions, _shown(_plain(conditions)))


def _plain(conditions: Sequence[Condition]) -> dict[int, Condition]:
    """The conditions that a predicate of one expression says, by number."""
    alike = ((k, one) for k, one in enumerate(conditions) if type(one) is Condition and not one.matrix.indices)
    return {k: one for k, one in alike if is_plain(one.predicate, one.matrix)}


def _listed(conditions: Sequence[Condition], shown: Mapping[Claim, Condition]) -> list[Condition]:
    """What is left, each where it is said first."""
    plain = _plain(conditions)
    every: list[Condition] = []
    for k, condition in enumerate(conditions):
        every += _said(k, condition, shown) if k in plain else [condition]
    return list({one.words: one for one in every}.values())


def _said(number: int, condition: Condition, shown: Mapping[Claim, Condition]) -> list[Condition]:
    """What is said in the place of a condition: itself, where it alone says what would take more words."""
    mine = {claim: one for claim, one in shown.items() if number in claim.of}
    longer = sum(len(one.words) for one in mine.values()) > len(condition.words)
    if longer and all(claim.of == {number} for claim in mine):
        return [condition]
    return [one for claim, one in mine.items() if min(claim.of) == number]


def _kind(kind: str, where: str, plain: Mapping[int, Condition], shown: Mapping[Claim, Condition]) -> str:
    """The kind, with what is left of its conditions."""
    left: list[str] = []
    for words in where.split(" and ") if where else ():
        number = next((k for k, condition in plain.items() if condition.words == words), None)
        if number is None or _said(number, plain[number], shown) == [plain[number]]:
            left.append(words)
        else:
            left += [one.words for claim, one in shown.items() if number in claim.of]
    return f"{kind} where {' and '.join(dict.fromkeys(left))}" if left else kind


def _shown(plain: Mapping[int, Condition]) -> dict[Claim, Condition]:
    """The claims that are left of conditions, each as a condition."""
    stated = (Claim(one.predicate, one.matrix, frozenset({k})) for k, one in plain.items())
    claims = _reduced([claim for one in stated for claim in normal(one, Known(()))])
    return {claim: _worded(claim, claims, plain) for claim in claims}


def _worded(claim: Claim, claims: Sequence[Claim], plain: Mapping[int, Condition]) -> Condition:
    """A claim in the words of a condition that says it, which may be in terms of the unknowns."""
    sources = [plain[k] for k in sorted(claim.of)]
    whole = [k for k in sources if k.predicate is claim.predicate and _same(claim.predicate, k.matrix, claim.core)]
    if whole:
        return min(whole, key=lambda k: len(k.words))
    alone = len(sources) == 1 and not any(claim.of & k.of for k in claims if k is not claim)
    if alone and len(sources[0].words) < len(claim.words):
        return sources[0]
    return Condition(claim.predicate, claim.core, claim.words)


def _reduced(claims: list[Claim]) -> list[Claim]:
    """Each claim in the light of the others."""
    for _ in range(_ROUNDS):
        before = list(claims)
        for claim in before:
            if claim in claims:
                at = claims.index(claim)
                rest = claims[:at] + claims[at + 1 :]
                claims = _merged(rest[:at], list(normal(claim, Known(tuple(rest)))), rest[at:], claim)
        if claims == before:
            break
    return claims


def _merged(first: list[Claim], new: list[Claim], last: list[Claim], old: Claim) -> list[Claim]:
    """The claims with new ones for an old one; those that say the same of one expression are one."""
    if not new:  # what says more of the same expression is said for this condition too
        taken = [changed(k, of=k.of | old.of) if _same(old.predicate, k.core, old.core) else k for k in [*first, *last]]
        return taken
    found: dict[tuple[str, Expr], Claim] = {}
    for claim in [*first, *new, *last]:
        key = (claim.predicate.fact, claim.core)
        other = found.get(key)
        found[key] = claim if other is None else changed(other, of=other.of | claim.of)
    return list(found.values())


def _same(predicate: Predicate, a: Expr, b: Expr) -> bool:
    """Whether a predicate says the same of two expressions: of positive multiples, of all if it has no sign."""
    (p, inner), (q, other) = content(a), content(b)
    return inner is other and (p * q > 0 or predicate is NONZERO)
