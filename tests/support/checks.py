"""Checks of one rule each, used by the tests and by the mutation run: AssertionError where the rule is wrong."""

from __future__ import annotations

import re

import numpy as np
import pytest

import extremum as ex
from extremum.algebra.evaluate import Scope
from extremum.algebra.facts import reason
from extremum.algebra.fields import FLOATS, MODULO, NotExactError
from extremum.algebra.node import Expr
from extremum.algebra.rules import Rule, disabled, recording
from extremum.calculus.forward import forward
from extremum.calculus.jacobian import chained
from extremum.calculus.sweep import gradients
from extremum.operations import construct as c
from extremum.structures import STRUCTURES
from extremum.verify.sampling import exact_scope, sample_data
from tests.support.examples import Array, close, leaves, numeric_jacobian, unchecked, values


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
