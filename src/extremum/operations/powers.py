"""Products of powers, factor by factor: what the normal form of an entrywise product is built with."""

from __future__ import annotations

from fractions import Fraction

from extremum.algebra.errors import ExtremumError
from extremum.algebra.facts import holds
from extremum.algebra.node import REGISTRY, Expr, Rational, make
from extremum.algebra.rules import rewrite
from extremum.algebra.traverse import topological
from extremum.operations import construct as c
from extremum.operations.coefficients import plain, square_factor
from extremum.operations.flags import least_powers
from extremum.operations.scale import split
from extremum.operations.sum import SUM, content


def pairs(node: Expr) -> list[tuple[Expr, Expr]]:
    """Any expression as a list of (base, exponent)."""
    if node.op.name == "hadamard":
        each = iter(node.args)
        return list(zip(each, each))  # noqa: B905 - two at a time
    return [(node, c.number(1))]


def is_integer(exponent: Expr) -> bool:
    """Whether an exponent is known to be a whole number."""
    return holds(exponent, "integer")


def is_constant(expr: Expr) -> bool:
    """Whether an expression is built from numbers and constants alone."""
    if expr._constant is None and expr.op.name not in _BUILT:
        expr._constant = expr.op.name in _LEAVES
    if expr._constant is None:
        for node in topological([expr], enter=lambda n: n._constant is None and n.op.name in _BUILT):
            if node._constant is None:
                built = node.op.name in _BUILT and all(arg._constant for arg in node.args)
                node._constant = built or node.op.name in _LEAVES
    return bool(expr._constant)


_LEAVES, _BUILT = ("number", "constant"), ("sum", "hadamard")


