"""``ex.curvature``: affine, convex, concave, neither, convex under a condition, or unknown, with the proof."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from extremum.algebra.errors import NotAScalarError
from extremum.algebra.facts import reason
from extremum.algebra.node import Expr
from extremum.algebra.traverse import topological
from extremum.calculus.asked import one_member, variables
from extremum.convexity import groups, monomials, norms, spectra, sums, words
from extremum.convexity.domains import Domain, established, lost
from extremum.convexity.hessians import by_hessian, is_polynomial, strictly_in_scalars
from extremum.convexity.onetoone import one_to_one
from extremum.convexity.points import Witness, outside, search
from extremum.convexity.proof import Bound, Clause, Found, Sign, Step, bend, does_not_occur, words_of
from extremum.convexity.prover import Prover
from extremum.convexity.region import Region
from extremum.convexity.sums import GROUP_RULES
from extremum.notation.displayed import Displayed
from extremum.operations import construct as c
from extremum.operations.letters import in_letters_of
from extremum.operations.operators import symbols
from extremum.operations.sum import SUM
from extremum.reading.either import reading_of
from extremum.simplify.question import one_question

RULE_MODULES = (groups, monomials, norms, spectra, sums, words)
"""The pages of rules; importing them fills the table of rules."""

_NODES, _DEPTH = 1500, 120

Pieces = Sequence[Expr]
"""Of a text, what its expression does not show; it has a value only where these have one."""


@dataclass(frozen=True, slots=True)
class Case:
    """What an expression is where a condition on parameters holds."""

    kind: str
    clauses: tuple[Clause, ...]
    proof: Step

    def __str__(self) -> str:
        return f"{self.kind} where {words_of(self.clauses)}"


@dataclass(frozen=True, slots=True, repr=False)
class Curvature(Displayed):
    """How a scalar bends in some unknowns together.

    kind: ``affine convex concave neither conditional unknown``; strict: strictly convex or concave; why: the reason in
    short; proof: the steps; domain: why the set where it is defined is convex; cases: conditions on parameters and what
    holds under each; witness: points that show *neither*,
    or of what is unknown that it is neither for some values of the parameters.

    >>> import extremum as ex
    >>> x, s = ex.vector("x", "n"), ex.scalar("s")
    >>> found = ex.curvature(s * ex.norm2(x) ** 2, x)
    >>> found.kind, found.cases[0].kind
    ('conditional', 'convex')
    """

    printers: ClassVar[str] = "extremum.convexity.display"

    kind: str
    why: str
    strict: bool = False
    proof: Step | None = None
    domain: tuple[Step, ...] = ()
    cases: tuple[Case, ...] = ()
    witness: Witness | None = None
    expr: Expr | None = None
    unknowns: tuple[Expr, ...] = field(default=())

    @property
    def absent(self) -> tuple[Expr, ...]:
        """The unknowns that do not occur."""
        expr = self.expr
        return () if expr is None else tuple(x for x in self.unknowns if not Region((x,)).live(expr))

    @property
    def verdict(self) -> str:
        """In words: ``strictly convex``, ``convex where a >= 0, concave where a <= 0``."""
        if self.kind == "conditional":
            return ", ".join(map(str, self.cases))
        return f"strictly {self.kind}" if self.strict else self.kind


@one_question()
def curvature(f: Any, x: Expr | str | Sequence[Expr | str], declarations: Any = ()) -> Curvature:
    """Whether a scalar is convex or concave in an unknown, or in several together, with a proof.

    ``f`` is an expression, or a text with ``declarations``, which is judged where all that is written in it has a
    value; an expression is in normal form, and judged where what it shows has one.

    >>> import extremum as ex
    >>> n, m = ex.dims("n m")
    >>> A, x, b = ex.matrix("A", n, m), ex.vector("x", m), ex.vector("b", n)
    >>> print(curvature(ex.norm2(A @ x - b), x))
    convex in x
    norm2(A*x - b) is convex: a norm of an affine expression (Boyd & Vandenberghe (2004), sec. 3.1.5)
      A*x - b is affine in x
    >>> print(curvature("sqrt(x)^6", "x", "x").verdict, curvature("x^3", "x", "x").verdict, sep=", ")
    strictly convex, neither

    Raises:
        NotAScalarError: f is not a scalar.
        NameUnknownError: the expression has no symbol of that name.
        ParseError, ShapeError: a text cannot be read.
    """
    reading = reading_of(f, declarations)
    expr = reading.expr
    if not expr.is_scalar:
        raise NotAScalarError(f"curvature needs a scalar, but {expr} is {expr.rows}×{expr.cols}")
    targets = list(x) if isinstance(x, list | tuple) else [x]
    if not any(map(symbols, (expr, *reading.pieces))):
        return Curvature("affine", "it is a constant", proof=Step(expr, "constant", "it is a number"), expr=expr)
    with in_letters_of(expr):
        unknowns = variables(expr, targets)
        one_member(expr, targets, unknowns)
        return of(expr, *unknowns, pieces=reading.pieces)


def of(expr: Expr, *unknowns: Expr, pieces: Pieces = ()) -> Curvature:
    """The curvature of a scalar in symbols, together; where no rule decides it, by points."""
    found = proved(expr, *unknowns, pieces=pieces)
    if found.kind != "unknown" or _is_large(expr):
        return found
    domain = established(expr, Region(unknowns), _prover, pieces)
    by_points = _by_points if domain.refused is None else _on_a_split_domain
    return by_points(expr, unknowns, domain, pieces)


def proved(expr: Expr, *unknowns: Expr, pieces: Pieces = ()) -> Curvature:
    """The curvature as far as rules prove it, where the pieces have a value: no points are looked for."""
    plain = Region(unknowns)
    if not plain.live(expr) and not lost([expr], unknowns, pieces):
        step = Step(expr, "constant", does_not_occur(unknowns))
        return Curvature("affine", step.rule, False, step, expr=expr, unknowns=unknowns)
    if _is_large(expr):
        return Curvature("unknown", "it is too large to look at", expr=expr, unknowns=unknowns)
    domain = established(expr, plain, _prover, pieces)
    if domain.refused is not None:
        return Curvature("unknown", domain.refused, expr=expr, unknowns=unknowns)
    return _decided(expr, unknowns, domain)


def on_convex_domain(expr: Expr, *unknowns: Expr) -> bool:
    """Whether the set on which an expression is defined, within the declared structures, is known to be convex."""
    return not _is_large(expr) and established(expr, Region(unknowns), _prover).refused is None


def domain_of(expr: Expr, *unknowns: Expr) -> Domain:
    """The set on which an expression is defined, within the declared structures."""
    return established(expr, Region(unknowns), _prover)


def _prover(region: Region) -> Prover:
    return Prover(region, fallbacks=tuple(GROUP_RULES))


def _is_large(expr: Expr) -> bool:
    """Whether it has too many nodes, or too many below one another, for proofs that go down them."""
    depths: dict[Expr, int] = {}
    for node in topological([expr]):
        depths[node] = 1 + max((depths[arg] for arg in node.args), default=0)
        if len(depths) > _NODES or depths[node] > _DEPTH:
            return True
    return False


def _on_a_split_domain(expr: Expr, unknowns: tuple[Expr, ...], domain: Domain, pieces: Pieces) -> Curvature:
    """Convex functions live on convex sets."""
    witness = outside(expr, unknowns, domain.constraints, pieces) or search(expr, unknowns, pieces).witness
    if witness is None:
        return Curvature("unknown", str(domain.refused), expr=expr, unknowns=unknowns)
    split = bool(witness.pairs[0].outside)
    why = "its domain is not convex" if split else "points show it"
    return Curvature("neither", why, witness=witness, expr=expr, unknowns=unknowns)


def _decided(expr: Expr, unknowns: tuple[Expr, ...], domain: Domain) -> Curvature:
    prover = _prover(domain.region)
    domain.region.bounds(expr)
    if domain.region.nowhere:
        return Curvature("unknown", f"{domain.region.nowhere[0]} is defined nowhere", expr=expr, unknowns=unknowns)
    convex, concave = (_possible(prover, _proof(prover, expr, sign)) for sign in _SIGNS)
    proved = [(sign, found) for sign, found in zip(_SIGNS, (convex, concave), strict=True) if found is not None]
    sure = [(sign, found) for sign, found in proved if not found.clauses]
    if len(sure) == 2:
        step = sure[0][1].step
        return Curvature("affine", _in_short(step), False, step, domain.steps, expr=expr, unknowns=unknowns)
    if sure:
        return _certain(prover, expr, unknowns, domain, *sure[0])
    if proved:
        cases = tuple(Case(bend(sign), found.clauses, found.step) for sign, found in proved)
        why = ", ".join(map(str, cases))
        return Curvature("conditional", why, False, None, domain.steps, cases, expr=expr, unknowns=unknowns)
    return Curvature("unknown", f"no rule decides {expr}", False, None, domain.steps, expr=expr, unknowns=unknowns)


_SIGNS: tuple[Sign, Sign] = (1, -1)


def _proof(prover: Prover, expr: Expr, sign: Sign) -> Found | None:
    """A quadratic function by its Hessian, where facts decide that; all others by the rules."""
    plain = prover.plain(expr)
    quick = prover.attempt(by_hessian, expr, sign) if plain is None and is_polynomial(prover, expr) else None
    if quick is None or quick.clauses:
        return prover.prove(expr, sign)
    rules = None if quick.movers else prover.prove(expr, sign)
    stricter = rules is not None and one_to_one(rules.movers, prover.region) is not None
    return rules if stricter else quick


def _possible(prover: Prover, found: Found | None) -> Found | None:
    """The proof, unless what is known of the parameters contradicts one of its conditions."""
    if found is None or any(_contradicted(prover, clause) for clause in found.clauses) or _apart(found.clauses):
        return None
    return found


def _apart(clauses: Sequence[Clause]) -> bool:
    """Whether two conditions never hold together, as ``a >= 1`` and ``a <= 0``."""
    alone = [clause[0] for clause in clauses if len(clause) == 1]
    above, below = ([bound.expr for bound in alone if bound.relation == way] for way in (">= 0", "<= 0"))
    gaps = [c.subtract(low, high) for low in above for high in below if low.shape == high.shape]
    return any(c.is_number(gap) and c.value_of(gap) < 0 for gap in gaps)


def _contradicted(prover: Prover, clause: Clause) -> bool:
    """Whether none of the alternatives is a condition on parameters that may hold, but for a degenerate case."""
    return not any(_may_hold(prover, bound) for bound in clause)


def _may_hold(prover: Prover, bound: Bound) -> bool:
    if not symbols(bound.expr):
        return False
    if bound.relation in (">= 0", "<= 0"):
        interval = prover.region.bounds(bound.expr)
        return not (interval.nonpositive if bound.relation == ">= 0" else interval.nonnegative)
    opposite = -1 if bound.relation == "is positive semidefinite" else 1
    return reason(c.multiple(opposite, bound.expr), "positive_semidefinite") is None


def _certain(
    prover: Prover, expr: Expr, unknowns: tuple[Expr, ...], domain: Domain, sign: Sign, found: Found
) -> Curvature:
    """Strict where no line leaves the movers where they are; the Hessian may say more than the rules."""
    told = one_to_one(found.movers, prover.region)
    again = prover.attempt(strictly_in_scalars, expr, sign) if told is None else None
    if again is not None:
        found, told = again, one_to_one(again.movers, prover.region)
    step = found.step
    if told is not None:
        itself = () if told.expr.op.variable else (told,)
        step = Step(step.expr, f"strictly {step.claim}", step.rule, step.source, (*step.premises, *itself))
    return Curvature(
        bend(sign), _in_short(found.step), told is not None, step, domain.steps, expr=expr, unknowns=unknowns
    )


def _in_short(step: Step) -> str:
    """The rule that says why; of a sum the rules of its terms."""
    core = step.core
    rules = dict.fromkeys(premise.core.rule for premise in core.premises if premise.core.rule)
    summed = core.expr.op is SUM and not core.rule.startswith("its ")
    of_terms = summed and len(core.premises) > 1 and 0 < len(rules) <= 3
    if of_terms:
        return f"{core.rule}: {'; '.join(rules)}"
    turned = core.rule.startswith("its ") and _bent(core) and _bent(core) != _bent(step)
    return f"a negative multiple of what is {_bent(core)}: {core.rule}" if turned else core.rule or _LINEAR


_LINEAR = "all its operations are linear"


def _bent(step: Step) -> str:
    """Which way what a step claims is curved."""
    return next((bent for bent in ("convex", "concave") if bent in step.claim), "")


def _by_points(expr: Expr, unknowns: tuple[Expr, ...], domain: Domain, pieces: Pieces) -> Curvature:
    """Neither, where points show it; that only one of the two is ruled out proves nothing of the other."""
    found = search(expr, unknowns, pieces)
    if found.witness is not None:
        why = "points show it"
        return Curvature("neither", why, False, None, domain.steps, (), found.witness, expr, unknowns)
    if found.sometimes is not None:
        why = f"points show that it is neither for some values of {', '.join(found.sometimes.data)}"
        return Curvature("unknown", why, False, None, domain.steps, (), found.sometimes, expr, unknowns)
    ruled = [word for word, out in (("convex", found.not_convex), ("concave", found.not_concave)) if out]
    why = f"no rule decides {expr}" + (f"; points show that it is not {ruled[0]}" if len(ruled) == 1 else "")
    return Curvature("unknown", why, False, None, domain.steps, expr=expr, unknowns=unknowns)
