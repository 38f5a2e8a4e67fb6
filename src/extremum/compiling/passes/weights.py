"""Symmetric products with weights: ``X' diag(w) X = Z'Z`` with ``Z = diag(sqrt(w)) X``: one half is computed."""

from __future__ import annotations

from fractions import Fraction

from extremum.compiling.numpy_calls import spelled
from extremum.compiling.passes.program import Pass, Program
from extremum.compiling.term import Term


def _run(program: Program) -> Program:
    return program.rewritten(lambda term: _halved(program, term))


def _halved(program: Program, term: Term) -> Term | None:
    found = _weighted(program, term)
    if found is None or not is_nonnegative(program, found[0]):
        return None
    weights, samples = found
    terms = program.terms
    half = terms.times([terms.column(terms.map("sqrt", weights)), samples])
    return terms.matmul(terms.transpose(half), half)


def _weighted(program: Program, term: Term) -> tuple[Term, Term] | None:
    """(w, X) where the term is ``X' diag(w) X``, with the weights at either factor."""
    if term.op != "matmul" or term.rank != 2:
        return None
    left, right = term.parts
    transpose = program.terms.transpose
    for one, other in ((left, right), (transpose(right), transpose(left))):
        scaled = one if one.op == "times" else None
        if scaled is not None and scaled.data == len(scaled.parts):
            matrices = [part for part in scaled.parts if part.rank == 2]
            columns = [part for part in scaled.parts if part.rank == 1]
            apart = len(matrices) == 1 and columns and len(columns) == len(scaled.parts) - 1
            if apart and transpose(matrices[0]) is other:
                return program.terms.times(columns), other
        inner = one.parts[0] if one.op == "transpose" else None
        if inner is not None and inner.op == "times" and inner.data == len(inner.parts) == 2:
            thin, plain = inner.parts
            if thin.op == "column" and plain is other:
                return thin.parts[0], plain
    return None


def is_nonnegative(program: Program, term: Term) -> bool:
    """Whether all entries are surely at least zero."""
    call = spelled(term.name)
    if (call is not None and call.nonnegative) or "nonnegative" in program.terms.facts.get(term, ()):
        return True
    if term.op == "power" and isinstance(term.data, Fraction):
        even = term.data.denominator == 1 and term.data % 2 == 0
        return even or is_nonnegative(program, term.parts[0])
    if term.op == "number" and isinstance(term.data, Fraction):
        return term.data >= 0
    if term.op == "times":
        return all(is_nonnegative(program, part) for part in term.parts)
    if term.op == "add" and isinstance(term.data, tuple):
        return min(term.data) >= 0 and all(is_nonnegative(program, part) for part in term.parts)
    return False


WEIGHTS = Pass("weights", "X' diag(w) X is Z'Z with Z = diag(sqrt(w)) X: a symmetric product costs one half", _run)