class Collector:
    """Gathers the factors of a product of powers: a rational, powers of scalars and of entries, exponents of exp."""

    def __init__(self, sample: Expr) -> None:
        self.sample = sample
        self.coefficient: Rational = 1
        self.powers: dict[Expr, Expr] = {}
        self.scalars: list[Expr] = []
        self.logs: list[Expr] = []
        self.zero = False

    def put(self, base: Expr, exponent: Expr) -> None:
        """Multiplies by ``base.^exponent``."""
        if exponent is c.number(0) or base.op.name == "ones" or base is c.number(1):
            return
        name = base.op.name
        if c.is_zero(base) and (c.is_number(exponent) or holds(exponent, "positive")):
            if c.is_number(exponent) and c.value_of(exponent) < 0:
                raise ExtremumError(f"division by zero: {base}^{exponent}")
            self.zero = True
        elif name == "number":
            self._number(c.value_of(base), exponent)
        elif base.op.name == "hadamard":
            self._nested(base, exponent)
        elif name == "vec" and base.args[0].op.name == "hadamard" and is_integer(exponent):
            for inner, power in pairs(base.args[0]):
                self.put(c.vec(inner), c.product(power, exponent))
        elif base.op is SUM:
            self._sum(base, exponent)
        elif name == "scale":
            self._scaled(base, exponent)
        elif name == "elementwise" and base.params == ("exp", 0):
            self.logs.append(c.product(exponent, base.args[0]))
        elif name == "transpose" and base.args[0].params == ("exp", 0):
            self.logs.append(c.product(exponent, c.transpose(base.args[0].args[0])))
        else:
            self._atom(base, exponent)

    def _atom(self, base: Expr, exponent: Expr) -> None:
        total = c.add(self.powers[base], exponent) if base in self.powers else exponent
        if total is c.number(0):
            del self.powers[base]
        else:
            self.powers[base] = total

    def _number(self, value: Rational, exponent: Expr) -> None:
        """A number's whole powers join the coefficient; of a root, what is rational does."""
        if not c.is_number(exponent):
            self._constant(value, exponent)
            return
        power = c.value_of(exponent)
        if isinstance(power, int):
            self.coefficient *= Fraction(value) ** power
            return
        whole = power.numerator // power.denominator
        self.coefficient *= Fraction(value) ** whole
        rest = power - whole
        outside, inside = square_factor(Fraction(value)) if rest == Fraction(1, 2) else (Fraction(1), Fraction(value))
        self.coefficient *= outside
        if inside != 1:
            self._constant(inside, c.number(rest))

    def _constant(self, value: Rational, exponent: Expr) -> None:
        """A power of a number that is none itself; of a matrix it is a scalar factor."""
        if self.sample.is_scalar:
            self._atom(c.number(value), exponent)
        else:
            self.scalars.append(c.power(c.number(value), exponent))

    def _nested(self, base: Expr, exponent: Expr) -> None:
        if is_integer(exponent):
            once = exponent is c.number(1)
            if once and not self.powers:  # in normal form: no two bases of it meet, but exponents of exp meet others
                self.powers = dict(pairs(base))
                for inner in filter(_is_exp, list(self.powers)):
                    self.put(inner, self.powers.pop(inner))
                return
            for inner, power in pairs(base):
                self.put(inner, power if once else c.product(power, exponent))
            return
        rest: list[tuple[Expr, Expr]] = []
        for inner, power in pairs(base):
            if holds(inner, "nonnegative") or is_fraction(power):
                self.put(inner, c.product(power, exponent))
            else:
                rest.append((inner, power))
        if len(rest) == 1 and c.is_number(rest[0][1]):
            inner, power = rest[0]
            degree = Fraction(c.value_of(power))
            even = degree.denominator == 1 and degree.numerator % 2 == 0
            self.put(c.apply("abs", inner) if even else inner, c.product(power, exponent))
        elif rest:
            if all(c.is_number(power) and c.value_of(power) < 0 for _, power in rest):  # one form of 1/sqrt(a^2 b^2)
                rest, exponent = [(inner, c.multiple(-1, power)) for inner, power in rest], c.multiple(-1, exponent)
            self._atom(make(REGISTRY["hadamard"], tuple(x for item in rest for x in item)), exponent)

    def _sum(self, base: Expr, exponent: Expr) -> None:
        q, core = content(base)
        if is_constant(base) and not (c.is_number(exponent) and is_integer(exponent)):
            if _is_square_root(exponent) and q > 0 and core.op is not SUM:  # sqrt(2/pi) is sqrt(2)/sqrt(pi)
                self._number(q, exponent)
                self.put(core, exponent)
            else:
                self._atom(base, exponent)
        elif q == 1:
            self._atom(core, exponent)
        elif len(core.args) > 1 and core.op is SUM and _is_surd(q, exponent):  # sqrt(x^2 + 0.001), as people write it
            self._atom(base, exponent)
        elif is_integer(exponent) or q > 0:
            self._number(q, exponent)
            self.put(core, exponent)
        else:
            self._atom(base, exponent)

    def _scaled(self, base: Expr, exponent: Expr) -> None:
        scalar, matrix = split(base)
        assert scalar is not None
        if is_integer(exponent) or holds(scalar, "nonnegative"):
            self.scalars.append(c.power(scalar, exponent))
            self.put(matrix, exponent)
        else:
            self._atom(base, exponent)

    def result(self) -> Expr:
        """The normal form of the product."""
        sample = self.sample
        if self.zero:
            return c.number(0) if sample.is_scalar else c.like_zeros(sample)
        self._settle()
        while self.logs:  # also of what came apart: abs(exp(x))^2 has an exponent
            total = c.add(*self.logs)
            self.logs.clear()
            if not c.is_zero(total):
                self._atom(c.apply("exp", total), c.number(1))
            self._settle()
        core = self._core()
        coefficient = plain(self.coefficient)
        if self.scalars:
            return c.product(c.number(coefficient), *self.scalars, core)
        return c.multiple(coefficient, core)

    def _settle(self) -> None:
        """Where roots met, an exponent is whole now: what stood under them comes apart; so do powers of 0, 1 and -1."""
        while polar := [of for base in self.powers if (of := _polar_of(base)) is not None]:
            before = dict(self.powers)
            for of in polar:
                self._polar(of)
            if self.powers == before:  # what came apart may have brought others: |s (A ∘ |B|)|² has |B|²
                break
        while found := [base for base, exponent in self.powers.items() if _splits(base, exponent)]:
            for base in found:
                self.put(base, self.powers.pop(base))
        for base in [b for b, exponent in self.powers.items() if b.op is SUM and not is_integer(exponent)]:
            self._turned(base)
        sign, self.powers = least_powers(self.powers)
        self.coefficient *= sign

    def _turned(self, base: Expr) -> None:
        """``(a - 1) (1 - a)^p = -(1 - a)^(p + 1)``: a sum that is a multiple of the base of a real power joins it."""
        q, core = content(base)
        power = _whole(self.powers.get(core, c.number(0))) if core is not base else 0
        if power:
            del self.powers[core]
            self.coefficient *= Fraction(q) ** -power
            self._atom(base, c.number(power))

    def _polar(self, u: Expr) -> None:
        """``|u|² = u²``, ``sign(u) |u| = u``, ``sign(u)³ = sign(u)``, and ``sign(u)² u = u``."""
        sign, size = c.build("elementwise", (u,), ("sign", 0)), c.build("elementwise", (u,), ("abs", 0))
        signs, sizes = (_whole(self.powers.get(base, c.number(0))) for base in (sign, size))
        if sizes is None or signs is None:
            return
        if sizes % 2 == 0 or signs % 2:
            self.powers.pop(size, None)
            self.put(u, c.number(sizes))
            signs -= sizes % 2
        self.powers.pop(sign, None)
        left = signs % 2 if signs < 0 or u in self.powers or size in self.powers else 2 - signs % 2 if signs else 0
        if left:
            self._atom(sign, c.number(left))

    def _core(self) -> Expr:
        items = sorted(self.powers.items(), key=lambda item: (item[0].order, item[1].order))
        if not items:
            return c.number(1) if self.sample.is_scalar else c.like_ones(self.sample)
        if len(items) == 1 and items[0][1] is c.number(1):
            return items[0][0]
        if all(base.op.name == "vec" for base, _ in items) and len({base.args[0].shape for base, _ in items}) == 1:
            return c.vec(c.build("hadamard", tuple(x for b, e in items for x in (b.args[0], e))))
        node = make(REGISTRY["hadamard"], tuple(x for item in items for x in item))
        found = rewrite("scalar product" if node.is_scalar else "entrywise product", node)
        return node if found is None else found


