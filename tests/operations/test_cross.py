"""The cross product against NumPy, and its derivatives against the rules of vector algebra."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.linalg

import extremum as ex

DECLARED = "a[3]; b[3]; c[3]; A[3,3]"
a, b, v = np.random.default_rng(0).normal(size=(3, 3))


def test_values_and_code() -> None:
    expr = ex.parse("cross(a, b)", DECLARED)
    assert np.allclose(expr.evaluate(a=a, b=b), np.cross(a, b))
    assert np.allclose(ex.compile(expr)(a=a, b=b), np.cross(a, b))
    matrix = np.outer(a, b)
    axial = ex.parse("axial(A)", DECLARED)
    assert np.allclose(axial.evaluate(A=matrix), np.cross(b, a))
    assert np.allclose(ex.compile(axial)(A=matrix), np.cross(b, a))


def test_the_gradient_of_the_triple_product() -> None:
    f = ex.parse("a'*cross(b, c)", DECLARED)
    for name, right in {"a": "cross(b, c)", "b": "cross(c, a)", "c": "cross(a, b)"}.items():
        assert ex.equal(ex.gradient(f, name), ex.parse(right, DECLARED))


def test_rotations_are_orthogonal() -> None:
    expr = ex.parse("expm(skewmat(a))", DECLARED)
    turned = expr.evaluate(a=a)
    assert np.allclose(turned @ turned.T, np.eye(3))
    assert np.allclose(turned, scipy.linalg.expm(np.cross(np.eye(3), a)))


def test_vectors_of_another_size_are_refused() -> None:
    with pytest.raises(ex.ShapeError, match="vectors of 3 entries, but x is n×1"):
        ex.parse("cross(a, x)", "a[3]; x[n]")


def test_derivations_name_the_matrix_of_a_cross_product() -> None:
    """A letter may stand for it: what is printed then is a product, and no cross product of the letter's parts."""
    steps = str(ex.derive("norm2(cross(b - a, c - a))^2", "a", "a[3]; b[3]; c[3]"))
    assert "U = skewmat(b - a)" in steps and "gradient = 2*cross(" in steps
