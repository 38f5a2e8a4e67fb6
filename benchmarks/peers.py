"""The natural programs of jax.jit and torch for the problems of the table: a function, and its derivatives by autodiff.

Whichever of them is not installed is left out; so is the Hessian of a matrix factorisation by 4,000 numbers, for which
they need minutes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from math import prod
from typing import Any

import numpy as np

os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")

NAMES = ("jax", "torch")
Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Problem:
    """``f(library, **data)``, a number; by: the data that it is differentiated by, all that are floats if none; second:
    whether the Hessian is asked for, and not the value with its gradients."""

    f: Callable[..., Any]
    by: str = ""
    second: bool = False

    def variables(self, data: Data) -> list[str]:
        """What it is differentiated by."""
        return self.by.split() or [name for name in data if name not in ("X", "T")]


def _gaussian(xp: Any, x: Any, mu: Any, S: Any) -> Any:
    R = x - mu
    return -0.5 * xp.sum((R @ xp.linalg.inv(S)) * R) - len(x) / 2 * xp.linalg.slogdet(S)[1]


def _process(xp: Any, y: Any, S: Any) -> Any:
    return -0.5 * (y @ xp.linalg.solve(S, y)) - 0.5 * xp.linalg.slogdet(S)[1]


def _logistic(xp: Any, X: Any, y: Any, w: Any) -> Any:
    z = X @ w
    return xp.sum(xp.logaddexp(0 * z, z)) - y @ z


def _kernel(xp: Any, X: Any, s: Any) -> Any:
    return xp.sum(xp.exp(-xp.sum((X[:, None] - X) ** 2, -1) / (2 * s)))


def _ten(xp: Any, **factors: Any) -> Any:
    first, *rest = factors.values()
    for factor in rest:
        first = first @ factor
    return xp.trace(first)


def _network(xp: Any, X: Any, T: Any, **weights: Any) -> Any:
    Y = X
    for k in range(sum(name.startswith("W") for name in weights)):
        Y = weights[f"W{k}"] @ Y
        Y = xp.tanh(Y + weights[f"b{k}"][:, None]) if f"b{k}" in weights else Y
    return 0.5 * xp.sum((Y - T) ** 2)


def _by_depth(xp: Any, X: Any, T: Any, W: Any) -> Any:
    Y = X
    for k in range(len(W)):
        Y = xp.tanh(W[k] @ Y)
    return 0.5 * xp.sum((Y - T) ** 2)


def _factorisation(xp: Any, U: Any, V: Any, M: Any) -> Any:
    return 0.5 * xp.sum((U @ V.T - M) ** 2)


def _two_layers(xp: Any, V: Any, W: Any, X: Any, T: Any) -> Any:
    return 0.5 * xp.sum((W @ xp.tanh(V @ X) - T) ** 2)


FACTORISATION = Problem(_factorisation, "U V", second=True)
PROBLEMS = {
    "Gaussian likelihood": Problem(_gaussian, "mu S"),
    "GP likelihood": Problem(_process, "S"),
    "logistic Hessian, ": Problem(_logistic, "w", second=True),
    "double sum of a Gaussian kernel": Problem(_kernel, "s"),
    "x'(ABC)x": Problem(lambda xp, A, B, C, x: x @ (A @ B @ C) @ x, "x"),
    "tr(AB)": Problem(lambda xp, A, B: xp.trace(A @ B), "A"),
    "f(diag(AB))": Problem(lambda xp, A, B: xp.sum(xp.exp(xp.diag(A @ B))), "A"),
    "logdet(D + UU')": Problem(lambda xp, d, U: xp.linalg.slogdet(xp.diag(d) + U @ U.T)[1], "d U"),
    "norm2(kron(A,B)*v)^2 with gradients, k = 20": Problem(
        lambda xp, A, B, v: xp.sum((xp.kron(A, B) @ v) ** 2), "A B v"
    ),
    "ten matrices": Problem(_ten),
    "tanh network by symbolic depth": Problem(_by_depth, "W"),
    "tanh network, ": Problem(_network),
    "linear network": Problem(_network),
    "two-layer network Hessian": Problem(_two_layers, "V W", second=True),
    "least squares": Problem(lambda xp, X, w, y: xp.sum((X @ w - y) ** 2), "w"),
}
"""By what the names of their rows begin with."""


def installed() -> list[str]:
    """The peers that are there."""
    return [name for name in NAMES if find_spec(name) is not None]


def peers(row: str, data: Data) -> dict[str, Callable[[], Any]]:
    """By name, functions without arguments that compute what a row asks for; none where there is no such program."""
    problem = next((found for begin, found in PROBLEMS.items() if row.startswith(begin)), None)
    return {} if problem is None else {name: MAKERS[name](problem, data, "float64", "cpu") for name in installed()}


def _split(flat: Any, shapes: Mapping[str, tuple[int, ...]]) -> dict[str, Any]:
    found, at = {}, 0
    for name, shape in shapes.items():
        found[name] = flat[at : at + prod(shape)].reshape(shape)
        at += prod(shape)
    return found


def _flat(problem: Problem, data: Data) -> tuple[np.ndarray, dict[str, tuple[int, ...]]]:
    values = {name: np.asarray(data[name], float) for name in problem.variables(data)}
    return np.concatenate([v.ravel() for v in values.values()]), {name: v.shape for name, v in values.items()}


def _jax(problem: Problem, data: Data, precision: str, device: str) -> Callable[[], Any]:
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", precision == "float64")
    arrays = {name: jnp.asarray(value, precision) for name, value in data.items()}
    if problem.second:
        flat, shapes = _flat(problem, data)
        second = jax.jit(jax.hessian(lambda w, rest: problem.f(jnp, **{**rest, **_split(w, shapes)})))
        at = jnp.asarray(flat, precision)
        return lambda: jax.block_until_ready(second(at, arrays))
    first = jax.jit(jax.value_and_grad(lambda by, rest: problem.f(jnp, **{**rest, **by})))
    by = {name: arrays[name] for name in problem.variables(data)}
    return lambda: jax.block_until_ready(first(by, arrays))


def _torch(problem: Problem, data: Data, precision: str, device: str) -> Callable[[], Any]:
    import torch

    torch.set_num_threads(1)
    real = getattr(torch, precision)
    arrays = {name: torch.as_tensor(value, dtype=real, device=device) for name, value in data.items()}
    if problem.second:
        flat, shapes = _flat(problem, data)
        at = torch.as_tensor(flat, dtype=real, device=device)
        f = lambda w: problem.f(torch, **{**arrays, **_split(w, shapes)})  # noqa: E731
        second = torch.func.hessian(f)
        return lambda: second(at)
    by = [arrays[name].requires_grad_() for name in problem.variables(data)]

    def run() -> Any:
        value = problem.f(torch, **arrays)
        return value.detach(), torch.autograd.grad(value, by)

    return run


MAKERS: dict[str, Callable[[Problem, Data, str, str], Callable[[], Any]]] = {"jax": _jax, "torch": _torch}
"""From a problem, data, a precision, and the device (JAX has one by itself), a function without arguments."""
