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
from extremum.algebra.node import Expr, bind_operator
from extremum.algebra.rules import rewriting
from extremum.calculus.derivatives import differential, gradient, hessian, jacobian, partial
from extremum.calculus.second import hvp
from extremum.language import *  # noqa: F403 - the language's own list of public names
from extremum.language import __all__ as _language
from extremum.language.foreign import no_function
from extremum.simplify.search import simplify

if TYPE_CHECKING:
    from extremum.calculus.kinks import kinks
    from extremum.checking.check import check, check_hessian
    from extremum.checking.verdict import Verdict
    from extremum.compiling.compiled import Compiled, compile
    from extremum.convexity.certificate import Curvature, curvature
    from extremum.deriving.derivation import Derivation
    from extremum.deriving.derive import derive
    from extremum.notation.latex import latex
    from extremum.notation.mathml import mathml
    from extremum.notation.sharing import name_shared
    from extremum.notation.unicode import unicode
    from extremum.optimize.minimize import maximize, minimize
    from extremum.optimize.minimum import Minimum
    from extremum.pictures.plot import plot
    from extremum.problems.constraint import Constraint, at_least, at_most, equal_to, semidefinite
    from extremum.problems.files import read_problem, write_problem
    from extremum.problems.problem import Problem
    from extremum.reading.parser import parse, parse_with_inference
    from extremum.reading.result import Reading
    from extremum.reading.tex import parse_latex, read_latex
    from extremum.scale.stream import stream
    from extremum.solving.solution import SolutionSet
    from extremum.solving.solve import solve
    from extremum.statistics.estimator import Estimator
    from extremum.statistics.expectation import expectation
    from extremum.statistics.fit import fit
    from extremum.statistics.fitted import Fit
    from extremum.statistics.information import Information, information
    from extremum.statistics.single import NoExpectationError
    from extremum.statistics.statements import distributed
    from extremum.statistics.verified import ModelError
    from extremum.teaching.grade import Grade, grade
    from extremum.verify import Equality, equal

_LATE = {
    "at_least": "extremum.problems.constraint",
    "at_most": "extremum.problems.constraint",
    "check": "extremum.checking.check",
    "check_hessian": "extremum.checking.check",
    "Compiled": "extremum.compiling.compiled",
    "Constraint": "extremum.problems.constraint",
    "Curvature": "extremum.convexity.certificate",
    "Derivation": "extremum.deriving.derivation",
    "Equality": "extremum.verify",
    "Estimator": "extremum.statistics.estimator",
    "Minimum": "extremum.optimize.minimum",
    "SolutionSet": "extremum.solving.solution",
    "Verdict": "extremum.checking.verdict",
    "compile": "extremum.compiling.compiled",
    "curvature": "extremum.convexity.certificate",
    "derive": "extremum.deriving.derive",
    "equal": "extremum.verify",
    "equal_to": "extremum.problems.constraint",
    "Fit": "extremum.statistics.fitted",
    "Grade": "extremum.teaching.grade",
    "grade": "extremum.teaching.grade",
    "Information": "extremum.statistics.information",
    "ModelError": "extremum.statistics.verified",
    "NoExpectationError": "extremum.statistics.single",
    "distributed": "extremum.statistics.statements",
    "expectation": "extremum.statistics.expectation",
    "fit": "extremum.statistics.fit",
    "information": "extremum.statistics.information",
    "kinks": "extremum.calculus.kinks",
    "latex": "extremum.notation.latex",
    "mathml": "extremum.notation.mathml",
    "unicode": "extremum.notation.unicode",
    "maximize": "extremum.optimize.minimize",
    "minimize": "extremum.optimize.minimize",
    "name_shared": "extremum.notation.sharing",
    "plot": "extremum.pictures.plot",
    "parse": "extremum.reading.parser",
    "parse_latex": "extremum.reading.tex",
    "parse_with_inference": "extremum.reading.parser",
    "read_latex": "extremum.reading.tex",
    "Problem": "extremum.problems.problem",
    "Reading": "extremum.reading.result",
    "read_problem": "extremum.problems.files",
    "write_problem": "extremum.problems.files",
    "semidefinite": "extremum.problems.constraint",
    "solve": "extremum.solving.solve",
    "stream": "extremum.scale.stream",
}
"""Public names whose modules are imported when they are first used, so that ``import extremum`` stays fast."""

__version__ = "0.1.0"
__all__ = [
    "Compiled", "Constraint", "Curvature", "DataError", "Derivation", "Equality", "Estimator", "Expr", "ExtremumError",
    "Fit", "Grade", "Information", "Minimum", "ModelError", "NameUnknownError", "NoExpectationError", "NoExtremumError",
    "NotAScalarError", "ParseError", "Problem", "Reading", "ShapeError", "SolutionSet", "UnsupportedError", "Verdict",
    "at_least", "at_most", "check", "check_hessian", "compile", "curvature", "data", "derive", "differential",
    "distributed", "equal", "equal_to", "expectation", "fit", "grade", "gradient", "hessian", "hvp", "identities",
    "information", "jacobian", "kinks", "latex", "mathml", "maximize", "minimize", "name_shared", "notation",
    "operations", "parse", "parse_latex",
    "parse_with_inference", "partial", "plot", "read_latex", "read_problem", "rewriting", "semidefinite",
    "simplify", "solve", "stream", "unicode", "write_problem",
    *_language,
]  # fmt: skip


def _read(text: str, declarations: Any) -> Expr:
    from extremum.reading.either import read_either

    return read_either(text, declarations).expr


def _declared(declarations: Any) -> dict[str, Expr]:
    from extremum.reading.build.declarations import collect
    from extremum.reading.definitions import define

    found = collect(declarations, {})
    define(found)
    return {name: value for name, value in found.variables.items() if value.op.variable}


def load_ipython_extension(shell: Any) -> None:
    """``%load_ext extremum``: cells that begin with ``%%extremum`` are questions."""
    import_module("extremum.web.notebook").register(shell)


def _evaluated(root: Expr, data: Any, sizes: Any) -> Any:
    from extremum.compiling.evaluating import evaluated

    return evaluated(root, data, sizes)


def _evaluated_in(root: Expr, scope: Any) -> Any:
    from extremum.compiling.evaluating import evaluated_in

    return evaluated_in(root, scope)


def _plotted(found: Any, *coordinates: str, **options: Any) -> Any:
    from extremum.pictures.plot import plot

    return plot(found, *coordinates, **options)


def _streamed(made: Any, data: Any) -> Any:
    from extremum.scale.values import streamed

    return streamed(made, data)


def _in_blocks(made: Any, data: Any) -> Any:
    from extremum.scale.values import in_blocks

    return in_blocks(made, data)


bind_operator("read", _read)
bind_operator("streamed", _streamed)
bind_operator("in_blocks", _in_blocks)
bind_operator("plot", _plotted)
bind_operator("evaluated", _evaluated)
bind_operator("evaluated_in", _evaluated_in)
bind_operator("declared", _declared)


if TYPE_CHECKING:

    def __getattr__(name: str) -> Callable[[Any], Expr]:
        """The elementwise functions: one row each in operations/functions_table.py."""

else:

    def __getattr__(name: str) -> Any:
        if name in _LATE:
            value = getattr(import_module(_LATE[name]), name)
            globals()[name] = value
            return value
        raise AttributeError(no_function(name), name=name)


def __dir__() -> list[str]:
    return sorted(__all__)
