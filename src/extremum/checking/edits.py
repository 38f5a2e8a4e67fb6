"""Single edits of a formula as people err: a transpose, an order, an inverse, an operator, a function, a factor."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from extremum.algebra.dims import ONE, Dim, IndexName
from extremum.algebra.errors import ExtremumError
from extremum.algebra.node import Expr
from extremum.checking.syntax import Formula, Place, made
from extremum.declare import Family
from extremum.notation import indices
from extremum.notation.source import Tree
from extremum.operations import construct as c
from extremum.operations.elementwise import FUNCTIONS


@dataclass(frozen=True, slots=True)
class Edit:
    """A piece to be put in a place, and what was wrong there."""

    place: Place
    new: Tree
    wrong: str
    code: str = "factor_wrong"


Edits = Callable[[Formula, Place], Iterator[Edit]]


def _number(value: Fraction | int) -> Tree:
    value = Fraction(value)
    whole = made("number", str(abs(value.numerator)))
    number = whole if value.denominator == 1 else made("chain", "/", whole, made("number", str(value.denominator)))
    return made("signed", "-", number) if value < 0 else number


def _is_matrix(formula: Formula, tree: Tree) -> bool:
    """Whether a piece is known to be no scalar."""
    shape = formula.shape(tree)
    return shape is not None and shape != (ONE, ONE)


def _is_scalar(formula: Formula, tree: Tree) -> bool:
    return formula.shape(tree) == (ONE, ONE)


def _is_factor(place: Place) -> bool:
    """Whether a piece stands where a factor, a term or an argument does, and is no product or sum without brackets."""
    parent = place.parent
    return parent is None or parent.kind not in ("transpose", "power")


# -- transposes, orders, inverses --------------------------------------------------------------------------------------
def transposed(formula: Formula, place: Place) -> Iterator[Edit]:
    """A for A' and A' for A."""
    tree = place.tree
    if tree.kind == "transpose" and place.path and _is_matrix(formula, tree.parts[0]):
        yield Edit(place, tree.parts[0], "A factor is transposed that should not be")
    elif place.path and _is_factor(place) and tree.kind != "signed" and _is_matrix(formula, tree):
        yield Edit(place, made("transpose", "'", tree), "A factor has to be transposed")


def swapped(formula: Formula, place: Place) -> Iterator[Edit]:
    """B A for A B."""
    tree = place.tree
    if tree.kind != "chain":
        return
    for k, operator in enumerate(tree.operators):
        left, right = tree.parts[k], tree.parts[k + 1]
        if operator in "*@" and _is_matrix(formula, left) and _is_matrix(formula, right):
            before, after = tree.parts[:k], tree.parts[k + 2 :]
            swap = made("chain", tree.text, *before, right, left, *after)
            yield Edit(place, swap, "Two factors are in the wrong order")
            turned = made("chain", tree.text, *before, _turned(right), _turned(left), *after)
            yield Edit(place, turned, "The product of two factors has to be transposed")


def _turned(tree: Tree) -> Tree:
    return tree.parts[0] if tree.kind == "transpose" else made("transpose", "'", tree)


def inverted(formula: Formula, place: Place) -> Iterator[Edit]:
    """inv(A) for A and A for inv(A)."""
    tree = place.tree
    shape = formula.shape(tree)
    if tree.kind == "call" and tree.text == "inv":
        yield Edit(place, tree.parts[0], "An inverse is too much")
    elif _is_factor(place) and shape is not None and shape[0] is shape[1] is not ONE and tree.kind != "signed":
        yield Edit(place, made("call", "inv", tree), "An inverse is missing")


# -- operators and functions -------------------------------------------------------------------------------------------
_OPERATORS = {
    "*": (".*", "the entrywise product is due, not the matrix product"),
    ".*": ("*", "the matrix product is due, not the entrywise product"),
    "./": (".*", "the entrywise product is due, not the quotient"),
    "/": ("*", "a product is due, not a quotient"),
}


def operators(formula: Formula, place: Place) -> Iterator[Edit]:
    """``.*`` for ``*``, a product for a quotient, the other sign."""
    tree = place.tree
    if tree.kind == "chain":
        for k, operator in enumerate(tree.operators):
            if operator in _OPERATORS:
                other, words = _OPERATORS[operator]
                yield Edit(place, _with_operator(tree, k, other), f"An operator is wrong, {words}")
    if tree.kind == "sum":
        for k, operator in enumerate(tree.operators):
            other = "-" if operator == "+" else "+"
            yield Edit(place, _with_operator(tree, k, other), "A sign is wrong", "term_wrong")
        first = tree.parts[0]
        turned = first.parts[0] if first.kind == "signed" else made("signed", "-", first)
        yield Edit(place, made("sum", tree.text, turned, *tree.parts[1:]), "A sign is wrong", "term_wrong")


def _with_operator(tree: Tree, k: int, operator: str) -> Tree:
    found = tree.operators
    found[k] = operator
    return made(tree.kind, " ".join(found), *tree.parts)


_ALIKE = [
    ("sin", "cos"), ("sinh", "cosh"), ("exp", "log"), ("det", "logdet"), ("sum", "tr"), ("abs", "sign"),
    ("sigmoid", "softplus"), ("relu", "step"), ("sinm", "cosm"), ("log", "logdet"), ("norm2", "norm1"),
    ("expm", "exp"), ("tanh", "sigmoid"), ("tril", "triu"), ("inv", "pinv"),
]  # fmt: skip


def function(formula: Formula, place: Place) -> Iterator[Edit]:
    """Another function of the same argument; the derivative of the function."""
    tree = place.tree
    if tree.kind != "call":
        return
    for pair in _ALIKE:
        if tree.text in pair:
            other = pair[1 - pair.index(tree.text)]
            yield Edit(place, made("call", other, *tree.parts), f"Another function is due, {other}")
    if tree.text in FUNCTIONS:
        try:
            argument = formula.value(tree.parts[0])
            derivative = FUNCTIONS[tree.text].derivative(argument, c.apply(tree.text, argument))
        except ExtremumError:
            return
        yield Edit(
            place, formula.given(derivative), f"The derivative of {tree.text} is due, not its value", "chain_rule"
        )


def diagonal(formula: Formula, place: Place) -> Iterator[Edit]:
    """``diag(v)`` for v, and v for ``diag(v)``."""
    tree = place.tree
    shape = formula.shape(tree)
    if tree.kind == "chain" and tree.text == ".*":
        yield from _spread(formula, place, *tree.parts)
    if tree.kind == "call" and tree.text in ("diag", "diagonal", "vec"):
        yield Edit(place, tree.parts[0], f"{tree.text} is too much")
    elif shape is not None and shape[1] is ONE is not shape[0] and _is_factor(place):
        yield Edit(place, made("call", "diag", tree), "A diagonal matrix is due where the vector stands")


def _spread(formula: Formula, place: Place, left: Tree, right: Tree) -> Iterator[Edit]:
    """``diag(v)*A`` for ``v .* A``, the rows of A times the entries of v, and ``A*diag(v)`` for ``A .* v'``."""
    wrong = "The entries of a vector multiply the rows or columns of a matrix through a diagonal matrix"
    for vector, matrix in ((left, right), (right, left)):
        shape, other = formula.shape(vector), formula.shape(matrix)
        if shape is None or other is None or ONE in other:
            continue
        if shape == (other[0], ONE):
            yield Edit(place, made("chain", "*", made("call", "diag", vector), matrix), wrong)
        if shape == (ONE, other[1]):
            yield Edit(place, made("chain", "*", matrix, made("call", "diag", _turned(vector))), wrong)


