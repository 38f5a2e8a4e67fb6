"""The entries are right but stand elsewhere: transposed, stacked, in another layout; a gradient for a Jacobian."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from extremum.algebra.dims import ONE, Dim
from extremum.algebra.errors import ExtremumError
from extremum.algebra.node import Expr
from extremum.checking.case import Case, Finding, sized, times
from extremum.checking.multiples import multiple
from extremum.operations import construct as c


@dataclass(frozen=True, slots=True)
class Layout:
    """Another arrangement of the answer: its code, what it is in words, and the arrangement."""

    code: str
    words: str
    value: Expr


def layouts(case: Case) -> Iterator[Finding]:
    """The claim is another arrangement of the answer."""
    for option in _options(case):
        if case.equal(case.claim, option.value):
            yield Finding(option.code, option.words, case.expected)
            return


def scaled_layouts(case: Case) -> Iterator[Finding]:
    """The claim is a multiple of another arrangement of the answer."""
    for option in _options(case):
        q = multiple(case, case.claim, option.value)
        if q is not None and q is not c.number(1):
            yield Finding(option.code, f"{option.words} And a factor is wrong: it is {times(q)} that.", case.expected)
            return


def _options(case: Case) -> Iterator[Layout]:
    found = _of_gradient(case) if case.question.what == "gradient" else _of_jacobian(case)
    return (option for option in found if option.value.shape == case.claim.shape)


# -- gradients ---------------------------------------------------------------------------------------------------------
def _of_gradient(case: Case) -> Iterator[Layout]:
    g, x = case.expected, case.question.x
    due = f"a gradient has the shape of {x}, {sized(x)}"
    if x.is_scalar:
        return
    if x.is_column or x.is_row:
        words = f"The claim is the gradient laid out as a row, ∂f/∂{x}' (numerator layout); {due}. Transpose it."
        yield Layout("layout", words, c.transpose(g))
        return
    words = f"The claim is the transpose of the gradient (∂f/∂{x} in numerator layout); {due}. Transpose it."
    yield Layout("transposed", words, c.transpose(g))
    row = f"The claim is the Jacobian vec(gradient)' of the scalar f, a row; {due}."
    yield Layout("jacobian_for_gradient", row, c.transpose(c.vec(g)))
    yield Layout("layout", f"The claim is the gradient with its columns stacked, vec(gradient); {due}.", c.vec(g))
    by_rows = c.vec(c.transpose(g))
    words = f"The claim is the gradient with its rows stacked (row-major order, as NumPy's ravel); {due}."
    yield Layout("layout", words, by_rows)
    words = f"The claim is the Jacobian of the scalar f for {x} stacked by rows (row-major order); {due}."
    yield Layout("jacobian_for_gradient", words, c.transpose(by_rows))


# -- Jacobians ---------------------------------------------------------------------------------------------------------
def _of_jacobian(case: Case) -> Iterator[Layout]:
    yield from _stacked(case)
    yield from _as_matrix(case)
    yield from _one_factor(case)


def _stacked(case: Case) -> Iterator[Layout]:
    """``J'``, and vec by rows on either side: ``K J``, ``J K'``, ``K J K'``, and their transposes."""
    j, f, x = case.expected, case.question.f, case.question.x
    due = f"{case.question.names} has a row an entry of vec(f) and a column an entry of vec({x}), columns stacked"
    if case.question.what != "Hessian":  # which is symmetric
        words = f"The claim is in denominator layout, the transpose; {due}. Transpose it."
        yield Layout("layout", words, c.transpose(j))
    rows, columns = _turned(f), c.transpose(_turned(x))
    both = f"the entries of {x} are" if case.question.what == "Hessian" else f"f and {x} are"
    options = [
        (f"{both} stacked by rows (row-major order, as NumPy's ravel)", [f, x], c.product(rows, j, columns)),
        (f"{x} is stacked by rows (row-major order, as NumPy's ravel)", [x], c.product(j, columns)),
        ("f is stacked by rows (row-major order, as NumPy's ravel)", [f], c.product(rows, j)),
    ]
    for words, matrices, value in options:
        if any(matrix.is_column or matrix.is_row for matrix in matrices):
            continue
        yield Layout("layout", f"In the claim {words}; {due}.", value)
        if case.question.what == "Hessian":
            return
        words = f"The claim is in denominator layout, the transpose, and {words}; {due}."
        yield Layout("layout", words, c.transpose(value))


def _turned(expr: Expr) -> Expr:
    """K with ``vec(A') = K vec(A)``."""
    return c.commutation(expr.rows, expr.cols)


def _as_matrix(case: Case) -> Iterator[Layout]:
    """``∂F/∂t`` of F's shape, for a scalar t; ``∂F_ij/∂X_ij``; the gradient where the Hessian is due."""
    j, f, x = case.expected, case.question.f, case.question.x
    if f.shape == x.shape and not f.is_scalar:
        diagonal = c.unvec(c.diagonal(j), f.rows, f.cols)
        rest = "" if case.right(c.diag(c.diagonal(j))) else ", which has other entries besides"
        words = f"The claim is the derivative of each entry with respect to the same entry of {x}: the diagonal of "
        yield Layout("gradient_for_jacobian", f"{words}{case.question.names}{rest}.", diagonal)
    if x.is_scalar and not f.is_column:
        words = (
            f"The claim is the matrix of derivatives, of the shape of f, {sized(f)}; the Jacobian stacks it: vec(...)."
        )
        yield Layout("gradient_for_jacobian", words, c.unvec(j, f.rows, f.cols))
    if case.question.what == "Hessian":
        words = f"The claim is the gradient; the Hessian is its Jacobian with respect to {x}."
        yield Layout("gradient_for_jacobian", words, f)


def _one_factor(case: Case) -> Iterator[Layout]:
    """``J = I ⊗ C`` or ``C ⊗ I``, where the claim is C or C': "the derivative of A X is A"."""
    claim, j = case.claim, case.expected
    for size in _sizes(case):
        for turned, inner in (("", claim), (", transposed", c.transpose(claim))):
            for left in (True, False):
                eye = c.eye(size)
                try:
                    whole = c.kron(eye, inner) if left else c.kron(inner, eye)
                except ExtremumError:
                    continue
                if whole.shape == j.shape and case.right(whole):
                    written = f"kron(eye({size}), {inner})" if left else f"kron({inner}, eye({size}))"
                    words = (
                        f"The claim is one factor of the Jacobian{turned}: for a matrix {case.question.x} the Jacobian "
                        f"∂vec(f)/∂vec({case.question.x})' is {written}."
                    )
                    yield Layout("gradient_for_jacobian", words, claim)
                    return


def _sizes(case: Case) -> list[Dim]:
    dims = [*case.question.f.shape, *case.question.x.shape]
    return [dim for dim in dict.fromkeys(dims) if dim is not ONE]
