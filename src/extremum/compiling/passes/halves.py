"""Halves: ``B' inv(A) B = Z'Z`` with ``Z = inv(L) B``, where L is the Cholesky factor of A."""

from __future__ import annotations

from collections import Counter

from extremum.compiling.passes.program import Pass, Program
from extremum.compiling.term import Term


def _run(program: Program) -> Program:
    uses = program.uses()
    return program.rewritten(lambda term: _halved(program, term, uses))


def _halved(program: Program, term: Term, uses: Counter[Term]) -> Term | None:
    found = _quadratic(program, term)
    if found is None or uses[found] != 1:
        return None
    terms = program.terms
    half = terms.call("solve_lower", found.parts)
    if term.op == "matmul":
        return terms.matmul(terms.transpose(half), half)
    square = terms.power(half, 2)
    return terms.total(square) if term.name == "total" else terms.sums(square, 0)


def _quadratic(program: Program, term: Term) -> Term | None:
    """The solution ``inv(A) B`` in ``B' inv(A) B``, in its trace, or in its diagonal."""
    if term.op == "matmul":
        return _met(program, *term.parts)
    inner = term.parts[0] if term.name in ("total", "diagonal", "trace") else None
    if inner is None:
        return None
    if inner.op == "matmul" and term.name == "diagonal":
        return _met(program, *inner.parts)
    if inner.op == "times" and inner.data == len(inner.parts) == 2 and term.name == "total":
        return next((found for a, b in (inner.parts, inner.parts[::-1]) if (found := _beside(program, a, b))), None)
    return None


def _met(program: Program, left: Term, right: Term) -> Term | None:
    """``inv(A) B`` where B' stands to the left of it."""
    is_it = right.name == "cho_solve" and program.terms.transpose(right.parts[1]) is left
    return right if is_it else None


def _beside(program: Program, plain: Term, solved: Term) -> Term | None:
    """``inv(A) B`` beside B, or both turned."""
    inside = solved.parts[0] if solved.op == "transpose" else solved
    turned = program.terms.transpose(plain) if solved.op == "transpose" else plain
    return inside if inside.name == "cho_solve" and inside.parts[1] is turned else None


HALVES = Pass("halves", "B' inv(A) B is Z'Z with Z = inv(L) B: half the substitutions, and half of the product", _run)
