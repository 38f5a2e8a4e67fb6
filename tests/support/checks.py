"""Checks of one rule each, used by the tests and by the mutation run: AssertionError where the rule is wrong."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import scipy
from scipy import linalg, special

import extremum as ex
from extremum.algebra.dims import Dim
from extremum.algebra.evaluate import Scope
from extremum.algebra.facts import reason
from extremum.algebra.fields import FLOATS, MODULO, NotExactError
from extremum.algebra.node import Expr, Operation
from extremum.algebra.rules import Rule, disabled, recording
from extremum.algebra.traverse import replace, topological
from extremum.calculus.forward import forward
from extremum.calculus.jacobian import chained
from extremum.calculus.sweep import gradients
from extremum.data.binding import leaves_of, scope_for
from extremum.operations import construct as c
from extremum.operations.elementwise import Function
from extremum.operations.elementwise import slope as slope_of
from extremum.structures import STRUCTURES
from extremum.verify.sampling import exact_scope, sample_data

Array = Any


def examples(operation: Operation, count: int) -> Iterator[Expr]:
    """Random applications of the operation in which no name stands for two shapes."""
    for seed in range(count):
        node = operation.example(random.Random(seed))
        symbols = leaves(node)
        if node.op is operation and len({s.name for s in symbols}) == len(symbols):
            yield node


def leaves(node: Expr) -> list[Expr]:
    """All distinct symbols and members."""
    return [n for n in topological([node]) if n.op.name == "symbol"]


def values(roots: list[Expr], data: dict[str, Any], sizes: dict[str, Any]) -> list[Array]:
    """Values on the part of the data that is needed."""
    found = []
    for root in roots:
        known = leaves_of([root])
        used = {k: v for k, v in data.items() if k in known or callable(v)}
        found.append(scope_for([root], used, sizes).value(root))
    return found


def moved(data: dict[str, Any], symbol: Expr, change: Array) -> dict[str, Any]:
    """The data with one array changed."""
    old = np.asarray(data[symbol.name], dtype=float)
    new = old + change.reshape(old.shape)
    return {**data, symbol.name: new.item() if symbol.is_scalar else new}


def unchecked(symbol: Expr, node: Expr) -> Expr:
    """The node with the symbol's assumptions dropped, so that differences may leave them."""
    free = c.build("symbol", (), (symbol.name, symbol.rows, symbol.cols, ()))
    return replace(node, {symbol: free})


def numeric_jacobian(node: Expr, symbol: Expr, data: dict[str, Any], sizes: dict[str, Any]) -> Array:
    """Central differences of fourth order, one column an entry of the symbol."""
    rows, cols = (scope_for([symbol], {symbol.name: data[symbol.name]}, sizes).dim(d) for d in symbol.shape)
    columns = []
    h = 1e-3
    for j in range(cols):
        for i in range(rows):
            step = np.zeros((rows, cols))
            step[i, j] = h
            f = [values([node], moved(data, symbol, k * step), sizes)[0].ravel(order="F") for k in (-2, -1, 1, 2)]
            columns.append((f[0] - 8 * f[1] + 8 * f[2] - f[3]) / (12 * h))
    return np.array(columns).T


def close(a: Array, b: Array, tolerance: float = 1e-6) -> None:
    """Asserts that arrays agree relative to their size."""
    a, b = np.real_if_close(np.asarray(a), tol=1e6), np.real_if_close(np.asarray(b), tol=1e6)
    a, b = a.astype(float), b.astype(float)
    assert a.size == b.size, (a.shape, b.shape)
    scale = 1 + max(np.abs(a).max(initial=0), np.abs(b).max(initial=0))
    assert np.abs(a.ravel() - b.ravel()).max(initial=0) <= tolerance * scale, (a, b)


def differentiable(node: Expr) -> list[Expr]:
    """The symbols of a node whose assumptions allow small changes of single entries."""
    rigid = {"onehot", "binary", "integer", "sign", "orthogonal", "unit", "simplex", "symmetric", "skew", "diagonal"}
    return [s for s in leaves(node) if not rigid & set(s.assumptions) and has_derivative(node, s)]


UNAVAILABLE = {"eigvals", "eigvecs", "psd_part", "rotation", "frechet_matrix"}
"""Operations without a derivative: asking for it is an error, checked here."""


def has_derivative(node: Expr, symbol: Expr) -> bool:
    """Whether a derivative is available; where it is not, an error says so."""
    if node.op.name not in UNAVAILABLE:
        return True
    with pytest.raises(ex.UnsupportedError, match="not available"):
        gradients(node, [symbol], ex.matrix("Weight", node.rows, node.cols))
    with pytest.raises(ex.UnsupportedError, match="not available"):
        chained(node, symbol)
    return False


def check_derivatives(node: Expr, seed: int = 0) -> int:
    """Adjoint and Jacobian factor against differences, and against each other; returns the number of symbols."""
    rng = np.random.default_rng(seed)
    symbols = differentiable(node)
    for symbol in symbols:
        free = unchecked(symbol, node)
        variable = next(s for s in leaves(free) if s.name == symbol.name)
        weight = ex.matrix("Weight", node.rows, node.cols)
        data, sizes = sample_data([node, weight], rng)
        expected = numeric_jacobian(free, variable, data, sizes)
        jacobian = chained(free, variable)
        (found,) = values([jacobian], data, sizes)
        close(found, expected)
        adjoint = gradients(free, [variable], weight)[0]
        (gradient,) = values([adjoint], data, sizes)
        w = np.asarray(data["Weight"], dtype=float).reshape(-1, 1, order="F")
        close(gradient.ravel(order="F"), (found.T @ w).ravel())
        close(gradient.ravel(order="F"), (expected.T @ w).ravel())
    return len(symbols)


