"""By the Hessian: of what is twice differentiable on a convex region, where its sign is known everywhere."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

from extremum.algebra.facts import reason
from extremum.algebra.intervals import Interval
from extremum.algebra.node import Expr
from extremum.algebra.traits import MULTILINEAR
from extremum.algebra.traverse import topological
from extremum.calculus.jacobian import jacobian
from extremum.calculus.sweep import gradients
from extremum.convexity.compose import signed_bound
from extremum.convexity.polynomials import definiteness
from extremum.convexity.proof import BOYD, Bound, Found, Mover, Sign, Step, bend
from extremum.convexity.prover import Prover
from extremum.convexity.signs import sign_of
from extremum.operations import construct as c
from extremum.operations.diag import DIAG
from extremum.operations.elementwise import FUNCTIONS, function_of
from extremum.operations.hadamard import HADAMARD
from extremum.operations.kron import KRON
from extremum.operations.powers import pairs
from extremum.operations.scale import SCALE
from extremum.operations.sum import content, terms_of
from extremum.simplify.search import simplify

_SOURCE = f"{BOYD}, sec. 3.1.4"
_NODES, _SCALARS = 120, 4


def by_hessian(prover: Prover, node: Expr, sign: Sign) -> Found | None:
    """A scalar whose Hessian in the unknowns is semidefinite in the whole region."""
    unknowns = [x for x in prover.region.unknowns if x.op.name == "symbol" and _occurs(node, x)]
    families = any(x.op.name != "symbol" and prover.region.live(node) for x in prover.region.unknowns)
    if families or not unknowns or not twice_differentiable(prover, node):
        return None
    scalars = all(x.is_scalar for x in unknowns)
    slopes = [slope if scalars else simplify(slope) for slope in gradients(node, unknowns)]
    if not any(prover.region.live(slope) for slope in slopes):
        return Found(Step(node, "affine", "its gradient is constant", _SOURCE, unknowns=prover.region.unknowns))
    if scalars:
        return _of_scalars(prover, node, unknowns, slopes, sign) if len(unknowns) <= _SCALARS else None
    blocks = [[simplify(jacobian(slope, x)) for x in unknowns] for slope in slopes]
    if len(unknowns) == 1:
        return _of_one(prover, node, unknowns[0], blocks[0][0], sign)
    return _of_identities(node, unknowns, blocks, sign) or _of_two(prover, node, unknowns, blocks, sign)


def is_polynomial(prover: Prover, root: Expr) -> bool:
    """Whether an expression is made of sums, products and squares of what moves, so that its Hessian is short."""
    return all(_is_product(node) for node in topological([root]) if node.args and prover.region.live(node))


def _is_product(node: Expr) -> bool:
    if node.op is HADAMARD:
        return all(e is c.number(1) or e is c.number(2) for _, e in pairs(node))
    return node.op.linear.jointly or node.op.linear is MULTILINEAR


def _occurs(node: Expr, x: Expr) -> bool:
    return any(n is x for n in topological([node]))


def twice_differentiable(prover: Prover, root: Expr) -> bool:
    """Whether no part that moves has a kink or a jump, or a power below 2 where its base may vanish."""
    nodes = [n for n in topological([root]) if prover.region.live(n)]
    return len(nodes) <= _NODES and not any(_rough(prover, n) for n in nodes)


def _rough(prover: Prover, node: Expr) -> bool:
    if node.op.name == "hadamard":
        return any(prover.region.live(b) and not _smooth_power(prover, b, e) for b, e in pairs(node))
    if node.op.binder and not node.op.linear.jointly:
        return True
    return any(prover.region.live(node.args[kink.argument]) for kink in node.op.kinks(node)) and not _on_one_side(
        prover, node
    )


def _on_one_side(prover: Prover, node: Expr) -> bool:
    """Whether the argument of an elementwise function keeps to one side of each of its kinks."""
    if node.op.name != "elementwise":
        return False
    bounds, known = prover.region.bounds(node.args[0]), FUNCTIONS.get(function_of(node)[0])
    return known is not None and all((bounds + Interval(-kink.at, -kink.at)).nonzero for kink in known.kinks)


def _smooth_power(prover: Prover, base: Expr, exponent: Expr) -> bool:
    if c.is_number(exponent):
        power = Fraction(c.value_of(exponent))
        if power.denominator == 1 or power >= 2:
            return power > 0 or prover.region.bounds(base).nonzero
    return prover.region.positive(base)


# -- unknowns that are numbers -----------------------------------------------------------------------------------------
def _of_scalars(prover: Prover, node: Expr, unknowns: list[Expr], slopes: list[Expr], sign: Sign) -> Found | None:
    """The second derivative of one number; the minors of the Hessian in several."""
    rows = [[c.multiple(sign, g) for g in gradients(slope, unknowns)] for slope in slopes]
    if len(unknowns) == 1:
        return _of_one_scalar(prover, node, unknowns[0], rows[0][0], sign)
    return _definite_minors(prover, node, unknowns, rows, sign) or _minors(prover, node, unknowns, rows, sign)


def strictly_in_scalars(prover: Prover, node: Expr, sign: Sign) -> Found | None:
    """A function of a few numbers whose Hessian is definite in the whole region."""
    unknowns = list(prover.region.unknowns)
    if len(unknowns) > _SCALARS or not all(x.is_scalar and x.op.name == "symbol" for x in unknowns):
        return None
    if not twice_differentiable(prover, node):
        return None
    rows = [[c.multiple(sign, g) for g in gradients(slope, unknowns)] for slope in gradients(node, unknowns)]
    if len(unknowns) > 1:
        return _definite_minors(prover, node, unknowns, rows, sign)
    found = _of_one_scalar(prover, node, unknowns[0], rows[0][0], sign)
    return found if found is not None and found.movers else None


Rows = list[list[Expr]]


def _definite_minors(prover: Prover, node: Expr, unknowns: list[Expr], rows: Rows, sign: Sign) -> Found | None:
    """Sylvester's criterion; the minors' signs by bounds and by the factors of rational functions."""
    minors = [_minor(rows, list(range(k + 1))) for k in range(len(unknowns))]
    if not all(sign_of(minor, prover.region).positive for minor in minors):
        return None
    shown = tuple(Step(simplify(minor), "positive", f"leading minor {k + 1}") for k, minor in enumerate(minors))
    rule = _by_minors(shown, sign, "definite", "leading")
    return Found(Step(node, bend(sign), rule, _SOURCE, shown), tuple(Mover(x) for x in unknowns))


def _minors(prover: Prover, node: Expr, unknowns: list[Expr], rows: Rows, sign: Sign) -> Found | None:
    """All principal minors, none of them negative."""
    count = len(unknowns)
    places = [list(some) for size in range(1, count + 1) for some in combinations(range(count), size)]
    minors = [_minor(rows, some) for some in places]
    if not all(sign_of(minor, prover.region).nonnegative for minor in minors):
        return None
    names = [", ".join(str(unknowns[k]) for k in some) for some in places]
    shown = tuple(Step(simplify(m), "nonnegative", f"minor of {name}") for m, name in zip(minors, names, strict=True))
    return Found(Step(node, bend(sign), _by_minors(shown, sign, "semidefinite", "principal"), _SOURCE, shown))


def _by_minors(minors: tuple[Step, ...], sign: Sign, definite: str, which: str) -> str:
    """Sylvester's criterion in words, with the minors where they are short: those of a Hessian that is negative
    definite alternate in sign, so that minus it is judged."""
    values = ", ".join(dict.fromkeys(str(minor.expr) for minor in minors))
    shown = f" {values}" if len(values) <= _SHORT else ""
    whose = f"its {which} minors{shown}" if sign > 0 else f"the {which} minors{shown} of minus it"
    word = "positive" if sign > 0 else "negative"
    return f"its Hessian is {word} {definite}: {whose} are {'positive' if definite == 'definite' else 'not negative'}"


_SHORT = 60
"""Characters that the values of the minors may take in a reason; the premises of the step hold them all."""


def _minor(rows: list[list[Expr]], some: list[int]) -> Expr:
    """The determinant of some rows and columns, by Laplace's expansion."""
    if len(some) == 1:
        return rows[some[0]][some[0]]
    return _determinant([[rows[i][j] for j in some] for i in some])


