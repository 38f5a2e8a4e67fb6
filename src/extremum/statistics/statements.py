"""Models as they are written: ``y[i] ~ normal(x[i]'*b, v)``, read from a text or put together from expressions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from extremum.algebra.dims import ONE, Dim, show_shape
from extremum.algebra.errors import ExtremumError, NameUnknownError, ShapeError, UnsupportedError
from extremum.algebra.names import suggestion, unreachable
from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.operations.operators import as_expr
from extremum.operations.stated import symbols_by_name
from extremum.reading.either import read_either
from extremum.reading.given import Items, names_of
from extremum.statistics.distribution import Distribution, filled
from extremum.statistics.independent import Independent, spread
from extremum.statistics.laws import LAWS, Law, law_named
from extremum.statistics.model import Canonical, Follower, Mixture, Model, Statement, index_of


# -- from expressions --------------------------------------------------------------------------------------------------
def distributed(variable: Expr, law: str, *arguments: Any, **named: Any) -> Statement:
    """``variable ~ law(arguments)``, for the model of :func:`extremum.information` and :func:`extremum.expectation`.

    >>> import extremum as ex
    >>> n = ex.dims("n")
    >>> y, m, S = ex.vector("y", n), ex.vector("m", n), ex.matrix("S", n, n, "positive_definite")
    >>> print(ex.distributed(y, "normal", m, S).words)
    y normal with mean m and covariance S

    Raises:
        UnsupportedError: there is no such law.
        ShapeError: the variable or an argument has not the shape that the law needs.
        ExtremumError: an argument is missing, unknown or given twice.
    """
    if not isinstance(variable, Expr) or not variable.op.variable:
        raise ExtremumError(
            f"{variable} is no variable; a model says how a symbol or a member such as y[i] is distributed"
        )
    if variable.op.name == "member" and index_of(variable) is None:
        raise UnsupportedError(f"{variable} is one member of a family; say how all are, as in {variable.name}[i] ~ …")
    return Statement(variable, _distribution(variable, law, arguments, named))


def _distribution(variable: Expr, name: str, arguments: Sequence[Any], named: Mapping[str, Any]) -> Follower:
    law = law_named(name) if isinstance(name, str) else None
    if law is None:
        near = suggestion(str(name), LAWS)
        raise UnsupportedError(
            f"there is no law {name!r}{near}; there are {', '.join(LAWS)}, mixture, exponential_family"
        )
    given = _named(law, arguments, named)
    found: dict[str, Expr] = {}
    for spelling, value in given.items():
        parameter, formula = law.spellings[spelling]
        if parameter in found:
            raise ExtremumError(f"{name}: {spelling} says again what is given already")
        expr = _fitting(variable, parameter, as_expr(value))
        found[parameter] = (
            expr if formula == spelling else _converted(formula, law, {**found, spelling: expr}, variable)
        )
    missing = {p for p, _ in law.spellings.values()} - found.keys()
    if missing:
        choices = " or ".join(s for s, (p, _) in law.spellings.items() if p in missing)
        raise ExtremumError(f"{name} needs {choices}: {_usage(law)}")
    if law.shape == "number" and variable.is_column and not variable.is_scalar:
        _check_entries(variable, law, found)
        return Independent(law, found, variable)
    _check_shapes(variable, law, found)
    return Distribution(law, found)


def _converted(formula: str, law: Law, values: Mapping[str, Expr], variable: Expr) -> Expr:
    """A parameter by what is written for it, ``1/rate``; entry by entry of vectors."""
    if law.shape != "number" or all(value.is_scalar for value in values.values()):
        return filled(formula, law.shape, values)
    numbers = {name: c.build("symbol", (), (unreachable(name), ONE, ONE, ())) for name in values}
    found = spread(
        filled(formula, "number", numbers), {numbers[name]: value for name, value in values.items()}, variable
    )
    assert found is not None
    return found


def _usage(law: Law) -> str:
    by_parameter: dict[str, list[str]] = {}
    for spelling, (parameter, _) in law.spellings.items():
        by_parameter.setdefault(parameter, []).append(f"{spelling}=…")
    return f"{law.name}({', '.join(' or '.join(names) for names in by_parameter.values())})"


def _named(law: Law, arguments: Sequence[Any], named: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments by name, in the order of the record."""
    if arguments and not law.order:
        raise ExtremumError(f"the arguments of {law.name} are written in more than one way; name them: {_usage(law)}")
    if len(arguments) > len(law.order):
        raise ExtremumError(
            f"{law.name} has {len(law.order)} arguments, {', '.join(law.order)}, and {len(arguments)} are given"
        )
    unknown = [name for name in named if name not in law.spellings]
    if unknown:
        raise ExtremumError(
            f"{law.name} has no argument {unknown[0]}{suggestion(unknown[0], law.spellings)}: {_usage(law)}"
        )
    given = {**dict(zip(law.order, arguments, strict=False)), **named}
    if len(given) < len(arguments) + len(named):
        raise ExtremumError(f"{law.name}: an argument is given twice, by its place and by its name")
    return {name: given[name] for name in law.spellings if name in given}


