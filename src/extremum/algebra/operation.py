"""The record of facts that describes an operation, and the registry of all: each operation registers its own."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extremum.algebra.errors import ExtremumError
from extremum.algebra.traits import MULTILINEAR, Exact, Linear, Nonsmooth, RankBound, as_it_stands, no_bound

if TYPE_CHECKING:
    from extremum.algebra.dims import Shape
    from extremum.algebra.evaluate import Scope
    from extremum.algebra.forms import Form
    from extremum.algebra.node import Args, Array, Expr, Params


@dataclass(frozen=True, eq=False, slots=True)
class Operation:
    """All facts about one operation; every field is mandatory, so that nothing fails silently.

    noun: what an application is called, as in "the derivative of an inverse".
    shape: the result's shape; raises ShapeError naming the operands.
    build: the smart constructor from (args, params): the normal form of the operation's application.
    value: the value, over floats or modulo a prime (``scope.field``); leading axes are batches.
    adjoint: from the gradient with respect to the result, one gradient an argument (None: no derivative).
    jacobian: the factor ``∂vec(result)/∂vec(argument k)'``.
    form: how it is written, from the forms of the arguments.
    infer: why a fact holds for the result (a sentence), or None.
    transposed: the transpose of an application, in normal form.
    example: a random well-shaped application, for the property tests.
    linear: in which arguments it is linear.  exact: how its value modulo a prime stands for the real one.
    kinks: where an application is not differentiable though it is defined.
    domain: where it is defined and differentiable.  reference: the source of its derivative, and what it says, as in
    ``Boyd & Vandenberghe (2004), sec. 3.1.5: d logsumexp(x) = softmax(x)' dx``.
    rank: its place in the order of terms.  binder: whether it binds an index in its arguments.
    run: how a binder evaluates itself, where batching over the index is not enough (recurrences).
    carried: whether it is what a binder that evaluates itself gives to its body: a state, the unknown of an equation.
    parameters: the names of its parameters; ``*coefficients``: as many as arguments.
    variable: whether it is what a person declares and gives data for.  odd: ``f(-A) = -f(A)``, though not linear.
    entrywise: whether an entry of its value depends on the same entries of its arguments, and on scalars.
    stacked: whether it makes or maps stacked columns, so that its products are those of Kronecker's calculus.
    rearranges: whether its entries are those of its argument in another shape.
    label: whether it stands for its argument under a name, which is lost where the argument changes.
    closed: whether it is known by its name, and nothing that rewrites looks into it.
    regular: whether its argument has to be invertible.  rank_bound: what the rank of its value does not exceed.
    turned: the transpose of an application where that reads better, and is written in its place.
    telling: of the operations between a variable and a result, whose rule is told: the greatest.
    as_factor: source and statement of the rule by which it stands as a factor of a Jacobian.
    length: about how many characters it adds to a formula, for each argument but the first where it is an infix.
    spelled: its name in the text language, where that is another.
    """

    name: str
    noun: str
    shape: Callable[[Args, Params], Shape]
    build: Callable[[Args, Params], Expr]
    value: Callable[[Expr, Sequence[Array], Scope], Array]
    adjoint: Callable[[Expr, Expr], Sequence[Expr | None]]
    jacobian: Callable[[Expr, int], Expr]
    form: Callable[[Expr, Sequence[Form]], Form]
    infer: Callable[[Expr, str], str | None]
    transposed: Callable[[Expr], Expr]
    example: Callable[[random.Random], Expr]
    linear: Linear
    exact: Exact
    kinks: Callable[[Expr], Sequence[Nonsmooth]]
    domain: str
    reference: str
    rank: int = 5
    binder: bool = False
    run: Callable[[Expr, Scope], Array] | None = None
    carried: bool = False
    parameters: tuple[str, ...] = ()
    variable: bool = False
    odd: bool = False
    entrywise: bool = False
    stacked: bool = False
    rearranges: bool = False
    label: bool = False
    closed: bool = False
    regular: bool = False
    rank_bound: RankBound = no_bound
    turned: Callable[[Expr], Expr | None] = as_it_stands
    telling: int = 3
    as_factor: str = ""
    length: int = 2
    spelled: str = ""

    @property
    def keeps_sign(self) -> bool:
        """Whether a sign of an argument is one of the result: ``f(-A, B) = -f(A, B)``."""
        return self.odd or self.linear.jointly or self.linear is MULTILINEAR

    @property
    def opaque(self) -> bool:
        """Whether it binds an index and more than adds up its body: rules that look at factors cannot look inside."""
        return self.binder and not self.linear.jointly


REGISTRY: dict[str, Operation] = {}


def register(operation: Operation) -> Operation:
    """Adds an operation to the registry; a name is registered once."""
    if operation.name in REGISTRY:
        raise ExtremumError(f"operation {operation.name!r} is registered twice")
    REGISTRY[operation.name] = operation
    return operation
