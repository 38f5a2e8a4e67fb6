"""Numbers of whole arrays by functions without a formula: ``L(w)``, with ``grad_L(w)`` and ``hess_L(w)``."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from extremum.algebra import forms
from extremum.algebra.dims import ONE, Shape
from extremum.algebra.errors import DataError, UnsupportedError
from extremum.algebra.forms import Form
from extremum.algebra.lazy import Lazy
from extremum.algebra.node import Args, Expr, Operation, Params, make, register
from extremum.algebra.traits import smooth
from extremum.operations import construct as c
from extremum.operations.base import leaf, sizes
from extremum.operations.elementwise import ELEMENTWISE, FUNCTIONS, Unnamed, applied

if TYPE_CHECKING:
    import numpy as np

    from extremum.algebra.evaluate import Scope
    from extremum.algebra.node import Array
else:
    np = Lazy("numpy")

PREFIXES = ("", "grad_", "hess_")
"""How a function and its derivatives by a whole array are written."""


def functional(name: str, argument: Expr, order: int = 0) -> Expr:
    """``L(x)`` of order 0, its gradient of order 1, its Hessian, by vec, of order 2."""
    return c.build("functional", (argument,), (name, order))


def without_formula(nodes: Iterable[Expr]) -> list[str]:
    """The names of the functions without a formula that are applied, entry by entry or to whole arrays."""
    return sorted({str(node.params[0]) for node in nodes if node.op in (ELEMENTWISE, FUNCTIONAL)} - FUNCTIONS.keys())


def _order(node_params: Params) -> int:
    order = node_params[1]
    assert isinstance(order, int)
    return order


def _shape(args: Args, params: Params) -> Shape:
    (arg,) = args
    size = arg.rows * arg.cols
    return ((ONE, ONE), arg.shape, (size, size))[_order(params)]


def _build(args: Args, params: Params) -> Expr:
    if _order(params) >= len(PREFIXES):
        raise UnsupportedError(f"derivatives of {params[0]} beyond the Hessian are not available")
    return make(FUNCTIONAL, args, params)


def _value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    name, order = str(node.params[0]), _order(node.params)
    (array,) = values
    if scope.field.exact:
        return _random(name, order, array, scope)
    given: Callable[[Array, int], Any] | None = scope.functions.get(name)
    if given is None:
        fix = f"give {name}=… a callable of (array, order), with orders 1 and 2 for derivatives"
        raise DataError(f"the function {name!r} has no value; {fix}")
    rows, cols = array.shape[-2:]
    shape = ((1, 1), (rows, cols), (rows * cols, rows * cols))[order]
    flat = array.reshape(-1, rows, cols)
    found = [np.reshape(given(one[:, 0] if cols == 1 else one, order), shape) for one in flat]
    return np.asarray(found).reshape(*array.shape[:-2], *shape)


def _random(name: str, order: int, array: Array, scope: Scope) -> Array:
    """Fixed random values of the whole argument; those of a Hessian are symmetric."""
    field = scope.field
    entries = np.swapaxes(array, -1, -2).reshape(*array.shape[:-2], -1)
    count = entries.shape[-1]
    total = entries[..., :1] * 0
    for k in range(count):
        total = field.reduce(total * 1_000_003 + entries[..., k : k + 1])
    rows, cols = array.shape[-2:]
    places = {
        0: np.zeros((1, 1), dtype=int),
        1: np.arange(count).reshape(cols, rows).T,
        2: np.minimum.outer(np.arange(count), np.arange(count)) * count
        + np.maximum.outer(np.arange(count), np.arange(count)),
    }[order]
    seeds = field.reduce(total[..., None] + field.array(places))
    return field.elementwise(Unnamed(f"{name} {order}", lambda v: v), seeds)


def _adjoint(node: Expr, grad: Expr) -> Sequence[Expr | None]:
    name, order = str(node.params[0]), _order(node.params)
    (arg,) = node.args
    if order == 0:
        return [c.product(grad, functional(name, arg, 1))]
    if order == 1:
        return [c.unvec(c.product(functional(name, arg, 2), c.vec(grad)), arg.rows, arg.cols)]
    return [None]


def _jacobian(node: Expr, k: int) -> Expr:
    name, order = str(node.params[0]), _order(node.params)
    if order == 0:
        return c.transpose(c.vec(functional(name, node.args[0], 1)))
    return functional(name, node.args[0], order + 1)


def _form(node: Expr, parts: Sequence[Form]) -> Form:
    return forms.call(f"{PREFIXES[_order(node.params)]}{node.params[0]}", parts[0])


def _infer(node: Expr, fact: str) -> str | None:
    return "a Hessian is symmetric" if fact == "symmetric" and _order(node.params) == 2 else None


def _example(rng: random.Random) -> Expr:
    return functional("L", leaf(rng, sizes(rng, 1)[0], sizes(rng, 1)[0]), rng.randint(0, 1))


FUNCTIONAL: Operation = register(
    applied(
        name="functional",
        noun="a function without a formula",
        shape=_shape,
        build=_build,
        value=_value,
        adjoint=_adjoint,
        jacobian=_jacobian,
        form=_form,
        infer=_infer,
        example=_example,
        kinks=smooth,
        domain="where the function is twice differentiable",
        reference="Magnus & Neudecker (2019), ch. 6: d L(X) = tr(grad' dX), d grad = H dvec(X)",
    )
)
