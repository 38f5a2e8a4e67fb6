"""Letters for square roots, so that what is rational in them is one fraction: ``(1 + z/√w)/(z + √w) = 1/√w``."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from extremum.algebra.errors import ExtremumError
from extremum.algebra.names import unreachable
from extremum.algebra.node import Expr
from extremum.algebra.traverse import rebuild, topological
from extremum.operations import construct as c
from extremum.operations.powers import pairs
from extremum.simplify.ring import is_inside

_ROOTS = 3
"""With more roots than this the search would not pay."""
_HALF = Fraction(1, 2)


def with_letters(node: Expr) -> tuple[Expr, Mapping[Expr, Expr]] | None:
    """The expression with a letter for each square root in it, and what the letters stand for; None where there is
    none, or too many."""
    found: dict[Expr, None] = {}
    for part in topological([node], enter=_is_inside):
        if part.op.name == "hadamard":
            found |= dict.fromkeys(base for base, exponent in pairs(part) if _halves(exponent) % 2)
    if not found or len(found) > _ROOTS or any(map(c.is_number, found)):
        return None
    letters = {base: _letter(base, k) for k, base in enumerate(found)}
    memo: dict[Expr, Expr] = {}
    try:
        for part in topological([node], enter=_is_inside):
            memo[part] = _lettered(part, letters, memo)
    except ExtremumError:  # an operation needs more of its argument than is known of a letter
        return None
    return memo[node], {letter: c.power(base, _HALF) for base, letter in letters.items()}


def _lettered(node: Expr, letters: Mapping[Expr, Expr], memo: Mapping[Expr, Expr]) -> Expr:
    if node in letters:
        return c.power(letters[node], 2)
    if not node.args or not _is_inside(node):
        return node
    if node.op.name != "hadamard":
        return rebuild(node, tuple(memo[arg] for arg in node.args))
    return c.hadamard(
        *(c.power(letters[b], _halves(e)) if b in letters else c.power(memo[b], e) for b, e in pairs(node))
    )


def _letter(base: Expr, k: int) -> Expr:
    return c.build("symbol", (), (unreachable(f"root{k}"), *base.shape, ("nonnegative",)))


def _halves(exponent: Expr) -> int:
    """Twice an exponent that is a whole number of halves; 0 for others."""
    twice = 2 * Fraction(c.value_of(exponent)) if c.is_number(exponent) else Fraction(0)
    return int(twice) if twice.denominator == 1 else 0


def _is_inside(node: Expr) -> bool:
    """Whether the arguments of a node are looked into, roots of them too."""
    if node.op.name == "hadamard":
        return all(_halves(exponent) for _, exponent in pairs(node))
    return is_inside(node)
