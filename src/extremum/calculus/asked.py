"""What is asked: a function, as an expression or as a text with declarations, and the variables, by themselves or by
name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from extremum.algebra.dims import show_shape
from extremum.algebra.errors import ExtremumError, NameUnknownError
from extremum.algebra.names import suggestion
from extremum.algebra.node import Expr, operator
from extremum.calculus.dependence import same_family
from extremum.operations.operators import expression, symbols
from extremum.operations.stated import refuse_unnamed, symbols_by_name


def asked(f: Any, x: Any, declarations: Any = ()) -> tuple[Expr, list[Expr]]:
    """The function and the variables, one or several, that a question is about.

    Raises:
        ParseError, ExtremumError: as :func:`expression`.
        NameUnknownError: neither the function nor a declaration has a variable of that name.
        ExtremumError: declarations are given that nothing needs.
    """
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
    """The symbol (by itself or by name) with respect to which ``expr`` is differentiated; see :func:`variables`."""
    return variables(expr, [target])[0]


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
        found = known[name] if name in known else _member(name, known)
        if found is None:
            names = ", ".join(known) or "none"
            near = suggestion(target, known)
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


def _member(target: str, known: Mapping[str, Expr]) -> Expr | None:
    """``w[1]``, ``w[k]`` of a family w of the expression; None: it is no member of one."""
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
