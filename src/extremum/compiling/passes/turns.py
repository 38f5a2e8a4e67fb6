"""Products with commutation matrices: ``X @ commutation(m, n)`` has the columns of X in another order."""

from __future__ import annotations

from functools import reduce

from extremum.algebra.dims import ONE, Dim
from extremum.compiling.passes.program import Pass, Program
from extremum.compiling.term import Call, Term
from extremum.compiling.terms import Terms


def _run(program: Program) -> Program:
    return program.rewritten(lambda term: _turned(program.terms, term))


def _turned(terms: Terms, term: Term) -> Term | None:
    """``K vec(A) = vec(A')`` of A m×n: the entry at ``j + i*n`` is the one at ``i + j*m``."""
    if term.op != "matmul":
        return None
    left, right = term.parts
    if (sizes := _commutation(right)) is not None:
        m, n = sizes
        return _read(terms, left, (*left.shape[:-1], m, n), left.rank - 1)
    if (sizes := _commutation(left)) is not None:
        m, n = sizes
        return _read(terms, right, (n, m, *right.shape[1:]), 0)
    return None


def _read(terms: Terms, term: Term, shape: tuple[Dim, ...], at: int) -> Term:
    """The array as one of this shape, two of whose axes, from ``at`` on, change places."""
    order = [*range(at), at + 1, at, *range(at + 2, len(shape))]
    split = terms.call("by_rows", (term,), shape)
    return terms.call("by_rows", (terms.axes(split, order),), _joined(shape, at))


def _joined(shape: tuple[Dim, ...], at: int) -> tuple[Dim, ...]:
    return (*shape[:at], reduce(lambda a, b: a * b, shape[at : at + 2], ONE), *shape[at + 2 :])


def _commutation(term: Term) -> tuple[Dim, Dim] | None:
    """The sizes of a commutation matrix; its transpose has them the other way round."""
    turned = term.op == "transpose"
    call = (term.parts[0] if turned else term).data
    if not isinstance(call, Call) or call.name != "commutation":
        return None
    m, n = call.dims
    return (n, m) if turned else (m, n)


TURNS = Pass("turns", "what is multiplied with a commutation matrix has its rows or columns in another order", _run)
