"""The table of moments against Monte Carlo, each law with random parameters; what has no row is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pytest
from scipy import stats

import extremum as ex
from extremum.algebra.traverse import topological
from extremum.statistics.expectation import expected
from extremum.statistics.laws import LAWS
from extremum.statistics.statements import read_model
from tests.support.draws import TIMES

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]
Data = dict[str, Any]
_COUNT, _SIGMAS = 30_000 * TIMES, 5.5


@dataclass(frozen=True, slots=True)
class Judge:
    """A law with random parameters: the model, how parameters and members are drawn, and functions of y."""

    model: str
    declarations: str
    parameters: Callable[[np.random.Generator], Data]
    draw: Callable[[np.random.Generator, Data], Array]
    functions: dict[str, Callable[[Array, Data], Array]]


def _definite(rng: np.random.Generator, d: int) -> Array:
    root = rng.normal(size=(d, d)) / 2
    return root @ root.T + 0.5 * np.eye(d)


POWERS: dict[str, Callable[[Array, Data], Array]] = {
    "y": lambda y, p: y,
    "y^2": lambda y, p: y**2,
    "(y - 1)^3": lambda y, p: (y - 1) ** 3,
    "y^4": lambda y, p: y**4,
}
_EXPONENTIAL: dict[str, Callable[[Array, Data], Array]] = {
    "y*exp(y/5)": lambda y, p: y * np.exp(y / 5),
    "exp(-y)": lambda y, p: np.exp(-y),
}
_VECTORS: dict[str, Callable[[Array, Data], Array]] = {
    "y": lambda y, p: y,
    "y*y'": lambda y, p: np.einsum("ni,nj->nij", y, y),
    "(y'*A*y)": lambda y, p: np.einsum("ni,ij,nj->n", y, p["A"], y),
}
_QUARTIC: dict[str, Callable[[Array, Data], Array]] = {
    "(y'*A*y)*y": lambda y, p: np.einsum("ni,ij,nj,nk->nk", y, p["A"], y, y),
    "(y'*A*y)^2": lambda y, p: np.einsum("ni,ij,nj->n", y, p["A"], y) ** 2,
    "y*y'*A*y*y'": lambda y, p: np.einsum("na,nb,bc,nc,nd->nad", y, y, p["A"], y, y),
    "kron(y*y', y*y')": lambda y, p: np.einsum("na,nb,nc,ne->nacbe", y, y, y, y).reshape(len(y), 9, 9),
    "y*exp(y'*c)": lambda y, p: y * np.exp(y @ p["c"])[:, None],
}


_LOGARITHMS: dict[str, Callable[[Array, Data], Array]] = {
    "log(y)": lambda y, p: np.log(y),
    "(y + 3*log(y))^2": lambda y, p: (y + 3 * np.log(y)) ** 2,
    "y^2*log(y)": lambda y, p: y**2 * np.log(y),
}
_ENTRIES: dict[str, Callable[[Array, Data], Array]] = {
    **_VECTORS,
    "y.^3": lambda y, p: y**3,
    "sum((y - c).^4)": lambda y, p: ((y - p["c"]) ** 4).sum(axis=1),
}


def _weight(y: Array, p: Data) -> Array:
    r = y - p["m"]
    return np.asarray(p["nu"] + np.einsum("ni,ij,nj->n", r, np.linalg.inv(p["S"]), r))


_WEIGHTS: dict[str, Callable[[Array, Data], Array]] = {
    "1/(nu + (y - m)'*inv(S)*(y - m))^2": lambda y, p: _weight(y, p) ** -2,
    "(y - m)*(y - m)'/(3*nu + 3*(y - m)'*inv(S)*(y - m))": lambda y, p: np.einsum(
        "ni,nj,n->nij", y - p["m"], y - p["m"], 1 / (3 * _weight(y, p))
    ),
    "((y - m)'*A*(y - m))^2/(nu + (y - m)'*inv(S)*(y - m))^2": lambda y, p: (
        (np.einsum("ni,ij,nj->n", y - p["m"], p["A"], y - p["m"]) / _weight(y, p)) ** 2
    ),
    "y/(1 + (y - m)'*inv(S)*(y - m)/nu)": lambda y, p: y / (_weight(y, p) / p["nu"])[:, None],
}


def _vector(rng: np.random.Generator) -> Data:
    p = rng.dirichlet([2, 3, 4])
    return {"m": rng.normal(size=3), "S": _definite(rng, 3), "A": rng.normal(size=(3, 3)), "c": rng.normal(size=3) / 5,
            "p": p, "nu": rng.uniform(5, 9)}  # fmt: skip


def _numbers(rng: np.random.Generator) -> Data:
    names = ("a", "b", "s", "m")
    return {
        **{name: rng.uniform(0.8, 2.2) for name in names},
        "p": rng.uniform(0.2, 0.8),
        "n": float(rng.integers(3, 7)),
    }


_SCALARS = "y; a: positive; b: positive; s: positive; m: positive; p: positive; n: positive"
_COLUMN = "y[d]; m[d]; S[d,d]: positive_definite; A[d,d]; c[d]; p[d]; nu: positive"

JUDGES: dict[str, Judge] = {
    "normal": Judge("y ~ normal(m, v)", f"{_SCALARS}; v: positive", lambda rng: {**_numbers(rng), "v": 0.8},
                    lambda rng, p: rng.normal(p["m"], np.sqrt(p["v"]), _COUNT), {**POWERS, **_EXPONENTIAL}),
    "normal vector": Judge("y ~ normal(m, S)", _COLUMN, _vector,
                           lambda rng, p: rng.multivariate_normal(p["m"], p["S"], _COUNT), {**_VECTORS, **_QUARTIC}),
    "bernoulli": Judge("y ~ bernoulli(p)", _SCALARS, _numbers,
                       lambda rng, p: rng.binomial(1, p["p"], _COUNT).astype(float),
                       {**POWERS, "sin(y)*log(2 + y)": lambda y, p: np.sin(y) * np.log(2 + y)}),
    "binomial": Judge("y ~ binomial(n, p)", _SCALARS, _numbers,
                      lambda rng, p: rng.binomial(int(p["n"]), p["p"], _COUNT).astype(float),
                      {**POWERS, **_EXPONENTIAL}),
    "poisson": Judge("y ~ poisson(m)", _SCALARS, _numbers, lambda rng, p: rng.poisson(p["m"], _COUNT).astype(float),
                     {**POWERS, **_EXPONENTIAL}),
    "negative_binomial": Judge("y ~ negative_binomial(mean=m, size=a)", _SCALARS, _numbers,
                               lambda rng, p: 1.0 * rng.negative_binomial(p["a"], p["a"] / (p["a"] + p["m"]), _COUNT),
                               POWERS),
    "gamma": Judge("y ~ gamma(shape=a, rate=b)", f"{_SCALARS}", _numbers,
                   lambda rng, p: rng.gamma(p["a"], 1 / p["b"], _COUNT), {**POWERS, **_LOGARITHMS}),
    "exponential": Judge("y ~ exponential(rate=b)", _SCALARS, _numbers,
                         lambda rng, p: rng.exponential(1 / p["b"], _COUNT),
                         {**POWERS, "log(y)": _LOGARITHMS["log(y)"], "y*log(y)": lambda y, p: y * np.log(y),
                          "log(y)^2": lambda y, p: np.log(y) ** 2}),
    "beta": Judge("y ~ beta(a, b)", _SCALARS, _numbers, lambda rng, p: rng.beta(p["a"], p["b"], _COUNT),
                  {"y": POWERS["y"], "y^2": POWERS["y^2"], **_LOGARITHMS, "log(1 - y)": lambda y, p: np.log(1 - y),
                   "(log(1 - y) + 2*log(y))^2": lambda y, p: (np.log(1 - y) + 2 * np.log(y)) ** 2}),
    "poisson vector": Judge("y ~ poisson(exp(c))", _COLUMN, _vector,
                            lambda rng, p: rng.poisson(np.exp(p["c"]), (_COUNT, 3)).astype(float),
                            {**_ENTRIES, "exp(-c.*y)": lambda y, p: np.exp(-p["c"] * y)}),
    "gamma vector": Judge("y ~ gamma(shape=nu, mean=exp(c))", _COLUMN, _vector,
                          lambda rng, p: rng.gamma(p["nu"], np.exp(p["c"]) / p["nu"], (_COUNT, 3)),
                          {**_ENTRIES, "c.*log(y)": lambda y, p: p["c"] * np.log(y)}),
    "bernoulli vector": Judge("y ~ bernoulli(p)", _COLUMN, _vector,
                              lambda rng, p: rng.binomial(1, p["p"], (_COUNT, 3)).astype(float),
                              {**_VECTORS, "sin(y + c)": lambda y, p: np.sin(y + p["c"])}),
    "multinomial": Judge("y ~ multinomial(5, p)", _COLUMN, _vector,
                         lambda rng, p: rng.multinomial(5, p["p"], _COUNT).astype(float), _VECTORS),
    "categorical": Judge("y ~ categorical(p)", _COLUMN, _vector,
                         lambda rng, p: rng.multinomial(1, p["p"], _COUNT).astype(float), _VECTORS),
    "student_t": Judge("y ~ student_t(m, S, nu)", _COLUMN, _vector,
                       lambda rng, p: stats.multivariate_t(p["m"], p["S"], p["nu"], seed=rng).rvs(_COUNT),
                       {"y": _VECTORS["y"], "y*y'": _VECTORS["y*y'"], **_WEIGHTS}),
    "wishart": Judge("Y ~ wishart(nu, S)", "Y[d,d]: symmetric; S[d,d]: positive_definite; A[d,d]; nu: positive",
                     _vector, lambda rng, p: np.asarray(stats.wishart(p["nu"], p["S"], seed=rng).rvs(_COUNT)),
                     {"Y": lambda y, p: y, "Y*A*Y": lambda y, p: y @ p["A"] @ y,
                      "tr(A*Y)^2": lambda y, p: np.einsum("ij,nji->n", p["A"], y) ** 2}),
    "canonical": Judge("y ~ exponential_family(eta=log(p/(1 - p)), A=n*log(1 + exp(eta)))", _SCALARS, _numbers,
                       lambda rng, p: rng.binomial(int(p["n"]), p["p"], _COUNT).astype(float), POWERS),
    "mixture": Judge("y ~ mixture(p, poisson(m), gamma(shape=a, scale=s))", _SCALARS, _numbers,
                     lambda rng, p: np.where(rng.uniform(size=_COUNT) < p["p"], rng.poisson(p["m"], _COUNT),
                                             rng.gamma(p["a"], p["s"], _COUNT)), POWERS),
}  # fmt: skip


def _counts(expr: ex.Expr) -> bool:
    """Whether the dimension d stands in it as a number."""
    return any(node.op.name == "dimension" for node in topological([expr]))


ROWS = [(name, text) for name, judge in JUDGES.items() for text in judge.functions]


@lru_cache(maxsize=1)  # the rows of a law follow one another
def _sampled(name: str) -> tuple[Data, Array]:
    """Random parameters of a law, and a sample of it."""
    rng = np.random.default_rng(sum(map(ord, name)))
    parameters = JUDGES[name].parameters(rng)
    return parameters, JUDGES[name].draw(rng, parameters)


@pytest.mark.parametrize(("name", "text"), ROWS, ids=[f"{name}: {text}" for name, text in ROWS])
def test_against_monte_carlo(name: str, text: str) -> None:
    judge, (parameters, sample) = JUDGES[name], _sampled(name)
    values = judge.functions[text](sample, parameters)
    found = ex.expectation(text, judge.model, judge.declarations)
    value = found.evaluate(parameters, **({"d": 3} if _counts(found) else {}))
    error = values.std(axis=0) / np.sqrt(_COUNT)
    assert np.all(np.abs(value - values.mean(axis=0)) <= _SIGMAS * error + 1e-12)


def test_every_law_is_judged() -> None:
    assert set(LAWS) <= {name for judge in JUDGES.values() for name in LAWS if f"{name}(" in judge.model}


def test_variances_of_vectors_are_those_of_second_moments() -> None:
    """The row for the variance is not what expectations of normal and Wishart variables are found by."""
    for name in ("normal vector", "wishart"):
        judge = JUDGES[name]
        y = "Y" if name == "wishart" else "y"
        parameters = judge.parameters(np.random.default_rng(5))
        leaf = ex.parse(y, judge.declarations)
        law = ex.distributed(leaf, *_arguments(judge)).law.moments  # type: ignore[union-attr]
        second = ex.expectation(f"vec({y})*vec({y})'", judge.model, judge.declarations).evaluate(parameters)
        mean = ex.vec(law.mean).evaluate(parameters)
        assert np.allclose(law.variance.evaluate(parameters), second - np.outer(mean, mean))


def _arguments(judge: Judge) -> tuple[Any, ...]:
    name, _, rest = judge.model.partition("~ ")[2].partition("(")
    return name, *(ex.parse(piece, judge.declarations) for piece in rest[:-1].split(", "))


def test_sums_of_independent_members() -> None:
    names = "y[] for i in 1..N; r[] for i in 1..N: positive; x[d] for i in 1..N"
    found = ex.expectation("(sum_i(y[i] - r[i]))^2", "y[i] ~ poisson(r[i])", names)
    assert ex.equal(found, ex.parse("sum_i(r[i])", names))
    outer = "sum_i((y[i] - r[i])*x[i])*sum_i((y[i] - r[i])*x[i])'"
    found = ex.expectation(outer, "y[i] ~ poisson(r[i])", names)
    assert ex.equal(found, ex.parse("sum_i(r[i]*x[i]*x[i]')", names))


def test_the_inner_variable_of_a_hierarchy_comes_first() -> None:
    names = "y[] for i in 1..N; z; v: positive"
    found = ex.expectation("sum_i(y[i])^2", "y[i] ~ normal(z, 1); z ~ normal(0, v)", names)
    assert ex.equal(found, ex.parse("N + N^2*v", names))
    found = ex.expectation("z*sum_i(y[i]^2)", "z ~ normal(1, v); y[i] ~ normal(z, 1)", names)
    assert ex.equal(found, ex.parse("N*(2 + 3*v)", names))


def test_conditions_are_said() -> None:
    names = "x[d] for i in 1..N; m[d]; S[d,d]: positive_definite; nu: positive"
    f = ex.parse("sum_i(x[i]*x[i]')", names)
    found = expected(f, read_model("x[i] ~ student_t(m, S, nu)", [f], (names,)))
    assert found.conditions == ("nu > 2",)


@pytest.mark.parametrize(
    ("f", "model", "error", "words"),
    [
        ("sin(y)", "y ~ normal(m, v)", ex.NoExpectationError, "no row"),
        ("y^5", "y ~ poisson(m)", ex.NoExpectationError, "no row"),
        ("1/y", "y ~ gamma(shape=m, scale=v)", ex.NoExpectationError, "no row"),
        ("log(sum_i(z[i]))", "z[i] ~ poisson(m)", ex.NoExpectationError, "a function of a sum"),
        ("z[1]*z[n]", "z[i] ~ poisson(m)", ex.NoExpectationError, "not known whether"),
        ("y", "y ~ gamma(m, v)", ex.ExtremumError, "name them"),
        ("y", "y ~ normal(m)", ex.ExtremumError, "needs variance"),
        ("y", "y ~ normal(m, v, v)", ex.ExtremumError, "2 arguments"),
        ("y", "y ~ normal(m, variance=v, sd=v)", ex.ExtremumError, "says again"),
        ("y", "y ~ normal(m, varianc=v)", ex.ExtremumError, "did you mean variance"),
        ("y", "y ~ norml(m, v)", ex.UnsupportedError, "did you mean normal"),
        ("y", "y ~ normal(w, v)", ex.ShapeError, "a number|is needed"),
        ("w'*w", "w ~ poisson(z[1]*ones(n))", ex.ShapeError, "a number or k×1 is needed"),
        ("w'*w", "w ~ wishart(m, v)", ex.ShapeError, "law of a square"),
        ("log(w'*w)", "w ~ poisson(m)", ex.NoExpectationError, r"E\[log\(norm2\(w\)\^2\)\], w Poisson"),
        ("sum(log(w))", "w ~ poisson(m)", ex.NoExpectationError, r"E\[log\(w\[i\]\)\], w Poisson with mean m"),
        ("w'*w", "w ~ normal(w, m)", ex.ShapeError, r"k×k is needed; declare m\[k,k\]"),
        ("sum_i(log(z[i]))", "z[j] ~ poisson(m)", ex.NoExpectationError, r"E\[log\(z\[j\]\)\], z\[j\] Poisson"),
        ("y*v", "q ~ normal(0, 1)", ex.NameUnknownError, "law of q, which is not in the expression; it has v, y"),
        ("y", "y normal(m, v)", ex.ExtremumError, "says no law"),
        ("y", "y ~ m", ex.ExtremumError, "is no law"),
        ("y", "y ~ poisson(m); y ~ poisson(v)", ex.ExtremumError, "one statement a variable"),
        ("y", "y + 1 ~ poisson(m)", ex.ExtremumError, "no variable"),
        ("y + m", "y ~ poisson(m); m ~ poisson(y)", ex.ExtremumError, "mention one another"),
        ("y", "y ~ mixture(m, poisson(m))", ex.ExtremumError, "write mixture"),
        ("y", "y ~ exponential_family(m)", ex.ExtremumError, "write exponential_family"),
        ("y", 3, ex.ExtremumError, "no statement of a model"),
    ],
)
def test_refused(f: str, model: Any, error: type[Exception], words: str) -> None:
    names = "y; m: positive; v: positive; w[k]; z[] for i in 1..n"
    with pytest.raises(error, match=words):
        ex.expectation(f, model, names)


def test_laws_by_their_usual_names() -> None:
    names = "x[n]; A[n,n]; m[n]; S[n,n]: symmetric; y; r: positive"
    usual = ex.expectation("x'*A*x", "x ~ normal(m, S)", names)
    assert all(ex.expectation("x'*A*x", f"x ~ {name}(m, S)", names) is usual for name in ("N", "Normal", "gaussian"))
    assert str(ex.expectation("y^2", "y ~ Poisson(r)", names)) == str(ex.expectation("y^2", "y ~ poisson(r)", names))
