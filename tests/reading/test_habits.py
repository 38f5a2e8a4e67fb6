"""What people write who come from R, MATLAB, NumPy or statistics texts: the message says what to write here."""

import pytest

import extremum as ex
from extremum.reading.either import read_either


@pytest.mark.parametrize(
    "text, declared, said",
    [
        ("pnorm(x'*b)", "x[n]; b[n]", "write normcdf(x)"),
        ("sum(dnorm(z))", "z[n]", "write exp(-x.^2/2)/sqrt(2*pi)"),
        ("logit(p)", "p", "write log(p./(1 - p))"),
        ("crossprod(r)", "r[n]", "r'*r"),
        ("sum(pmax(0, u))", "u[n]", "relu(x) for max(0, x)"),
        ("log(beta(a, b))", "a; b", "lgamma(a) + lgamma(b) - lgamma(a + b)"),
        ("norm2(y - X %*% b)^2", "X[n,p]; b[p]; y[n]", "write * for it"),
        ("x %o% y", "x[n]; y[m]", "write x*y' for it"),
        ("if(x > 0, x, 0)", "x", "relu(x) for x where x > 0"),
        ("ifelse(u < 0, 0, u)", "u", "step(c).*a"),
        ("(x > 0)*x", "x", "step(x) is 1 where x > 0"),
        ("(x - m)'*(S\\(x - m))", "x[n]; m[n]; S[n,n]", "write inv(A)*b for A\\b"),
        ("sum(A\\(B*w))", "A[n,n]; B[n,m]; w[m]", "write inv(A)*b for A\\b"),
        ("E[(y - w'*x)^2]", "y; w[n]; x[n]", "ex.expectation"),
        ("norm(A, 'fro')^2", "A[n,m]", "write norm2(A) for norm(A, 'fro')"),
        ("norm(B*C, 'nuc')", "B[n,m]; C[m,k]", "write norm_nuc(A)"),
        ("norm(w, 1)", "w[n]", "norm1(x)"),
        ("x^T A y + y^T x", "A[n,m]; x[n]; y[m]", "cannot multiply"),
        ("b^T A x", "A[n,m]; x[n]; b[m]", "cannot multiply"),
    ],
)
def test_a_message_says_what_to_write(text: str, declared: str, said: str) -> None:
    with pytest.raises(ex.ExtremumError) as caught:
        read_either(text, declared)
    assert said in str(caught.value)


def test_what_is_said_of_cov_is_the_covariance() -> None:
    with pytest.raises(ex.ExtremumError, match="unknown function 'cov'") as caught:
        ex.parse("cov(X)", "X[n,m]")
    formula = str(caught.value).splitlines()[0].partition("write ")[2]
    found = ex.parse(formula, "X[n,m]").evaluate(X=[[1.0, 2.0], [3.0, 1.0], [8.0, 9.0]])
    assert abs(found - [[13.0, 14.5], [14.5, 19.0]]).max() < 1e-12


@pytest.mark.parametrize(
    "text, declared, meant",
    [
        ("e^(-x^2/2)", "x", "exp(-x^2/2)"),
        ("2*e^x*y", "x; y", "2*exp(x)*y"),
        ("a*e^(b*t) + c", "a; b; c; t", "a*exp(b*t) + c"),
        ("1/(1 + e^-z)", "z", "1/(1 + exp(-z))"),
        ("log(1 + e^(-y*w'*x))", "y; w[n]; x[n]", "log(1 + exp(-y*w'*x))"),
        ("e^x - e^(-x)", "x", "exp(x) - exp(-x)"),
    ],
)
def test_a_power_of_e_is_the_exponential_or_asked_about(text: str, declared: str, meant: str) -> None:
    try:
        assert read_either(text, declared).expr is ex.parse(meant, declared)
    except ex.ExtremumError as error:
        assert "meant as exp(" in str(error)


def test_a_declared_e_and_its_square_stay() -> None:
    assert ex.parse("e^k", "e; k") is ex.scalar("e") ** ex.scalar("k")
    assert {symbol.name for symbol in ex.parse("e^2 + x", "x").symbols} == {"e", "x"}
