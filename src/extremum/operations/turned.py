"""What reads better transposed, and is written so: ``(x - mu)'``, not ``x' - mu'``."""

from __future__ import annotations

from extremum.algebra.node import Expr


def turned_product(node: Expr) -> Expr | None:
    """The transpose of a product of three or more factors all of which are transposed, or inverses of what is."""
    if node.is_row or node.is_column:
        return None
    turned = node.T
    return turned if _transposed_factors(node) > 2 and not _transposed_factors(turned) else None


def turned_sum(node: Expr) -> Expr | None:
    """The transpose of a sum most of whose terms are transposed."""
    if node.is_scalar or len(node.args) < 2 or _is_kronecker(node):
        return None
    here = _transposed_leaves(node)
    if not here and not node.is_row:
        return None
    back = node.T
    there = _transposed_leaves(back)
    return back if (here > there == 0) or (here >= there and node.is_row) else None


def _is_kronecker(node: Expr) -> bool:
    """Kronecker forms have a customary orientation."""
    return any(factor.op.name in ("kron", "commutation") for term in node.args for factor in (term, *term.args))


def _transposed_factors(node: Expr) -> int:
    """How many factors are transposed, or inverses of what is."""
    inner = [factor.args[0] if factor.op.name == "inverse" else factor for factor in node.args]
    return sum(factor.op.name == "transpose" for factor in inner)


def _transposed_leaves(node: Expr) -> int:
    return sum(
        (term.op.name == "transpose") + sum(factor.op.name == "transpose" for factor in term.args) for term in node.args
    )
