"""Modules of NumPy code: imports, the helpers that are used, and a function a plan."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import replace
from json import dumps

from extremum.algebra.dims import ONE, Dim
from extremum.algebra.errors import UnsupportedError
from extremum.compiling.backends import NUMPY, Backend
from extremum.compiling.numpy_assembly import assembly
from extremum.compiling.numpy_calls import POWER, PRODUCT, UNARY
from extremum.compiling.numpy_docstring import LINE, docstring
from extremum.compiling.numpy_helpers import HELPERS
from extremum.compiling.numpy_needs import needs
from extremum.compiling.numpy_printer import Printer, zeros
from extremum.compiling.plan import Plan
from extremum.compiling.sizes import Reading
from extremum.compiling.statements import Accumulate, Assign, Recur, Solve, Statement
from extremum.compiling.term import Assembly, Blocks, Loop, Root, Steps, Term, topological

_USED = {"np", "scipy", "float", "len", "list", "max", "min", "range", "reversed", "sum", "zip"}

_MODULES = frozenset({"lapack", "jnp", "jax", "torch", "numba", "math", "REAL"})
"""Modules that code names by one word, and what PyTorch's says of precision and device."""


def reserved(order: Sequence[Term]) -> set[str]:
    """The names that code with these terms uses."""
    return _USED | {name for name in needs(order) if name in HELPERS} | _MODULES


def module(plans: Sequence[Plan], title: str, backend: Backend = NUMPY) -> str:
    """The text of a module with a function a plan.

    Raises:
        UnsupportedError: the backend lacks what a function needs.
    """
    order = [term for plan in plans for term in topological(plan.terms.values())]
    _check(order, backend)
    used = needs(order)
    parts = [backend.helpers.get(name, text).strip() for name, text in HELPERS.items() if name in used]
    parts = [_decorated(part, backend) for part in parts] + [text for one in plans for text in functions(one, backend)]
    written = "\n".join(parts)
    parts = [*(text.strip() for name, text in backend.shims.items() if f"{name}(" in written), *parts]
    setup = [backend.setup] if backend.setup else []
    imports = [line for name, line in backend.imports.items() if _is_used(name, [*parts, *setup])]
    head = [f'"""{title}"""', *(["\n".join(imports)] if imports else []), *setup]
    return "\n\n\n".join(["\n\n".join(head), *parts]) + "\n"


def _is_used(name: str, parts: Sequence[str]) -> bool:
    return any(re.search(rf"(?<![\w.]){re.escape(name)}\.", part) for part in parts)


def _check(order: Sequence[Term], backend: Backend) -> None:
    """Raises UnsupportedError where the backend has no code for a term."""
    for term in order:
        found = backend.lacks & {term.op, term.name}
        if found:
            raise UnsupportedError(f"the backend {backend.name} has no code for {min(found)!r} yet; use numpy")


def _decorated(text: str, backend: Backend) -> str:
    return f"{backend.decorator}\n{backend.spelled(text)}" if backend.decorator else backend.spelled(text)


def functions(plan: Plan, backend: Backend = NUMPY) -> list[str]:
    """The text of a function; where it may not return a dict, those of one that returns a tuple, and of it."""
    if plan.gives != "dict" or backend.labels:
        return [_decorated(function(plan, docstring(plan), body(plan, backend)), backend)]
    inner = replace(plan, name=f"{plan.name}_values", gives="tuple")
    said = [f'"""The values of {plan.name}, in their order."""']
    labels = ", ".join(f"{dumps(label, ensure_ascii=False)}" for label in plan.terms)
    call = f"{inner.name}({', '.join(argument.written for argument in plan.arguments)})"
    whole = [f"return dict(zip(({labels},), {call}))"]
    return [
        _decorated(function(inner, said, body(inner, backend)), backend), function(plan, docstring(plan), whole)
    ]  # fmt: skip


def function(plan: Plan, said: Sequence[str], statements: Sequence[str]) -> str:
    """The text of a function, with a docstring."""
    head = f"def {plan.name}({', '.join(argument.written for argument in plan.arguments)}):"
    return "\n".join([*_wrapped(head), *("    " + line if line else "" for line in (*said, *statements))])


def body(plan: Plan, backend: Backend = NUMPY) -> list[str]:
    """The statements of a function."""
    printer = Printer({a.name: a.written for a in plan.arguments}, plan.atoms, plan.block, backend)
    statements = _lines(printer, plan.block.statements)
    return [*_readings(printer, plan.readings), *statements, *_return(printer, plan)]


