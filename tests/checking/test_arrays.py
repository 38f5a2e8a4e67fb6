"""Claims as they stand in code, and with definitions behind them."""

from __future__ import annotations

import numpy as np
import pytest

import extremum as ex
from extremum.checking.pasted import definitions
from extremum.reading.text.arrays import in_language

LOGISTIC = ("sum(log(1 + exp(X*w))) - y'*X*w", "w", ["X[n,d]", "w[d]", "y[n]"])
SOFTMAX = ("softmax(z/t)", "z", ["z[n]", "t: positive"])
AVERAGE = ("c'*softmax(W*x)", "x", ["c[k]", "W[k,d]", "x[d]"])
GRAMS = ("logdet(X'*X + Y'*Y)", "X", ["X[n,k]", "Y[m,k]"])


@pytest.mark.parametrize(
    ("question", "claim", "right"),
    [
        (LOGISTIC, "X.T @ (1/(1 + np.exp(-X @ w)) - y)", True),
        (LOGISTIC, "np.transpose(X) @ (np.exp(X @ w)/(1 + np.exp(X @ w)) - y)", True),
        (LOGISTIC, "grad = X.T @ (1/(1 + np.exp(X @ w)) - y)", False),
        (GRAMS, "2 * X @ np.linalg.inv(X.T @ X + Y.T @ Y)", True),
        (GRAMS, "X @ numpy.linalg.inv(X.T @ X + Y.T @ Y)", False),
        (SOFTMAX, "(np.diag(p) - np.outer(p, p))/t, p = softmax(z/t)", True),
        (SOFTMAX, "np.diag(p) - np.outer(p, p), p = softmax(z/t)", False),
        (SOFTMAX, "(np.diag(p) - np.outer(p, p))/t, where p = np.exp(z/t)/np.exp(z/t).sum()", True),
        (AVERAGE, "W'*(p.*c) - (p'*c)*W'*p, p = softmax(W*x)", True),
        (AVERAGE, "W'*(p.*c) - (p'*c)*W'*p; p = softmax(x'*x*W*x)", False),
        (AVERAGE, "W'*(p.*r), p = softmax(W*x), r = c - c'*p", True),
    ],
)
def test_claims_as_they_stand_in_code(question: tuple[str, str, list[str]], claim: str, right: bool) -> None:
    f, x, declarations = question
    verdict = ex.check(f, x, claim, declarations)
    assert verdict.right is right
    assert verdict.stated == claim
    if "np." in claim.split(", ")[0]:
        assert any(note.startswith("the claim is read as NumPy: ") for note in verdict.notes)


CODE = [
    "A * A ** 2 / (A * A)", "-A ** 2 @ x", "A @ x - x * x / 2.5", "(A - A.T).T @ (x + x)",
    "x ** -2", "-(x - 2) * -x",
    "np.outer(x + x, A @ x) @ x", "x - (x - (x - 1))", "x / (x / (2 * x))", "np.square(x - 1) * np.mean(x)",
    "np.linalg.norm(x) * np.abs(x)", "np.trace(A @ A) * np.kron(A, A)", "np.multiply(x, x + 1) + x.sum()",
    "np.log1p(x * x)",
    "np.divide(x, 1 + x * x) * np.linalg.det(A)", "(x ** 2) ** 3",
]  # fmt: skip


@pytest.mark.parametrize("code", CODE)
def test_code_in_the_language_has_the_value_of_the_code(code: str) -> None:
    text = in_language(f"np.abs(1) * ({code})")
    assert text is not None
    rng = np.random.default_rng(1)
    A, x = rng.standard_normal((3, 3)), rng.standard_normal(3)
    due = eval(code, {"np": np, "A": A, "x": x})
    found = ex.parse(text, "A[n,n]; x[n]").evaluate({"A": A, "x": x})
    assert np.allclose(np.asarray(found).reshape(np.shape(due)), due)


@pytest.mark.parametrize(
    "code",
    ["np.sum(X, axis=0)", "np.einsum('ij,j', A, x)", "x[:, None] * np.exp(x)", "np.exp(x", "A'*x"],
)
def test_what_has_no_form_in_the_language_is_left_as_it_is(code: str) -> None:
    assert in_language(code) is None


def test_only_definitions_are_taken_from_behind_a_claim() -> None:
    assert definitions("[A, B; C, D]*x") == ("[A, B; C, D]*x", ())
    assert definitions("A*x, B*x") == ("A*x, B*x", ())
    assert definitions("A*x, x == 0") == ("A*x, x == 0", ())
    assert definitions("f(a, b), a = 1") == ("f(a, b)", ("a = 1",))


def test_a_hessian_for_a_gradient_is_told_right_or_wrong() -> None:
    f, declarations = "sum(exp(A*x + b)) + l/2*norm2(x)^2", "A[m,n]; x[n]; b[m]; l: positive"
    right = ex.check(f, "x", "A'*diag(exp(A*x + b))*A + l*eye(n)", declarations)
    wrong = ex.check(f, "x", "A'*diag(exp(A*x))*A + l*eye(n)", declarations)
    assert (right.right, right.diagnosis) == (wrong.right, wrong.diagnosis) == (False, "hessian_for_gradient")
    assert "and right as that" in right.explanation
    assert "it is not the Hessian, l*eye(n) + A'*diag(exp(A*x + b))*A" in wrong.explanation
    assert "ex.check_hessian" in right.explanation and "ex.check_hessian" in wrong.explanation
    assert ex.check_hessian(f, "x", "A'*diag(exp(A*x + b))*A + l*eye(n)", declarations)
