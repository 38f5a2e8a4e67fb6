"""The degree of a term, by which terms are ordered."""

from __future__ import annotations

from extremum.algebra.node import Expr


def degree(term: Expr) -> int:
    """How many factors a term has: the term of highest degree leads a sum."""
    name = term.op.name
    if name in ("number", "eye", "ones", "constant"):
        return 0
    if name == "product":
        return len(term.args)
    if name == "hadamard":
        return len(term.args) // 2
    if name == "scale":
        return degree(term.args[1])
    if name == "transpose":
        return degree(term.args[0])
    return 0 if name in ("sum_over", "prod_over") else 1
