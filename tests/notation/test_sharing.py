"""Names for what repeats; the fuzzer checks on random expressions that the definitions, put in, give them back."""

from __future__ import annotations

import re

import pytest

import extremum as ex
from extremum.algebra.errors import ExtremumError

REGRESSION = [
    "X[n,k]",
    "Y[n,g]",
    "B[k,g]",
    "S[g,g]: positive_definite",
    "y[n]",
    "x[k]",
    "A[n,k]",
    "C[k,k]",
    "z[k]",
    "w[k]",
    "K[k,k]",
    "t",
]


def lines(text: str, where: str = "always") -> list[str]:
    return list(ex.name_shared({"f": ex.parse(text, REGRESSION)}, where=where).lines())


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        # A part is the same with another sign, and transposed.
        ("(A*x - y)*(y - A*x)'*A", ["r = A*x - y", "f = -r*r'*A"]),
        ("inv(C)*(inv(C)'*inv(C)*x + x)", ["M = inv(C)", "f = M*(M'*M*x + x)"]),
        # A piece of a product is a part, also of a longer one and transposed.
        ("X'*X*C*B + C*X'*X*B", ["S = X'*X", "f = (C*S + S*C)*B"]),
        # A sum in a longer one, with the other sign; a norm knows no sign; a part is defined in the shortest way.
        ("exp(x).*(exp(x) - z) + (z + w - exp(x))", ["e = exp(x)", "r = e - z", "f = e.*r + w - r"]),
        ("norm2(z - x)*(x - z)*x'*(x - z)", ["r = z - x", "f = x'*r*norm2(r)*r"]),
        ("inv(K' - t*C)*C*inv(t*C' - K)*x", ["M = inv(t*C - K')", "f = -M*C*M'*x"]),
        # Definitions use those before them; a part of a named part alone has no name.
        ("inv(S)*(Y - X*B)'*(Y - X*B)*inv(S)", ["A = (X*B - Y)*inv(S)", "f = A'*A"]),
        # Neither a leaf nor its transpose nor its multiple is named.
        ("C'*inv(A'*A + C)*(2*C')*x", ["f = 2*C'*inv(A'*A + C)*C'*x"]),
    ],
)
def test_what_repeats_gets_a_name(text: str, shown: list[str]) -> None:
    assert lines(text) == shown


@pytest.mark.parametrize(
    "number", ["a'*cross(K*a, b)", "a'*L*kron(b, a)", "cross(a, K*b)'*cross(K*a, b)", "b'*cross(K*a, cross(a, K*b))"]
)
def test_columns_with_names_of_their_own_end_a_product(number: str) -> None:
    """``(1 - a'·cross(b, d)·x)'·y`` lost its transpose, as if the number and x were one product with a free end."""
    declared = ["a[3]; b[3]; K[3,3]; L[3,9]; x[n]; y[n]"]
    for text in (f"({number}*x - 1)'*(y - x)", f"({number}*x - 1)'*(y - x)*({number} + 2)*x"):
        whole = ex.parse(text, declared)
        *definitions, (_, last) = (line.split(" = ") for line in ex.name_shared({"f": whole}).lines())
        for name, meaning in definitions:
            last = re.sub(rf"\b{name}\b", f"({meaning})", last)
        assert ex.equal(ex.parse(last, declared), whole).verdict in ("proved", "probable")


def test_vectors_are_columns_and_matrices_capital() -> None:
    (definition, _) = lines("(y'*A*C + x')*inv(C)*(C'*A'*y + x)*x")
    assert definition.startswith("u = ")


def test_names_are_not_taken() -> None:
    named = ex.name_shared({"f": ex.parse("(M*x - r)*(M*x - r)'*M", ["M[n,n]", "x[n]", "r[n]"])})
    assert [str(line.split(" = ")[0]) for line in named.lines()] == ["d", "f"]


def test_a_part_of_each_sample_is_a_family() -> None:
    f = ex.parse("sum_i(exp(w'*x[i])*x[i]/(1 + exp(w'*x[i]))^2)", ["x[d] for i in 1..N", "w[d]"])
    assert list(ex.name_shared({"f": f}).lines()) == [
        "s[i] = sigmoid(w'*x[i])",
        "f = sum_i(s[i]*(1 - s[i])*x[i])",
    ]


