"""Algebraic Riccati equations: ``care(A, B, Q, R)`` and ``dare(A, B, Q, R)``, the stabilising solutions.

``A'X + X A - X B R⁻¹ B'X + Q = 0`` in continuous time, ``X = A'X A - A'X B K + Q`` with ``K = (R + B'X B)⁻¹ B'X A`` in
discrete time. With the closed loop ``F = A - B K`` (K is ``R⁻¹ B'X`` in continuous time) their differentials solve
equations of Lyapunov and of Stein in F: ``F' dX + dX F = -M`` and ``dX - F' dX F = M``, where
``M = dQ + dA'X V + V'X dA - V'X dB K - K' dB'X V + K' dR K``, with V the identity or F.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extremum.algebra import forms
from extremum.algebra.dims import Shape, show_shape
from extremum.algebra.errors import ExtremumError, ShapeError
from extremum.algebra.facts import holds
from extremum.algebra.fields import NeverExactError, decomposed
from extremum.algebra.forms import Form
from extremum.algebra.lazy import Lazy
from extremum.algebra.node import REGISTRY, Args, Expr, Operation, Params, make, register
from extremum.algebra.traits import NONLINEAR, Exact, smooth
from extremum.operations import construct as c
from extremum.operations.base import itself, leaf, sizes
from extremum.operations.sylvester import dlyap, lyap

if TYPE_CHECKING:
    import numpy as np

    from extremum.algebra.evaluate import Scope
    from extremum.algebra.node import Array
else:
    np = Lazy("numpy")


def care(*args: Expr) -> Expr:
    """The stabilising X of ``A'X + X A - X B R⁻¹ B'X + Q = 0``."""
    return c.build("care", args)


def dare(*args: Expr) -> Expr:
    """The stabilising X of ``X = A'X A - A'X B (R + B'X B)⁻¹ B'X A + Q``."""
    return c.build("dare", args)


@dataclass(frozen=True, slots=True)
class Riccati:
    """A Riccati equation.

    solver: SciPy's function; gain: K, of A, B, R and X; outer: V of the closed loop F; weights: the Λ with
    ``tr(G' dX) = tr(Λ' M)``; matrix: of ``vec(dX) ↦ vec(M)``.
    """

    name: str
    noun: str
    solver: str
    gain: Callable[[Expr, Expr, Expr, Expr], Expr]
    outer: Callable[[Expr], Expr]
    weights: Callable[[Expr, Expr], Expr]
    matrix: Callable[[Expr], Expr]

    # -- shapes and normal form ----------------------------------------------------------------------------------------
    def shape(self, args: Args, params: Params) -> Shape:
        a, b, q, r = args
        n, m = a.rows, b.cols
        for matrix, wanted in ((a, (n, n)), (b, (n, m)), (q, (n, n)), (r, (m, m))):
            if matrix.shape != wanted:
                raise ShapeError(
                    f"{self.name}(A, B, Q, R) needs a square A, a B of as many rows, Q of the shape of A, and R with "
                    f"as many rows as B has columns; {matrix} is {show_shape(matrix.shape)}, not {show_shape(wanted)}"
                )
        return a.shape

    def build(self, args: Args, params: Params) -> Expr:
        self.shape(args, params)
        for matrix in args[2:]:
            if matrix is not c.transpose(matrix):  # a number is its own transpose too
                raise ExtremumError(
                    f"{self.name}(A, B, Q, R) needs symmetric Q and R, but {matrix} is not known to be symmetric; "
                    f"declare it so, or write ({matrix} + {c.transpose(matrix)})/2"
                )
        return make(REGISTRY[self.name], args, params)

    # -- values --------------------------------------------------------------------------------------------------------
    def value(self, node: Expr, values: Sequence[Array], scope: Scope) -> Array:
        if scope.field.exact:
            raise NeverExactError(f"the solution of a Riccati equation, {self.name}, has no exact value")
        return self._each([np.real(value) for value in values])

    def _each(self, values: Sequence[Array]) -> Array:
        import scipy.linalg

        solve = getattr(scipy.linalg, self.solver)
        batch = np.broadcast_shapes(*(value.shape[:-2] for value in values))
        a, b, q, r = (np.broadcast_to(value, (*batch, *value.shape[-2:])) for value in values)
        found = np.empty(a.shape)
        for at in np.ndindex(batch):
            found[at] = decomposed(lambda matrix, at=at: solve(matrix, b[at], q[at], r[at]), a[at])
        return found

    # -- derivatives ---------------------------------------------------------------------------------------------------
    def _parts(self, node: Expr) -> tuple[Expr, Expr, Expr]:
        """``(K, F, V'X)``."""
        a, b, _, r = node.args
        gain = self.gain(a, b, r, node)
        loop = c.subtract(a, c.product(b, gain))
        return gain, loop, c.product(c.transpose(self.outer(loop)), node)

    def adjoint(self, node: Expr, grad: Expr) -> Sequence[Expr | None]:
        """``X V (Λ + Λ')``, ``-X V (Λ + Λ') K'``, ``Λ``, ``K Λ K'``."""
        gain, loop, side = self._parts(node)
        weights = self.weights(loop, grad)
        both = c.product(c.transpose(side), c.add(weights, c.transpose(weights)))
        back = c.transpose(gain)
        return [both, c.multiple(-1, c.product(both, back)), weights, c.product(gain, weights, back)]

    def jacobian(self, node: Expr, k: int) -> Expr:
        gain, loop, side = self._parts(node)
        n, m = node.rows, node.args[1].cols
        back, unit = c.transpose(gain), c.eye(n)
        moved = (
            lambda: c.add(c.kron(unit, side), c.product(c.kron(side, unit), c.commutation(n, n))),
            lambda: c.multiple(
                -1, c.add(c.kron(back, side), c.product(c.kron(side, back), c.commutation(n, m)))
            ),
            lambda: c.eye(n * n),
            lambda: c.kron(back, back),
        )[k]()  # fmt: skip
        return c.product(c.inverse(self.matrix(loop)), moved)

    # -- how it is written, and what holds -----------------------------------------------------------------------------
    def form(self, node: Expr, parts: Sequence[Form]) -> Form:
        return forms.call(self.name, *parts)

    def infer(self, node: Expr, fact: str) -> str | None:
        """The stabilising solution is the least cost of a regulator from a state: it is of the kind of Q."""
        if fact == "symmetric":
            return "the stabilising solution of a Riccati equation is symmetric"
        _, _, q, r = node.args
        definite = fact in ("positive_definite", "positive_semidefinite")
        if definite and holds(q, fact) and holds(r, "positive_definite"):
            return f"it is the cost of a regulator with {q} {fact.replace('_', ' ')}"
        return None

    def example(self, rng: random.Random) -> Expr:
        n, m = sizes(rng, 2)
        facts = ("positive_definite", "symmetric")
        q, r = leaf(rng, n, n, *facts), leaf(rng, m, m, *facts)
        return c.build(self.name, (leaf(rng, n, n), leaf(rng, n, m), q, r))

    def registered(self, reference: str, domain: str) -> Operation:
        """The operation of this equation."""
        return register(
            Operation(
                name=self.name,
                noun=self.noun,
                shape=self.shape,
                build=self.build,
                value=self.value,
                adjoint=self.adjoint,
                jacobian=self.jacobian,
                form=self.form,
                infer=self.infer,
                transposed=itself,
                example=self.example,
                linear=NONLINEAR,
                exact=Exact.NONE,
                kinks=smooth,
                domain=domain,
                reference=reference,
            )
        )


_SOURCE = "Lancaster & Rodman (1995)"

CARE: Operation = Riccati(
    name="care",
    noun="the solution of a continuous Riccati equation",
    solver="solve_continuous_are",
    gain=lambda a, b, r, x: c.product(c.inverse(r), c.transpose(b), x),
    outer=lambda loop: c.eye(loop.rows),
    weights=lyap,
    matrix=lambda loop: c.multiple(
        -1, c.add(c.kron(c.eye(loop.rows), c.transpose(loop)), c.kron(c.transpose(loop), c.eye(loop.rows)))
    ),
).registered(
    f"{_SOURCE}, ch. 11: F'dX + dX F = -M in the closed loop F",
    "where a stabilising solution exists: (A, B) stabilisable, no eigenvalue of the Hamiltonian on the imaginary axis",
)
DARE: Operation = Riccati(
    name="dare",
    noun="the solution of a discrete Riccati equation",
    solver="solve_discrete_are",
    gain=lambda a, b, r, x: c.product(
        c.inverse(c.add(r, c.product(c.transpose(b), x, b))), c.transpose(b), x, a
    ),
    outer=lambda loop: loop,
    weights=dlyap,
    matrix=lambda loop: c.subtract(c.eye(loop.rows * loop.rows), c.kron(c.transpose(loop), c.transpose(loop))),
).registered(
    f"{_SOURCE}, ch. 14: dX - F'dX F = M in the closed loop F",
    "where a stabilising solution exists: (A, B) stabilisable, no symplectic eigenvalue on the unit circle",
)  # fmt: skip
