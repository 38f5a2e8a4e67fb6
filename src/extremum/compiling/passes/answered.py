"""Cholesky factors of matrices of a known form: what is asked of them is answered by what the form says."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from extremum.compiling.passes.program import Program
from extremum.compiling.term import Term

Form = tuple[Term, Term]
"""The two parts of a matrix of a known form."""


def answered(program: Program, form: Callable[[Term], Form | None], answers: Mapping[str, str]) -> Program:
    """The program with factors of matrices of a form in place of Cholesky factors.

    form: the parts of the matrix that a factor is of; answers: the function of the factor and the parts for each that
    may be asked of a Cholesky factor, with ``cholesky`` for the factor itself.
    """
    asked: dict[Term, list[Term]] = {}
    for term in program.order():
        for part in term.parts:
            asked.setdefault(part, []).append(term)
    by: dict[Term, Term] = {}
    for factor in program.order():
        found = form(factor.parts[0]) if factor.name == "cholesky" and factor not in program.roots else None
        users = asked.get(factor, [])
        if found is not None and all(_asks(user, factor, answers) for user in users):
            made = program.terms.call(answers["cholesky"], found, shape=factor.shape)
            by |= {user: program.terms.call(answers[user.name], (made, *found, *user.parts[1:])) for user in users}
    return program.replaced(by) if by else program


def _asks(user: Term, factor: Term, answers: Mapping[str, str]) -> bool:
    return user.name in answers and user.parts[0] is factor and factor not in user.parts[1:]
