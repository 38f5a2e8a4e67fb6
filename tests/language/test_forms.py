"""Each form that people type, through all that the library does with it: text and LaTeX there and back, derivatives
against differences, code in every backend or an error that names what is lacking, the page of the language, the fuzzer,
malformed inputs, and the rules that `make mutate` breaks."""

# ruff: noqa: E501 - a row of a table is one line
from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import extremum as ex
from extremum.algebra.node import REGISTRY, Expr
from extremum.algebra.traverse import topological
from extremum.compiling.backends import BACKENDS
from extremum.compiling.compiled import source
from extremum.verify.sampling import sample_data
from tests import fuzz_equations, fuzz_expressions, fuzz_forms, fuzz_functions, fuzz_matrices, fuzz_rules, mutate
from tests.reading.malformed import CASES, DECLARATIONS
from tests.support.examples import examples

_WHERE = (
    "A[n,n]; B[m,m]; C[n,m]; M[n,m]; X[n,d]; Z[k,d]; S[n,n]: symmetric; Q[n,n]: symmetric; R[m,m]: positive_definite; "
    "P[n,n]: positive_definite; x[n]; y[m]; r[m]: row; a[3]; b[3]; h[n*(n+1)/2]; s; p: positive; L: function; "
    "z[] for i in 1..N, j in 1..K; u[n] for i in 1..N; g for i in 1..N; phi: function"
)

FORMS: dict[str, tuple[str, str]] = {
    # the form: what is written with it, by which variable it is differentiated
    "x[1]": ("x[1]^2*s", "x"), "M[1,2]": ("M[1,2]*exp(M[1,1])", "M"), "M[i,j]": ("sum_ij(M[i,j]*x[i]*y[j])", "x"),
    "M[2,:]": ("norm2(M[2,:])^2", "M"), "M[:,k]": ("sum(exp(M[:,1]))", "M"), "M[1:r,:]": ("tr(M[1:2,:]*M[1:2,:]')", "M"),
    "x[end]": ("x[end]*x[end-1]", "x"), "x[i]": ("sum_i(norm2(u[i] - x)^2)", "x"),
    "sum_ij(e, i != j)": ("sum_ij(exp(x[i])*x[j], i != j)", "x"), "sum_ij(e, i < j)": ("sum_ij(x[i]^2*x[j], i < j)", "x"),
    "sum_i(e, 2, n)": ("sum_i(exp(x[i])*x[i-1], 2, n)", "x"), "z[i,j]": ("sum_ij((z[i,j] - s)^2)", "s"),
    "z[i+1]": ("sum_i(exp(s*g[i+1])*g[i], 1, N-1)", "s"),
    "mean": ("mean(exp(x))", "x"), "var": ("var(exp(x))", "x"), "std": ("std(A*x)", "x"),
    "rowsums": ("norm2(rowsums(M))^2", "M"), "colsums": ("norm2(colsums(exp(M)))^2", "M"),
    "rowmeans": ("norm2(rowmeans(M))^2", "M"), "colmeans": ("norm2(colmeans(exp(M)))^2", "M"),
    "softmax_rows": ("tr(C'*softmax_rows(M))", "M"), "softmax_cols": ("tr(C'*softmax_cols(M))", "M"),
    "logsumexp_rows": ("x'*logsumexp_rows(M)", "M"), "logsumexp_cols": ("logsumexp_cols(M)*y", "M"),
    "softmax": ("softmax(r)*y", "r"), "logsumexp": ("logsumexp(r)^2", "r"),
    "max": ("max(A*x)", "x"), "min": ("min(A*x)", "x"), "norm_p": ("norm_p(A*x, 3)", "x"), "norm_21": ("norm_21(M)", "M"),
    "adj": ("tr(adj(A)*S)", "A"), "cross": ("a'*cross(b, exp(a))", "a"), "skewmat": ("b'*skewmat(a)*b.^2", "a"),
    "expm(skewmat)": ("b'*expm(skewmat(a))*b.^2", "a"), "khatri_rao": ("sum(exp(khatri_rao(X, Z)))", "X"),
    "kronsum": ("sum(exp(kronsum(A, B)))", "A"), "singval": ("singval(M, 1)", "M"),
    "singvec_left": ("sum(singvec_left(M, 1)*singvec_right(M, 1)')", "M"), "singvec_right": ("(y'*singvec_right(M, 1))^2", "M"),
    "polar": ("tr(C'*polar(M))", "M"), "sylvester": ("tr(C'*sylvester(P, R, M))", "M"), "stein": ("tr(C'*stein(A, B, M))", "A"),
    "lyap": ("tr(lyap(P, A))", "A"), "dlyap": ("tr(S*dlyap(A, Q))", "A"), "care": ("tr(S*care(A, M, P, R))", "A"),
    "dare": ("tr(S*dare(A, M, P, R))", "A"), "blockdiag": ("sum(exp(blockdiag(A, B)))", "A"),
    "vstack": ("norm2(vstack(A, M'*A))^2", "A"), "hstack": ("norm2(hstack(A, M)*hstack(A, M)')^2", "A"),
    "trilvec": ("norm2(trilvec(h, n)*x)^2", "h"), "unvech": ("x'*unvech(h, n)*x", "h"), "vech": ("norm2(vech(A))^2", "A"),
    "rowquad": ("y'*rowquad(M', A)", "M"),
    "L(x)": ("s*L(A*x)", "x"), "grad_L(x)": ("x'*grad_L(A*x)", "x"), "L(X)": ("L(M)^2", "M"), "phi(x)": ("sum(phi(A*x))", "x"),
}  # fmt: skip

