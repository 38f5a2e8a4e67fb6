"""Derivations in the Jacobian style: the chain rule with Kronecker factors, then ``vec'(…)``, then the matrix."""

from __future__ import annotations

from dataclasses import dataclass

from extremum.algebra import forms
from extremum.algebra.dims import Dim, IndexName
from extremum.algebra.forms import Form
from extremum.algebra.node import Expr
from extremum.algebra.rules import Application, recording
from extremum.algebra.traverse import define, write
from extremum.calculus.chain import chain_of, step
from extremum.calculus.derivation import Chain, Derivation, Step, partial_form, sum_form
from extremum.calculus.derivatives import variable
from extremum.calculus.recurrences_derived import derive_recurrence, recurrence_in
from extremum.calculus.structure import describe, structured, structured_columns, structures
from extremum.notation.text import INDEX_LETTERS
from extremum.operations import construct as c
from extremum.operations.binders import open_body
from extremum.operations.operators import as_expr, symbols
from extremum.operations.sum import terms_of
from extremum.simplify.cost import cost
from extremum.simplify.search import simplify

_SUM_RULE = "the derivative of a sum, term by term; terms without the variable vanish"
_CHAIN_RULE = "the chain rule for Jacobians"
_MN = "Magnus & Neudecker (2019)"
_LETTERS, _SHORT = "uvwrsopqabcdgh", 5


@dataclass(frozen=True, slots=True)
class _Term:
    """A term of the function: its coefficient, its body with a sum's index opened, and that index."""

    coefficient: Expr
    body: Expr
    index: IndexName | None
    whole: Expr


def derive(f: object, x: Expr | str) -> Derivation:
    """The derivation of the gradient of a scalar, or of the Jacobian of a matrix, step by step.

    >>> import extremum as ex
    >>> n = ex.dims("n")
    >>> S, a = ex.matrix("S", n, n, "invertible"), ex.vector("a", n)
    >>> for step in derive(a.T @ S.inv @ a, S).to_text().splitlines():
    ...     print(step.split("    ")[0])
    y = a'*inv(S)*a
    ∂y/∂S = ∂y/∂inv(S) · ∂inv(S)/∂S
      ∂y/∂inv(S) = vec(a*a')'
      ∂inv(S)/∂S = -kron(inv(S)', inv(S))
    ∂y/∂S = -vec(a*a')'*kron(inv(S)', inv(S))
    <BLANKLINE>
    gradient = -inv(S)'*a*a'*inv(S)'
    """
    expr = as_expr(f)
    target = variable(expr, x)
    if recurrence_in(expr) is not None:
        derivation = derive_recurrence(expr, target)
    else:
        derivation = _Deriver(expr, target).derivation()
    derivation.verify()
    return derivation


