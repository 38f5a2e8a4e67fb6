"""Formulas as they stand in code: ``X.T @ (1/(1 + np.exp(-X @ w)) - y)`` in the text language.

``*``, ``/`` and ``**`` of arrays are entry by entry, ``@`` is the product. What NumPy broadcasts otherwise than the
language, an ``axis`` or an index, is left as it is and refused.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

_LIBRARY = re.compile(r"\b(?:np|numpy|jnp)\s*\.")
_SAME = {
    "exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "sqrt", "abs", "sign", "sum", "mean", "diag", "trace",
    "inv", "det", "eye", "ones", "zeros", "kron", "log2", "log10", "cross", "arctan", "pinv",
}  # fmt: skip
_RENAMED = {"trace": "tr", "norm": "norm2"}
_METHODS = {"sum", "mean", "trace"}
_SHAPED: dict[str, Callable[..., str]] = {
    "outer": "{}*{}'".format, "transpose": "{}'".format, "square": "{}.^2".format,
    "log1p": "log(1 + {})".format, "matmul": "{}*{}".format, "multiply": "{}.*{}".format, "divide": "{}./{}".format,
}  # fmt: skip
_OPERATORS: dict[type[ast.operator], tuple[str, int]] = {
    ast.Add: (" + ", 0), ast.Sub: (" - ", 0), ast.Mult: (".*", 1), ast.Div: ("./", 1), ast.MatMult: ("*", 1),
    ast.Pow: (".^", 3),
}  # fmt: skip
_SIGNED, _ATOM = 2, 4


def in_language(text: str) -> str | None:
    """The text of a claim that is written with NumPy; None for another text, and where it has no such form.

    >>> in_language("X.T @ (1/(1 + np.exp(-X @ w)) - y)")
    "X'*(1./(1 + exp(-X*w)) - y)"
    """
    if _LIBRARY.search(text) is None:
        return None
    try:
        return _written(ast.parse(text.strip(), mode="eval").body)[0]
    except (SyntaxError, KeyError, IndexError, ValueError):
        return None


def _written(node: ast.expr) -> tuple[str, int]:
    """A piece, and how tightly it binds."""
    match node:
        case ast.Name(id=name):
            return name, _ATOM
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return repr(number), _ATOM
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return f"-{_inside(inner, _SIGNED)}", _SIGNED
        case ast.BinOp(left=left, op=operator, right=right):
            sign, level = _OPERATORS[type(operator)]
            return f"{_inside(left, level + (level == 3))}{sign}{_inside(right, level + 1)}", level
        case ast.Attribute(value=inner, attr="T"):
            return f"{_inside(inner, _ATOM)}'", _ATOM
        case ast.Call(func=function, args=arguments, keywords=[]):
            return _called(function, arguments)
    raise ValueError(ast.dump(node))


def _inside(node: ast.expr, level: int) -> str:
    text, own = _written(node)
    return text if own >= level else f"({text})"


def _called(function: ast.expr, arguments: list[ast.expr]) -> tuple[str, int]:
    inner = [_written(argument)[0] for argument in arguments]
    match function:
        case ast.Name(id=name):
            return f"{name}({', '.join(inner)})", _ATOM
        case ast.Attribute(value=owner, attr=name) if _is_library(owner):
            if name in _SHAPED:
                return f"({_SHAPED[name](*(_inside(argument, _ATOM) for argument in arguments))})", _ATOM
            if name not in _SAME | set(_RENAMED):
                raise KeyError(name)
            return f"{_RENAMED.get(name, name)}({', '.join(inner)})", _ATOM
        case ast.Attribute(value=owner, attr=name) if name in _METHODS and not inner:
            return f"{_RENAMED.get(name, name)}({_written(owner)[0]})", _ATOM
    raise KeyError(ast.dump(function))


def _is_library(owner: ast.expr) -> bool:
    """Whether it is ``np`` or ``np.linalg``."""
    if isinstance(owner, ast.Attribute):
        return owner.attr == "linalg" and _is_library(owner.value)
    return isinstance(owner, ast.Name) and owner.id in ("np", "numpy", "jnp")
