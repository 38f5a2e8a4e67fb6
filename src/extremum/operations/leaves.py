"""Leaves: numbers, constants, dimensions as numbers, symbols."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import pi
from typing import TYPE_CHECKING

from extremum.algebra import forms
from extremum.algebra.dims import ONE, Dim, Entry, IndexName, Shape
from extremum.algebra.errors import DataError
from extremum.algebra.facts import close, rank_bound
from extremum.algebra.forms import Form
from extremum.algebra.lazy import Lazy
from extremum.algebra.node import Args, Expr, Operation, Params, Rational, make, register
from extremum.algebra.traits import NONLINEAR, Exact, smooth
from extremum.operations import construct as c
from extremum.operations.base import constant, itself, leaf_transpose, no_derivative, no_jacobian, scalar_shape

if TYPE_CHECKING:
    import numpy as np

    from extremum.algebra.evaluate import Scope
    from extremum.algebra.node import Array
else:
    np = Lazy("numpy")


# -- numbers ------------------------------------------------------------------------------------------------------
def _number_form(node: Expr, parts: Sequence[Form]) -> Form:
    return forms.rational(c.value_of(node))


def _number_facts(node: Expr, fact: str) -> str | None:
    value = c.value_of(node)
    known = {
        "positive": value > 0, "nonnegative": value >= 0, "nonzero": value != 0,
        "integer": Fraction(value).denominator == 1, "symmetric": True,
        "positive_definite": value > 0, "invertible": value != 0,
    }  # fmt: skip
    return f"{value} is a number" if known.get(fact) else None


NUMBER: Operation = register(
    constant(
        name="number",
        shape=scalar_shape,
        build=lambda args, params: make(NUMBER, (), params),
        value=lambda node, values, scope: scope.field.constant(c.value_of(node)),
        form=_number_form,
        infer=_number_facts,
        transposed=itself,
        example=lambda rng: c.number(Fraction(rng.randint(-9, 9), rng.randint(1, 5))),
        rank=0,
        parameters=("value",),
    )
)

# -- π --------------------------------------------------------------------------------------------------------------
_CONSTANTS = {"pi": pi}

CONSTANT: Operation = register(
    constant(
        name="constant",
        shape=scalar_shape,
        build=lambda args, params: make(CONSTANT, (), params),
        value=lambda node, values, scope: scope.field.transcendental(
            str(node.params[0]), _CONSTANTS[str(node.params[0])]
        ),
        form=lambda node, parts: forms.name(str(node.params[0])),
        infer=lambda node, fact: "it is a positive constant" if fact == "positive" else None,
        transposed=itself,
        example=lambda rng: PI,
        exact=Exact.SYMBOLIC,
        rank=2,
        parameters=("constant",),
    )
)
PI: Expr = make(CONSTANT, (), ("pi",))


# -- dimensions as numbers --------------------------------------------------------------------------------------------
def _dimension(args: Args, params: Params) -> Expr:
    """A polynomial becomes a sum of products of the nodes of its atoms."""
    (dim,) = params
    assert isinstance(dim, Dim)
    if dim.number is not None:
        return c.number(dim.number)
    terms: list[tuple[Rational, Expr]] = []
    for monomial, coefficient in dim.terms:
        atoms = [(make(DIMENSION, (), (Dim.of(atom),)), exponent) for atom, exponent in monomial]
        factors = [c.power(node, exponent) for node, exponent in atoms]
        terms.append((coefficient, c.product(*factors)))
    return c.combine(terms)


def _dimension_value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    (dim,) = node.params
    assert isinstance(dim, Dim)
    return scope.field.array(scope.index(dim))[..., None, None] * np.ones((1, 1), dtype=int)


def _dimension_facts(node: Expr, fact: str) -> str | None:
    (dim,) = node.params
    assert isinstance(dim, Dim)
    if fact == "integer":
        return f"{dim} is an integer"
    if fact == "positive" and not any(isinstance(atom, IndexName) for atom in dim.atoms()):
        return f"{dim} is a dimension"
    return None


DIMENSION: Operation = register(
    constant(
        name="dimension",
        shape=scalar_shape,
        build=_dimension,
        value=_dimension_value,
        form=lambda node, parts: forms.name(str(node.params[0])),
        infer=_dimension_facts,
        transposed=itself,
        example=lambda rng: c.dimension(Dim.of(rng.choice("nmp")) + rng.randint(0, 2)),
        rank=1,
        parameters=("dimension",),
    )
)


# -- symbols ----------------------------------------------------------------------------------------------------------
def _symbol_shape(args: Args, params: Params) -> Shape:
    rows, cols = params[1], params[2]
    assert isinstance(rows, Dim) and isinstance(cols, Dim)
    return rows, cols


def declared(node: Expr) -> tuple[str, ...]:
    """The assumptions declared on a symbol or on the family of a member."""
    return node.params[3]  # type: ignore[return-value]


def _symbol_facts(node: Expr, fact: str) -> str | None:
    if fact not in close(declared(node)):
        return None
    name = next((a for a in declared(node) if fact in close([a])), " and ".join(declared(node)))
    return f"{node} is declared {name}"


def _rank_bound(node: Expr, rank: Callable[[Expr], int], number: Callable[[Dim], int]) -> int:
    return rank_bound(declared(node), number(node.rows), number(node.cols))


SYMBOL: Operation = register(
    Operation(
        name="symbol",
        noun="a symbol",
        shape=_symbol_shape,
        build=lambda args, params: make(SYMBOL, (), params),
        value=lambda node, values, scope: scope.symbol(node.name),
        adjoint=no_derivative,
        jacobian=no_jacobian,
        form=lambda node, parts: forms.name(node.name),
        infer=_symbol_facts,
        transposed=leaf_transpose,
        example=lambda rng: c.build("symbol", (), ("A", Dim.of(rng.choice("nm")), Dim.of(rng.choice("np")), ())),
        linear=NONLINEAR,
        exact=Exact.RATIONAL,
        rank_bound=_rank_bound,
        kinks=smooth,
        domain="everywhere",
        reference="∂vec(X)/∂vec(X)' = I",
        rank=3,
        parameters=("name", "rows", "cols", "assumptions"),
        variable=True,
    )
)


# -- members of families: samples, the parameters of a layer -------------------------------------------------------
def _member_shape(args: Args, params: Params) -> Shape:
    rows, cols = params[1], params[2]
    assert isinstance(rows, Dim) and isinstance(cols, Dim)
    return rows, cols


def index_of(node: Expr) -> Dim:
    """The index of a member (or of a state of a recurrence)."""
    return node.index


def _member_value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    family = scope.symbol(node.name, indexed=True)
    where = scope.index(index_of(node)) - scope.dim(node.start)
    if np.min(where, initial=0) < 0 or np.max(where, initial=-1) >= len(family):
        raise DataError(f"{node} is outside of the family {node.name}, which has {len(family)} members")
    if isinstance(family, list):
        return np.asarray(family[int(where)])
    return np.asarray(family[where])


MEMBER: Operation = register(
    Operation(
        name="member",
        noun="a member of a family",
        shape=_member_shape,
        build=lambda args, params: make(MEMBER, (), params),
        value=_member_value,
        adjoint=no_derivative,
        jacobian=no_jacobian,
        form=lambda node, parts: forms.member(forms.name(node.name), forms.name(str(index_of(node)))),
        infer=_symbol_facts,
        transposed=leaf_transpose,
        example=lambda rng: member("x", Dim.of("n"), ONE, (), Dim.of(IndexName("i", Dim.of("N"))), Dim.of("N")),
        linear=NONLINEAR,
        exact=Exact.RATIONAL,
        rank_bound=_rank_bound,
        kinks=smooth,
        domain="everywhere",
        reference="∂x[i]/∂x[k]' = δ(i,k) I",
        rank=4,
        parameters=("name", "rows", "cols", "assumptions", "index", "size", "start"),
        variable=True,
    )
)


def symbol(name: str, rows: Dim, cols: Dim, assume: tuple[str, ...] = ()) -> Expr:
    """A named matrix (n×1: a vector, 1×1: a scalar) with assumptions."""
    return make(SYMBOL, (), (name, rows, cols, tuple(sorted(assume))))


def member(name: str, rows: Dim, cols: Dim, assume: tuple[str, ...], index: Dim, size: Dim, start: Dim = ONE) -> Expr:
    """The member ``name[index]`` of a family of ``size`` matrices, numbered from ``start``."""
    return make(MEMBER, (), (name, rows, cols, tuple(sorted(assume)), index, size, start))


def member_declared(node: Expr, assume: tuple[str, ...]) -> Expr:
    """The member of a family of other structures."""
    return member(node.name, node.rows, node.cols, assume, node.index, node.size, node.start)


def member_at(node: Expr, index: Dim) -> Expr:
    """The member of the same family at an index, its shape with it."""

    def moved(dim: Dim) -> Dim:
        return dim.map_atoms(lambda a: Entry(a.family, a.index - node.index + index) if isinstance(a, Entry) else a)

    return member(node.name, moved(node.rows), moved(node.cols), declared(node), index, node.size, node.start)


def at(dim: Dim, index: Dim) -> Dim:
    """The width ``h[index]`` of a family of dimensions named by ``dim``."""
    return Dim.of(Entry(str(dim), index))
