"""The public cases as a user of SymPy would write them: MatrixSymbol and ``.diff``, checked on numbers."""

from __future__ import annotations

import signal
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from itertools import permutations
from typing import Any

import numpy as np
import sympy as sp
from sympy.matrices.expressions.diagonal import DiagMatrix
from sympy.tensor.array.array_derivatives import ArrayDerivative
from sympy.tensor.array.expressions.array_expressions import _ArrayExpr, _CodegenArrayAbstract

from extremum.reading.build.declarations import collect
from extremum.reading.source import Source, Tree
from extremum.reading.text.grammar import normal, read
from tests.cases import checks

VERDICTS = ("right", "unevaluated", "error", "silently wrong", "absent")
"""From the best to the worst that an answer can be."""

_ARRAYS = (_ArrayExpr, _CodegenArrayAbstract, sp.NDimArray)

LIMIT = 20
"""Seconds a case may take."""


class Absent(NotImplementedError):
    """SymPy has no such function of symbolic matrices."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """verdict: right, silently wrong, unevaluated, error or absent; matrix: whether the answer is a matrix formula."""

    verdict: str
    matrix: bool
    seconds: float
    note: str


# -- writing a case in SymPy -----------------------------------------------------------------------------------------
def _dimension(name: str) -> Any:
    return sp.Symbol(name, integer=True, positive=True)


def _size(dim: Any) -> Any:
    return sum(k * sp.Mul(*(_dimension(str(a)) ** p for a, p in monomial)) for monomial, k in dim.terms)


def _symbols(entry: checks.Entry) -> dict[str, Any]:
    found = collect(entry["declarations"], {})
    if found.families:
        raise Absent("sums over samples x[i] of vectors")
    return {
        name: sp.Symbol(name, real=True) if v.is_scalar else sp.MatrixSymbol(name, _size(v.rows), _size(v.cols))
        for name, v in found.variables.items()
    }


def _entrywise(name: str) -> Callable[[Any], Any]:
    function = getattr(sp, name)
    return lambda a: a.applyfunc(function) if getattr(a, "is_Matrix", False) else function(a)


WAYS: dict[str, Callable[[Any], Any]] = {"matrix": lambda a: a, "trace": sp.Trace, "entry": lambda a: a[0, 0]}
"""Ways to write a product x'y of shape 1×1, of which the best counts."""


def _norm(a: Any) -> Any:
    return sp.sqrt(sp.Trace(a.T * a)) if getattr(a, "is_Matrix", False) else sp.sqrt(a**2)


def _total(a: Any) -> Any:
    return sp.OneMatrix(1, a.rows) * a * sp.OneMatrix(a.cols, 1)


CALLS: dict[str, Callable[..., Any]] = {
    "inv": sp.Inverse, "det": sp.Determinant, "logdet": lambda a: sp.log(sp.Determinant(a)), "tr": sp.Trace,
    "kron": sp.KroneckerProduct, "norm2": _norm, "sum": _total, "diag": DiagMatrix, "eye": sp.Identity,
    "ones": lambda n, m=1: sp.OneMatrix(n, m),
    **{name: _entrywise(name) for name in ("exp", "log", "sin", "cos", "tanh", "sqrt")},
}  # fmt: skip


class _Writer:
    """From the syntax tree of our text to SymPy."""

    def __init__(self, symbols: dict[str, Any], way: str) -> None:
        self.symbols, self.way = symbols, WAYS[way]

    def scalar(self, value: Any) -> Any:
        """A 1×1 matrix as a scalar."""
        small = getattr(value, "is_Matrix", False) and value.shape == (1, 1)
        return self.way(value) if small else value

    def visit(self, tree: Tree) -> Any:
        return getattr(self, tree.kind)(tree)

    def number(self, tree: Tree) -> Any:
        return sp.Rational(tree.text)

    def name(self, tree: Tree) -> Any:
        return self.symbols.get(tree.text) if tree.text in self.symbols else _dimension(tree.text)

    def call(self, tree: Tree) -> Any:
        if tree.text not in CALLS:
            raise Absent(tree.text)
        return CALLS[tree.text](*(self.visit(part) for part in tree.parts))

    def transpose(self, tree: Tree) -> Any:
        return sp.Transpose(self.visit(tree.parts[0])).doit()

    def signed(self, tree: Tree) -> Any:
        return -self.visit(tree.parts[0])

    def power(self, tree: Tree) -> Any:
        base, exponent = map(self.visit, tree.parts)
        return sp.HadamardPower(base, exponent) if tree.text == ".^" else self.scalar(base) ** exponent

    def chain(self, tree: Tree) -> Any:
        parts = [self.visit(part) for part in tree.parts]
        value = parts[0]
        for operator, part in zip(tree.operators, parts[1:], strict=True):
            if operator in (".*", "./"):
                right = part if operator == ".*" else sp.HadamardPower(part, -1)
                value = sp.HadamardProduct(value, right)
            else:
                value = value / self.scalar(part) if operator == "/" else value * part
        return value

    def sum(self, tree: Tree) -> Any:
        parts = [self.scalar(self.visit(part)) for part in tree.parts]
        shape = next((p.shape for p in parts if getattr(p, "is_Matrix", False)), None)
        value = _filled(parts[0], shape)
        for operator, part in zip(tree.operators, parts[1:], strict=True):
            value = value + _filled(part, shape) if operator == "+" else value - _filled(part, shape)
        return value


