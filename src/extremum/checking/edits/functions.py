"""An operator or a function that is wrong, missing or too much; a diagonal matrix for a vector."""

from __future__ import annotations

from collections.abc import Iterator

from extremum.algebra.dims import ONE
from extremum.algebra.errors import ExtremumError
from extremum.checking.edits.edit import Edit, is_factor, turned
from extremum.checking.syntax import Formula, Place, made
from extremum.operations import construct as c
from extremum.operations.elementwise import FUNCTIONS
from extremum.reading.source import Tree

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
        opposite = first.parts[0] if first.kind == "signed" else made("signed", "-", first)
        yield Edit(place, made("sum", tree.text, opposite, *tree.parts[1:]), "A sign is wrong", "term_wrong")


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
    if shape is not None and shape[1] is ONE is not shape[0] and is_factor(place):
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
            yield Edit(place, made("chain", "*", matrix, made("call", "diag", turned(vector))), wrong)


def applied(formula: Formula, place: Place) -> Iterator[Edit]:
    """A function is missing."""
    tree = place.tree
    if place.parent is not None and place.parent.kind == "call" and place.parent.text in FUNCTIONS:
        return
    if is_factor(place) and tree.kind in ("name", "chain", "sum", "member") and formula.shape(tree) is not None:
        for name in formula.functions:
            yield Edit(place, made("call", name, tree), f"The function {name} is missing")
