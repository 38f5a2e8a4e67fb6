"""Convex, concave, affine or unknown: by the Hessian where facts decide its sign, otherwise by rules of composition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from extremum.algebra.errors import NotAScalarError
from extremum.algebra.facts import reason
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains
from extremum.calculus.derivatives import variable
from extremum.calculus.jacobian import chained
from extremum.calculus.jacobian import jacobian as jacobian_of
from extremum.calculus.sweep import gradients
from extremum.operations import construct as c
from extremum.operations.operators import as_expr
from extremum.operations.powers import pairs
from extremum.operations.sum import terms_of
from extremum.simplify.question import one_question
from extremum.simplify.search import simplify

_FLIP = {"convex": "concave", "concave": "convex", "affine": "affine", "unknown": "unknown"}
_BOYD = "Boyd & Vandenberghe (2004)"


@dataclass(frozen=True, slots=True, repr=False)
class Curvature:
    """kind: ``affine convex concave unknown``; why: the reason; strict: whether it is strictly so."""

    kind: str
    why: str
    strict: bool = False

    def __repr__(self) -> str:
        return str(self)

    def __str__(self) -> str:
        return f"{'strictly ' if self.strict else ''}{self.kind}: {self.why}"


@one_question()
def curvature(f: Any, x: Expr | str) -> Curvature:
    """Whether a scalar is convex or concave in a variable, and why.

    >>> import extremum as ex
    >>> n, m = ex.dims("n m")
    >>> A, x, b = ex.matrix("A", n, m), ex.vector("x", m), ex.vector("b", n)
    >>> print(curvature(ex.norm2(A @ x - b)**2, x))
    convex: its Hessian 2*A'*A is positive semidefinite

    Raises:
        NotAScalarError: f is not a scalar.
    """
    expr = as_expr(f)
    if not expr.is_scalar:
        raise NotAScalarError(f"curvature needs a scalar, but {expr} is {expr.rows}×{expr.cols}")
    return of(expr, variable(expr, x))


def of(expr: Expr, x: Expr) -> Curvature:
    """The curvature of an expression in a symbol."""
    return _by_hessian(expr, x) or _by_terms(expr, x)


def _by_hessian(expr: Expr, x: Expr, part: str = "") -> Curvature | None:
    """By the sign of the Hessian: of the expression asked about, or of a ``part`` of it, which is then named."""
    if not contains(expr, [x]):
        return Curvature("affine", f"{x} does not occur")
    grad = simplify(gradients(expr, [x])[0])
    if not contains(grad, [x]):
        return Curvature("affine", f"its gradient is free of {x}")
    hessian = simplify(jacobian_of(grad, x))
    for sign, kind, name in ((1, "convex", "positive"), (-1, "concave", "negative")):
        signed = c.multiple(sign, hessian)
        fact = "nonnegative" if hessian.is_scalar else "positive_semidefinite"
        strict = "positive" if hessian.is_scalar else "positive_definite"
        whose = f"the Hessian {hessian} of {part}" if part else f"its Hessian {hessian}"
        if reason(signed, strict):
            return Curvature(kind, f"{whose} is {name} definite", strict=True)
        if reason(signed, fact):
            return Curvature(kind, f"{whose} is {name} semidefinite")
    return None


def _by_terms(expr: Expr, x: Expr) -> Curvature:
    """A sum is what all its terms are, each with the sign of its coefficient."""
    kinds: list[Curvature] = []
    for q, term in terms_of(expr):
        if contains(term, [x]):
            found = _term(term, x)
            kinds.append(found if q > 0 else Curvature(_FLIP[found.kind], found.why, found.strict))
    names = {k.kind for k in kinds} - {"affine"}
    whys = "; ".join(dict.fromkeys(k.why for k in kinds if k.why))
    if not names:
        return Curvature("affine", whys)
    if len(names) > 1 or "unknown" in names:
        return Curvature("unknown", whys)
    return Curvature(names.pop(), whys, strict=any(k.strict for k in kinds))


def _term(term: Expr, x: Expr) -> Curvature:
    scale, core = _constant_factor(term, x)
    if scale is not None:
        inner = _by_hessian(core, x, str(core)) or _by_terms(core, x)
        if reason(scale, "nonnegative"):
            return inner
        if reason(c.multiple(-1, scale), "nonnegative"):
            return Curvature(_FLIP[inner.kind], inner.why, inner.strict)
        return Curvature("unknown", f"the sign of {scale} is not known")
    return _by_hessian(term, x, str(term)) or _atom(term, x)


def _constant_factor(term: Expr, x: Expr) -> tuple[Expr | None, Expr]:
    if term.op.name != "hadamard":
        return None, term
    fixed = [c.power(b, e) for b, e in pairs(term) if not contains(b, [x]) and not contains(e, [x])]
    moving = [c.power(b, e) for b, e in pairs(term) if contains(b, [x]) or contains(e, [x])]
    return (c.hadamard(*fixed), c.hadamard(*moving)) if fixed else (None, term)


def _affine(expr: Expr, x: Expr) -> bool:
    return not contains(chained(expr, x), [x])


_ELEMENTWISE = {"exp": "convex", "log": "concave", "softplus": "convex", "abs": "convex", "relu": "convex"}


def _atom(term: Expr, x: Expr) -> Curvature:
    name, unknown = term.op.name, Curvature("unknown", f"no rule decides {term}")
    if name == "logdet" and _affine(term.args[0], x):
        return Curvature(
            "concave", f"{term} is concave over positive definite arguments ({_BOYD}, sec. 3.1.5)", strict=True
        )
    if name == "elementwise":
        return _elementwise(term, x) or unknown
    if name == "sum_over":
        inner = of(term.args[0], x)
        return Curvature(inner.kind, inner.why)
    if name == "hadamard" and len(pairs(term)) == 1:
        base, exponent = pairs(term)[0]
        norm = base.op.name == "product" and len(base.args) == 2 and c.transpose(base.args[0]) is base.args[1]
        if norm and _affine(base.args[1], x) and c.is_number(exponent) and c.value_of(exponent) * 2 >= 1:
            return Curvature("convex", f"{term} is a norm of an affine expression ({_BOYD}, sec. 3.1.5)")
    if name == "product" and term.args[0].op.name == "ones" and len(term.args) == 2:
        return _elementwise(term.args[1], x) or unknown
    return unknown


def _elementwise(term: Expr, x: Expr) -> Curvature | None:
    """A convex or concave function of an affine argument, entry by entry."""
    if term.op.name != "elementwise" or term.function not in _ELEMENTWISE or not _affine(term.args[0], x):
        return None
    kind = _ELEMENTWISE[term.function]
    return Curvature(kind, f"{term.function} is {kind}, its argument affine ({_BOYD}, sec. 3.2.2)")
