"""What is asked: a function, as an expression or as a text with declarations, and the variables, by themselves or by
name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from extremum.algebra.dims import Bound, show_shape
from extremum.algebra.errors import ExtremumError, NameUnknownError
from extremum.algebra.names import index_letter, numbers_in, suggestion
from extremum.algebra.node import Expr, operator
from extremum.algebra.traverse import topological
from extremum.calculus.dependence import same_family
from extremum.operations.operators import expression, symbols
from extremum.operations.stated import refuse_unnamed, symbols_by_name


def asked(f: Any, x: Any, declarations: Any = ()) -> tuple[Expr, list[Expr]]:
    """The function and the variables, one or several, that a derivative is asked of.

    Raises:
        ParseError, ExtremumError: as :func:`expression`.
        NameUnknownError: neither the function nor a declaration has a variable of that name.
        ExtremumError: declarations are given that nothing needs, or a name is that of several members of a family.
    """
    expr, found = function_and_variables(f, x, declarations)
    one_member(expr, x if isinstance(x, list | tuple) else [x], found)
    return expr, found


def function_and_variables(f: Any, x: Any, declarations: Any = ()) -> tuple[Expr, list[Expr]]:
    """As :func:`asked`, where the name of a family may mean all its members."""
    targets = list(x) if isinstance(x, list | tuple) else [x]
    given = _items(declarations)
    expr = expression(f, [*given, *(target for target in targets if isinstance(target, Expr))])
    found = variables(expr, targets, given)
    if given and isinstance(f, Expr) and set(found) <= set(expr.symbols):
        raise ExtremumError(
            f"declarations are for a text or for variables that f does not have, and {short(expr)} has its symbols "
            "declared; how structured variables are meant is said by convention=…"
        )
    return expr, found


def _items(declarations: Any) -> list[Any]:
    """Declarations as a list."""
    single = isinstance(declarations, str | Expr) or not isinstance(declarations, Iterable)
    return [declarations] if single else list(declarations)


def variable(expr: Expr, target: Any) -> Expr:
    """The symbol (by itself or by name) with respect to which ``expr`` is differentiated; see :func:`variables`.

    Raises:
        ExtremumError: it is the name of a family of which the expression shows several members.
    """
    found = variables(expr, [target])
    one_member(expr, [target], found)
    return found[0]


def one_member(expr: Expr, targets: Sequence[Any], found: Sequence[Expr]) -> None:
    """Refuses the bare name of a family, as a variable, of which an expression shows several members.

    Where it shows ``u[1]`` and ``u[N]``, or one beside a sum over all, a derivative by ``u`` might be by any of them.

    Raises:
        ExtremumError: with the members.
    """
    for target, symbol in zip(targets, found, strict=True):
        if not isinstance(target, str) or "[" in target or symbol.op.name != "member":
            continue
        shown = [node for node in topological([expr]) if node.op.name == "member" and node.name == symbol.name]
        single = sorted({str(node) for node in shown if not any(isinstance(a, Bound) for a in node.indices)})
        if single and len(single) + (len(single) < len(shown)) > 1:
            raise ExtremumError(_which(symbol, single, summed=len(single) < len(shown), expr=expr))


def _which(symbol: Expr, single: Sequence[str], *, summed: bool, expr: Expr) -> str:
    letter = index_letter({s.name for s in symbols(expr)} | numbers_in([expr]))
    general = str(operator("read")(f"{symbol.name}[{letter}]", [symbol]))
    listed = f"{', '.join(single[:-1])} and {single[-1]}" if len(single) > 1 else single[0]
    members = f"{listed} by {'itself' if len(single) == 1 else 'themselves'} and others in a sum" if summed else listed
    return (
        f"by which member of {symbol.name}? The formula has {members}: ask for {' or '.join(single)}, "
        f"or for {general}, any of them"
    )


def variables(expr: Expr, targets: Sequence[Any], declarations: Sequence[Any] = ()) -> list[Expr]:
    """The symbols (by themselves or by name) with respect to which ``expr`` is differentiated.

    Raises:
        NameUnknownError: neither the expression nor a declaration has a symbol of that name.
        UndeclaredError: the text of the expression does not name it, beside names that nobody declared.
        ExtremumError: the target is no symbol, there is none, or one is named twice.
    """
    declared = operator("declared")(declarations) if declarations else {}
    known = {**declared, **{s.name: s for s in symbols(expr)}}
    by_name = {**symbols_by_name(expr), **known} if any(isinstance(target, str) for target in targets) else known
    found = [_variable(expr, target, by_name if isinstance(target, str) else known) for target in targets]
    if not found:
        raise ExtremumError("with respect to which variable? The list of variables is empty")
    for target, symbol in zip(targets, found, strict=True):
        if isinstance(target, str):
            refuse_unnamed(expr, symbol.name)
    if len(set(found)) < len(found):
        raise ExtremumError(f"a variable is named twice: {', '.join(map(str, found))}")
    return found


def _variable(expr: Expr, target: Any, known: Mapping[str, Expr]) -> Expr:
    if isinstance(target, str):
        name = target.removeprefix("\\")  # \beta, as LaTeX writes it
        found = known[name] if name in known else member_named(name, known)
        if found is None:
            names = ", ".join(known) or "none"
            near = in_product(name, known) or suggestion(target, known)
            raise NameUnknownError(f"{target!r} is no symbol of {short(expr)}{near}; its symbols: {names}")
        return found
    if not isinstance(target, Expr) or not target.op.variable:
        hint = (
            "; for a derivative with respect to an expression, give it a name first" if isinstance(target, Expr) else ""
        )
        raise ExtremumError(f"differentiate with respect to a symbol, not {target}{hint}")
    twin = known.get(target.name)
    if twin is not None and not (twin is target or same_family(twin, target)):
        raise NameUnknownError(
            f"{target.name} ({show_shape(target.shape)}) is not the symbol {twin.name} ({show_shape(twin.shape)}) of "
            f"{short(expr)}; use the one it was written with"
        )
    return target


def in_product(name: str, known: Mapping[str, Expr]) -> str:
    """What is said of a letter of a run of letters with a capital: ``tr(ABC)`` by B, ``exp(Xw)`` by w."""
    runs = [other for other in known if len(name) == 1 and name in other and len(other) <= _LETTERS]
    whole = next((run for run in runs if run.isalpha() and run.lower() != run and len(run) > 1), "")
    return f"; {whole} is one name, write {'*'.join(whole)} for a product" if whole else ""


_LETTERS = 4
"""Longer runs are words."""


def member_named(target: str, known: Mapping[str, Expr]) -> Expr | None:
    """``w[1]``, ``w[k]``, ``w_k`` of a family w of the expression; None: it is no member of one."""
    name, mark, index = target.partition("_")
    target = f"{name}[{index}]" if mark and index.isalnum() else target
    name, bracket, _ = target.partition("[")
    family = known.get(name.strip())
    if not bracket or family is None or family.op.name != "member":
        return None
    found: Expr = operator("read")(target, [family])
    return found if found.op.variable else None


def short(expr: Expr) -> str:
    """The expression as it is named in messages."""
    written = str(expr)
    return written if len(written) < 80 else written[:77] + "..."
