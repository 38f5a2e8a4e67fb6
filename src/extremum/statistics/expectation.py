"""``E[·]``: a linear operator over a model, with a table of moments.

What is linear is passed through; what is left, a function of one variable of the model, goes to :mod:`.single`. A
variable whose law mentions others is integrated before them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any, final

from extremum.algebra.atoms import Bound, IndexName
from extremum.algebra.dims import Dim
from extremum.algebra.errors import ExtremumError
from extremum.algebra.facts import close as closed
from extremum.algebra.names import unreachable
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace, topological
from extremum.calculus.degree import degree
from extremum.calculus.derivatives import gradient
from extremum.operations import construct as c
from extremum.operations.binders import close, open_body, range_of
from extremum.operations.leaves import declared
from extremum.operations.operators import expression
from extremum.operations.powers import pairs
from extremum.operations.sum import terms_of
from extremum.operations.wordalgebra import factors
from extremum.reading.given import items_of
from extremum.simplify.expand import expanded
from extremum.simplify.question import one_question
from extremum.simplify.search import simplify
from extremum.statistics.model import Model
from extremum.statistics.single import Conditions, NoExpectationError, NoRowError, over
from extremum.statistics.statements import read_model, refuse_strangers
from extremum.statistics.tidied import tidied


def _closed(total: Expr, body: Expr, index: IndexName) -> Expr:
    """The sum of another body over the range of a sum."""
    size, start, _ = range_of(total.params)
    return close("sum_over", body, index, size, start)


def _powers(base: Expr, exponent: Expr) -> list[Expr]:
    """A square as two factors where it is one of sums."""
    sums = exponent is c.number(2) and any(node.op.binder for node in topological([base]))
    return [base, base] if sums else [c.power(base, exponent)]


@dataclass(frozen=True, slots=True)
class Expected:
    """An expectation, and what it needs to exist."""

    value: Expr
    conditions: tuple[str, ...] = ()


@one_question()
def expectation(f: Any, model: Any, declarations: Any = ()) -> Expr:
    """The expectation of an expression under a model ``"y[i] ~ normal(x[i]'*b, v)"``; what has no law is fixed.

    >>> import extremum as ex
    >>> ex.expectation("x'*A*x", "x ~ normal(m, S)", "x[n]; A[n,n]; m[n]; S[n,n]: symmetric")
    m'*A*m + tr(A*S)
    >>> ex.expectation("sum_i(y[i]^2)", "y[i] ~ poisson(r[i])", "y[] for i in 1..N; r[] for i in 1..N: positive")
    sum_i(r[i]^2 + r[i])

    Raises:
        NoExpectationError: the table has no row for it.
        ParseError: a text cannot be read.
        UnsupportedError, ShapeError, ExtremumError: the model says no law, or one that does not fit.
        NameUnknownError: the model says the law of what a typed expression does not have.
    """
    items = items_of(declarations)
    expr = expression(f, items)
    stated = read_model(model, [expr], items)
    if isinstance(f, str):
        refuse_strangers(expr, stated)
    return expected(expr, stated).value


def expected(expr: Expr, model: Model) -> Expected:
    """The expectation, with what it needs to exist; raises as :func:`expectation`."""
    operator = _Expectation(model)
    value = tidied(simplify(operator.of(simplify(expr))))
    return Expected(value, tuple(dict.fromkeys(operator.conditions)))


def _alike(*totals: Expr | None) -> bool:
    """Whether sums run over one range."""
    return len({(t.size, t.start) for t in totals if t is not None}) == 1


def _is_linear(expr: Expr, part: Expr) -> bool:
    """Whether a product holds a part once, as a factor of it or of a factor."""
    while expr is not part:
        inside = [k for k, arg in enumerate(expr.args) if contains(arg, [part])]
        affine = expr.op.linear.jointly and len(expr.args) > 1
        if len(inside) != 1 or affine or not expr.op.linear.at(expr, inside[0]):
            return False
        expr = expr.args[inside[0]]
    return True


@final
@dataclass(slots=True)
class _Expectation:
    """The operator, what it has found, the conditions that it met, and numbers for the indices that it opens."""

    model: Model
    conditions: Conditions = field(default_factory=list)
    known: dict[Expr, Expr] = field(default_factory=dict)
    random: dict[Expr, bool] = field(default_factory=dict)
    opened: Iterator[int] = field(default_factory=count)

    def of(self, expr: Expr) -> Expr:
        """``E[expr]``."""
        if not self._is_random(expr):
            return expr
        if expr not in self.known:
            self.known[expr] = self._linear(expr)
        return self.known[expr]

    def _is_random(self, expr: Expr) -> bool:
        if expr not in self.random:
            for node in topological([expr], self.random):
                self.random[node] = self.model.is_random(node) or any(self.random[arg] for arg in node.args)
        return self.random[expr]

    # -- what is linear --------------------------------------------------------------------------------------------
    def _linear(self, expr: Expr) -> Expr:
        if expr.op.name == "sum_over":
            return self._sum(expr, ())
        if expr.op.label:
            return self.of(expr.args[0])
        if expr.op.linear.jointly:
            return expr.op.build(tuple(map(self.of, expr.args)), expr.params)
        apart = self._entrywise(expr) if expr.op.name == "hadamard" and not expr.is_scalar else self._product(expr)
        if apart is not None:
            return apart
        random = [k for k, arg in enumerate(expr.args) if self._is_random(arg)]
        if len(random) == 1 and expr.op.linear.at(expr, random[0]):
            args = list(expr.args)
            args[random[0]] = self.of(args[random[0]])
            return expr.op.build(tuple(args), expr.params)
        return self._core(expr)

    def _sum(self, total: Expr, before: Sequence[Expr], after: Sequence[Expr] = ()) -> Expr:
        """``Σ E[a b_i c]`` of ``a (Σ b_i) c``."""
        index = self._index(total)
        body = c.product(*before, open_body(total, index), *after)
        return _closed(total, self.of(body), index)

    def _index(self, total: Expr) -> IndexName:
        """A free index for the range of a sum, another one each time."""
        size, start, _ = range_of(total.params)
        name = unreachable(f"{next(self.opened)}")
        return IndexName(name, size if start.number is not None else None, start.number or 0)

    def _product(self, expr: Expr) -> Expr | None:
        """A product whose fixed factors, numbers or at its ends, are taken out, or which is one with a sum."""
        q, scalars, word = factors(expr)
        numbers = [power for s in scalars for b, e in pairs(s) for power in _powers(b, e)]
        fixed, moving = self._sorted(numbers)
        at = [k for k, factor in enumerate(word) if self._is_random(factor)]
        first, last = (at[0], at[-1] + 1) if at else (len(word), len(word))
        inside = [*moving, *word[first:last]]
        if not inside:
            return None
        if q == 1 and not fixed and len(inside) == len(numbers) + len(word):
            return self._with_sum(inside)
        return c.product(c.number(q), *fixed, *word[:first], self.of(c.product(*inside)), *word[last:])

    def _sorted(self, parts: Sequence[Expr]) -> tuple[list[Expr], list[Expr]]:
        """Those that are fixed, and those that are random."""
        return [p for p in parts if not self._is_random(p)], [p for p in parts if self._is_random(p)]

    def _with_sum(self, parts: Sequence[Expr]) -> Expr | None:
        """Random factors of which one is a sum, into which they are taken; or two sums over independent members."""
        sums = [k for k, part in enumerate(parts) if self._sums_up(part)]
        if len(sums) == 2 and len(parts) == 2:
            return self._two_sums(*parts)
        if len(parts) < 2 or len(sums) != 1 or parts[sums[0]].op.name != "sum_over":
            return None
        (k,) = sums
        return self._sum(parts[k], parts[:k], parts[k + 1 :])

    def _two_sums(self, left: Expr, right: Expr) -> Expr | None:
        """``E[Σ a_i Σ b_j] = Σ E[a_i] Σ E[b_j] + Σ (E[a_i b_i] - E[a_i] E[b_i])`` for independent members."""
        totals = [self._total_of(part) for part in (left, right)]
        if None in totals or not _alike(*totals):
            return None
        first, second = (total for total in totals if total is not None)
        index = self._index(first)
        a, b = replace(left, {first: open_body(first, index)}), replace(right, {second: open_body(second, index)})
        given = self._given_others(c.product(a, b), index)
        if given is None:
            return None
        mean_a, mean_b = given.of(a), given.of(b)
        apart = c.product(_closed(first, mean_a, index), _closed(second, mean_b, index))
        tied = c.subtract(given.of(c.product(a, b)), c.product(mean_a, mean_b))
        return self.of(c.add(apart, _closed(first, tied, index)))

    def _total_of(self, part: Expr) -> Expr | None:
        """The one sum that a product is linear in and that is all that is random in it."""
        outer = self._totals(part)
        if len(outer) != 1:
            return None
        held = replace(part, {outer[0]: c.build("symbol", (), (unreachable("total"), *outer[0].shape, ()))})
        return outer[0] if not self._is_random(held) and _is_linear(part, outer[0]) else None

    def _given_others(self, body: Expr, index: IndexName) -> _Expectation | None:
        """The operator over the members at an index alone, which are independent of one another given all others; None
        where there are none, or the law of another variable mentions them."""
        leaves = [node for node in topological([body]) if self.model.is_random(node)]
        inner = {leaf.name for leaf in leaves if leaf.op.name == "member" and leaf.index is Dim.of(index)}
        others = [leaf for leaf in leaves if leaf.name not in inner]
        spread = any(leaf.name in inner and leaf.index is not Dim.of(index) for leaf in leaves)
        within = {leaf.name for leaf in leaves if leaf.name in inner for other in leaves if self._mentions(other, leaf)}
        if not inner or spread or within or any(other.op.name == "member" for other in others):
            return None
        statements = tuple(s for s in self.model.statements if s.variable.name in inner)
        return _Expectation(Model(statements), self.conditions, opened=self.opened)

    def _entrywise(self, expr: Expr) -> Expr | None:
        fixed, moving = self._sorted([c.power(b, e) for b, e in pairs(expr)])
        return c.hadamard(*fixed, self.of(c.hadamard(*moving))) if fixed else None

    # -- functions of one variable -----------------------------------------------------------------------------------
    def _core(self, expr: Expr) -> Expr:
        """The expectation over one variable, then over the others; of what is a product of sums, term by term."""
        if self._sums_up(expr):
            return self._multiplied_out(expr)
        leaf = self._first(expr)
        symmetric = ("symmetric",) if "symmetric" in closed(declared(leaf)) and not leaf.is_scalar else ()
        y = c.build("symbol", (), (unreachable("y"), *leaf.shape, symmetric))
        law, stated = self.model.law_of(leaf), self.model.variable_of(leaf)
        try:
            inner = over(replace(expr, {leaf: y}), y, law, self.conditions)
        except NoRowError as missing:
            raise missing.said_of(leaf, y, law, stated) from None
        return self.of(inner)

    def _multiplied_out(self, expr: Expr) -> Expr:
        """A product whose factors are sums of terms, term by term of the first."""
        q, scalars, word = factors(expr)
        parts = [*(power for s in scalars for b, e in pairs(s) for power in _powers(b, e)), *word]
        for k, part in enumerate(parts):
            terms = self._terms(part)
            if len(terms) > 1:
                before, after = parts[:k], parts[k + 1 :]
                return c.combine([(q, self.of(c.product(*before, term, *after))) for term in terms])
        raise NoExpectationError(f"E[{expr}] is of a function of a sum, for which the table of moments has no row")

    def _terms(self, part: Expr) -> list[Expr]:
        """The terms of a factor: multiplied out, and those of a number that is affine in sums, by its gradients."""
        spread = expanded(part)
        if spread is not None and len(terms_of(spread)) > 1:
            return [c.multiple(q, term) for q, term in terms_of(spread)]
        totals = self._totals(part)
        held = {t: c.build("symbol", (), (unreachable(f"T{k}"), *t.shape, ())) for k, t in enumerate(totals)}
        inner = replace(part, held)
        if not part.is_scalar or self._is_random(inner) or any(degree(inner, t) != 1 for t in held.values()):
            return [part]
        slopes = gradient(inner, list(held.values()), convention="unstructured") if held else []
        if any(contains(slope, list(held.values())) for slope in slopes):
            return [part]
        linear = [c.trace(c.product(c.transpose(g), t)) for g, t in zip(slopes, totals, strict=True)]
        fixed = replace(inner, {symbol: c.product(c.number(0), symbol) for symbol in held.values()})
        return [*linear, *([] if c.is_zero(fixed) else [fixed])]

    def _totals(self, part: Expr) -> list[Expr]:
        """The outermost sums over something random."""
        found = [node for node in topological([part]) if node.op.name == "sum_over" and self._is_random(node)]
        return [t for t in found if not any(t is not other and contains(other, [t]) for other in found)]

    def _sums_up(self, expr: Expr) -> bool:
        return any(
            isinstance(atom, Bound)
            for node in topological([expr])
            if self.model.is_random(node)
            for atom in node.indices
        )

    def _first(self, expr: Expr) -> Expr:
        """A variable that the law of no other one mentions."""
        leaves = [node for node in topological([expr]) if self.model.is_random(node)]
        for leaf in leaves:
            if not any(self._mentions(other, leaf) for other in leaves if other.name != leaf.name):
                if any(other.name == leaf.name and other is not leaf for other in leaves):
                    raise NoExpectationError(f"E[{expr}]: it is not known whether two members of {leaf.name} are one")
                return leaf
        raise ExtremumError(f"the laws of {' and '.join(sorted({leaf.name for leaf in leaves}))} mention one another")

    def _mentions(self, other: Expr, leaf: Expr) -> bool:
        """Whether the law of one variable mentions another."""
        return any(node.op.variable and node.name == leaf.name for node in topological(self.model.law_of(other).parts))
