"""Log-convex and log-concave: what the logarithm of a positive expression is (Boyd & Vandenberghe 2004, sec. 3.5)."""

from __future__ import annotations

from collections.abc import Callable

from extremum.algebra.facts import reason
from extremum.algebra.node import REGISTRY, Expr, Operation
from extremum.convexity.proof import BOYD, Found, Mover, Sign, Step, bend, joined
from extremum.convexity.prover import Prover, Rule, remark, telling, turned
from extremum.operations import construct as c
from extremum.operations.elementwise import FUNCTIONS, function_of
from extremum.operations.powers import pairs
from extremum.operations.sum import terms_of

_SOURCE = f"{BOYD}, sec. 3.5"

_RULES: dict[Operation, Rule] = {}
"""For each operation the rule that proves its applications log-convex (sign 1) or log-concave (sign -1)."""


def _log_rule(operation: str) -> Callable[[Rule], Rule]:
    def added(function: Rule) -> Rule:
        _RULES[REGISTRY[operation]] = function
        return function

    return added


def log_proof(prover: Prover, node: Expr, sign: Sign) -> Found | None:
    """A proof that the logarithm of an expression, positive in the region, is convex or concave."""
    key = (node, sign)
    memo = prover._log_memo
    if key not in memo:
        memo[key] = None
        memo[key] = _search(prover, node, sign)
    return memo[key]


def _claim(node: Expr, sign: Sign, rule: str, *premises: Step) -> Step:
    return Step(node, f"log-{bend(sign)}", rule, _SOURCE, telling(premises))


def _search(prover: Prover, node: Expr, sign: Sign) -> Found | None:
    if not prover.region.live(node):
        return Found(_claim(node, sign, "a constant"))
    attempt = _RULES.get(node.op)
    found = attempt(prover, node, sign) if attempt is not None else None
    if found is None and sign < 0:
        return _concave(prover, node)
    return found


def _concave(prover: Prover, node: Expr) -> Found | None:
    """A positive concave function is log-concave."""
    found = prover.prove(node, -1) if prover.region.positive(node) else None
    if found is None:
        return None
    movers = (Mover(node),) if prover.region.affine(node) else found.movers
    return Found(
        _claim(node, -1, "it is concave and positive", found.step, remark(prover, node)), movers, found.clauses
    )


@_log_rule("elementwise")
def _function(prover: Prover, node: Expr, sign: Sign) -> Found | None:
    """A function whose logarithm bends, of what is affine, or bends the right way."""
    name, order = function_of(node)
    known, (arg,) = FUNCTIONS.get(name), node.args
    at = prover.region.bounds(arg)
    if known is None or order or not at.within(known.domain):
        return None
    bends, way = known.log_curved_on(at), known.monotone_on(at)
    if not any(b == "affine" or bend(sign) in b for b in bends):
        return None
    strict = f"strictly {bend(sign)}" in bends
    if prover.region.affine(arg):
        rule = f"{name} is {'strictly ' if strict else ''}log-{bend(sign)} on {at}, its argument is affine"
        return Found(_claim(node, sign, rule, remark(prover, arg)), (Mover(arg),) if strict else ())
    found = prover.prove(arg, turned(sign, way == "decreasing")) if way else None
    if found is None:
        return None
    rule = f"{name} is {way} and log-{bend(sign)} on {at}, its argument is {found.step.claim}"
    return Found(_claim(node, sign, rule, found.step), found.movers, found.clauses)


@_log_rule("hadamard")
def _powers(prover: Prover, node: Expr, sign: Sign) -> Found | None:
    """``Π b^e``: the logarithms add up, ``Σ e log b``."""
    parts: list[Found] = []
    for base, exponent in pairs(node):
        if not prover.region.positive(base):
            return None
        if prover.region.live(exponent):
            found = _exponential(prover, base, exponent, sign)
        else:
            interval = prover.region.bounds(exponent)
            if not interval.nonnegative and not interval.nonpositive:
                return None
            found = log_proof(prover, base, turned(sign, not interval.nonnegative))
            found = found if found is None or interval.nonzero else Found(found.step, (), found.clauses)
        if found is None:
            return None
        parts.append(found)
    movers, clauses = joined(parts)
    live = [part.step for part in parts if part.step.rule != "a constant"]
    return Found(_claim(node, sign, f"a product of powers, each log-{bend(sign)}", *live), movers, clauses)


def _exponential(prover: Prover, base: Expr, exponent: Expr, sign: Sign) -> Found | None:
    """``a^u`` with a constant a > 0 and u affine."""
    if prover.region.live(base) or not prover.region.affine(exponent):
        return None
    return Found(_claim(c.power(base, exponent), sign, "an exponential of an affine expression"))


@_log_rule("sum")
def _sum(prover: Prover, node: Expr, sign: Sign) -> Found | None:
    """A sum of log-convex functions is log-convex."""
    terms = terms_of(node)
    if sign < 0 or len(terms) == 1:
        return log_proof(prover, terms[0][1], sign) if len(terms) == 1 and terms[0][0] > 0 else None
    parts: list[Found] = []
    for q, term in terms:
        found = log_proof(prover, term, 1) if q > 0 and prover.region.positive(term) else None
        if found is None:
            return None
        parts.append(found)
    _, clauses = joined(parts)
    live = [part.step for part in parts if part.step.rule != "a constant"]
    return Found(_claim(node, 1, "a sum of log-convex functions", *live), _differences(prover, node), clauses)


def _differences(prover: Prover, node: Expr) -> tuple[Mover, ...]:
    """``log Σ c exp(u)`` is strictly convex along lines on which the exponents move apart."""
    exponents = [_exponent(prover, term) for _, term in terms_of(node)]
    if any(u is None for u in exponents):
        return ()
    first = exponents[0]
    return tuple(Mover(c.subtract(u, first)) for u in exponents[1:] if u is not None and first is not None)


def _exponent(prover: Prover, term: Expr) -> Expr | None:
    """u where a term is a constant times ``exp(u)`` with u affine."""
    if not prover.region.live(term):
        return c.like_zeros(term) if not term.is_scalar else c.number(0)
    factors = [(b, e) for b, e in pairs(term) if prover.region.live(b) or prover.region.live(e)]
    if len(factors) != 1 or factors[0][0].params != ("exp", 0) or factors[0][1] is not c.number(1):
        return None
    inner = factors[0][0].args[0]
    return inner if prover.region.affine(inner) else None


@_log_rule("det")
def _det(prover: Prover, node: Expr, sign: Sign) -> Found | None:
    """``log det S`` is strictly concave over positive definite S."""
    (matrix,) = node.args
    why = reason(matrix, "positive_definite")
    if sign > 0 or not why or not prover.region.affine(matrix):
        return None
    definite = Step(matrix, "affine and positive definite", why)
    step = Step(
        node, "log-concave", "a determinant over positive definite matrices", f"{BOYD}, sec. 3.1.5", (definite,)
    )
    return Found(step, (Mover(matrix),))


@_log_rule("entries")
def _entries(prover: Prover, node: Expr, sign: Sign) -> Found | None:
    """``Σ log v_i``."""
    (vector,) = node.args
    found = log_proof(prover, vector, sign) if prover.region.positive(vector) else None
    return None if found is None else found.under(_claim(node, sign, "a product of entries", found.step))
