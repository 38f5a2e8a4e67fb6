"""Conditions on values, ``t[j] >= t[i]``, beside those on indices: 1 where they hold and 0 elsewhere, by steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.reading.source import Tree

if TYPE_CHECKING:
    from extremum.reading.build.builder import Builder


def _unequal(gap: Expr) -> Expr:
    """``|sign(a - b)|``."""
    return c.apply("abs", c.apply("sign", gap))


_OF_GAP: dict[str, Callable[[Expr], Expr]] = {
    "less": lambda gap: c.apply("step", gap),
    "delta": lambda gap: c.subtract(c.number(1), _unequal(gap)),
}
"""Of ``b - a``: where ``a < b``, and where a and b are equal."""


def on_values(builder: Builder, tree: Tree) -> Expr | None:
    """``less(a, b)`` and ``delta(a, b)`` of values, of which at least one is data; None of indices."""
    condition = _OF_GAP.get(tree.text)
    if condition is None or len(tree.parts) != 2 or not any(_is_value(builder, part) for part in tree.parts):
        return None
    left, right = (builder.visit(part) for part in tree.parts)
    if not left.is_scalar or not right.is_scalar:
        raise builder.wrong("a condition compares numbers, as in sum_j(e, t[j] >= t[i])", tree)
    return condition(c.subtract(right, left))


def _is_value(builder: Builder, tree: Tree) -> bool:
    """Whether a variable, or a member of a family, is a part of it."""
    known = builder.declared
    own = tree.kind in ("name", "member") and (tree.text in known.variables or tree.text in known.families)
    return own or any(_is_value(builder, part) for part in tree.parts)
