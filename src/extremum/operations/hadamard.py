"""Entrywise products of powers, ``Π A_k.^e_k``: on scalars the ordinary product, so scalars are monomials of atoms."""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from extremum.algebra import forms
from extremum.algebra.dims import Shape, show_shape
from extremum.algebra.errors import ShapeError
from extremum.algebra.facts import holds, reason
from extremum.algebra.forms import Form
from extremum.algebra.node import Args, Expr, Operation, Params, Rational, register
from extremum.algebra.traits import Exact, Linear
from extremum.algebra.traverse import write
from extremum.operations import construct as c
from extremum.operations import signs
from extremum.operations.averages import with_averages
from extremum.operations.base import OnDemand, leaf, leaf_transpose, sizes
from extremum.operations.columnwise import khatri_rao_within
from extremum.operations.common_exponents import with_common_exponents
from extremum.operations.flipped import with_sign
from extremum.operations.powers import Collector, is_constant, is_fraction, is_integer, pairs
from extremum.operations.roots import kinks_of_powers
from extremum.operations.sum import content
from extremum.operations.surds import root_of, roots_of
from extremum.operations.turned import turned_entries

if TYPE_CHECKING:
    from extremum.algebra.evaluate import Scope
    from extremum.algebra.node import Array


def _shape(args: Args, params: Params) -> Shape:
    return args[0].shape


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
    collector = Collector(bases[0])
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
        rational = scope.field.whole(power.ravel()[0])
    return scope.field.power(base, power, rational)


def _partial(node: Expr, k: int) -> Expr:
    """The entrywise derivative with respect to argument k (a base at even k, its exponent at odd k)."""
    at = k - k % 2
    base, exponent = node.args[at : at + 2]
    if k % 2:
        return c.hadamard(node, c.apply("log", base))
    less = c.add(exponent, c.number(-1))
    rest = c.build("hadamard", (*node.args[:at], base, less, *node.args[at + 2 :]))
    return c.product(exponent, rest)


def _adjoint(node: Expr, grad: Expr) -> Sequence[Expr | None]:
    def part(k: int) -> Expr | None:
        if k % 2 == 0:
            return c.hadamard(grad, _partial(node, k))
        if c.is_number(node.args[k]):
            return None
        return c.trace(c.product(c.transpose(grad), _partial(node, k)))

    return OnDemand(len(node.args), part)


def _jacobian(node: Expr, k: int) -> Expr:
    partial = c.vec(_partial(node, k))
    return partial if k % 2 else c.diag(partial)


def _form(node: Expr, parts: Sequence[Form]) -> Form:
    over, under = _sides(node, parts)
    if node.is_scalar:
        negative = sum(part.kind == "prefix" for part in (*over, *under)) % 2 == 1
        over, under = ([part.parts[0] if part.kind == "prefix" else part for part in side] for side in (over, under))
        top = forms.product_of(over) if over else forms.number("1")
        whole = forms.fraction(top, forms.product_of(under)) if under else top
        return with_common_exponents(node, with_averages(node, with_sign(whole, negative)))
    if not over and len(under) == 1:
        _, exponent = pairs(node)[0]  # that of all factors, if there are several: (a.*b).^(-2)
        return forms.power(forms.product_of([*parts[::2]], ".*"), forms.quotient(c.value_of(exponent)), ".^")
    if not over:
        over = [forms.call("ones", *(forms.name(str(d)) for d in node.shape))]
    top = forms.product_of(over, ".*")
    whole = forms.fraction(top, forms.product_of(under, ".*"), "./") if under else top
    return with_common_exponents(node, with_sign(whole))


