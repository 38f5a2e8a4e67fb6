"""The text language: each form, declarations, inference, round trips, and errors that show the place."""

from __future__ import annotations

import random
import subprocess
import sys

import pytest

import extremum as ex
from extremum import language
from extremum.algebra.dims import Dim, IndexName, Name
from extremum.algebra.errors import ExtremumError, ParseError, UnsupportedError
from extremum.algebra.node import REGISTRY, Expr
from extremum.algebra.traverse import topological
from extremum.operations import construct as c
from extremum.operations.elementwise import FUNCTIONS
from extremum.operations.named import declared_names
from extremum.reading.build import functions
from extremum.reading.parser import parse, parse_with_inference
from tests.reading.malformed import CASES, DECLARATIONS, Case
from tests.reading.meanings import CALLS, DECLARED, MEANING, A, B, N, X, d, i, j, k, m, n, s, u, x, y
from tests.support.draws import TIMES


def free_names(expr: Expr) -> list[Dim]:
    """The dimensions and free indices of an expression, for its round trip."""
    dims = [v for node in topological([expr]) for v in (*node.shape, *node.params) if isinstance(v, Dim)]
    return [Dim.of(atom) for dim in dims for atom in dim.atoms() if isinstance(atom, Name | IndexName)]


@pytest.mark.parametrize("text", MEANING)
def test_forms_mean_what_they_should(text: str) -> None:
    assert parse(text, [DECLARED, j]) is MEANING[text]


@pytest.mark.parametrize("text", CALLS)
def test_functions(text: str) -> None:
    assert parse(text, [DECLARED, i, j]) is CALLS[text]


def test_each_function_is_tested_or_not_yet_there() -> None:
    tested = {text.split("(")[0] for text in CALLS}
    for name, row in functions.TABLE.items():
        if isinstance(row.build, str) and row.build not in vars(language):
            values = ", ".join({"e": "A", "d": "n", "i": "i"}[kind] for kind in row.kinds)
            with pytest.raises(UnsupportedError, match=rf"(?s){name} is not available.*\^"):
                parse(f"{name}({values})", DECLARED)
        elif name not in tested:
            assert parse(
                row.usage, "A[n,n]: symmetric; B[n,n]; Q[n,n]: symmetric; R[n,n]: symmetric; v[n]; x[n]; p"
            ).symbols


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_elementwise_functions(name: str) -> None:
    assert parse(f"{name}(X)", DECLARED) is c.apply(name, X)


def test_functions_without_a_formula() -> None:
    assert parse("phi(x)", DECLARED) is ex.function("phi")(x)
    assert parse("phi''(A*x)", DECLARED) is c.apply("phi", A @ x, 2)


def test_a_new_operation_needs_one_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "pinv", ex.inv, raising=False)
    monkeypatch.setattr(language, "block", lambda rows: rows[1][0], raising=False)
    assert parse("pinv(A)", DECLARED) is A.inv
    assert parse("[A, B; B', A']", DECLARED) is B.T


# -- names -----------------------------------------------------------------------------------------------------------
def test_variables_may_bear_any_name() -> None:
    assert parse("T'*T", "T[n,m]") is ex.matrix("T", n, m).T @ ex.matrix("T", n, m)
    inverse, exponential = ex.matrix("inv", n, n), ex.vector("exp", n)
    assert parse("inv(inv)*sum(exp)", "inv[n,n]; exp[n]") is ex.inv(inverse) * ex.sum(exponential)
    assert parse("pi + lambda + for + in + e", "pi; lambda; for; in; e").symbols[-1].name == "pi"
    assert parse("A.T.T", "T; A[n,n]") is A


def test_names_are_unicode() -> None:
    assert parse("Σ*μ_1", ["Σ[d,d]", "μ_1[d]"]) is ex.matrix("Σ", d, d) @ ex.vector("μ_1", d)
    assert parse("é", "e\u0301") is ex.scalar("é")
    assert parse("\u00b5", "\u03bc") is ex.scalar("\u03bc")


def test_one_by_one_results_are_scalars() -> None:
    assert parse("x'*y*A", DECLARED) is (x.T @ y) * A
    assert parse("x[1]*A", ["x[] for i in 1..N", "A[n,n]"]) is ex.samples("x", 1, N)[1] * A
    assert parse("v*A", "v[1,1]; A[n,n]") is ex.scalar("v") * A


def test_expressions_by_name() -> None:
    assert parse("norm2(r)^2", r=A @ x - y) is ex.norm2(A @ x - y) ** 2
    assert parse("c*x + m*x", [x], c=2, m=m) is 2 * x + c.dimension(m) * x
    assert parse("v[1]", v=u) is u[1]


