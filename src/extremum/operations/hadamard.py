"""Entrywise products of powers, ``Π A_k.^e_k``: on scalars the ordinary product, so scalars are monomials of atoms."""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction
from math import isqrt
from typing import TYPE_CHECKING

from extremum.algebra import forms
from extremum.algebra.dims import Shape, show_shape
from extremum.algebra.errors import ExtremumError, ShapeError
from extremum.algebra.facts import holds, reason
from extremum.algebra.forms import Form
from extremum.algebra.node import Args, Expr, Operation, Params, Rational, make, register
from extremum.algebra.rules import rewrite
from extremum.operations import construct as c
from extremum.operations.base import leaf, leaf_transpose, sizes
from extremum.operations.scale import split
from extremum.operations.sum import SUM, content

if TYPE_CHECKING:
    from extremum.algebra.evaluate import Scope
    from extremum.algebra.node import Array


def _shape(args: Args, params: Params) -> Shape:
    return args[0].shape


def pairs(node: Expr) -> list[tuple[Expr, Expr]]:
    """Any expression as a list of (base, exponent)."""
    if node.op is HADAMARD:
        return list(zip(node.args[::2], node.args[1::2], strict=True))
    return [(node, c.number(1))]


def is_integer(exponent: Expr) -> bool:
    """Whether an exponent is known to be a whole number."""
    return holds(exponent, "integer")


def is_constant(expr: Expr) -> bool:
    """Whether an expression is built from numbers and constants alone."""
    if expr.op.name in ("number", "constant"):
        return True
    return expr.op in (SUM, HADAMARD) and all(is_constant(arg) for arg in expr.args)


class _Collector:
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
        if c.is_zero(base):
            if c.is_number(exponent) and c.value_of(exponent) < 0:
                raise ExtremumError(f"division by zero: {base}^{exponent}")
            self.zero = True
        elif name == "number":
            self._number(c.value_of(base), exponent)
        elif base.op is HADAMARD:
            self._nested(base, exponent)
        elif name == "vec" and base.args[0].op is HADAMARD and is_integer(exponent):
            for inner, power in pairs(base.args[0]):
                self.put(c.vec(inner), c.product(power, exponent))
        elif base.op is SUM:
            self._sum(base, exponent)
        elif name == "scale":
            self._scaled(base, exponent)
        elif name == "elementwise" and base.params[0] == "exp" and base.params[1] == 0:
            self.logs.append(c.product(exponent, base.args[0]))
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
        outside, inside = _square_factor(Fraction(value)) if rest == Fraction(1, 2) else (Fraction(1), Fraction(value))
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
            for inner, power in pairs(base):
                self.put(inner, c.product(power, exponent))
            return
        rest: list[tuple[Expr, Expr]] = []
        for inner, power in pairs(base):
            if holds(inner, "nonnegative") or is_root(power):
                self.put(inner, c.product(power, exponent))
            else:
                rest.append((inner, power))
        if len(rest) == 1 and c.is_number(rest[0][1]):
            inner, power = rest[0]
            degree = Fraction(c.value_of(power))
            even = degree.denominator == 1 and degree.numerator % 2 == 0
            self.put(c.apply("abs", inner) if even else inner, c.product(power, exponent))
        elif rest:
            self._atom(make(HADAMARD, tuple(x for item in rest for x in item)), exponent)

    def _sum(self, base: Expr, exponent: Expr) -> None:
        q, core = content(base)
        if is_constant(base) and not (c.is_number(exponent) and is_integer(exponent)):
            self._atom(base, exponent)
        elif q == 1:
            self._atom(core, exponent)
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
        if self.logs:
            total = c.add(*self.logs)
            if not c.is_zero(total):
                self._atom(c.apply("exp", total), c.number(1))
        for base in [b for b in self.powers if c.is_number(b)]:
            exponent = self.powers[base]
            if c.is_number(exponent) and isinstance(c.value_of(exponent), int):
                del self.powers[base]
                self.coefficient *= Fraction(c.value_of(base)) ** int(c.value_of(exponent))
        core = self._core()
        coefficient = self.coefficient
        if isinstance(coefficient, Fraction) and coefficient.denominator == 1:
            coefficient = coefficient.numerator
        if self.scalars:
            return c.product(c.number(coefficient), *self.scalars, core)
        return c.multiple(coefficient, core)

    def _core(self) -> Expr:
        items = sorted(self.powers.items(), key=lambda item: (item[0].order, item[1].order))
        if not items:
            return c.number(1) if self.sample.is_scalar else c.like_ones(self.sample)
        if len(items) == 1 and items[0][1] is c.number(1):
            return items[0][0]
        if all(base.op.name == "vec" for base, _ in items) and len({base.args[0].shape for base, _ in items}) == 1:
            return c.vec(c.build("hadamard", tuple(x for b, e in items for x in (b.args[0], e))))
        node = make(HADAMARD, tuple(x for item in items for x in item))
        found = rewrite("scalar product", node) if node.is_scalar else None
        return node if found is None else found


