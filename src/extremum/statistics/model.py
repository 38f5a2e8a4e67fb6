"""How the data are distributed: laws with their parameters, said of the variables of a model."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import final

from extremum.algebra.atoms import IndexName
from extremum.algebra.dims import Dim
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace, replace_indices
from extremum.calculus.derivatives import gradient, jacobian
from extremum.simplify.search import simplify
from extremum.statistics.distribution import Change, Distribution, Moments
from extremum.statistics.independent import Independent


@final
@dataclass(frozen=True)
class Mixture:
    """One law with a probability, otherwise the other."""

    weight: Expr
    first: Follower
    second: Follower

    @property
    def parts(self) -> tuple[Expr, ...]:
        """What it is given by."""
        return (self.weight, *self.first.parts, *self.second.parts)

    def mapped(self, change: Change) -> Mixture:
        """The mixture whose parameters are changed."""
        return Mixture(change(self.weight), self.first.mapped(change), self.second.mapped(change))

    @property
    def words(self) -> str:
        """The law in words."""
        return f"with probability {self.weight} {self.first.words}, otherwise {self.second.words}"


@final
@dataclass(frozen=True)
class Canonical:
    """A canonical exponential family, of density ``h(y) exp(eta'y - A(eta))``: ``E[y] = ∇A``, ``V[y] = ∇²A``.

    Barndorff-Nielsen (1978), Information and Exponential Families, ch. 8; McCullagh & Nelder (1989), sec. 2.2.2.
    """

    natural: Expr
    normaliser: Expr
    eta: Expr

    @cached_property
    def moments(self) -> Moments:
        """The derivatives of A at the natural parameter: its cumulants."""
        slope = gradient(self.normaliser, self.eta)
        slopes = [slope, jacobian(slope, self.eta)]
        if self.eta.is_scalar:
            slopes += [gradient(slopes[1], self.eta), gradient(gradient(slopes[1], self.eta), self.eta)]
        mean, variance, *more = (simplify(replace(one, {self.eta: self.natural})) for one in slopes)
        third, fourth = more or (None, None)
        return Moments(mean, variance, third, fourth)

    @property
    def parts(self) -> tuple[Expr, ...]:
        """What it is given by."""
        return self.natural, self.normaliser

    def mapped(self, change: Change) -> Canonical:
        """The family at a changed parameter."""
        return Canonical(change(self.natural), change(self.normaliser), self.eta)

    @property
    def words(self) -> str:
        """The law in words."""
        return f"of the exponential family with natural parameter {self.natural} and A(eta) = {self.normaliser}"


Follower = Distribution | Mixture | Canonical | Independent


@dataclass(frozen=True, slots=True)
class Statement:
    """``variable ~ law``: a symbol, or the member of a family at a free index."""

    variable: Expr
    law: Follower

    @property
    def words(self) -> str:
        """The statement in words."""
        return f"{self.variable} {self.law.words}"


@dataclass(frozen=True, slots=True)
class Model:
    """Statements about different variables, independent of one another given what their laws mention."""

    statements: tuple[Statement, ...]

    @property
    def words(self) -> str:
        """The model in words."""
        return "; ".join(statement.words for statement in self.statements)

    def statement_of(self, leaf: Expr) -> Statement | None:
        """What is said about a symbol or a member."""
        named = (s for s in self.statements if leaf.op.variable and s.variable.name == leaf.name)
        return next(named, None)

    def law_of(self, leaf: Expr) -> Follower:
        """The law of a symbol, or of a member at its index."""
        statement = self.statement_of(leaf)
        assert statement is not None
        index = index_of(statement.variable)
        return statement.law if index is None else statement.law.mapped(_moved(index, leaf.index))

    def variable_of(self, leaf: Expr) -> Expr:
        """The variable as the model names it, at its own index."""
        statement = self.statement_of(leaf)
        assert statement is not None
        return statement.variable

    def is_random(self, leaf: Expr) -> bool:
        """Whether something is said about a symbol or a member."""
        return self.statement_of(leaf) is not None


def _moved(index: IndexName, place: Dim) -> Change:
    return lambda expr: replace_indices(expr, {index: place})


def index_of(variable: Expr) -> IndexName | None:
    """The free index of a member."""
    if variable.op.name != "member":
        return None
    found = [atom for atom in variable.index.indices if isinstance(atom, IndexName)]
    return found[0] if len(found) == 1 and variable.index is Dim.of(found[0]) else None
