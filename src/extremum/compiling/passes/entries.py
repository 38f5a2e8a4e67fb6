"""Sums of products of entries: traces, diagonals and sums without the products or the arrays that they are of."""

from __future__ import annotations

from collections import Counter

from extremum.compiling.passes.program import Pass, Program
from extremum.compiling.term import Term


def _run(program: Program) -> Program:
    uses = program.uses()
    return program.rewritten(lambda term: _summed(program, term, uses))


def _summed(program: Program, term: Term, uses: Counter[Term]) -> Term | None:
    if term.name not in ("total", "sum1", "diagonal", "trace") or uses[term.parts[0]] > 1:
        return None
    pair = _pair(program, term)
    if pair is None:
        return None
    if term.name in ("total", "trace"):
        return _dot(program, *pair)
    return program.terms.call("rowdots", pair)


def _pair(program: Program, term: Term) -> tuple[Term, Term] | None:
    """A and B, of one shape, where the entries of ``A ∘ B`` are summed."""
    (inner,) = term.parts
    if term.name in ("diagonal", "trace"):
        fits = inner.op == "matmul" and inner.parts[0].rank == inner.parts[1].rank == 2
        return (inner.parts[0], program.terms.transpose(inner.parts[1])) if fits else None
    if inner.op == "power" and len(inner.parts) == 1 and inner.data == 2:
        return inner.parts[0], inner.parts[0]
    if inner.op == "times" and inner.data == len(inner.parts) == 2 and inner.parts[0].shape == inner.parts[1].shape:
        return inner.parts[0], inner.parts[1]
    return None


def _dot(program: Program, left: Term, right: Term) -> Term:
    if left.rank < 2:
        return program.terms.matmul(left, right) if left.rank else program.terms.times([left, right])
    if left.op == right.op == "transpose":
        left, right = left.parts[0], right.parts[0]
    return program.terms.call("vdot", (left, right))


ENTRIES = Pass("entries", "sums of products of entries, without the array of products", _run)