# -- declarations ----------------------------------------------------------------------------------------------------
def test_declarations_as_objects() -> None:
    expected = x.T @ A @ x + c.dimension(n) + ex.sum(u[i].T @ u[i], i)
    assert parse("x'*A*x + n + sum_i(u[i]'*u[i])", [A, x, n, u]) is expected
    assert parse("x'*x", x) is x.T @ x
    assert parse("u[j]", [u[1], j]) is u[j]


def test_declarations_as_text() -> None:
    S = ex.matrix("S", d, d, "symmetric", "positive_definite")
    assert parse("S", "S[d,d]: symmetric, positive_definite") is S
    assert parse("K", "K[2*n,k*k]") is ex.matrix("K", 2 * n, k * k)
    assert parse("v", "v[3]") is ex.vector("v", 3)
    assert parse("p", "p: positive") is ex.scalar("p", "positive")
    assert parse("x", ["x[n]", "x[n]", x]) is x


def test_families_in_text() -> None:
    labels = ex.samples("y", 1, N, "sign")
    assert parse("sum_i(y[i]*u[i])", "u[d] for i in 1..N; y[] for i in 1..N: sign") is ex.sum(labels[i] * u[i], i)
    h = ex.widths("h")
    W = ex.family("W", lambda at: h(at + 1), h, m)
    layer = ex.index("k", m, start=0)
    assert parse("W[k]'*W[k]", "W[h[k+1],h[k]] for k in 0..m-1") is W[layer].T @ W[layer]
    assert parse("W[m-1]", [W[layer]]) is W[m - 1]


def test_an_index_runs_over_the_range_of_the_members() -> None:
    v = ex.samples("v", d, k)
    at = ex.index("i", k)
    assert parse("sum_i(v[i]'*v[i])", [DECLARED, "v[d] for j in 1..k"]) is ex.sum(v[at].T @ v[at], at)


@pytest.mark.parametrize("declarations", [["x[n]", "x[m]"], ["n", "x[n]"], [3], [A @ B], ["u[d] for i in 1..N", "u"]])
def test_contradictory_declarations(declarations: list[object]) -> None:
    with pytest.raises(ExtremumError):
        parse("1", declarations)  # type: ignore[arg-type]


# -- inference -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("text", "declarations", "inferred"), [
    ("norm2(X*w - y)^2", "X[n,d]; w[d]", ["y[n]"]),
    ("norm2(A*x - b)^2", "A[n,m]; b[n]", ["x[m]"]),
    ("norm2(A*x - b)^2", "x[m]; b[n]", ["A[n,m]"]),
    ("norm2(X*w - y)^2 + lam*norm2(w)^2", "X[n,d]; w[d]", ["y[n]", "lam"]),
    ("(x-mu)'*inv(S)*(x-mu) + logdet(S)", "x[d]", ["mu[d]", "S[d,d]"]),
    ("sum_i((u[i]-mu)'*inv(S)*(u[i]-mu))", "u[d] for i in 1..N", ["mu[d]", "S[d,d]"]),
    ("sum_i(log(1 + exp(-y[i]*w'*u[i])))", "u[d] for i in 1..N; y[] for i in 1..N", ["w[d]"]),
    ("y*x' - Z", "Z[n,m]; x[m]", ["y[n]"]),
    ("tr(A*X*B) - tr(C*X)", "A[n,n]; B[m,n]", ["X[n,m]", "C[m,n]"]),
    ("a .* x", "x[n]", ["a[n]"]),
    ("kron(C, x) - vec(X)", "X[n,m]; x[n]", ["C[m]"]),
    ("vec(Q) - vec(X)", "X[n,n]", None),
    ("x/q", "x[n]", ["q"]),
    ("x^q*tanh(V) - Z", "x; Z[n,m]", ["q", "V[n,m]"]),
    ("diag(v)*X - X", "X[n,m]", ["v[n]"]),
    ("unvec(v, n, m)", "", ["v[m*n]"]),
    ("x' @ (P @ y)", "x[n]; y[m]", ["P[n,m]"]),
    ("x + 1", "x[n]", []),
])  # fmt: skip
def test_shapes_by_use(text: str, declarations: str, inferred: list[str] | None) -> None:
    if inferred is None:
        with pytest.raises(ParseError, match="does not determine"):
            parse(text, declarations)
        return
    expr, found = parse_with_inference(text, declarations)
    assert found == inferred
    assert parse(text, [declarations, *found]) is expr


