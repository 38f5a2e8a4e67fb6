"""Every operation in every backend against evaluation, or an error that names it."""

from __future__ import annotations

import importlib
import importlib.util
import os
import random
import re
from collections.abc import Sequence
from typing import TypeVar

import numpy as np
import pytest

import extremum as ex
from extremum.algebra.names import numbers_in
from extremum.algebra.node import REGISTRY
from extremum.compiling.backends import BACKENDS
from extremum.compiling.compiled import source
from extremum.compiling.numpy_calls import CALLS, PRODUCT
from extremum.operations.elementwise import FUNCTIONS
from extremum.verify.sampling import sample_data
from tests.cases import checks as public
from tests.cases import kernels
from tests.compiling.support import agree, case_data
from tests.support.draws import TIMES, part
from tests.support.examples import examples

T = TypeVar("T")

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
    "numba": {
        "frechet", "frechet_matrix", "sylvester", "stein", "care", "dare", "eigvals", "spectral",
        "functional", "implicit", "elementwise",
    },
}  # fmt: skip
"""Operations that a backend has no code for, in some of their forms at least."""

LACKED_FUNCTIONS: dict[str, set[str]] = {
    "jax": set(), "torch": set(), "numba": {"digamma", "polygamma1", "polygamma2", "polygamma3"}
}  # fmt: skip
"""Elementwise functions that a backend has no code for."""


DEVICE = os.environ.get("EXTREMUM_DEVICE", "cpu")
"""Where PyTorch computes: ``cuda`` for a GPU, which JAX takes by itself."""


def installed(name: str) -> str:
    """The backend, where its package is there."""
    if importlib.util.find_spec(BACKENDS[name].package) is None:
        pytest.skip(f"{BACKENDS[name].package} is not installed")
    if name == "torch":
        importlib.import_module("torch").set_default_device(DEVICE)
    return name


OTHERS = sorted(BACKENDS.keys() - {"numpy"})
others = pytest.mark.parametrize("name", OTHERS)


