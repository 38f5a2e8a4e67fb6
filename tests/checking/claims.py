"""Claims as people really err, written by hand: rows (claim, diagnosis) under the question that they answer.

The diagnosis is what a teacher would say first. The third entry of a row, where it has one, is the corrected formula
that is to be shown (``written``).
"""

from __future__ import annotations

from dataclasses import dataclass

Rows = list[tuple[str, str] | tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: the derivative of f with respect to x, and claims about it."""

    f: str
    x: str
    declarations: str
    rows: Rows
    kind: str = "gradient"
    convention: str = "projection"


LEAST_SQUARES = "A[n,m]; x[m]; b[n]"
RIDGE = "X[n,d]; w[d]; y[n]; lam"
SQUARE = "A[n,n]; B[n,n]; X[n,n]: invertible; x[n]; y[n]; a[n]; b[n]; s; t"
GAUSS = "x[d] for i in 1..N; mu[d]; S[d,d]: positive_definite"
NETWORK = "V[k,h]; W[h,d]; x[d]; y[k]"

ASKED = [
    # -- least squares -------------------------------------------------------------------------------------------------
    Asked("norm2(A*x - b)^2", "x", LEAST_SQUARES, [
        ("2*A'*(A*x - b)", "right"),
        ("2*A'*A*x - 2*A'*b", "right"),
        ("2*(A'*A*x - A'*b)", "right"),
        ("2*(x'*A'*A - b'*A)'", "right"),
        ("-2*A'*(b - A*x)", "right"),
        ("A'*(A*x - b) + A'*(A*x - b)", "right"),
        ("2*(A*x - b)'*A", "layout"),
        ("2*x'*A'*A - 2*b'*A", "layout"),
        ("(A*x - b)'*A", "layout"),
        ("2*A*(A*x - b)", "shapes", "2*A'*(A*x - b)"),
        ("2*(A*x - b)*A", "shapes"),
        ("2*A'*(A'*x - b)", "shapes", "2*A'*(A*x - b)"),
        ("2*A'*A*(A*x - b)", "shapes", "2*A'*(A*x - b)"),
        ("A'*(A*x - b)", "factor"),
        ("4*A'*(A*x - b)", "factor"),
        ("2/n*A'*(A*x - b)", "factor"),
        ("1/n*A'*(A*x - b)", "factor"),
        ("2*A'*(b - A*x)", "sign"),
        ("-2*A'*(A*x - b)", "sign"),
        ("2*(A*x - b)", "chain_rule"),
        ("2*A'*(A*x + b)", "term_wrong", "2*A'*(A*x - b)"),
        ("2*A'*A*x + 2*A'*b", "term_wrong", "2*A'*A*x - 2*A'*b"),
        ("2*A'*A*x - A'*b", "term_wrong", "2*A'*A*x - 2*A'*b"),
        ("A'*A*x - 2*A'*b", "term_wrong"),
        ("2*A'*A*x", "term_missing", "2*A'*A*x - 2*A'*b"),
        ("-2*A'*b", "term_missing"),
        ("2*A'*A*x - 2*A'*b + x", "term_extra", "2*A'*A*x - 2*A'*b"),
        ("2*A'*A", "hessian_for_gradient"),
        ("-2*(A*x - b)", "derivative_of_other_variable"),
        ("2*(A*x - b)*x'", "derivative_of_other_variable"),
        ("2*A*A'*x - 2*A'*b", "shapes", "2*A'*A*x - 2*A'*b"),
        ("2*A'*(A*x - b)^2", "shapes"),
        ("norm2(A*x - b)^2*x", "wrong"),
    ]),
    Asked("norm2(A*x - b)", "x", LEAST_SQUARES, [
        ("A'*(A*x - b)/norm2(A*x - b)", "right"),
        ("(A'*A*x - A'*b)/sqrt((A*x - b)'*(A*x - b))", "right"),
        ("2*A'*(A*x - b)/norm2(A*x - b)", "factor"),
        ("A'*(A*x - b)", "factor"),
        ("A'*(A*x - b)/norm2(A*x - b)^2", "factor"),
        ("(A*x - b)/norm2(A*x - b)", "chain_rule"),
    ]),
    # -- ridge ---------------------------------------------------------------------------------------------------------
    Asked("norm2(X*w - y)^2 + lam*norm2(w)^2", "w", RIDGE, [
        ("2*X'*(X*w - y) + 2*lam*w", "right"),
        ("2*(X'*X + lam*eye(d))*w - 2*X'*y", "right"),
        ("2*X'*(X*w - y) + lam*w", "term_wrong", "2*X'*(X*w - y) + 2*lam*w"),
        ("2*X'*(X*w - y) - 2*lam*w", "term_wrong", "2*X'*(X*w - y) + 2*lam*w"),
        ("2*X'*(X*w - y) + 2*w", "term_wrong", "2*X'*(X*w - y) + 2*lam*w"),
        ("X'*(X*w - y) + 2*lam*w", "term_wrong"),
        ("2*X'*(X*w - y)", "term_missing", "2*X'*(X*w - y) + 2*lam*w"),
        ("2*lam*w", "term_missing"),
        ("2*X'*(X*w - y) + 2*lam*w + lam*w", "term_wrong"),
        ("2*X'*(X*w - y) + 2*lam*y", "shapes", "2*X'*(X*w - y) + 2*lam*w"),
        ("2*X*(X*w - y) + 2*lam*w", "shapes", "2*X'*(X*w - y) + 2*lam*w"),
        ("X'*(X*w - y) + lam*w", "factor"),
        ("(X'*X + lam*eye(d))*w - X'*y", "factor"),
        ("2*(X'*X + eye(d))*w - 2*X'*y", "factor_wrong"),
        ("2*(X'*X - lam*eye(d))*w - 2*X'*y", "term_wrong"),
        ("2*(X*w - y)'*X + 2*lam*w'", "layout"),
    ]),
    # -- quadratic forms -----------------------------------------------------------------------------------------------
    Asked("x'*A*x", "x", SQUARE, [
        ("(A + A')*x", "right"),
        ("A*x + A'*x", "right"),
        ("A'*x + (x'*A')'", "right"),
        ("2*A*x", "only_if"),
        ("2*A'*x", "only_if"),
        ("A*x", "term_missing", "A*x + A'*x"),
        ("A'*x", "term_missing"),
        ("x'*(A + A')", "layout"),
        ("2*x'*A", "layout"),
        ("A*x + x'*A", "shapes", "A*x + (x'*A)'"),
        ("(A - A')*x", "term_wrong"),
        ("(A + A')*x/2", "factor"),
        ("A + A'", "hessian_for_gradient"),
        ("x*x'", "derivative_of_other_variable"),
        ("A*x + A*x", "factor_wrong", "A'*x + A*x"),
        ("(A' + A')*x", "factor_wrong", "(A + A')*x"),
        ("(A + A')*y", "factor_wrong", "(A + A')*x"),
        ("x*(A + A')", "shapes", "(A + A')*x"),
        ("(A + A'*x)", "shapes"),
        ("0*x", "wrong"),
    ]),
    Asked("x'*A*y", "x", SQUARE, [
        ("A*y", "right"),
        ("A'*y", "factor_wrong", "A*y"),
        ("y'*A'", "layout"),
        ("A'*x", "derivative_of_other_variable"),
        ("x*y'", "derivative_of_other_variable"),
        ("A*x", "factor_wrong", "A*y"),
        ("y'*A", "layout"),
    ]),
    Asked("x'*A*y", "A", SQUARE, [
        ("x*y'", "right"),
        ("y*x'", "transposed"),
        ("x'*y", "shapes"),
        ("x.*y", "shapes"),
        ("kron(y', x')", "jacobian_for_gradient"),
        ("vec(x*y')", "layout"),
    ]),
    # -- traces --------------------------------------------------------------------------------------------------------
    Asked("tr(A*X*B)", "X", "A[p,n]; X[n,m]; B[m,p]", [
        ("A'*B'", "right"),
        ("(B*A)'", "right"),
        ("B*A", "transposed"),
        ("B'*A'", "shapes", "A'*B'"),
        ("A'*B", "shapes", "A'*B'"),
        ("vec(A'*B')'", "jacobian_for_gradient"),
    ]),
    Asked("tr(A*X*B)", "X", SQUARE, [
        ("A'*B'", "right"),
        ("B*A", "transposed"),
        ("B'*A'", "factor_wrong", "A'*B'"),
        ("A*B'", "factor_wrong", "A'*B'"),
        ("A*B", "only_if"),
        ("A'", "factor_wrong"),
        ("A'*B'*X", "factor_wrong", "A'*B'"),
    ]),
    Asked("tr(X'*B*X)", "X", "X[n,m]; B[n,n]", [
        ("B*X + B'*X", "right"),
        ("(B + B')*X", "right"),
        ("2*B*X", "only_if"),
        ("X'*(B + B')", "transposed"),
        ("B*X", "term_missing", "B*X + B'*X"),
        ("B*X - B'*X", "term_wrong", "B*X + B'*X"),
        ("B*X + X'*B", "shapes"),
    ]),
    Asked("tr(X'*X)", "X", "X[n,m]; A[n,m]", [
        ("2*X", "right"),
        ("X", "factor"),
        ("2*X'", "transposed"),
        ("2*vec(X)'", "jacobian_for_gradient"),
        ("2*eye(n*m)", "hessian_for_gradient"),
    ]),
    Asked("tr(X*X)", "X", SQUARE, [
        ("2*X'", "right"),
        ("2*X", "transposed"),
        ("X + X'", "term_wrong", "X' + X'"),
        ("2*X'*X", "factor_wrong"),
    ]),
    Asked("tr(X^2*B)", "X", SQUARE, [
        ("(X*B + B*X)'", "right"),
        ("X'*B' + B'*X'", "right"),
        ("X*B + B*X", "transposed"),
        ("X'*B'", "term_missing"),
        ("2*X'*B'", "only_if"),
    ]),
    # -- inverses and determinants -------------------------------------------------------------------------------------
    Asked("tr(inv(X)*A)", "X", SQUARE, [
        ("-inv(X)'*A'*inv(X)'", "right"),
        ("-(inv(X)*A*inv(X))'", "right"),
        ("-inv(X')*A'*inv(X')", "right"),
        ("-inv(X)*A*inv(X)", "transposed"),
        ("inv(X)'*A'*inv(X)'", "sign"),
        ("-inv(X)'*A*inv(X)'", "factor_wrong", "-inv(X)'*A'*inv(X)'"),
        ("-inv(X)'*A'*X'", "factor_wrong"),
        ("-inv(X)'*A'", "factor_wrong"),
        ("-inv(X)'*inv(X)'*A'", "factor_wrong", "-inv(X)'*A'*inv(X)'"),
        ("A'", "chain_rule"),
    ]),
    Asked("a'*inv(X)*b", "X", SQUARE, [
        ("-inv(X)'*a*b'*inv(X)'", "right"),
        ("-inv(X)*a*b'*inv(X)", "only_if"),
        ("-inv(X)'*b*a'*inv(X)'", "factor_wrong"),
        ("a*b'", "chain_rule"),
        ("-inv(X)'*a", "derivative_of_other_variable"),
    ]),
    Asked("logdet(X)", "X", SQUARE, [
        ("inv(X)'", "right"),
        ("inv(X')", "right"),
        ("inv(X)", "transposed"),
        ("det(X)*inv(X)'", "factor"),
        ("1/det(X)*inv(X)'", "factor"),
        ("-inv(X)'", "sign"),
        ("X'", "factor_wrong", "inv(X')"),
        ("2*inv(X) - inv(X).*eye(n)", "convention"),
        ("1/det(X)", "shapes"),
        ("tr(inv(X))", "shapes"),
    ]),
    Asked("det(X)", "X", SQUARE, [
        ("det(X)*inv(X)'", "right"),
        ("inv(X)'", "factor"),
        ("det(X)*inv(X)", "transposed"),
        ("det(X)*X'", "factor_wrong", "det(X)*inv(X')"),
        ("det(X)^2*inv(X)'", "factor"),
    ]),
    Asked("logdet(X'*X)", "X", "X[n,m]: full_column_rank", [
        ("2*X*inv(X'*X)", "right"),
        ("2*pinv(X)'", "right"),
        ("X*inv(X'*X)", "factor"),
        ("2*inv(X'*X)*X'", "transposed"),
        ("inv(X'*X)", "chain_rule"),
        ("2*inv(X'*X)*X", "shapes", "2*X*inv(X'*X)"),
    ]),
    # -- the normal distribution ---------------------------------------------------------------------------------------
    Asked("N/2*logdet(S) + 1/2*sum_i((x[i] - mu)'*inv(S)*(x[i] - mu))", "mu", GAUSS, [
        ("-inv(S)*sum_i(x[i] - mu)", "right"),
        ("inv(S)*(N*mu - sum_i(x[i]))", "right"),
        ("N*inv(S)*mu - inv(S)*sum_i(x[i])", "right"),
        ("inv(S)*sum_i(x[i] - mu)", "sign"),
        ("-2*inv(S)*sum_i(x[i] - mu)", "factor"),
        ("-inv(S)*sum_i(x[i] - mu)/N", "factor"),
        ("-sum_i(x[i] - mu)", "factor_wrong"),
        ("-inv(S)*sum_i(x[i])", "term_missing"),
        ("inv(S)*(mu - sum_i(x[i]))", "factor_wrong"),
        ("-S*sum_i(x[i] - mu)", "factor_wrong"),
        ("-(sum_i(x[i] - mu))'*inv(S)", "layout"),
    ]),
    Asked("N/2*logdet(S) + 1/2*sum_i((x[i] - mu)'*inv(S)*(x[i] - mu))", "S", GAUSS, [
        ("N/2*inv(S) - 1/2*inv(S)*sum_i((x[i] - mu)*(x[i] - mu)')*inv(S)", "right"),
        ("N/2*inv(S) + 1/2*inv(S)*sum_i((x[i] - mu)*(x[i] - mu)')*inv(S)", "term_wrong"),
        ("1/2*inv(S) - 1/2*inv(S)*sum_i((x[i] - mu)*(x[i] - mu)')*inv(S)", "term_wrong"),
        ("N/2*inv(S) - inv(S)*sum_i((x[i] - mu)*(x[i] - mu)')*inv(S)", "term_wrong"),
        ("N/2*inv(S) - 1/2*inv(S)*sum_i((x[i] - mu)'*(x[i] - mu))*inv(S)", "factor_wrong"),
        ("N/2*inv(S) - 1/2*inv(S)*sum_i((x[i] - mu)*(x[i] - mu)')", "factor_wrong"),
        ("N/2*inv(S)", "term_missing"),
        ("-1/2*inv(S)*sum_i((x[i] - mu)*(x[i] - mu)')*inv(S)", "term_missing"),
        ("N/2*S - 1/2*inv(S)*sum_i((x[i] - mu)*(x[i] - mu)')*inv(S)", "factor_wrong"),
        ("N*inv(S) - N/2*inv(S).*eye(d) - inv(S)*sum_i((x[i] - mu)*(x[i] - mu)')*inv(S)"
         " + 1/2*(inv(S)*sum_i((x[i] - mu)*(x[i] - mu)')*inv(S)).*eye(d)", "convention"),
    ]),
    # -- logistic regression -------------------------------------------------------------------------------------------
    Asked("sum(log(1 + exp(-y.*(X*w))))", "w", "X[n,d]; w[d]; y[n]: sign", [
        ("-X'*(y./(1 + exp(y.*(X*w))))", "right"),
        ("-X'*(y.*sigmoid(-y.*(X*w)))", "right"),
        ("X'*(y.*(sigmoid(y.*(X*w)) - 1))", "right"),
        ("X'*(y./(1 + exp(y.*(X*w))))", "sign"),
        ("-X'*(y./(1 + exp(-y.*(X*w))))", "chain_rule"),
        ("-X'*(1./(1 + exp(y.*(X*w))))", "chain_rule"),
        ("-y./(1 + exp(y.*(X*w)))", "chain_rule"),
        ("-X*(y./(1 + exp(y.*(X*w))))", "shapes"),
        ("-X'*(y./(1 + exp(y.*(X*w))))/n", "factor"),
        ("X'*(1./(1 + exp(-y.*(X*w))))", "wrong"),
    ]),
    Asked("sum_i(log(1 + exp(-y[i]*w'*x[i])))", "w", "x[d] for i in 1..N; y for i in 1..N; w[d]", [
        ("-sum_i(y[i]*x[i]/(1 + exp(y[i]*w'*x[i])))", "right"),
        ("sum_i(y[i]*x[i]/(1 + exp(y[i]*w'*x[i])))", "sign"),
        ("-sum_i(x[i]/(1 + exp(y[i]*w'*x[i])))", "factor_wrong"),
        ("-sum_i(y[i]/(1 + exp(y[i]*w'*x[i])))", "chain_rule"),
        ("-sum_i(y[i]*x[i]/(1 + exp(-y[i]*w'*x[i])))", "chain_rule"),
    ]),
    Asked("-y'*log(softmax(z))", "z", "y[n]; z[n]", [
        ("softmax(z)*sum(y) - y", "right"),
        ("softmax(z) - y", "only_if"),
        ("y - softmax(z)*sum(y)", "sign"),
        ("-y./softmax(z)", "chain_rule"),
        ("-y", "chain_rule"),
    ]),
    # -- networks ------------------------------------------------------------------------------------------------------
    Asked("norm2(V*tanh(W*x) - y)^2", "W", NETWORK, [
        ("2*((1 - tanh(W*x).^2).*(V'*(V*tanh(W*x) - y)))*x'", "right"),
        ("2*diag(1 - tanh(W*x).^2)*V'*(V*tanh(W*x) - y)*x'", "right"),
        ("2*((1./cosh(W*x).^2).*(V'*(V*tanh(W*x) - y)))*x'", "right"),
        ("2*V'*(V*tanh(W*x) - y)*x'", "chain_rule"),
        ("2*((1 - tanh(W*x).^2).*(V'*(V*tanh(W*x) - y)))", "chain_rule"),
        ("2*(tanh(W*x).*(V'*(V*tanh(W*x) - y)))*x'", "chain_rule"),
        ("((1 - tanh(W*x).^2).*(V'*(V*tanh(W*x) - y)))*x'", "factor"),
        ("2*((1 - tanh(W*x)).*(V'*(V*tanh(W*x) - y)))*x'", "factor_wrong"),
        ("2*((1 - tanh(W*x).^2).*(V'*(V*tanh(W*x) + y)))*x'", "term_wrong"),
        ("2*((1 - tanh(W*x).^2).*(V*(V*tanh(W*x) - y)))*x'", "shapes"),
        ("2*x*((1 - tanh(W*x).^2).*(V'*(V*tanh(W*x) - y)))'", "transposed"),
        ("2*V'*(V*tanh(W*x) - y)", "chain_rule"),
    ]),
    Asked("norm2(V*tanh(W*x) - y)^2", "V", NETWORK, [
        ("2*(V*tanh(W*x) - y)*tanh(W*x)'", "right"),
        ("2*tanh(W*x)*(V*tanh(W*x) - y)'", "transposed"),
        ("2*(V*tanh(W*x) - y)*tanh(W*x)", "shapes"),
        ("2*(V*tanh(W*x) - y)*x'", "shapes"),
        ("2*(V*tanh(W*x) - y)", "chain_rule"),
    ]),
    # -- entry by entry ------------------------------------------------------------------------------------------------
    Asked("sum(exp(A*x))", "x", LEAST_SQUARES, [
        ("A'*exp(A*x)", "right"),
        ("exp(A*x)", "chain_rule"),
        ("A*exp(A*x)", "shapes", "A'*exp(A*x)"),
        ("exp(A*x)'*A", "layout"),
        ("A'*(A*x)", "factor_wrong", "A'*exp(A*x)"),
        ("A'*ones(n)", "chain_rule"),
    ]),
    Asked("sum(sin(x).^2)", "x", SQUARE, [
        ("2*sin(x).*cos(x)", "right"),
        ("sin(2*x)", "right"),
        ("2*sin(x)", "chain_rule"),
        ("2*sin(x).*sin(x)", "chain_rule"),
        ("sin(x).*cos(x)", "factor"),
        ("-2*sin(x).*cos(x)", "sign"),
    ]),
    Asked("sum(sin(A*x))", "x", SQUARE, [
        ("A'*cos(A*x)", "right"),
        ("A'*sin(A*x)", "chain_rule"),
        ("-A'*cos(A*x)", "sign"),
        ("A*cos(A*x)", "factor_wrong", "A'*cos(A*x)"),
        ("cos(A*x)", "chain_rule"),
        ("A'*cos(x)", "factor_wrong"),
    ]),
    Asked("x'*log(x)", "x", "x[n]: positive", [
        ("log(x) + 1", "right"),
        ("log(x) + x./x", "right"),
        ("log(x)", "term_missing"),
        ("log(x) - 1", "term_wrong"),
        ("1./x", "wrong"),
        ("log(x) + 1./x", "factor_wrong"),
    ]),
    Asked("log(sum(exp(x)))", "x", "x[n]", [
        ("exp(x)/sum(exp(x))", "right"),
        ("softmax(x)", "right"),
        ("exp(x - log(sum(exp(x))))", "right"),
        ("exp(x)", "chain_rule"),
        ("1/sum(exp(x))", "chain_rule"),
        ("log(exp(x)/sum(exp(x)))", "factor_wrong"),
    ]),
    Asked("norm1(A*x - b)", "x", LEAST_SQUARES, [
        ("A'*sign(A*x - b)", "right"),
        ("A'*abs(A*x - b)", "chain_rule"),
        ("sign(A*x - b)", "chain_rule"),
        ("A'*(A*x - b)", "factor_wrong"),
    ]),
    Asked("norm2(x)", "x", "x[n]", [
        ("x/norm2(x)", "right"),
        ("x/sqrt(x'*x)", "right"),
        ("x", "only_if"),
        ("2*x", "chain_rule"),
        ("x/norm2(x)^2", "factor"),
        ("x'/norm2(x)", "layout"),
        ("abs(x)/norm2(x)", "only_if"),
    ]),
    # -- ratios and powers ---------------------------------------------------------------------------------------------
    Asked("x'*A*x/(x'*x)", "x", "A[n,n]: symmetric; x[n]", [
        ("2*A*x/(x'*x) - 2*(x'*A*x)*x/(x'*x)^2", "right"),
        ("2*(A*x - x*(x'*A*x)/(x'*x))/(x'*x)", "right"),
        ("2*(A*x - (x'*A*x)*x)", "only_if"),
        ("2*A*x/(x'*x) - 2*(x'*A*x)*x/(x'*x)", "term_wrong"),
        ("2*A*x/(x'*x) + 2*(x'*A*x)*x/(x'*x)^2", "term_wrong"),
        ("2*A*x/(x'*x)", "term_missing"),
        ("A*x/(x'*x) - (x'*A*x)*x/(x'*x)^2", "factor"),
    ]),
    Asked("1/(a'*x)", "x", SQUARE, [
        ("-a/(a'*x)^2", "right"),
        ("a/(a'*x)^2", "sign"),
        ("-1/(a'*x)^2", "chain_rule"),
        ("-a/(a'*x)", "factor"),
        ("-x/(a'*x)^2", "derivative_of_other_variable"),
    ]),
    Asked("(a'*x)^3", "x", SQUARE, [
        ("3*(a'*x)^2*a", "right"),
        ("3*(a'*x)^2", "chain_rule"),
        ("(a'*x)^2*a", "factor"),
        ("3*(a'*x)*a", "factor"),
        ("3*(a'*x)^2*a'", "layout"),
    ]),
    Asked("exp(-norm2(x - a)^2/2)", "x", SQUARE, [
        ("-(x - a)*exp(-norm2(x - a)^2/2)", "right"),
        ("(a - x)*exp(-(x - a)'*(x - a)/2)", "right"),
        ("(x - a)*exp(-norm2(x - a)^2/2)", "sign"),
        ("-2*(x - a)*exp(-norm2(x - a)^2/2)", "factor"),
        ("exp(-norm2(x - a)^2/2)", "chain_rule"),
        ("-(x + a)*exp(-norm2(x - a)^2/2)", "term_wrong"),
    ]),
    # -- Jacobians -----------------------------------------------------------------------------------------------------
    Asked("A*x", "x", LEAST_SQUARES, [
        ("A", "right"),
        ("A'", "layout"),
        ("x", "shapes"),
    ]),
    Asked("A*X", "X", "A[p,n]; X[n,m]", [
        ("kron(eye(m), A)", "right"),
        ("kron(eye(m), A')", "layout"),
        ("kron(A, eye(m))", "layout"),
        ("kron(A', eye(m))", "layout"),
        ("A", "gradient_for_jacobian"),
        ("A'", "gradient_for_jacobian"),
        ("2*kron(eye(m), A)", "factor"),
        ("kron(eye(n), A)", "shapes"),
    ], "jacobian"),
    Asked("X*A", "X", "X[n,n]; A[n,n]", [
        ("kron(A', eye(n))", "right"),
        ("kron(A, eye(n))", "layout"),
        ("kron(eye(n), A')", "layout"),
        ("kron(eye(n), A)", "layout"),
        ("A'", "gradient_for_jacobian"),
        ("A", "gradient_for_jacobian"),
    ], "jacobian"),
    Asked("inv(X)", "X", SQUARE, [
        ("-kron(inv(X)', inv(X))", "right"),
        ("-kron(inv(X), inv(X)')", "layout"),
        ("kron(inv(X)', inv(X))", "sign"),
        ("-kron(inv(X), inv(X))", "factor_wrong", "-kron(inv(X)', inv(X))"),
        ("-inv(X)*inv(X)", "shapes"),
    ], "jacobian"),
    Asked("x*x'", "x", "x[n]", [
        ("kron(x, eye(n)) + kron(eye(n), x)", "right"),
        ("kron(eye(n), x)", "term_missing"),
        ("kron(x, eye(n)) - kron(eye(n), x)", "term_wrong"),
        ("2*x", "shapes"),
    ], "jacobian"),
    Asked("tanh(A*x + b)", "x", LEAST_SQUARES, [
        ("diag(1 - tanh(A*x + b).^2)*A", "right"),
        ("diag(1 - tanh(A*x + b).^2)", "chain_rule"),
        ("A", "chain_rule"),
        ("diag(tanh(A*x + b))*A", "chain_rule"),
        ("(1 - tanh(A*x + b).^2).*A", "shapes", "diag(1 - tanh(A*x + b).^2)*A"),
        ("A'*diag(1 - tanh(A*x + b).^2)", "layout"),
        ("A*diag(1 - tanh(A*x + b).^2)", "shapes", "diag(1 - tanh(A*x + b).^2)*A"),
    ], "jacobian"),
    Asked("softmax(x)", "x", "x[n]", [
        ("diag(softmax(x)) - softmax(x)*softmax(x)'", "right"),
        ("softmax(x)*softmax(x)' - diag(softmax(x))", "sign"),
        ("diag(softmax(x))", "term_missing"),
        ("diag(softmax(x).*(1 - softmax(x)))", "wrong"),
        ("softmax(x).*(1 - softmax(x))", "gradient_for_jacobian"),
    ], "jacobian"),
    Asked("exp(x)", "x", "x[n]", [
        ("diag(exp(x))", "right"),
        ("exp(x)", "gradient_for_jacobian"),
        ("exp(x)*ones(1, n)", "wrong"),
    ], "jacobian"),
    Asked("X.*X", "X", "X[n,m]", [
        ("2*diag(vec(X))", "right"),
        ("2*X", "gradient_for_jacobian"),
        ("diag(vec(X))", "factor"),
    ], "jacobian"),
    Asked("t^2*A", "t", SQUARE, [
        ("2*t*vec(A)", "right"),
        ("2*t*A", "gradient_for_jacobian"),
        ("t*vec(A)", "factor"),
        ("2*t*vec(A')", "layout"),
    ], "jacobian"),
    # -- Hessians ------------------------------------------------------------------------------------------------------
    Asked("x'*A*x", "x", SQUARE, [
        ("A + A'", "right"),
        ("2*A", "only_if"),
        ("A", "term_missing"),
        ("(A + A')*x", "gradient_for_jacobian"),
    ], "hessian"),
    Asked("norm2(A*x - b)^2", "x", LEAST_SQUARES, [
        ("2*A'*A", "right"),
        ("A'*A", "factor"),
        ("2*A*A'", "shapes", "2*A'*A"),
        ("2*A'*(A*x - b)", "gradient_for_jacobian"),
    ], "hessian"),
    Asked("sum(log(1 + exp(X*w)))", "w", RIDGE, [
        ("X'*diag(sigmoid(X*w).*(1 - sigmoid(X*w)))*X", "right"),
        ("X'*diag(exp(X*w)./(1 + exp(X*w)).^2)*X", "right"),
        ("X'*diag(sigmoid(X*w))*X", "chain_rule"),
        ("X*diag(sigmoid(X*w).*(1 - sigmoid(X*w)))*X'", "shapes"),
    ], "hessian"),
    # -- structure -----------------------------------------------------------------------------------------------------
    Asked("tr(B*S)", "S", "B[n,n]; S[n,n]: symmetric", [
        ("(B + B')/2", "right"),
        ("B", "structure_ignored"),
        ("B'", "convention"),
        ("B + B' - diag(diagonal(B))", "convention"),
        ("B + B' - B.*eye(n)", "convention"),
        ("B + B'", "factor"),
        ("duplication(n)'*vec(B)", "convention"),
    ]),
    Asked("tr(B*S)", "S", "B[n,n]; S[n,n]: symmetric", [
        ("B + B' - B.*eye(n)", "right"),
        ("(B + B')/2", "convention"),
        ("B + B'", "term_missing"),
        ("B'", "convention"),
    ], convention="independent"),
    Asked("logdet(S)", "S", "S[n,n]: positive_definite", [
        ("inv(S)", "right"),
        ("inv(S)'", "right"),
        ("2*inv(S) - diag(diagonal(inv(S)))", "convention"),
        ("S", "factor_wrong", "inv(S)"),
    ]),
    Asked("tr(B*D)", "D", "B[n,n]; D[n,n]: diagonal", [
        ("diag(diagonal(B))", "right"),
        ("B.*eye(n)", "right"),
        ("B", "structure_ignored"),
        ("B'", "convention"),
        ("diagonal(B)", "shapes", "diag(diagonal(B))"),
    ]),
    Asked("tr(B*L)", "L", "B[n,n]; L[n,n]: lower_triangular", [
        ("tril(B')", "right"),
        ("B'", "convention"),
        ("triu(B)", "transposed"),
        ("tril(B)", "factor_wrong", "tril(B')"),
    ]),
    # -- scalars -------------------------------------------------------------------------------------------------------
    Asked("s*exp(-t*s)", "s", SQUARE, [
        ("exp(-t*s) - s*t*exp(-t*s)", "right"),
        ("(1 - s*t)*exp(-t*s)", "right"),
        ("exp(-t*s)", "term_missing"),
        ("exp(-t*s) + s*t*exp(-t*s)", "term_wrong"),
        ("exp(-t*s) - s*exp(-t*s)", "chain_rule"),
        ("-s^2*exp(-t*s)", "derivative_of_other_variable"),
    ]),
    Asked("log(s^2 + t^2)", "s", SQUARE, [
        ("2*s/(s^2 + t^2)", "right"),
        ("1/(s^2 + t^2)", "chain_rule"),
        ("2*s/(s^2 - t^2)", "term_wrong"),
        ("2*s/(s^2 + t^2)^2", "factor_wrong"),
        ("2*t/(s^2 + t^2)", "derivative_of_other_variable"),
    ]),
    # -- written before the code was tried on them ---------------------------------------------------------------------
    Asked("norm2(X*B - Y)^2", "B", "X[n,d]; B[d,k]; Y[n,k]", [
        ("2*X'*(X*B - Y)", "right"),
        ("2*(X*B - Y)*X'", "shapes"),
        ("2*X'*(Y - X*B)", "sign"),
        ("X'*X*B - X'*Y", "factor"),
        ("2*X'*X*B - X'*Y", "term_wrong"),
        ("2*B'*X'*X - 2*Y'*X", "transposed"),
    ]),
    Asked("norm2(X*B - Y)^2", "Y", "X[n,d]; B[d,k]; Y[n,k]", [
        ("2*(X*B - Y)", "sign"),
    ]),
    Asked("tr(W'*S*W)/tr(W'*W)", "W", "W[n,k]; S[n,n]: symmetric", [
        ("2*S*W/tr(W'*W) - 2*tr(W'*S*W)*W/tr(W'*W)^2", "right"),
        ("2*S*W/tr(W'*W)", "term_missing"),
        ("2*S*W*tr(W'*W) - 2*tr(W'*S*W)*W", "factor"),
    ]),
    Asked("logdet(A*A' + s*eye(n))", "A", "A[n,m]; s: positive", [
        ("2*inv(A*A' + s*eye(n))*A", "right"),
        ("inv(A*A' + s*eye(n))*A", "factor"),
        ("2*A*inv(A*A' + s*eye(n))", "shapes"),
        ("2*inv(A*A')*A", "factor_wrong"),
        ("2*A*inv(A'*A + s*eye(m))", "right"),
    ]),
    Asked("logdet(A*A' + s*eye(n))", "s", "A[n,m]; s: positive", [
        ("tr(inv(A*A' + s*eye(n)))", "right"),
        ("inv(A*A' + s*eye(n))", "chain_rule"),
        ("n*tr(inv(A*A' + s*eye(n)))", "factor"),
    ]),
    Asked("a'*X*X'*b", "X", "a[n]; b[n]; X[n,m]", [
        ("(a*b' + b*a')*X", "right"),
        ("2*a*b'*X", "term_wrong"),
        ("a*b'*X", "term_missing"),
        ("X*(a*b' + b*a')", "shapes"),
    ]),
    Asked("sum(sigmoid(W*x + b))", "W", "W[m,n]; x[n]; b[m]", [
        ("(sigmoid(W*x + b).*(1 - sigmoid(W*x + b)))*x'", "right"),
        ("sigmoid(W*x + b)*x'", "chain_rule"),
        ("sigmoid(W*x + b).*(1 - sigmoid(W*x + b))", "chain_rule"),
        ("(sigmoid(W*x + b).*(1 + sigmoid(W*x + b)))*x'", "term_wrong"),
    ]),
    Asked("sum(sigmoid(W*x + b))", "x", "W[m,n]; x[n]; b[m]", [
        ("W'*(sigmoid(W*x + b).*(1 - sigmoid(W*x + b)))", "right"),
        ("W*(sigmoid(W*x + b).*(1 - sigmoid(W*x + b)))", "shapes"),
    ]),
    Asked("sum(sigmoid(W*x + b))", "b", "W[m,n]; x[n]; b[m]", [
        ("sigmoid(W*x + b).*(1 - sigmoid(W*x + b))", "right"),
        ("1 - sigmoid(W*x + b)", "wrong"),
    ]),
    Asked("y'*inv(K)*y + logdet(K)", "K", "y[n]; K[n,n]: positive_definite", [
        ("inv(K) - inv(K)*y*y'*inv(K)", "right"),
        ("inv(K) + inv(K)*y*y'*inv(K)", "term_wrong"),
        ("inv(K) - y*y'", "term_wrong"),
        ("inv(K) - inv(K)*y*y'", "factor_wrong"),
        ("-inv(K)*y*y'*inv(K)", "term_missing"),
    ]),
    Asked("y'*inv(K)*y + logdet(K)", "y", "y[n]; K[n,n]: positive_definite", [
        ("2*inv(K)*y", "right"),
        ("2*K*y", "factor_wrong"),
        ("(inv(K)+inv(K)')*y/2", "factor"),
    ]),
    Asked("norm2(A*X - B)^2 + mu*norm2(X)^2", "X", "A[n,m]; X[m,k]; B[n,k]; mu", [
        ("2*(A'*A + mu*eye(m))*X - 2*A'*B", "right"),
        ("2*(A'*A + mu)*X - 2*A'*B", "shapes"),
        ("2*A'*(A*X - B) + 2*X", "term_wrong"),
        ("2*A'*(A*X - B) + 2*mu*X'", "shapes"),
    ]),
    Asked("x'*diag(w)*x", "w", "x[n]; w[n]", [
        ("x.*x", "right"),
        ("x*x'", "chain_rule"),
        ("x", "factor_wrong"),
    ]),
    Asked("x'*diag(w)*x", "x", "x[n]; w[n]", [
        ("2*w.*x", "right"),
        ("2*diag(w)*x", "right"),
        ("2*w*x", "shapes"),
        ("w.*x", "factor"),
    ]),
    Asked("X*X", "X", "X[n,n]", [
        ("kron(X', eye(n)) + kron(eye(n), X)", "right"),
        ("2*X", "shapes"),
        ("kron(X, eye(n)) + kron(eye(n), X)", "term_wrong"),
        ("kron(eye(n), X)", "term_missing"),
        ("kron(X, eye(n)) + kron(eye(n), X')", "layout"),
    ], "jacobian"),
    Asked("X'*a", "X", "X[n,m]; a[n]", [
        ("kron(eye(m), a')", "right"),
        ("kron(a', eye(m))", "layout"),
        ("a", "gradient_for_jacobian"),
    ], "jacobian"),
    Asked("x/norm2(x)", "x", "x[n]", [
        ("(eye(n) - x*x'/norm2(x)^2)/norm2(x)", "right"),
        ("eye(n)/norm2(x)", "term_missing"),
        ("eye(n)/norm2(x) - x*x'/norm2(x)^2", "term_wrong"),
        ("eye(n)/norm2(x) + x*x'/norm2(x)^3", "term_wrong"),
        ("eye(n) - x*x'", "only_if"),
    ], "jacobian"),
    Asked("tr(X^3)", "X", "X[n,n]", [
        ("3*X'*X'", "right"),
        ("3*X^2", "transposed"),
        ("3*X'*X", "factor_wrong"),
        ("X'^2", "factor"),
    ]),
    Asked("sum(A*x)", "x", "A[n,m]; x[m]", [
        ("A'*ones(n)", "right"),
        ("A*ones(m)", "shapes"),
        ("ones(1,n)*A", "layout"),
    ]),
    Asked("sum(A*x)", "A", "A[n,m]; x[m]", [
        ("ones(n)*x'", "right"),
        ("x*ones(1,n)", "transposed"),
        ("ones(n,m)", "factor_wrong"),
    ]),
]  # fmt: skip
"""Rows are (claim, diagnosis) or (claim, diagnosis, corrected formula)."""


def rows() -> list[dict[str, object]]:
    """The claims as :func:`tests.checking.judge.verdict` takes them."""
    return [
        {
            "id": f"{asked.kind} of {asked.f} by {asked.x}, {asked.convention}; {asked.declarations}: {row[0]}",
            "kind": asked.kind, "f": asked.f, "x": asked.x, "declarations": [asked.declarations],
            "convention": asked.convention, "claim": row[0],
            "right": row[1] == "right", "diagnosis": row[1], "written": row[2] if len(row) > 2 else "",
        }
        for asked in ASKED
        for row in asked.rows
    ]  # fmt: skip
