"""Claims that were false once, by kind: kinks, jumps, domains that are not convex, families, reasons run together."""

from __future__ import annotations

import pytest

import extremum as ex
from extremum.convexity import points
from extremum.convexity.certificate import Curvature, curvature


def ask(text: str, *declarations: str, by: str = "x") -> Curvature:
    return curvature(ex.parse(text, list(declarations)), by.split())


@pytest.mark.parametrize(
    ("text", "declarations", "truth"),
    [
        ("-abs(x)", ("x",), "concave"),
        ("x^2 - abs(x)", ("x",), "neither"),
        ("norm1(x) - 2*norm1(A*x)", ("x[n]", "A[n,n]"), "neither"),
        ("sign(x)", ("x",), "neither"),
        ("(x - 1)^2 + 3*sign(x)", ("x",), "neither"),
        ("norm1(x) - norm2(x)", ("x[n]",), "neither"),
        ("relu(x) - 2*relu(x - 1)", ("x",), "neither"),
        ("relu(x) - abs(x)", ("x",), "concave"),
        ("abs(x) - relu(x)", ("x",), "convex"),
        ("abs(x - 1) + abs(x + 1) - abs(x)", ("x",), "neither"),
        ("x^2/2 - relu(abs(x) - d)^2/2", ("x", "d: positive"), "convex"),
        ("sum(x.^2/2 - relu(abs(x) - d*ones(n)).^2/2)", ("x[n]", "d: positive"), "convex"),
        ("x*relu(x)", ("x",), "convex"),
        ("hinge(x)", ("x: positive",), "convex"),
        ("x^2 - 3*hinge(x)", ("x: positive",), "neither"),
        ("-2*hinge(x) - x", ("x: positive",), "concave"),
        ("x^2 - 3*relu(x)", ("x: positive",), "strictly convex"),
        ("exp(abs(x)) - abs(x)", ("x",), "convex"),
        ("exp(abs(x)) - 2*abs(x)", ("x",), "neither"),
        ("sum((relu(A*x) - b).^2)", ("x[n]", "A[m,n]", "b[m]: positive"), "neither"),
    ],
)
def test_kinks_and_jumps(text: str, declarations: tuple[str, ...], truth: str) -> None:
    assert ask(text, *declarations).verdict == truth


def test_a_two_layer_network_is_not_convex() -> None:
    found = ask("(w'*relu(V*x) - y)^2", "x[n]", "V[m,n]", "w[m]", "y", by="V")
    assert found.kind not in ("convex", "concave", "affine")


@pytest.mark.parametrize(
    ("text", "declarations", "by"),
    [
        ("1/x^2", ("x",), "x"),
        ("log(x^2)", ("x",), "x"),
        ("tan(x)^2", ("x",), "x"),
        ("(a'*x)^(-2)", ("a[n]", "x[n]"), "x"),
        ("logdet(X)", ("X[n,n]: symmetric",), "X"),
        ("logdet(X)", ("X[n,n]: invertible",), "X"),
        ("tr(A*X) - logdet(X)", ("A[n,n]", "X[n,n]: invertible"), "X"),
        ("c'*x", ("c[n]", "x[n]: unit"), "x"),
        ("tr(A*X)", ("A[n,n]", "X[n,n]: orthogonal"), "X"),
    ],
)
def test_domains_that_are_not_convex(text: str, declarations: tuple[str, ...], by: str) -> None:
    assert ask(text, *declarations, by=by).kind in ("neither", "unknown")


@pytest.mark.parametrize(
    ("text", "declarations", "by"),
    [
        ("sum(exp(X'*X))", ("X[n,n]",), "X"),
        ("sum(relu(X'*M*X))", ("X[n,n]", "M[n,n]: positive_definite"), "X"),
        ("sum(exp(B'*inv(X)*B))", ("B[n,n]", "X[n,n]: positive_definite"), "X"),
        ("sum(abs(x))*exp(sum(x))", ("x[n]",), "x"),
        ("sqrt(norm2(x) - norm2(x)^2)", ("x[n]",), "x"),
        ("eigval(X, 1)", ("X[3,3]: symmetric",), "X"),
        ("2*eigmax(X) - 3*eigval(X, 0) - 4*eigval(X, n - 2)", ("X[n,n]: symmetric",), "X"),
        ("norm2(x)*norm2(y)", ("x[n]", "y[n]"), "x y"),
        ("tr(A*inv(X))", ("A[n,n]: symmetric", "X[n,n]: positive_definite"), "X"),
        ("x'*A*y", ("x[n]", "y[n]", "A[n,n]: positive_definite"), "x y"),
        ("log(x'*A*x + 1)", ("x[n]", "A[n,n]: positive_definite"), "x"),
        ("softmax(x)'*c", ("x[n]", "c[n]"), "x"),
        ("det(X)", ("X[n,n]",), "X"),
        ("tr(pinv(X))", ("X[n,n]",), "X"),
        ("y^3/t^2", ("y", "t: positive"), "y t"),
        ("x^2/y^2", ("x", "y: positive"), "x y"),
    ],
)
def test_what_is_not_convex(text: str, declarations: tuple[str, ...], by: str) -> None:
    assert ask(text, *declarations, by=by).kind in ("neither", "unknown", "conditional")


