"""The shape of a term, from the shapes of its parts."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import reduce
from itertools import zip_longest

from extremum.algebra.dims import ONE, ZERO, Dim
from extremum.algebra.errors import ShapeError
from extremum.compiling.term import Call, Term

Shape = tuple[Dim, ...]
Rule = Callable[[Sequence[Shape], Sequence[Dim]], Shape]


def shape_of(op: str, parts: Sequence[Term], data: Hashable) -> Shape:
    """The shape that parts and dimensions tell; a number where they tell nothing.

    Raises:
        ShapeError: the parts do not fit.
    """
    shapes = [part.shape for part in parts]
    if isinstance(data, Call) and op == "call":
        rule = CALLS.get(data.name)
        return broadcast(shapes) if rule is None else rule(shapes, data.dims)
    rule = _OPS.get(op)
    return () if rule is None else rule(shapes, ())


def broadcast(shapes: Sequence[Shape]) -> Shape:
    """The shape that arrays broadcast to, aligned at their last axes.

    Raises:
        ShapeError: two lengths are neither equal nor 1.
    """
    return reduce(_both, shapes, ())


def _both(first: Shape, second: Shape) -> Shape:
    pairs = list(zip_longest(reversed(first), reversed(second), fillvalue=ONE))
    if any(a is not b and ONE not in (a, b) for a, b in pairs):
        raise ShapeError(f"arrays of shapes {_shown(first)} and {_shown(second)} do not fit")
    return tuple(b if a is ONE else a for a, b in reversed(pairs))


def _shown(shape: Shape) -> str:
    return f"({', '.join(map(str, shape))})"


def _matmul(shapes: Sequence[Shape], dims: Sequence[Dim]) -> Shape:
    left, right = shapes
    if left[-1] is not right[0]:
        raise ShapeError(f"arrays of shapes {_shown(left)} and {_shown(right)} cannot be multiplied")
    return (*left[:-1], *right[1:])


def _product(shapes: Sequence[Shape], dims: Sequence[Dim]) -> Shape:
    """Axis by axis, counted from the last; NumPy gives the array with fewer axes further ones of length 1."""
    first, second = shapes
    pairs = list(zip_longest(reversed(first), reversed(second), fillvalue=ONE))
    return tuple(a * b for a, b in reversed(pairs))


def _number(shapes: Sequence[Shape], dims: Sequence[Dim]) -> Shape:
    return ()


def _first(shapes: Sequence[Shape], dims: Sequence[Dim]) -> Shape:
    return shapes[0]


def _last(shapes: Sequence[Shape], dims: Sequence[Dim]) -> Shape:
    return shapes[-1]


def _turned(shapes: Sequence[Shape], dims: Sequence[Dim]) -> Shape:
    return shapes[0][::-1]


def _dims(shapes: Sequence[Shape], dims: Sequence[Dim]) -> Shape:
    return tuple(dims)


def _square_of_dims(shapes: Sequence[Shape], dims: Sequence[Dim]) -> Shape:
    size = reduce(lambda a, b: a * b, dims)
    return (size, size)


def _half(n: Dim) -> Dim:
    """The entries of a triangle."""
    return (n * (n + 1)).over(2)


def _size(shape: Shape) -> Dim:
    return reduce(lambda a, b: a * b, shape, ONE)


def _cut(shape: Shape, axis: int, dims: Sequence[Dim]) -> Shape:
    return (*shape[:axis], dims[1] - dims[0], *shape[axis + 1 :])


_OPS: dict[str, Rule] = {
    "add": lambda shapes, _: broadcast(shapes),
    "times": lambda shapes, _: broadcast(shapes),
    "power": lambda shapes, _: broadcast(shapes),
    "matmul": _matmul,
    "transpose": _turned,
    "column": lambda shapes, _: (shapes[0][0], ONE),
    "named": _first,
    "held": _first,
    "begin": _first,
    "sum": _first,
    "prod": _first,
    "logsum": _first,
}

CALLS: dict[str, Rule] = {
    **dict.fromkeys(
        ("pi", "det", "logdet", "logabsdet", "trace", "total", "norm", "nuclear", "entries", "eigval", "item", "delta",
         "less", "max",
         "vdot", "cho_logdet", "ridge_logdet", "lowrank_logdet"), _number),
    **dict.fromkeys(
        ("inv", "mpow", "chol", "softmax", "tril", "triu", "toeplitz_sum", "polar", "psd_part", "rotation", "expm",
         "logm", "sqrtm", "sinm", "cosm", "cholesky", "cho_inverse", "where_largest", "adjugate", "others"),
        _first),
    **dict.fromkeys(("care", "dare"), _first),
    **dict.fromkeys(("solve", "sylvester", "stein", "cho_solve", "ridge_solve", "lowrank_solve", "solve_lower",
                     "solve_upper"), _last),
    "lowrank_inverse": lambda shapes, _: (shapes[1][0], shapes[1][0]),
    "lowrank_diagonal": lambda shapes, _: shapes[1],
    **dict.fromkeys(("unvec", "by_rows", "ones", "zeros", "full", "eigvecs"), _dims),
    "frechet": lambda shapes, _: shapes[1],
    "frechet_matrix": lambda shapes, _: (_size(shapes[1]), _size(shapes[1])),
    "skewmat": lambda shapes, _: (shapes[0][0], shapes[0][0]),
    "axial": lambda shapes, _: shapes[0][:1],
    "pinv": _turned,
    "arange": _dims,
    "eye": _square_of_dims,
    "commutation": _square_of_dims,
    "toeplitz_pattern": lambda _, dims: (dims[0] ** 2, dims[0] ** 2),
    "duplication": lambda _, dims: (dims[0] ** 2, _half(dims[0])),
    "elimination": lambda _, dims: (_half(dims[0]), dims[0] ** 2),
    "spread": lambda _, dims: (dims[0] ** 2, dims[0]),
    "diag": lambda shapes, _: (shapes[0][0], shapes[0][0]),
    "otherpairs": lambda shapes, _: (shapes[0][0], shapes[0][0]),
    "diagonal": lambda shapes, _: shapes[0][:1],
    "eigvals": lambda shapes, _: shapes[0][:1],
    "eigvec": lambda shapes, _: shapes[0][:1],
    "logsumexp": lambda shapes, _: shapes[0][:-1],
    "vec": lambda shapes, _: (_size(shapes[0]),),
    "raveled": lambda shapes, _: (_size(shapes[0]),),
    "vech": lambda shapes, _: (_half(shapes[0][0]),),
    "mean0": lambda shapes, _: shapes[0][1:],
    "sum0": lambda shapes, _: shapes[0][1:],
    "sum1": lambda shapes, _: shapes[0][:1],
    "rowdots": lambda shapes, _: shapes[0][:1],
    "norms": lambda shapes, _: shapes[0][:1],
    "outer": lambda shapes, _: (shapes[0][0], shapes[1][0]),
    **dict.fromkeys(("distances", "squared_distances"), lambda shapes, _: (shapes[0][0], shapes[1][0])),
    "multi_dot": lambda shapes, _: (shapes[0][0], shapes[-1][-1]),
    "kron": _product,
    "rowkron": lambda shapes, _: (shapes[0][0], shapes[0][1] * shapes[1][1]),
    "sum_kron_diag": lambda shapes, _: (shapes[0][1] * shapes[2][1], shapes[1][1] * shapes[2][1]),
    "sum_diag_kron": lambda shapes, _: (shapes[0][1] * shapes[1][1], shapes[0][1] * shapes[2][1]),
    "tile": lambda shapes, dims: broadcast([shapes[0], tuple(dims)]),
    "rows": lambda shapes, dims: _cut(shapes[0], 0, dims),
    "cols": lambda shapes, dims: _cut(shapes[0], 1, dims),
    "entry": lambda shapes, _: shapes[0][1:],
    "first": lambda shapes, _: shapes[0][1:],
    "col": lambda shapes, _: shapes[0][:1],
    "upright": lambda shapes, _: (shapes[0][0], ONE),
    "flat": lambda shapes, _: (ONE, shapes[0][0]),
    "cell": lambda shapes, _: (ONE, ONE),
    "concatenate": lambda shapes, _: (reduce(lambda a, b: a + b, [s[0] if s else ONE for s in shapes], ZERO),),
}  # fmt: skip
"""Of the functions of whole arrays; the others act entry by entry."""
