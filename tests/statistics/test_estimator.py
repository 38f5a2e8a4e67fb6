"""Objectives as estimators: scikit-learn's own checks, its peers on the same data, pipelines and searches."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import check_estimator

import extremum as ex
from tests.support.draws import part

rng = np.random.default_rng(0)
X = rng.normal(size=(120, 3)) * [1.0, 5.0, 0.2] + 1
t = X @ [1.0, -0.3, 2.0] + 0.5 + rng.normal(size=120)
MATRIX = "X[n,m]; w[m]; y[n]; b; lam"
MAKES: dict[str, Any] = {
    "logistic": lambda: ex.Estimator(
        "sum(log(1 + exp(-y.*(X*w + b*ones(n))))) + lam/2*norm2(w)^2", ["w", "b"], prediction="X*w + b*ones(n)",
        declarations=MATRIX, data={"lam": 1.0}, labels="signs",
    ),
    "ridge": lambda: ex.Estimator(
        "norm2(X*w + b*ones(n) - y)^2 + lam*norm2(w)^2", ["w", "b"], prediction="X*w + b*ones(n)",
        declarations=MATRIX, data={"lam": 1.0},
    ),
    "softmax": lambda: ex.Estimator(
        "sum_i(logsumexp(W*x[i] + b) - y[i]'*(W*x[i] + b)) + lam/2*norm2(W)^2 + lam/1000*norm2(b)^2", ["W", "b"],
        prediction="W*x[i] + b", features="x", labels="columns", data={"lam": 1.0},
        declarations="W[k,m]; b[k]; x[m] for i in 1..n; y[k] for i in 1..n; lam",
    ),
}  # fmt: skip
UNASKED = {
    "check_array_api_input": "arrays of other libraries are taken where scikit-learn is told to (SCIPY_ARRAY_API)"
}
"""Checks of scikit-learn that do not apply, and why."""


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")  # separable classes, as checks have them
@pytest.mark.parametrize("kind", part(list(MAKES), 3))
def test_scikit_learn_has_no_objection(kind: str) -> None:
    found = check_estimator(MAKES[kind](), on_skip=None)
    skipped = {one["check_name"] for one in found if one["status"] != "passed"}
    assert skipped <= UNASKED.keys() and len(found) > 50


def test_the_peers_of_scikit_learn() -> None:
    ours, theirs = MAKES["ridge"]().fit(X, t), Ridge(alpha=1.0).fit(X, t)
    assert np.allclose(ours.values_["w"], theirs.coef_) and ours.values_["b"] == pytest.approx(theirs.intercept_)
    assert np.allclose(ours.predict(X), theirs.predict(X)) and ours.score(X, t) == pytest.approx(theirs.score(X, t))
    names = np.where(t > 0, "high", "low")
    ours, theirs = MAKES["logistic"]().fit(X, names), LogisticRegression(C=1.0, tol=1e-10, max_iter=1000).fit(X, names)
    assert np.allclose(ours.values_["w"], theirs.coef_[0], atol=1e-5) and set(ours.classes_) == {"high", "low"}
    assert np.array_equal(ours.predict(X), theirs.predict(X)) and ours.minimum_.converged
    three = np.digitize(t, [-1.0, 1.5])
    ours, theirs = MAKES["softmax"]().fit(X, three), LogisticRegression(C=1.0, tol=1e-10, max_iter=1000).fit(X, three)
    assert np.array_equal(ours.predict(X), theirs.predict(X)) and ours.decision_function(X).shape == (120, 3)


def test_in_a_pipeline_and_a_search() -> None:
    line = make_pipeline(StandardScaler(), MAKES["ridge"]())
    search = GridSearchCV(line, {"estimator__data__lam": [0.0, 1.0, 1e4]}, cv=3).fit(X, t)
    peer = GridSearchCV(make_pipeline(StandardScaler(), Ridge()), {"ridge__alpha": [1e-12, 1.0, 1e4]}, cv=3).fit(X, t)
    assert search.best_index_ == peer.best_index_
    assert np.allclose(search.cv_results_["mean_test_score"], peer.cv_results_["mean_test_score"])


def test_parameters_and_copies() -> None:
    first = MAKES["ridge"]()
    other = clone(first).set_params(data__lam=7.0, features="X")
    assert first.get_params()["data__lam"] == 1.0 and other.get_params()["data__lam"] == 7.0
    assert clone(other).data == {"lam": 7.0} and not hasattr(first, "decision_function")
    with pytest.raises(ValueError, match="the data have no rho; give it in data= first"):
        first.set_params(data__rho=1.0)


def test_without_a_target() -> None:
    """Robust centres of columns."""
    centre = ex.Estimator(
        "sum_i(sqrt(1 + norm2(x[i] - c)^2))", "c", declarations="x[m] for i in 1..n; c[m]", target=None, features="x",
        prediction="norm2(x[i] - c)",
    )  # fmt: skip
    assert np.allclose(centre.fit(X).predict(X), np.linalg.norm(X - centre.values_["c"], axis=1))


@pytest.mark.parametrize(
    ("make", "y", "said"),
    [
        (lambda: ex.Estimator(), t, "needs an objective and its unknowns"),
        (lambda: MAKES["logistic"](), np.digitize(t, [-1.0, 1.5]), "Only binary classification is supported"),
        (lambda: MAKES["logistic"](), np.ones(120), "only one class"),
        (lambda: MAKES["logistic"]().set_params(labels="words"), t > 0, "labels is None or one of signs, columns"),
    ],
)
def test_what_is_wrong_is_said(make: Any, y: Any, said: str) -> None:
    with pytest.raises(ex.ExtremumError, match=said):
        make().fit(X, y)


def test_what_is_not_said_or_does_not_converge() -> None:
    with pytest.raises(ex.ExtremumError, match="nothing says what is predicted"):
        MAKES["ridge"]().set_params(prediction=None).fit(X, t).predict(X)
    with pytest.warns(ConvergenceWarning, match="the iterations are used up"):
        MAKES["logistic"]().set_params(options={"max_iterations": 1}).fit(X, t > 0)


def test_scikit_learn_is_asked_for_when_it_is_needed() -> None:
    code = (
        "import sys, extremum as ex; assert 'sklearn' not in sys.modules; sys.modules['sklearn'] = None; ex.Estimator"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "UnsupportedError: ex.Estimator needs scikit-learn 1.6 or later" in found.stderr