def _determinant(rows: list[list[Expr]]) -> Expr:
    if len(rows) == 1:
        return rows[0][0]
    parts = [(-1) ** k for k in range(len(rows))]
    minors = [_determinant([row[:k] + row[k + 1 :] for row in rows[1:]]) for k in range(len(rows))]
    return c.combine([(s, c.product(a, m)) for s, a, m in zip(parts, rows[0], minors, strict=True)])


def _of_one_scalar(prover: Prover, node: Expr, x: Expr, second: Expr, sign: Sign) -> Found | None:
    """``f'' >= 0``; where f'' is a constant of unknown sign that is a condition."""
    found = sign_of(second, prover.region)
    shown = simplify(c.multiple(sign, second)) if found.nonnegative else second
    word = "positive" if sign > 0 else "negative"
    if found.nonnegative:
        how = word if found.positive else f"not {'negative' if sign > 0 else 'positive'}"
        step = Step(node, bend(sign), f"its second derivative {shown} is {how}", _SOURCE)
        return Found(step, (Mover(x),) if found.positive else ())
    if prover.region.live(second):
        return None
    step = Step(node, bend(sign), f"its second derivative is {simplify(c.multiple(sign, second))}", _SOURCE)
    return Found(step, (), ((signed_bound(second, 1),),), exact=True)


