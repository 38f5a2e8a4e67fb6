"""NumPy's functions, operators and constants, as the text language writes them."""

from __future__ import annotations

import ast

SAME = {
    "exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "sqrt", "abs", "sign", "trace", "inv", "det", "eye",
    "kron", "log2", "log10", "cross", "arctan", "arcsin", "pinv", "prod", "max", "min", "maximum", "norm",
    "minimum", "identity", "tril", "triu", "cholesky", "absolute", "inverse", "logdet", "sigmoid", "relu",
}  # fmt: skip
RENAMED = {
    "trace": "tr", "norm": "norm2", "maximum": "max", "minimum": "min", "identity": "eye", "cholesky": "chol",
    "absolute": "abs", "inverse": "inv",
}  # fmt: skip
WRITTEN = {
    "outer": "{}*{}'", "square": "{}.^2", "log1p": "log(1 + {})", "expm1": "(exp({}) - 1)", "transpose": "{}'",
    "solve": "inv({})*{}", "diagonal": "diagonal({})", "reciprocal": "1./{}", "negative": "(-{})",
    "t": "{}'",
}  # fmt: skip
OPERATORS: dict[type[ast.operator], tuple[str, int]] = {
    ast.Add: (" + ", 0), ast.Sub: (" - ", 0), ast.Mult: (".*", 1), ast.Div: ("./", 1), ast.Pow: (".^", 3),
}  # fmt: skip
AS_OPERATORS = {
    "add": ast.Add, "subtract": ast.Sub, "multiply": ast.Mult, "divide": ast.Div, "true_divide": ast.Div,
    "power": ast.Pow, "pow": ast.Pow, "mul": ast.Mult, "sub": ast.Sub, "div": ast.Div,
}  # fmt: skip
PRODUCTS = {"dot", "matmul", "vdot", "inner", "mm", "mv"}
CONSTANTS = {"pi": "pi", "e": "exp(1)"}
TOTALS = {"sum": ("sum", "colsums", "rowsums"), "mean": ("mean", "colmeans", "rowmeans")}
METHODS = {*TOTALS, *PRODUCTS, "trace", "transpose", "diagonal", "prod", "max", "min", "t", "norm", "pow", "inverse"}
OF_ONE = {"max", "min", "prod", "norm", "trace", "diagonal", "transpose"}
"""What has an axis or an order as its second argument, which is none of the function here."""
LIBRARIES = ("np", "numpy", "jnp", "torch")
KNOWN = {*SAME, *WRITTEN, *AS_OPERATORS, *PRODUCTS, "heaviside", "diag"}
