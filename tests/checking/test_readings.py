r"""Claims as they are pasted: ``∇_W f = …``, ``.*`` beside ``*``, a number beside a matrix."""

from __future__ import annotations

import pytest

import extremum as ex
from extremum.checking import check

FACTORS = "W[m,n]; M[m,n]; U[m,k]; V[n,k]"
ONE_READING = [
    ("norm2(W.*(M - U*V'))^2/2", "U", "-W.^2.*(M - U*V')*V", FACTORS, "(-W.^2.*(M - U*V'))*V"),
    ("norm2(W.*(M - U*V'))^2", "U", "-2*W.*W.*(M - U*V')*V", FACTORS, "-2*(W.*W.*(M - U*V'))*V"),
    ("norm2(tanh(A*x))^2", "x", "2*A'*tanh(A*x).*(1 - tanh(A*x).^2)", "A[m,n]; x[n]",
     "2*A'*(tanh(A*x).*(1 - tanh(A*x).^2))"),
    ("sum_i(norm2(W.*(X[i] - U*V'))^2)", "U", "sum_i(-2*W.*W.*(X[i] - U*V')*V)",
     "W[m,n]; X[m,n] for i in 1..N; U[m,k]; V[n,k]", "-2*(W.*W.*(X[i] - U*V'))*V"),
    ("sum(sigmoid(X))", "X", "sigmoid(X).*(1 - sigmoid(X))", "X[m,n]", "ones(m, n)"),
    ("sum(sigmoid(X))", "X", "sigmoid(X).*(1 - sigmoid(X))", "X[n,n]", "ones(n, n), not as 1*eye(n)"),
    ("sum(sigmoid(X))", "X", r"\sigma(X) \odot (1 - \sigma(X))", "X[m,n]", "ones(m, n)"),
    ("norm2(tanh(X*B))^2", "X", "2*tanh(X*B).*(1 - tanh(X*B).^2)*B'", "X[m,n]; B[n,k]", "ones(m, k)"),
    ("norm2(X + c*ones(m,n))^2", "X", "2*(X + c)", "X[m,n]; c", "c*ones(m, n)"),
]  # fmt: skip


@pytest.mark.parametrize(("f", "x", "claim", "declared", "read"), ONE_READING)
def test_the_one_reading_that_fits_is_taken_and_noted(f: str, x: str, claim: str, declared: str, read: str) -> None:
    found = check(f, x, claim, declared)
    assert found.right
    assert any("is read as" in note and read in note for note in found.notes)


def test_a_wrong_claim_in_its_one_reading_is_wrong() -> None:
    found = check("norm2(W.*(M - U*V'))^2", "U", "-2*W.*(M - U*V')*V", FACTORS)
    assert found.right is False and any("is read as" in note for note in found.notes)


def test_a_number_beside_a_square_matrix_may_be_meant_as_a_multiple_of_the_identity() -> None:
    found = check("norm2(A*X - B)^2 + mu*norm2(X)^2", "X", "2*(A'*A + mu)*X - 2*A'*B", "A[n,m]; X[m,m]; B[n,m]; mu")
    assert found.diagnosis == "shapes" and found.written == "2*(A'*A + mu*eye(m))*X - 2*A'*B"


def test_two_readings_that_fit_are_an_error() -> None:
    with pytest.raises(ex.ParseError, match="has two readings"):
        check("tr(A*B*C)", "A", "A.*B*C", "A[n,n]; B[n,n]; C[n,n]")


STATED = [
    "df/dX = A'", "∂f/∂X = A'", r"\nabla_X f = A^T", r"\nabla_{X} f(X) = A^\top",
    r"\frac{\partial f}{\partial X} = A^T",
    r"\frac{df}{dX} &= A^\top", r"\frac{\mathrm{d} f}{\mathrm{d} X} = A^T", "G = A'", "grad = A'", "f'(X) = A'",
    "dX := A'", r"\partial f / \partial X \triangleq A^T", "df/dX = (A) ' = A'",
]  # fmt: skip


@pytest.mark.parametrize("claim", STATED)
def test_the_right_side_of_a_pasted_derivative_is_the_claim(claim: str) -> None:
    found = check("tr(A*X)", "X", claim, "A[n,m]; X[m,n]")
    assert found.right
    assert found.stated == claim
    assert any("is taken for the claim" in note for note in found.notes)


@pytest.mark.parametrize("claim", ["df/dA = X'", r"\nabla_A f = X^T", r"\frac{\partial f}{\partial A} = X^T"])
def test_a_derivative_by_another_variable_is_said_to_be_one(claim: str) -> None:
    found = check("tr(A*X)", "X", claim, "A[n,n]; X[n,n]")
    assert found.right is False
    assert "it is stated as a derivative with respect to A; asked for is the one by X" in found.notes


def test_other_equations_are_no_claims() -> None:
    with pytest.raises(ex.ParseError, match="of an equation g = h the difference g - h"):
        check("tr(A*X)", "X", "A*X = X", "A[n,n]; X[n,n]")


RAISED = [
    r"\operatorname{tr}(M)^{-1}",
    r"\operatorname{tr}(M)^2",
    r"\lambda_{\max}(S)^{-1}",
    r"\operatorname{tr}(S)^{1/2}",
]