# -- one vector or matrix ----------------------------------------------------------------------------------------------
def _of_one(prover: Prover, node: Expr, x: Expr, hessian: Expr, sign: Sign) -> Found | None:
    """By the facts of the Hessian; where it is constant and they do not decide, it is a condition."""
    signed, word = c.multiple(sign, hessian), "positive" if sign > 0 else "negative"
    for fact, strict in (("positive_definite", True), ("positive_semidefinite", False)):
        why = reason(signed, fact)
        if why:
            definite = _definite(signed, fact)
            step = Step(node, bend(sign), f"its Hessian {hessian} is {word} {fact.split('_')[1]}", _SOURCE, (definite,))
            return Found(step, (Mover(x),) if strict else ())
    if prover.region.live(hessian):
        return _of_diagonal(prover, node, x, hessian, sign)
    if not reason(hessian, "symmetric"):
        return None
    step = Step(node, bend(sign), f"its Hessian is {hessian}", _SOURCE)
    return Found(step, (), ((_condition(hessian, sign),),), exact=True)


def _of_diagonal(prover: Prover, node: Expr, x: Expr, hessian: Expr, sign: Sign) -> Found | None:
    """``diag(v)`` is semidefinite where no entry of v is negative, which the region may tell."""
    if not reason(hessian, "diagonal"):
        return None
    entries = simplify(c.multiple(sign, c.diagonal(hessian)))
    found = prover.region.bounds(entries)
    if not found.nonnegative:
        return None
    word = "positive" if sign > 0 else "negative"
    kind = f"{word} definite" if found.positive else f"{word} semidefinite"
    strict = (Mover(x),) if found.positive else ()
    return Found(Step(node, bend(sign), f"its Hessian {hessian} is {kind} there", _SOURCE), strict)


def _definite(signed: Expr, fact: str) -> Step:
    """Why a matrix is definite, said of it without its factor."""
    _, core = content(signed)
    return Step(core, fact.replace("_", " "), reason(core, fact) or reason(signed, fact) or "")


def _condition(hessian: Expr, sign: int) -> Bound:
    """What must be semidefinite: the Hessian's core; of a multiple or a Kronecker product what is not known to be."""
    q, core = content(hessian)
    sign = sign if q > 0 else -sign
    while core.op is KRON or core.op is SCALE or core.op is DIAG:
        if core.op is DIAG:
            return signed_bound(core.args[0], sign)
        first, second = core.args
        if reason(second, "positive_semidefinite"):
            core = first
        elif reason(first, "nonnegative" if core.op is SCALE else "positive_semidefinite"):
            core = second
        else:
            break
    if core.is_scalar:
        return signed_bound(core, sign)
    return Bound(core, "is positive semidefinite" if sign > 0 else "is negative semidefinite")


# -- several -----------------------------------------------------------------------------------------------------------
def _of_identities(node: Expr, unknowns: list[Expr], blocks: list[list[Expr]], sign: Sign) -> Found | None:
    """Blocks that are numbers times the identity: the matrix of the numbers decides."""
    if len({x.rows * x.cols for x in unknowns}) != 1:
        return None
    numbers = [[_of_identity(block) for block in row] for row in blocks]
    if any(number is None for row in numbers for number in row):
        return None
    strict = definiteness([[sign * (number or Fraction(0)) for number in row] for row in numbers])
    if strict is None:
        return None
    table = "; ".join(", ".join(str(number) for number in row) for row in numbers)
    kind = f"{'positive' if sign > 0 else 'negative'} {'' if strict else 'semi'}definite"
    step = Step(node, bend(sign), f"its Hessian is [{table}] times the identity, block by block, {kind}", _SOURCE)
    return Found(step, tuple(Mover(x) for x in unknowns) if strict else ())


def _of_identity(block: Expr) -> Fraction | None:
    if c.is_zero(block):
        return Fraction(0)
    terms = terms_of(block)
    return Fraction(terms[0][0]) if len(terms) == 1 and terms[0][1].op.name == "eye" else None


def _of_two(prover: Prover, node: Expr, unknowns: list[Expr], blocks: list[list[Expr]], sign: Sign) -> Found | None:
    """The Schur complement of a definite block (Boyd & Vandenberghe 2004, A.5.5)."""
    if len(unknowns) != 2 or any(prover.region.live(block) for row in blocks for block in row):
        return None
    signed = [[c.multiple(sign, block) for block in row] for row in blocks]
    for k in (0, 1):
        corner, side, other = signed[k][k], signed[k][1 - k], signed[1 - k][1 - k]
        why = reason(corner, "positive_definite")
        if not why:
            continue
        complement = simplify(c.subtract(other, c.product(c.transpose(side), c.inverse(corner), side)))
        step = Step(
            node, bend(sign), f"its Hessian has the definite block {corner} with the Schur complement {complement}",
            f"{BOYD}, A.5.5", (Step(corner, "positive definite", why),),
        )  # fmt: skip
        if reason(complement, "positive_definite"):
            return Found(step, tuple(Mover(x) for x in unknowns))
        if c.is_zero(complement) or reason(complement, "positive_semidefinite"):
            return Found(step)
        return Found(step, (), ((Bound(complement, "is positive semidefinite"),),), exact=True)
    return None
