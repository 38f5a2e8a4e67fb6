"""The letters of indices come back as they were typed, in every notation, and never one that is taken."""

from __future__ import annotations

import random
import re

import pytest

import extremum as ex
from extremum.notation.mathml import mathml
from extremum.notation.unicode import unicode
from tests.support.draws import seeds

_GIVEN = "x[d] for i in 1..N; z[d] for i in 1..M; w[d]; s: positive"
_BODIES = ["log(1 + exp(x[{}]'*w))", "norm2(x[{}] - w)^2", "exp(s*x[{}]'*w)*x[{}]'*w", "tanh(x[{}]'*w)^3"]
_OTHERS = ["z[{}]'*w*exp(w'*z[{}])", "norm2(z[{}] - w)", "log(s + (z[{}]'*w)^2)"]


def _letters(text: str) -> set[str]:
    return set(re.findall(r"sum_(\w+)\(", text))


@pytest.mark.parametrize("seed", seeds(2))
def test_letters_of_sums_and_of_their_derivatives_are_those_that_were_typed(seed: int) -> None:
    rng = random.Random(seed)
    one, other = rng.sample("abcfghijklmpqrtuv", 2)
    first, second = rng.choice(_BODIES).replace("{}", one), rng.choice(_OTHERS).replace("{}", other)
    text = f"sum_{one}({first}) + s*sum_{other}({second})"
    f = ex.parse(text, _GIVEN)
    assert _letters(str(f)) == {one, other}, f
    for derivative in (ex.gradient(f, "w"), ex.hessian(f, "w"), ex.differential(f, "w")):
        assert _letters(str(derivative)) <= {one, other}, derivative
        assert ex.parse(str(ex.gradient(f, "w")), _GIVEN) is ex.gradient(f, "w")
    assert rf"\sum_{{{one}=1}}^{{N}}" in ex.latex(f)
    assert rf"\sum_{{{other}=1}}^{{M}}" in ex.latex(f)
    assert f"<mi>{one}</mi>" in mathml(f)
    assert f"x[{one}]" in ex.compile(ex.gradient(f, "w")).source
    lines = str(ex.derive(f, "w"))
    assert _letters(lines) <= {one, other}, lines


def test_sums_that_differ_in_the_letter_are_one_node_written_as_the_last_one_was() -> None:
    one = ex.parse("sum_k(norm2(x[k] - w))", _GIVEN)
    assert str(one) == "sum_k(norm2(x[k] - w))"
    assert ex.parse("sum_t(norm2(x[t] - w))", _GIVEN) is one
    assert str(one) == "sum_t(norm2(x[t] - w))"


def test_sums_within_sums_have_a_letter_each() -> None:
    f = ex.parse("sum_m(sum_l(exp(-s*norm2(x[m] - x[l])^2)))", _GIVEN)
    assert str(f) == "sum_m(sum_l(exp(-s*norm2(x[m] - x[l])^2)))"
    assert _letters(str(ex.gradient(f, "s"))) == {"m", "l"}


def test_sums_over_one_range_are_told_apart_by_what_is_summed() -> None:
    f = ex.parse("sum_p(a[p])*sum_q(log(b[q]))", "a for i in 1..N; b for i in 1..N: positive")
    assert str(f) == "sum_p(a[p])*sum_q(log(b[q]))"
    assert str(ex.gradient(f, "a")) == "sum_q(log(b[q]))"


def test_no_letter_names_what_something_else_is_called() -> None:
    n, d = ex.dims("n d")
    x, k = ex.samples("x", d, n), ex.index("k", n)
    f = ex.sum(ex.norm2(x[k] - ex.vector("w", d)) ** 2, k) * ex.scalar("k")
    assert str(f) == "k*sum_i(norm2(x[i] - w)^2)"
    assert str(ex.gradient(f, "w")) == "2*k*sum_i(w - x[i])"


def test_letters_in_python_latex_lists_of_names_claims_and_solutions() -> None:
    n, d = ex.dims("n d")
    x, k, m = ex.samples("x", d, n), ex.index("k", n), ex.vector("m", d)
    f = ex.sum(ex.norm2(x[k] - m) ** 2, k)
    assert str(ex.gradient(f, m)) == "2*sum_k(m - x[k])"
    assert str(ex.solve(f, m)[m]) == "sum_k(x[k])/n"
    assert "sum_k" in ex.check(f, m, "sum_k(m - x[k])").written
    read = ex.read_latex(r"\sum_{t=1}^T \log(1 + e^{x_t^\top w})").expr
    assert str(ex.gradient(read, "w")) == "sum_t(sigmoid(w'*x[t])*x[t])"
    named = ex.name_shared({"g": ex.gradient(read, "w"), "H": ex.hessian(read, "w")})
    assert next(iter(named.lines())) == "s[t] = sigmoid(w'*x[t])"
    assert unicode(ex.gradient(read, "w")).startswith("∑_(t=1…T)")


def test_states_of_a_recurrence_show_the_index_as_the_sum_around_them_does() -> None:
    n, steps, many = ex.dims("n T N")
    A, z, m = ex.matrix("A", n, n), ex.samples("z", n, many), ex.index("m", many)
    h = ex.recurrence("h", z[m], lambda state: ex.tanh(A @ state), ex.index("k", steps, start=0))
    shown = str(ex.gradient(ex.sum(ex.norm2(h[steps]) ** 2, m), A))
    assert "h[0, m] = z[m]" in shown
    assert "sum_m(" in shown


def test_no_letter_stands_for_a_member_outside_of_its_sum() -> None:
    """The sum would take it for what does not change with the index, and print ``N*exp(...)``."""
    weights = "(1 + logsumexp_rows(A).^2).^(-1/2)"
    f = ex.parse(f"sum_i(expm1(softmax_rows({weights}*sin(x[i]*ones(m, 1))')')')", ["A[n,p]", "x[] for i in 1..N"])
    shown = str(ex.name_shared({"f": f}))
    assert "sum_i(" in shown and not shown.startswith("f = N*")


def test_no_denominator_begins_with_a_minus() -> None:
    f = ex.parse("log(1 + u'*w*(1 - tanh(w'*z)^2))", "u[n]; w[n]; z[n]")
    *_, last = ex.name_shared({"g": ex.gradient(f, "z")}).lines()
    assert "/(1 " in last and "/(-" not in last
