r"""Signs that papers use without a word: ``\bar x`` beside ``x_i``, ``e^\top``, ``x_+``."""

import pytest

import extremum as ex
from extremum.algebra.errors import ParseError
from extremum.reading.either import read_either


@pytest.mark.parametrize(
    "text, declared, meant",
    [
        (r"\sum_{i=1}^n (x_i - \bar x)^3", "x[n]", "sum((x - mean(x)).^3)"),
        (r"\sum_i (u_i - \bar{u})^2", "u[m]", "sum((u - mean(u)).^2)"),
        (
            r"\frac1n \sum_{i=1}^n (x_i - \bar x)(y_i - \overline{y})",
            "x[n]; y[n]",
            "sum((x - mean(x)).*(y - mean(y)))/n",
        ),
        (r"\sum_i \|z_i - \bar z\|^2", "z[d] for i in 1..N", "sum_i(norm2(z[i] - sum_j(z[j])/N)^2)"),
        (r"\sum_i (t_i - \bar t)^2", "t[] for i in 1..N", "sum_i((t[i] - sum_j(t[j])/N)^2)"),
        (r"\frac{\bar\mu}{\sqrt{\sum_i (\mu_i - \bar\mu)^2}}", "mu[n]", "mean(mu)/norm2(mu - mean(mu)*ones(n))"),
    ],
)
def test_a_bar_over_a_declared_array_is_its_mean(text: str, declared: str, meant: str) -> None:
    found = read_either(text, declared)
    assert found.expr is ex.parse(meant, declared)
    assert any("is read as the mean of" in note for note in found.notes)
    assert not any("bar" in line for line in found.inferred)


@pytest.mark.parametrize(
    "text, declared",
    [
        (r"\|x - \bar x\|^2", "x[n]"),
        (r"\sum_i (x_i - \bar x)^2", "x[n]; x_bar"),
        (r"\bar x^\top A x", "x[n]; A[m,n]"),
        (r"(x - \bar x)^2", "x"),
    ],
)
def test_another_quantity_with_a_bar_stays_one(text: str, declared: str) -> None:
    assert "x_bar" in {symbol.name for symbol in ex.parse_latex(text, declared).symbols}


@pytest.mark.parametrize(
    "text, declared, meant",
    [
        ("e^T w", "w[n]", "sum(w)"),
        (r"w^\top S w + e^\top w", "w[n]; S[n,n]", "w'*S*w + sum(w)"),
        (r"\mathbf{e}^\top P \mathbf{v}", "P[m,n]; v[n]", "sum(P*v)"),
        (r"e^{\mathsf T} x - e^{\mathsf T} y", "x[n]; y[n]", "sum(x) - sum(y)"),
        (r"e^\intercal \log(x)", "x[n]: positive", "sum(log(x))"),
        (r"(e^T u)^2", "u[k]", "sum(u)^2"),
    ],
)
def test_a_transposed_e_is_of_ones(text: str, declared: str, meant: str) -> None:
    found = read_either(text, declared)
    assert found.expr is ex.parse(meant, declared) and not found.inferred
    assert any("ones" in note for note in found.notes)


@pytest.mark.parametrize(
    "text, declared, meant",
    [("e^T", "T", "exp(T)"), (r"e^\top w", "e[n]; w[n]", "e'*w"), ("e^{-E/T}", "E; T", "exp(-E/T)")],
)
def test_a_declared_exponent_or_e_is_what_it_says(text: str, declared: str, meant: str) -> None:
    assert ex.parse_latex(text, declared) is ex.parse(meant, declared)


@pytest.mark.parametrize(
    "text, declared, meant",
    [
        (r"\|x_+\|^2", "x[n]", "norm2(relu(x))^2"),
        ("x_+^2", "x", "relu(x)^2"),
        (r"\sum_i u_+", "u[] for i in 1..N", ""),
        (r"\mathbf{1}^\top z_{+}", "z[n]", "sum(relu(z))"),
        (r"\lambda_+ x", "lambda; x", "relu(lambda)*x"),
        (r"A_+ x", "A[m,n]; x[n]", "relu(A)*x"),
        (r"x_+^\top y_+", "x[n]; y[n]", "relu(x)'*relu(y)"),
    ],
)
def test_a_plus_below_is_the_positive_part(text: str, declared: str, meant: str) -> None:
    if not meant:
        with pytest.raises(ParseError):
            read_either(text, declared)
        return
    found = read_either(text, declared)
    assert found.expr is ex.parse(meant, declared)
    assert any("is read as max(0," in note for note in found.notes)


def test_a_declared_plus_is_a_name_and_a_norm_has_no_positive_part() -> None:
    assert ex.parse_latex("x_+ - x", "x; x_plus") is ex.parse("x_plus - x", "x; x_plus")
    for text in (r"\|b - Ax\|_+^2", r"\|x\|_+", r"\lVert u - v \rVert_{+}"):
        with pytest.raises(ParseError, match="is no norm; write"):
            read_either(text, "x[n]")


@pytest.mark.parametrize(
    "text, declared, meant",
    [
        (r"-\text{Tr}(\rho \ln \rho)", "rho[n,n]: positive_definite", "-tr(rho*logm(rho))"),
        (r"\operatorname{tr}(A \log P)", "A[n,n]; P[n,n]: positive_definite", "tr(A*logm(P))"),
        (
            r"\operatorname{tr}(P(\log P - \log Q))",
            "P[n,n]: positive_definite; Q[n,n]: positive_definite",
            "tr(P*(logm(P) - logm(Q)))",
        ),
        (
            r"\mathrm{tr}(S \log S) + \mathrm{tr}(B S)",
            "B[n,n]; S[n,n]: positive_definite",
            "tr(S*logm(S)) + tr(B*S)",
        ),
        (r"\mathrm{tr}(H K + K \log K)", "H[n,n]; K[n,n]: positive_definite", "tr(H*K + K*logm(K))"),
        (r"\frac12 \mathrm{tr}(-X C \ln C)", "X[n,n]; C[n,n]: positive_definite", "-tr(X*C*logm(C))/2"),
    ],
)
def test_a_logarithm_within_a_trace_of_a_product_is_that_of_the_matrix(text: str, declared: str, meant: str) -> None:
    found = read_either(text, declared)
    assert found.expr is ex.parse(meant, declared)
    assert any("the logarithm of the matrix" in note for note in found.notes)


@pytest.mark.parametrize("text", [r"\mathrm{tr}(\log P)", r"\|P \log P\|^2", r"\mathrm{tr}(A) + \|\log P\|^2"])
def test_another_logarithm_of_a_positive_definite_matrix_is_asked_about(text: str) -> None:
    with pytest.raises(ParseError, match="has two readings"):
        read_either(text, "A[n,n]; P[n,n]: positive_definite")
