"""The docstring of a generated function: its formulas, the shapes of its arguments, and that of its result."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from extremum.algebra.dims import Dim, Entry, IndexName
from extremum.algebra.node import Expr
from extremum.compiling.lowering import family_of
from extremum.compiling.plan import Argument, Plan, each_of
from extremum.operations.leaves import index_of

LINE = 100
"""How many characters a line of code may have."""


def docstring(plan: Plan) -> list[str]:
    """The formulas, the shapes of the arguments, and that of the result."""
    lines = list(plan.formulas or ["Its formulas are too long to be shown."])
    shapes = [f"{argument.written}: {_described(argument)}" for argument in plan.arguments]
    shapes.append(f"Returns {_returned(plan)}.")
    first, *more = [_quoted(part) for line in [*lines, "", *shapes] for part in _broken(line)]
    return ['"""' + first, *more, '"""']


def _quoted(text: str) -> str:
    """Text that a docstring can hold, whatever labels are in it."""
    return text.replace("\\", "\\\\").replace('"', '\\"') if '"' in text or "\\" in text else text


def _broken(line: str) -> list[str]:
    return textwrap.wrap(line, LINE - 8, subsequent_indent="    ", break_long_words=False) or [""]


def _described(argument: Argument) -> str:
    if argument.kind == "function":
        return "a function of (array, order of the derivative)"
    if argument.kind == "staged":
        return f"{_array(argument.shape)}, of the data"
    if argument.leaf is not None:
        return _data(argument.written, argument.leaf)
    atom = argument.atom
    if isinstance(atom, IndexName) and atom.size is not None:
        return f"an index, {atom.start} to {atom.size + atom.start - 1}"
    return "a list of whole numbers" if isinstance(atom, Entry) else "a whole number"


def _data(name: str, leaf: Expr) -> str:
    facts = f", {', '.join(str(fact).replace('_', ' ') for fact in leaf.assumptions)}" if leaf.assumptions else ""
    shape = list(leaf.shape[: 0 if leaf.is_scalar else 1 if leaf.is_column else 2])
    if leaf.op.name == "symbol":
        return _array(shape) + facts
    size, start = family_of(leaf)
    if any(isinstance(atom, Entry) for dim in shape for atom in dim.atoms()):
        shown = _tuple([_at_place(dim, leaf, Dim.of("k") + start) for dim in shape])
        return f"a list of {size} arrays, {name}[k] of shape {shown}{facts}"
    return _array([size, *shape]) + ", one row a sample" * (len(shape) == 1) + facts


def _at_place(dim: Dim, leaf: Expr, at: Dim) -> Dim:
    """A width that moves with the index of a family, for the member at an index."""
    index = index_of(leaf)
    return dim.map_atoms(lambda atom: Entry(atom.family, atom.index - index + at) if isinstance(atom, Entry) else atom)


def _array(shape: Sequence[Dim]) -> str:
    return f"array of shape {_tuple(shape)}" if shape else "a number"


def _tuple(shape: Sequence[Dim]) -> str:
    return f"({shape[0]},)" if len(shape) == 1 else f"({', '.join(map(str, shape))})"


def _result(expr: Expr, index: IndexName | None) -> str:
    if index is not None:
        return f"a list for {index} = {index.start}, …, {_last_of(index)}: {_result(expr, None)}"
    return _array(expr.shape[: 0 if expr.is_scalar else 1 if expr.is_column else 2])


def _last_of(index: IndexName) -> Dim:
    assert index.size is not None
    return index.size + index.start - 1


def _returned(plan: Plan) -> str:
    texts = [_result(expr, each_of(expr, plan.each)) for expr in plan.results.values()]
    texts = texts or [_array(term.shape) for term in plan.terms.values()]
    if plan.gives == "dict":
        texts = [f"{label}: {text}" for label, text in zip(plan.results, texts, strict=True)]
    return "; ".join(texts)
