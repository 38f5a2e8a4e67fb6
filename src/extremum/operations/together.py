"""Terms that are written as one: ``log(x./q)`` for ``log(x) - log(q)``, ``sum_i(a*x[i] + b)`` for
``a*sum_i(x[i]) + n*b``.

The normal form takes both apart, so what is written reads back as the same sum.
"""

from __future__ import annotations

from typing import NamedTuple

from extremum.algebra import forms
from extremum.algebra.forms import Form
from extremum.algebra.node import Expr, Rational
from extremum.operations import construct as c
from extremum.operations import signs


class Term(NamedTuple):
    """A term of a sum: what it is worth, and how it is written without its coefficient."""

    coefficient: Rational
    node: Expr
    form: Form


def factors_of(form: Form) -> list[Form]:
    """The factors of a written product."""
    return list(form.parts) if form.kind == "infix" and form.text == "*" else [form]


# -- logarithms ----------------------------------------------------------------------------------------------------
def quotients(terms: list[Term]) -> list[Term]:
    """``q log(a) - q log(b)`` as ``q log(a/b)``, where the logarithm of the quotient comes apart again."""
    left = list(terms)
    for over in (term for term in terms if _is_log(term) and term.coefficient > 0):
        under = next((term for term in left if _is_log(term) and term.coefficient == -over.coefficient), None)
        joined = None if under is None else _quotient(over, under)
        if under is not None and joined is not None:
            left[left.index(over)] = joined
            left.remove(under)
    return left


def _is_log(term: Term) -> bool:
    """Whether it is a logarithm, and written as one: a part may have a letter."""
    return term.node.op.name == "elementwise" and term.node.params == ("log", 0) and term.form.kind == "call"


def _quotient(over: Term, under: Term) -> Term | None:
    (a,), (b,) = over.node.args, under.node.args
    if c.apply("log", c.hadamard(a, c.power(b, -1))) is not c.subtract(over.node, under.node):
        return None
    divided = forms.fraction(over.form.parts[0], under.form.parts[0], "/" if a.is_scalar else "./")
    return Term(over.coefficient, over.node, forms.call("log", divided))


# -- linear operations ---------------------------------------------------------------------------------------------
def smallest(terms: list[Term]) -> list[Term]:
    """``-max(-y)`` as ``min(y)``."""
    return [_smallest(term) if term.coefficient < 0 else term for term in terms]


def _smallest(term: Term) -> Term:
    call = term.form
    if call.kind != "call" or call.text != "max" or len(call.parts) != 1 or call.parts[0].kind != "prefix":
        return term
    return Term(-term.coefficient, term.node, forms.call("min", call.parts[0].parts[0]))


def diagonals(terms: list[Term]) -> list[Term]:
    """``diagonal(A) - diagonal(B)`` as ``diagonal(A - B)``."""
    found = [term for term in terms if term.form.kind == "call" and term.form.text == "diagonal"]
    if len(found) < 2:
        return terms
    written = [signs.times(term.coefficient, factors_of(term.form.parts[0])) for term in found]
    joined = forms.call("diagonal", _summed(written))
    return [Term(1, found[0].node, joined), *(term for term in terms if term not in found)]


def _summed(terms: list[Form]) -> Form:
    """A sum with its positive terms first."""
    return forms.infix("+", tuple(sorted(terms, key=lambda form: form.kind == "prefix")), forms.SUM)


# -- sums over an index --------------------------------------------------------------------------------------------
class _Over(NamedTuple):
    """A sum over an index with plain factors before and after it: the body that it has with these moved in."""

    binder: Form
    body: list[Form]

    @property
    def range(self) -> tuple[str, Form, tuple[Form, ...]]:
        return self.binder.kind, self.binder.parts[0], self.binder.parts[2:]


def in_one_sum(terms: list[Term]) -> list[Term]:
    """Sums over the same range, and beside sums of symbols multiples of their number of terms, as one sum."""
    read = {k: over for k, term in enumerate(terms) if (over := _over(term.form)) is not None}
    for first, over in read.items():
        same = {k: other.body for k, other in read.items() if other.range == over.range}
        linear = all(_is_plain(factor) for body in same.values() for factor in body)
        counted = [(k, _counted(term.form, over)) for k, term in enumerate(terms if linear else ())]
        within = same | {k: body for k, body in counted if body is not None}
        if len(within) > 1:
            inner = _summed([signs.times(terms[k].coefficient, body) for k, body in within.items()])
            joined = forms.Form(over.binder.kind, "sum", (over.binder.parts[0], inner, *over.binder.parts[2:]))
            rest = [term for k, term in enumerate(terms) if k not in within]
            return [Term(1, terms[first].node, joined), *in_one_sum(rest)]
    return terms


def _over(form: Form) -> _Over | None:
    if form.kind == "fraction" and form.text == "/" and all(map(_is_plain, factors_of(form.parts[1]))):
        above = _over(form.parts[0])
        return above and _Over(above.binder, [forms.fraction(forms.product_of(above.body), form.parts[1])])
    factors = factors_of(form)
    places = [k for k, part in enumerate(factors) if part.kind in ("binder", "ranged") and part.text == "sum"]
    if len(places) != 1 or not all(_is_plain(part) for k, part in enumerate(factors) if k != places[0]):
        return None
    binder = factors[places[0]]
    body = factors_of(binder.parts[1])
    if len(factors) > 1 < len(body):  # A*(a'*x[i])*y[i] would be read from the left
        return None
    return _Over(binder, [*factors[: places[0]], *body, *factors[places[0] + 1 :]])


def _is_plain(form: Form) -> bool:
    """Whether a form is a symbol, a power of one, or a transpose of that."""
    if form.kind == "postfix":
        return _is_plain(form.parts[0])
    if form.kind == "power":
        return all(part.kind in ("name", "number") for part in form.parts)
    return form.kind in ("name", "number", "member")


def _counted(form: Form, over: _Over) -> list[Form] | None:
    """b of ``n*b``, where the sum runs from 1 to n and b is made of symbols."""
    first, last = over.binder.parts[2:4] if len(over.binder.parts) > 3 else (None, None)
    factors = factors_of(form)
    if first != forms.name("1") or last not in factors or len(factors) < 2 or not all(map(_is_plain, factors)):
        return None
    factors.remove(last)
    return factors
