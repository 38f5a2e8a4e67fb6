"""Rules that change the question: perspectives, functions of one affine expression, positive parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from extremum.algebra.dims import ONE
from extremum.algebra.names import FreeNames, free_name
from extremum.algebra.node import Expr
from extremum.algebra.traverse import rebuild, replace, topological, transform
from extremum.convexity.cells import piecewise
from extremum.convexity.domains import established
from extremum.convexity.hessians import by_hessian
from extremum.convexity.proof import BOYD, Found, Mover, Sign
from extremum.convexity.prover import Prover, claim
from extremum.convexity.region import Region
from extremum.convexity.sums import GROUP_RULES
from extremum.operations import construct as c
from extremum.operations.hadamard import HADAMARD
from extremum.operations.leaves import declared, symbol
from extremum.operations.scale import SCALE
from extremum.operations.sum import SUM, content, terms_of
from extremum.simplify.search import simplify
from extremum.structures import strongest

_DEPTH = 2


# -- perspectives ------------------------------------------------------------------------------------------------------
def perspective(prover: Prover, node: Expr, sign: Sign) -> Found | None:
    """What is homogeneous of degree one, ``f(λv, λt) = λ f(v, t)``, is ``t g(v/t)`` with ``g(v) = f(v, 1)``."""
    region = prover.region
    inside = [x for x in region.unknowns if _occurs(node, x)]
    scales = [t for t in inside if t.is_scalar and t.op.name == "symbol" and region.positive(t)]
    if prover.depth >= _DEPTH or len(inside) < 2 or not scales or any(x.op.name != "symbol" for x in inside):
        return None
    if not all(structure.kind.scales for x in inside for structure in strongest(declared(x))):
        return None
    if not _homogeneous(node, inside):
        return None
    for t in scales:
        rest = tuple(x for x in inside if x is not t)
        g = replace(node, {t: c.number(1)})
        found = _settled(prover, g, rest, sign)
        if found is not None:
            rule = f"the perspective of its value at {t} = 1, {t} times it with the rest divided by {t}"
            return Found(claim(node, sign, rule, f"{BOYD}, sec. 3.2.6", found.step), (), found.clauses)
    return None


def _occurs(node: Expr, x: Expr) -> bool:
    return any(n is x for n in topological([node]))


def _homogeneous(node: Expr, unknowns: list[Expr]) -> bool:
    factor = symbol(free_name("λ", node), ONE, ONE, ("positive",))
    moved = replace(node, {x: c.product(factor, x) for x in unknowns})
    return simplify(c.subtract(moved, c.product(factor, node))) is c.number(0)


def _settled(prover: Prover, node: Expr, unknowns: tuple[Expr, ...], sign: Sign) -> Found | None:
    """The question about another expression, on its own domain."""
    domain = established(node, Region(unknowns), prover.within)
    return None if domain.refused is not None else prover.within(domain.region).prove(node, sign)


# -- affine expressions, entry by entry --------------------------------------------------------------------------------
def of_one_expression(prover: Prover, node: Expr, sign: Sign) -> Found | None:
    """A function of one affine expression u alone bends as it does in u; sums of entries go entry by entry."""
    cores = _cores(prover, node)
    if len(cores) != 1 or prover.depth >= _DEPTH:
        return None
    (inner,) = cores
    if prover.region.is_unknown(inner) and inner.is_scalar:
        return None
    u = symbol(free_name("u", node), ONE, ONE, _facts(prover, inner))
    scalar = _scalar(prover, node, {inner: u})
    found = None if scalar is None else _settled(prover, scalar, (u,), sign)
    if found is None or found.clauses:
        return None
    strict = any(m.expr is u and m.weight is None for m in found.movers)
    step = claim(node, sign, f"a function of {u} = {inner} alone, which is affine", f"{BOYD}, sec. 3.2.2", found.step)
    return Found(step, (Mover(inner),) if strict else ())


def entry_by_entry(prover: Prover, node: Expr, sign: Sign) -> Found | None:
    """``Σ g(u_i, v_i)`` for affine columns u, v bends as g does in both together."""
    cores = sorted(_cores(prover, node), key=lambda core: core.order)
    if not 2 <= len(cores) <= _TOGETHER or prover.depth >= _DEPTH or len({core.shape for core in cores}) > 1:
        return None
    if cores[0].is_scalar:
        return None
    names = FreeNames(node)
    entries = {core: symbol(names.take("uvw"[k]), ONE, ONE, _facts(prover, core)) for k, core in enumerate(cores)}
    scalar = _scalar(prover, node, entries)
    found = None if scalar is None else _settled(prover, scalar, tuple(entries.values()), sign)
    if found is None or found.clauses:
        return None
    each = ", ".join(f"{entry} of {core}" for core, entry in entries.items())
    return Found(
        claim(node, sign, f"a sum over the entries {each}, which are affine", f"{BOYD}, sec. 3.2.2", found.step)
    )


_TOGETHER = 3


def _facts(prover: Prover, inner: Expr) -> tuple[str, ...]:
    bounds = prover.region.bounds(inner)
    return ("positive",) if bounds.positive else ("nonnegative",) if bounds.nonnegative else ()


def _cores(prover: Prover, node: Expr) -> set[Expr]:
    """The affine expressions, up to factors, that all of the node depends on."""
    region = prover.region
    region.affine(node)
    inside = topological([node], enter=lambda n: region.live(n) and not region.affine(n))
    return {content(_upright(n))[1] for n in inside if region.live(n) and region.affine(n)}


def _upright(node: Expr) -> Expr:
    return c.transpose(node) if node.is_row and not node.is_scalar else node


Entries = Mapping[Expr, Expr]
"""Affine expressions of one shape, and the number that stands for an entry of each."""


def _scalar(prover: Prover, node: Expr, entries: Entries) -> Expr | None:
    """The function of numbers that a scalar is, or whose values at the entries of vectors it adds up."""
    if _is_scalar(entries) or not prover.region.live(node):
        return _entrywise(prover, node, entries)
    if node.op.name == "sum":
        parts = [(q, _scalar(prover, term, entries)) for q, term in terms_of(node)]
        return (
            None if any(part is None for _, part in parts) else c.combine([(q, p) for q, p in parts if p is not None])
        )
    if node.op.name == "product" and len(node.args) == 2 and node.is_scalar:
        sides = [_entrywise(prover, side, entries) for side in node.args]
        return None if any(side is None for side in sides) else c.product(*(side for side in sides if side is not None))
    return None


def _is_scalar(entries: Entries) -> bool:
    return next(iter(entries)).is_scalar


def _entrywise(prover: Prover, node: Expr, entries: Entries) -> Expr | None:
    """The expression with numbers for the entries of affine ones; None where it is not taken entry by entry."""
    if not prover.region.live(node):
        return _entry(node)
    q, core = content(_upright(node))
    if core in entries:
        return c.multiple(q, entries[core])
    parts = [_entrywise(prover, arg, entries) for arg in node.args]
    shaped = node.is_scalar == _is_scalar(entries)  # no sum of entries may stand inside a function
    if any(part is None for part in parts) or not shaped or not _is_entrywise(node):
        return None
    args = tuple(part for part in parts if part is not None)
    return args[0] if node.op.name == "transpose" else node.op.build(args, node.params)


def _entry(node: Expr) -> Expr | None:
    """The one number that all entries of a constant matrix are."""
    if node.is_scalar or node.op.name == "ones":
        return node if node.is_scalar else c.number(1)
    if node.op is SCALE:
        inner = _entry(node.args[1])
        return None if inner is None else c.product(node.args[0], inner)
    if node.op is not SUM:
        return None
    parts = [(q, part) for q, term in terms_of(node) if (part := _entry(term)) is not None]
    return c.combine(list(parts)) if len(parts) == len(node.args) else None


def _is_entrywise(node: Expr) -> bool:
    return node.op is SUM or node.op.entrywise or node.op.name == "transpose"


# -- positive parts ----------------------------------------------------------------------------------------------------
def positive_parts(prover: Prover, node: Expr, sign: Sign) -> Found | None:
    """``|u| = 2 relu(u) - u``, ``relu(-u) = relu(u) - u``, ``u sign(u) = |u|``: the kinks of an expression together."""
    for written in _rewritten(prover, node):
        if written is not node:
            found = prover.prove(written, sign)
            if found is not None and not found.clauses:
                return found.under(claim(node, sign, f"it equals {written}", "", found.step))
    return None


def _rewritten(prover: Prover, node: Expr) -> Iterator[Expr]:
    yield transform(node, lambda n, args: _sizes(n, args))
    yield transform(node, lambda n, args: _parts(prover, n, args))


def _sizes(node: Expr, args: tuple[Expr, ...]) -> Expr:
    """``u sign(u)`` and ``u^(2k) |u|^p`` as powers of the size of u."""
    if node.op is not HADAMARD:
        return rebuild(node, args)
    factors = dict(zip(args[::2], args[1::2], strict=True))
    for base in [b for b, e in factors.items() if _is_size(b) and e is c.number(1)]:
        inner = base.args[0]
        signs, power = base.function == "sign", factors.get(inner, c.number(0))
        if c.is_number(power) and c.value_of(power) > 0 and c.value_of(power) % 2 == int(signs):
            del factors[base], factors[inner]
            size, more = c.apply("abs", inner), c.add(power, c.number(int(not signs)))
            factors[size] = c.add(factors[size], more) if size in factors else more
    return c.build("hadamard", tuple(part for factor in factors.items() for part in factor))


def _is_size(base: Expr) -> bool:
    return base.params == ("abs", 0) or base.params == ("sign", 0)


def _parts(prover: Prover, node: Expr, args: tuple[Expr, ...]) -> Expr:
    if not (node.params == ("abs", 0) or node.params == ("relu", 0)) or not prover.region.live(node):
        return rebuild(node, args)
    q, core = content(args[0])
    positive = c.apply("relu", core)
    if node.params == ("abs", 0):
        size = q if q > 0 else -q
        return c.combine([(2 * size, positive), (-size, core)])
    return c.multiple(q, positive) if q > 0 else c.combine([(-q, positive), (q, core)])


GROUP_RULES.extend([perspective, positive_parts, of_one_expression, entry_by_entry, by_hessian, piecewise])