def cases(found: Sequence[T], every: int) -> list[tuple[str, T]]:
    """Each in each backend; Numba, which compiles for a second, has one in so many, and all in ``make fuzz``."""
    few = found if TIMES > 1 else found[every // 2 :: every]
    return [(name, one) for name in OTHERS for one in (few if name == "numba" else found)]


def drawn(found: Sequence[T]) -> list[tuple[str, T]]:
    """Some in each backend, and all in ``make backends``."""
    return [(name, one) for name in OTHERS for one in part(found, 40 if name != "numba" else len(found))]


@pytest.mark.parametrize(("name", "operation"), cases(sorted(REGISTRY.keys() - {"carry", "unknown"}), 40))
def test_operation(name: str, operation: str) -> None:
    backend = installed(name)
    nodes = list(examples(REGISTRY[operation], 2)) or [REGISTRY[operation].example(random.Random(0))]
    for node in nodes:
        try:
            compared({"value": node}, backend)
        except ex.UnsupportedError as error:
            assert operation in LACKING[backend] and f"the backend {backend} has no code for" in str(error)


@pytest.mark.parametrize(("name", "function"), cases(sorted(FUNCTIONS), 20))
def test_function(name: str, function: str) -> None:
    backend = installed(name)
    x = ex.vector("v", ex.dims("n"), *FUNCTIONS[function].assume)
    try:
        compared({"value": REGISTRY["elementwise"].build((x,), (function, 0))}, backend)
    except ex.UnsupportedError:
        assert function in LACKED_FUNCTIONS[backend]


KERNELS = {entry["id"]: entry for entry in kernels.entries()}


@pytest.mark.parametrize(("name", "kernel"), cases(list(KERNELS), len(KERNELS)))
def test_kernel(name: str, kernel: str) -> None:
    compared(kernels.exprs(KERNELS[kernel]), installed(name))


CASES = {entry["id"]: entry for entry in public.load()}


@pytest.mark.parametrize(("name", "case"), drawn(list(CASES)))
def test_public_case(name: str, case: str) -> None:
    """The objective, its derivative, and what the derivative was expected to be, to 1e-10."""
    entry, backend = CASES[case], installed(name)
    exprs = {"objective": public.parsed(entry, entry["text"]), "answer": public.answer(entry)}
    try:
        function = ex.compile(exprs, backend=backend)
    except ex.UnsupportedError as error:
        assert f"the backend {backend} has no code for" in str(error)
        return
    data, numbers = case_data(entry, function, np.random.default_rng(0))
    agree(function(**data, **numbers), exprs, data, numbers, 1e-10)


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


HESSIANS = [
    ("norm2(M - U*V')^2", "U V", "M[n,m]; U[n,k]; V[m,k]"),
    ("sum(log(1 + exp(A*x))) + norm2(x)^2", "x", "A[n,m]; x[m]"),
    ("sum(x.^4) + (a'*x)^2", "x", "x[n]; a[n]"),
    ("norm2(A*X*B - C)^2", "X", "A[n,m]; X[m,k]; B[k,n]; C[n,n]"),
    ("tr(S*inv(X)) + logdet(X)", "X", "S[n,n]; X[n,n]: positive_definite"),
    ("sum(softmax_rows(X*W).*Y)", "W", "X[n,m]; W[m,k]; Y[n,k]"),
]
"""With blocks, Kronecker products, diagonals and low ranks, for which there are operators."""


@pytest.mark.parametrize(("f", "unknowns", "declarations"), HESSIANS)
def test_a_hessian_is_mapped_over_a_batch(f: str, unknowns: str, declarations: str) -> None:
    """The bare function is one that JAX transforms; a checked call, and an operator, say that they aren't."""
    jax = importlib.import_module(installed("jax"))
    expr = ex.parse(f, declarations)
    hessian = ex.hessian(expr, unknowns.split() if " " in unknowns else unknowns)
    function, operator = ex.compile(hessian, backend="jax"), ex.compile(hessian, structured=True)
    given = {"n": 4, "m": 3, "k": 2}
    draws = [sample_data([hessian], np.random.default_rng(seed), given=given)[0] for seed in range(3)]
    rows = [function.arguments(data) for data in draws]
    batch = {name: np.stack([row[name] for row in rows]) for name in rows[0]}
    found = np.asarray(jax.jit(jax.vmap(lambda data: function.function(**data)))(batch))
    assert np.allclose(found, np.stack([ex.compile(hessian)(data) for data in draws]), rtol=1e-10, atol=1e-10)
    with pytest.raises(ex.DataError, match=r"traced.*\.function"):
        jax.vmap(lambda data: function(data))(batch)
    with pytest.raises(ex.DataError, match="traced"):
        jax.vmap(lambda data: operator(data).todense())(batch)
    with pytest.raises(ex.DataError, match="backend='jax'"):
        jax.vmap(lambda v: operator(draws[0]) @ v)(np.ones((2, found.shape[2])))


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


def test_a_sum_with_a_product_is_one_call_of_pytorch() -> None:
    declared = "A[n,m]; B[n,k]; C[k,m]; r[n]; s[m]; E[k,m]"
    texts = {
        "A - 2*B*C": "torch.addmm(A, B, C, alpha=-2)",
        "n*A/2 + B*C": "torch.addmm(A, B, C, beta=0.5 * n)",
        "A + 3*r*s'": "torch.addr(A, r, s, alpha=3)",
        "r*s' + B*C": "torch.addr(B @ C, r, s)",
        "E.*(ones(k,m) - C.^2)": "_tanh_slope(E, C)",
    }
    for text, wanted in texts.items():
        assert f"return {wanted}\n" in source({"f": ex.parse(text, declared)}, "torch")


@pytest.mark.parametrize("name", sorted(BACKENDS))
def test_what_stands_beside_an_operator_binds_more_tightly(name: str) -> None:
    """``X * Y @ A.T`` is no product of entries."""
    beside = re.compile(r"[-+*/@] *\{\d\}|\{\d\} *[-+*/@]")
    calls = {**CALLS, **BACKENDS[name].calls}
    assert not [call for call, one in calls.items() if beside.search(one.text) and one.least <= PRODUCT]


def test_what_a_backend_lacks_is_said() -> None:
    f = ex.logm(ex.matrix("A", "n", "n", "positive_definite"))
    with pytest.raises(ex.UnsupportedError, match="the backend jax has no code for 'logm' yet"):
        source({"f": f}, "jax")
    with pytest.raises(
        ex.UnsupportedError, match="there is no backend 'fortran' yet; there is: numpy, jax, torch, numba"
    ):
        source({"f": f}, "fortran")


def test_loops_are_compiled() -> None:
    """Numba's functions return tuples, which one beside them labels; what Numba lacks is written beside the code."""
    f = ex.parse("sum(erf(X*w)) + norm2(X*w - y)^2", ["X[n,m]", "w[m]", "y[n]"])
    text = source({"f": {"value": f, "gradient": ex.gradient(f, "w")}}, "numba")
    assert '@numba.njit(error_model="numpy")\ndef f_values(X, w, y):' in text and "scipy" not in text
    assert 'return dict(zip(("value", "gradient",), f_values(X, w, y)))' in text
    assert "return math.erf(x)" in text and "_ndtr" not in text
