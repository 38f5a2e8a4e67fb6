"""Minimisation beside its peers, in one run: ``python benchmarks/iterate.py``; less than three minutes.

Times are the least of a few, of whole calls (reading included, and what is kept of a formula that was met before); of
the processor, so with ``OPENBLAS_NUM_THREADS=1``; peers are scikit-learn, SciPy, and versions by hand. What was seen is
in ``iterated.md``.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import optimize
from scipy.linalg import cho_factor, cho_solve

import extremum as ex
from extremum.optimize.landscape import Landscape

ROWS, COLS = 100_000, 50


def least(call: Callable[[], Any], times: int = 3) -> tuple[float, Any]:
    """The least time of a few, in seconds, and what was found."""
    spent = []
    for _ in range(times):
        begun = time.process_time()
        found = call()
        spent.append(time.process_time() - begun)
    return min(spent), found


def row(what: str, ours: float, peers: dict[str, float], note: str = "") -> None:
    """A line: the problem, our time, and ours by each peer's."""
    beside = ", ".join(f"{ours / other:.2f} of {name}" for name, other in peers.items())
    print(f"{what:<34} {ours:8.3f} s  {beside}  {note}")


def newton_by_hand(X: Any, y: Any, lam: float) -> Any:
    """Logistic regression by Newton's method, as a person writes it."""
    w = np.zeros(X.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(y * (X @ w)))
        gradient = lam * w - X.T @ (y * p)
        hessian = (X.T * (p * (1 - p))) @ X + lam * np.eye(len(w))
        step = cho_solve(cho_factor(hessian), gradient)
        w = w - step
        if gradient @ step < 1e-12:
            break
    return w


def regressions(rng: Any) -> None:
    """Ridge, logistic, and Poisson regression on 100,000 rows of 50 columns."""
    from sklearn.linear_model import LogisticRegression, PoissonRegressor, Ridge

    X = rng.normal(size=(ROWS, COLS))
    y = X @ rng.normal(size=COLS) / 7 + rng.normal(size=ROWS)
    ours, found = least(lambda: ex.minimize("norm2(X*w - y)^2 + lam*norm2(w)^2", "w", X=X, y=y, lam=1.0,
                                            declarations="X[n,m]; w[m]; y[n]; lam"))  # fmt: skip
    hand, w = least(lambda: np.linalg.solve(X.T @ X + np.eye(COLS), X.T @ y))
    peer, _ = least(lambda: Ridge(alpha=1.0, fit_intercept=False).fit(X, y))
    row("ridge", ours, {"normal equations": hand, "scikit-learn": peer}, f"off by {np.abs(found.x['w'] - w).max():.0e}")
    labels = np.where(rng.random(ROWS) < 1 / (1 + np.exp(-X @ rng.normal(size=COLS) / 7)), 1.0, -1.0)
    scales = 10.0 ** np.linspace(-3, 3, COLS)
    for name, scale in (("logistic", np.ones(COLS)), ("logistic, columns 1e-3 to 1e3", scales)):
        Z = X * scale
        hand, w = least(lambda Z=Z: newton_by_hand(Z, labels, 1e-3), 2)
        peer, _ = least(lambda Z=Z: LogisticRegression(C=1e3, solver="newton-cholesky", fit_intercept=False,
                                                       tol=1e-8).fit(Z, labels), 2)  # fmt: skip
        for kind, text, arg, declared in (
            ("matrix", "sum(log(1 + exp(-y.*(X*w)))) + lam/2*norm2(w)^2", "X", "X[n,m]; w[m]; y[n]; lam"),
            ("sum_i", "sum_i(log(1 + exp(-y[i]*x[i]'*w))) + lam/2*norm2(w)^2", "x",
             "x[m] for i in 1..n; w[m]; y for i in 1..n; lam"),
        ):  # fmt: skip
            data = {arg: Z, "y": labels, "lam": 1e-3}
            ours, found = least(lambda text=text, data=data, declared=declared: ex.minimize(
                text, "w", data, declarations=declared, start={"w": np.zeros(COLS)}), 2)  # fmt: skip
            off = np.abs((found.x["w"] - w) / np.abs(w).max()).max()
            row(f"{name}, {kind}", ours, {"by hand": hand, "newton-cholesky": peer},
                f"{found.iterations} steps, off by {off:.0e}")  # fmt: skip
    counts = rng.poisson(np.exp(X @ rng.normal(size=COLS) / 20)).astype(float)
    ours, found = least(lambda: ex.minimize("sum(exp(X*w)) - y'*(X*w) + lam/2*norm2(w)^2", "w", X=X, y=counts, lam=1.0,
                        declarations="X[n,m]; w[m]; y[n]; lam", start={"w": np.zeros(COLS)}), 2)  # fmt: skip
    peer, other = least(lambda: PoissonRegressor(alpha=1 / ROWS, fit_intercept=False, solver="newton-cholesky",
                                                 tol=1e-8).fit(X, counts), 2)  # fmt: skip
    row("Poisson", ours, {"scikit-learn": peer}, f"off by {np.abs(found.x['w'] - other.coef_).max():.0e}")


