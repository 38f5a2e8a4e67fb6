"""Large inputs: work that is linear in them, or an error at once that says the limit. Times are generous by far."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import extremum as ex
from extremum.algebra import node
from extremum.operations import construct as c
from extremum.operations.wordalgebra import factors
from extremum.reading.shapes.equations import System
from extremum.reading.shapes.search import Search
from tests.algebra.large import NESTED, within


def test_undeclared_factors_are_read_at_a_cost_that_is_linear(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each equation between shapes is looked at where it says something new."""
    learned: list[int] = []
    right = System._learned

    def counted(*given: Any) -> Any:
        learned.append(1)
        return right(*given)

    monkeypatch.setattr(System, "_learned", counted)
    texts: list[Callable[[int], str]] = [
        lambda k: "*".join(["x"] * k),
        lambda k: "*".join(["x", "y"] * k),
        lambda k: "tr(" + "*".join(["A", "B"] * k) + ")",
        lambda k: "tr(" + "*".join(f"A{j}" for j in range(k)) + ")",
        lambda k: "+".join(f"sin({j}*x)" for j in range(k)),
    ]
    for text in texts:
        counts = []
        for k in (20, 40):
            learned.clear()
            assert str(ex.parse(text(k)))
            counts.append(len(learned))
        assert counts[1] <= 2.5 * counts[0] + 50, text(2)


def test_undeclared_numbers_are_read_without_a_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing asks for an array, and all fits for numbers, no other reading is looked for."""
    tries: list[int] = []
    right = Search.solutions

    def counted(*given: Any) -> Any:
        tries.append(1)
        return right(*given)

    monkeypatch.setattr(Search, "solutions", counted)
    for text in ("+".join(f"sin({j}*x)" for j in range(200)), "*".join(["x", "y", "z"] * 60), "a*x^2 + b*x + c"):
        tries.clear()
        assert all(symbol.is_scalar for symbol in ex.parse(text).symbols)
        assert len(tries) == 1


def test_names_of_dimensions_do_not_run_out() -> None:
    assert len(ex.parse("tr(" + "*".join(f"A{j}" for j in range(230)) + ")").symbols) == 230


MANY: dict[str, Callable[[int], ex.Expr]] = {
    "a sum": lambda k: ex.parse(" + ".join(f"sin({j}*x)" for j in range(1, k + 1)), "x"),
    "a product of scalars": lambda k: ex.parse("*".join(f"s{j}" for j in range(k)), [f"s{j}" for j in range(k)]),
    "a product of matrices": lambda k: ex.parse(
        "*".join(f"A{j}" for j in range(k)), [f"A{j}[n{j},n{j + 1}]" for j in range(k)]
    ),
    "a power": lambda k: ex.parse("*".join(["x"] * k), "x"),
    "a sum in LaTeX": lambda k: ex.parse_latex(" + ".join(rf"\sin({j} x)" for j in range(1, k + 1)), "x"),
}


def _counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many operands each node has that is made from now on."""
    made: list[int] = []
    right = node._node

    def counted(*given: Any) -> ex.Expr:
        made.append(len(given[1]))
        return right(*given)

    monkeypatch.setattr(node, "_node", counted)
    return made