def is_root(exponent: Expr) -> bool:
    """Whether a real power has this exponent only where its base is nonnegative: it is no whole number."""
    return not is_integer(exponent)


def _square_factor(value: Fraction) -> tuple[Fraction, Fraction]:
    """``√value = outside · √inside`` for a positive number, with squares of small primes taken out."""
    if value <= 0:
        return Fraction(1), value
    inside, outside = value.numerator * value.denominator, Fraction(1, value.denominator)
    root = isqrt(inside)
    if root * root == inside:
        return outside * root, Fraction(1)
    for prime in (2, 3, 5, 7, 11, 13):
        while inside % (prime * prime) == 0:
            inside //= prime * prime
            outside *= prime
    return outside, Fraction(inside)


def _build(args: Args, params: Params) -> Expr:
    bases = args[::2]
    for base in bases[1:]:
        if base.shape != bases[0].shape:
            raise ShapeError(
                f"the entrywise product needs equal shapes, but {bases[0]} is {show_shape(bases[0].shape)} "
                f"and {base} is {show_shape(base.shape)}"
            )
    for exponent in args[1::2]:
        if not exponent.is_scalar:
            raise ShapeError(f"an exponent must be a scalar, but {exponent} is {show_shape(exponent.shape)}")
    if bases[0].is_row and not bases[0].is_scalar:
        turned = tuple(x for b, e in zip(bases, args[1::2], strict=True) for x in (c.transpose(b), e))
        return c.transpose(_build(turned, params))
    collector = _Collector(bases[0])
    for base, exponent in zip(bases, args[1::2], strict=True):
        collector.put(base, exponent)
    return collector.result()


def _value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    field = scope.field
    result: Array | None = None
    for k in range(0, len(values), 2):
        exponent = node.args[k + 1]
        rational = c.value_of(exponent) if c.is_number(exponent) else None
        value = values[k]
        if rational != 1:
            value = _integer_power(node.args[k + 1], value, values[k + 1], scope, rational)
        result = value if result is None else field.reduce(result * value)
    assert result is not None
    return result


def _integer_power(exponent: Expr, base: Array, power: Array, scope: Scope, rational: Rational | None) -> Array:
    if rational is None and is_integer(exponent) and power.size == 1:
        rational = int(power.ravel()[0]) if not scope.field.exact else _centred(int(power.ravel()[0]), scope)
    return scope.field.power(base, power, rational)


def _centred(value: int, scope: Scope) -> int:
    prime: int = scope.field.prime  # type: ignore[attr-defined]
    return value - prime if value > prime // 2 else value


def _others(node: Expr, k: int) -> list[Expr]:
    items = pairs(node)
    return [c.power(base, exponent) for j, (base, exponent) in enumerate(items) if j != k]


