"""Vectors with independent entries of one law: what acts entry by entry is found as of a number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import final

from extremum.algebra.names import unreachable
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, topological
from extremum.operations import construct as c
from extremum.operations.powers import pairs
from extremum.simplify.search import simplify
from extremum.statistics.distribution import Change, Distribution, Moments
from extremum.statistics.laws import Law


@final
@dataclass(frozen=True)
class Independent:
    """A law of numbers for each entry of a vector, with parameters that are vectors, or numbers for all entries."""

    law: Law
    parameters: Mapping[str, Expr]
    like: Expr

    @cached_property
    def entry(self) -> tuple[Distribution, dict[Expr, Expr]]:
        """The law of one entry, with a symbol for each parameter, and what these stand for."""
        symbols = {name: _number(name) for name in self.parameters}
        return Distribution(self.law, symbols), {symbols[name]: value for name, value in self.parameters.items()}

    @cached_property
    def moments(self) -> Moments:
        """Mean and variance: the entries are independent."""
        law, values = self.entry
        found = law.moments
        mean, variance = (spread(one, values, self.like) for one in (found.mean, found.variance))
        assert mean is not None and variance is not None
        return Moments(mean, c.diag(variance))

    @property
    def parts(self) -> tuple[Expr, ...]:
        """What it is given by."""
        return tuple(self.parameters.values())

    def mapped(self, change: Change) -> Independent:
        """The law whose parameters are changed."""
        return Independent(self.law, {name: change(value) for name, value in self.parameters.items()}, self.like)

    @property
    def words(self) -> str:
        """The law in words."""
        return f"{self.law.words.format(**self.parameters)}, each entry independent of the others"


def _number(name: str) -> Expr:
    return c.build("symbol", (), (unreachable(f"entry {name}"), *c.number(1).shape, ()))


def entry_of(f: Expr, y: Expr) -> tuple[Expr, Expr, dict[Expr, Expr]] | None:
    """What one entry of f is as a function of one of y: that function, its variable, and what other symbols in it stand
    for; None where f does not act entry by entry."""
    values: dict[Expr, Expr] = {}
    known: dict[Expr, Expr] = {y: _number("y")}
    for node in topological([f], enter=lambda n: contains(n, [y])):
        if node is y:
            continue
        if not contains(node, [y]):
            plain = c.number(1) if node.op.name == "ones" else node
            known[node] = plain if c.is_number(plain) else _number(str(len(values)))
            values |= {} if c.is_number(plain) else {known[node]: node}
        elif node.op.entrywise:
            args = tuple(known[arg] for arg in node.args)
            known[node] = c.product(*args) if node.op.name == "scale" else node.op.build(args, node.params)
        else:
            return None
    return known[f], known[y], values


def spread(expr: Expr, values: Mapping[Expr, Expr], like: Expr) -> Expr | None:
    """A function of numbers entry by entry of vectors; None where an exponent is one."""
    known: dict[Expr, Expr] = {}
    for node in topological([expr]):
        if node in values:
            known[node] = values[node] if not values[node].is_scalar else c.product(values[node], c.like_ones(like))
        elif not node.args:
            known[node] = c.product(node, c.like_ones(like))
        elif node.op.name == "hadamard":
            exponents = [values.get(e, e) for _, e in pairs(node)]
            if not all(e.is_scalar and not contains(e, list(values)) for e in exponents):
                return None
            bases = [known[b] for b, _ in pairs(node)]
            known[node] = c.hadamard(*(c.power(b, e) for b, e in zip(bases, exponents, strict=True)))
        elif node.op.entrywise:
            known[node] = node.op.build(tuple(known[arg] for arg in node.args), node.params)
        else:
            return None
    return simplify(known[expr])