@pytest.mark.parametrize("what", MANY)
def test_chains_are_put_together_once(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made = _counted(monkeypatch)
    places = []
    for k in (100, 400):
        made.clear()
        MANY[what](k)
        places.append(sum(made))
    assert places[1] <= 6 * places[0] + 100  # argument places: a chain put together part by part has 16 times as many


def test_thousands_of_terms_and_factors() -> None:
    with within(30):
        assert len(MANY["a sum"](2_500).args) == 2_500
    with within(30):
        assert len(MANY["a product of matrices"](1_500).args) == 1_500


def test_a_sum_that_grows_term_by_term() -> None:
    x = ex.scalar("x")
    terms = [ex.sin(k * x) for k in range(1, 801)]
    with within(20):
        total = terms[0]
        for term in terms[1:]:
            total = total + term
    assert total is MANY["a sum"](800)
    for term in terms[:790]:
        total = total - term
    assert total is ex.parse("+".join(f"sin({j}*x)" for j in range(791, 801)), "x")


def _loop(k: int) -> ex.Expr:
    y = ex.scalar("s0")
    for j in range(1, k):
        y = y * ex.scalar(f"s{j}")
    return y


def _chain(k: int) -> list[ex.Expr]:
    return [ex.matrix(f"A{j}", "n", "n") for j in range(k)]


def _layers(k: int) -> ex.Expr:
    y = ex.vector("x", "n")
    for j in range(k):
        y = ex.matrix(f"W{j}", "n", "n") @ ex.tanh(y)
    return y


DERIVED: dict[str, tuple[Callable[[int], Any], Callable[[Any], Any]]] = {
    "a product, factor by factor": (lambda k: k, _loop),
    "a gradient of a product": (MANY["a product of scalars"], lambda f: ex.gradient(f, "s7")),
    "a derivation of a product": (MANY["a product of scalars"], lambda f: str(ex.derive(f, "s7"))),
    "a deep gradient": (NESTED["functions"], lambda f: str(ex.gradient(f, "x"))),
    "all gradients of a chain": (_chain, lambda A: ex.gradient(ex.tr(c.product(*A)), A)),
    "a Jacobian through layers": (_layers, lambda y: ex.jacobian(y, "x")),
}
"""What is made, and what is done with it."""


@pytest.mark.parametrize("what", DERIVED)
def test_twice_the_size_makes_twice_the_nodes(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    right = node._node

    def counted(*given: Any) -> ex.Expr:
        made.append(1)
        return right(*given)

    monkeypatch.setattr(node, "_node", counted)
    given, act = DERIVED[what]
    counts = []
    gc.collect()
    for k in (30, 60, 120):
        argument = given(k)
        made.clear()
        kept = act(argument)
        counts.append(len(made))
        del argument, kept
        gc.collect()  # what is still there need not be made again
    assert counts[2] <= 2.2 * counts[1] + 10, counts


def test_jacobians_by_all_layers_are_linear_in_what_they_consist_of(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of k layers have ~k² places of factors together: twice the layers, four times the places, not eight."""
    made = _counted(monkeypatch)
    counts = []
    for k in (15, 30, 60):
        y = _layers(k)
        gc.collect()
        made.clear()
        kept = [ex.jacobian(y, f"W{j}") for j in range(k)]
        assert all(factors(found)[2][0].op.name == "kron" for found in kept)
        counts.append(sum(made))
        del kept, y
    assert counts[1] <= 4.4 * counts[0] + 10, counts
    assert counts[2] <= 4.4 * counts[1] + 10, counts


def test_sizes_of_derivatives() -> None:
    f = MANY["a product of scalars"](300)
    assert len(ex.gradient(f, "s7").args) == 2 * 299
    assert len(ex.jacobian(_layers(160), "x").args) == 320


def test_code_for_all_gradients_of_a_chain_shares_its_products() -> None:
    """They are windows of one cyclic word."""
    for k in (20, 40):
        A = _chain(k)
        source = ex.compile(list(ex.gradient(ex.tr(c.product(*A)), A))).source
        assert source.count("@") <= 5 * k


@pytest.mark.parametrize("k", [4, 5, 9])
def test_shared_products_have_the_right_values(k: int) -> None:
    A = _chain(k)
    data = {a.name: np.random.default_rng(j).normal(size=(3, 3)) / 2 for j, a in enumerate(A)}
    exprs = [*ex.gradient(ex.tr(c.product(*A)), A), c.product(*A), c.product(*A[1:], A[0].T)]
    for expr, found in zip(exprs, ex.compile(exprs)(data), strict=True):
        np.testing.assert_allclose(found, expr.evaluate(data), atol=1e-12)


def test_exponents_of_exp_are_counted_in_their_common_unit() -> None:
    with within(5):
        assert str(ex.simplify(ex.parse("exp(20000*x)/(exp(10000*x) + exp(20000*x))", "x"))) == "sigmoid(10000*x)"
        f = ex.parse("exp(x)/(1 + exp(20000*x))", "x")
        assert ex.simplify(f) is f
