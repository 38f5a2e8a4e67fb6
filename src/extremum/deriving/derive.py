"""``derive``: the derivation of a gradient, a Jacobian or a derivative by a scalar, in either style, verified."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any, overload

from extremum.algebra import forms
from extremum.algebra.errors import ExtremumError
from extremum.algebra.forms import Form
from extremum.algebra.names import free_name, is_among
from extremum.algebra.node import Expr
from extremum.algebra.rules import recording
from extremum.algebra.traverse import define, write
from extremum.calculus.asked import asked
from extremum.calculus.dependence import dependent
from extremum.calculus.derivatives import gradient, jacobian
from extremum.calculus.structure import describe, structures
from extremum.deriving import ends, wording
from extremum.deriving.claims import Claim
from extremum.deriving.costate_style import derive_costates
from extremum.deriving.derivation import Definition, Derivation, Step
from extremum.deriving.differential_style import DifferentialStyle
from extremum.deriving.facts import with_facts
from extremum.deriving.identified import from_differential, is_lost_in, results
from extremum.deriving.jacobian_style import JacobianStyle
from extremum.deriving.letters import Naming, letters_of_parts
from extremum.deriving.parts import gradient_of
from extremum.deriving.recurrence_style import derive_recurrence
from extremum.deriving.steps import recurrence_in
from extremum.notation.states import defined
from extremum.operations import construct as c
from extremum.operations.letters import in_letters_of
from extremum.operations.named import NAMED, body_of, declared_names
from extremum.reading.typed import typed
from extremum.simplify.question import one_question, terms_apart
from extremum.simplify.search import simplify

STYLES, DETAILS, PRODUCTS = ("jacobian", "differential"), ("full", "brief"), ("trace", "frobenius")


@overload
def derive(
    f: Any, x: Expr | str, declarations: Any = (), *, style: str | None = None, detail: str = "full",
    convention: str = "projection", products: str = "trace",
) -> Derivation: ...  # fmt: skip
@overload
def derive(
    f: Any, x: Sequence[Expr | str], declarations: Any = (), *, style: str | None = None, detail: str = "full",
    convention: str = "projection", products: str = "trace",
) -> list[Derivation]: ...  # fmt: skip
@one_question()
def derive(
    f: Any, x: Any, declarations: Any = (), *, style: str | None = None, detail: str = "full",
    convention: str = "projection", products: str = "trace",
) -> Any:  # fmt: skip
    """The derivation of the gradient of a scalar, or of the Jacobian of a matrix, step by step, every line verified;
    for a list of variables a list of derivations. A text f is read with ``declarations``.

    style: ``jacobian``, the chain rule with Kronecker factors; ``differential``, ``dy = tr(G' dX)`` and what it is the
    gradient of; without one, differentials for scalar functions of matrices and vectors and for matrix functions of
    matrices, but along a recurrence Jacobians. detail: ``full``, or ``brief`` without the bookkeeping. products: how a
    differential is written, ``trace``: ``tr(G' dX)``, or ``frobenius``: ``⟨G, dX⟩``.

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
    dy = -tr(inv(S)*a*a'*inv(S)*dS)
    gradient = -inv(S)'*a*a'*inv(S)'

    Raises:
        NameUnknownError: the expression has no symbol of that name.
        ExtremumError: the style, the detail, the products or the convention are unknown.
        UnsupportedError: a derivative is not available.
    """
    _known("style", STYLES[0] if style is None else style, STYLES)
    _known("detail", detail, DETAILS)
    _known("products", products, PRODUCTS)
    with recording() as rules:
        expr, targets = asked(f, x, declarations)
    with in_letters_of(expr):
        styles = {target: style or _usual(expr, target) for target in targets}
        found = [_derived(expr, target, styles[target], detail, convention, products) for target in targets]
    for derivation in found if isinstance(f, str) else ():
        derivation.typed, derivation.normalised = typed(f, expr), tuple(dict.fromkeys(used.rule.name for used in rules))
    return found if isinstance(x, list | tuple) else found[0]


def _usual(expr: Expr, target: Expr) -> str:
    """The style that people use: Jacobians for columns, derivatives by a number, and along a recurrence; but for a
    scalar function that a number reaches through matrices, ``y'*inv(s*I + K)*y`` by s, differentials."""
    if recurrence_in(expr, target) is not None:
        return "jacobian"
    if target.is_scalar:
        return "differential" if expr.is_scalar and _through_matrices(expr, target) else "jacobian"
    matrices = not (expr.is_column or expr.is_row or target.is_column)
    return "differential" if expr.is_scalar or matrices else "jacobian"


def _through_matrices(expr: Expr, target: Expr) -> bool:
    _, reached = dependent(expr, [target])
    return any(not (node.is_column or node.is_row) for node in reached)


def _derived(expr: Expr, target: Expr, style: str, detail: str, convention: str, products: str) -> Derivation:
    describe(target, convention)  # refuses a convention that has no meaning here
    state = recurrence_in(expr, target)
    if state is not None:
        derivation = derive_recurrence(expr, target, state, _label("JLfg", expr), style)
    else:
        by_costates = derive_costates(expr, target, _label("JLfg", expr), style)
        derivation = _plain(expr, target, style, products) if by_costates is None else by_costates
    derivation.detail = detail
    _within(derivation, convention)
    with_facts(derivation)
    derivation.evidence = derivation.verify()
    return derivation


def _known(what: str, given: str, known: tuple[str, ...]) -> None:
    if not is_among(given, known):
        raise ExtremumError(f"unknown {what} {given!r}; known: {', '.join(known)}")


# -- putting a derivation together -----------------------------------------------------------------------------------
def _plain(expr: Expr, target: Expr, style: str, products: str) -> Derivation:
    """The derivation of an expression without recurrences."""
    label = _label("yfJLgh" if expr.is_scalar else "FGHM", expr)
    top = forms.name(label)
    if style == "jacobian":
        chain = JacobianStyle(expr, target, label)
        steps, found = chain.steps(expr, top)
        result, last = _from_jacobian(expr, target, found, chain.naming)
    else:
        writer = DifferentialStyle(expr, target, label, products)
        with terms_apart(writer):
            steps, found = writer.steps(expr, top)
            result, last = from_differential(expr, writer, found, top, steps[-1].right)
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
        return result, results(forms.name("gradient"), result, wording.GRADIENT, expr, target, naming)
    if target.is_scalar and not expr.is_column:
        derivative = simplify(c.unvec(found, *expr.shape))
        return derivative, results(forms.name("derivative"), derivative, wording.UNSTACKED, expr, target, naming)
    return found, []


# -- structure -------------------------------------------------------------------------------------------------------
def _within(derivation: Derivation, convention: str) -> None:
    """A last line with the result within the structure of the variable, where that differs."""
    expr, target = derivation.function, derivation.variable
    if not structures(target):
        return
    find = gradient if expr.is_scalar else jacobian
    result = find(expr, target, convention=convention)
    if result is not derivation.result:
        words_ = ends.within(target, convention)
        claim = Claim(expr, target) if convention == "projection" else None
        left = _renamed(derivation, forms.name("gradient" if expr.is_scalar else convention))
        _keep_letters(derivation)
        short, whole = write(result, _letters(derivation)), write(result)
        line = Step("within the structure", left, short, result, words_, claim=claim, defines=claim is None)
        out = dataclasses.replace(line, left=None, right=whole, rule=wording.WRITTEN_OUT.words)
        derivation.steps += [line] if short == whole or is_lost_in(whole, short) else [line, out]
        derivation.result = result


def _letters(derivation: Derivation) -> dict[Expr, Form]:
    """The letters of parts that are no other ones for each index."""
    named = {step.value: step.left for step in derivation.steps if step.names_a_part and step.left is not None}
    return letters_of_parts({node: form for node, form in named.items() if form.kind == "name"})


def _keep_letters(derivation: Derivation) -> None:
    """The derivative without the structure, with its letters alone: it is not the last line."""
    steps = derivation.steps
    if len(steps) > 1 and steps[-1].rule.startswith(wording.WRITTEN_OUT.words) and steps[-1].of == steps[-2].of:
        del steps[-1]


def _renamed(derivation: Derivation, name: Form) -> Form:
    """The name of the result, which what was found without the structure has no longer: that is G."""
    free = forms.name(free_name("G", derivation.function))
    steps = [dataclasses.replace(step, left=free) if step.left == name else step for step in derivation.steps]
    derivation.steps[:] = steps
    return name
