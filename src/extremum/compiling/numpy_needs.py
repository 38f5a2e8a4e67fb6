"""The helpers and modules that code needs."""

from __future__ import annotations

from collections.abc import Sequence

from extremum.compiling.numpy_assembly import helpers
from extremum.compiling.numpy_calls import spelled
from extremum.compiling.numpy_helpers import with_their_needs
from extremum.compiling.term import Assembly, Blocks, Call, Term

_HELPED = {"frechet", "frechet_matrix"}


def needs(order: Sequence[Term]) -> set[str]:
    """The helpers and modules that the code of terms uses."""
    names = {term.data.name for term in order if isinstance(term.data, Call)}
    roots = {helper for term in order for op, helper in (("root", "newton"), ("held", "held")) if term.op == op}
    direct = roots | {need for name in names if (found := spelled(name)) is not None for need in found.needs}
    blocks = {"blocks"} if any(isinstance(term.data, Blocks) for term in order) else set()
    assembled = {name for term in order if isinstance(term.data, Assembly) for name in helpers(term.data)}
    return with_their_needs(direct | (names & _HELPED) | blocks | assembled)