def _sides(node: Expr, parts: Sequence[Form]) -> tuple[list[Form], list[Form]]:
    """The factors above the line and those below; determinants of products and roots of quotients are one."""
    over: list[Form] = []
    under: list[Form] = []
    joined = _determinants(node)
    if joined:
        over.append(forms.call("det", signs.times(1, [parts[2 * k].parts[0] for k in joined])))
    above, below = _roots(node, parts)
    if len(above) + len(below) > 1:
        roots = [[parts[2 * k] for k in side] for side in (above, below)]
        (over if above else under).extend([root_of(*roots)] if above and below else roots_of(roots[0] or roots[1]))
        joined = [*joined, *above, *below]
    for two, written in khatri_rao_within(node):
        over.append(written)
        joined = [*joined, *two]
    left = [k for k in range(len(parts) // 2) if k not in joined]
    for k, *more in _alike(node, parts, left):
        exponent = node.args[2 * k + 1]
        negative = c.is_number(exponent) and c.value_of(exponent) < 0
        size = c.number(-c.value_of(exponent)) if negative else exponent
        base = forms.product_of([parts[2 * j] for j in (k, *more)], "*" if node.is_scalar else ".*")
        (under if negative else over).append(_power_form(base, size, parts[2 * k + 1], node.is_scalar))
    return over, under


def _alike(node: Expr, parts: Sequence[Form], places: Sequence[int]) -> Collection[list[int]]:
    """The places of factors, constants first, those with one whole power together: ``(m*c)^2`` for ``m^2*c^2``."""
    groups: dict[Expr | int, list[int]] = {}
    for k in sorted(places, key=lambda k: not is_constant(node.args[2 * k])):
        exponent, written = node.args[2 * k + 1], parts[2 * k]
        whole = c.is_number(exponent) and is_integer(exponent) and c.value_of(exponent) not in (1, -1)
        joined = whole and written.kind not in ("power", "number", "prefix")
        groups.setdefault(exponent if joined else k, []).append(k)
    return groups.values()


def _roots(node: Expr, parts: Sequence[Form]) -> tuple[list[int], list[int]]:
    """Where roots of what is nonnegative stand, above and below the line, constants first: ``sqrt(a)/sqrt(b)`` is
    ``sqrt(a/b)``; of numbers one at most, since products of numbers have roots of their own, and no sum with a number
    in all its terms, which a quotient takes out of it."""
    sides: tuple[list[int], list[int]] = ([], [])
    items = pairs(node) if node.is_scalar else []
    for k in sorted(range(len(items)), key=lambda k: (not c.is_number(items[k][0]), not is_constant(items[k][0]))):
        base, exponent = items[k]
        value = c.value_of(exponent) if c.is_number(exponent) else 0
        norm, repeated = parts[2 * k].kind == "power", c.is_number(base) and any(sides)
        apart = norm or repeated or content(base)[0] != 1
        if abs(value) == Fraction(1, 2) and not apart and holds(base, "nonnegative"):
            sides[value < 0].append(k)
    return sides


def _determinants(node: Expr) -> list[int]:
    """Where determinants of matrices of one size stand: ``det(A)*det(B)`` is written ``det(A*B)``."""
    dets = [k for k, (b, e) in enumerate(pairs(node)) if b.op.name == "det" and e is c.number(1)]
    if len(dets) < 2:
        return []
    same = [k for k in dets if node.args[2 * k].args[0].shape == node.args[2 * dets[0]].args[0].shape]
    plain = all(node.args[2 * k].args[0].op.name != "sum" for k in same)
    return same if len(same) > 1 and plain else []


def _power_form(base: Form, exponent: Expr, written: Form, scalar: bool) -> Form:
    if exponent is c.number(1):
        return base
    if base.kind == "prefix" and is_integer(exponent) and c.is_number(exponent):
        found = _power_form(base.parts[0], exponent, written, scalar)
        return forms.negated(found) if c.value_of(exponent) % 2 else found
    if base.kind == "power" and base.parts[0].text == "norm2":
        twice = c.multiple(2, exponent)
        return base.parts[0] if twice is c.number(1) else forms.power(base.parts[0], _exponent_form(twice))
    if exponent is c.number(Fraction(1, 2)):
        return forms.call("sqrt", base)
    written = _exponent_form(exponent) if c.is_number(exponent) else written
    return forms.power(base, written, "^" if scalar else ".^")


def _exponent_form(exponent: Expr) -> Form:
    return forms.quotient(c.value_of(exponent)) if c.is_number(exponent) else write(exponent)


_FACTS = {"nonnegative", "positive", "nonzero"}


def _infer(node: Expr, fact: str) -> str | None:
    if fact in ("symmetric", "diagonal", "lower_triangular", "upper_triangular"):
        return _structure(node, fact)
    if fact in ("positive_definite", "positive_semidefinite") and not node.is_scalar:
        whole = all(is_integer(e) and c.is_number(e) and c.value_of(e) > 0 for _, e in pairs(node))
        schur = whole and all(reason(base, fact) for base, _ in pairs(node))
        return f"the entrywise factors are {fact}: so is their product, by Schur's theorem" if schur else None
    if fact == "positive_definite" or fact == "invertible":
        scalar = {"positive_definite": "positive", "invertible": "nonzero"}[fact]
        return reason(node, scalar) if node.is_scalar else None
    if fact == "integer":
        whole = all(reason(b, "integer") and c.is_number(e) and c.value_of(e) > 0 for b, e in pairs(node))
        return "each factor is an integer" if whole else None
    if fact not in _FACTS:
        return None
    if all(_signed(base, exponent, fact) for base, exponent in pairs(node)):
        return f"each factor is {fact} where it is defined"
    return None


def _signed(base: Expr, exponent: Expr, fact: str) -> bool:
    """Whether ``base^exponent`` has the fact wherever it is defined (a real root has a nonnegative base)."""
    negative = c.is_number(exponent) and c.value_of(exponent) < 0
    if reason(base, fact) or (fact == "positive" and negative and reason(base, "nonnegative")):
        return True  # what is divided by is not zero
    if is_fraction(exponent):
        return fact == "nonnegative" or c.value_of(exponent) < 0
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
    if node.rows is node.cols and _structure(node, "diagonal"):
        return node
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
        noun="an entrywise product of powers",
        shape=_shape,
        build=_build,
        value=_value,
        adjoint=_adjoint,
        jacobian=_jacobian,
        form=_form,
        infer=_infer,
        transposed=_transposed,
        example=_example,
        linear=Linear(lambda node, k: k % 2 == 0 and node.args[k + 1] is c.number(1)),
        exact=Exact.RATIONAL,
        kinks=lambda node: tuple(kinks_of_powers(node)),
        domain="a base is nonzero under a negative exponent, positive under a fractional one",
        reference=(
            "Petersen & Pedersen (2012), eq. (38); Magnus & Neudecker (2019), ch. 9: "
            "d(U ∘ V) = dU ∘ V + U ∘ dV, d U^p = p U^(p-1) ∘ dU"
        ),
        rank=5,
        turned=turned_entries,
        telling=7,
        entrywise=True,
    )
)
