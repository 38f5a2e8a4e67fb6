"""The polynomial ring in which an entrywise rational expression is one polynomial over another."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from math import gcd
from typing import Any

from extremum.algebra.node import Expr
from extremum.algebra.traits import Exact
from extremum.algebra.traverse import topological
from extremum.operations import construct as c
from extremum.operations.sum import content

_UNKNOWNS = 8
"""With more unknowns than this the search would not pay."""


class TooLarge(ArithmeticError):
    """The polynomials have outgrown the budget."""


@dataclass(slots=True)
class Ring:
    """The polynomial ring of an expression: its unknowns, and the unit in which each exponent of ``exp`` is counted."""

    unknowns: list[Expr] = field(default_factory=list)
    units: dict[Expr, Fraction] = field(default_factory=dict)
    context: Any = None

    def learn(self, root: Expr) -> None:
        """Finds the unknowns below ``root``; a sigmoid is none where its exponential is met, or it is one of -t."""
        leaves = [node for node in topological([root], enter=is_inside) if not is_inside(node) and not is_filled(node)]
        exponents = [found for node in leaves if (found := exponent_of(node)) is not None]
        sigmoids = {node: found for node in leaves if (found := exponent_of(node, "sigmoid")) is not None}
        cores = {core for _, core in exponents} | {core for q, core in sigmoids.values() if q < 0}
        exponents += [(q, core) for q, core in sigmoids.values() if core in cores]
        for q, core in exponents:
            self.units[core] = common_measure(self.units.get(core, Fraction(0)), Fraction(q))
        self.unknowns = list(dict.fromkeys(node for node in leaves if self.exponential_of(node) is None))
        if len(self.unknowns) + len(self.units) > _UNKNOWNS:
            raise TooLarge

    def exponential_of(self, node: Expr) -> tuple[int, Expr] | None:
        """(k, t) of ``exp(k·unit·t)``, or of the sigmoid of that argument; None: it is an unknown."""
        found = exponent_of(node) or exponent_of(node, "sigmoid")
        return None if found is None or found[1] not in self.units else (int(found[0] / self.units[found[1]]), found[1])

    def open(self) -> None:
        """Makes the ring, once its unknowns are known."""
        from flint import Ordering, fmpz_mpoly_ctx

        self.unknowns.sort(key=lambda node: node.order)
        self.units = dict(sorted(self.units.items(), key=lambda item: item[0].order))
        names = [f"x{k}" for k in range(max(1, len(self.unknowns) + len(self.units)))]
        self.context = fmpz_mpoly_ctx.get(names, Ordering.lex)

    def generator(self, node: Expr) -> Any:
        return self.context.gens()[self.unknowns.index(node)]

    def exponential(self, core: Expr) -> int:
        """The place of the generator ``exp(unit·core)``."""
        return len(self.unknowns) + list(self.units).index(core)


def common_measure(p: Fraction, q: Fraction) -> Fraction:
    """The largest number of which both are whole multiples."""
    return Fraction(gcd(p.numerator * q.denominator, q.numerator * p.denominator), p.denominator * q.denominator)


def is_inside(node: Expr) -> bool:
    """Whether the arguments of a node are looked into."""
    if node.op.name == "hadamard":
        return all(c.is_number(e) and isinstance(c.value_of(e), int) for e in node.args[1::2])
    return node.op.entrywise and node.op.exact is Exact.RATIONAL


def is_filled(node: Expr) -> bool:
    """Whether all entries are one number."""
    return c.is_number(node) or node.op.name == "ones"


def exponent_of(node: Expr, function: str = "exp") -> tuple[int | Fraction, Expr] | None:
    """(q, t) of ``exp(q·t)``."""
    return content(node.args[0]) if node.op.name == "elementwise" and node.params == (function, 0) else None
