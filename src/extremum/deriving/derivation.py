"""Derivations as data: a list of equalities, each with its rule, the facts it needed and its source.

A line is written as people write it, not multiplied out, so that ``vec(G)'·(B' ⊗ A)`` can be seen before it becomes
``vec(A' G B')'``; beside it stands what it is worth, and every line is checked like any other equality.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar

from extremum.algebra import forms
from extremum.algebra.dims import Dim, IndexName
from extremum.algebra.errors import InternalError
from extremum.algebra.forms import Form
from extremum.algebra.node import Expr, Rational
from extremum.algebra.traverse import write
from extremum.deriving.claims import Claim
from extremum.notation.displayed import Displayed
from extremum.operations import construct as c
from extremum.operations import signs
from extremum.operations.binders import close
from extremum.operations.sum import SUM, content
from extremum.operations.wordalgebra import factors as split_factors

if TYPE_CHECKING:
    from extremum.verify import Equality

Names = Mapping[Expr, Form]
A_NAME, PUT_IN, WRITTEN_OUT = "a name", "the parts put in", "the letters written out"
"""Rules by which nothing is found."""


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

    def form(self, names: Names) -> Form:
        """As it is written."""
        product = product_form(self.factors, names)
        return product if self.index is None else sum_form(self.index, product)


def product_form(factors: Sequence[Expr], names: Names, *more: Form) -> Form:
    """Factors side by side: what is a scalar in front, identities among other factors left out; and ``more``."""
    number: Rational = 1
    scalars: list[Expr] = []
    matrices: list[Expr] = []
    for factor in factors:
        q, core = content(factor)
        inner, found, word = (1, [], (core,)) if core.op is SUM else split_factors(core)
        number = number * q * inner
        scalars += found
        if any(f.op.name != "eye" for f in word):
            matrices.append(c.product(*word))
    lead = c.product(c.number(number), *scalars)
    if not matrices and not more and not factors[-1].is_scalar:
        matrices = [c.eye(factors[-1].cols)]
    front = [] if lead is c.number(1) and (matrices or more) else [write(lead, names)]
    return signs.times(1, [*front, *(write(matrix, names) for matrix in matrices), *more])


def row(gradient: Expr) -> Expr:
    """``vec(G)'``, the Jacobian of a scalar with the gradient G."""
    return c.transpose(c.vec(gradient))


def sum_form(index: IndexName, body: Form) -> Form:
    """``Σ_i body`` with the range of the index."""
    assert index.size is not None
    first = forms.name(str(index.start))
    return forms.binder("sum", forms.name(index.name), body, first, forms.name(str(index.size + index.start - 1)))


def added(parts: Sequence[Form]) -> Form:
    """The sum of forms."""
    return parts[0] if len(parts) == 1 else forms.infix("+", tuple(parts), forms.SUM)


def partial_form(top: Form, bottom: Form) -> Form:
    """``∂top/∂bottom``."""
    return Form("partial", "∂", (top, bottom), forms.POWER)


@dataclass(frozen=True, slots=True)
class Step:
    """One line, ``left = right``.

    of: the quantity that is computed; lines of one quantity are equal. left: how it is written (None: the line goes on
    with the one before); right: how the right-hand side is written; value: what it is worth; rule: the identity in
    words; facts: what it needed; source: where the rule comes from; depth: 0 for a main line, 1 and more for parts;
    claim: what it says of a function, by which a line is judged that is the only one of its quantity; other: what it is
    worth by other means; defines: whether it says what something is called, or how it is meant, and can't be wrong.
    """

    of: str
    left: Form | None
    right: Form
    value: Expr
    rule: str
    source: str = ""
    facts: tuple[str, ...] = ()
    depth: int = 0
    claim: Claim | None = None
    other: Expr | None = None
    defines: bool = False

    @property
    def names_a_part(self) -> bool:
        """Whether the line gives an inner function a letter."""
        return self.rule == A_NAME


@dataclass(frozen=True, slots=True)
class Definition:
    """A name for a shared part: ``left = right``, with the range of its index as a note."""

    left: Form
    right: Form
    note: str = ""


@dataclass(slots=True, repr=False)
class Derivation(Displayed):
    """The steps that lead to ``result``; shown by Jupyter, printed as text, LaTeX, Markdown or HTML.

    function, variable: what is differentiated; label: what the function is called in the steps; result: the gradient
    or Jacobian; steps: the lines; style: ``jacobian`` or ``differential``; detail: ``full``, or ``brief`` without the
    bookkeeping; definitions: names used in the lines; evidence: what :meth:`verify` found, a line each; typed: the
    function as it was typed; normalised: the rules that made the function of that.

    >>> import extremum as ex
    >>> steps = ex.derive("norm2(A*x - b)^2", "x")
    >>> steps.result, all(steps.evidence)
    (2*A'*(A*x - b), True)
    """

    function: Expr
    variable: Expr
    label: str
    result: Expr
    steps: list[Step]
    style: str
    detail: str = "full"
    definitions: list[Definition] = field(default_factory=list)
    evidence: list[Equality] = field(default_factory=list, compare=False)
    typed: Form | None = None
    normalised: tuple[str, ...] = ()

    printers: ClassVar[str] = "extremum.deriving.display"

    @property
    def lines(self) -> list[Step]:
        """The steps that are shown; where one is left out, the next says what it is that it computes."""
        shown: list[Step] = []
        left: Form | None = None
        for step, after in zip(self.steps, [*self.steps[1:], None], strict=True):
            if self.detail == "brief" and _is_bookkeeping(step, after):
                left = step.left or left
            else:
                shown.append(step if step.left is not None or left is None else replace(step, left=left))
                left = None
        return shown

    def verify(self) -> list[Equality]:
        """Checks each line against the others that compute its quantity, a line by itself by what it claims of a
        function; the evidence, a line each.

        Raises:
            InternalError: two sides differ. A derivation with a wrong line is never an answer.
        """
        values: dict[str, list[Expr]] = {}
        for step in self.steps:
            values.setdefault(step.of, []).append(step.value)
        found = [_evidence(step, values[step.of]) for step in self.steps]
        for step, evidence in zip(self.steps, found, strict=True):
            if evidence.verdict == "differs":
                raise InternalError(
                    f"a line of the derivation of {self.function} is wrong: {self._written(step)} is not {step.value} "
                    f"({evidence.evidence})"
                )
        return found

    def _written(self, step: Step) -> str:
        """The quantity that a line computes, as the first of its lines writes it."""
        from extremum.notation.text import render

        return next((render(line.left) for line in self.steps if line.of == step.of and line.left), "a line")


def _is_bookkeeping(step: Step, after: Step | None) -> bool:
    """Whether a brief derivation does without a line: what is put in is shown where nothing is made of it."""
    return step.rule.startswith(WRITTEN_OUT) or (step.rule == PUT_IN and after is not None and after.of == step.of)


def _evidence(step: Step, values: Sequence[Expr]) -> Equality:
    """The evidence for a line: the first line of its quantity, or where there is none beside it, its claim."""
    from extremum.verify import Equality, equal

    if step.defines:
        return Equality("proved", "it says what is meant")
    if step.other is not None or len(values) > 1:
        return equal(values[0] if step.other is None else step.other, step.value)
    if step.claim is None:
        return Equality("undecided", "nothing to compare the line with")
    return step.claim.judged(step.value)