# -- round trips -----------------------------------------------------------------------------------------------------
def _names_differ(expr: Expr) -> bool:
    """Whether no two symbols bear one name: the examples draw their names blindly."""
    names = [node.name for node in topological([expr]) if node.op.name == "symbol"]
    return len(names) == len(set(names))


FOR_NUMBERS = {"logsumexp_over", "logabsdet", "larger", "smaller"}
"""What stands for other forms while numbers are computed; it is written as those."""


@pytest.mark.parametrize("name", sorted(REGISTRY.keys() - {"carry", "state", "unknown", "implicit", *FOR_NUMBERS}))
def test_printed_examples_parse_back(name: str) -> None:
    rng = random.Random(name)
    examples = [REGISTRY[name].example(rng) for _ in range(12 * TIMES)]
    different = [expr for expr in examples if _names_differ(expr)]
    assert different
    for expr in different:
        assert parse(str(expr), [*expr.symbols, *declared_names(expr), *free_names(expr), "L: function"]) is expr


@pytest.mark.parametrize("text", [*MEANING, *CALLS])
def test_printed_forms_parse_back(text: str) -> None:
    expr = parse(text, [DECLARED, i, j])
    assert parse(str(expr), [*expr.symbols, *free_names(expr)]) is expr


def test_printed_gradients_parse_back() -> None:
    quotient = "x'*inv(A)*y/(s + x'*x)"
    for text in ["norm2(A*x - y)^2", "logdet(A'*A + s*eye(n))", "sum(tanh(A*x))", quotient, "sqrt(1 + x'*A*x)"]:
        f = parse(text, DECLARED)
        for symbol in f.symbols:
            gradient = ex.gradient(f, symbol)
            assert parse(str(gradient), [*f.symbols, *free_names(gradient)]) is gradient


def test_a_recurrence_is_declared_as_an_object() -> None:
    layer = ex.index("k", m, start=0)
    states = ex.recurrence("y", x, lambda y_k: ex.tanh(A @ y_k), layer)
    assert parse("norm2(y[m])", [states, m]) is ex.norm2(states[m])


# -- errors ----------------------------------------------------------------------------------------------------------
def marked(message: str) -> str:
    """The text over the carets."""
    *_, line, carets = message.split("\n")
    assert set(carets.strip()) == {"^"}
    return line[carets.index("^") : carets.rindex("^") + 1]


def check(case: Case, text: str, declarations: str) -> None:
    with pytest.raises(ExtremumError) as caught:
        parse(text, declarations)
    message = str(caught.value)
    assert type(caught.value) is case.error, message
    assert case.wrong in message and case.fix in message, message
    assert marked(message) == case.marked, message


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.text} [{case.declarations}]")
def test_malformed_texts(case: Case) -> None:
    check(case, case.text, case.declarations)


@pytest.mark.parametrize("case", DECLARATIONS, ids=lambda case: case.declarations)
def test_malformed_declarations(case: Case) -> None:
    check(case, case.text, case.declarations)


def test_the_line_of_the_error_is_shown() -> None:
    with pytest.raises(ParseError) as caught:
        parse("s +\n  s s\n + s", "s")
    assert str(caught.value).endswith("\n    s s\n      ^")
    with pytest.raises(ParseError) as caught:
        parse("s + " * 100 + "s s" + " + s" * 100, "s")
    assert marked(str(caught.value)) == "s" and "…" in str(caught.value)


@pytest.mark.parametrize("text", ["(" * 5000 + "s" + ")" * 5000, "-" * 5000 + "s", "inv(" * 3000 + "A" + ")" * 3000])
def test_deep_nesting_is_no_crash(text: str) -> None:
    try:
        assert parse(text, "s; A[n,n]") in (s, A)
    except ParseError as error:
        assert "nested more than 1000 levels deep" in str(error)


def test_any_text_is_an_expression_or_an_explained_error() -> None:
    rng = random.Random(7)
    pieces = [*"xAsuin()[]'^*/+-.,;:@ 2²=\n", ".*", "./", ".^", ".T", "..", "sum_i", "det", "eye", "phi", "0.5"]
    for _ in range(1000 * TIMES):
        text = "".join(rng.choices(pieces, k=rng.randint(1, 9)))
        try:
            parse(text, DECLARED)
        except ExtremumError as error:
            assert "^" in str(error).split("\n")[-1], (text, str(error))
        try:
            parse("1", text.replace("\n", ""))
        except ExtremumError as error:
            assert str(error), text


def test_lark_is_imported_on_first_use() -> None:
    code = "import sys, extremum, extremum.reading.parser; sys.exit('lark' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