_POLAR = (("sign", 0), ("abs", 0))


def _polar_of(base: Expr) -> Expr | None:
    """What a factor is the sign or the size of, or the transpose of one of these."""
    if base.params in _POLAR:
        return base.args[0]
    turned = base.op.name == "transpose" and base.args[0].params in _POLAR
    return c.transpose(base.args[0].args[0]) if turned else None


def _whole(exponent: Expr) -> int | None:
    """The number that a whole exponent is; None for others."""
    return int(c.value_of(exponent)) if c.is_number(exponent) and is_integer(exponent) else None


def _is_exp(base: Expr) -> bool:
    """Whether a factor is ``exp(x)``, or the transpose of one."""
    return base.params == ("exp", 0) or (base.op.name == "transpose" and base.args[0].params == ("exp", 0))


def _splits(base: Expr, exponent: Expr) -> bool:
    """Whether a power is a product of powers of other bases, as whole powers of products are."""
    if base.op.name == "number":  # 2^(3/2) is 2*sqrt(2)
        return c.is_number(exponent) and not 0 < c.value_of(exponent) < 1
    product = base.op.name in ("hadamard", "scale") or (base.op is SUM and content(base)[0] != 1)
    return product and is_integer(exponent) and not (is_constant(base) and not c.is_number(exponent))


def _is_square_root(exponent: Expr) -> bool:
    return c.is_number(exponent) and abs(c.value_of(exponent)) == Fraction(1, 2)


def is_fraction(exponent: Expr) -> bool:
    """Whether an exponent is a number that is not whole: a real power with it has a nonnegative base."""
    return c.is_number(exponent) and not is_integer(exponent)


def is_root(exponent: Expr) -> bool:
    """Whether a real power has this exponent only where its base is nonnegative: it is no whole number."""
    return not is_integer(exponent)


def _is_surd(value: Rational, exponent: Expr) -> bool:
    """Whether a positive number to this power is no rational number, and has no rational factor."""
    if not c.is_number(exponent) or is_integer(exponent):
        return False
    is_half = Fraction(c.value_of(exponent)).denominator == 2
    return (square_factor(Fraction(value))[1] if is_half else value) != 1
