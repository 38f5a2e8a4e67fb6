"""How sums are written: positive terms first, then the highest degree, with a number before the bracket where that is
shorter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from extremum.algebra import forms
from extremum.algebra.forms import Form
from extremum.algebra.node import Expr, Rational, make
from extremum.algebra.traverse import write
from extremum.operations import construct as c
from extremum.operations import signs
from extremum.operations.coefficients import greatest_divisor, plain
from extremum.operations.degree import degree
from extremum.operations.flipped import without_minus
from extremum.operations.means import averaged
from extremum.operations.together import Term, diagonals, factors_of, in_one_sum, quotients, smallest


def sum_form(node: Expr, parts: Sequence[Form]) -> Form:
    """``2*(A + 2*B)``, ``x'*x - s``; of numbers, those added to each entry of a column stand last."""
    common = _taken_out(node)
    if common != 1:
        inner = make(node.op, node.args, tuple(plain(Fraction(q) / common) for q in _coefficients(node)))
        return without_minus(signs.times(common, [sum_form(inner, parts)]))
    filled = sum(map(_is_filled, node.args)) if node.is_column else 0
    shared = _shared(node) if filled < 2 else None  # of two, one in a bracket, both would be written as numbers
    if shared is not None:
        return _with_bracket(node, parts, shared)
    to_each = filled == 1 < len(node.args)  # two would be added up first
    terms = [Term(q, term, part) for (q, term), part in zip(_terms(node), parts, strict=True)]
    written = [item for term in in_one_sum(diagonals(quotients(smallest(terms)))) for item in _addends(term, to_each)]
    written.sort(key=lambda item: item[0])  # positive terms first, then constants, then the highest degree
    return (
        without_minus(written[0][1]) if len(written) == 1 else forms.infix("+", tuple(f for _, f in written), forms.SUM)
    )


def _shared(node: Expr) -> Rational | None:
    """A number that stands before some terms, and saves what it is written once more before a bracket with them."""
    if _SIGNS.issuperset(node.params):
        return None
    sizes = Counter([abs(Fraction(q)) for q, term in _terms(node) if abs(q) != 1 and not c.is_number(term)])
    if not sizes:
        return None
    size, times = max(sizes.items(), key=lambda item: item[::-1])
    return size if times > 1 else None


def _with_bracket(node: Expr, parts: Sequence[Form], size: Rational) -> Form:
    """``2*(w - b) + l*sign(w - b)``: the terms with a common number in a bracket, before the others."""
    group = [k for k, (q, term) in enumerate(_terms(node)) if abs(q) == size and not c.is_number(term)]
    rest = [k for k in range(len(parts)) if k not in group]
    forms_of = [_part_of(node, parts, chosen) for chosen in (group, rest)]
    terms = [term for form in forms_of for term in (form.parts if form.text == "+" else [form])]
    terms.sort(key=lambda term: term.kind == "prefix")
    return forms.infix("+", tuple(terms), forms.SUM)


def _part_of(node: Expr, parts: Sequence[Form], chosen: Sequence[int]) -> Form:
    if len(chosen) == 1:
        (k,) = chosen
        alone = node.is_column and sum(map(_is_filled, node.args)) == 1 and _is_filled(node.args[k])
        return _addend(Term(_coefficients(node)[k], node.args[k], parts[k]), alone)[1]
    args, values = [node.args[k] for k in chosen], [_coefficients(node)[k] for k in chosen]
    return sum_form(make(node.op, tuple(args), tuple(values)), [parts[k] for k in chosen])


def _addends(term: Term, to_each: bool) -> list[tuple[tuple[bool, bool, Fraction | int], Form]]:
    """Where a term stands, and how it is written there; of a sum that is added to each entry the terms."""
    (_, above, size), form = _addend(term, to_each)
    inner = form.parts[0] if form.kind == "prefix" else form
    if not forms.is_sum(inner):
        return [((form.kind == "prefix", above, size), form)]
    written = inner.parts if inner is form else [signs.times(-1, factors_of(part)) for part in inner.parts]
    return [((part.kind == "prefix", above, size), part) for part in written]


def _addend(term: Term, to_each: bool) -> tuple[tuple[bool, bool, Fraction | int], Form]:
    """Where a term stands, and how it is written there."""
    added = to_each and _is_filled(term.node)
    shown = _mean(term.node) or _without_ones(term.form) if added else term.form
    constant = c.is_number(term.node) or shown == forms.number("1")
    product = signs.times(term.coefficient, factors_of(shown), _counts(term.node))
    form = forms.rational(term.coefficient) if constant else product
    size = _LAST if added and not constant else degree(term.node)
    return (form.kind == "prefix", size > 0, -size), form


_LAST = Fraction(1, 2)
"""Scalars that are added to each entry stand behind the columns."""


def _is_filled(term: Expr) -> bool:
    """Whether all entries of a term are one scalar."""
    return term.op.name == "ones" or (term.op.name == "scale" and term.args[1].op.name == "ones")


def _mean(term: Expr) -> Form | None:
    """``mean(x)`` of ``sum(x)/n*ones(n)``, as which it is added to each entry; ``mean(x.*y)`` of ``x'*y/n*ones(n)``."""
    found = averaged(term.args[0] if term.op.name == "scale" else term)
    return None if found is None else forms.call("mean", write(found))


def _without_ones(form: Form) -> Form:
    """s of ``s*ones(n)``: added to a column it is added to each entry."""
    if form.kind == "call":
        return forms.number("1")
    if form.kind == "infix":
        return forms.product_of(list(form.parts[:-1]))
    return Form(form.kind, form.text, (_without_ones(form.parts[0]), *form.parts[1:]), form.precedence)


def _taken_out(node: Expr) -> Rational:
    """The number before the bracket: what divides all coefficients, ``2*(A + 2*B)``; a fraction where that saves one,
    ``1/2*(A + B)``."""
    if len(node.args) < 2 or (1 in node.params and _SIGNS.issuperset(node.params)):
        return 1
    common = greatest_divisor(_coefficients(node))
    common = -common if common != 1 and all(q < 0 for q in _coefficients(node)) else common
    scaled = [q for q, term in _terms(node) if not c.is_number(term)]
    saved = sum(abs(q) != 1 for q in scaled) - sum(abs(q) != abs(common) for q in scaled) - 1
    return plain(common) if common.denominator == 1 or saved > 0 else 1


_SIGNS = frozenset({1, -1})


def _counts(term: Expr) -> int:
    """How many leading factors of a term are dimensions."""
    if term.op.name == "scale":
        term = term.args[0]
    if term.op.name == "hadamard":
        counts = 0
        for base, exponent in zip(term.args[::2], term.args[1::2], strict=True):
            if base.op.name != "dimension" or exponent is not c.number(1):
                break
            counts += 1
        return counts
    return 1 if term.op.name == "dimension" else 0


def _coefficients(node: Expr) -> tuple[Rational, ...]:
    return node.params  # type: ignore[return-value]


def _terms(node: Expr) -> list[tuple[Rational, Expr]]:
    return list(zip(_coefficients(node), node.args, strict=True))
