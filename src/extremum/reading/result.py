"""What reading a formula gives: the expression, and what was inferred and decided on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, final

from extremum.algebra.node import Expr
from extremum.notation.displayed import Displayed


@final
@dataclass(frozen=True, slots=True, repr=False)
class Reading(Displayed):
    """A formula that was read.

    expr: the expression; inferred: the declarations that the formula itself gave or that the use of its names
    determined, as text; notes: each choice between readings that was made, a sentence each; function, by: of a formula
    that asks for a gradient, ``\\nabla_x f``, the function and the name of the variable; pieces: what calls, powers and
    divisors of the text are, as far as the expression, which is in normal form, does not show them: of
    ``sqrt(x)^2``, which is x, the root.

    >>> import extremum as ex
    >>> found = ex.read_latex(r"\\|A x - b\\|^2")
    >>> found.expr, found.inferred
    (norm2(A*x - b)^2, ('A[n,m]', 'x[m]', 'b[n]'))
    >>> from extremum.reading.either import read_either
    >>> read_either("sqrt(x)^2 + log(x)", "x").pieces
    (sqrt(x),)
    """

    expr: Expr
    inferred: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    function: Expr | None = None
    by: str = ""
    pieces: tuple[Expr, ...] = ()

    printers: ClassVar[str] = "extremum.reading.display"


@dataclass(frozen=True, slots=True)
class Statement:
    """A constraint that was read, such as ``0 <= x <= 1`` or ``X is positive semidefinite``; or one expression.

    sides: the expressions; signs: the relations between them (``== >= <= >> <<``), one fewer; facts: the words after
    ``is``, said of the one side; inferred, notes, pieces: as of a :class:`Reading`.
    """

    sides: tuple[Expr, ...]
    signs: tuple[str, ...]
    facts: tuple[str, ...] = ()
    inferred: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    pieces: tuple[Expr, ...] = ()
