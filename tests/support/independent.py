"""Values written independently, in NumPy and SciPy: functions, constants, operations without a derivative."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import scipy
from scipy import linalg, special

import extremum as ex
from extremum.algebra.dims import Dim
from extremum.algebra.node import Expr, Operation
from extremum.operations import construct as c
from extremum.operations.elementwise import Function
from extremum.operations.elementwise import slope as slope_of
from extremum.structures import STRUCTURES
from extremum.verify.sampling import sample_data
from tests.support.examples import SEEDS, Array, close, examples, values

NUMPY: dict[str, Callable[[Array], Array]] = {
    "sigmoid": special.expit,
    "softplus": lambda x: np.logaddexp(0, x),
    "erf": special.erf,
    "relu": lambda x: np.maximum(x, 0),
    "step": lambda x: np.heaviside(x, 0),
    "normcdf": special.ndtr,
    "lognormcdf": special.log_ndtr,
}
"""Elementwise functions that NumPy calls otherwise or does not have."""


def written_in_numpy(function: Function, x: Array) -> Array:
    """The values of the code that is written for a function."""
    helpers = {"np": np, "scipy": scipy, "sigmoid": special.expit}
    return eval(function.code.format("x"), {**helpers, "x": x})


def check_function(function: Function, seed: int = 0) -> None:
    """An elementwise function against NumPy or SciPy, its derivative against central differences, and its facts."""
    rng = np.random.default_rng(seed)
    low = 0.2 if function.assume else -0.9
    x = rng.uniform(low, 0.8, size=(3, 2))
    A = ex.matrix("A", *ex.dims("n m"))
    node = c.apply(function.name, A)
    value = node.evaluate({"A": x})
    reference = NUMPY.get(function.name) or getattr(np, function.name, None) or getattr(special, function.name, None)
    close(value, written_in_numpy(function, x) if reference is None else reference(x))
    slope = slope_of(node)
    at = {"A": x} if slope.symbols else {}
    h = 1e-3
    f = [np.asarray(function.numeric(x + k * h)) for k in (-2, -1, 1, 2)]
    differences = (f[0] - 8 * f[1] + 8 * f[2] - f[3]) / (12 * h)
    rounding = 1e-8 * (1 + max(np.abs(each).max() for each in f))  # entry by entry: they differ by powers of ten
    np.testing.assert_allclose(slope.evaluate({**at, "n": 3, "m": 2}), differences, rtol=1e-5, atol=rounding)
    for fact in function.facts:
        assert STRUCTURES[fact].test(value), (function.name, fact)


def _expm_frechet_matrix(a: Array, *directions: Array) -> Array:
    """K_expm(A); with a direction its derivative along it, by central differences."""
    if directions:
        h = 1e-5
        ends = [_expm_frechet_matrix(a + sign * h * directions[0]) for sign in (1, -1)]
        return (ends[0] - ends[1]) / (2 * h)
    units = [np.eye(len(a) ** 2)[k].reshape(a.shape, order="F") for k in range(a.size)]
    columns = [np.asarray(linalg.expm_frechet(a, unit, compute_expm=False)).ravel(order="F") for unit in units]
    return np.array(columns).T


def _leading(a: Array) -> Array:
    """The eigenvector of the largest eigenvalue, its largest entry positive."""
    vector = linalg.eigh(a, subset_by_index=[len(a) - 1, len(a) - 1])[1]
    return np.asarray(vector * np.sign(vector[np.abs(vector).argmax()]))


def _rotation(a: Array) -> Array:
    """The polar factor, its last singular direction reflected where it is no rotation."""
    factor, root = linalg.polar(a)
    last = linalg.eigh(root)[1][:, :1]
    return np.asarray(factor if linalg.det(factor) > 0 else factor - 2 * factor @ last @ last.T)


VALUES: dict[str, Callable[..., Array]] = {
    "eigvecs": _leading,
    "psd_part": lambda a: np.real(a + linalg.sqrtm(a @ a)) / 2,
    "rotation": _rotation,
    "eigvals": lambda a: linalg.eigvals(a)[:, None],
    "frechet_matrix": _expm_frechet_matrix,
    "where_largest": lambda a: (a == np.max(a)) * 1.0,
}
"""Operations without a derivative to check: their values by SciPy, from the values of their arguments."""


def check_against_scipy(operation: Operation) -> None:
    """The value of an operation of :data:`VALUES`."""
    for seed, node in enumerate(examples(operation, SEEDS)):
        data, sizes = sample_data([node], np.random.default_rng(seed))
        found, *arguments = values([node, *node.args], data, sizes)
        np.testing.assert_allclose(found, VALUES[operation.name](*arguments), rtol=1e-6, atol=1e-6)


def check_binder(node: Expr, seed: int = 0) -> None:
    """A sum, a product or a log-sum-exp over an index against a loop over its members."""
    from extremum.algebra.dims import Bound
    from extremum.algebra.traverse import replace_indices

    data, sizes = sample_data([node], np.random.default_rng(seed))
    count = node.params[0].value(sizes)  # type: ignore[attr-defined]
    members = [replace_indices(node.args[0], {Bound(node.level): k + 1}) for k in range(count)]
    found = values([node, *members], data, sizes)
    looped = np.stack(found[1:])
    close(found[0], _LOOPED[node.op.name](looped))


_LOOPED: dict[str, Callable[[Array], Array]] = {
    "sum_over": lambda members: members.sum(axis=0),
    "prod_over": lambda members: members.prod(axis=0),
    "logsumexp_over": lambda members: np.log(np.exp(members).sum(axis=0)),
}


CONSTANTS: dict[str, Callable[[tuple[int, ...]], Array]] = {
    "eye": lambda d: np.eye(d[0]),
    "ones": np.ones,
    "zeros": np.zeros,
    "commutation": lambda d: np.array([np.eye(d[0] * d[1])[j * d[0] + i] for i in range(d[0]) for j in range(d[1])]),
    "spread": lambda d: np.array([np.diag(e).ravel() for e in np.eye(d[0])]).T,
    "levi_civita": lambda d: np.array([np.cross(e, np.eye(3)).ravel() for e in np.eye(3)]).T,
    "duplication": lambda d: _symmetric_patterns(d[0]).T,
    "elimination": lambda d: np.array([(p * np.tri(d[0]).T.ravel()) for p in _symmetric_patterns(d[0])]),
    "toeplitz_pattern": lambda d: np.array(
        [[float(j - i == q - p) for q in range(d[0]) for p in range(d[0])] for j in range(d[0]) for i in range(d[0])]
    ),
    "embed": lambda d: np.eye(sum(d))[:, d[0] : d[0] + d[1]],
}
"""Constant matrices written independently, from their dimensions."""


def _symmetric_patterns(size: int) -> Array:
    """One row an entry of vech: the vec (columns stacked) of the symmetric matrix that has ones there."""
    rows = []
    for j in range(size):
        for i in range(j, size):
            pattern = np.zeros((size, size))
            pattern[i, j] = pattern[j, i] = 1
            rows.append(pattern.ravel(order="F"))
    return np.array(rows)


def check_constant(operation: Operation) -> None:
    """A constant matrix against its independent definition."""
    for node in examples(operation, SEEDS):
        _, sizes = sample_data([node], np.random.default_rng(3))
        dims = tuple(p.value(sizes) for p in node.params if isinstance(p, Dim))
        (found,) = values([node], {}, sizes)
        close(found, CONSTANTS[operation.name](dims))