def _wrapped(head: str) -> list[str]:
    """The head of a function, on several lines where it is long."""
    if len(head) <= LINE:
        return [head]
    name, arguments = head.split("(", 1)
    lines = textwrap.wrap(arguments[:-2] + ",", LINE - 4, break_long_words=False)
    return [f"{name}(", *("    " + line for line in lines), "):"]


# -- statements ----------------------------------------------------------------------------------------------------
def _readings(printer: Printer, readings: Sequence[Reading]) -> Iterator[str]:
    """``n, m = X.shape``, or a line a size."""
    done: set[Reading] = set()
    for reading in readings:
        if reading in done:
            continue
        pair = _pair(reading, readings)
        if pair is not None:
            done.update(pair)
            names = ", ".join(printer.sizes.atom(one.atom) for one in pair)
            yield f"{names} = {printer.arguments[reading.axis.name]}.shape"
            continue
        text = printer.sizes.axis(reading.axis)
        if reading.offset.terms:
            text = f"{text} {_subtracted(printer, reading.offset)}"
            text = f"({text})" if reading.step is not ONE else text
        if reading.step is not ONE:
            text = f"{text} // {printer.dim(reading.step, POWER)}"
        yield f"{printer.sizes.atom(reading.atom)} = {text}"


def _subtracted(printer: Printer, offset: Dim) -> str:
    """``- offset``, or ``+`` what is negative in it."""
    if all(q < 0 for _, q in offset.terms):
        return f"+ {printer.dim(-offset, PRODUCT)}"
    return f"- {printer.dim(offset, PRODUCT)}"


def _pair(reading: Reading, readings: Sequence[Reading]) -> tuple[Reading, Reading] | None:
    """Both axes of one matrix."""
    plain = [r for r in readings if r.axis.leaf is reading.axis.leaf and r.axis.dim is Dim.of(r.atom)]
    by_axis = {r.axis.axis: r for r in plain if r.axis.leaf.op.name == "symbol"}
    return (by_axis[0], by_axis[1]) if reading in plain and {0, 1} <= by_axis.keys() else None


def _lines(printer: Printer, statements: Sequence[Statement]) -> Iterator[str]:
    for statement in statements:
        if isinstance(statement, Assign) and isinstance(statement.term.data, Assembly):
            yield from assembly(printer, statement.name, statement.term)
        elif isinstance(statement, Assign):
            yield f"{statement.name} = {printer.define(statement.term)}"
        elif isinstance(statement, Accumulate):
            yield from _accumulate(printer, statement)
        elif isinstance(statement, Solve):
            yield from _solve(printer, statement)
        else:
            yield from _recur(printer, statement)


def _accumulate(printer: Printer, statement: Accumulate) -> Iterator[str]:
    term = statement.term
    assert isinstance(term.data, Loop)
    starts = {"prod": "1.0", "logsum": "-np.inf", "stack": "[]"}
    for name, part in zip(statement.names, term.parts, strict=True):
        yield f"{name} = {starts.get(term.op) or _nothing(printer, term.data, part)}"
    yield f"for {printer.header(term)}:"
    yield from ("    " + line for line in _lines(printer, statement.body))
    for name, one in zip(statement.names, map(printer.write, term.parts), strict=True):
        added = f"{name} = np.logaddexp({name}, {one})"
        kept = f"{name}.append({one})"
        known = {"prod": f"{name} *= {one}", "logsum": added, "stack": kept}
        yield f"    {known.get(term.op, f'{name} += {one}')}"


def _nothing(printer: Printer, loop: Loop, part: Term) -> str:
    """The sum of no terms."""
    return zeros(printer, loop if not isinstance(loop, Blocks) else replace(loop, shape=part.shape))


def _solve(printer: Printer, statement: Solve) -> Iterator[str]:
    """The equation as a function of a guess, and its root."""
    root, name = statement.term.data, statement.name
    assert isinstance(root, Root)
    residual, jacobian = map(printer.write, statement.term.parts)
    sizes = ", ".join(printer.dim(dim) for dim in statement.term.shape)
    shape = f"({sizes}{',' * (len(statement.term.shape) == 1)})"
    test = " and ".join(f"({test.replace('X', name)})" for test in root.tests)
    yield f"def {statement.function}({name}):"
    yield from ("    " + line for line in _lines(printer, statement.body))
    yield f"    return {residual}, {jacobian}"
    holds = f", lambda {name}: {test}" if test else ""
    yield f'{name} = newton("{root.name}", {statement.function}, {shape}{holds})'


