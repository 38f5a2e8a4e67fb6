"""Signs where they read well: ``-(h**2 - 1) * A`` is ``(1 - h**2) * A``, where nothing else uses the difference, and
where fewer products have a sign when all such differences are turned, as the errors of a network have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from math import prod

from extremum.compiling.term import Call, Term, topological
from extremum.compiling.terms import Terms

_LINEAR_OPS = {"times", "matmul", "transpose", "column"}
_LINEAR_CALLS = {
    "outer", "kron", "rowkron", "sum_kron_diag", "sum_diag_kron", "vdot", "rowdots", "diag", "diagonal", "total",
    "sum0", "sum1", "trace", "vec", "unvec", "upright", "flat",
}  # fmt: skip


def turned(terms: Terms, roots: Sequence[Term]) -> list[Term]:
    """The roots with negative multiples turned around where that rids them of the sign."""
    other = _from_ones(terms, roots)
    return _turned(terms, min(roots, other, key=_negations))


def _negations(roots: Sequence[Term]) -> int:
    return sum(_is_negative(term) and _coefficients(term)[0] == -1 for term in topological(roots))


def _from_ones(terms: Terms, roots: Sequence[Term]) -> list[Term]:
    """The roots with ``1 - a`` for each ``a - 1``; signs pass through what is linear."""
    made: dict[Term, tuple[int, Term]] = {}  # each term is the sign times the other term
    for term in topological(roots):
        signs, parts = zip(*(made[part] for part in term.parts), strict=True) if term.parts else ((), ())
        if term.op == "add":
            items = [q * sign for q, sign in zip(_coefficients(term), signs, strict=True)]
            to_one = len(parts) > 1 and term.parts[-1].op == "number" and items[-1] < 0 < items[0]
            if to_one or (len(items) == 1 and items[0] < 0):
                made[term] = -1, _sum(terms, [(-q, part) for q, part in zip(items, parts, strict=True)])
            else:
                made[term] = 1, _sum(terms, list(zip(items, parts, strict=True)))
        elif _is_linear(term):
            made[term] = prod(signs), _again(terms, term, parts, prod(signs))
        elif term.op == "power" and len(parts) == 1 and term.data == 2:
            made[term] = 1, terms.again(term, parts)
        else:
            made[term] = 1, terms.again(term, [_signed(terms, *made[part]) for part in term.parts])
    return [_signed(terms, *made[root]) for root in roots]


def _again(terms: Terms, term: Term, parts: Sequence[Term], sign: int) -> Term:
    """The term with other parts, of which it is a multiple: if a negative one, it is known to be symmetric at most."""
    if sign == 1:
        return terms.again(term, parts)
    known = terms.facts.get(term, frozenset()) & {"symmetric"}
    return terms.note(terms.make(term.op, parts, term.data, term.shape, term.thin), *known)


def _sum(terms: Terms, items: Sequence[tuple[Fraction, Term]]) -> Term:
    """A sum, what is positive first."""
    items = sorted(items, key=lambda item: item[0] < 0)
    return terms.add([q for q, _ in items], [part for _, part in items])


def _signed(terms: Terms, sign: int, term: Term) -> Term:
    return term if sign == 1 else terms.add([-1], [term])


def _turned(terms: Terms, roots: Sequence[Term]) -> list[Term]:
    order = topological(roots)
    uses = Counter([*roots, *(part for term in order for part in term.parts)])
    inner = {term: _difference(term.parts[0], uses) for term in order if _is_negative(term)}
    differences = set(inner.values())
    changed: dict[Term, Term] = {}
    for term in order:
        parts = tuple(changed[part] for part in term.parts)
        if inner.get(term) is not None:
            changed[term] = terms.add([-_coefficients(term)[0]], parts)
        elif term in differences:
            changed[term] = _turned_sum(terms, term, parts)
        else:
            changed[term] = terms.again(term, parts)
    return [changed[root] for root in roots]


def _coefficients(term: Term) -> tuple[Fraction, ...]:
    assert isinstance(term.data, tuple)
    return term.data


def _is_negative(term: Term) -> bool:
    return term.op == "add" and len(term.parts) == 1 and _coefficients(term)[0] < 0


def _difference(term: Term, uses: Counter[Term]) -> Term | None:
    """The one difference in a term that can be turned instead of a sign before the term."""
    if uses[term] > 1:
        return None
    if term.op == "add" and len(term.parts) > 1:
        return term if min(_coefficients(term)) < 0 else None
    if not _is_linear(term):
        return None
    found = [one for one in (_difference(part, uses) for part in _linear_parts(term)) if one is not None]
    if len(found) > 1:
        found = [one for one in found if one.parts[-1].op == "number"]
    return found[0] if len(found) == 1 else None


def _turned_sum(terms: Terms, term: Term, parts: Sequence[Term]) -> Term:
    """``b - a`` for ``a - b``."""
    return _sum(terms, [(-q, part) for q, part in zip(_coefficients(term), parts, strict=True)])


def _is_linear(term: Term) -> bool:
    return term.op in _LINEAR_OPS or (isinstance(term.data, Call) and term.data.name in _LINEAR_CALLS)


def _linear_parts(term: Term) -> Sequence[Term]:
    """The parts in which a term is linear: of a quotient the numerator."""
    return term.parts[: term.data] if isinstance(term.data, int) else term.parts
