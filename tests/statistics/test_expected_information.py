"""Expected information of the public cases; models that are not those of a log-likelihood are refused."""

from __future__ import annotations

from typing import Any

import pytest

import extremum as ex
from tests.statistics.judge import BY_ID, CASES, MODELS, agrees


def _found(case: dict[str, Any]) -> ex.Information:
    return ex.information(case["text"], case["parameters"], case["declarations"], model=MODELS[case["id"]])


CLOSED = [case for case in CASES if isinstance(case["expected"], dict)]


@pytest.mark.parametrize("case", CLOSED, ids=[case["id"] for case in CLOSED])
def test_expected_information_of_the_cases(case: dict[str, Any]) -> None:
    found = _found(case)
    assert found.expected is not None and not found.notes
    for pair, text in case["expected"].items():
        assert agrees(case, found.expected[tuple(pair.split(","))], text)
    if isinstance(case["covariance"], dict):
        assert found.covariance is not None
        for pair, text in case["covariance"].items():
            assert agrees(case, found.covariance[tuple(pair.split(","))], text)


def test_a_softmax_regression_is_not_identified() -> None:
    found = _found(BY_ID["multinomial_logit"])
    assert found.covariance is None
    assert found.why == "the information is singular: a vector added to every row of W changes nothing"


def test_a_mixture_has_no_closed_form_and_it_is_said() -> None:
    found = _found(BY_ID["normal_mixture"])
    assert found.expected is None and any("no closed form" in note for note in found.notes)
    assert "observed information" in found.why and "no closed form" in str(found)


def test_blocks_that_are_zero_are_named() -> None:
    found = _found(BY_ID["linear_regression"])
    assert found.zero_blocks == (("b", "v"),)
    assert "orthogonal" in str(found)


_SAMPLE = "-N/2*log(v) - sum_i((y[i] - m)^2)/(2*v)"
_SAMPLED = "y[] for i in 1..N; m; v: positive"


@pytest.mark.parametrize(
    ("model", "words"),
    [
        ("y[i] ~ normal(m, sd=v)", "the expected score of v"),
        ("y[i] ~ normal(2*m, v)", "the expected score of m"),
        ("y[i] ~ exponential(mean=m)", "the expected score of v"),
    ],
)
def test_models_of_another_likelihood_are_refused(model: str, words: str) -> None:
    with pytest.raises(ex.ModelError, match=words):
        ex.information(_SAMPLE, ["m", "v"], _SAMPLED, model=model)


def test_a_wrong_variance_is_refused_though_the_score_has_mean_zero() -> None:
    with pytest.raises(ex.ModelError, match="variance of the score"):
        ex.information("-sum_i((y[i] - m)^2)/2", "m", _SAMPLED, model="y[i] ~ poisson(m)")


def test_a_model_of_expressions() -> None:
    n, d = ex.dims("N d")
    i = ex.index("i", n)
    y, x = ex.samples("y", 1, n), ex.samples("x", d, n)
    b, v = ex.vector("b", d), ex.scalar("v", "positive")
    f = -n / 2 * ex.log(v) - ex.sum((y[i] - x[i].T @ b) ** 2, i) / (2 * v)
    found = ex.information(f, [b, v], model=ex.distributed(y[i], "normal", x[i].T @ b, v))
    assert found.expected is not None
    assert ex.equal(found.expected["v"], n / (2 * v**2))


@pytest.mark.parametrize(
    ("text", "declarations", "model", "expected"),
    [
        ("y'*X*b - sum(log(1 + exp(X*b)))", "y[n]", "y ~ bernoulli(sigmoid(X*b))",
         "X'*diag(exp(X*b)./(1 + exp(X*b)).^2)*X"),
        ("y'*X*b - sum(exp(X*b))", "y[n]", "y ~ poisson(exp(X*b))", "X'*diag(exp(X*b))*X"),
        ("-sum(X*b) - y'*exp(-X*b)", "y[n]: positive", "y ~ exponential(mean=exp(X*b))", "X'*X"),
        ("-norm2(y - X*b)^2/2", "y[n]", "y ~ normal(X*b, eye(n))", "X'*X"),
    ],
)  # fmt: skip
def test_responses_as_vectors(text: str, declarations: str, model: str, expected: str) -> None:
    names = f"{declarations}; X[n,d]: full_column_rank; b[d]"
    found = ex.information(text, "b", names, model=model)
    assert found.expected is not None and not found.notes
    assert ex.equal(found.expected["b"], ex.parse(expected, names))


def test_location_and_scale_of_a_t() -> None:
    names = "y[] for i in 1..N; m; s: positive; nu: positive"
    text = "-(nu + 1)/2*sum_i(log(1 + (y[i] - m)^2/(nu*s))) - N/2*log(s)"
    found = ex.information(text, ["m", "s"], names, model="y[i] ~ student_t(m, s, nu)")
    assert found.expected is not None and not found.notes and found.zero_blocks == (("m", "s"),)
    assert ex.equal(found.expected["m"], ex.parse("N*(nu + 1)/((nu + 3)*s)", names))
    assert ex.equal(found.expected["s"], ex.parse("N*nu/(2*(nu + 3)*s^2)", names))
