"""Every rewriting of the search, on random shapes and values: it shortens, keeps the value, and is done once."""

from __future__ import annotations

import pytest

import extremum as ex
from extremum.simplify.cost import cost
from extremum.simplify.expand import expanded
from tests.simplify.declared import SQUARE

SHORTER = [
    # common factors
    ("A*u + B*u", "(A + B)*u", SQUARE),
    ("B*A*u + B*A*v", "B*A*(u + v)", SQUARE),
    ("B*A*u + B*A*v + B*B'*u", "B*(A*(u + v) + B'*u)", SQUARE),
    ("(B*u + B'*u)*v'", "(B + B')*u*v'", SQUARE),
    ("B*u*v' + B'*u*v'", "(B + B')*u*v'", SQUARE),
    ("u'*w - v'*w", "(u - v)'*w", [*SQUARE, "w[n]"]),
    ("s*u'*A*v - u'*B*v", "u'*(s*A - B)*v", SQUARE),
    ("s*u'*v*u'*w + v'*v*u'*w + u'*v*w'*v", "u'*w*(s*u'*v + norm2(v)^2) + u'*v*v'*w", [*SQUARE, "w[n]"]),
    ("kron(eye(m), A) + kron(eye(m), B)", "kron(eye(m), A + B)", SQUARE),
    ("kron(A, V) - 2*kron(B, V)", "kron(A - 2*B, V)", SQUARE),
    # fractions of square roots
    ("(1 + s/sqrt(s^2 - 1))/(s + sqrt(s^2 - 1))", "1/sqrt(s^2 - 1)", ["s: positive"]),
    ("(1/sqrt(s) + 1)/(1 + sqrt(s))", "1/sqrt(s)", ["s: positive"]),
    ("(s - t)/(sqrt(s) + sqrt(t)) + sqrt(t)", "sqrt(s)", ["s: positive", "t: positive"]),
    ("(u + u./sqrt(1 + u.^2))./(1 + sqrt(1 + u.^2))", "u./sqrt(1 + u.^2)", SQUARE),
    ("x/(m*sqrt(1 + norm2(x)^2/(m*c)^2))", "c*x/sqrt((m*c)^2 + norm2(x)^2)", ["x[n]", "m: positive", "c: positive"]),
    # what a column with a single 1 selects, and sums beside multiples of them
    ("p.*(1 + c*(y'*p - y)) - y", "(1 + c*y'*p)*(p - y)", ["p[n]", "y[n]: onehot", "c"]),
    ("p.*(y'*p - y)", "y'*p*(p - y)", ["p[n]", "y[n]: onehot"]),
    ("s*u - s*v + u - v", "(1 + s)*(u - v)", SQUARE),
    ("a^(1 - b)*c - a^(2 - b)", "a^(1 - b)*(c - a)", ["a: positive", "b", "c"]),
    ("Q'*(Q*u - v)", "u - Q'*v", [*SQUARE, "Q[n,n]: orthogonal"]),
    ("sum(u) - sum(v)", "sum(u - v)", SQUARE),
    # a number taken into a fraction
    ("1 - (y + a)/(m + a)", "(m - y)/(m + a)", ["y", "a: positive", "m: positive"]),
    ("1 + log(s) - (u + s)./(v + s)", "(v - u)./(v + s) + log(s)", ["u[n]", "v[n]: positive", "s: positive"]),
    ("(a - 1)^2*(1 + a)^2*b", "(a^2 - 1)^2*b", ["a", "b"]),
    # traces that are bilinear forms
    ("tr(A*((u*v').*B))", "u'*(B.*A')*v", SQUARE),
    ("tr((W.*(u*w'))*V)", "u'*(W.*V')*w", ["W[n,k]", "V[k,n]", "u[n]", "w[k]"]),
    ("diag(u) - 3*diag(v)", "diag(u - 3*v)", SQUARE),
    ("A.*B + A.*B'", "A.*(B + B')", SQUARE),
    ("A'*(B*u + B*v) - A'*B*u", "A'*B*v", SQUARE),
    ("s*A + s*B", "s*(A + B)", SQUARE),
    # one denominator
    ("a/(a + b) + b/(a + b)", "1", ["a", "b"]),
    ("1 - a/(a + b)", "b/(a + b)", ["a", "b"]),
    ("e/(1 + e) - e^2/(1 + e)^2", "e/(1 + e)^2", ["e"]),
    ("a^2 + 2*a*b + b^2", "(a + b)^2", ["a", "b"]),
    ("(a^2 - b^2)/(a + b)", "a - b", ["a", "b"]),
    ("exp(x)./(2 + exp(x)) - exp(2*x)./(2 + exp(x)).^2", "2*(exp(x)./(2 + exp(x)).^2)", ["x[n]"]),
    ("y.*exp(-x)./(3 + exp(-x))", "y./(1 + 3*exp(x))", ["x[n]", "y[n]"]),
    # what is rational in exp(t) and has 1 + exp(t) below the line
    ("1/(1 + exp(-s))", "sigmoid(s)", ["s"]),
    ("exp(-s)/(1 + exp(-s))^2", "sigmoid(s)*(1 - sigmoid(s))", ["s"]),
    ("exp(x)./(1 + exp(x)) - exp(2*x)./(1 + exp(x)).^2", "sigmoid(x).*(1 - sigmoid(x))", ["x[n]"]),
    ("y.*exp(-x)./(1 + exp(-x))", "y.*sigmoid(-x)", ["x[n]", "y[n]"]),
    ("(sigmoid(s)*sigmoid(-s) - sigmoid(t)*sigmoid(-t))/(sigmoid(s) - sigmoid(t))", "1 - sigmoid(s) - sigmoid(t)",
     ["s", "t"]),
    # terms with exponentials that are one function
    ("exp(-a^2) + s*exp(2*a*log(s) - (a + log(s))^2 + log(s)^2 - log(s))", "2*exp(-a^2)", ["a", "s: positive"]),
    ("exp(x).*y - 2*z.*exp(x + log(y./z))", "-exp(x).*y", ["x[n]", "y[n]: positive", "z[n]: positive"]),
    ("(1 - y.*exp(-x) - y)./(1 + exp(-x))", "sigmoid(x) - y", ["x[n]", "y[n]"]),
    ("sigmoid(x).*exp(-x).*(sigmoid(x) - y)./(1 - sigmoid(x))", "sigmoid(x) - y", ["x[n]", "y[n]"]),
    ("sigmoid(-x).*(1 - sigmoid(-x))", "sigmoid(x).*(1 - sigmoid(x))", ["x[n]"]),
    ("exp(2*s)/(1 + exp(s))^3", "sigmoid(s)^2*(1 - sigmoid(s))", ["s"]),
    ("s*(x./(1 + x)) - s*(x.^2./(1 + x).^2)", "s*(x./(1 + x).^2)", ["s", "x[n]"]),
    # repeated rows and columns
    ("X.*(b*ones(1, m))", "diag(b)*X", ["X[n,m]", "b[n]"]),
    ("X./(b*ones(1, m))", "diag(b.^-1)*X", ["X[n,m]", "b[n]"]),
    ("X.*(ones(n)*w')", "X*diag(w)", ["X[n,m]", "w[m]"]),
    # Gram matrices in a pseudoinverse
    ("inv(X'*X)*X'*b", "pinv(X)*b", ["X[n,m]: full_column_rank", "b[n]"]),
    ("b'*Z'*inv(Z*Z')*w", "b'*pinv(Z)*w", ["Z[m,n]: full_row_rank", "b[n]", "w[m]"]),
    # entries that are chosen, and sums turned around beside a real power of them
    ("q.*(1 - y/(q'*y))", "q - y", ["q[n]: positive", "y[n]: onehot"]),
    ("C.*(ones(n, n) - diag(diagonal(C).^(-1)))", "C - eye(n)", ["C[n,n]: positive"]),
    ("C.*(B + diag(u))./C", "B + diag(u)", ["C[n,n]: nonzero", "B[n,n]", "u[n]"]),
    ("a*(u.*v)'*w + b'*u", "(a*(v.*w) + b)'*u", ["u[n]", "v[n]", "w[n]", "b[n]", "a"]),
    ("a/(1 + b/a)^2", "a^3/(a + b)^2", ["a: positive", "b: positive"]),
    # inverses of sums beside a factor
    ("inv(K^2 + s*K)*K*x", "inv(K + s*eye(n))*x", ["K[n,n]: positive_definite", "s", "x[n]"]),
    ("inv(eye(n) + inv(A)*B)*inv(A)", "inv(A + B)", SQUARE),
    ("inv(A)*inv(2*s*eye(n) + 3*B*inv(A))", "inv(2*s*A + 3*B)", SQUARE),
    ("B*inv(eye(n) + inv(A)*U*V)*inv(A)*u", "B*inv(A + U*V)*u", SQUARE),
    ("inv(s*eye(n) + 2*u*v')*u", "u/(s + 2*u'*v)", SQUARE),
    ("w'*inv(eye(n) + u*w')*B", "w'*B/(1 + w'*u)", [*SQUARE, "w[n]"]),
    ("A'*inv(3*eye(n) + A*u*v')*A*u", "A'*A*u/(3 + v'*A*u)", SQUARE),
    ("inv(eye(n) + B/s)/s", "inv(s*eye(n) + B)", SQUARE),
    ("V*inv(A - 2*B/s^2)*u/(3*s^3)", "V*inv(s^2*A - 2*B)*u/(3*s)", SQUARE),
    # products with sums in which terms cancel
    ("sum(u - sum(u)/n*ones(n))", "0", SQUARE),
    ("(eye(n) - ones(n, n)/n)*(u - sum(u)/n*ones(n))", "u - sum(u)/n*ones(n)", SQUARE),
    ("(ones(n, n)/n - eye(n))*B", "ones(n, n)*B/n - B", SQUARE),
    ("A*(inv(A)*B + V'*U')", "B + A*V'*U'", SQUARE),
    ("u'*(s*(v - sum(v)/n*ones(n))*ones(1, n) + B)*ones(n)", "n*s*u'*(v - sum(v)/n*ones(n)) + u'*B*ones(n)", SQUARE),
    # what divides a sum, and is a factor of a term of it
    ("(n*u - sum(u)*ones(n))/n", "u - mean(u)", SQUARE),
    ("(n*u - v'*u*v - sum(u)*ones(n))/(n*s)", "(u - v'*u*v/n - mean(u))/s", SQUARE),
    ("(a*B + s*A)/a", "B + s*A/a", [*SQUARE, "a"]),
    # what depends on the sign of one argument
    ("abs(u).*sign(u).*v", "u.*v", SQUARE),
    ("v.*step(u).*relu(u).^2", "v.*relu(u).^2", SQUARE),
    ("abs(a)^2 + abs(b)^3*sign(b)", "a^2 + b^3", ["a", "b"]),
    ("u./abs(u)", "sign(u)", SQUARE),
    ("det(B)*sign(det(B))/abs(det(B))", "1", SQUARE),
    ("u.*sign(u)", "abs(u)", SQUARE),
    # commutation matrices beside Kronecker products
    ("kron(B, eye(k))*commutation(n, k) + kron(eye(k), B)", "(eye(n*k) + commutation(n, k))*kron(eye(k), B)", SQUARE),
    # entrywise products with sums of outer products, beside ones
    ("(B.*(u*ones(1, n) - ones(n)*v'))*ones(n)", "u.*(B*ones(n)) - B*v", SQUARE),
    # quotients of functions
    ("u.*sinh(v)./cosh(v)", "u.*tanh(v)", SQUARE),
    ("s*sin(s)^2/cos(s)^2", "s*tan(s)^2", ["s"]),
    ("A - diag(sinh(u).^2./cosh(u).^2)*A", "diag(1 - tanh(u).^2)*A", SQUARE),
    # less their middle
    ("2*sigmoid(2*u) - 1", "tanh(u)", SQUARE),
    ("1 - 2*sigmoid(-a)", "tanh(a/2)", ["a"]),
    ("ones(n, k) - 2*sigmoid(4*U)", "-tanh(2*U)", SQUARE),
    ("sigmoid(6*u) - sigmoid(-6*u)", "tanh(3*u)", SQUARE),
    ("sigmoid(2*u).*(1 - sigmoid(2*u)).*(2*sigmoid(2*u) - 1)", "(tanh(u) - tanh(u).^3)/4", SQUARE),
    # differences of squares
    ("u.*(v - 1).*(v + 1)", "u.*(v.^2 - 1)", SQUARE),
    ("(a - 2*b)*(a + 2*b)/c", "(a^2 - 4*b^2)/c", ["a", "b", "c"]),
    ("s*eye(n) + eye(n)", "(s + 1)*eye(n)", SQUARE),
    ("eye(n) - diag(u)", "diag(1 - u)", SQUARE),
    ("eye(n) + s*eye(n) - B", "(1 + s)*eye(n) - B", SQUARE),
    ("u'*A*v/s + tr(A*(v*u'/s + B))", "2*u'*A*v/s + tr(A*B)", SQUARE),
    # sums beside the inverse of a sum with the same terms
    ("inv(eye(n) + B)*(eye(n) - B)", "2*inv(eye(n) + B) - eye(n)", SQUARE),
    ("(B - 3*eye(n))*inv(2*eye(n) + 2*B)", "1/2*eye(n) - 2*inv(eye(n) + B)", SQUARE),
    # traces of outer products
    ("tr(B'*B*(u*v' + v*u'))", "2*u'*B'*B*v", SQUARE),
    ("tr(A*(u*(v - u)' - u*v'))", "-u'*A*u", SQUARE),
    # powers of denominators
    ("eye(n)/norm2(u) - u*u'/norm2(u)^3", "(eye(n) - u*u'/norm2(u)^2)/norm2(u)", SQUARE),
    ("v/s - a*u/s^3", "(v - a*u/s^2)/s", [*SQUARE, "a"]),
    ("vec(B)/s + a*vec(A)/s", "vec(B + a*A)/s", [*SQUARE, "a"]),
    # changes of low rank
    ("inv(A) - inv(A)*u*v'*inv(A)/(1 + v'*inv(A)*u)", "inv(A + u*v')", SQUARE),
    ("inv(A) + inv(A)*u*v'*inv(A)/(1 - v'*inv(A)*u)", "inv(A - u*v')", SQUARE),
    ("inv(A) - inv(A)*U*inv(inv(C) + V*inv(A)*U)*V*inv(A)", "inv(A + U*C*V)", SQUARE),
    ("inv(A) - inv(A)*U*inv(eye(k) + V*inv(A)*U)*V*inv(A)", "inv(A + U*V)", SQUARE),
    ("det(A)*(1 + v'*inv(A)*u)", "det(A + u*v')", SQUARE),
    ("det(A)*det(eye(k) + V*inv(A)*U)", "det(A + U*V)", SQUARE),
    ("2*s*det(A)*(1 + 3*v'*inv(A)*u)", "2*s*det(A + 3*u*v')", SQUARE),
    # cross products, angles, explicit small matrices
    ("cross(u, m) + cross(m, v)", "cross(u - v, m)", ["u[3]", "v[3]", "m[3]"]),
    ("skewmat(u)*skewmat(v) + u'*v*eye(3)", "v*u'", ["u[3]", "v[3]"]),
    ("s*cos(t)^2 + s*sin(t)^2", "s", ["s", "t"]),
    ("x'*[0, -s; s, 0]*(x + y)", "x'*[0, -s; s, 0]*y", ["x[2]", "y[2]", "s"]),
    ("[s*t*sin(t); s^2*t]", "s*t*[sin(t); s]", ["s", "t"]),
]  # fmt: skip


