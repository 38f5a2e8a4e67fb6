"""The public cases of information, and equality of what is found with what a case records."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import extremum as ex

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "cases/data/information.json").read_text(encoding="utf-8")
)
BY_ID = {case["id"]: case for case in CASES}
_DEFINITION = re.compile(r",\s+(?=\w+(?:\[i\])?\s*=)")


def recorded(case: dict[str, Any], text: str) -> ex.Expr:
    """A formula of a record; its parts are defined behind commas."""
    head, *definitions = _DEFINITION.split(text)
    return ex.parse(head, [*case["declarations"], *definitions])


def agrees(case: dict[str, Any], found: ex.Expr, text: str) -> ex.Equality:
    """Whether a formula is the one of the record."""
    return ex.equal(found, recorded(case, text))


MODELS = {
    "linear_regression": "y[i] ~ normal(x[i]'*b, v)",
    "logistic": "y[i] ~ bernoulli(sigmoid(x[i]'*b))",
    "poisson": "y[i] ~ poisson(exp(x[i]'*b))",
    "probit": "y[i] ~ bernoulli(normcdf(x[i]'*b))",
    "exponential_regression": "y[i] ~ exponential(mean=exp(x[i]'*b))",
    "multivariate_normal": "x[i] ~ normal(mu, Sigma)",
    "gaussian_process": "y ~ normal(0, a*K + s*eye(n))",
    "multinomial_logit": "y[i] ~ categorical(softmax(W*x[i]))",
    "student_t_location": "x[i] ~ student_t(m, S, nu)",
    "normal_mixture": "x[i] ~ mixture(w, normal(a, 1), normal(b, 1))",
}
"""The ``law`` of each case as a model."""
