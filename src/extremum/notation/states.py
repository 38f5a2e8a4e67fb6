"""The recurrences whose states an expression uses, as definitions: where each starts, and its step.

What a derivative introduced is defined wherever the derivative is shown by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from extremum.algebra import forms
from extremum.algebra.dims import Atom, Bound, Dim, DimLike, IndexName
from extremum.algebra.forms import Form
from extremum.algebra.names import INDEX_LETTERS
from extremum.algebra.node import Args, Expr, bind_operator
from extremum.algebra.traverse import replace_indices, topological, write
from extremum.notation.latex import formula_latex, render_latex
from extremum.notation.text import render, text
from extremum.notation.writer import free_names
from extremum.operations import construct as c
from extremum.operations.implicit import implicits_in, sides
from extremum.operations.letters import letters_of
from extremum.operations.recurrence import Parts, opened, parts_of

_STEPS = "klst"

Wished = Mapping[int, tuple[str, ...]]
"""What the indices of sums may be called, by level."""


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
    wished = {node.level: letters_of(node) for node in topological(roots) if node.op.binder and node.op.name != "state"}
    for node in _one_state_each(roots):
        lines = list(_definitions(node, taken, wished))
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
    return any(map(is_adjoint, topological(root for root in roots if root.level)))  # a state binds the index of a step


def is_adjoint(node: Expr) -> bool:
    """Whether a node is such a state."""
    return node.op.name == "state" and parts_of(node).direction == -1


def _names(roots: Iterable[Expr]) -> set[str]:
    return {node.name for node in topological(roots) if "name" in node.op.parameters}


def _one_state_each(roots: Iterable[Expr]) -> Iterable[Expr]:
    found: dict[tuple[str, Args], Expr] = {}
    for node in topological(roots):
        if node.op.name == "state":
            found.setdefault((parts_of(node).name, node.args), node)
    return found.values()


def _definitions(node: Expr, taken: set[str], wished: Wished) -> Iterator[Defined]:
    p = parts_of(node)
    around: dict[Atom, DimLike] = dict(_lettered(_bounds_around(node, p), wished, taken))
    shown = {str(index) for index in around.values()}
    letter = next(letter for letter in (*_STEPS, *INDEX_LETTERS) if letter not in taken | shown)
    k = IndexName(letter)
    step, _ = opened(node, k)
    outside = [Dim.of(around.get(atom, atom)) for atom in _outside(node, p)]
    yield Defined(_state(p.name, p.first.replace(around), outside), write(replace_indices(p.start, around)))
    reached = Dim.of(k) + 1 if p.direction == 1 else Dim.of(k)
    yield Defined(_state(p.name, reached, outside), write(replace_indices(step, around)))


def _lettered(bounds: Sequence[Bound], wished: Wished, taken: set[str]) -> Iterator[tuple[Atom, Dim]]:
    """A letter for each, as the sums that bind them are written."""
    used = set(taken)
    for bound in bounds:
        letter = next(letter for letter in (*wished.get(bound.level, ()), *INDEX_LETTERS) if letter not in used)
        used.add(letter)
        yield bound, Dim.of(IndexName(letter))


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
        return formula_latex(expr)
    lines = r",\ ".join(f"{render_latex(d.left)} = {render_latex(d.right)}" for d in defined([expr]))
    return rf"{formula_latex(expr)} \quad\text{{where }} {lines}"


def shown_recurrence(state: Expr) -> str:
    """Where the recurrence of a state starts, and its step, as LaTeX."""
    return r",\quad ".join(f"{render_latex(d.left)} = {render_latex(d.right)}" for d in defined([state]))


bind_operator("recurrence", shown_recurrence)
bind_operator("text", shown)
bind_operator("latex", shown_latex)
