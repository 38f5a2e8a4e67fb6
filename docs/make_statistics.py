"""Writes statistics.md, information and fits as the library prints them: python docs/make_statistics.py"""

from __future__ import annotations

import contextlib
import io
import textwrap
from pathlib import Path

PATH = Path(__file__).with_name("statistics.md")

HEAD = """# From a log-likelihood to standard errors

`ex.information` takes a log-likelihood and its parameters, and gives the score, the observed information (minus the
Hessian) by blocks, and the asymptotic covariance. With a `model` of the data it gives the expected information too,
and checks first that the model is the one of the log-likelihood: the expected score is zero, and its variance is the
expected information. `ex.fit` finds the maximum on data, with standard errors, intervals and tests.

This page is written by `docs/make_statistics.py` from what the library prints; the tests compare both.
"""

SECTIONS: dict[str, list[tuple[str, str]]] = {
    "Information": [
        ("Linear regression", """
         print(ex.information("sum_i(-log(2*pi*v)/2 - (y[i] - x[i]'*b)^2/(2*v))", ["b", "v"],
                              "y[] for i in 1..N; x[d] for i in 1..N; b[d]; v: positive",
                              model="y[i] ~ normal(x[i]'*b, v)"))
         """),
        ("Probit regression, where observed and expected information differ", """
         print(ex.information("sum_i(y[i]*log(normcdf(x[i]'*b)) + (1 - y[i])*log(normcdf(-x[i]'*b)))", "b",
                              "y[] for i in 1..N: binary; x[d] for i in 1..N; b[d]",
                              model="y[i] ~ bernoulli(normcdf(x[i]'*b))"))
         """),
        ("A covariance matrix, by its half vector", """
         print(ex.information("-N/2*logdet(S) - 1/2*sum_i((x[i] - m)'*inv(S)*(x[i] - m))", ["m", "vech(S)"],
                              "x[d] for i in 1..N; m[d]; S[d,d]: positive_definite", model="x[i] ~ normal(m, S)"))
         """),
        ("A Gaussian process", """
         print(ex.information("-1/2*logdet(a*K + s*eye(n)) - 1/2*y'*inv(a*K + s*eye(n))*y", ["a", "s"],
                              "y[n]; K[n,n]: positive_definite; a: positive; s: positive",
                              model="y ~ normal(0, a*K + s*eye(n))"))
         """),
        ("The location of a multivariate t", """
         found = ex.information("-(nu + d)/2*sum_i(log(1 + (x[i] - m)'*inv(S)*(x[i] - m)/nu))", "m",
                                "x[d] for i in 1..N; m[d]; S[d,d]: positive_definite; nu: positive",
                                model="x[i] ~ student_t(m, S, nu)")
         print(found.expected["m"])
         print(found.standard_error("m"))
         """),
        ("The delta method, and what is left when the others are estimated too", """
         found = ex.information("sum_i(a*log(s) + (a - 1)*log(y[i]) - s*y[i] - lgamma(a))", ["a", "s"],
                                "y[] for i in 1..N: positive; a: positive; s: positive",
                                model="y[i] ~ gamma(shape=a, rate=s)")
         print(found.expected)
         print(found.profile("a"))
         print(found.variance("a/s"))
         """),
        ("Parameters that are not identified", """
         found = ex.information("sum_i(y[i]'*W*x[i] - logsumexp(W*x[i]))", "W",
                                "y[k] for i in 1..N: onehot; x[d] for i in 1..N; W[k,d]",
                                model="y[i] ~ categorical(softmax(W*x[i]))")
         print(found.expected)
         print(found.covariance, "-", found.why)
         """),
        ("No closed form", """
         found = ex.information("sum_i(log(w*exp(-(x[i] - a)^2/2) + (1 - w)*exp(-(x[i] - b)^2/2)))", ["a", "b"],
                                "x[] for i in 1..N; a; b; w: positive",
                                model="x[i] ~ mixture(w, normal(a, 1), normal(b, 1))")
         print(found.expected)
         print("\\n".join(found.notes))
         print(found.why)
         """),
        ("A model of another likelihood", """
         try:
             ex.information("-N/2*log(v) - sum_i((y[i] - m)^2)/(2*v)", ["m", "v"],
                            "y[] for i in 1..N; m; v: positive", model="y[i] ~ normal(m, sd=v)")
         except ex.ModelError as error:
             print(error)
         """),
    ],
    "Expectations": [
        ("Quadratic and quartic forms of normal vectors", """
         names = "x[n]; A[n,n]; B[n,n]; m[n]; S[n,n]: symmetric"
         print(ex.expectation("x'*A*x", "x ~ normal(m, S)", names))
         print(ex.expectation("x*x'*A*x*x'", "x ~ normal(0, S)", names))
         print(ex.expectation("(x'*A*x)*(x'*B*x)", "x ~ normal(0, S)", names))
         """),
        ("Sums, and variables that depend on one another", """
         names = "y[] for i in 1..N; r[] for i in 1..N: positive; z; v: positive"
         print(ex.expectation("sum_i(y[i] - r[i])^2", "y[i] ~ poisson(r[i])", names))
         print(ex.expectation("sum_i(y[i])^2", "y[i] ~ normal(z, 1); z ~ normal(0, v)", names))
         """),
        ("Wishart matrices, exponentials, logarithms", """
         print(ex.expectation("X*A*X", "X ~ wishart(k, S)",
                              "X[n,n]: symmetric; A[n,n]; S[n,n]: symmetric; k: positive"))
         print(ex.expectation("y*exp(t*y)", "y ~ normal(m, v)", "y; t; m; v: positive"))
         print(ex.expectation("log(y)", "y ~ gamma(shape=a, rate=b)", "y: positive; a: positive; b: positive"))
         """),
    ],
    "Fits": [
        ("Poisson regression on data", """
         import numpy as np

         x = np.array([[1, -2], [1, -1.5], [1, -1], [1, -0.5], [1, 0], [1, 0.5], [1, 1], [1, 1.5], [1, 2], [1, 2.5]])
         y = np.array([1, 0, 1, 2, 1, 4, 3, 7, 8, 15])
         poisson = ex.fit("sum_i(y[i]*x[i]'*b - exp(x[i]'*b))", "b", {"x": x, "y": y},
                          "y[] for i in 1..N; x[d] for i in 1..N; b[d]")
         print(poisson)
         """),
        ("Tests, functions of parameters, robust standard errors", """
         print(poisson.wald("b[2] == 1"))
         print(poisson.score_test("b[2] == 1"))
         print(poisson.likelihood_ratio("b[2] == 1"))
         print(poisson.value("exp(b[1])"), poisson.standard_error("exp(b[1])"))
         print(poisson.robust_standard_errors)
         """),
        ("A maximum in closed form, the variance by its logarithm", """
         print(ex.fit("-sum_i(log(v) + (y[i] - m)^2/v)/2", ["m", "log(v)"], {"y": [1.2, 2.0, 3.7, 4.1, 5.0]},
                      "y[] for i in 1..N; m; v: positive"))
         """),
        ("What has no maximum", """
         separated = ex.fit("sum_i(y[i]*x[i]'*b - log(1 + exp(x[i]'*b)))", "b", {"x": x, "y": x[:, 1] > 0.2},
                            "y[] for i in 1..N; x[d] for i in 1..N; b[d]")
         print(separated.converged, "-", separated.message)
         """),
        ("The algorithm", """
         print(poisson.algorithm())
         """),
        ("The algorithm as code", """
         print(poisson.code())
         """),
    ],
}  # fmt: skip


