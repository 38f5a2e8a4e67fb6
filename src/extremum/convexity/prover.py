"""The search for a proof: from an expression and a sign, by the rules of its operation, down to affine expressions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from extremum.algebra.errors import ExtremumError
from extremum.algebra.intervals import ALL
from extremum.algebra.node import REGISTRY, Expr, Operation
from extremum.convexity.proof import Found, Sign, Step, bend
from extremum.convexity.region import Region

Rule = Callable[["Prover", Expr, Sign], Found | None]
RULES: dict[Operation, list[Rule]] = {}
"""For each operation the rules that prove its applications convex (sign 1) or concave (sign -1), in order."""

_BUDGET = 400


def rule(*operations: str) -> Callable[[Rule], Rule]:
    """Adds a rule for these operations."""

    def added(function: Rule) -> Rule:
        for name in operations:
            RULES.setdefault(REGISTRY[name], []).append(function)
        return function

    return added


@dataclass(slots=True)
class Prover:
    """Proofs over one region; an expression that is a matrix is convex where each of its entries is.

    depth: how many questions it stands within; fallbacks: what is tried where no rule of the operation helps.
    """

    region: Region
    depth: int = 0
    work: int = 0
    fallbacks: tuple[Rule, ...] = ()
    _memo: dict[tuple[Expr, Sign], Found | None] = field(default_factory=dict)
    _log_memo: dict[tuple[Expr, Sign], Found | None] = field(default_factory=dict)

    def prove(self, node: Expr, sign: Sign) -> Found | None:
        """A proof that an expression is convex or concave, with as few conditions as are found."""
        key = (node, sign)
        if key not in self._memo:
            self._memo[key] = None  # a question within itself has no answer
            self._memo[key] = self._search(node, sign)
        return self._memo[key]

    def _search(self, node: Expr, sign: Sign) -> Found | None:
        plain = self.plain(node)
        if plain is not None:
            return plain
        self.work += 1
        if self.work > _BUDGET:
            return None
        best: Found | None = None
        for attempt in (*RULES.get(node.op, ()), *(self.fallbacks if node.is_scalar else ())):
            found = self.attempt(attempt, node, sign)
            if found is not None and not found.clauses:
                return found
            if best is None or (found is not None and found.exact and not best.exact):
                best = found
        return best

    def attempt(self, attempt: Rule, node: Expr, sign: Sign) -> Found | None:
        try:
            return attempt(self, node, sign)
        except ExtremumError:  # a derivative or a normal form that is not available proves nothing
            return None

    def plain(self, node: Expr) -> Found | None:
        """Constants and affine expressions are both convex and concave."""
        if not self.region.live(node):
            return Found(Step(node, "constant", "no unknown occurs in it"))
        if self.region.affine(node):
            return Found(Step(node, "affine", unknowns=self.region.unknowns))
        return None

    def within(self, region: Region) -> Prover:
        """A prover for a question that arises inside this one."""
        return Prover(region, self.depth + 1, self.work, self.fallbacks)


def remark(prover: Prover, expr: Expr) -> Step:
    """What the bounds of an expression are, as a step."""
    return Step(expr, f"in {prover.region.bounds(expr)}", "" if expr.op.variable else "by the bounds of its parts")


def passed(node: Expr, sign: Sign, rule: str, source: str, premise: Step) -> Step:
    """A step that passes on what holds of its one premise."""
    return Step(node, bend(sign), rule, source, () if _idle(premise) else (premise,), passes=True)


def claim(node: Expr, sign: Sign, rule: str, source: str, *premises: Step) -> Step:
    """A step that says an expression convex or concave; premises that say nothing are left out."""
    return Step(node, bend(sign), rule, source, telling(premises))


def telling(premises: Iterable[Step]) -> tuple[Step, ...]:
    """The premises that say something."""
    return tuple(step for step in premises if not _idle(step))


def _idle(step: Step) -> bool:
    """That an unknown is affine, or where it lies, which the rule says; or that something is some number."""
    return step.claim == f"in {ALL}" or (step.expr.op.variable and not step.rule and step.claim != "constant")


def turned(sign: Sign, flip: bool) -> Sign:
    """The other sign where ``flip`` is true."""
    return (-1 if sign > 0 else 1) if flip else sign