class _Deriver:
    """Collects the steps for one function and one variable."""

    def __init__(self, function: Expr, target: Expr) -> None:
        self.function, self.target = function, target
        self.top = forms.name("y" if function.is_scalar else "F")
        self.bottom = write(target)
        self.steps: list[Step] = []
        self.taken = {str(s.params[0]) for s in symbols(function)} | {self.top.text, "f"}

    @property
    def total(self) -> Form:
        return partial_form(self.top, self.bottom)

    def derivation(self) -> Derivation:
        terms = self._terms()
        if len(terms) > 1:
            self._say(terms)
        finished = [self._term(term, k, len(terms)) for k, term in enumerate(terms)]
        jacobian = (
            c.add(*(c.product(t.coefficient, v) for t, v in zip(terms, finished, strict=True))) if terms else None
        )
        if jacobian is None:
            jacobian = c.zeros(self.function.rows * self.function.cols, self.target.rows * self.target.cols)
            self.steps.append(Step(self.total, (Chain((jacobian,)),), "the variable does not occur"))
        elif len(terms) > 1:
            chains = tuple(Chain((c.product(t.coefficient, v),)) for t, v in zip(terms, finished, strict=True))
            self.steps.append(Step(self.total, chains, "the parts put together"))
        return self._finish(jacobian)

    def _terms(self) -> list[_Term]:
        found = []
        for q, term in terms_of(self.function):
            if not self._occurs(term):
                continue
            coefficient, core = c.number(q), term
            if term.op.name == "hadamard" and term.is_scalar:
                fixed = [c.power(b, e) for b, e in _pairs(term) if not self._occurs(b) and not self._occurs(e)]
                moving = [c.power(b, e) for b, e in _pairs(term) if self._occurs(b) or self._occurs(e)]
                coefficient, core = c.product(coefficient, *fixed), c.hadamard(*moving)
            index = None
            body = core
            if core.op.name == "sum_over":
                index = self._index(core)
                body = open_body(core, index)
            found.append(_Term(coefficient, body, index, core))
        return found

    def _occurs(self, expr: Expr) -> bool:
        from extremum.calculus.sweep import dependent

        return bool(dependent(expr, [self.target])[1])

    def _index(self, node: Expr) -> IndexName:
        size, start = node.params[0], node.params[1]
        assert isinstance(size, Dim) and isinstance(start, Dim)
        taken = {str(atom) for atom in node.indices | self.target.indices}
        letter = next(letter for letter in INDEX_LETTERS if letter not in taken)
        return IndexName(letter, size, start.number or 0)

    def _say(self, terms: list[_Term]) -> None:
        parts = [
            forms.times(1, [write(t.coefficient), partial_form(self._name(k, len(terms)), self.bottom)])
            if t.coefficient is not c.number(1)
            else partial_form(self._name(k, len(terms)), self.bottom)
            for k, t in enumerate(terms)
        ]
        display = forms.infix("+", tuple(parts), forms.SUM)
        self.steps.append(Step(self.total, (), _SUM_RULE, reference=f"{_MN}, ch. 9", display=display))

    def _name(self, k: int, count: int) -> Form:
        return self.top if count == 1 else forms.name(f"{self.top.text}{k + 1}")

    def _term(self, term: _Term, k: int, count: int) -> Expr:
        """The lines of one term; returns its Jacobian (without the coefficient)."""
        name = self._name(k, count)
        if count > 1:
            self.steps.append(Step(name, (), "a term", display=write(term.whole)))
        links = chain_of(term.body, self.target)
        inner = name if term.index is None else forms.name("f")
        if term.index is not None:
            display = sum_form(term.index, partial_form(inner, self.bottom))
            if count == 1 and term.coefficient is not c.number(1):
                display = forms.times(1, [write(term.coefficient), display])
            self.steps.append(
                Step(partial_form(name, self.bottom), (), "the derivative of a sum over samples", display=display)
            )
            self.steps.append(Step(inner, (), "a term of the sum", depth=1, display=write(term.body)))
        factors, names = self._links(inner, links)
        lead = term.coefficient if count == 1 else c.number(1)
        return self._multiply(partial_form(name, self.bottom), factors, term.index, lead, names)

    def _named(self, links: list[Expr]) -> dict[Expr, Form]:
        """Names u, v, … for the inner functions that are too long to be repeated."""
        names: dict[Expr, Form] = {}
        for node in links[1:-1]:
            if cost(node) > _SHORT:
                letter = next(x for x in _LETTERS if x not in self.taken)
                self.taken.add(letter)
                names[node] = forms.name(letter)
                names[c.transpose(node)] = names[node] if node.is_scalar else forms.transposed(names[node])
                self.steps.append(Step(forms.name(letter), (), "a name", depth=1, display=define(node, names)))
        return names

    def _links(self, name: Form, links: list[Expr]) -> tuple[list[Expr], dict[Expr, Form]]:
        """A line for each link of the chain; returns the factors, and the names used in them."""
        names = self._named(links)
        tops = [name, *(write(u, names) for u in links[1:-1])]
        bottoms = [*(write(u, names) for u in links[1:-1]), self.bottom]
        if len(links) > 2:
            parts = tuple(partial_form(t, b) for t, b in zip(tops, bottoms, strict=True))
            display = forms.infix("·", parts, forms.PRODUCT)
            self.steps.append(
                Step(
                    partial_form(name, self.bottom), (), _CHAIN_RULE, reference=f"{_MN}, ch. 5, th. 12", display=display
                )
            )
        factors = []
        for above, below, top, bottom in zip(links, links[1:], tops, bottoms, strict=False):
            factor = simplify(step(above, below))
            factors.append(factor)
            rule = above.op.reference
            deep = 1 if len(links) > 2 else 0
            self.steps.append(Step(partial_form(top, bottom), (Chain((factor,)),), rule, depth=deep, names=names))
        return factors, names

    def _multiply(
        self, left: Form, factors: list[Expr], index: IndexName | None, lead: Expr, names: dict[Expr, Form]
    ) -> Expr:
        """The factors side by side, then multiplied out with the rules that it took."""
        jacobian = Chain(tuple(factors), index).value()
        done = Chain((simplify(c.product(lead, jacobian)),))
        put_in = Chain((lead, *factors), index)
        if len(factors) > 1 or index is not None:
            self.steps.append(Step(left, (put_in,), "the factors put in", names=names))
            with recording() as log:
                c.product(*factors)
            if names or put_in.form({}) != done.form({}):
                self.steps.append(Step(None, (done,), _rules(log) or "multiplied out"))
        elif lead is not c.number(1):
            self.steps.append(Step(left, (done,), "with its coefficient"))
        return jacobian

    def _finish(self, jacobian: Expr) -> Derivation:
        whole = simplify(jacobian)
        last = self.steps[-1].value()
        if last is not whole:
            self.steps.append(Step(None, (Chain((whole,)),), "simplified"))
        if not self.function.is_scalar:
            return Derivation(self.function, self.target, self._columns(whole), self.steps)
        gradient = simplify(c.unvec(c.transpose(jacobian), self.target.rows, self.target.cols))
        display = write(gradient)
        self.steps.append(
            Step(
                forms.name("gradient"),
                (Chain((gradient,)),),
                "the Jacobian of a scalar is vec(gradient)'",
                display=display,
            )
        )
        return Derivation(self.function, self.target, self._within(gradient), self.steps)

    def _columns(self, jacobian: Expr) -> Expr:
        """The Jacobian with respect to a variable with a structure, as :func:`extremum.jacobian` gives it."""
        if not structures(self.target):
            return jacobian
        result = simplify(structured_columns(jacobian, self.target))
        self.steps.append(Step(forms.name("projection"), (Chain((result,)),), describe(self.target)))
        return result

    def _within(self, gradient: Expr) -> Expr:
        """The gradient within the structure of the variable, with a line that says so where it differs."""
        result = structured(gradient, self.target)
        if result is gradient:
            return gradient
        result = simplify(result)
        self.steps.append(Step(forms.name("projection"), (Chain((result,)),), describe(self.target)))
        return result


def _pairs(term: Expr) -> list[tuple[Expr, Expr]]:
    return list(zip(term.args[::2], term.args[1::2], strict=True))


def _rules(log: list[Application]) -> str:
    return "; ".join(dict.fromkeys(entry.rule.name for entry in log))