@pytest.mark.parametrize("text", RAISED)
def test_an_exponent_after_the_bracket_of_a_matrix_function_is_noted(text: str) -> None:
    found = ex.read_latex(text, "M[n,n]; S[n,n]: symmetric")
    assert any("the exponent is that of the value" in note for note in found.notes)


@pytest.mark.parametrize(
    "text", [r"\det(M)^{-1}", r"\operatorname{tr}(M)^T", r"\log(s)^2", r"\operatorname{tr}(M^{-1})"]
)
def test_without_another_reading_nothing_is_noted(text: str) -> None:
    assert not any("exponent" in note for note in ex.read_latex(text, "M[n,n]; s").notes)


ENTRIES = [
    ("x[1]", "x[n]", "unit(n, 1)'*x"),
    ("M[1,2]", "M[n,m]", "unit(n, 1)'*M*unit(m, 2)"),
    ("M[2,:]", "M[n,m]", "unit(n, 2)'*M"),
    ("sum_i(x[i]^2)", "x[n]", "sum_i((unit(n, i)'*x)^2, 1, n)"),
]


@pytest.mark.parametrize(("text", "declared", "meant"), ENTRIES)
def test_entries_are_those_that_unit_vectors_take(text: str, declared: str, meant: str) -> None:
    assert ex.equal(ex.parse(text, declared), ex.parse(meant, declared))


def test_one_index_of_a_matrix_is_explained_by_forms_that_are_read() -> None:
    with pytest.raises(ex.ParseError, match=r"write M\[i,j\] for an entry, M\[i,:\] for a row"):
        ex.parse("M[2]", "M[n,m]")


UNFIT = [
    ("x^A", "exp"), ("x.^A", "exp"), ("s^A", ""), ("2^x", ""), ("A/x", "./"), ("x/A", "inv"), ("B/A", "./"),
    ("x/A", "./"),     ("A.*x", "write"), ("B.*x", "transpose"), ("x./A", "inv"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "refused"), UNFIT)
def test_nothing_is_advised_that_would_not_fit(text: str, refused: str) -> None:
    """Of ``x^A`` with a vector x and a matrix A, ``exp(A .* log(x))`` has no reading either."""
    with pytest.raises(ex.ShapeError) as caught:
        ex.parse(text, "A[n,n]; B[m,n]; x[m]; s")
    assert not refused or refused not in str(caught.value).split("\n")[0].partition(";")[2]


def test_of_two_readings_the_one_that_makes_the_claim_right_is_taken() -> None:
    declared = "W[n,n]; V[n,n]; x[n]; y[n]"
    claim = "2*V'*(V*tanh(W*x) - y).*(1 - tanh(W*x).^2)*x'"
    found = check("norm2(V*tanh(W*x) - y)^2", "W", claim, declared)
    assert found.right and any("the reading that makes it right" in note for note in found.notes)
    with pytest.raises(ex.ParseError, match="has two readings"):
        check("norm2(V*tanh(W*x) - y)^2", "W", claim.replace("2*V'", "3*V'"), declared)


@pytest.mark.parametrize(
    "claim",
    [
        r"2 X^\top r \text{ where } r = Xw - y",
        r"2 X^\top r, \quad r = Xw - y",
        r"\nabla f = 2 X^\top r, r = Xw - y",
        r"\nabla_w f = 2 X^\top r \quad\text{with}\quad r = Xw - y",
        r"r = Xw - y, \quad \nabla_w f = 2 X^\top r",
        r"\nabla f(w) = 2X^\top r, \text{ where } r := Xw - y",
        r"$2X^\top r$ where $r = Xw-y$",
        r"\nabla_w f = 2 X^\top r where r = Xw - y",
        "2 X^T r; r = Xw - y",
        "2 X^T r where r = Xw - y",
        "2*X'*r where r = X*w - y",
        "grad = 2*X'*r, r = X*w - y",
    ],
)
def test_definitions_behind_a_claim(claim: str) -> None:
    assert ex.check(r"\|Xw-y\|^2", "w", claim).right
    half = claim.replace("2*X'", "X'").replace("2 X", "X").replace("2X", "X")
    assert ex.check(r"\|Xw-y\|^2", "w", half).diagnosis == "factor"
    with pytest.raises(ex.ExtremumError, match=r"no symbol of f|Zw is not declared"):
        ex.check(r"\|Xw-y\|^2", "w", claim.replace("Xw", "Zw").replace("X*w", "Z*w"))


@pytest.mark.parametrize(
    "claim",
    ["-X.T @ (y*sigmoid(-y*(X@w)))", "-X.T @ (y*sigmoid(y*(-X@w)))", "-X.T@(y*sigmoid(-(y*(X@w))))",
     "X.T @ (-y*sigmoid(-y*(X@w)))"],
)  # fmt: skip
def test_a_star_between_arrays_beside_the_matrix_product_of_numpy(claim: str) -> None:
    f, declared = "sum(log(1+exp(-y.*(X*w))))", "X[n,d]; y[n]; w[d]"
    found = check(f, "w", claim, declared)
    assert found.right and any("is read entry by entry, for @ is the matrix product here" in n for n in found.notes)
    assert check(f, "w", claim.replace("-X", "X", 1) if claim[0] == "-" else claim[6:], declared).right is False
    assert check(f, "w", claim.replace("@", "*"), declared).diagnosis == "shapes"