def test_the_same_on_one_side_is_convex() -> None:
    assert ask("1/x^2", "x: positive").verdict == "strictly convex"
    assert ask("1/x^2 + log(x)*0 - log(x)", "x").verdict == "strictly convex"  # the logarithm says that x > 0
    assert ask("logdet(X)", "X[n,n]: positive_definite", by="X").verdict == "strictly concave"


def test_a_family_is_an_unknown() -> None:
    assert ask("sum_i(x[i]^2)", "x for i in 1..N").verdict == "strictly convex"
    assert ask("sum_i((x[i+1] - x[i])^2, 1, N-1)", "x for i in 1..N").kind in ("convex", "unknown")
    assert ask("sum_i(a[i]*x[i])", "x for i in 1..N", "a for i in 1..N").verdict == "affine"


def test_no_hessian_of_a_kink_is_a_reason() -> None:
    for text in ("norm1(x)", "sum(relu(x))", "c*norm1(x)"):
        found = ask(text, "x[n]", "c")
        assert "zeros" not in str(found)


def test_each_reason_stands_with_its_term() -> None:
    found = ask("sum(exp(x)) + norm1(x)", "x[n]")
    assert found.proof is not None
    assert [str(step.expr) for step in found.proof.premises] == ["norm1(x)", "sum(exp(x))"]


def test_a_condition_names_its_parameter() -> None:
    assert ask("a*x^2", "a", "x").verdict == "convex where a >= 0, concave where a <= 0"
    assert ask("x^a", "x: positive", "a").verdict == "convex where a <= 0 or a >= 1, concave where a >= 0 and a <= 1"
    assert ask("a*x^2", "a: positive", "x").verdict == "strictly convex"


def test_neither_shows_exact_points() -> None:
    found = ask("x^4 - x^2", "x")
    assert found.witness is not None
    assert [pair.shows for pair in found.witness.pairs] == ["not convex", "not concave"]
    assert "half way it is" in str(found)


def test_what_is_defined_nowhere_is_not_judged() -> None:
    assert ask("log(-exp(x)) + x", "x").kind == "unknown"


def test_names_are_not_captured() -> None:
    """Symbols that proofs introduce are no names of the user's."""
    found = ask("tr(X^2) + u*norm2(X)^2", "X[n,n]: symmetric", "u: positive", by="X")
    assert found.verdict == "strictly convex"


def test_every_notation() -> None:
    for found in (ask("norm2(A*x - b)", "A[m,n]", "x[n]", "b[m]"), ask("x^3", "x"), ask("a*x^2", "a", "x")):
        assert found.to_text() == str(found) == repr(found)
        assert found.to_dict()["verdict"] == found.verdict
        assert "\\begin{itemize}" in found.to_latex() or found.kind == "neither"
        assert "<div" in found.to_html()
        assert found.verdict.split(" ")[0] in found.to_markdown()


@pytest.mark.parametrize(
    ("text", "declarations", "verdict"),
    [
        ("norm1(x) - a*norm1(x)", ("x[n]", "a"), "convex where a <= 1, concave where a >= 1"),
        ("a*norm1(x) - norm1(x) + b'*x", ("x[n]", "a", "b[n]"), "convex where a >= 1, concave where a <= 1"),
        ("a*exp(x) - b*exp(x) + x^2", ("a", "b", "x"), "convex where b - a <= 0"),
        ("a*norm2(x) + b*norm2(x) - c*norm1(x)", ("a", "b", "c", "x[n]"),
         "convex where a + b >= 0 and c <= 0, concave where a + b <= 0 and c >= 0"),
        ("2*norm1(x) + a*norm1(x)", ("x[n]", "a: nonnegative"), "convex"),
        ("a*exp(x) - a*abs(x) + abs(x)", ("a", "x"), "convex where a >= 0 and a <= 1"),
        ("a*exp(x) + (1 - a)*exp(x)", ("a", "x"), "strictly convex"),
    ],
)  # fmt: skip
def test_what_multiplies_one_function_is_taken_together(text: str, declarations: tuple[str, ...], verdict: str) -> None:
    assert ask(text, *declarations).verdict == verdict


