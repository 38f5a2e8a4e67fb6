"""Systems with ``diag(d) + U U'`` through the small matrix ``I + U' diag(d)^-1 U``.

``inv(D + UU') = inv(D) - inv(D) U inv(I + U' inv(D) U) U' inv(D)`` (Woodbury, 1950) and ``det(D + UU') = det(D)
det(I + U' inv(D) U)`` (Sylvester, 1851); Petersen & Pedersen (2012), sec. 3.2. Where an entry of d is small beside its
row of U the difference loses digits that the matrix itself keeps: a call sees that, and factorises the whole.
"""

from __future__ import annotations

from collections import Counter

from extremum.algebra.dims import ONE
from extremum.compiling.passes.answered import Form, answered
from extremum.compiling.passes.program import Pass, Program
from extremum.compiling.term import Term

_ANSWERS = {
    "cholesky": "lowrank_cholesky",
    "cho_solve": "lowrank_solve",
    "cho_inverse": "lowrank_inverse",
    "cho_logdet": "lowrank_logdet",
}
_INVERSE = _ANSWERS["cho_inverse"]


def _run(program: Program) -> Program:
    uses = program.uses()
    found = answered(program, lambda matrix: _diagonal_and_low_rank(program, matrix, uses), _ANSWERS)
    return found.rewritten(lambda term: _without_inverse(found, term))


def _without_inverse(program: Program, term: Term) -> Term | None:
    """The diagonal of an inverse, and its products with other arrays, without the inverse."""
    terms = program.terms
    if term.name == "diagonal" and term.parts[0].name == _INVERSE:
        return terms.call("lowrank_diagonal", term.parts[0].parts)
    if term.op != "matmul":
        return None
    left, right = term.parts
    if left.name == _INVERSE:
        return terms.call("lowrank_solve", (*left.parts, right))
    if right.name != _INVERSE:
        return None
    if left.rank == 1:
        return terms.call("lowrank_solve", (*right.parts, left))
    return terms.transpose(terms.call("lowrank_solve", (*right.parts, terms.transpose(left))))


def _diagonal_and_low_rank(program: Program, matrix: Term, uses: Counter[Term]) -> Form | None:
    """(d, U) of ``diag(d) + U U'``, where nothing else needs the matrix or ``U U'``."""
    if matrix.op != "add" or len(matrix.parts) != 2 or matrix.data != (1, 1) or uses[matrix] != 1:
        return None
    for gram, diagonal in (matrix.parts, matrix.parts[::-1]):
        d, U = _entries(program, diagonal), _factor(program, gram)
        if d is not None and U is not None and uses[gram] == 1:
            return d, U
    return None


def _entries(program: Program, term: Term) -> Term | None:
    """d of ``diag(d)``, or of what is known to be a diagonal matrix."""
    if term.name == "diag":
        return term.parts[0] if term.parts[0].rank == 1 else None
    known = "diagonal" in program.terms.facts.get(term, ()) and term.rank == 2
    return program.terms.call("diagonal", (term,)) if known else None


def _factor(program: Program, gram: Term) -> Term | None:
    """U of ``U U'``, where it may have fewer columns than rows."""
    if gram.op != "matmul" or gram.rank != 2:
        return None
    left, right = gram.parts
    narrow = left.rank == 2 and left.shape[1] is not left.shape[0] and left.shape[1] is not ONE
    return left if narrow and program.terms.transpose(left) is right else None


LOW_RANK = Pass("low rank", "diag(d) + U U' is factorised as the small matrix I + U' diag(d)^-1 U", _run, whole=True)
