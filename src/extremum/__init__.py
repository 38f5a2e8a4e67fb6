"""extremum: matrix calculus.

Write an objective as on paper, differentiate it, see the steps, find its extremum, run it, and check it.

>>> import extremum as ex
>>> n, m = ex.dims("n m")
>>> A, x, b = ex.matrix("A", n, m), ex.vector("x", m), ex.vector("b", n)
>>> ex.gradient(ex.norm2(A @ x - b)**2, x)
2*A'*(A*x - b)
"""

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

from extremum import data, identities, notation, operations
from extremum.algebra.errors import (
    DataError,
    ExtremumError,
    NameUnknownError,
    NoExtremumError,
    NotAScalarError,
    ParseError,
    ShapeError,
    UnsupportedError,
)
from extremum.algebra.node import Expr
from extremum.algebra.rules import rewriting
from extremum.calculus.derivatives import differential, gradient, hessian, jacobian, partial
from extremum.language import *  # noqa: F403 - the language's own list of public names
from extremum.language import __all__ as _language
from extremum.simplify.search import simplify

if TYPE_CHECKING:
    from extremum.calculus.kinks import kinks
    from extremum.checking.check import check, check_hessian
    from extremum.compiling.compiled import compile
    from extremum.convexity.certificate import curvature
    from extremum.deriving.derive import derive
    from extremum.notation.latex import latex
    from extremum.notation.mathml import mathml
    from extremum.notation.sharing import name_shared
    from extremum.notation.unicode import unicode
    from extremum.optimize.minimize import maximize, minimize
    from extremum.problems.constraint import at_least, at_most, equal_to, semidefinite
    from extremum.reading.parser import parse, parse_with_inference
    from extremum.reading.result import Reading
    from extremum.reading.tex import parse_latex, read_latex
    from extremum.solving.solve import solve
    from extremum.verify import equal

_LATE = {
    "at_least": "extremum.problems.constraint",
    "at_most": "extremum.problems.constraint",
    "check": "extremum.checking.check",
    "check_hessian": "extremum.checking.check",
    "compile": "extremum.compiling.compiled",
    "curvature": "extremum.convexity.certificate",
    "derive": "extremum.deriving.derive",
    "equal": "extremum.verify",
    "equal_to": "extremum.problems.constraint",
    "kinks": "extremum.calculus.kinks",
    "latex": "extremum.notation.latex",
    "mathml": "extremum.notation.mathml",
    "unicode": "extremum.notation.unicode",
    "maximize": "extremum.optimize.minimize",
    "minimize": "extremum.optimize.minimize",
    "name_shared": "extremum.notation.sharing",
    "parse": "extremum.reading.parser",
    "parse_latex": "extremum.reading.tex",
    "parse_with_inference": "extremum.reading.parser",
    "read_latex": "extremum.reading.tex",
    "Reading": "extremum.reading.result",
    "semidefinite": "extremum.problems.constraint",
    "solve": "extremum.solving.solve",
}
"""Public names whose modules are imported when they are first used, so that ``import extremum`` stays fast."""

__version__ = "0.1.0"
__all__ = [
    "DataError", "Expr", "ExtremumError", "NameUnknownError", "NoExtremumError", "NotAScalarError",
    "ParseError", "Reading", "ShapeError", "UnsupportedError", "at_least", "at_most", "check", "check_hessian",
    "compile", "curvature", "data", "derive", "differential", "equal", "equal_to", "gradient", "hessian",
    "identities", "jacobian", "kinks", "latex", "mathml", "maximize", "minimize", "name_shared", "notation",
    "operations", "parse", "parse_latex", "parse_with_inference", "partial", "read_latex", "rewriting",
    "semidefinite", "simplify", "solve", "unicode",
    *_language,
]  # fmt: skip


if TYPE_CHECKING:

    def __getattr__(name: str) -> Callable[[Any], Expr]:
        """The elementwise functions: one row each in operations/functions_table.py."""

else:

    def __getattr__(name: str) -> Any:
        if name in _LATE:
            value = getattr(import_module(_LATE[name]), name)
            globals()[name] = value
            return value
        raise AttributeError(f"module 'extremum' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
