"""Every operation in every backend against evaluation, or an error that names it."""

from __future__ import annotations

import importlib.util
import random

import numpy as np
import pytest

import extremum as ex
from extremum.algebra.node import REGISTRY
from extremum.compiling.backends import BACKENDS
from extremum.compiling.compiled import source
from extremum.data.given import numbers_in
from extremum.operations.elementwise import FUNCTIONS
from extremum.verify.sampling import sample_data
from tests.cases import kernels
from tests.compiling.support import agree
from tests.support import checks

LACKING = {
    "jax": {
        "frechet", "frechet_matrix", "sylvester", "stein", "care", "dare", "eigvals", "prod_over",
        "logsumexp_over", "state",
        "spectral", "functional", "implicit",
    },
    "torch": {
        "frechet", "frechet_matrix", "sylvester", "stein", "care", "dare", "eigvals", "prod_over",
        "logsumexp_over", "spectral",
        "functional", "eigvecs", "adjugate", "implicit",
    },
}  # fmt: skip
"""Operations that a backend has no code for, in some of their forms at least."""


def installed(name: str) -> str:
    """The backend, where its package is there."""
    if importlib.util.find_spec(BACKENDS[name].package) is None:
        pytest.skip(f"{BACKENDS[name].package} is not installed")
    return name


others = pytest.mark.parametrize("name", sorted(BACKENDS.keys() - {"numpy"}))


@others
@pytest.mark.parametrize("operation", sorted(REGISTRY.keys() - {"carry", "unknown"}))
def test_operation(name: str, operation: str) -> None:
    backend = installed(name)
    nodes = list(checks.examples(REGISTRY[operation], 2)) or [REGISTRY[operation].example(random.Random(0))]
    for node in nodes:
        try:
            compared({"value": node}, backend)
        except ex.UnsupportedError as error:
            assert operation in LACKING[backend] and f"the backend {backend} has no code for" in str(error)


@others
@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_function(name: str, function: str) -> None:
    backend = installed(name)
    x = ex.vector("v", ex.dims("n"), *FUNCTIONS[function].assume)
    compared({"value": REGISTRY["elementwise"].build((x,), (function, 0))}, backend)


@others
@pytest.mark.parametrize("entry", [pytest.param(entry, id=entry["id"]) for entry in kernels.entries()])
def test_kernel(name: str, entry: dict[str, object]) -> None:
    compared(kernels.exprs(entry), installed(name))


def compared(exprs: dict[str, ex.Expr], backend: str) -> None:
    """Agrees with evaluation on random data."""
    function = ex.compile(exprs, backend=backend)
    roots = list(exprs.values())
    data, sizes = sample_data(roots, np.random.default_rng(0))
    numbers = {key: size for key, size in sizes.items() if key in numbers_in(roots)}
    agree(function(**data, **numbers), exprs, data, numbers, 1e-8)


@others
def test_a_function_is_transformed(name: str) -> None:
    backend = installed(name)
    f = ex.parse("norm2(X*w - y)^2", ["X[n,m]", "w[m]", "y[n]"])
    function = ex.compile(f, backend=backend, data=["X", "y"])
    bound = function.bind(X=np.eye(2), y=np.zeros(2))
    assert [bound(w=[1.0, k]) for k in range(3)] == [1.0, 2.0, 5.0]


def test_the_source_needs_no_installation() -> None:
    """Only the chosen library is imported, and NumPy's names are spelled in it."""
    f = ex.parse("sum(log(x)) + logdet(S) + normcdf(s)", ["x[n]: positive", "S[n,n]: positive_definite", "s"])
    text = source({"f": f}, "jax")
    assert "import jax.numpy as jnp" in text and " np." not in text and "lapack" not in text
    assert "jax.scipy.special.ndtr(s)" in text


def test_tensors_are_spelled() -> None:
    """PyTorch has other names for axes, and constants of its own type."""
    f = ex.parse("sum(relu(X*w)) + logdet(S + eye(n)) + norm2(rowsums(X))", ["X[N,m]", "w[m]", "S[n,n]: symmetric"])
    text = source(
        {"f": f, "hessian": ex.hessian(ex.parse("norm2(X*w)^2 + norm2(w)^2", ["X[N,m]", "w[m]"]), "w")}, "torch"
    )
    assert "import torch" in text and "np." not in text and "dim=1" in text and "lapack" not in text
    assert "_eye(m)" in text and "def _eye(n):" in text and "def _zeros" not in text


def test_what_a_backend_lacks_is_said() -> None:
    f = ex.logm(ex.matrix("A", "n", "n", "positive_definite"))
    with pytest.raises(ex.UnsupportedError, match="the backend jax has no code for 'logm' yet"):
        source({"f": f}, "jax")
    with pytest.raises(ex.UnsupportedError, match="there is no backend 'fortran' yet; there is: numpy, jax, torch"):
        source({"f": f}, "fortran")
