"""Functions of eigenvalues: log-determinants, largest and smallest eigenvalues and their sums, traces of functions."""

from __future__ import annotations

from extremum.algebra.dims import ONE
from extremum.algebra.facts import holds, reason
from extremum.algebra.names import free_name
from extremum.algebra.node import Expr
from extremum.convexity.domains import established
from extremum.convexity.logs import log_proof
from extremum.convexity.proof import BOYD, Found, Mover, Sign, Step
from extremum.convexity.prover import Prover, claim, rule
from extremum.convexity.region import Region
from extremum.operations import construct as c
from extremum.operations.inverse import INVERSE
from extremum.operations.leaves import symbol
from extremum.operations.spectral import SPECTRAL
from extremum.structures.combine import by_eigenvalues

_DAVIS = "Davis (1957), All convex invariant functions of hermitian matrices"


@rule("logdet")
def log_determinant(prover: Prover, node: Expr, sign: Sign) -> Found | None:
    """``log det S`` over positive definite S."""
    found = log_proof(prover, c.det(node.args[0]), sign) if sign < 0 else None
    if found is None:
        return None
    step = claim(
        node, sign, "a log-determinant over positive definite matrices", f"{BOYD}, sec. 3.1.5", *found.step.premises
    )
    return found.under(step)


@rule("logsumexp", "logsumexp_rows")
def log_sum_exp(prover: Prover, node: Expr, sign: Sign) -> Found | None:
    """``log Σ exp(u)`` is convex and rises in each entry of u, of rows too."""
    return _of_convex(prover, node, sign, "log-sum-exp", f"{BOYD}, secs. 3.1.5, 3.2.4")


@rule("largest")
def largest(prover: Prover, node: Expr, sign: Sign) -> Found | None:
    """``max u`` is convex and rises in each entry of u."""
    return _of_convex(prover, node, sign, "the largest entry", f"{BOYD}, secs. 3.2.3, 3.2.4")


def _of_convex(prover: Prover, node: Expr, sign: Sign, what: str, source: str) -> Found | None:
    """A convex function that rises in each entry is convex of a convex argument."""
    found = prover.prove(node.args[0], sign) if sign > 0 else None
    if found is None:
        return None
    rule_ = f"{what} is convex and rises, its argument is {found.step.claim}"
    return Found(claim(node, 1, rule_, source, found.step), (), found.clauses)


@rule("eigval")
def eigenvalue(prover: Prover, node: Expr, sign: Sign) -> Found | None:
    """The largest eigenvalue of an affine symmetric matrix is convex, the smallest concave."""
    (matrix,) = node.args
    last = node.index is matrix.rows - 1
    if not prover.region.affine(matrix) or not (last if sign > 0 else node.index.number == 0):
        return None
    word = "largest" if sign > 0 else "smallest"
    affine = prover.plain(matrix)
    assert affine is not None
    return Found(
        claim(node, sign, f"the {word} eigenvalue of an affine symmetric matrix", f"{BOYD}, ex. 3.10", affine.step)
    )


# -- traces of functions -----------------------------------------------------------------------------------------------
@rule("trace")
def trace_of_function(prover: Prover, node: Expr, sign: Sign) -> Found | None:
    """``tr f(S)`` for symmetric affine S is convex where f is on the interval of the eigenvalues."""
    word = node.args[0]
    factors = word.args if word.op.name == "product" else (word,)
    bases = {_base(factor) for factor in factors}
    if len(bases) != 1:
        return None
    (matrix,) = bases
    why = reason(matrix, "symmetric")
    if not why or not prover.region.affine(matrix) or not prover.region.live(matrix):
        return None
    eigenvalue_ = _eigenvalue(node, matrix)
    scalar = c.product(*(_of(factor, matrix, eigenvalue_) for factor in factors))
    domain = established(scalar, Region((eigenvalue_,)), prover.within)
    found = None if domain.refused is not None else prover.within(domain.region).prove(scalar, sign)
    if found is None or found.clauses:
        return None
    rule_ = f"the trace of a function of a symmetric matrix, {found.step.claim} in its eigenvalues {eigenvalue_}"
    strict = any(mover.expr is eigenvalue_ and mover.weight is None for mover in found.movers)
    affine = Step(matrix, "affine and symmetric", why)
    return Found(claim(node, sign, rule_, _DAVIS, affine, found.step), (Mover(matrix),) if strict else ())


def _base(factor: Expr) -> Expr:
    return factor.args[0] if factor.op is SPECTRAL or factor.op is INVERSE else factor


def _eigenvalue(node: Expr, matrix: Expr) -> Expr:
    declared = next((scalar for scalar, fact in by_eigenvalues().items() if holds(matrix, fact)), None)
    return symbol(free_name("λ", node), ONE, ONE, (declared,) if declared else ())


def _of(factor: Expr, matrix: Expr, eigenvalue_: Expr) -> Expr:
    if factor is matrix:
        return eigenvalue_
    if factor.op.name == "inverse":
        return c.power(eigenvalue_, -1)
    return c.build("spectral", (eigenvalue_,), factor.params)
