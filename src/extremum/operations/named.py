"""A named part: an expression that the user gave a name, such as a density p(x); it is written by it and stays whole.

Its value is that of its body; the normal form does not look inside. With a free index in it, it is written ``p[i]``.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence

from extremum.algebra import forms
from extremum.algebra.dims import Atom, Bound, Dim, IndexName
from extremum.algebra.errors import ExtremumError
from extremum.algebra.facts import reason
from extremum.algebra.forms import Form
from extremum.algebra.names import index_letter, taken_names
from extremum.algebra.node import Args, Expr, Operation, Params, make, register, same_shape
from extremum.algebra.traits import JOINTLY, Exact, narrowest, smooth
from extremum.algebra.traverse import replace_indices, topological
from extremum.operations import construct as c
from extremum.operations.base import leaf, leaf_transpose, sizes


def named(name: str, body: Expr) -> Expr:
    """The expression ``body``, written ``name``.

    Raises:
        ExtremumError: the name is none, or the expression is a number or has more than one free index.
    """
    if not isinstance(name, str) or not name.isidentifier():
        raise ExtremumError(f"{name!r} is no name: use letters, digits and _, not starting with a digit")
    if c.is_number(body):
        raise ExtremumError(f"{body} is a number and needs no name; declare a scalar, as in ex.scalar({name!r})")
    free = [str(atom) for atom in body.indices if isinstance(atom, IndexName)]
    if len(free) > 1:
        raise ExtremumError(f"{name} would depend on {' and '.join(sorted(free))}; name a part with one index")
    return c.build("named", (body,), (name,))


def names_in(*roots: Expr) -> list[Expr]:
    """The named parts of expressions, inner ones first."""
    return [node for node in topological(roots) if node.op is NAMED]


def declared_names(*roots: Expr) -> list[Expr]:
    """The named parts of expressions, as declarations: one inside a sum stands at a free index of the same range."""
    return list(dict.fromkeys(_freed(node) for node in names_in(*roots)))


def _freed(node: Expr) -> Expr:
    for atom in node.indices:
        found = member_range(node, atom) if isinstance(atom, Bound) else None
        if found is not None:
            size, start = found
            letter = index_letter(taken_names([node]))
            return replace_indices(node, {atom: Dim.of(IndexName(letter, size, start.number or 0))})
    return node


def member_range(node: Expr, index: Atom) -> tuple[Dim, Dim] | None:
    """The range (size, start) of a family whose member ``x[index]`` a node is; of a named part, of one inside it."""
    if node.op is NAMED and index in node.indices:
        return next((found for n in topological([body_of(node)]) if (found := member_range(n, index))), None)
    if node.op.name != "member" or node.params[4] is not Dim.of(index):
        return None
    size, start = node.params[5], node.params[6]
    assert isinstance(size, Dim) and isinstance(start, Dim)
    return size, start


def body_of(node: Expr) -> Expr:
    """What a named part stands for."""
    return node.args[0]


def _form(node: Expr, parts: Sequence[Form]) -> Form:
    name = forms.name(str(node.params[0]))
    indices: Iterable[Dim] = (Dim.of(atom) for atom in node.indices)
    for index in sorted(indices, key=str):
        name = forms.member(name, forms.name(str(index)))
    return name


def _build(args: Args, params: Params) -> Expr:
    (body,) = args
    if c.is_number(body) or c.is_zero(body):  # what became of a name when its symbols were replaced
        return body
    return make(NAMED, args, params)


def _infer(node: Expr, fact: str) -> str | None:
    return reason(body_of(node), fact)


def _example(rng: random.Random) -> Expr:
    rows, cols = sizes(rng, 2)
    return named("density", c.apply("tanh", leaf(rng, rows, cols)))


NAMED: Operation = register(
    Operation(
        name="named",
        noun="a named part",
        shape=same_shape,
        build=_build,
        value=lambda node, values, scope: values[0],
        adjoint=lambda node, grad: [grad],
        jacobian=lambda node, k: c.eye(node.rows * node.cols),
        form=_form,
        infer=_infer,
        transposed=leaf_transpose,
        example=_example,
        linear=JOINTLY,
        exact=Exact.RATIONAL,
        rank_bound=narrowest,
        kinks=smooth,
        domain="that of its body",
        reference="definition: dp is the differential of what p stands for",
        rank=4,
        parameters=("name",),
        label=True,
        closed=True,
    )
)