def classifier(rng: Any) -> None:
    """Softmax regression on 20,000 rows of 50 columns and six classes."""
    from sklearn.linear_model import LogisticRegression

    X = rng.normal(size=(20_000, 50))
    odds = X @ rng.normal(size=(50, 6)) / 3
    labels = (odds + rng.gumbel(size=odds.shape)).argmax(axis=1)
    data = {"x": X, "y": np.eye(6)[labels], "lam": 1.0}
    ours, found = least(lambda: ex.minimize(
        "sum_i(logsumexp(W*x[i]) - y[i]'*W*x[i]) + lam/2*norm2(W)^2", "W", data, start={"W": np.zeros((6, 50))},
        declarations="x[d] for i in 1..n; y[k] for i in 1..n; W[k,d]; lam"), 2)  # fmt: skip
    peer, other = least(lambda: LogisticRegression(C=1.0, solver="newton-cholesky", fit_intercept=False,
                                                   tol=1e-8).fit(X, labels), 2)  # fmt: skip
    row("softmax", ours, {"newton-cholesky": peer}, f"off by {np.abs(found.x['W'] - other.coef_).max():.0e}")


def lassos(rng: Any) -> None:
    """The lasso and the elastic net, 1,000 rows of 5,000 columns, to a gap of 1e-8."""
    from sklearn.linear_model import ElasticNet

    X = rng.normal(size=(1000, 5000))
    y = X[:, :50] @ (3 * rng.normal(size=50)) + rng.normal(size=1000)
    lam = 0.1 * float(np.abs(X.T @ y).max())
    for name, mu in (("lasso", 0.0), ("elastic net", lam / 5)):
        text = "norm2(X*w - y)^2/2 + lam*norm1(w)" + (" + mu/2*norm2(w)^2" if mu else "")
        data = {"X": X, "y": y, "lam": lam} | ({"mu": mu} if mu else {})
        ours, found = least(lambda text=text, data=data: ex.minimize(
            text, "w", data, declarations="X[n,m]; w[m]; y[n]; lam; mu"), 2)  # fmt: skip
        net = ElasticNet(alpha=(lam + mu) / 1000, l1_ratio=lam / (lam + mu), fit_intercept=False,
                         tol=1e-8 / float(y @ y) * 1000, max_iter=10**5)  # fmt: skip
        peer, net = least(lambda net=net: net.fit(X, y), 2)
        off = np.abs(found.x["w"] - net.coef_).max()
        row(name, ours, {"coordinate descent": peer}, f"gap {found.gap:.0e}, off by {off:.0e}")


def constrained(rng: Any) -> None:
    """A portfolio, least absolute deviations, and a linear program."""
    root = rng.normal(size=(60, 40))
    S, m = root.T @ root / 60, rng.normal(size=40) / 10
    ours, found = least(lambda: ex.minimize("w'*S*w - m'*w", "w", S=S, m=m,
                                            declarations="S[n,n]: symmetric; m[n]; w[n]: simplex"))  # fmt: skip
    options: dict[str, Any] = {"bounds": [(0, 1)] * 40, "constraints": {"type": "eq", "fun": lambda w: w.sum() - 1,
                               "jac": lambda w: np.ones(40)}, "tol": 1e-12}  # fmt: skip
    peer, other = least(lambda: optimize.minimize(lambda w: w @ S @ w - m @ w, np.full(40, 1 / 40),
                                                  jac=lambda w: 2 * S @ w - m, **options))  # fmt: skip
    row("portfolio on the simplex", ours, {"SLSQP by hand": peer}, f"off by {found.value - other.fun:.0e}")


class Counted:
    """Counts evaluations until the value has fallen by all but 1e-10 of what there is to fall, so that methods need not
    agree about when to end (Moré & Wild 2009)."""

    def __init__(self) -> None:
        self.values: list[float] = []
        slope, curved = Landscape.slope, Landscape._curved

        def counted(method: Any) -> Any:
            def call(at: Any, flat: Any) -> Any:
                before, seen = at.evaluations, len(self.values)
                found = method(at, flat)
                if at.evaluations > before and len(self.values) == seen:
                    self.values.append(found[0])
                return found

            return call

        setattr(Landscape, "slope", counted(slope))  # noqa: B010
        setattr(Landscape, "_curved", counted(curved))  # noqa: B010

    def until(self, least: float) -> float:
        """How many it took; infinite where it did not come so near."""
        enough = least + 1e-10 * (self.values[0] - least)
        return next((k + 1 for k, value in enumerate(self.values) if value <= enough), np.inf)


def classics() -> None:
    """Evaluations on the classic test functions, by ours and by SciPy's best method with our gradients."""
    from tests.optimize.classic import CLASSICS

    counted = Counted()
    methods = ("BFGS", "L-BFGS-B", "Newton-CG", "trust-ncg", "trust-krylov")
    total, beaten, no_more = 0, 0, dict.fromkeys(methods, 0)
    for name, classic in CLASSICS.items():

        def spent(least: float | None = None, classic: Any = classic, **asked: Any) -> tuple[Any, float, float]:
            counted.values.clear()
            found = ex.minimize(classic.f, classic.unknowns, classic.data, start=classic.start, **asked)
            end = min((classic.least, *classic.others), key=lambda one: abs(one - found.value))
            least = end if least is None else least
            return found, least, counted.until(least)

        found, least, ours = spent()
        others = []
        for method in methods:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                others.append((spent(least, method=method)[2], method))
            no_more[method] += ours <= others[-1][0]
        total, beaten = total + 1, beaten + (ours <= min(others)[0])
        print(f"{name:<34} {ours:5.0f} evaluations, {found.status}; SciPy's best {min(others)}")
    print(f"{beaten} of {total} with no more evaluations than SciPy's best of five; than each alone: {no_more}")


if __name__ == "__main__":
    generator = np.random.default_rng(0)
    regressions(generator)
    classifier(generator)
    lassos(generator)
    constrained(generator)
    classics()
