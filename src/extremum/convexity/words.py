"""Products of matrices and vectors, and traces: sums of entries, quadratic forms, matrix fractions."""

from __future__ import annotations

from extremum.algebra.dims import IndexName
from extremum.algebra.facts import reason
from extremum.algebra.node import Expr
from extremum.algebra.traverse import topological
from extremum.convexity.compose import signed_bound
from extremum.convexity.norms import halves, quadratic_word
from extremum.convexity.proof import BOYD, Bound, Clause, Found, Mover, Sign, Step, joined
from extremum.convexity.prover import Prover, claim, passed, rule, turned
from extremum.operations import construct as c
from extremum.operations.binders import fresh_index, open_body
from extremum.operations.wordalgebra import half


# -- what only moves or adds up entries --------------------------------------------------------------------------------
@rule("transpose", "vec", "unvec", "diagonal", "named", "block", "diag", "vech")
def rearranged(prover: Prover, node: Expr, sign: Sign) -> Found | None:
    """Entry by entry, in another shape."""
    parts = [prover.prove(arg, sign) for arg in node.args]
    if any(part is None for part in parts):
        return None
    found = [part for part in parts if part is not None]
    movers, clauses = joined(found)
    if not (node.op.rearranges or node.op.label or node.op.name == "block"):
        movers = ()
    return Found(claim(node, sign, "its entries are", "", *(part.step for part in found)), movers, clauses)


@rule("sum_over")
def sum_over_samples(prover: Prover, node: Expr, sign: Sign) -> Found | None:
    """A sum over an index of what is convex for each value of it."""
    index = _readable(node)
    body = open_body(node, index)
    found = prover.prove(body, sign)
    if found is None or any(index in bound.expr.indices for clause in found.clauses for bound in clause):
        return None
    kept = tuple(m for m in found.movers if m.weight is None or index not in m.weight.indices)
    step = passed(node, sign, f"a sum of terms that are {found.step.claim}", f"{BOYD}, sec. 3.2.1", found.step)
    return Found(step, kept, found.clauses)


def _readable(node: Expr) -> IndexName:
    """A free index that is read easily."""
    taken = {str(atom) for atom in node.indices} | {n.name for n in topological([node]) if n.op.variable}
    fresh = fresh_index(node)
    letter = next((letter for letter in "ijklmn" if letter not in taken), fresh.name)
    return IndexName(letter, fresh.size, fresh.start)


# -- sums of entries ---------------------------------------------------------------------------------------------------
@rule("product")
def weighted_entries(prover: Prover, node: Expr, sign: Sign) -> Found | None:
    """``a' F b`` with constant a, b of one sign: a weighted sum of the entries of F, or of columns of products."""
    places = [k for k, factor in enumerate(node.args) if prover.region.live(factor)]
    if len(places) == 2 and len(node.args) == 2 and node.is_scalar:
        return _inner(prover, node, sign)
    if len(places) != 1:
        return None
    (at,) = places
    sides = [side for side in (node.args[:at], node.args[at + 1 :]) if side]
    weights = [c.product(*side) for side in sides]
    return _weights(prover, node, node.args[at], weights, sign)


def _weights(prover: Prover, node: Expr, core: Expr, weights: list[Expr], sign: Sign) -> Found | None:
    by, clauses, strict = 1, list[Clause](), True
    for weight in weights:
        interval = prover.region.bounds(weight)
        strict = strict and interval.nonzero
        if interval.nonpositive:
            by = -by
        elif not interval.nonnegative:
            clauses.append((signed_bound(weight, 1),))
    options: tuple[int, ...] = (1, -1) if len(clauses) == 1 else (1,)
    for side in options if len(clauses) < 2 else ():
        found = prover.prove(core, turned(sign, by * side < 0))
        if found is not None:
            flipped = [_other(clause) for clause in clauses] if side < 0 else clauses
            plain = all(weight.op.name == "ones" for weight in weights)
            entries = f"entries that are {found.step.claim}"
            rule_ = f"a sum of {entries}" if plain else f"a sum of {entries}, with weights of one sign"
            step = passed(node, sign, rule_, f"{BOYD}, sec. 3.2.1", found.step)
            return Found(step, found.movers if strict else (), (*found.clauses, *flipped))
    return None


def _other(clause: Clause) -> Clause:
    return tuple(Bound(b.expr, "<= 0" if b.relation == ">= 0" else ">= 0") for b in clause)


def _inner(prover: Prover, node: Expr, sign: Sign) -> Found | None:
    """``u'v`` is the sum of the entries of ``u∘v``."""
    row, column = node.args
    entries = c.hadamard(c.transpose(row), column)
    if entries.op.name != "hadamard" or halves(node) is not None:
        return None
    found = prover.prove(entries, sign)
    if found is None:
        return None
    step = passed(node, sign, "the sum of the entries of a product entry by entry", f"{BOYD}, sec. 3.2.1", found.step)
    return found.under(step)


