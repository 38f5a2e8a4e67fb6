"""Factorisations as values: one Cholesky factor serves inverse, solutions and log-determinant of a positive definite
matrix; triangular systems are solved by substitution."""

from __future__ import annotations

from extremum.compiling.passes.program import Pass, Program
from extremum.compiling.term import Term
from extremum.structures import STRUCTURES


def _run(program: Program) -> Program:
    return program.rewritten(lambda term: _of_known(program, term))


def _of_known(program: Program, term: Term) -> Term | None:
    """What is computed of a matrix whose structure is known, through its factor."""
    if term.name not in ("inv", "solve", "logdet"):
        return None
    facts = program.terms.facts.get(term.parts[0], ())
    factors = {STRUCTURES[fact].factor for fact in facts}
    if "cholesky" in factors:
        return _by_cholesky(program, term)
    sides = sorted(factors & {"lower", "upper"})
    return _by_substitution(program, term, sides[0]) if sides and term.name != "logdet" else None


def _by_cholesky(program: Program, term: Term) -> Term:
    terms, (matrix, *rest) = program.terms, term.parts
    factor = terms.call("cholesky", (matrix,))
    return terms.call({"inv": "cho_inverse", "solve": "cho_solve", "logdet": "cho_logdet"}[term.name], (factor, *rest))


def _by_substitution(program: Program, term: Term, side: str) -> Term:
    terms, (matrix, *rest) = program.terms, term.parts
    right = rest[0] if rest else terms.call("eye", dims=(matrix.shape[0],))
    return terms.call(f"solve_{side}", (matrix, right))


FACTORISATIONS = Pass(
    "factorisations",
    "one Cholesky factor for all that is asked of a positive definite matrix",
    _run,
)
