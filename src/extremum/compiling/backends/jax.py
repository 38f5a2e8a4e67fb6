"""JAX: functions that may be compiled, vectorised and run on any device; what is not positive definite gives nan."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Any

from extremum.compiling.backends.record import Backend


def _spelled(text: str) -> str:
    """NumPy's names as JAX has them; numbers stay arrays without axes."""
    text = re.sub(r"\bnp\.", "jnp.", text)
    text = re.sub(r"(?<!jax\.)\bscipy\.", "jax.scipy.", text)
    return text.replace(".item()", ".reshape(())")


def _prepared(function: Callable[..., Any], whole: Collection[str]) -> Callable[..., Any]:
    """Compiled at the first call, for whole numbers that are fixed."""
    import jax

    compiled: Callable[..., Any] = jax.jit(function, static_argnames=tuple(whole))
    return compiled


_HELPERS = {
    "log_count": '''
def log_count(x):
    """log(x), which is -inf where x is 0."""
    return jnp.log(x)
''',
    "cholesky": '''
def cholesky(A):
    """The lower triangular L with L L' = A; nan where A is not positive definite."""
    return jnp.linalg.cholesky(A)
''',
    "cho_solve": '''
def cho_solve(L, B):
    """inv(L L') B."""
    return jax.scipy.linalg.cho_solve((L, True), B)
''',
    "cho_inverse": '''
def cho_inverse(L):
    """inv(L L')."""
    Z = jax.scipy.linalg.solve_triangular(L, jnp.eye(len(L), dtype=L.dtype), lower=True)
    return Z.T @ Z
''',
    "solve_lower": '''
def solve_lower(L, B):
    """inv(L) B of a lower triangular L; what stands above its diagonal is not read."""
    return jax.scipy.linalg.solve_triangular(L, B, lower=True)
''',
    "solve_upper": '''
def solve_upper(R, B):
    """inv(R) B of an upper triangular R; what stands below its diagonal is not read."""
    return jax.scipy.linalg.solve_triangular(R, B)
''',
    "distances": '''
def distances(X, Y):
    """norm(X[i] - Y[j]) of all pairs, from the differences."""
    return jnp.linalg.norm(X[:, None] - Y, axis=-1)
''',
    "held": '''
def held(X, test):
    """X where it is what it is declared to be, otherwise nan."""
    return jnp.where(test(X), X, jnp.nan)
''',
    "logdet": '''
def logdet(A):
    """log(det(A)), nan where the determinant is not positive."""
    sign, value = jnp.linalg.slogdet(A)
    return jnp.where(sign > 0, value, jnp.nan)
''',
    "rotation": '''
def rotation(A):
    """The rotation nearest to A."""
    U, _, Vt = jnp.linalg.svd(A)
    return U.at[:, -1].multiply(jnp.sign(jnp.linalg.det(U @ Vt))) @ Vt
''',
    "duplication": '''
def duplication(n):
    """D with D vech(A) = vec(A) for symmetric A."""
    columns, rows = jnp.triu_indices(n)
    k = jnp.arange(len(rows))
    return jnp.zeros((n * n, len(rows))).at[columns * n + rows, k].set(1).at[rows * n + columns, k].set(1)
''',
}

JAX = Backend(
    name="jax",
    package="jax",
    spelled=_spelled,
    imports={
        "jax": "import jax",
        "jnp": "import jax.numpy as jnp",
        "jax.scipy": "import jax.scipy",
    },
    prepared=_prepared,
    array="jnp.array({0})",
    setup='jax.config.update("jax_enable_x64", True)',
    helpers=_HELPERS,
    without=frozenset({"assembled", "low rank"}),
    lacks=frozenset(
        {
            "logm", "sqrtm", "sinm", "cosm", "frechet", "frechet_matrix", "sylvester", "stein", "care", "dare",
            "eigvals", "apply", "applied", "prod", "logsum", "root", "run",
        }
    ),
)  # fmt: skip
