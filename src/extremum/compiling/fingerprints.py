"""Texts that tell terms apart, whatever table they were made in."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from extremum.compiling.term import Term, topological


def fingerprints(roots: Sequence[Term]) -> list[str]:
    """The same text for terms that say the same, of each root."""
    found: dict[Term, str] = {}
    for term in topological(roots):
        shape = ",".join(map(str, term.shape))
        said = "|".join([term.op, repr(term.data), shape, str(term.thin), *(found[part] for part in term.parts)])
        found[term] = sha256(said.encode()).hexdigest()
    return [found[root] for root in roots]
