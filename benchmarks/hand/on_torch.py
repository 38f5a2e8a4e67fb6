"""The problems of ``gpu.py`` as an expert writes them with PyTorch: few kernels, in place, nothing waited for."""

from __future__ import annotations

from typing import Any

import torch

Tensor = torch.Tensor


def inverse_and_logdet(S: Tensor) -> tuple[Tensor, Tensor]:
    """One Cholesky factor for both, whose inverse is one substitution; whether there is one is not waited for."""
    L, _ = torch.linalg.cholesky_ex(S)
    Z = torch.linalg.solve_triangular(L, torch.eye(len(S), dtype=S.dtype, device=S.device), upper=False)
    return Z.T @ Z, 2 * L.diagonal().log().sum()


def gaussian(x: Tensor, mu: Tensor, S: Tensor) -> Any:
    """The moments of the residuals serve the value and both gradients."""
    R = x - mu
    return _of_moments(len(x), R.T @ R, R.sum(0), S)


def _of_moments(N: int, M: Tensor, total: Tensor, S: Tensor) -> Any:
    P, logdet = inverse_and_logdet(S)
    PM = P @ M
    value = torch.add(PM.trace(), logdet, alpha=N).mul_(-0.5)
    return value, P @ total, torch.addmm(P, PM, P, beta=-N / 2, alpha=0.5)


def moments(x: Tensor, **_: Tensor) -> tuple[int, Tensor, Tensor]:
    """The means of the samples and their centred products, computed once."""
    mean = x.mean(0)
    R = x - mean
    return len(R), mean, R.T @ R


def gaussian_of_moments(N: int, mean: Tensor, C: Tensor, mu: Tensor, S: Tensor) -> Any:
    """The moments about mu from those about the mean."""
    r = mean - mu
    return _of_moments(N, torch.addr(C, r, r, alpha=N), N * r, S)


def process(y: Tensor, S: Tensor) -> Any:
    """One Cholesky factor; the gradient in the place of the inverse."""
    P, logdet = inverse_and_logdet(S)
    u = P @ y
    return torch.add(y @ u, logdet).mul_(-0.5), P.mul_(-0.5).addr_(u, u, alpha=0.5)


def logistic_hessian(X: Tensor, y: Tensor, w: Tensor) -> Any:
    """A symmetric product, with the roots of the weights."""
    p = torch.sigmoid(X @ w)
    Z = torch.addcmul(p, p, p, value=-1).sqrt_()[:, None] * X
    return (Z.T @ Z,)


def factorisation_hessian(U: Tensor, V: Tensor, M: Tensor) -> Any:
    """The Hessian of ``‖UV' - M‖²/2`` by U and V together, block by block into one array."""
    (m, k), n = U.shape, len(V)
    H = U.new_zeros((m * k + n * k, m * k + n * k))
    H[: m * k, : m * k].view(k, m, k, m).diagonal(dim1=1, dim2=3).copy_((V.T @ V)[:, :, None])
    H[m * k :, m * k :].view(k, n, k, n).diagonal(dim1=1, dim2=3).copy_((U.T @ U)[:, :, None])
    side = H[: m * k, m * k :].view(k, m, k, n)
    torch.mul(V.T[:, None, None, :], U[:, :, None], out=side)
    side.diagonal(dim1=0, dim2=2).add_(torch.addmm(M, U, V.T, beta=-1)[:, :, None])
    H[m * k :, : m * k].copy_(H[: m * k, m * k :].T)
    return (H,)


def network(X: Tensor, T: Tensor, **data: Tensor) -> Any:
    """States forward, errors backward; the bias with the product, the slope in one kernel."""
    count = len(data) // 2
    W, b = [data[f"W{k}"] for k in range(count)], [data[f"b{k}"] for k in range(count)]
    Y = [X]
    for k in range(count):
        Y.append(torch.addmm(b[k][:, None], W[k], Y[k]).tanh_())
    R = Y[-1] - T
    E, by_W, by_b = R, [], []
    for k in reversed(range(count)):
        E = torch.ops.aten.tanh_backward(E, Y[k + 1])
        by_W.append(E @ Y[k].T)
        by_b.append(E.sum(1))
        E = W[k].T @ E if k else E
    return 0.5 * torch.dot(R.view(-1), R.view(-1)), *by_W[::-1], *by_b[::-1]