@pytest.mark.parametrize(
    ("text", "declarations", "verdict"),
    [
        ("norm_p(x, p)", ("x[n]", "p: positive"), "unknown"),
        ("x^p", ("x: nonnegative", "p: positive"), "convex where p >= 1, concave where p <= 1"),
        ("x^p", ("x", "p: positive"), "convex where p >= 1, concave where p <= 1"),
        ("x^(1 + p)", ("x", "p: positive"), "convex"),
        ("x^(-p)", ("x", "p: positive"), "strictly convex"),
        ("x^p", ("x: positive", "p"), "convex where p <= 0 or p >= 1, concave where p >= 0 and p <= 1"),
    ],
)
def test_powers_with_positive_exponents_are_defined_at_zero(
    text: str, declarations: tuple[str, ...], verdict: str
) -> None:
    assert ask(text, *declarations).verdict.startswith(verdict)


@pytest.mark.parametrize(
    ("text", "declarations"),
    [
        ("abs(x)^p", ("x",)),
        ("norm_p(x, p)", ("x[n]",)),
        ("sum(abs(x).^p)", ("x[n]",)),
        ("abs(x - b)^p + x^2", ("x", "b")),
    ],
)
@pytest.mark.parametrize("assumed", ["p: positive", "p"])
def test_no_hole_is_claimed_where_some_parameters_leave_none(
    text: str, declarations: tuple[str, ...], assumed: str
) -> None:
    found = ask(text, *declarations, assumed)
    assert found.witness is None or not any(pair.outside for pair in found.witness.pairs)


@pytest.mark.parametrize("text", ["tr(X*logm(X) - X*logm(Y))", "tr(sqrtm(X)*sqrtm(Y))", "tr(expm(X)*expm(Y))"])
def test_points_that_would_prove_nothing_are_not_looked_at(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def value(setting: points._Setting, point: points.Arrays) -> float:
        raise AssertionError(f"{setting.root} was evaluated")

    monkeypatch.setattr(points._Setting, "value", value)
    declared = "X[n,n]: positive_definite; Y[n,n]: positive_definite"
    assert ex.curvature(text, ["X", "Y"], declared).kind == "unknown"


def test_points_against_convexity_have_what_is_declared() -> None:
    """Twice a point of the simplex is none of it: -log ‖v‖ was said to be neither, by a point whose sum is 2."""
    for text in ("-log(norm_p(v, 3/2))", "exp(-logsumexp(v))"):
        found = ex.curvature(text, "v", "v[3]: simplex")
        for pair in found.witness.pairs if found.witness else ():
            assert all(abs(float(sum(point["v"].ravel())) - 1) < 1e-9 for point in (pair.start, pair.end))
        assert found.kind != "neither"


@pytest.mark.parametrize("facts", ["nonnegative", "positive"])
def test_a_product_of_powers_is_not_strict_along_its_border(facts: str) -> None:
    """Where t is 0, (s t)^(1/3) is 0 for all s."""
    found = ex.curvature("(s*t)^(1/3)", ["s", "t"], f"s: {facts}; t: {facts}")
    assert found.kind == "concave" and found.strict is (facts == "positive")


def test_a_root_of_a_product_has_a_value_where_a_factor_is_zero() -> None:
    """``sqrt(s*t)`` was said to be concave on t >= 0, but it is 0 at s = 0, t = -1, and has no value between."""
    assert ex.curvature("sqrt(s*t)", ["s", "t"], "s: nonnegative; t").kind == "unknown"
    assert ex.curvature("sqrt(s*t)", ["s", "t"], "s: positive; t").kind == "concave"
    assert ex.curvature("sqrt(s*t)", "t", "s: nonnegative; t").kind == "concave"


def test_points_are_printed_as_they_are() -> None:
    """Rounded entries of a point of the simplex add up to another number."""
    found = ex.curvature("sin(7*v[1])", "v", "v[3]: simplex")
    assert "[0.43359375; 0.27734375; 0.2890625]" in str(found)
