"""Derivations as data: a list of equalities, each with its rule, the facts it needed and its source.

A line's right-hand side is a sum of products of factors that are *not* multiplied out, so that ``vec(G)'·(B' ⊗ A)``
can be seen before it becomes ``vec(A' G B')'``. Every line is checked like any other equality, see
:meth:`Derivation.verify`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from extremum.algebra import forms
from extremum.algebra.dims import Dim, IndexName
from extremum.algebra.errors import InternalError
from extremum.algebra.forms import Form
from extremum.algebra.node import Expr
from extremum.algebra.traverse import write
from extremum.operations import construct as c
from extremum.operations.binders import close
from extremum.operations.sum import SUM, content
from extremum.operations.words import factors as split_factors


@dataclass(frozen=True, slots=True)
class Chain:
    """``Σ_index factor · factor · …``, not multiplied out; without an index, the bare product."""

    factors: tuple[Expr, ...]
    index: IndexName | None = None

    def value(self) -> Expr:
        """The expression that it stands for, in normal form."""
        product = c.product(*self.factors)
        if self.index is None:
            return product
        assert self.index.size is not None
        return close("sum_over", product, self.index, self.index.size, Dim.of(self.index.start))

    def form(self, names: dict[Expr, Form]) -> Form:
        """As it is written."""
        parts = [write(factor, names) for factor in tidy_factors(self.factors)]
        product = forms.times(1, parts) if parts else forms.number("1")
        if self.index is None:
            return product
        return sum_form(self.index, product)


def tidy_factors(factors: tuple[Expr, ...]) -> list[Expr]:
    """Factors as they are written: numbers of sums in front, identities among other factors left out."""
    numbers: list[Expr] = []
    matrices: list[Expr] = []
    for factor in factors:
        q, core = content(factor)
        if core.op is SUM:
            numbers.append(c.number(q))
            matrices.append(core)
            continue
        q, scalars, word = split_factors(factor)
        plain = not word or (len(word) == 1 and word[0].op.name == "eye")
        (numbers if plain else matrices).append(c.product(c.number(q), *scalars) if plain else factor)
    return [n for n in numbers if n is not c.number(1)] + matrices if matrices else list(factors[-1:])


@dataclass(frozen=True, slots=True)
class Step:
    """One line, ``left = right``.

    left: what is being computed (empty: the line continues the one before); right: the sum of chains;
    rule: the identity in words; facts: what it needed; reference: its source; depth: 0 for the main line, 1 for parts;
    display: what is written at the right where that is no chain; names: what stands for subexpressions in it.
    """

    left: Form | None
    right: tuple[Chain, ...]
    rule: str
    facts: tuple[str, ...] = ()
    reference: str = ""
    depth: int = 0
    display: Form | None = None
    names: dict[Expr, Form] = field(default_factory=dict)

    def value(self) -> Expr | None:
        """The value of the right-hand side, or None for a line that only says something."""
        if not self.right:
            return None
        values = [chain.value() for chain in self.right]
        return values[0] if len(values) == 1 else c.add(*values)


@dataclass(frozen=True, slots=True)
class Definition:
    """A name for a shared part: ``left = right``, with the range of its index as a note."""

    left: Form
    right: Form
    note: str = ""


@dataclass(slots=True)
class Derivation:
    """The steps that lead to ``result``; shown by Jupyter, printed as text, LaTeX or HTML.

    result: the gradient or Jacobian; steps: the lines; definitions: names used in them.
    """

    function: Expr
    variable: Expr
    result: Expr
    steps: list[Step]
    definitions: list[Definition] = field(default_factory=list)
    names: dict[Expr, Form] = field(default_factory=dict)

    def verify(self) -> None:
        """Checks every line against the one it continues, and the last against the result.

        Raises:
            InternalError: two sides differ. A derivation with a wrong line is never an answer.
        """
        from extremum.verify import equal

        known: dict[str, Expr] = {}
        current = ""
        for step in self.steps:
            value = step.value()
            if value is None:
                continue
            current = repr(step.left) if step.left is not None else current
            first = known.setdefault(current, value)
            if first is not value and equal(first, value).verdict == "differs":
                raise InternalError(f"a line of the derivation of {self.function} is wrong: {first} against {value}")

    def __str__(self) -> str:
        return self.to_text()

    def to_text(self) -> str:
        """Plain text, a line a step."""
        from extremum.notation.steps import as_text

        return as_text(self)

    def to_latex(self) -> str:
        """An ``align*`` environment."""
        from extremum.notation.steps import as_latex

        return as_latex(self)

    def to_html(self) -> str:
        """A table with formulas in MathML."""
        from extremum.notation.steps import as_html

        return as_html(self)

    def _repr_html_(self) -> str:
        return self.to_html()


def sum_form(index: IndexName, body: Form) -> Form:
    """``Σ_i body`` with the range of the index."""
    assert index.size is not None
    first = forms.name(str(index.start))
    return forms.binder("sum", forms.name(index.name), body, first, forms.name(str(index.size + index.start - 1)))


def partial_form(top: Form, bottom: Form) -> Form:
    """``∂top/∂bottom``."""
    return Form("partial", "∂", (top, bottom), forms.POWER)
