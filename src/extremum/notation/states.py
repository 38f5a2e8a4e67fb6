"""The recurrences whose states an expression uses, as definitions: where each starts, and its step.

What a derivative introduced is defined wherever the derivative is shown by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extremum.algebra import forms
from extremum.algebra.dims import Atom, Bound, Dim, DimLike, IndexName
from extremum.algebra.forms import Form
from extremum.algebra.node import Args, Expr, bind_operator
from extremum.algebra.traverse import replace_indices, topological, write
from extremum.notation.latex import latex, render_latex
from extremum.notation.text import render, text
from extremum.notation.writer import INDEX_LETTERS, free_names
from extremum.operations import construct as c
from extremum.operations.implicit import implicits_in, sides
from extremum.operations.recurrence import Parts, opened, parts_of

_STEPS = "klst"


@dataclass(frozen=True, slots=True)
class Defined:
    """``left = right``."""

    left: Form
    right: Form


def defined(roots: Sequence[Expr]) -> list[Defined]:
    """The equations that define quantities, and the recurrences."""
    return [*equations(roots), *recurrences(roots)]


def recurrences(roots: Sequence[Expr]) -> list[Defined]:
    """Two definitions a recurrence, in the order of computation; what one depends on as a whole is an index of it.

    >>> import extremum as ex
    >>> from extremum.notation.text import render
    >>> n, m, N = ex.dims("n m N")
    >>> A, x, k, i = ex.matrix("A", n, n), ex.samples("x", n, N), ex.index("k", m, start=0), ex.index("i", N)
    >>> y = ex.recurrence("y", x[i], lambda state: A @ state, k)
    >>> for line in recurrences([ex.sum(ex.norm2(y[m])**2, i)]):
    ...     print(render(line.left), "=", render(line.right))
    y[0, i] = x[i]
    y[k + 1, i] = A*y[k, i]
    """
    taken = {name for root in roots for name in free_names(root)} | _names(roots)
    found: dict[tuple[str, ...], list[Defined]] = {}
    for node in _one_state_each(roots):
        lines = list(_definitions(node, taken))
        found.setdefault(tuple(f"{line.left!r} {line.right!r}" for line in lines), lines)
    return [line for lines in found.values() for line in lines]


def equations(roots: Sequence[Expr]) -> list[Defined]:
    """The equations that define quantities, those that others need first.

    >>> import extremum as ex
    >>> from extremum.notation.text import render
    >>> for line in equations([ex.parse("tr(P)", "A[n,n]; Q[n,n]; P[n,n]: A'*P*A + Q == P")]):
    ...     print(render(line.left), "=", render(line.right))
    A'*P*A + Q = P
    """
    taken = {name for root in roots for name in free_names(root)} | _names(roots)
    free = [letter for letter in INDEX_LETTERS if letter not in taken]
    found: dict[str, Defined] = {}
    for node in implicits_in(*roots):
        bound = sorted((atom for atom in node.indices if isinstance(atom, Bound)), key=lambda atom: -atom.level)
        letters: dict[Atom, DimLike] = {atom: Dim.of(IndexName(free[k])) for k, atom in enumerate(bound)}
        left, right = sides(replace_indices(node, letters))
        found.setdefault(f"{left} {right}", Defined(write(left), write(c.number(0) if c.is_zero(right) else right)))
    return list(found.values())


def has_adjoints(*roots: Expr) -> bool:
    """Whether states occur that a derivative introduced."""
    return any(node.op.name == "state" and parts_of(node).direction == -1 for node in topological(roots))


def _names(roots: Iterable[Expr]) -> set[str]:
    return {node.name for node in topological(roots) if "name" in node.op.parameters}


def _one_state_each(roots: Iterable[Expr]) -> Iterable[Expr]:
    found: dict[tuple[str, Args], Expr] = {}
    for node in topological(roots):
        if node.op.name == "state":
            found.setdefault((parts_of(node).name, node.args), node)
    return found.values()


def _definitions(node: Expr, taken: set[str]) -> Iterator[Defined]:
    p = parts_of(node)
    free = [letter for letter in INDEX_LETTERS if letter not in taken]
    around: dict[Atom, DimLike] = {bound: Dim.of(IndexName(free[k])) for k, bound in enumerate(_bounds_around(node, p))}
    shown = {str(index) for index in around.values()}
    letter = next(letter for letter in (*_STEPS, *INDEX_LETTERS) if letter not in taken | shown)
    k = IndexName(letter)
    step, _ = opened(node, k)
    outside = [Dim.of(around.get(atom, atom)) for atom in _outside(node, p)]
    yield Defined(_state(p.name, p.first.replace(around), outside), write(replace_indices(p.start, around)))
    reached = Dim.of(k) + 1 if p.direction == 1 else Dim.of(k)
    yield Defined(_state(p.name, reached, outside), write(replace_indices(step, around)))


def _outside(node: Expr, p: Parts) -> list[Atom]:
    """The indices on which the recurrence depends as a whole."""
    return sorted({atom for arg in node.args for atom in arg.indices} - {p.bound}, key=str)


def _bounds_around(node: Expr, p: Parts) -> list[Bound]:
    """The bound indices among them, and in the place where it starts, the outermost first."""
    atoms = {*_outside(node, p), *p.first.indices}
    return sorted((atom for atom in atoms if isinstance(atom, Bound)), key=lambda bound: -bound.level)


def _state(name: str, at: Dim, outside: Sequence[Dim]) -> Form:
    return forms.member(forms.name(name), *(forms.name(str(index)) for index in (at, *outside)))


# -- expressions shown by themselves -------------------------------------------------------------------------------
def shown(expr: Expr) -> str:
    """The expression as text; of a derivative ``e[i]*y[i]' where e[m - 1] = …``."""
    if not has_adjoints(expr):
        return text(expr)
    return f"{text(expr)} where {', '.join(f'{render(d.left)} = {render(d.right)}' for d in defined([expr]))}"


def shown_latex(expr: Expr) -> str:
    """The same as LaTeX."""
    if not has_adjoints(expr):
        return latex(expr)
    lines = r",\ ".join(f"{render_latex(d.left)} = {render_latex(d.right)}" for d in defined([expr]))
    return rf"{latex(expr)} \quad\text{{where }} {lines}"


def shown_recurrence(state: Expr) -> str:
    """Where the recurrence of a state starts, and its step, as LaTeX."""
    return r",\quad ".join(f"{render_latex(d.left)} = {render_latex(d.right)}" for d in defined([state]))


bind_operator("recurrence", shown_recurrence)
bind_operator("text", shown)
bind_operator("latex", shown_latex)