def check_forward(node: Expr, seed: int = 0) -> None:
    """The differential against the Jacobian."""
    rng = np.random.default_rng(seed)
    for symbol in differentiable(node):
        step = ex.matrix(f"d{symbol.name}", symbol.rows, symbol.cols)
        data, sizes = sample_data([node, step], rng)
        moved_by, jacobian = values([forward(node, {symbol: step}), chained(node, symbol)], data, sizes)
        change = np.asarray(data[step.name], dtype=float).ravel(order="F")
        close(moved_by.ravel(order="F"), jacobian @ change)


def check_value(node: Expr, seed: int = 0) -> bool:
    """The exact value against the float value, on small whole numbers; False where the operation has no exact value."""
    if node.op.name in ("elementwise", "functional", "logdet", "constant", "carry", "delta"):
        return False
    rng = np.random.default_rng(seed)
    data, sizes = sample_data([node], rng)
    floats: dict[str, Array] = {}
    exacts: dict[str, Array] = {}
    for symbol in leaves(node):
        shape = np.asarray(data[symbol.name]).reshape(-1, 1).shape if symbol.is_column else np.shape(data[symbol.name])
        whole = rng.integers(1, 5, size=shape if not symbol.is_scalar else (1, 1))
        floats[symbol.name], exacts[symbol.name] = whole.astype(float), whole.astype(object)
    try:
        exact = Scope(MODULO, exacts, sizes).value(node)
    except (NotExactError, ex.ExtremumError, KeyError):
        return False
    value = Scope(FLOATS, floats, sizes).value(node)
    rounded = np.round(value)
    if not np.allclose(value, rounded, atol=1e-6):
        return False
    centred = np.where(exact > MODULO.prime // 2, exact - MODULO.prime, exact).astype(float)
    close(centred, rounded)
    return True


def check_normal_form(node: Expr) -> None:
    """Idempotent, and transposition is an involution that transposes the value."""
    assert node.op.build(node.args, node.params) is node
    turned = c.transpose(node)
    assert c.transpose(turned) is node
    data, sizes = sample_data([node], np.random.default_rng(0))
    straight, back = values([node, turned], data, sizes)
    close(np.swapaxes(straight, -1, -2), back)
    assert (turned.rows, turned.cols) == (node.cols, node.rows)


def check_facts(node: Expr) -> int:
    """Each fact that is inferred holds on random data; returns how many were."""
    found = 0
    for seed in range(3):
        data, sizes = sample_data([node], np.random.default_rng(seed))
        (value,) = values([node], data, sizes)
        for fact, structure in STRUCTURES.items():
            if reason(node, fact):
                assert structure.test(value), (str(node), fact, value)
                found += 1
    return found


def check_rule(rule: Rule, seeds: int = 2) -> None:
    """Both sides of an identity have the same value, the left one built without it; it fires, and is what is cited."""
    where = split_where(rule.where)
    with disabled(rule):
        plain = ex.parse(rule.left, where)
    right = ex.parse(rule.right, where)
    with recording() as log:
        fired = ex.parse(rule.left, where)
    assert fired is right, f"{rule.name}: {rule.left} gives {fired}, not {right}"
    assert rule in {use.rule for use in log}, f"{rule.name}: {rule.left} is rewritten by others"
    for seed in range(seeds):
        data, sizes = sample_data([plain, right], np.random.default_rng(seed))
        left_value, right_value = values([plain, right], data, sizes)
        close(left_value, right_value)
        try:
            scope = exact_scope([plain, right], np.random.default_rng(seed))
            transcendental = "log" in rule.left or "exp" in rule.left
            if not transcendental:
                assert np.array_equal(scope.value(plain), scope.value(right)), rule.name
        except NotExactError:
            continue


def check_rule_without_facts(rule: Rule, seeds: int = 4) -> None:
    """With the facts dropped from its declarations, a rule still changes no value that the left side has."""
    where = [item.split(":")[0].strip() for item in split_where(rule.where)]
    with disabled(rule):
        plain = ex.parse(rule.left, where)
    applied = ex.parse(rule.left, where)
    if plain is applied:
        return
    for seed in range(seeds):
        data, sizes = sample_data([plain, applied], np.random.default_rng(seed))
        with np.errstate(all="ignore"):
            left_value, right_value = values([plain, applied], data, sizes)
        if np.isfinite(left_value).all():
            close(left_value, np.nan_to_num(right_value, nan=1e300))


def split_where(where: str) -> list[str]:
    """A rule's declarations, one an item: a comma that is followed by a new name with a shape or a colon separates."""
    items: list[str] = []
    for piece in re.split(r",\s*(?![^\[]*\])", where):
        fact_only = re.fullmatch(r"[a-z_]+", piece.strip()) is not None and items and ":" in items[-1]
        if fact_only:
            items[-1] += f", {piece.strip()}"
        else:
            items.append(piece.strip())
    return items


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


SEEDS = 4