_PAGE = (Path(__file__).parents[2] / "docs/language.md").read_text(encoding="utf-8")
_DRAWN = "".join(
    map(inspect.getsource, (fuzz_equations, fuzz_expressions, fuzz_forms, fuzz_functions, fuzz_matrices, fuzz_rules))
)
_RULES = {rule.make.__name__ for rule in fuzz_expressions.rules(*fuzz_expressions.KINDS)} | {"sample"}
_MALFORMED = " ".join(f"{case.text} {case.declarations}" for case in (*CASES, *DECLARATIONS))

forms = pytest.mark.parametrize("form", FORMS)


def read(form: str) -> tuple[Expr, Expr]:
    """What is written with a form, and its derivative."""
    text, by = FORMS[form]
    f = ex.parse(text, _WHERE)
    return f, ex.gradient(f, by)


def unnamed(array: Any, order: int) -> Any:
    """``Σ exp(a)``, what stands for L, and entry by entry for phi."""
    if order == 0:
        return np.sum(np.exp(array))
    return np.exp(array) if order == 1 else np.diag(np.exp(np.ravel(array, order="F")))


def data_for(*exprs: Expr) -> dict[str, Any]:
    data, sizes = sample_data(exprs, np.random.default_rng(5))
    return {**data, **sizes, "L": unnamed, "phi": lambda x, order: np.exp(x)}


@forms
def test_text_and_latex_there_and_back(form: str) -> None:
    for expr in read(form):
        assert ex.parse(str(expr), _WHERE) is expr, expr
        try:
            assert ex.parse_latex(ex.latex(expr), _WHERE) is expr, ex.latex(expr)
        except ex.ExtremumError as error:  # of e_1 in a product LaTeX does not say the size
            assert "the size of e_" in str(error), error


@forms
def test_the_derivative_against_differences(form: str) -> None:
    f, gradient = read(form)
    data = data_for(f, gradient)
    at, step = data[FORMS[form][1]], 1e-6 * np.random.default_rng(6).normal(size=np.shape(data[FORMS[form][1]]))
    above, below = (float(f.evaluate({**data, FORMS[form][1]: at + sign * step})) for sign in (1, -1))
    rate = float((np.reshape(gradient.evaluate(data), np.shape(at)) * step).sum())
    assert (above - below) / 2 == pytest.approx(rate, rel=2e-5, abs=1e-12 * (1 + abs(above)))


@forms
def test_code_in_every_backend_or_what_is_lacking(form: str) -> None:
    f, gradient = read(form)
    data = data_for(f, gradient)
    code = ex.compile(f)
    np.testing.assert_allclose(
        code(**{k: v for k, v in data.items() if k in _arguments(code)}), f.evaluate(data), rtol=1e-8
    )
    for backend in BACKENDS:
        try:
            assert source({"f": [f, gradient]}, backend=backend)
        except ex.UnsupportedError as error:
            assert backend in str(error).casefold() or "function" in str(error), error


def _arguments(code: Any) -> set[str]:
    return set(re.findall(r"\w+", code.source.partition("def f(")[2].partition(")")[0]))


_DRAWN_AS = {
    "x[1]": "entry", "M[1,2]": "entry", "M[i,j]": "pairs_in_order", "M[2,:]": "row_or_column", "M[:,k]": "row_or_column",
    "M[1:r,:]": "block_of_entries", "x[end]": "entry", "x[i]": "sample", "sum_ij": "pairs_in_order",
    "sum_i": "over_a_range", "z[i,j]": "pairs_in_order", "z[i+1]": "over_a_range", "lyap": "linear_equation",
    "dlyap": "linear_equation", "L(x)": "of_a_whole_array", "grad_L(x)": "gradient_of_a_whole_array",
    "vstack": "below_one_another", "L(X)": "of_a_whole_array", "phi(x)": "of_a_function_without_a_formula", "expm(skewmat)": "turned",
}  # fmt: skip
"""The rules of the fuzzer that draw a form under another name."""


@forms
def test_the_page_the_fuzzer_and_the_malformed_inputs_know_it(form: str) -> None:
    """Each by its name; entries, rows and members are those of the section on them."""
    name = form.partition("(")[0]
    shown = form.replace("z[i+1]", "x[i]").replace("x[end]", "x[end-1]").partition("(")[0]
    assert shown in _PAGE, f"{shown} is not in docs/language.md"
    drawn = _DRAWN_AS.get(form) or _DRAWN_AS.get(name) or name
    assert drawn in _RULES or re.search(rf'"{drawn}|ex\.{drawn}\b', _DRAWN), f"no rule of the fuzzer draws {form}"
    malformed = name.partition("[")[0] + ("[" if "[" in name else "")
    assert malformed in _MALFORMED, f"no malformed input has {malformed}"


def test_rules_of_all_forms_are_broken_by_make_mutate() -> None:
    """The operations that the forms are made of are among those that mutants are made of, checks of them included."""
    used = {node.op.name for form in FORMS for expr in read(form) for node in topological([expr])}
    assert used <= REGISTRY.keys()
    skipped = set(re.findall(r'"(\w+)"', inspect.getsource(mutate.run_operations).split("or not wanted")[0]))
    assert not (used & skipped), used & skipped
    drawn = {name: list(examples(REGISTRY[name], mutate.SEEDS)) for name in used}
    assert all(drawn.values()), [name for name, found in drawn.items() if not found]