@rule("trace")
def trace_of_one(prover: Prover, node: Expr, sign: Sign) -> Found | None:
    """The sum of the diagonal of what is convex entry by entry."""
    found = prover.prove(node.args[0], sign)
    return None if found is None else Found(passed(node, sign, "a sum of entries", "", found.step), (), found.clauses)


@rule("scale")
def scaled_matrix(prover: Prover, node: Expr, sign: Sign) -> Found | None:
    """A constant scalar of known sign times a matrix, or a scalar times a constant matrix of one sign."""
    scalar, matrix = node.args
    live = [part for part in node.args if prover.region.live(part)]
    if len(live) != 1:
        return None
    fixed = matrix if live[0] is scalar else scalar
    interval = prover.region.bounds(fixed)
    if not interval.nonnegative and not interval.nonpositive:
        return None
    found = prover.prove(live[0], turned(sign, not interval.nonnegative))
    if found is None:
        return None
    step = passed(node, sign, "a multiple by a constant of known sign", f"{BOYD}, sec. 3.2.1", found.step)
    return Found(step, found.movers if interval.nonzero else (), found.clauses)


# -- quadratic forms and matrix fractions ------------------------------------------------------------------------------
@rule("product")
def quadratic_form(prover: Prover, node: Expr, sign: Sign) -> Found | None:
    """``h' M h`` with h affine and M constant: the symmetric part of M decides, or is a condition."""
    split = quadratic_word(prover, node)
    if split is None:
        return None
    inner, middle = split
    part = symmetric_part(middle)
    signed = c.multiple(sign, part)
    affine = prover.plain(inner)
    assert affine is not None
    why = reason(signed, "positive_semidefinite")
    strict = bool(reason(signed, "positive_definite"))
    word = "positive" if sign > 0 else "negative"
    rule_ = f"a quadratic form with a {word} semidefinite matrix"
    if why:
        definite = Step(part, f"{word} {'' if strict else 'semi'}definite", why)
        step = claim(node, sign, rule_, f"{BOYD}, sec. 3.1.4", affine.step, definite)
        return Found(step, (Mover(inner),) if strict else ())
    condition: Bound = Bound(part, "is positive semidefinite" if sign > 0 else "is negative semidefinite")
    return Found(claim(node, sign, rule_, f"{BOYD}, sec. 3.1.4", affine.step), (), ((condition,),))


def symmetric_part(matrix: Expr) -> Expr:
    """``A`` where it is symmetric, otherwise ``A + A'``: twice its symmetric part."""
    return matrix if reason(matrix, "symmetric") else c.add(matrix, c.transpose(matrix))


@rule("product", "trace")
def matrix_fraction(prover: Prover, node: Expr, sign: Sign) -> Found | None:
    """``tr(W' inv(S) W)`` with W and S affine, S positive definite, is convex in both."""
    if sign < 0 or not node.is_scalar:
        return None
    word = node.args[0] if node.op.name == "trace" else node
    factors = word.args if word.op.name == "product" else (word,)
    turns = range(len(factors)) if node.op.name == "trace" else (len(factors) // 2,)
    for k in turns:
        found = _fraction_at(prover, node, factors, k)
        if found is not None:
            return found
    return None


def _fraction_at(prover: Prover, node: Expr, factors: tuple[Expr, ...], k: int) -> Found | None:
    inverse = factors[k]
    if inverse.op.name != "inverse" or not prover.region.live(inverse):
        return None
    matrix, rest = inverse.args[0], factors[k + 1 :] + factors[:k]
    why = reason(matrix, "positive_definite")
    if not why or not prover.region.affine(matrix):
        return None
    definite = Step(matrix, "affine and positive definite", why)
    side = _side(prover, rest)
    if side is None:
        return None
    step, strict = side
    rule_ = "a matrix fraction, w'*inv(S)*w, jointly convex in w and S"
    return Found(
        claim(node, 1, rule_, f"{BOYD}, sec. 3.1.7, ex. 3.4", definite, *step), (Mover(matrix),) if strict else ()
    )


def _side(prover: Prover, rest: tuple[Expr, ...]) -> tuple[tuple[Step, ...], bool] | None:
    """What the inverse is multiplied by: ``W W'`` with W affine, or a constant positive semidefinite matrix."""
    outer = c.product(*rest) if rest else None
    if outer is None:
        return (), True
    if not prover.region.live(outer):
        why = reason(outer, "positive_semidefinite")
        strict = bool(reason(outer, "positive_definite"))
        return ((Step(outer, "positive semidefinite", why),), strict) if why else None
    own = half(rest)
    inner = c.product(*rest[: len(rest) // 2]) if own is not None else None
    affine = prover.plain(inner) if inner is not None else None
    return None if affine is None else ((affine.step,), False)