# -- powers and numbers ------------------------------------------------------------------------------------------------
def power(formula: Formula, place: Place) -> Iterator[Edit]:
    """Another exponent; a square or a root too much or too little."""
    tree = place.tree
    wrong = "An exponent is wrong"
    if tree.kind == "power":
        base, exponent = tree.parts[0], _numeral(formula, tree.parts[1])
        if exponent is None:
            return
        for other in dict.fromkeys([exponent - 1, exponent + 1, -exponent, exponent / 2, 2 * exponent]):
            new = base if other == 1 else made("power", tree.text, base, _number(other))
            if other:
                yield Edit(place, new, wrong)
    elif tree.kind == "call" and tree.text == "sqrt":
        yield Edit(place, tree.parts[0], "A square root is too much")
    elif _is_factor(place) and tree.kind in ("name", "call", "member", "sum") and _is_scalar(formula, tree):
        yield Edit(place, made("power", "^", tree, _number(2)), wrong)
        yield Edit(place, made("call", "sqrt", tree), "A square root is missing")
    if tree.kind == "call" and tree.text in FUNCTIONS and _is_matrix(formula, tree):
        yield Edit(place, made("power", ".^", tree, _number(2)), wrong)


def _numeral(formula: Formula, tree: Tree) -> Fraction | None:
    """The number that a piece is."""
    try:
        value = formula.value(tree)
    except (ExtremumError, ZeroDivisionError):
        return None
    return Fraction(c.value_of(value)) if c.is_number(value) else None