def _fitting(variable: Expr, parameter: str, value: Expr) -> Expr:
    """0 for the mean of a vector is the vector of zeros."""
    return c.like_zeros(variable) if parameter == "m" and c.is_zero(value) and not variable.is_scalar else value


_SHAPES: dict[str, Callable[[Expr], tuple[Dim, Dim]]] = {
    "number": lambda y: (ONE, ONE), "column": lambda y: (y.rows, ONE),
    "square": lambda y: (y.rows, y.rows),
}  # fmt: skip


def _check_entries(variable: Expr, law: Law, parameters: Mapping[str, Expr]) -> None:
    for value in parameters.values():
        if not value.is_scalar and value.shape != variable.shape:
            raise ShapeError(
                f"{law.name} of each entry of {variable}: {value} is {show_shape(value.shape)}, and a number or "
                f"{show_shape(variable.shape)} is needed"
            )


def _check_shapes(variable: Expr, law: Law, parameters: Mapping[str, Expr]) -> None:
    if variable.shape != _SHAPES[law.shape](variable):
        raise ShapeError(f"{law.name} is a law of a {law.shape}, and {variable} is {show_shape(variable.shape)}")
    for name, value in parameters.items():
        wanted = {"m": variable.shape, "p": variable.shape, "S": (variable.rows, variable.rows)}.get(name)
        if value.is_scalar if wanted is None else value.shape == wanted:
            continue
        shape = "a number" if wanted is None else show_shape(wanted)
        fix = f"; declare {_declared(value, wanted)}" if value.op.name == "symbol" else ""
        raise ShapeError(f"{law.name} of {variable}: {value} is {show_shape(value.shape)}, and {shape} is needed{fix}")


def _declared(symbol: Expr, wanted: tuple[Dim, Dim] | None) -> str:
    """The declaration that gives a symbol the shape that is wanted; None: of a number."""
    if wanted is None:
        return symbol.name
    return f"{symbol.name}[{','.join(str(size) for size in wanted if size is not ONE)}]"


# -- from a text -------------------------------------------------------------------------------------------------------
def read_model(model: Any, known: Sequence[Expr], declarations: Items = ()) -> Model:
    """The model of a text ``"y[i] ~ poisson(exp(x[i]'*b)); …"``, of statements, or of a list of both.

    Raises:
        ParseError: a text cannot be read.
        UnsupportedError, ShapeError, ExtremumError: as :func:`distributed`; or a variable is there twice.
    """
    if isinstance(model, Model):
        return model
    items = list(model) if isinstance(model, list | tuple) else [model]
    found = tuple(statement for item in items for statement in _statements(item, names_of(known, declarations)))
    names = [statement.variable.name for statement in found]
    if len(set(names)) < len(names) or not names:
        raise ExtremumError('a model has one statement a variable, as in "y[i] ~ normal(x[i]\'*b, v)"')
    _check_order(found)
    return Model(found)


def refuse_strangers(expr: Expr, model: Model) -> None:
    """Refuses a law of a variable that neither a typed expression nor another law names: a slip.

    Raises:
        NameUnknownError: with the names that the expression has.
    """
    named = {
        symbol.name
        for part in (expr, *(part for s in model.statements for part in s.law.parts))
        for symbol in symbols_by_name(part).values()
    }
    stranger = next((s.variable for s in model.statements if s.variable.name not in named), None)
    if stranger is not None:
        own = ", ".join(symbols_by_name(expr)) or "no variable"
        raise NameUnknownError(f"the model says the law of {stranger}, which is not in the expression; it has {own}")


