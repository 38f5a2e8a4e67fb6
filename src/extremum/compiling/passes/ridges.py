"""Systems with ``H'H + l I`` through the smaller of ``H'H`` and ``HH'``: which one that is, a call knows.

Woodbury (1950): ``inv(H'H + l I) b = (b - H' inv(HH' + l I) H b) / l``; Sylvester (1851): ``det(H'H + l I) =
l^(n - m) det(HH' + l I)`` for H m×n.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from extremum.compiling.passes.answered import Form, answered
from extremum.compiling.passes.program import Pass, Program
from extremum.compiling.passes.weights import is_nonnegative
from extremum.compiling.term import Term

_ANSWERS = {"cholesky": "ridge_cholesky", "cho_solve": "ridge_solve", "cho_logdet": "ridge_logdet"}


def _run(program: Program) -> Program:
    uses = program.uses()
    return answered(program, lambda matrix: _ridge(program, matrix, uses), _ANSWERS)


def _ridge(program: Program, matrix: Term, uses: Counter[Term]) -> Form | None:
    """(H, l) of ``H'H + l I``, where nothing else needs ``H'H``, and H may be wide."""
    if matrix.op != "add" or len(matrix.parts) != 2 or not isinstance(matrix.data, tuple):
        return None
    for k in (0, 1):
        wide, number = _half(program, matrix.parts[k]), _multiple(program, matrix.parts[1 - k], matrix.data[1 - k])
        alone = uses[matrix] == uses[matrix.parts[k]] == 1
        if wide is not None and number is not None and alone and matrix.data[k] == 1:
            return wide, number
    return None


def _half(program: Program, gram: Term) -> Term | None:
    """H of ``H'H``, where it may have fewer rows than columns."""
    if gram.op != "matmul" or gram.rank != 2:
        return None
    left, right = gram.parts
    known = program.terms.facts
    tall = "full_column_rank" in known.get(right, ()) or "full_row_rank" in known.get(left, ())
    same = program.terms.transpose(left) is right and right.shape[0] is not right.shape[1]
    return right if same and not tall else None


def _multiple(program: Program, term: Term, q: Fraction) -> Term | None:
    """l of ``l I``, where it is no negative number."""
    if term.name == "eye":
        return program.terms.number(q) if q > 0 else None
    if term.op != "times" or term.data != len(term.parts) or term.parts[-1].name != "eye":
        return None
    number = program.terms.add([q], [program.terms.times(term.parts[:-1])])
    return number if number.rank == 0 and is_nonnegative(program, number) else None


RIDGES = Pass("ridges", "H'H + l I is factorised as the smaller of H'H + l I and HH' + l I", _run, whole=True)