def test_one_option_switches() -> None:
    long = "inv(S)*(Y - X*B)'*(Y - X*B)*inv(S)"
    assert [len(lines(long, where)) for where in ("always", "auto", "never")] == [2, 2, 1]
    little = "exp(C*x).*(K*z) + sin(C*x).*(K'*w) + tr(C*B*B'*K)*(C*X'*y)"
    assert [len(lines(little, where)) for where in ("always", "auto", "never")] == [2, 1, 1]
    with pytest.raises(ExtremumError, match="where is 'auto', 'never' or 'always'"):
        lines(long, "sometimes")
    with pytest.raises(ExtremumError, match="whose derivatives these are is an expression, not 'f'"):
        ex.name_shared({"f": ex.vector("x", 2)}, "f")  # type: ignore[arg-type]


def test_roles_in_a_network() -> None:
    n = ex.dims("n")
    A, B, x, y = ex.matrix("A", n, n), ex.matrix("B", n, n), ex.vector("x", n), ex.vector("y", n)
    f = ex.norm2(B @ ex.tanh(A @ x) - y) ** 2
    gradients = {f"∂f/∂{v}": ex.gradient(f, v) for v in (A, B)}
    names = [line.split(" = ")[0] for line in ex.name_shared(gradients, f).lines()]
    assert names == ["y1", "z1", "∂f/∂A", "∂f/∂B"]


def test_deep_networks_need_no_recursion() -> None:
    n = ex.dims("n")
    A, x = ex.matrix("A", n, n), ex.vector("x", n)
    state = x
    for _ in range(3000):
        state = ex.tanh(A @ state) + x
    named = ex.name_shared({"y": state, "z": ex.exp(state)})
    assert len(named.definitions) == 1


def test_columns_keep_their_transposes() -> None:
    f = ex.parse("sin(B[:,1]'*C*x)*x + exp(B[:,1]'*C*x)*x", ["B[n,m]", "C[n,k]", "x[k]"])
    assert all("B[:, 1]'*C*x" in line for line in ex.name_shared({"f": f}).lines() if "B" in line)


def test_names_are_no_dimensions() -> None:
    f = ex.parse("eye(M)*inv(A)*x + ones(M)*r*norm2(inv(A)*x)^2 + p*inv(A)*x", ["A[M,M]", "x[M]", "r"], p=ex.dims("p"))
    named = {line.partition(" = ")[0] for line in ex.name_shared({"f": f}).lines()}
    assert len(named) > 1 and named.isdisjoint({"M", "p", "r"})


ONCE_WRONG = [
    ("(a'*b*v + 3*n)'*(2*c - v)", ["a[n]", "b[n]", "v[n]", "c[n]"]),
    ("tr(inv(eye(n) + softmax_rows(sin(B))'*softmax_rows(sin(B)))*A)", ["A[n,n]", "B[n,n]: symmetric"]),
    ("(a'*eigvec(S, 1)*eigvec(S, 1) + 2*n)'*(c + eigvec(S, 1))", ["a[n]", "S[n,n]: symmetric", "c[n]"]),
    # ones(p, q) and unit(m, 1) are arrays, not numbers made of sizes.
    ("(ones(p, q)*A*B*C)'.*(ones(n, p) + 2*D')", ["A[q,m]", "B[m,n]", "C[n,n]", "D[p,n]"]),
    ("(2 + (unit(m, 1)'*inv(D*E)*unit(m, 1))^2*det(eye(p) + tanh(A)'*tanh(A)))^(-1)", ["D[m,m]", "E[m,m]", "A[q,p]"]),
    # A number is added to each entry of a column, not of a row; the sum is no number for it.
    ("(3*sin(h) - 4*K' - 2*sum(J'))'*L", ["h[m]", "K[1,m]", "J[1,q]", "L[m,p]"]),
    (
        "sum(h)*((3*sin(J')' + ones(1,m)*sum(K) - 8*H)*G + L)",
        ["h[m]", "J[1,m]", "K[m,p]", "H[1,m]", "G[m,m]", "L[1,m]"],
    ),
    ("-(2*diagonal(J)'*J + sum(k)*ones(1,m))*J*u", ["J[m,m]", "k[m]", "u[m]"]),
    ("(ones(1,p) - D)*s*D'", ["D[1,p]", "s"]),
    ("y*exp(a)'*(b*ones(1, m) - C'*D')", ["y[n]", "a[k]", "b[k]", "C[k,k]", "D[m,k]"]),
    # A letter for a column is left out where an entry of the column stands.
    (
        "1 + 2*unit(p, 1)'*(E.*F)'*(A'.^2.*D')*A[1]*D*h*norm2(2*softmax(g) - g)",
        ["A[1,m]", "D[1,m]", "E[m,p]", "F[m,p]", "g[m]", "h[m]"],
    ),
]


