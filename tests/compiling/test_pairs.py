"""Double sums over samples: one loop over blocks of rows, against interpretation."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import extremum as ex
from extremum.data.binding import interpreted
from tests.compiling.support import code

X, Y, y = "x[d] for i in 1..N", "z[d] for j in 1..M", "y for i in 1..N"
FORMULAS: list[tuple[str, list[str], list[str]]] = [
    ("sum_i(sum_j(exp(-norm2(x[i] - x[j])^2/(2*s))))", [X, "s: positive"], ["s"]),
    ("sum_i(sum_j(y[i]*y[j]*exp(-norm2(x[i] - x[j])^2/s)))", [X, y, "s: positive"], ["s"]),
    ("sum_i(sum_j(exp(-norm2(x[i] - z[j])^2/s)))*N", [X, Y, "s: positive"], ["s"]),
    ("sum_i(sum_j((x[i]'*x[j] - y[i]*y[j])^2))", [X, y], []),
    ("sum_i(sum_j((x[i]'*A*x[j])^2))", [X, "A[d,d]"], ["A"]),
    ("sum_i(log(sum_j(exp(x[i]'*A*z[j]/t))))", [X, Y, "A[d,d]", "t: positive"], ["A", "t"]),
    ("sum_i(sum_j(exp(-norm2(W*(x[i] - x[j]))^2)))", [X, "W[k,d]"], ["W"]),
    ("sum_i(sum_j(sqrt(1 + norm2(x[i] - z[j])^2)*w'*(x[i] - z[j])))", [X, Y, "w[d]"], ["w"]),
    ("sum_i(sum_j(norm2(x[i] - z[j])*s))", [X, Y, "s"], ["s"]),
    ("sum_i(sum_j(log(norm2(x[i] - z[j])^2)/norm2(x[i] - z[j])^2))", [X, Y], []),
    ("norm2(sum_i(sum_j(tanh(x[i]'*z[j])*(x[i] - 2*z[j]))) - w)^2", [X, Y, "w[d]"], ["w"]),
    ("sum_i(sum_j(sum_p(exp(x[i]'*x[j] - x[p]'*x[j]))))", [X], []),
]
"""Formula, declarations, and by what it is differentiated."""
BLOCKED = [row for row in FORMULAS if "sum_p" not in row[0]]


def made(text: str, declarations: list[str], wrt: list[str]) -> list[ex.Expr]:
    """The formula and its gradients."""
    f = ex.parse(text, declarations)
    return [f, *(ex.gradient(f, name) for name in wrt)]


def data_for(exprs: list[ex.Expr], sizes: dict[str, int], rng: np.random.Generator) -> dict[str, Any]:
    """Random data for all symbols."""
    found: dict[str, Any] = dict(sizes)
    for symbol in {s.name: s for e in exprs for s in e.symbols}.values():
        shape = [sizes[str(dim)] for dim in symbol.shape if dim.number is None]
        shape = [sizes[str(symbol.size)], *shape] if symbol.op.name == "member" else shape
        found[symbol.name] = rng.normal(size=shape) if shape else 1.5
    return found


@pytest.mark.parametrize(("text", "declarations", "wrt"), FORMULAS, ids=[row[0] for row in FORMULAS])
@pytest.mark.parametrize("count", [0, 1, 4])
def test_values(text: str, declarations: list[str], wrt: list[str], count: int) -> None:
    exprs = made(text, declarations, wrt)
    data = data_for(exprs, {"N": count, "M": 3, "d": 2, "k": 2}, np.random.default_rng(0))
    used = {name for e in exprs for name in (*(s.name for s in e.symbols), "N", "M", "d")}
    given = {name: value for name, value in data.items() if name in used}
    for found, expr in zip(ex.compile(exprs)(given), exprs, strict=True):
        wanted = interpreted(expr, given)
        assert np.shape(found) == np.shape(wanted)
        np.testing.assert_allclose(found, wanted, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize(("text", "declarations", "wrt"), BLOCKED, ids=[row[0] for row in BLOCKED])
def test_one_loop_for_all(text: str, declarations: list[str], wrt: list[str]) -> None:
    """The value and its gradients share what they have in common."""
    written = code(ex.compile(made(text, declarations, wrt)))
    assert written.count("for ") == written.count("in blocks(") + written.count("in zip(blocks(") == 1, written


def test_several_blocks_and_colliding_sizes() -> None:
    exprs = made(*FORMULAS[0])
    x = np.random.default_rng(0).normal(size=(600, 600))
    K = np.exp(-np.sum((x[:, None, :3] - x[None, :, :3]) ** 2, axis=2) / 3)
    assert ex.compile(exprs[0])(x=x[:, :3], s=1.5) == pytest.approx(K.sum(), rel=1e-12)
    assert ex.compile(exprs[0])(x=x[:3, :3], s=1.5) == pytest.approx(K[:3, :3].sum(), rel=1e-12)


@pytest.mark.parametrize("row", FORMULAS[:3], ids=[row[0] for row in FORMULAS[:3]])
def test_far_from_the_origin(row: tuple[str, list[str], list[str]]) -> None:
    """Distances do not change when all samples move."""
    exprs, rng = made(*row), np.random.default_rng(0)
    data = data_for(exprs, {"N": 5, "M": 4, "d": 3}, rng)
    near = {k: np.round(v * 2**10) / 2**10 if k in "xz" else v for k, v in data.items()}
    far = {k: v + 2.0**23 if k in "xz" else v for k, v in near.items()}
    for a, b in zip(ex.compile(exprs)(near), ex.compile(exprs)(far), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-9)


def test_small_distances_keep_their_digits() -> None:
    f = ex.parse("sum_i(sum_j(log(norm2(x[i] - z[j])^2)))", [X, Y])
    x = np.full((1, 3), 1000.0)
    found = ex.compile(f)(x=x, z=x + 2.0**-30)
    assert found == pytest.approx(np.log(3 * 2.0**-60), rel=1e-12)


def test_what_one_loop_needs_of_another_is_computed_before_it() -> None:
    """Weights that are divided by their sum."""
    f = ex.parse("sum_i(sum_j(x[i]'*x[j]*exp(x[i]'*x[j])/Z))", [X, "Z: positive"])
    total = ex.parse("sum_i(sum_j(exp(x[i]'*x[j])))", [X])
    whole = f.replace({"Z": total}) + total
    x = np.random.default_rng(0).normal(size=(5, 2))
    assert ex.compile(whole)(x=x) == pytest.approx(interpreted(whole, {"x": x}), rel=1e-12)
