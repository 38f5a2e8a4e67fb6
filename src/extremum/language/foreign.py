"""What people write who come from NumPy, SymPy or CVXPY: what it means here, or what there is instead."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from extremum.algebra.errors import ExtremumError
from extremum.algebra.node import Expr, bind_operator
from extremum.operations import construct as c
from extremum.operations import operators
from extremum.operations.elementwise import FUNCTIONS

INSTEAD: Mapping[str, str] = {
    "mean": "ex.sum(x)/n", "average": "ex.sum(x)/n", "dot": "x.T @ y", "inner": "x.T @ y", "vdot": "x.T @ y",
    "outer": "x @ y.T", "matmul": "A @ B", "multiply": "ex.hadamard(A, B)", "square": "ex.power(x, 2)",
    "pow": "ex.power(x, p)", "matrix_power": "A**k", "maximum": "ex.max(a, b)", "minimum": "ex.min(a, b)",
    "clip": "ex.max(low, ex.min(x, high))", "transpose": "A.T", "H": "A.T", "I": "A.inv",
    "slogdet": "ex.logdet(A)", "cholesky": "ex.chol(A)", "eigh": "ex.eigvals(A)", "identity": "ex.eye(n)",
    "concatenate": "ex.block([[A], [B]])", "vstack": "ex.block([[A], [B]])", "hstack": "ex.block([[A, B]])",
    "ln": "ex.log(x)", "logistic": "ex.sigmoid(x)", "expit": "ex.sigmoid(x)", "sum_squares": "ex.norm2(x)**2",
    "quad_form": "x.T @ P @ x", "diff": "ex.gradient(f, x)", "grad": "ex.gradient(f, x)",
    "subs": "f.replace({x: y})", "evalf": "f.evaluate(data)", "free_symbols": "f.symbols",
    "variables": "f.symbols", "to_latex": "ex.latex(f)", "expand": "ex.simplify(f)", "Symbol": "ex.scalar('a')",
    "symbols": "ex.scalar('a')", "MatrixSymbol": "ex.matrix('A', n, m)", "Variable": "ex.vector('x', n)",
    "Parameter": "ex.vector('b', n)", "add.reduce": "ex.sum(x)", "multiply.reduce": "ex.prod(x)",
}  # fmt: skip
"""By the name that it has elsewhere: how it is written here."""

_OPERATORS: dict[str, Callable[..., Any]] = {
    "add": operators.add, "subtract": operators.subtract, "multiply": operators.times, "matmul": operators.matmul,
    "divide": operators.divide, "true_divide": operators.divide, "power": operators.power,
    "negative": lambda a: c.multiple(-1, operators.as_expr(a)), "square": lambda a: c.power(operators.as_expr(a), 2),
    "sqrt": lambda a: c.power(operators.as_expr(a), Fraction(1, 2)),
    "absolute": lambda a: c.apply("abs", operators.as_expr(a)),
}  # fmt: skip
"""NumPy's functions that are operators here, or roots."""


def universal(name: str, method: str, inputs: Sequence[Any], options: Mapping[str, Any]) -> Any:
    """NumPy's universal function of expressions: ``np.exp(x)`` is ``ex.exp(x)``.

    Raises:
        ExtremumError: there is none of the kind here; the message names what there is.
    """
    if method == "__call__" and not options:
        if name in _OPERATORS:
            return _OPERATORS[name](*inputs)
        if name in FUNCTIONS and len(inputs) == 1:
            return c.apply(name, operators.as_expr(inputs[0]))
    raise ExtremumError(unknown(f"np.{name}", name if method == "__call__" else f"{name}.{method}"))


def array_function(name: str) -> Any:
    """Refuses another function of NumPy, such as ``np.dot``."""
    raise ExtremumError(unknown(f"np.{name}", name))


def unknown(shown: str, name: str) -> str:
    """The sentence about a function of another library."""
    return f"{shown} takes numbers, not expressions{_instead(name)}"


def missing(name: str) -> str:
    """The sentence about an attribute that expressions do not have."""
    return f"an expression has no attribute {name}{_instead(name)}"


def no_function(name: str) -> str:
    """The sentence about a function that ``ex`` does not have."""
    return f"module 'extremum' has no attribute {name!r}{_instead(name)}"


def _instead(name: str) -> str:
    from extremum import language

    if name in language.__all__ or name in FUNCTIONS:
        return f"; write ex.{name}(...)"
    return f"; write {INSTEAD[name]}" if name in INSTEAD else ""


def compared(left: Expr, sign: str, right: Any) -> Any:
    """Refuses ``a > b``, which would be a condition or a constraint.

    Raises:
        ExtremumError: always; the message names both.
    """
    a, b = (str(operators.as_expr(side)) for side in (left, right))
    more, less = (a, b) if sign.startswith(">") else (b, a)
    gap = more if less == "0" else f"{more} - ({less})" if " " in less else f"{more} - {less}"
    relation = "ex.at_least" if sign.startswith(">") else "ex.at_most"
    raise ExtremumError(
        f"{a} {sign} {b} is no expression; a condition is ex.step({gap}), a constraint {relation}({a}, {b})"
    )


_BOUND: dict[str, Callable[..., Any]] = {
    "universal": universal, "array_function": array_function, "missing": missing, "compared": compared,
    "absolute": _OPERATORS["absolute"],
}  # fmt: skip
for _name, _function in _BOUND.items():
    bind_operator(_name, _function)
