"""Malformed inputs: the text, its declarations, the error, what the carets mark, what is wrong, what would fix it."""

from __future__ import annotations

from dataclasses import dataclass

from extremum.algebra import errors


@dataclass(frozen=True)
class Case:
    """One malformed input; ``marked`` is the text over the carets."""

    text: str
    declarations: str
    error: type[Exception]
    marked: str
    wrong: str
    fix: str


P, S, U, X = errors.ParseError, errors.ShapeError, errors.UndeclaredError, errors.UnsupportedError

CASES = [Case(*row) for row in [
    # -- syntax -------------------------------------------------------------------------------------------------------
    ("", "", P, "", "the text is empty", "write an expression"),
    ("x +", "x[n]", P, "", "the text ends after '+'", "add a variable"),
    ("x + * x", "x[n]", P, "*", "unexpected '*'", "write a variable, a number"),
    ("(x", "x[n]", P, "(", "this ( is never closed", "add )"),
    ("[x, x", "x[n]", P, "[", "this [ is never closed", "add ]"),
    ("x)", "x[n]", P, ")", "this ) has no opening bracket", "remove it"),
    ("(x]", "x[n]", P, "]", "this ] has no opening bracket", "remove it"),
    ("()", "", P, ")", "unexpected ')'", "add one before it"),
    ("[]", "", P, "]", "unexpected ']'", "add one before it"),
    ("2x", "x[n]", P, "x", "an operator is missing before 'x'", "written with *"),
    ("x y", "x[n]", P, "y", "an operator is missing before 'y'", "written with *"),
    ("x'y", "x[n]; y[n]", P, "y", "an operator is missing", "written with *"),
    ("(x)(x)", "x[n]", P, "(", "an operator is missing before '('", "written with *"),
    ("[A B]", "A[n,n]; B[n,n]", P, "B", "an operator is missing", "a comma between the blocks"),
    ("(A)[1]", "A[n,n]", P, "(A)[1]", "entries have two indices", "(A)[i,:] for a row"),
    ("x[1,2,3]", "x[n]", P, "x[1,2,3]", "an entry of a vector has one index", "x[i]"),
    ("s[1]", "s", P, "s[1]", "s is a scalar and has no entries", "s*(...)"),
    ("x[0]", "x[n]", S, "0", "x has the indices 1..n", "counted from 1"),
    ("x[n+1]", "x[n]", S, "n+1", "x has the indices 1..n", "counted from 1"),
    ("M[2:1,:]", "M[n,m]", P, "2:1", "the range 2:1 is empty", "must not be below its start"),
    ("M[:,m+1]", "M[n,m]", S, "m+1", "M has the indices 1..m", "counted from 1"),
    ("sum_i(x[i]*M[1:i,1])", "x[n]; M[n,m]", P, "1:i", "changes its length with an index", "take a fixed range"),
    ("sum_i(x[i]*x[i+1])", "x[n]", S, "i+1", "x has the indices 1..n", "asked for 2..n + 1"),
    ("sum_i(z[i]*z[i+1])", "z for i in 1..N", S, "z[i+1]", "z is declared over 1..N", "run over 2..N + 1"),
    ("z[i+1]", "z for i in 1..N", S, "z[i+1]", "z is declared over 1..N", "run over 2..N + 1"),
    ("z[i-1]", "z for i in 1..N", S, "z[i-1]", "z is declared over 1..N", "run over 0..N - 1"),
    ("x[i+1]", "x[n]; z for i in 1..n", S, "i+1", "x has the indices 1..n", "asked for 2..n + 1"),
    ("prod_ij(x[i]*x[j], i < j)", "x[n]", P, "prod_ij(x[i]*x[j], i < j)", "prod_ij takes one expression", "x[ij]"),
    ("exp(i < j)", "", P, "i < j", "a condition stands after the terms of a sum", "sum_ij(e, i < j)"),
    ("sum_ij(arcsin(x[i] - x[j]), i != j)", "x[n]", X, "arcsin(x[i] - x[j]), i != j", "may have no value",
     "a small constant"),
    ("end*x", "x[n]", P, "end", "the last index of an array", "x[end]"),
    ("a**2", "a", P, "*", "** is not part of the language", "write ^"),
    ("a, b", "a; b", P, ",", "unexpected ','", "give one expression"),
    ("log(,)", "", P, ",", "unexpected ','", "an operand on each side"),
    ("[a,,a]", "a", P, ",", "unexpected ','", "write a block on each side"),
    ("a = b", "a; b", P, "=", "'=' is not part of the language", "the difference g - h"),
    ("A\\b", "A[n,n]; b[n]", P, "\\", "is not part of the language", "write inv(A)*b"),
    ("A·B", "A[n,n]; B[n,n]", P, "·", "is not part of the language", "write *"),
    ("A∘B", "A[n,n]; B[n,n]", P, "∘", "is not part of the language", "write .*"),
    ("A⊗B", "A[n,n]; B[n,n]", P, "⊗", "is not part of the language", "write kron(A, B)"),
    ("a − a", "a", P, "−", "is not part of the language", "write -"),
    ("|a|", "a", P, "|", "is not part of the language", "write abs(x)"),
    ("{a}", "a", P, "{", "is not part of the language", "parentheses"),
    ("x²", "x", P, "²", "cannot be part of a name", "write ^2"),
    ("A⊤", "A[n,n]", P, "⊤", "is not part of the language", "write '"),
    ("A.inv", "A[n,n]", P, ".", "no attributes but .T", "write inv(...)"),
    ("2.", "", P, ".", "unexpected '.'", "2.0 or 2"),
    ("a ~ a", "a", P, "~", "unexpected character '~'", "use letters"),
    ("a: positive", "a", P, ":", "unexpected ':'", "declarations"),
    ("a^a^a", "a", P, "a^a^a", "two readings", "write (a^a)^a or a^(a^a)"),
    ("A^2'", "A[n,n]", P, "A^2'", "two readings", "write (A^2)'"),
    ("A^-1.T", "A[n,n]", P, "A^-1.T", "two readings", "write (A^-1)'"),
    ("A .* B*A", "A[n,n]; B[n,n]", P, "A .* B*A", "two readings", "(A .* B)*C or A .* (B*C)"),
    ("1e999", "", P, "1e999", "the number is too long", "at most 300 digits"),
    ("2^99999", "", P, "2^99999", "too large", "write it with a variable"),
    ("A^5000", "A[n,n]", P, "A^5000", "too large", "at most 1000"),
    ("a/0", "a", P, "a/0", "division of a by zero", "must not be zero"),
    ("0^-1", "", P, "0^-1", "division by zero", "must not be zero"),
    # -- functions and members ----------------------------------------------------------------------------------------
    ("logdte(A)", "A[n,n]", U, "logdte", "unknown function 'logdte'", "did you mean logdet"),
    ("norm(x)", "x[n]", U, "norm", "unknown function 'norm'", "write norm2"),
    ("psi(x)", "x[n]", U, "psi", "unknown function 'psi'", "psi: function"),
    ("a(2)", "a", P, "a", "a is a variable, not a function", "write a*(...)"),
    ("x'(x)", "x[n]", P, "x'(x)", "derivative of a function that is not declared", "write x'*(...)"),
    ("tanh'(x)", "x[n]", P, "tanh'(x)", "tanh is a known function", "write the formula"),
    ("phi(x, x)", "x[n]; phi: function", P, "phi(x, x)", "phi takes one argument", "as in phi(x)"),
    ("phi + x", "x[n]; phi: function", P, "phi", "phi is a function", "write phi(x)"),
    ("exp + 1", "", P, "exp", "exp is a function", "write exp(A)"),
    ("det()", "", P, "det()", "no arguments", "is written det(A)"),
    ("det(A, A)", "A[n,n]", P, "det(A, A)", "2 arguments", "is written det(A)"),
    ("kron(A)", "A[n,n]", P, "kron(A)", "1 argument", "is written kron(A, B)"),
    ("eye(x)", "x[n]", P, "x", "declared as a variable", "rename one"),
    ("eye(n/2)", "", P, "n/2", "is no dimension", "a polynomial such as 2*n"),
    ("ones(0)", "", P, "0", "a dimension must be at least 1", "not 0"),
    ("[A, A; A]", "A[n,n]", P, "[A, A; A]", "not 2 and 1", "add some"),
    ("z[i]", "", P, "z[i]", "z is not declared", "z[d] for i in 1..N"),
    ("x + 1", "x[d] for i in 1..N", P, "x", "x is a family", "write a member such as x[i]"),
    ("x[0]", "x[d] for i in 1..N", P, "x[0]", "x[0] is outside", "x[1..N]"),
    ("x[i,j]", "x[d] for i in 1..N", P, "x[i,j]", "a member has one index", "as in x[i]"),
    ("x[s]", "x[d] for i in 1..N; s", P, "s", "s is declared as a variable and is no index", "use another letter"),
    ("x[1/2]", "x[d] for i in 1..N", P, "1/2", "is no dimension or index", "write a whole number"),
    ("sum_i(s)", "s", P, "sum_i(s)", "over what does i run", "x[d] for i in 1..N"),
    ("sum_i(x[i]'*y[i])", "x[d] for i in 1..N; y[d] for j in 1..M", P, "sum_i(x[i]'*y[i])", "over 1..N and over 1..M",
     "use a different index"),
    ("sum_i(i*x[i])", "x[d] for i in 1..N; i", P, "i", "i is declared and is the index", "use another letter"),
    ("prod_i(x[i])", "x[d] for i in 1..N", errors.NotAScalarError, "prod_i(x[i])", "d×1", "needs scalar factors"),
    ("delta(i, k)", "", P, "i", "over what does i run", "x[d] for i in 1..N"),
    # -- shapes -------------------------------------------------------------------------------------------------------
    ("1 + A*x", "A[n,m]; x[n]", S, "A*x", "m columns against n rows", "the transpose of the first factor"),
    ("x*x", "x[n]", S, "x*x", "1 columns against n rows", "A .* B"),
    ("x + y", "x[n]; y[m]", S, "x + y", "x (n×1) and y (m×1)", "must agree"),
    ("1 + A", "A[n,n]", S, "1 + A", "cannot add the scalar", "ones(n,n)"),
    ("A + 1", "A[n,n]", S, "A + 1", "cannot add the scalar", "eye(n)"),
    ("A .* B", "A[n,m]; B[m,n]", S, "A .* B", "needs equal shapes", "write *"),
    ("A ./ B", "A[n,m]; B[m,n]", S, "A ./ B", "needs equal shapes", "transpose one"),
    ("A / B", "A[n,n]; B[n,n]", S, "A / B", "/ needs a scalar divisor", "write ./"),
    ("s @ A", "A[n,n]; s", S, "s @ A", "1 columns against n rows", "write *"),
    ("A^2", "A[n,m]", S, "A^2", "needs a square matrix", "write .^"),
    ("A^s", "A[n,n]; s", S, "A^s", "needs a whole number", "mpow(A, p)"),
    ("2^x", "x[n]", S, "2^x", "an exponent must be a scalar", "write exp(B .* log(A))"),
    ("x.^x", "x[n]", S, "x.^x", "an exponent must be a scalar", "write exp(B .* log(A))"),
    ("1 + det(A)", "A[n,m]", S, "det(A)", "needs a square matrix", "declare it square"),
    ("diag(A)", "A[n,n]", S, "diag(A)", "diag needs a vector", "use diagonal"),
    # -- undeclared names ---------------------------------------------------------------------------------------------
    ("lamda*norm2(x)", "lambda; x[n]", U, "lamda", "did you mean lambda?", "declare lamda (a scalar)"),
    ("norm2(a*x - y)", "", U, "a", "this has several readings", "declare 'a[n]; x; y[n]' or 'a; x[n]; y[n]'"),
    ("kron(A, B)*vec(X)", "", U, "A", "its use does not determine its shape", "declare A (a scalar) or A[n] or A[n,m]"),
    ("norm2(X*weigt - y)", "X[n,m]; weight[m]; y", U, "weigt", "did you mean weight?", "declare weigt"),
    ("A^T*x", "A[n,n]; x[n]", P, "A^T", "T is not declared", "write A'"),
    ("x*q*y - Z", "x[n]; y[n]; Z[m,m]", S, "x*q*y", "no shape of q fits", "declare q"),
]]  # fmt: skip