@pytest.mark.parametrize(("text", "declared"), ONCE_WRONG, ids=[text for text, _ in ONCE_WRONG])
def test_numbers_in_products_keep_the_transposes_around_them(text: str, declared: list[str]) -> None:
    f = ex.parse(text, declared)
    *definitions, last = ex.name_shared({"f": f}).lines()
    whole = last.partition(" = ")[2]
    for line in reversed(definitions):
        name, _, value = line.partition(" = ")
        whole = re.sub(rf"\b{name}\b", f"({value})", whole)
    assert ex.equal(ex.parse(whole, declared), f)


def test_a_number_is_added_to_no_row() -> None:
    """``3*D*E - 2 - D`` was written, which the language reads as a number added to a row."""
    row = ex.parse("3*D*E - 2*ones(1,m) - D", ["D[1,m]", "E[m,m]"])
    assert ex.parse(str(ex.name_shared({"f": row})).partition("f = ")[2], ["D[1,m]", "E[m,m]"]) is row


def test_a_named_row_keeps_its_transposes() -> None:
    """``std(a*u)`` of a row that has a name was written with ``u*a``."""
    f = ex.std(ex.vector("a", "m") @ ex.named("u", ex.power(ex.matrix("B", 1, "p"), 2)))
    (line,) = ex.name_shared({"f": f}).lines()
    assert "norm2(a*u - " in line


@pytest.mark.parametrize("where", ["auto", "always"])
def test_symbols_of_what_is_derived_are_no_names(where: str) -> None:
    """``s`` and ``t`` are gone from the gradient, and stand in the formula beside it."""
    f = ex.parse("(z/(1 + norm2(z)))'*tanh(z/2) + s^2 + t^2", "z[k]; s; t")
    gradient = ex.gradient(f, "z")
    freely = {line.split(" = ")[0] for line in ex.name_shared({"g": gradient}, where=where).lines()}
    beside = {line.split(" = ")[0] for line in ex.name_shared({"g": gradient}, where=where, beside=[f]).lines()}
    assert {"s", "t"} <= freely and len(beside) == len(freely) and not {"s", "t"} & beside
    assert not {"s", "t"} & {line.split(" = ")[0] for line in ex.name_shared({"g": gradient}, f, where).lines()}


def test_the_parts_of_a_function_are_letters_too() -> None:
    """``(I - z1*B)*z1`` was written, which is short only where the inverse is written out."""
    f = ex.parse("logdet(S + c*eye(n)) + tr(B*inv(S + c*eye(n)))", "S[n,n]: positive_definite; B[n,n]: symmetric; c")
    assert list(ex.name_shared({"g": ex.gradient(f, "S")}, f).lines()) == ["z1 = inv(c*eye(n) + S)", "g = z1 - z1*B*z1"]


def test_an_identity_is_one_leaf_wherever_it_is_written() -> None:
    """Within the norm it was another part, so that the inverse was written twice."""
    f = ex.parse(
        "1/2*logdet(s*eye(n) + t*Z*Z') + y'*inv(s*eye(n) + t*Z*Z')*y", "Z[n,q]; y[n]; s: positive; t: positive"
    )
    lines = list(ex.name_shared({"g": ex.gradient(f, "t")}).lines())
    assert sum(line.count("inv(") for line in lines) == 1


def test_signs_stand_before_sums_and_quotients() -> None:
    f = ex.parse("sum_i((norm2(x - a[i]) - d[i])^2)", "x[p]; a[p] for i in 1..N; d[] for i in 1..N: positive")
    assert ex.name_shared({"g": ex.gradient(f, "x")}).operations == 7


def test_rows_of_ones_are_columns_turned() -> None:
    f = ex.parse("a'*exp(-rowsums((Z - ones(n)*x').^2)/(2*c^2))", "Z[n,d]; x[d]; a[n]; c: positive")
    assert ex.name_shared({"g": ex.gradient(f, "x")}, beside=[f]).operations <= 16


def test_what_was_declared_names_nothing_else_though_the_formula_lacks_it() -> None:
    f = ex.parse("sum(sigmoid(X*g).*(X*b)) + norm2(sigmoid(X*g))", "X[n,m]; g[m]; b[m]; s; p; u")
    *definitions, _ = ex.name_shared({"g": ex.gradient(f, "g")}, beside=[f]).lines()
    assert definitions and not {"s", "p", "u"} & {line.split(" = ")[0] for line in definitions}