def shown(code: str, names: dict[str, object]) -> str:
    """A piece of code and what it prints; pieces of a section share their names."""
    lines = textwrap.dedent(code).strip()
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(lines, names)
    return f"```python\n{lines}\n```\n```text\n{printed.getvalue().rstrip()}\n```\n"


def laws() -> str:
    """The table of laws."""
    from extremum.statistics.laws import LAWS

    head = "| law | mean | variance | beyond | source |\n| --- | --- | --- | --- | --- |\n"
    rows = []
    for law in LAWS.values():
        named = {parameter: parameter for parameter, _ in law.spellings.values()} | {"variance": "variance"}
        beyond = [f"κ₃ = {law.third}, κ₄ = {law.fourth}"] if law.third and not law.gaussian else []
        beyond += ["all polynomials"] if law.gaussian else []
        beyond += [f"E[{text}] = {value}" for text, value in law.functions.items()]
        beyond += [f"E[exp(t'y)] = {law.tilt[0]}"] if law.tilt else []
        beyond += ["all functions"] if law.outcomes else []
        beyond += ["polynomials times (nu + q)^-k"] if law.weights else []
        cells = [f"`{law.name}`: {law.words.format(**named)}", f"`{law.mean}`", f"`{law.variance}`", "; ".join(beyond)]
        rows.append("| " + " | ".join([*cells, law.source]) + " |")
    return head + "\n".join(rows) + "\n"


LAWS_HEAD = """## Laws

A model is a text such as `"y[i] ~ poisson(exp(x[i]'*b))"`, several of them behind `;`, or made by `ex.distributed(y[i],
"poisson", …)`. Besides these laws there are `mixture(w, law, law)` and `exponential_family(eta=…, A=…)`, for which
`E[y]` is the gradient of A and `V[y]` its Hessian. A law of numbers said of a vector, `"y ~ poisson(exp(X*b))"`, means
independent entries. κ₃ and κ₄ are cumulants.
"""


def page() -> str:
    """The page."""
    parts = [HEAD]
    for section, examples in SECTIONS.items():
        names: dict[str, object] = {}
        exec("import extremum as ex", names)
        parts.append(f"## {section}\n")
        parts += [f"### {title}\n\n{shown(code, names)}" for title, code in examples]
        parts += [LAWS_HEAD, laws()] if section == "Expectations" else []
    return "\n".join(parts)


if __name__ == "__main__":
    PATH.write_text(page(), encoding="utf-8")
