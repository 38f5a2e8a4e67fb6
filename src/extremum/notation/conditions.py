"""Conditions below the sign of a sum: ``∑_(j ≥ i)``, ``∑_(j : t_j ≥ t_i)``."""

from __future__ import annotations

from collections.abc import Sequence

from extremum.algebra.forms import Form


def chosen(index: Form, among: Form, ends: Sequence[Form]) -> tuple[Form, ...]:
    """What stands below a sum, its terms, and its range: ``j ≥ i``, or ``j : t_j ≥ t_i`` where it is not all about the
    index, or ``j ≥ i, j = 1`` where the range is written too."""
    body, *conditions = among.parts
    listed = Form("chosen", ",", (*conditions, index) if ends else tuple(conditions))
    plain = bool(ends) or all(condition.parts[0] == index for condition in conditions)
    return (listed if plain else Form("chosen", ":", (index, listed))), body, *ends
