"""Norms: Euclidean, Frobenius, spectral, nuclear; and their powers, in the forms in which people write them."""

from __future__ import annotations

from fractions import Fraction

from extremum.algebra.facts import reason
from extremum.algebra.node import Expr
from extremum.convexity.proof import BOYD, Found, Mover, Sign, Step, joined
from extremum.convexity.prover import Prover, claim, remark, rule
from extremum.operations import construct as c
from extremum.operations.product import PRODUCT
from extremum.operations.sum import terms_of
from extremum.operations.trace import TRACE
from extremum.operations.wordalgebra import half

_NORM = f"{BOYD}, sec. 3.1.5"


def halves(node: Expr) -> Expr | None:
    """h where a scalar is ``h'h``, or ``tr(H'H)``."""
    cyclic = node.op is TRACE
    word = node.args[0] if cyclic else node
    if word.op is not PRODUCT or not node.is_scalar:
        return None
    for k in range(len(word.args)) if cyclic else (0,):
        found = half(word.args[k:] + word.args[:k])
        if found is not None:
            return c.product(*found)
    return None


def norm_of(prover: Prover, square: Expr) -> Found | None:
    """A proof that the root of an expression is a norm of what is affine, or of what is convex and nonnegative."""
    return _euclidean(prover, square) or _stacked(prover, square) or _spectral(prover, square)


def _euclidean(prover: Prover, square: Expr) -> Found | None:
    """``norm2(h)``; entries that are nonnegative may be convex, as the norm rises in them."""
    inner = halves(square)
    if inner is None:
        return _weighted(prover, square)
    norm = c.power(square, Fraction(1, 2))
    if prover.region.affine(inner):
        affine = prover.plain(inner)
        assert affine is not None
        return Found(claim(norm, 1, "a norm of an affine expression", _NORM, affine.step), (Mover(inner),))
    found = prover.prove(inner, 1) if prover.region.nonnegative(inner) else None
    if found is None:
        return None
    step = claim(
        norm, 1, "a norm of convex nonnegative entries", f"{BOYD}, sec. 3.2.4", remark(prover, inner), found.step
    )
    return Found(step, (), found.clauses)


def _weighted(prover: Prover, square: Expr) -> Found | None:
    """``sqrt(h'M h)`` with a positive semidefinite constant M."""
    split = quadratic_word(prover, square)
    if split is None:
        return None
    inner, middle = split
    why = reason(middle, "positive_semidefinite")
    if not why:
        return None
    definite = Step(middle, "positive semidefinite", why)
    step = claim(c.power(square, Fraction(1, 2)), 1, "a seminorm of an affine expression", _NORM, definite)
    return Found(step, (Mover(inner),) if reason(middle, "positive_definite") else ())


def quadratic_word(prover: Prover, node: Expr) -> tuple[Expr, Expr] | None:
    """(h, M) where a scalar is ``h' M h`` with h affine and M constant."""
    if node.op is not PRODUCT or not node.is_scalar:
        return None
    word = node.args
    size = len(word) // 2
    while size and any(c.transpose(a) is not b for a, b in zip(word[:size], reversed(word[-size:]), strict=True)):
        size -= 1
    while size:
        middle, right = word[size : len(word) - size], c.product(*word[len(word) - size :])
        if middle and not any(prover.region.live(f) for f in middle):
            return (right, c.product(*middle)) if prover.region.affine(right) else None
        size -= 1
    return None


def _stacked(prover: Prover, square: Expr) -> Found | None:
    """``sqrt(c + Σ norms²)``: the norm of all parts, stacked; strictly convex in them with a constant c > 0."""
    terms = terms_of(square)
    if square.op.name != "sum" or any(q <= 0 for q, _ in terms):
        return None
    parts = [_square(prover, term) for _, term in terms if prover.region.live(term)]
    fixed = [(q, term) for q, term in terms if not prover.region.live(term)]
    rest = c.combine(fixed) if fixed else c.number(0)
    if not parts or any(part is None for part in parts) or not prover.region.nonnegative(rest):
        return None
    movers, clauses = joined(part for part in parts if part is not None)
    norm = c.power(square, Fraction(1, 2))
    steps = [part.step for part in parts if part is not None]
    beside = " with a positive constant" if prover.region.positive(rest) else ""
    step = claim(norm, 1, f"the norm of its parts, stacked{beside}", f"{BOYD}, sec. 3.2.4", *steps)
    weight = None if prover.region.positive(rest) else rest if fixed else c.number(0)
    return Found(step, tuple(Mover(m.expr, weight) for m in movers), clauses)


def _square(prover: Prover, term: Expr) -> Found | None:
    """The root of a term as a norm: of a norm's square, of the square of an affine scalar."""
    found = _euclidean(prover, term)
    if found is not None or term.op.name != "hadamard" or len(term.args) != 2 or term.args[1] is not c.number(2):
        return found
    base = term.args[0]
    if not prover.region.affine(base) or not base.is_scalar:
        return None
    return Found(claim(c.apply("abs", base), 1, "the size of an affine expression", _NORM), (Mover(base),))


def _spectral(prover: Prover, square: Expr) -> Found | None:
    """``sqrt(λ_max(H'H))``, the largest singular value of an affine H."""
    if square.op.name != "eigval" or square.index is not square.args[0].rows - 1:
        return None
    (gram,) = square.args
    own = half(gram.args) if gram.op.name == "product" else None
    if own is None or not prover.region.affine(c.product(*own)):
        return None
    return Found(claim(c.power(square, Fraction(1, 2)), 1, "the spectral norm of an affine matrix", _NORM))


def normed(prover: Prover, node: Expr, square: Expr, exponent: Expr, sign: Sign) -> Found | None:
    """``norm^p = square^(p/2)`` for p ≥ 1: the power is convex and rises, strictly convex for p > 1."""
    if sign < 0 or not c.is_number(exponent) or 2 * Fraction(c.value_of(exponent)) < 1:
        return None
    norm, power = norm_of(prover, square), 2 * Fraction(c.value_of(exponent))
    if norm is None:
        return None
    stacked = square.op.name == "sum"
    if power == 1:
        return Found(norm.step, norm.movers if stacked else (), norm.clauses)
    step = claim(node, 1, f"{norm.step.rule} to the power {power}", f"{BOYD}, sec. 3.2.4", norm.step)
    movers = tuple(Mover(m.expr) for m in norm.movers) if stacked else norm.movers
    return Found(step, movers, norm.clauses)


@rule("product", "trace")
def sum_of_squares(prover: Prover, node: Expr, sign: Sign) -> Found | None:
    """``h'h`` is the square of a norm."""
    return normed(prover, node, node, c.number(1), sign) if halves(node) is not None else None


@rule("eigval")
def largest_of_gram(prover: Prover, node: Expr, sign: Sign) -> Found | None:
    """``λ_max(H'H)`` is the square of the spectral norm."""
    return normed(prover, node, node, c.number(1), sign) if _spectral(prover, node) is not None else None


@rule("nuclear")
def nuclear(prover: Prover, node: Expr, sign: Sign) -> Found | None:
    """The nuclear norm of an affine matrix."""
    if sign < 0 or not prover.region.affine(node.args[0]):
        return None
    return Found(claim(node, 1, "the nuclear norm of an affine matrix", f"{BOYD}, sec. 3.1.5 and A.1.6"))
