"""What reads better transposed, and is written so: ``(x - mu)'``, not ``x' - mu'``."""

from __future__ import annotations

from collections.abc import Iterable

from extremum.algebra.node import Expr


def turned_product(node: Expr) -> Expr | None:
    """The transpose of a product of three or more factors all of which are transposed, or inverses of what is."""
    if len(node.args) < 3 or node.is_row or node.is_column or _transposed_factors(node) <= 2:
        return None
    turned = node.T
    if turned.op is not node.op:  # a product A*S*A' with S skew is the negative of its transpose
        return None
    return None if _transposed_factors(turned) else turned


def turned_sum(node: Expr) -> Expr | None:
    """The transpose of a sum in which fewer transposes are written; that of a row, where there are no more."""
    if node.is_scalar or len(node.args) < 2:
        return None
    here = _in_terms(node)
    if not (here or node.is_row) or _is_kronecker(node):
        return None
    back = node.T
    there = _in_terms(back)
    return back if here > there + 1 or (here >= there and node.is_row) else None


def turned_entries(node: Expr) -> Expr | None:
    """The transpose of an entrywise product in which fewer transposes are written: ``(A.*B)'``."""
    if node.is_scalar or node.is_column:
        return None
    here = _written(node.args[::2])
    if here < 2:
        return None
    back = node.T
    return back if back.op is node.op and here > _written(back.args[::2]) + 1 else None


def _is_kronecker(node: Expr) -> bool:
    """Kronecker forms have a customary orientation."""
    return any(factor.op.name in ("kron", "commutation") for term in node.args for factor in (term, *term.args))


def _transposed_factors(node: Expr) -> int:
    """How many factors are transposed, or inverses of what is."""
    inner = [factor.args[0] if factor.op.name == "inverse" else factor for factor in node.args]
    return [factor.op.name for factor in inner].count("transpose")


def _in_terms(node: Expr) -> int:
    """How many transposes are written in the terms of a sum and in their factors."""
    bare = [term.args[1] if term.op.name == "scale" else term for term in node.args]
    return sum(_written([term]) or _written(term.args) for term in bare)


def _written(parts: Iterable[Expr]) -> int:
    """How many of the parts are written with a transpose: as leaves, or as sums that are."""
    return sum(part.op.name == "transpose" or (part.op.name == "sum" and _is_turned(part)) for part in parts)


def _is_turned(node: Expr) -> bool:
    leaves = [leaf for term in node.args for leaf in (term, *term.args)]
    return node.is_row or sum(leaf.op.name == "transpose" for leaf in leaves) > 1