DECLARATIONS = [Case("1", *row) for row in [
    ("x[n", P, "[", "this [ is never closed", "add ]"),
    ("x[n]:", P, "", "the declaration ends after ':'", "S[d,d]: symmetric"),
    ("2x[n]", P, "2", "unexpected '2' in a declaration", "X[n,m]"),
    ("x[n], y[n]", P, ",", "unexpected ',' in a declaration", "a newline or ;"),
    ("x[n] y[n]", P, "y", "unexpected 'y' in a declaration", "a newline or ;"),
    ("x[n]: symetric", P, "symetric", "unknown assumption 'symetric'", "did you mean symmetric?"),
    ("x[n]: symmetric", S, "x[n]: symmetric", "needs a square matrix", "it is n×1"),
    ("x[n,m,k]", P, "[n,m,k]", "more than two dimensions", "declare a family"),
    ("x[0]", P, "0", "at least 1, not 0", "leave [ ] out"),
    ("x[n/2]", P, "n/2", "is no dimension", "a polynomial such as 2*n"),
    ("x[n^99]", P, "99", "the exponent of a dimension", "a whole number from 0 to"),
    ("x[d] for i in 1..0", P, "for i in 1..0", "the range 1..0 is empty", "must not be below"),
    ("x[d] for i in a..N", P, "a", "a range starts with a number", "1..N"),
    ("x[i] for i in 1..N", P, "i", "a size that changes with i", "h[i]"),
    ("x[n]; x[m]", P, "x[m]", "declared twice", "leave one of the declarations out"),
    ("exp: function", P, "exp: function", "known function", "choose another name"),
    ("phi[n]: function", P, "phi[n]: function", "declared as phi: function", "without a shape"),
]]  # fmt: skip
