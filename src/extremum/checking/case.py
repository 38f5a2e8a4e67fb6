"""A wrong claim beside the right answer, and what a diagnosis says about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extremum.algebra.dims import show_shape
from extremum.algebra.node import Expr
from extremum.checking.bench import Bench
from extremum.checking.syntax import Formula
from extremum.operations.sum import terms_of
from extremum.verify import equal


@dataclass(frozen=True, slots=True)
class Question:
    """The derivative that is asked for.

    what: ``gradient``, ``Jacobian`` or ``Hessian`` of ``f`` with respect to ``x``; expected: our answer; for a Hessian
    ``of`` is the scalar, and f its gradient; stated: the claim as it was given; written: f as it was written, where it
    was a text.
    """

    f: Expr
    x: Expr
    expected: Expr
    what: str
    convention: str
    of: Expr
    stated: str
    written: Formula | None = None

    def __str__(self) -> str:
        return f"the {self.what} with respect to {self.x}"

    @property
    def names(self) -> str:
        """The derivative, where nothing else is meant."""
        return f"the {self.what}"


@dataclass(frozen=True, slots=True)
class Case:
    """A claim that is not the answer.

    formula: the claim as it was written, where that can be edited; bench: points at which candidates are compared.
    """

    question: Question
    claim: Expr
    formula: Formula | None
    bench: Bench
    seen: dict[tuple[Expr, Expr], bool] = field(default_factory=dict)

    @property
    def expected(self) -> Expr:
        return self.question.expected

    def equal(self, a: Expr, b: Expr) -> bool:
        """Whether two expressions are equal: quickly refuted at a few points, otherwise verified."""
        if a.shape != b.shape:
            return False
        if (a, b) not in self.seen:
            self.seen[a, b] = a is b or (self.bench.same(a, b) and bool(equal(a, b)))
        return self.seen[a, b]

    def right(self, candidate: Expr) -> bool:
        """Whether a candidate is the answer."""
        return self.equal(candidate, self.expected)


@dataclass(frozen=True, slots=True)
class Finding:
    """How the claim is wrong.

    code: a key of :data:`extremum.checking.verdict.DIAGNOSES`; sentence: what is wrong and what would put it right;
    corrected: the right answer in the form of the claim; written: the same as the user would write it; rank: 0 where it
    comes before single edits, 1 after them, and 2 after facts that make the claim right, as a vector of unit length
    explains a factor norm2(x) better.
    """

    code: str
    sentence: str
    corrected: Expr | None = None
    written: str = ""
    rank: int = 0


def times(q: Expr) -> str:
    """A factor in words: ``2 times``, ``1/n times``, ``(n - 1) times``."""
    return f"({q}) times" if len(terms_of(q)) > 1 else f"{q} times"


def listed(words: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def sized(expr: Expr) -> str:
    """The shape in words."""
    return show_shape(expr.shape)