def _check_order(statements: Sequence[Statement]) -> None:
    """Laws may mention other variables of the model, but not one another in a circle."""
    names = {statement.variable.name for statement in statements}
    left = {s.variable.name: names & {x.name for part in s.law.parts for x in part.symbols} for s in statements}
    while left:
        free = [name for name, mentioned in left.items() if not mentioned & left.keys()]
        if not free:
            raise ExtremumError(f"the laws of {' and '.join(sorted(left))} mention one another in a circle")
        left = {name: mentioned for name, mentioned in left.items() if name not in free}


def _statements(item: Any, names: Items) -> Iterator[Statement]:
    if isinstance(item, Statement):
        yield item
        return
    if not isinstance(item, str):
        raise ExtremumError(
            f'{item!r} is no statement of a model; write "y[i] ~ normal(x[i]\'*b, v)" or ex.distributed(…)'
        )
    for text in filter(str.strip, split(item, ";")):
        sides = split(text, "~")
        if len(sides) != 2:
            raise ExtremumError(f'{text.strip()!r} says no law; write "y[i] ~ normal(x[i]\'*b, v)"')
        yield _statement(sides[0], sides[1], names)


def _statement(left: str, right: str, names: Items) -> Statement:
    variable = read_either(left, names).expr
    if not variable.op.variable:
        raise ExtremumError(f"{left.strip()} is no variable; a law is said of a symbol, or of members such as y[i]")
    return Statement(variable, _follower(right, variable, names))


def _follower(text: str, variable: Expr, names: Items) -> Follower:
    name, arguments, named = _call(text)
    if name == "mixture":
        return _mixture(text, variable, arguments, names)
    if name == "exponential_family":
        return _canonical(variable, named, names)
    read: Callable[[str], Expr] = lambda piece: read_either(piece, names).expr  # noqa: E731
    checked = distributed(variable, name, *map(read, arguments), **{k: read(v) for k, v in named.items()})
    return checked.law


def _mixture(text: str, variable: Expr, arguments: Sequence[str], names: Items) -> Mixture:
    if len(arguments) != 3:
        raise ExtremumError(
            f"{text.strip()}: write mixture(w, normal(a, 1), normal(b, 1)), with w the first one's probability"
        )
    weight = read_either(arguments[0], names).expr
    return Mixture(weight, _follower(arguments[1], variable, names), _follower(arguments[2], variable, names))


def _canonical(variable: Expr, named: Mapping[str, str], names: Items) -> Canonical:
    if named.keys() != {"eta", "A"}:
        raise ExtremumError(
            "write exponential_family(eta=x[i]'*b, A=log(1 + exp(eta))), the density h(y) exp(eta'y - A)"
        )
    natural = read_either(named["eta"], names).expr
    if natural.shape != variable.shape:
        raise ShapeError(f"eta is {show_shape(natural.shape)}, and {variable} is {show_shape(variable.shape)}")
    eta = c.build("symbol", (), ("eta", *natural.shape, ()))
    others = tuple(item for item in names if getattr(item, "name", None) != "eta")
    return Canonical(natural, read_either(named["A"], (*others, eta)).expr, eta)


def _call(text: str) -> tuple[str, list[str], dict[str, str]]:
    """``name(a, b, key=c)`` taken apart."""
    head, bracket, rest = text.strip().partition("(")
    if not bracket or not rest.endswith(")") or not head.strip().isidentifier():
        raise ExtremumError(f"{text.strip()!r} is no law; write its name and its parameters, as in normal(m, S)")
    arguments, named = [], {}
    for piece in split(rest[:-1], ","):
        sides = split(piece, "=")
        if len(sides) == 2 and sides[0].strip().isidentifier():
            named[sides[0].strip()] = sides[1]
        else:
            arguments.append(piece)
    return head.strip(), arguments, named


def split(text: str, mark: str) -> list[str]:
    """The pieces between marks that stand in no parentheses."""
    pieces, depth = [""], 0
    for letter in text:
        depth += (letter in "([{") - (letter in ")]}")
        if letter == mark and not depth:
            pieces.append("")
        else:
            pieces[-1] += letter
    return pieces
