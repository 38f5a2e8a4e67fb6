"""Products of what depends on the sign of one argument: ``abs(t)*sign(t) = t``, ``step(t)*relu(t) = relu(t)``."""

from __future__ import annotations

from collections.abc import Iterable

from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.operations.powers import pairs
from extremum.simplify.cost import cost

_BY_SIGN = ("abs", "sign", "relu", "step")

Powers = dict[str, int]
"""The power of t (under ``""``) and of each function of it in a product."""


def signed(node: Expr) -> Expr:
    """An entrywise product in which functions of one argument that depend on its sign meet, where that shortens it.

    With ``t = s|t|``, s = ±1, powers of t, abs(t) and sign(t) are ``|t|^k`` or ``s|t|^k``; where step(t) is 0, relu(t)
    is.

    >>> import extremum as ex
    >>> x = ex.vector("x", "n")
    >>> print(signed(ex.hadamard(ex.abs(x), ex.sign(x))), signed(ex.hadamard(ex.step(x), ex.relu(x))))
    x relu(x)
    """
    if node.op.name != "hadamard":
        return node
    if not any(map(_function, node.args[::2])):
        return node
    items = [(base, e) for base, e in pairs(node) if c.is_number(e) and isinstance(c.value_of(e), int)]
    best = node
    for t in dict.fromkeys(base.args[0] for base, _ in items if _function(base)):
        met = {base: int(c.value_of(e)) for base, e in items if base is t or _of(base, t)}
        powers = {_function(base): k for base, k in met.items()}
        rest = [c.power(base, e) for base, e in pairs(node) if base not in met]
        if len(powers) > 1 or abs(next(iter(powers.values()))) > 1:
            found = c.hadamard(*rest, *(_factor(t, name, k) for name, k in _shortest(powers).items()), c.like_ones(t))
            best = found if cost(found) < cost(best) else best
    return best


def _function(base: Expr) -> str:
    """Its name, where the base is one of the functions."""
    name, order = base.params if base.op.name == "elementwise" else ("", 0)
    return str(name) if order == 0 and name in _BY_SIGN else ""


def _of(base: Expr, t: Expr) -> bool:
    return bool(_function(base)) and base.args[0] is t


def _factor(t: Expr, name: str, power: int) -> Expr:
    return c.power(c.apply(name, t) if name else t, power)


def _shortest(powers: Powers) -> Powers:
    """Powers of the same value, as few as there are."""
    return _with_steps(powers) if {"relu", "step"} <= powers.keys() else _with_signs(powers)


def _with_steps(powers: Powers) -> Powers:
    """Where relu is a factor, step says nothing new, and t and abs are relu; where it divides, so does 0."""
    if powers["relu"] < 0 or powers["step"] < 0:
        return powers
    return {name: k for name, k in powers.items() if name != "step"}


def _with_signs(powers: Powers) -> Powers:
    plain, size, sign = (powers.get(name, 0) for name in ("", "abs", "sign"))
    rest = {name: k for name, k in powers.items() if name in ("relu", "step")}
    degree, odd = plain + size, (size + sign) % 2
    if not _same_at_zero([plain, size, sign], degree, odd):
        return powers
    if not odd:
        return _without_zeros({"": degree, **rest})
    return _without_zeros({"sign": 1, **rest} if degree == 0 else {"": degree - 1, "abs": 1, **rest})


def _same_at_zero(exponents: Iterable[int], degree: int, odd: int) -> bool:
    """Whether both products are 0 at 0, or the first is not defined there."""
    return any(k < 0 for k in exponents) or degree > 0 or bool(odd)


def _without_zeros(powers: Powers) -> Powers:
    return {name: k for name, k in powers.items() if k}
