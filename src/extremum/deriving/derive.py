"""``derive``: the derivation of a gradient, a Jacobian or a derivative by a scalar, in either style, verified."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any, overload

from extremum.algebra import forms
from extremum.algebra.errors import ExtremumError
from extremum.algebra.facts import reason
from extremum.algebra.forms import Form
from extremum.algebra.names import free_name
from extremum.algebra.node import Expr
from extremum.algebra.rules import recording
from extremum.algebra.traverse import define, replace, topological, write
from extremum.calculus.asked import asked
from extremum.calculus.dependence import dependent
from extremum.calculus.derivatives import gradient, jacobian
from extremum.calculus.jacobian import jacobian as plain_jacobian
from extremum.calculus.structure import describe, structures
from extremum.deriving import wording
from extremum.deriving.claims import Claim
from extremum.deriving.costate_style import derive_costates
from extremum.deriving.derivation import Definition, Derivation, Step, partial_form, product_form
from extremum.deriving.differential_style import DifferentialStyle
from extremum.deriving.jacobian_style import JacobianStyle
from extremum.deriving.letters import Naming
from extremum.deriving.parts import gradient_of
from extremum.deriving.recurrence_style import derive_recurrence, recurrence_in
from extremum.deriving.wording import Rule
from extremum.notation.states import defined
from extremum.operations import construct as c
from extremum.operations.letters import in_letters_of
from extremum.operations.named import NAMED, body_of, declared_names
from extremum.reading.typed import typed
from extremum.simplify.kept import kept
from extremum.simplify.question import one_question
from extremum.simplify.search import simplify
from extremum.structures import STRUCTURES

STYLES, DETAILS = ("jacobian", "differential"), ("full", "brief")


@overload
def derive(
    f: Any, x: Expr | str, declarations: Any = (), *, style: str | None = None, detail: str = "full",
    convention: str = "projection",
) -> Derivation: ...  # fmt: skip
@overload
def derive(
    f: Any, x: Sequence[Expr | str], declarations: Any = (), *, style: str | None = None, detail: str = "full",
    convention: str = "projection",
) -> list[Derivation]: ...  # fmt: skip
@one_question()
def derive(
    f: Any, x: Any, declarations: Any = (), *, style: str | None = None, detail: str = "full",
    convention: str = "projection",
) -> Any:  # fmt: skip
    """The derivation of the gradient of a scalar, or of the Jacobian of a matrix, step by step, every line verified;
    for a list of variables a list of derivations. A text f is read with ``declarations``.

    style: ``jacobian``, the chain rule with Kronecker factors; ``differential``, ``dy = tr(G' dX)`` and what it is the
    gradient of; without one, differentials for scalar functions of matrices and vectors, but along a recurrence
    Jacobians. detail: ``full``, or ``brief`` without the bookkeeping.

    >>> import extremum as ex
    >>> n = ex.dims("n")
    >>> S, a = ex.matrix("S", n, n, "invertible"), ex.vector("a", n)
    >>> for step in derive(a.T @ S.inv @ a, S, style="jacobian").to_dict()["steps"]:
    ...     print(step["left"] or "     ", "=", step["right"])
    ∂y/∂S = ∂y/∂inv(S) · ∂inv(S)/∂S
    ∂y/∂inv(S) = vec(a*a')'
    ∂inv(S)/∂S = -kron(inv(S)', inv(S))
    ∂y/∂S = -vec(a*a')'*kron(inv(S)', inv(S))
          = -vec(inv(S)'*a*a'*inv(S)')'
    gradient = -inv(S)'*a*a'*inv(S)'
    >>> for step in derive(a.T @ S.inv @ a, S, style="differential").to_dict()["steps"]:
    ...     print(step["left"], "=", step["right"])
    dy = a'*d(inv(S))*a
    d(inv(S)) = -inv(S)*dS*inv(S)
    dy = -a'*inv(S)*dS*inv(S)*a
    dy = tr(-inv(S)*a*a'*inv(S)*dS)
    gradient = -inv(S)'*a*a'*inv(S)'

    Raises:
        NameUnknownError: the expression has no symbol of that name.
        ExtremumError: the style, the detail or the convention is unknown.
        UnsupportedError: a derivative is not available.
    """
    _known("style", style or STYLES[0], STYLES)
    _known("detail", detail, DETAILS)
    with recording() as rules:
        expr, targets = asked(f, x, declarations)
    with in_letters_of(expr):
        found = [_derived(expr, target, style or _usual(expr, target), detail, convention) for target in targets]
    for derivation in found if isinstance(f, str) else ():
        derivation.typed, derivation.normalised = typed(f), tuple(dict.fromkeys(used.rule.name for used in rules))
    return found if isinstance(x, list | tuple) else found[0]


def _usual(expr: Expr, target: Expr) -> str:
    """The style that people use: Jacobians for what is no number, and along a recurrence."""
    plain = expr.is_scalar and not target.is_scalar and recurrence_in(expr, target) is None
    return "differential" if plain else "jacobian"


def _derived(expr: Expr, target: Expr, style: str, detail: str, convention: str) -> Derivation:
    describe(target, convention)  # refuses a convention that has no meaning here
    state = recurrence_in(expr, target)
    if state is not None:
        derivation = derive_recurrence(expr, target, state, _label("JLfg", expr), style)
    else:
        by_costates = derive_costates(expr, target, _label("JLfg", expr), style)
        derivation = _plain(expr, target, style) if by_costates is None else by_costates
    derivation.detail = detail
    _within(derivation, convention)
    _with_facts(derivation)
    derivation.evidence = derivation.verify()
    return derivation


def _known(what: str, given: str, known: tuple[str, ...]) -> None:
    if given not in known:
        raise ExtremumError(f"unknown {what} {given!r}; known: {', '.join(known)}")


# -- putting a derivation together -----------------------------------------------------------------------------------
def _plain(expr: Expr, target: Expr, style: str) -> Derivation:
    """The derivation of an expression without recurrences."""
    label = _label("yfJLgh" if expr.is_scalar else "FGHM", expr)
    top = forms.name(label)
    if style == "jacobian":
        chain = JacobianStyle(expr, target, label)
        steps, found = chain.steps(expr, top)
        result, last = _from_jacobian(expr, target, found, chain.naming)
    else:
        writer = DifferentialStyle(expr, target, label)
        steps, found = writer.steps(expr, top)
        result, last = _from_differential(expr, writer, found, top)
    lines = _once([*steps, *last])
    where = [Definition(line.left, line.right) for line in defined([step.value for step in lines])]
    where += [Definition(write(name), define(body_of(name))) for name in _fixed_names(expr, target)]
    return Derivation(expr, target, label, result, lines, style, definitions=where)


def _fixed_names(expr: Expr, target: Expr) -> list[Expr]:
    """What the user named and what does not depend on the variable: no line says what it is."""
    return [name for name in declared_names(expr) if not dependent(name, [target])[1]]


def _label(letters: str, expr: Expr) -> str:
    """What the function is called: by its name if it has one, or a letter that names nothing in it."""
    if expr.op is NAMED and not expr.indices:
        return expr.name
    return next((letter for letter in letters if free_name(letter, expr) == letter), free_name(letters[0], expr))


def _once(steps: list[Step]) -> list[Step]:
    """Without lines that were said before: parts that several branches share."""
    said: dict[tuple[str, str], Step] = {}
    for step in steps:
        said.setdefault((step.of, repr(step.right)), step)
    return list(said.values())


def _from_jacobian(expr: Expr, target: Expr, found: Expr, naming: Naming) -> tuple[Expr, list[Step]]:
    """A scalar's gradient from its Jacobian; with respect to a scalar the derivative has the function's shape."""
    if expr.is_scalar and not target.is_scalar:
        unstacked = c.unvec(c.transpose(found), *target.shape)
        result = simplify(unstacked) if structures(target) else gradient_of(expr, target)
        return result, _results(forms.name("gradient"), result, wording.GRADIENT, expr, target, naming)
    if target.is_scalar and not expr.is_column:
        derivative = simplify(c.unvec(found, *expr.shape))
        return derivative, _results(forms.name("derivative"), derivative, wording.UNSTACKED, expr, target, naming)
    return found, []


def _from_differential(expr: Expr, writer: DifferentialStyle, found: Expr, top: Form) -> tuple[Expr, list[Step]]:
    """The differential in the form from which the derivative is read off, and the derivative."""
    read = _of_scalar if expr.is_scalar else _by_scalar if writer.target.is_scalar else _of_matrix
    result, collected, last = read(expr, writer, found, top)
    said = collected.right == writer.written(found) or c.is_zero(result)
    return result, last if said else [collected, *last]


def _of_scalar(expr: Expr, writer: DifferentialStyle, found: Expr, top: Form) -> tuple[Expr, Step, list[Step]]:
    """``dy = tr(G' dX)``, ``dy = g' dx``."""
    result = gradient_of(expr, writer.target)
    back, column = c.transpose(result), writer.target.is_column
    product = _times(back, forms.differential(write(writer.target)), writer.naming)
    right = product if column else forms.call("tr", product)
    rule = wording.COLLECTED_SCALAR if result.is_scalar else wording.COLLECTED_VECTOR if column else wording.COLLECTED
    named = wording.IDENTIFIED_VECTOR if column else wording.IDENTIFIED
    value = c.trace(c.product(back, writer.change))
    last = _results(forms.name("gradient"), result, named, expr, writer.target, writer.naming)
    return result, _line(forms.differential(top), right, value, rule), last


def _by_scalar(expr: Expr, writer: DifferentialStyle, found: Expr, top: Form) -> tuple[Expr, Step, list[Step]]:
    """``dF = D dx``."""
    result = simplify(replace(found, {writer.change: c.number(1)}))
    right = _times(result, forms.differential(write(writer.target)), writer.naming)
    collected = _line(forms.differential(top), right, c.product(writer.change, result), wording.COLLECTED_SCALAR)
    name = partial_form(top, write(writer.target))
    return result, collected, _results(name, result, wording.BY_SCALAR, expr, writer.target, writer.naming)


def _of_matrix(expr: Expr, writer: DifferentialStyle, found: Expr, top: Form) -> tuple[Expr, Step, list[Step]]:
    """``vec(dF) = J vec(dX)``."""
    result = simplify(kept(plain_jacobian(expr, writer.target), expr))
    step, whole = forms.differential(write(writer.target)), forms.differential(top)
    right = _times(result, step if writer.target.is_column else forms.call("vec", step), writer.naming)
    left = whole if expr.is_column else forms.call("vec", whole)
    collected = _line(left, right, c.product(result, c.vec(writer.change)), wording.of_factors(result))
    collected = dataclasses.replace(collected, other=c.vec(found))
    name = partial_form(top, write(writer.target))
    return result, collected, _results(name, result, wording.IDENTIFIED_JACOBIAN, expr, writer.target, writer.naming)


def _times(matrix: Expr, step: Form, naming: Naming) -> Form:
    """``matrix · step``, an identity left out."""
    return product_form([matrix], naming.within(matrix), step)


def _line(left: Form, right: Form, value: Expr, rule: Rule) -> Step:
    return Step(repr(left), left, right, value, rule.words, rule.source)


def _results(left: Form, value: Expr, rule: Rule, function: Expr, target: Expr, naming: Naming) -> list[Step]:
    """The last lines: with the letters that were introduced, and written out."""
    claim, short, whole = Claim(function, target), naming.of(value), write(value)
    line = dataclasses.replace(_line(left, short, value, rule), claim=claim)
    out = dataclasses.replace(_line(left, whole, value, wording.WRITTEN_OUT), left=None, claim=claim)
    return [line] if short == whole else [line, out]


# -- structure -------------------------------------------------------------------------------------------------------
def _within(derivation: Derivation, convention: str) -> None:
    """A last line with the result within the structure of the variable, where that differs."""
    expr, target = derivation.function, derivation.variable
    if not structures(target):
        return
    find = gradient if expr.is_scalar else jacobian
    result = find(expr, target, convention=convention)
    if result is not derivation.result:
        words_ = describe(target, convention)
        claim = Claim(expr, target) if convention == "projection" else None
        left = _renamed(derivation, forms.name("gradient" if expr.is_scalar else convention))
        line = Step("within the structure", left, write(result), result, words_, claim=claim, defines=claim is None)
        derivation.steps.append(line)
        derivation.result = result


def _renamed(derivation: Derivation, name: Form) -> Form:
    """The name of the result, which what was found without the structure has no longer: that is G."""
    free = forms.name(free_name("G", derivation.function))
    steps = [dataclasses.replace(step, left=free) if step.left == name else step for step in derivation.steps]
    derivation.steps[:] = steps
    return name


# -- facts ---------------------------------------------------------------------------------------------------------
def _with_facts(derivation: Derivation) -> None:
    """Says what the steps use of the assumptions, where a symbol occurs first."""
    for symbol in derivation.function.symbols:
        for structure in filter(lambda structure: structure.law, STRUCTURES.values()):
            why = None if symbol.is_scalar or symbol.is_column else reason(symbol, structure.name)
            if why is not None:
                _attach(derivation.steps, symbol, f"{structure.law.replace('X', symbol.name)}, for {why}")


def _attach(steps: list[Step], symbol: Expr, fact: str) -> None:
    for k, step in enumerate(steps):
        if any(node.op is symbol.op and node.name == symbol.name for node in topological([step.value])):
            steps[k] = dataclasses.replace(step, facts=(*step.facts, fact))
            return