def _filled(part: Any, shape: Any) -> Any:
    return part * sp.OneMatrix(*shape) if shape is not None and not getattr(part, "is_Matrix", False) else part


# -- asking and checking ---------------------------------------------------------------------------------------------
def _answer(entry: checks.Entry, way: str) -> Any:
    symbols = _symbols(entry)
    writer = _Writer(symbols, way)
    f = writer.visit(read(Source(normal(entry["text"])), "expression"))
    if entry["kind"] in ("differential", "structured", "relation"):
        raise Absent({"differential": "differentials", "structured": "structured variables"}.get(entry["kind"], "G"))
    x = symbols[entry["wrt"]]
    if entry["kind"] in ("gradient", "relation"):
        f = writer.scalar(f)
    found = f.diff(x)
    return found.diff(x) if entry["kind"] in ("hessian", "d2scalar") else found


def _numbers(found: Any, values: dict[str, Any]) -> Any:
    sizes = {sp.Symbol(name, integer=True, positive=True): size for name, size in checks.SIZES.items()}
    fixed = found.subs(sizes)
    points = {}
    for symbol in fixed.free_symbols | (fixed.atoms(sp.MatrixSymbol) if hasattr(fixed, "atoms") else set()):
        if str(symbol) in values:
            value = values[str(symbol)]
            points[symbol] = sp.ImmutableMatrix(value) if np.ndim(value) == 2 else sp.Float(float(value))
    done = fixed.xreplace(points).doit()
    done = done.as_explicit() if hasattr(done, "as_explicit") else done
    return np.array(done.tolist() if hasattr(done, "tolist") else done, dtype=float)


def _agrees(found: np.ndarray, wanted: np.ndarray) -> bool:
    """In any layout that has the same entries: a derivative by a vector may lie on its side."""
    found = found.squeeze()
    if found.size != wanted.size:
        return False
    layouts = (np.transpose(found, axes) for axes in permutations(range(found.ndim)))
    return any(np.allclose(one.reshape(wanted.shape), wanted, rtol=1e-6, atol=1e-8) for one in layouts)


def _verdict(entry: checks.Entry, found: Any) -> tuple[str, str]:
    if found.has(sp.Derivative, ArrayDerivative):
        return "unevaluated", str(found)
    rng = np.random.default_rng(0)
    values = {name: checks.sample(info, rng) for name, info in entry["vars"].items()}
    scope = {"np": np, "sla": checks.scipy.linalg}
    wanted = np.asarray(eval(entry["numpy_expected"], scope)(**values), dtype=float)
    return ("right" if _agrees(_numbers(found, values), wanted) else "silently wrong"), str(found)


def _timeout(*_: Any) -> None:
    raise TimeoutError(f"no answer within {LIMIT} s")


def outcome(entry: checks.Entry) -> Outcome:
    """What SymPy makes of a case, written in the way that suits it best."""
    warnings.simplefilter("ignore")
    found = [_outcome(entry, way) for way in WAYS]
    return min(found, key=lambda o: VERDICTS.index(o.verdict))


def _outcome(entry: checks.Entry, way: str) -> Outcome:
    signal.signal(signal.SIGALRM, _timeout)
    signal.alarm(LIMIT)
    start = time.perf_counter()
    seconds, matrix = 0.0, False
    try:
        found = _answer(entry, way)
        seconds, matrix = time.perf_counter() - start, not isinstance(found, _ARRAYS)
        verdict, note = _verdict(entry, found)
    except Absent as error:
        verdict, note = "absent", f"no {error}"
    except Exception as error:
        verdict, note = "error", f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
    finally:
        signal.alarm(0)
    return Outcome(verdict, matrix and verdict != "error", seconds or time.perf_counter() - start, note)
