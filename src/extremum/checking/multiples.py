"""The claim is a multiple of the answer: by a number, or by a scalar that occurs in it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations

from extremum.algebra.dims import Dim, Name
from extremum.algebra.node import Expr
from extremum.algebra.traverse import topological
from extremum.checking.bench import rationals
from extremum.checking.case import Case, Finding, times
from extremum.operations import construct as c
from extremum.operations.powers import pairs
from extremum.operations.sum import terms_of
from extremum.operations.wordalgebra import factors

_SCALARS = 12


def multiple(case: Case, a: Expr, b: Expr) -> Expr | None:
    """The scalar q with ``a = q b``: a rational number, or one times a power or quotient of scalars at hand."""
    ratios = case.bench.ratios(a, b)
    if ratios is None:
        return None
    for scalar in _scalars(case, a, b):
        values = case.bench.values(scalar)
        if values is None or any(not v.all() for v in values):
            continue
        for number in rationals([q / float(v.ravel()[0]) for q, v in zip(ratios, values, strict=True)]):
            q = c.product(c.number(number), scalar)
            if case.equal(a, c.product(q, b)):
                return q
    return None


def _scalars(case: Case, a: Expr, b: Expr) -> Iterator[Expr]:
    """Candidates for a factor, simple ones first."""
    yield c.number(1)
    found = _factors(case, a, b)[:_SCALARS]
    if b.is_scalar:  # every scalar is a multiple of every other: only a symbol or a dimension explains anything
        found = [scalar for scalar in found if not scalar.args]
    for exponent in (1, -1, 2, -2, Fraction(1, 2), Fraction(-1, 2)):
        yield from (c.power(scalar, exponent) for scalar in found)
    if b.is_scalar:
        return
    for one, other in combinations(found, 2):
        yield from (c.product(c.power(one, p), c.power(other, q)) for p, q in ((1, -1), (-1, 1), (1, 1), (-1, -1)))


def _factors(case: Case, *exprs: Expr) -> list[Expr]:
    """Dimensions, scalar symbols, and the scalar factors of the terms of both sides."""
    roots = [case.question.f, case.question.x, *exprs]
    dims = {atom for node in topological(roots) for d in node.shape for atom in d.atoms() if isinstance(atom, Name)}
    sizes = [c.dimension(Dim.of(atom)) for atom in sorted(dims, key=str)]
    symbols = [symbol for root in roots for symbol in root.symbols if symbol.is_scalar and symbol.op.name == "symbol"]
    pieces = [base for expr in exprs for _, term in terms_of(expr) for s in factors(term)[1] for base, _ in pairs(s)]
    return list(dict.fromkeys([*symbols, *sizes, *pieces]))


def remedy(q: Expr) -> str:
    """What undoes a factor: ``Multiply it by 2`` for 1/2."""
    inverse = str(c.power(q, -1))
    return f"Multiply it by {inverse}" if len(inverse) < len(str(q)) else f"Divide it by {q}"


def is_composite(q: Expr) -> bool:
    """Whether a factor is no number, dimension or symbol."""
    return any(base.args for _, scalar in terms_of(q) for base, _ in pairs(scalar))


def multiples(case: Case) -> Iterator[Finding]:
    """``claim = q · answer``."""
    q = multiple(case, case.claim, case.expected)
    if q is None:
        return
    if q is c.number(-1):
        sentence = f"The sign is wrong: the claim is minus {case.question.names}."
        yield Finding("sign", sentence, case.expected, _negated(case))
    else:
        sentence = f"A factor is wrong: the claim is {times(q)} {case.question.names}. {remedy(q)}."
        yield Finding("factor", sentence, case.expected, rank=2 * is_composite(q))


def _negated(case: Case) -> str:
    """Minus the claim, as it would be written."""
    if case.formula is None:
        return ""
    tree = case.formula.tree
    text = case.formula.text(tree)
    if text.startswith("-") and tree.kind in ("signed", "chain"):
        return text[1:].lstrip()
    return f"-({text})" if tree.kind == "sum" else f"-{text}"