def numeral(formula: Formula, place: Place) -> Iterator[Edit]:
    """Another number."""
    tree = place.tree
    if tree.kind != "number" or (place.parent is not None and place.parent.kind == "power"):
        return
    value = Fraction(tree.text)
    for other in dict.fromkeys([2 * value, value / 2, value + 1, value - 1, -value]):
        if other and other != value:
            yield Edit(place, _number(other), "A number is wrong")


# -- factors and terms -------------------------------------------------------------------------------------------------
def dropped(formula: Formula, place: Place) -> Iterator[Edit]:
    """A factor, a term or a function is too much."""
    tree = place.tree
    if tree.kind in ("chain", "sum"):
        what, code = ("A factor", "factor_wrong") if tree.kind == "chain" else ("A term", "term_extra")
        for k in range(len(tree.parts)):
            rest = _without(tree, k)
            if rest is not None:
                yield Edit(place, rest, f"{what} is too much, {formula.text(tree.parts[k])}", code)
    elif tree.kind == "call" and len(tree.parts) == 1 and tree.text not in ("inv", "sqrt", "diag", "diagonal", "vec"):
        yield Edit(place, tree.parts[0], f"The function {tree.text} is too much")


def _without(tree: Tree, k: int) -> Tree | None:
    parts, found = list(tree.parts), tree.operators
    if k == 0:
        if found[0] in ("/", "./"):
            return None
        first = made("signed", "-", parts[1]) if found[0] == "-" else parts[1]
        parts, found = [first, *parts[2:]], found[1:]
    else:
        del parts[k], found[k - 1]
    return parts[0] if len(parts) == 1 else made(tree.kind, " ".join(found), *parts)


def exchanged(formula: Formula, place: Place) -> Iterator[Edit]:
    """Another symbol of the same shape, or of the transposed one."""
    tree = place.tree
    if tree.kind != "name":
        return
    shape = formula.shape(tree)
    fits = formula.shape(formula.tree) is not None
    for name, value in formula.declared.variables.items():
        if name == tree.text or name.startswith("%") or value.op.name != "symbol":
            continue
        if value.shape == shape or not fits:
            yield Edit(place, made("name", name), "Another symbol is due")
        elif value.shape[::-1] == shape:
            yield Edit(place, made("transpose", "'", made("name", name)), "Another symbol is due")