@pytest.mark.parametrize(("long", "short", "declared"), SHORTER, ids=[row[0] for row in SHORTER])
def test_shortened(long: str, short: str, declared: list[str]) -> None:
    before, after = ex.parse(long, declared), ex.parse(short, declared)
    found = ex.simplify(before)
    assert ex.equal(before, found)
    assert cost(found) <= cost(after) <= cost(before), found
    assert ex.simplify(found) is found


KEPT = [
    ("inv(K^2 + s*K)*K*x", ["K[n,n]: symmetric", "s", "x[n]"]),
    ("inv(A'*A)*A'*b", ["A[n,m]", "b[n]"]),
    ("q.*y", ["q[n]", "y[n]: onehot"]),
    ("(1 + x^2/2)^(-2)", ["x"]),
    ("eye(n) - x*x'/(1 + x'*x)", ["x[n]"]),
    ("sum(x).*sign(x).^2", ["x[n]"]),
    ("u'*B*u - v'*u", SQUARE),
    ("exp(-a^2) + b*exp(-(a + log(b^2))^2)", ["a", "b"]),
    ("(eye(n) - ones(n, n)/n)*B*(eye(n) - ones(n, n)/n)", SQUARE),
    ("sum(u) - u'*v", SQUARE),
    ("step(x).*abs(x)", ["x[n]"]),
    ("sigmoid(x).*(1 - sigmoid(x)).*(1 - 2*sigmoid(x))", ["x[n]"]),
    ("1 - 3*sigmoid(-x)", ["x[n]"]),
    ("sqrt(a - b)*sqrt(a + b)", ["a", "b"]),
    ("sinh(x)./cosh(2*x)", ["x[n]"]),
    ("sinh(x).^2./cosh(x)", ["x[n]"]),
    ("inv(A + B)*(A - B)", SQUARE),
    ("norm2(u*v' - B)^2", SQUARE),
    ("relu(x).*abs(x)", ["x[n]"]),
    ("norm2(x - sum(x)/n*ones(n))^2", ["x[n]"]),
    ("x/(n*(norm2(x)^2/n + s))", ["x[n]", "s"]),
    ("inv(eye(n) + A*inv(B))*inv(A)", SQUARE),
    ("inv(s*eye(n) + u*v')*(u + v)", SQUARE),
    ("A'*(A*x - b)", ["A[m,n]", "x[n]", "b[m]"]),
    ("inv(A) - inv(A)*u*v'*inv(A)/(2 + u'*u)", SQUARE),
    ("det(A)*(1 + v'*inv(B)*u)", [*SQUARE[:-2], "B[n,n]: invertible"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "declared"), KEPT, ids=[row[0] for row in KEPT])
def test_kept(text: str, declared: list[str]) -> None:
    expr = ex.parse(text, declared)
    assert ex.simplify(expr) is expr


def test_expanded() -> None:
    expr = ex.parse("s*(A + B)*(u - v) + (s + 1)*v'*u*u", SQUARE)
    found = expanded(expr)
    assert found is not None and len(found.args) == 6
    assert ex.equal(expr, found)
    assert expanded(ex.parse("(A + B)^7*u", SQUARE), limit=64) is None


def test_the_search_has_a_budget() -> None:
    x, y = ex.scalar("x"), ex.scalar("y")
    total = sum((x ** (k + 1) * y ** (60 - k) / (1 + x + k) for k in range(60)), x)
    assert ex.equal(ex.simplify(total), total)


def test_sums_over_the_same_samples_are_one_where_that_is_shorter() -> None:
    count, i = ex.dims("n"), ex.index("i", ex.dims("n"))
    a, b = ex.samples("a", 1, count), ex.samples("b", 1, count)
    apart = ex.sum(a[i] / (a[i] + b[i]), i) - ex.sum(b[i] / (a[i] + b[i]), i)
    assert str(ex.simplify(apart)) == "sum_i((a[i] - b[i])/(a[i] + b[i]))"
    assert ex.equal(ex.simplify(apart), apart)
    apart = ex.sum(a[i] ** 2, i) - ex.sum(ex.exp(b[i]), i)
    assert ex.simplify(apart) is apart


def test_multiples_of_the_identity_are_no_diagonals() -> None:
    assert str(ex.simplify(ex.parse("eye(n) + lam*eye(n)", "lam: positive"))) == "(1 + lam)*eye(n)"


@pytest.mark.parametrize("digits", [3, 18, 20, 40])
def test_numbers_that_the_machine_has_no_word_for(digits: int) -> None:
    text = f"1/{10**digits} - s^(-2)"
    assert ex.equal(ex.simplify(text), ex.parse(text))


@pytest.mark.parametrize("text", ["1/(x*(a + b) - a*x - b*x) + 1", "x/((a - b)^2 - a^2 - b^2 + 2*a*b) + b/x"])
def test_what_divides_by_zero_stays_as_it_is(text: str) -> None:
    f = ex.parse(text, ["x", "a", "b"])
    assert ex.simplify(f) is f
