"""Families as parameters: the numbers ``u[k]`` as one vector, the columns ``m[k]`` as one matrix."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from extremum.algebra.dims import ONE
from extremum.algebra.errors import UnsupportedError
from extremum.algebra.node import Expr
from extremum.algebra.traverse import rebuild, topological, transform
from extremum.language.families import Family
from extremum.operations import construct as c
from extremum.operations import leaves
from extremum.operations.block import unit
from extremum.operations.leaves import MEMBER
from extremum.simplify.search import simplify
from extremum.statistics.model import Model, Statement


def gathered(f: Expr, wanted: Any) -> tuple[Expr, Any, Mapping[str, Expr]]:
    """A log-likelihood whose families among the parameters are arrays, what is asked for then, and the arrays by name.

    Raises:
        UnsupportedError: the members of a family are no numbers, nor columns that move freely.
    """
    items = list(wanted) if isinstance(wanted, list | tuple) else [wanted]
    members = {node.name: node for node in topological([f]) if node.op is MEMBER}
    asked = [_name(item) for item in items]
    arrays = {name: _array(members[name]) for name in asked if name in members}
    if not arrays:
        return f, wanted, {}
    chosen = [arrays.get(name, item) for name, item in zip(asked, items, strict=True)]
    return put_in(f, arrays), chosen, arrays


def put_in(expr: Expr, arrays: Mapping[str, Expr]) -> Expr:
    """An expression with the entries, or the columns, of arrays for members."""

    def change(node: Expr, args: tuple[Expr, ...]) -> Expr:
        array = arrays.get(node.name) if node.op is MEMBER else None
        if array is None:
            return rebuild(node, args)
        place = unit(node.size, node.index - node.start + ONE)
        return c.product(c.transpose(place), array) if node.is_scalar else c.product(array, place)

    return simplify(transform(expr, change))


def model_of(model: Model, arrays: Mapping[str, Expr]) -> Model:
    """A model with the arrays for members in its laws."""
    if not arrays:
        return model
    laws = [statement.law.mapped(lambda expr: put_in(expr, arrays)) for statement in model.statements]
    return Model(tuple(Statement(s.variable, law) for s, law in zip(model.statements, laws, strict=True)))


def _name(item: Any) -> str:
    if isinstance(item, Family):
        return item.name
    if isinstance(item, Expr):
        return item.name if item.op is MEMBER else ""
    return str(item).partition("[")[0].strip()


def _array(member: Expr) -> Expr:
    """One entry a member, or one column."""
    if not member.is_column or (member.assumptions and not member.is_scalar) or member.shape[0].indices:
        raise UnsupportedError(
            f"{member} is a member of a family of matrices, or one with declared structure; ask about families of "
            "numbers or of vectors that move freely, or about a matrix of parameters"
        )
    shape = (member.size, ONE) if member.is_scalar else (member.rows, member.size)
    return leaves.symbol(member.name, *shape, member.assumptions if member.is_scalar else ())
