"""Sums over samples that are shared: one Gram matrix ``R'R`` serves the value and the gradients; differences are summed
as differences, so that nothing cancels."""

from __future__ import annotations

from fractions import Fraction

from extremum.compiling.passes.program import Pass, Program
from extremum.compiling.term import Term


def _run(program: Program) -> Program:
    present = set(program.order())
    return program.rewritten(lambda term: _by_gram(program, term, present) or _centred(program, term, present))


def _by_gram(program: Program, term: Term, present: set[Term]) -> Term | None:
    """``Σ R ∘ (R P) = Σ P ∘ R'R`` where ``R'R`` is there."""
    if term.name != "vdot":
        return None
    for samples, product in (term.parts, term.parts[::-1]):
        gram = program.terms.matmul(program.terms.transpose(samples), samples)
        if product.op == "matmul" and product.parts[0] is samples and gram in present:
            return program.terms.call("vdot", (product.parts[1], gram))
    return None


def _centred(program: Program, term: Term, present: set[Term]) -> Term | None:
    """``Σ x[i] - N m = Σ (x[i] - m)`` where the differences are there."""
    if term.op != "add" or len(term.parts) != 2:
        return None
    for k, part in enumerate(term.parts):
        if part.name == "sum0":
            differences = _differences(program, part.parts[0], term.parts[1 - k])
            if differences in present and _opposite(term):
                return program.terms.add([_coefficient(term, k)], [program.terms.sums(differences, 0)])
    return None


def _differences(program: Program, samples: Term, multiple: Term) -> Term | None:
    """``X - m``, of ``N m``."""
    count = program.terms.size(samples.shape[0])
    rest = [part for part in multiple.parts if part is not count]
    counted = multiple.op == "times" and multiple.data == len(multiple.parts) == len(rest) + 1
    return program.terms.add([1, -1], [samples, program.terms.times(rest)]) if counted else None


def _coefficient(term: Term, k: int) -> Fraction:
    assert isinstance(term.data, tuple)
    found: Fraction = term.data[k]
    return found


def _opposite(term: Term) -> bool:
    return _coefficient(term, 0) == -_coefficient(term, 1)


GRAMS = Pass("grams", "one Gram matrix of the samples for values and gradients; differences are summed, not sums", _run)