def added(formula: Formula, place: Place) -> Iterator[Edit]:
    """A factor is missing: a symbol, its transpose or inverse, somewhere in a product."""
    tree = place.tree
    if not _is_factor(place) or tree.kind == "signed" or (place.parent is not None and place.parent.kind == "chain"):
        return
    pieces, found = (tree.parts, tree.operators) if tree.kind == "chain" else ((tree,), [])
    for k in range(len(pieces) + 1):
        if 0 < k < len(pieces) and found[k - 1] not in "*@":
            continue
        for factor, shape in (*_factors(formula), *_members(formula, place)):
            if _fits(formula, pieces, k, shape):
                parts = [*pieces[:k], factor, *pieces[k:]]
                operators = " ".join([*found[:k], "*", *found[k:]])
                yield Edit(place, made("chain", operators, *parts), f"A factor is missing, {formula.text(factor)}")


def weighted(formula: Formula, place: Place) -> Iterator[Edit]:
    """An entrywise factor is missing: a symbol of the same shape."""
    tree = place.tree
    shape = formula.shape(tree)
    if not _is_factor(place) or tree.kind == "signed" or shape in (None, (ONE, ONE)):
        return
    for name, value in formula.declared.variables.items():
        if value.shape == shape and value.op.name == "symbol" and not name.startswith("%"):
            factor = made("name", name)
            yield Edit(place, made("chain", ".*", factor, tree), f"An entrywise factor is missing, {name}")


def _factors(formula: Formula) -> Iterator[tuple[Tree, tuple[object, object]]]:
    """The symbols as factors: as they are, transposed, inverted, as a diagonal."""
    for name, value in formula.declared.variables.items():
        if value.op.name != "symbol" or name.startswith("%"):
            continue
        yield from _shapes(made("name", name), value)
    yield from ((made("name", name), (ONE, ONE)) for name in sorted(formula.declared.dims))


def _members(formula: Formula, place: Place) -> Iterator[tuple[Tree, tuple[object, object]]]:
    """The members ``x[i]`` of families, at the index of a sum around the place."""
    for parent, _ in place.path:
        found = indices.binder(parent)
        if found is None:
            continue
        for name, family in formula.declared.families.items():
            if not isinstance(family, Family):
                continue
            rows, cols = family[Dim.of(IndexName("%", family.size, family.start))].shape
            member = made("member", name, made("name", found[1]))
            yield member, (rows, cols)
            if (rows, cols) != (ONE, ONE):
                yield made("transpose", "'", member), (cols, rows)


def _shapes(plain: Tree, value: Expr) -> Iterator[tuple[Tree, tuple[object, object]]]:
    rows, cols = value.shape
    yield plain, (rows, cols)
    if value.is_scalar:
        return
    yield made("transpose", "'", plain), (cols, rows)
    if rows is cols:
        yield made("call", "inv", plain), (rows, cols)
        yield made("transpose", "'", made("call", "inv", plain)), (rows, cols)
    if value.is_column:
        yield made("call", "diag", plain), (rows, rows)


def _fits(formula: Formula, pieces: tuple[Tree, ...], k: int, shape: tuple[object, object]) -> bool:
    """Whether a factor fits before piece k: beside its neighbours, as far as their shapes are known."""
    if shape == (ONE, ONE):
        return k == 0
    before = formula.shape(pieces[k - 1]) if k else None
    after = formula.shape(pieces[k]) if k < len(pieces) else None
    left = before is None or before == (ONE, ONE) or before[1] is shape[0]
    right = after is None or after == (ONE, ONE) or after[0] is shape[1]
    return left and right


def applied(formula: Formula, place: Place) -> Iterator[Edit]:
    """A function is missing."""
    tree = place.tree
    if place.parent is not None and place.parent.kind == "call" and place.parent.text in FUNCTIONS:
        return
    if _is_factor(place) and tree.kind in ("name", "chain", "sum", "member") and formula.shape(tree) is not None:
        for name in formula.functions:
            yield Edit(place, made("call", name, tree), f"The function {name} is missing")


SIMPLE: tuple[Edits, ...] = (transposed, swapped, inverted, operators, function)
OTHERS: tuple[Edits, ...] = (diagonal, power, dropped, added, weighted, exchanged, numeral, applied)
"""What people err in most, and what they err in less."""