def _partial(node: Expr, k: int) -> Expr:
    """The entrywise derivative with respect to argument k (a base at even k, its exponent at odd k)."""
    base, exponent = pairs(node)[k // 2]
    if k % 2:
        return c.hadamard(node, c.apply("log", base))
    less = c.power(base, c.add(exponent, c.number(-1)))
    return c.product(exponent, c.hadamard(less, *_others(node, k // 2)))


def _adjoint(node: Expr, grad: Expr) -> Sequence[Expr | None]:
    result: list[Expr | None] = []
    for k, arg in enumerate(node.args):
        if k % 2 == 0:
            result.append(c.hadamard(grad, _partial(node, k)))
        elif c.is_number(arg):
            result.append(None)
        else:
            result.append(c.trace(c.product(c.transpose(grad), _partial(node, k))))
    return result


def _jacobian(node: Expr, k: int) -> Expr:
    partial = c.vec(_partial(node, k))
    return partial if k % 2 else c.diag(partial)


def _form(node: Expr, parts: Sequence[Form]) -> Form:
    over: list[Form] = []
    under: list[Form] = []
    scalar = node.is_scalar
    order = sorted(range(len(parts) // 2), key=lambda k: not is_constant(node.args[2 * k]))  # constants first
    joined = _determinants(node)
    if joined:
        order = [k for k in order if k not in joined]
        over.append(forms.call("det", forms.times(1, [parts[2 * k].parts[0] for k in joined])))
    for k in order:
        exponent = node.args[2 * k + 1]
        negative = c.is_number(exponent) and c.value_of(exponent) < 0
        size = c.number(-c.value_of(exponent)) if negative else exponent
        target = under if negative else over
        target.append(_power_form(parts[2 * k], size, parts[2 * k + 1], scalar))
    if scalar:
        top = forms.product_of(over) if over else forms.number("1")
        return forms.fraction(top, forms.product_of(under)) if under else top
    if not over and len(under) == 1:
        _, exponent = pairs(node)[0]
        return forms.power(parts[0], forms.rational(c.value_of(exponent)), ".^")
    if not over:
        over = [forms.call("ones", *(forms.name(str(d)) for d in node.shape))]
    top = forms.product_of(over, ".*")
    return forms.fraction(top, forms.product_of(under, ".*"), "./") if under else top


def _determinants(node: Expr) -> list[int]:
    """Where determinants of matrices of one size stand: ``det(A)*det(B)`` is written ``det(A*B)``."""
    dets = [k for k, (b, e) in enumerate(pairs(node)) if b.op.name == "det" and e is c.number(1)]
    same = [k for k in dets if node.args[2 * k].args[0].shape == node.args[2 * dets[0]].args[0].shape]
    plain = all(node.args[2 * k].args[0].op is not SUM for k in same)
    return same if len(same) > 1 and plain else []


def _power_form(base: Form, exponent: Expr, written: Form, scalar: bool) -> Form:
    if exponent is c.number(1):
        return base
    if base.kind == "power" and base.parts[0].text == "norm2" and c.is_number(exponent):
        value = 2 * Fraction(c.value_of(exponent))
        return base.parts[0] if value == 1 else forms.power(base.parts[0], forms.rational(value))
    if exponent is c.number(Fraction(1, 2)):
        return forms.call("sqrt", base)
    written = forms.rational(c.value_of(exponent)) if c.is_number(exponent) else written
    return forms.power(base, written, "^" if scalar else ".^")


_FACTS = {"nonnegative", "positive", "nonzero"}


def _infer(node: Expr, fact: str) -> str | None:
    if fact in ("symmetric", "diagonal", "lower_triangular", "upper_triangular"):
        return _structure(node, fact)
    if fact == "positive_definite" or fact == "invertible":
        scalar = {"positive_definite": "positive", "invertible": "nonzero"}[fact]
        return reason(node, scalar) if node.is_scalar else None
    if fact == "integer":
        whole = all(reason(b, "integer") and c.is_number(e) and c.value_of(e) > 0 for b, e in pairs(node))
        return "each factor is an integer" if whole else None
    if fact not in _FACTS:
        return None
    if all(_signed(base, exponent, fact) for base, exponent in pairs(node)):
        return f"each factor of {node} is {fact} where it is defined"
    return None


def _signed(base: Expr, exponent: Expr, fact: str) -> bool:
    """Whether ``base^exponent`` has the fact wherever it is defined (a real root has a nonnegative base)."""
    if reason(base, fact):
        return True
    if not is_integer(exponent):
        return fact == "nonnegative" or (c.is_number(exponent) and c.value_of(exponent) < 0)
    value = int(c.value_of(exponent)) if c.is_number(exponent) else 1
    if fact == "nonzero":
        return value < 0
    return value % 2 == 0 and (fact == "nonnegative" or value < 0 or holds(base, "nonzero"))


def _structure(node: Expr, fact: str) -> str | None:
    if node.rows is not node.cols:
        return None
    if fact == "symmetric":
        return f"{node} equals its transpose" if c.transpose(node) is node else None
    positive = [b for b, e in pairs(node) if c.is_number(e) and c.value_of(e) > 0]
    if len(positive) == len(pairs(node)) and any(reason(b, fact) for b in positive):
        return f"one entrywise factor is {fact}"
    return None


def _transposed(node: Expr) -> Expr:
    if node.is_column:
        return leaf_transpose(node)
    return c.build("hadamard", tuple(x for b, e in pairs(node) for x in (c.transpose(b), e)))


def _example(rng: random.Random) -> Expr:
    rows, cols = sizes(rng, 2)
    one = c.number(1)
    exponents: list[Rational] = [2, 3, -1, -2, Fraction(1, 2), Fraction(-3, 2)]
    exponent = c.number(rng.choice(exponents))
    return c.build("hadamard", (leaf(rng, rows, cols), one, leaf(rng, rows, cols, "positive"), exponent))


HADAMARD: Operation = register(
    Operation(
        name="hadamard",
        shape=_shape,
        build=_build,
        value=_value,
        adjoint=_adjoint,
        jacobian=_jacobian,
        form=_form,
        infer=_infer,
        transposed=_transposed,
        example=_example,
        domain="a base is nonzero under a negative exponent, positive under a fractional one",
        reference="Magnus & Neudecker (2019), ch. 9, d(U ∘ V) = dU ∘ V + U ∘ dV",
        rank=5,
    )
)
