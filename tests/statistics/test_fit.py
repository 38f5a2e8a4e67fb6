"""Fits against statsmodels, against closed forms and differences; what has no maximum is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats
from scipy.special import ndtr

import extremum as ex
from tests.support.draws import part

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]
_NAMES = "y[] for i in 1..N; x[d] for i in 1..N; b[d]"
_RNG = np.random.default_rng(7)
_X = np.column_stack([np.ones(300), _RNG.normal(size=(300, 2))])
_ETA = _X @ np.array([0.3, -0.5, 0.8])


@dataclass(frozen=True, slots=True)
class Regression:
    """A model with its log-likelihood, data, and the fit of statsmodels."""

    text: str
    model: str
    y: Array
    peer: Callable[[Array, str], Any]
    method: str | None = None


def _glm(family: Any, **options: Any) -> Callable[[Array, str], Any]:
    return lambda y, kind: sm.GLM(y, _X, family=family).fit(tol=1e-15, maxiter=300, cov_type=kind, **options)


def _discrete(peer: Any) -> Callable[[Array, str], Any]:
    return lambda y, kind: peer(y, _X).fit(disp=0, method="newton", tol=1e-15, maxiter=300, cov_type=kind)


_LOGIT = "sum_i(y[i]*x[i]'*b - log(1 + exp(x[i]'*b)))"
_PROBIT = "sum_i(y[i]*log(normcdf(x[i]'*b)) + (1 - y[i])*log(normcdf(-x[i]'*b)))"
_DURATION = "-sum_i(x[i]'*b + y[i]*exp(-x[i]'*b))"
REGRESSIONS = {
    "logistic": Regression(_LOGIT, "y[i] ~ bernoulli(sigmoid(x[i]'*b))",
                           _RNG.binomial(1, 1 / (1 + np.exp(-_ETA))).astype(float), _discrete(sm.Logit)),
    "poisson": Regression("sum_i(y[i]*x[i]'*b - exp(x[i]'*b))", "y[i] ~ poisson(exp(x[i]'*b))",
                          _RNG.poisson(np.exp(_ETA)).astype(float), _discrete(sm.Poisson)),
    "probit, observed": Regression(_PROBIT, "y[i] ~ bernoulli(normcdf(x[i]'*b))",
                                   _RNG.binomial(1, ndtr(_ETA)).astype(float), _discrete(sm.Probit)),
    "probit, expected": Regression(_PROBIT, "y[i] ~ bernoulli(normcdf(x[i]'*b))",
                                   _RNG.binomial(1, ndtr(_ETA)).astype(float),
                                   _glm(sm.families.Binomial(sm.families.links.Probit())), "scoring"),
    "gamma, expected": Regression(_DURATION, "y[i] ~ exponential(mean=exp(x[i]'*b))", _RNG.exponential(np.exp(_ETA)),
                                  _glm(sm.families.Gamma(sm.families.links.Log()), scale=1.0), "scoring"),
}  # fmt: skip


@pytest.mark.parametrize("name", REGRESSIONS)
def test_standard_errors_are_those_of_statsmodels(name: str) -> None:
    case = REGRESSIONS[name]
    found = ex.fit(case.text, "b", {"y": case.y, "x": _X}, _NAMES, model=case.model, method=case.method)
    peer = case.peer(case.y, "nonrobust")
    assert found.converged and not found.notes and found.covariance is not None
    assert np.allclose(found["b"], peer.params, rtol=1e-8, atol=1e-10)
    assert np.allclose(found.standard_errors, peer.bse, rtol=1e-8)
    assert np.allclose(found.covariance, peer.cov_params(), rtol=1e-7, atol=1e-12)
    assert np.allclose(found.interval(level=0.9), peer.conf_int(0.1), rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("name", ["logistic", "poisson", "probit, observed"])
def test_the_sandwich_is_that_of_statsmodels(name: str) -> None:
    case = REGRESSIONS[name]
    found = ex.fit(case.text, "b", {"y": case.y, "x": _X}, _NAMES)
    assert np.allclose(found.robust_standard_errors, case.peer(case.y, "HC0").bse, rtol=1e-8)


def test_the_linear_model() -> None:
    y = _ETA + _RNG.normal(size=len(_ETA))
    text = "-sum_i(log(2*pi*v) + (y[i] - x[i]'*b)^2/v)/2"
    found = ex.fit(text, ["b", "v"], {"y": y, "x": _X}, f"{_NAMES}; v: positive")
    peer = sm.OLS(y, _X).fit()
    scale = peer.ssr / len(y)
    peer_ml = sm.GLM(y, _X).fit(scale=scale)
    assert found.is_closed_form and found.kind == "global maximum"
    assert np.isclose(found["v"], scale, rtol=1e-10) and np.isclose(found.loglik, peer.llf, rtol=1e-12)
    assert np.allclose(found.standard_errors[:3], peer_ml.bse, rtol=1e-8)
    assert np.isclose(found.standard_errors[3], scale * np.sqrt(2 / len(y)), rtol=1e-8)
    assert np.allclose(found.robust_standard_errors[:3], sm.OLS(y, _X).fit(cov_type="HC0").bse, rtol=1e-8)


def test_the_three_tests() -> None:
    case = REGRESSIONS["logistic"]
    found = ex.fit(case.text, "b", {"y": case.y, "x": _X}, _NAMES)
    peer = case.peer(case.y, "nonrobust")
    both = ["b[2] == 0", "b[3] == 0"]
    ratio = found.likelihood_ratio(both)
    assert np.isclose(ratio.statistic, peer.llr, rtol=1e-8) and ratio.freedom == 2
    assert np.isclose(ratio.p_value, peer.llr_pvalue, rtol=1e-6)
    wald = found.wald(both)
    assert np.isclose(wald.statistic, peer.wald_test(np.eye(3)[1:], scalar=True).statistic, rtol=1e-8)
    null = np.full(len(case.y), case.y.mean())
    score = _X.T @ (case.y - null)
    expected = score @ np.linalg.solve(_X.T @ (_X * (null * (1 - null))[:, None]), score)
    assert np.isclose(found.score_test(both).statistic, expected, rtol=1e-8)
    assert "degrees of freedom" in str(ratio)


def test_a_nonlinear_hypothesis_and_the_delta_method() -> None:
    case = REGRESSIONS["poisson"]
    found = ex.fit(case.text, "b", {"y": case.y, "x": _X}, _NAMES)
    b = found["b"]
    slope = np.array([1 / b[1], -b[0] / b[1] ** 2, 0])
    assert found.covariance is not None
    assert np.isclose(found.standard_error("b[1]/b[2]"), np.sqrt(slope @ found.covariance @ slope))
    assert np.isclose(found.value("b[1]/b[2]"), b[0] / b[1])
    robust = found.standard_error("b[1]/b[2]", robust=True)
    assert np.isclose(robust, np.sqrt(slope @ found.robust_covariance @ slope))
    ratio = found.likelihood_ratio("b[2]*b[3] == -1/4")
    wald = found.wald("b[2]*b[3] == -1/4")
    assert ratio.statistic >= 0 and abs(ratio.statistic - wald.statistic) < 0.3 * (1 + wald.statistic)


_SAMPLE = "-N/2*logdet(S) - 1/2*sum_i((z[i] - m)'*inv(S)*(z[i] - m))"
_SAMPLED = "z[d] for i in 1..N; m[d]; S[d,d]: positive_definite"


@pytest.mark.parametrize(
    ("coordinates", "method"), part([(x, way) for x in ("vech(S)", "chol(S)") for way in (None, "scoring")], 3)
)
def test_a_normal_sample_in_several_coordinates(coordinates: str, method: str | None) -> None:
    z = np.random.default_rng(3).normal(size=(40, 3)) @ np.array([[1, 0.4, 0], [0, 1, 0.5], [0, 0, 0.6]])
    found = ex.fit(_SAMPLE, ["m", coordinates], {"z": z}, _SAMPLED, model="z[i] ~ normal(m, S)", method=method)
    s = np.cov(z.T, bias=True)
    assert found.converged and np.allclose(found["S"], s, rtol=1e-8) and np.allclose(found["m"], z.mean(axis=0))
    expected = np.sqrt((s[0, 1] ** 2 + s[0, 0] * s[1, 1]) / 40)
    assert np.isclose(found.standard_error("S[1,2]"), expected, rtol=1e-7)
    assert np.allclose(found.standard_errors[:3], np.sqrt(np.diagonal(s) / 40), rtol=1e-8)
    assert np.isclose(found.likelihood_ratio("S[1,2] == 0").p_value, _correlation_test(z), rtol=1e-6)


def _correlation_test(z: Array) -> float:
    """The likelihood-ratio test of S[1,2] = 0 with the other entries free, by a fit of its own."""
    from scipy.optimize import minimize

    count = len(z)
    centred = z - z.mean(axis=0)
    scatter = centred.T @ centred / count

    def deviance(free: Array) -> float:
        matrix = np.array([[free[0], 0, free[3]], [0, free[1], free[4]], [free[3], free[4], free[2]]])
        if np.linalg.eigvalsh(matrix)[0] <= 0:
            return 1e9
        return float(count * (np.linalg.slogdet(matrix)[1] + np.trace(np.linalg.solve(matrix, scatter))))

    start = np.array([scatter[0, 0], scatter[1, 1], scatter[2, 2], scatter[0, 2] / 2, scatter[1, 2] / 2])
    found = minimize(deviance, start, method="Nelder-Mead", options={"xatol": 1e-12, "fatol": 1e-12, "maxiter": 20000})
    full = count * (np.linalg.slogdet(scatter)[1] + 3)
    return float(stats.chi2.sf(found.fun - full, 1))


def test_robust_errors_of_a_covariance_by_their_definition() -> None:
    z = np.random.default_rng(4).standard_t(5, size=(60, 2))
    found = ex.fit(_SAMPLE, ["m", "S"], {"z": z}, _SAMPLED)
    spread = z - z.mean(axis=0)
    entries = np.column_stack([spread[:, 0] ** 2, spread[:, 0] * spread[:, 1], spread[:, 1] ** 2])
    influence = np.column_stack([spread, entries - entries.mean(axis=0)])
    assert np.allclose(found.robust_covariance, influence.T @ influence / 60**2, rtol=1e-6, atol=1e-10)


def test_the_code_finds_the_same() -> None:
    case = REGRESSIONS["probit, observed"]
    data = {"y": case.y, "x": _X}
    found = ex.fit(case.text, "b", data, _NAMES)
    module: dict[str, Any] = {}
    exec(found.code(), module)
    values, covariance = module["fit"]({"b": np.zeros(3)}, data)
    assert np.allclose(values["b"], found["b"], rtol=1e-6)
    assert found.covariance is not None and np.allclose(covariance, found.covariance, rtol=1e-5)
    z = np.random.default_rng(5).normal(size=(30, 2))
    for coordinates in ("S", "chol(S)"):
        sample = ex.fit(_SAMPLE, ["m", coordinates], {"z": z}, _SAMPLED)
        exec(sample.code(), module)
        values, covariance = module["fit"]({"m": np.zeros(2), "S": np.cov(z.T) * 1.2}, {"z": z})
        assert np.allclose(values["S"], sample["S"], rtol=1e-6)
        assert sample.covariance is not None
        assert np.allclose(covariance, sample.covariance, rtol=1e-5, atol=1e-9)


def test_the_algorithm_is_written_out() -> None:
    case = REGRESSIONS["poisson"]
    found = ex.fit(case.text, "b", {"y": case.y, "x": _X}, _NAMES, model=case.model, method="scoring")
    text = found.algorithm()
    assert text.startswith("Fisher's scoring") and "I(b, b) = sum_i(exp(b'*x[i])*x[i]*x[i]')" in text


# -- what has no maximum -----------------------------------------------------------------------------------------------
def test_separated_classes_have_no_maximum() -> None:
    x = np.column_stack([np.ones(20), np.linspace(-1, 1, 20)])
    found = ex.fit(_LOGIT, "b", {"y": (x[:, 1] > 0).astype(float), "x": x}, _NAMES)
    assert not found.converged and found.covariance is None and "no:" in str(found)
    with pytest.raises(ex.UnsupportedError, match="no covariance"):
        _ = found.standard_errors


def test_parameters_that_are_not_identified() -> None:
    x = np.column_stack([_X, _X[:, 1] + _X[:, 2]])
    found = ex.fit(REGRESSIONS["poisson"].text, "b", {"y": REGRESSIONS["poisson"].y, "x": x}, _NAMES)
    assert not found.converged and found.covariance is None


def test_a_saddle_is_no_maximum() -> None:
    found = ex.fit("c*(a^2 - b^2)", ["a", "b"], {"c": 1.0}, "a; b; c", start={"a": 0.0, "b": 0.0})
    assert not found.converged


def test_a_concave_log_likelihood_has_a_global_maximum_and_another_a_local_one() -> None:
    case = REGRESSIONS["poisson"]
    assert ex.fit(case.text, "b", {"y": case.y, "x": _X}, _NAMES).kind == "global maximum"
    y = np.array([-20.0, -19.0, 21.0, 20.0, 20.5])
    text = "-sum_i(log(1 + (y[i] - m)^2))"
    low, high = (ex.fit(text, "m", {"y": y}, "y[] for i in 1..N; m", start={"m": at}) for at in (-19.5, 20.0))
    assert low.converged and low.kind == "local maximum" and high.loglik > low.loglik


def test_a_sample_smaller_than_its_dimension() -> None:
    found = ex.fit(_SAMPLE, ["m", "S"], {"z": np.random.default_rng(8).normal(size=(3, 4))}, _SAMPLED)
    assert not found.converged and found.kind == "none"


def test_a_mixture_ends_at_a_maximum() -> None:
    rng = np.random.default_rng(6)
    data = {"x": np.concatenate([rng.normal(-2, 1, 60), rng.normal(2, 1, 40)]), "w": 0.6}
    text = "sum_i(log(w*exp(-(x[i] - a)^2/2) + (1 - w)*exp(-(x[i] - b)^2/2)))"
    found = ex.fit(text, ["a", "b"], data, "x[] for i in 1..N; a; b; w: positive", start={"a": -1.0, "b": 1.0})
    assert found.converged and abs(found["a"] + 2) < 0.6 and abs(found["b"] - 2) < 0.6
    assert np.abs(found.score).max() < 1e-8


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"method": "scoring"}, ex.UnsupportedError, "needs the expected information"),
        ({"method": "bfgs"}, ex.UnsupportedError, "there is no method"),
        ({"data": {"y": _ETA}}, ex.DataError, "x"),
        ({"start": {"c": 1}}, ex.DataError, "not optimised over"),
        ({"parameters": "q"}, ex.NameUnknownError, "no parameter"),
    ],
)
def test_refused(options: dict[str, Any], error: type[Exception], words: str) -> None:
    call = {"parameters": "b", "data": {"y": REGRESSIONS["poisson"].y, "x": _X}, **options}
    with pytest.raises(error, match=words):
        ex.fit(REGRESSIONS["poisson"].text, call.pop("parameters"), call.pop("data"), _NAMES, **call)


@pytest.mark.parametrize(
    ("hypothesis", "words"), [("b[2]", "states no equation"), ("b >= 0", "states no equation"), (3, "no hypothesis")]
)
def test_hypotheses_that_are_none(hypothesis: Any, words: str) -> None:
    case = REGRESSIONS["poisson"]
    found = ex.fit(case.text, "b", {"y": case.y, "x": _X}, _NAMES)
    with pytest.raises(ex.ExtremumError, match=words):
        found.wald(hypothesis)


def test_every_notation() -> None:
    case = REGRESSIONS["poisson"]
    found = ex.fit(case.text, "b", {"y": case.y, "x": _X}, _NAMES)
    assert "std. error" in str(found) and "b[3]" in str(found)
    assert r"\begin{tabular}" in found.to_latex() and "| --- |" in found.to_markdown()
    assert found.to_html().startswith('<div class="fit">') and found.to_dict()["converged"]


@pytest.mark.parametrize(
    ("mean", "x", "converged"),
    [("sqrt(m)^2", [-1.0, -2.0], False), ("sqrt(m)^2", [1.0, 2.0], True), ("m^2/m", [-1.0, 1.0], False),
     ("m^2/m", [-1.0, -2.0], True), ("exp(log(m))", [-3.0, 1.0], False), ("m", [-1.0, -2.0], True)],
)  # fmt: skip
def test_what_was_typed_has_a_value_at_the_estimates(mean: str, x: list[float], converged: bool) -> None:
    found = ex.fit(f"-sum_i((x[i] - {mean})^2)/2", "m", {"x": x}, "x[] for i in 1..N; m")
    assert found["m"] == pytest.approx(np.mean(x)) and found.converged is converged
    assert converged or (found.kind == "none" and "what was typed is defined only where m" in found.message)
