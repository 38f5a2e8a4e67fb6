"""Calls: of the functions of the language, of declared functions without a formula, and of their derivatives."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from extremum.algebra.dims import Dim, IndexName
from extremum.algebra.errors import ParseError, UndeclaredError
from extremum.algebra.node import Expr
from extremum.operations.functional import functional
from extremum.reading.build import functions, indices
from extremum.reading.build.conditions import on_values
from extremum.reading.build.dimensions import polynomial
from extremum.reading.source import Tree

if TYPE_CHECKING:
    from extremum.reading.build.builder import Builder


def call(builder: Builder, tree: Tree) -> Expr:
    """``f(a, b)``, ``sum_i(e)``."""
    found = indices.binder(tree)
    if found is not None:
        return builder.bind(tree, *found)
    if tree.text in builder.declared.functions:
        return _unnamed(builder, tree, tree.text, 0)
    order, name = builder.declared.by_arrays(tree.text)
    if order:
        return builder.apply(tree, functional, name, _argument_of(builder, tree, tree.text), order)
    condition = on_values(builder, tree)
    if condition is not None:
        return condition
    row = function_of(builder, tree)
    if row.arguments == "e" and row.shape != "same":
        builder.names.refuse_number(tree.parts[0])
    values = [argument(builder, kind, part) for kind, part in zip(_kinds(row, tree), tree.parts, strict=True)]
    result: Expr = builder.apply(tree, row.call, tree.text, values)
    if row.shape.endswith("scalar") or row.shape == "greatest":
        _refuse_fixed(builder, tree, values, result)
    return result


def _refuse_fixed(builder: Builder, tree: Tree, values: Sequence[Expr | Dim], result: Expr) -> None:
    """Refuses ``sum(x[i]^2)`` of one number: the index does not run, and a total of one number is no total.

    Raises:
        ParseError: with the sum over the index.
    """
    (value, *others) = values
    if others or not isinstance(value, Expr) or not value.is_scalar or not (result is value or not result.symbols):
        return
    free = sorted(str(at) for at in value.indices if isinstance(at, IndexName) and at.name not in builder.names.bound)
    free = free or _subscripts(builder, tree)
    if free:
        raise builder.wrong(over_what(builder, tree, free[0]), tree)


_SUBSCRIPTED = re.compile(r"[^\W\d_]+_([ijknt])")


def _subscripts(builder: Builder, tree: Tree) -> list[str]:
    """The usual indices that stand below names which nobody declared: ``x_i`` as people type ``x[i]``."""
    names = {piece.text for piece, _ in indices.walk(tree) if piece.kind == "name" and piece.text in builder.inferred}
    found = filter(None, map(_SUBSCRIPTED.fullmatch, names))
    return sorted({match[1] for match in found})


def over_what(builder: Builder, tree: Tree, index: str) -> str:
    """What is said of a total whose index nothing lets run."""
    inner = builder.source.at(tree.parts[0])
    total = f"sum_{index}({inner}) for a sum over {index}"
    fix = f"prod_{index}({inner})" if tree.text == "prod" else total
    return f"over what does {index} run? {tree.text}({inner}) is of one number; write {fix}, or arrays without an index"


def function_of(builder: Builder, tree: Tree) -> functions.Function:
    """The function of a call, its number of arguments checked."""
    name = tree.text
    row = functions.find(name)
    if row is None:
        raise _unknown(builder, tree)
    if not row.accepts(len(tree.parts)):
        count = len(tree.parts)
        given = f"{count or 'no'} argument{'s' * (count != 1)}"
        raise builder.wrong(f"{name} is written {row.usage}, but here it has {given}", tree)
    return row


def _kinds(row: functions.Function, tree: Tree) -> str:
    """The kind of each argument."""
    count = len(tree.parts)
    return "e" * count if row.arguments in functions.MANY else row.kinds[:count]


def _unknown(builder: Builder, tree: Tree) -> ParseError:
    """The error for a call of what is no function."""
    name = tree.text
    start, end = tree.start, tree.start + len(name)
    if name in builder.declared.variables:
        message = f"{name} is a variable, not a function; write {name}*(...) for a product"
        return builder.source.error(message, start, end, ParseError)
    hint = functions.suggestion(name, list(builder.declared.functions))
    return builder.source.error(f"unknown function {name!r}; {hint}", start, end, UndeclaredError)


def argument(builder: Builder, kind: str, tree: Tree) -> Expr | Dim:
    """An expression, a dimension or an index."""
    if kind == "e":
        return builder.visit(tree)
    value = polynomial(builder.source, tree, builder.names.index if kind == "i" else builder.names.dimension)
    if kind == "d" and value.number is not None and value.number < 1:
        raise builder.wrong(f"a dimension must be at least 1, not {value}", tree)
    return value


def derivative(builder: Builder, tree: Tree) -> Expr:
    """``phi'(x)`` of a declared function."""
    name = tree.text.rstrip("'")
    if functions.find(name) is not None:
        raise builder.wrong(f"{name} is a known function; write the formula of its derivative, or {name}(x)", tree)
    if name not in builder.declared.functions:
        raise builder.wrong(
            f"{tree.text}(...) is a derivative of a function that is not declared; declare '{name}: function', "
            f"or write {tree.text}*(...) for a product with a transpose", tree,
        )  # fmt: skip
    return _unnamed(builder, tree, name, len(tree.text) - len(name))


def _unnamed(builder: Builder, tree: Tree, name: str, order: int) -> Expr:
    """A function without a formula, or its derivative."""
    return builder.apply(tree, builder.declared.functions[name], _argument_of(builder, tree, name), order)


def _argument_of(builder: Builder, tree: Tree, name: str) -> Expr:
    return builder.visit(sole_argument(builder, tree, name))


def sole_argument(builder: Builder, tree: Tree, name: str) -> Tree:
    """The one argument of a function without a formula.

    Raises:
        ParseError: there are others, or none.
    """
    if len(tree.parts) != 1:
        raise builder.wrong(f"{name} takes one argument, as in {name}(x)", tree)
    return tree.parts[0]