def _recur(printer: Printer, statement: Recur) -> Iterator[str]:
    """All states in a list; backward ones from its end."""
    steps, name = statement.term.data, statement.name
    assert isinstance(steps, Steps)
    step = printer.write(statement.term.parts[1])
    index = printer.block.indices[steps.index]
    ends = [printer.dim(end) for end in statement.until]
    body = ["    " + line for line in _lines(printer, statement.body)]
    if steps.direction == 1:
        last = _of_several("max", [printer.dim(steps.first + end) for end in statement.until])
        first = "" if steps.first.number == 0 else f"{printer.dim(steps.first)}, "
        start = printer.write(statement.term.parts[0])
        yield from (f"{name} = [{start}]", f"for {index} in range({first}{last}):", *body, f"    {name}.append({step})")
        return
    first = _of_several("min", ends)
    yield f"{name} = {_room(printer, statement)}"
    lines = _lines_back(printer, statement, "" if first == "0" else f"{first}, ", step)
    if statement.term.parts[0].op == "begin":
        yield f"if {_at_least(printer, steps.first, statement.until)}:"
        yield from ("    " + line for line in lines)
    else:
        yield from lines


def _lines_back(printer: Printer, statement: Recur, until: str, step: str) -> Iterator[str]:
    """The first state, and the loop down to the last one."""
    steps, name = statement.term.data, statement.name
    assert isinstance(steps, Steps)
    index, first = printer.block.indices[steps.index], printer.dim(steps.first)
    yield from _lines(printer, statement.begin)
    yield f"{name}[{first}] = {printer.write(statement.term.parts[0])}"
    yield f"for {index} in reversed(range({until}{first})):"
    yield from ("    " + line for line in _lines(printer, statement.body))
    yield f"    {name}[{index}] = {step}"


def _room(printer: Printer, statement: Recur) -> str:
    """Room for all states; those beyond the first are 0."""
    steps = statement.term.data
    assert isinstance(steps, Steps)
    if steps.shape is None:
        nothing = printer.joined("unset", *"0" * statement.term.parts[1].rank)
        return f"[{nothing}] * {printer.dim(steps.first + 1, UNARY)}"
    size = _of_several("max", [printer.dim(place + 1) for place in _last(steps.first, statement.beyond)])
    size = size if size.isidentifier() or size.endswith(")") else f"({size})"
    zero = zeros(printer, Loop(steps.index, ONE, steps.shape))
    if any(steps.index in dim.atoms() for dim in steps.shape):
        return f"[{zero} for {printer.block.indices[steps.index]} in range({size})]"
    return f"[{zero}] * {size}"


def _at_least(printer: Printer, dim: Dim, ends: Sequence[Dim]) -> str:
    """``dim >= end``, the numbers at the right."""
    if len(ends) > 1:
        return f"{printer.dim(dim)} >= {_of_several('min', [printer.dim(end) for end in ends])}"
    rest = dim - ends[0]
    number = Dim((m, q) for m, q in rest.terms if not m)
    return f"{printer.dim(rest - number)} >= {printer.dim(-number)}"


def _last(first: Dim, beyond: Sequence[Dim]) -> list[Dim]:
    """The last of the states, as far as it is known."""
    return [place for place in (first, *beyond) if not any(_is_less(place, other) for other in beyond)]


def _is_less(place: Dim, other: Dim) -> bool:
    return ((other - place).number or 0) > 0


def _of_several(function: str, ends: Sequence[str]) -> str:
    return ends[0] if len(ends) == 1 else f"{function}({', '.join(ends)})"


def _return(printer: Printer, plan: Plan) -> Iterator[str]:
    values = [printer.write(term) for term in plan.terms.values()]
    if plan.gives == "one":
        yield f"return {values[0]}"
        return
    first, last = "()" if plan.gives == "tuple" else "{}"
    labels = [f"{dumps(label, ensure_ascii=False)}: " if plan.gives == "dict" else "" for label in plan.terms]
    items = [label + value for label, value in zip(labels, values, strict=True)]
    bare = plan.gives == "tuple" and len(items) > 1
    one = f"return {', '.join(items)}" if bare else f"return {first}{', '.join(items)}{',' * (first == '(')}{last}"
    yield from [one] if len(one) <= LINE - 4 else [f"return {first}", *(f"    {item}," for item in items), last]
