"""What reading a formula gives: the expression, and what was inferred and decided on the way."""

from __future__ import annotations

from dataclasses import dataclass

from extremum.algebra.node import Expr


@dataclass(frozen=True, slots=True)
class Reading:
    """A formula that was read.

    expr: the expression; inferred: the declarations that the formula itself gave or that the use of its names
    determined, as text; notes: each choice between readings that was made, a sentence each.
    """

    expr: Expr
    inferred: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
