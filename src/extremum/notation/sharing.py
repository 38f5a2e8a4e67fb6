"""Results as people read them: what repeats gets a name, in the order of computation, so that the list is the code."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import ClassVar, Literal

from extremum.algebra import forms
from extremum.algebra.dims import Dim
from extremum.algebra.errors import ExtremumError
from extremum.algebra.forms import Form
from extremum.algebra.lengths import operations
from extremum.algebra.names import INDEX_LETTERS, unreachable
from extremum.algebra.node import Expr
from extremum.algebra.threads import uncollected
from extremum.algebra.traverse import topological, written
from extremum.notation.displayed import Displayed
from extremum.notation.naming import ByField, ByRole, Namer
from extremum.notation.repeats import listed
from extremum.notation.states import defined, has_adjoints
from extremum.notation.text import free_names, render
from extremum.notation.writer import lettered, letters_for, letters_wished, settled
from extremum.operations.stated import dropped
from extremum.simplify.cost import cost
from extremum.simplify.exponentials import with_exponentials
from extremum.simplify.logged import with_weights
from extremum.simplify.near import near
from extremum.simplify.normalised import with_quotients
from extremum.simplify.offered import Lettered, Way, offered
from extremum.simplify.question import one_question
from extremum.simplify.repeated import repeated_parts_named
from extremum.simplify.word_sums import with_sums

Where = Literal["auto", "never", "always"]
"""Whether what repeats gets a name: where that shortens the whole by a twelfth, never, or wherever it repeats."""

_TRIED = 40
"""How many forms near by are written."""

_ROUNDS = 3
"""How often letters that were not worth a name are left out."""

_WAYS = (Way(), Way(solved=True), Way(flowing=True))
"""How formulas are taken apart."""

_SHORT = 400
"""Longer derivatives of a function, as those of networks, are written in one form."""

_WORTH_READING = 11 / 12
"""The share of the operations that may be left where names are to be worth their list."""


@dataclass(frozen=True, slots=True, repr=False)
class Named(Displayed):
    """Results written with names.

    results: what was asked for, by label; definitions: (name, definition) of each part, in the order of computation;
    forms: the results as they are written with the names; read: what of all these counts where forms are compared, that
    is all but the recurrences of adjoint states; letters: what letters given stand for and have a name.
    """

    results: dict[str, Expr]
    definitions: list[tuple[Form, Form]]
    forms: dict[str, Form]
    read: Sequence[Form]
    letters: Sequence[Form] = ()

    printers: ClassVar[str] = "extremum.notation.shared"

    @property
    def operations(self) -> int:
        """How many operations are read."""
        return operations(*self.read)

    def lines(self) -> Iterator[str]:
        """The definitions, then the results, as text."""
        for name, form in self.definitions:
            yield f"{render(name)} = {render(form)}"
        for label, form in self.forms.items():
            yield f"{label} = {render(form, free_names(self.results[label]))}"


def name_shared(
    results: Mapping[str, Expr],
    function: Expr | None = None,
    where: Where | str = "always",
    beside: Sequence[Expr] = (),
) -> Named:
    """Names what repeats in the results, up to transpose and sign.

    An inverse is called M, a residual r, a softmax p, and so on. Where ``function`` is given, values of elementwise
    functions in it are called y, its other parts z, and parts that occur in its derivatives only e. What symbols of it,
    and of the expressions ``beside`` the results, are called is no name for anything else.

    >>> import extremum as ex
    >>> n = ex.dims("n")
    >>> A, x, b = ex.matrix("A", n, n), ex.vector("x", n), ex.vector("b", n)
    >>> f = ex.norm2(ex.tanh(A @ x) - b)**2
    >>> print(name_shared({"∂f/∂A": ex.gradient(f, A), "∂f/∂x": ex.gradient(f, x)}, f))
    y1 = tanh(A*x)
    e1 = (y1 - b).*(1 - y1.^2)
    ∂f/∂A = 2*e1*x'
    ∂f/∂x = 2*A'*e1

    Raises:
        ExtremumError: the results are no mapping from labels to expressions, the function is no expression, or
            ``where`` is another word.
    """
    if not isinstance(results, Mapping) or not all(isinstance(expr, Expr) for expr in results.values()):
        raise ExtremumError("name_shared takes expressions by label, as in {'gradient': g, 'hessian': h}")
    if function is not None and not isinstance(function, Expr):
        raise ExtremumError(f"the function whose derivatives these are is an expression, not {function!r:.40}")
    if where not in ("auto", "never", "always"):
        raise ExtremumError(f"where is 'auto', 'never' or 'always', not {where!r}")
    with uncollected:
        without, best = _written(results, function, beside)
    if where == "never":
        return without
    if function is None or all(cost(expr) <= _SHORT for expr in results.values()):
        with one_question():  # forms have parts in common
            best = min([best, *_others(results, function, beside)], key=lambda named: named.operations)
    return best if where == "always" or _is_worth_reading(best, without) else without


def _is_worth_reading(named: Named, without: Named) -> bool:
    """Whether names shorten the whole by their share, and by more than they are to be looked up."""
    return named.operations <= _WORTH_READING * without.operations and _effort(named) <= without.operations


def _others(results: Mapping[str, Expr], function: Expr | None, beside: Sequence[Expr]) -> Iterator[Named]:
    """Other forms, which are short where something has a name."""
    other = {label: repeated_parts_named(expr) for label, expr in results.items()}
    if any(other[label] is not results[label] for label in other):
        yield _written(other, function, beside)[1]
    if len(results) == 1:
        ((label, expr),) = results.items()
        yield _nearby(label, expr, function, beside)
        for short, let in _with_letters(expr, beside if function is None else [function, *beside]):
            found = _written({label: short}, function, beside, let)[1]
            if _is_whole(found):
                yield found
        yield from _typed(label, expr, function, beside)


def _typed(label: str, expr: Expr, function: Expr | None, beside: Sequence[Expr]) -> Iterator[Named]:
    """Forms with letters for the parts of the formula that the result is a derivative of: for all of them, then for
    those alone that were worth a name; and forms near by the shortest of these."""
    letters, seen = offered(expr), set[object]()
    if letters is None:
        return
    best: tuple[Named, Lettered] | None = None
    for way in _WAYS:
        only: set[str] | None = None
        for _ in range(_ROUNDS):
            found = letters(replace(way, only=only))
            if found is None or (found.short, *found.values.items()) in seen:
                break
            seen.add((found.short, *found.values.items()))
            named = _written({label: found.short}, function, beside, found.values)[1]
            if _is_whole(named):
                yield named
                best = (named, found) if best is None or named.operations < best[0].operations else best
            worth = {form.text if form.kind == "name" else form.parts[0].text for form in named.letters}
            if not worth or worth == only or (only is None and len(worth) == len(found.values)):
                break
            only = worth
    if best is not None:
        short, let = best[1]
        for option in _shortest(near(short), _TRIED // 4):
            named = _written({label: option}, function, beside, let)[1]
            if _is_whole(named):
                yield named


def _is_whole(named: Named) -> bool:
    """Whether no letter is left in it, as where an entry ``v[1]`` of one is written, or a member in a sum in a sum."""
    return not any(unreachable("") in line for line in named.lines())


def _with_letters(expr: Expr, beside: Sequence[Expr]) -> Iterator[tuple[Expr, Mapping[Expr, Expr]]]:
    """Forms with letters, and what these stand for; a letter of a member under a sum would leave the sum."""
    quotients = ((short, {letter: value}) for short, letter, value in (*with_quotients(expr), *with_weights(expr)))
    for short, let in (*quotients, *with_exponentials(expr), *with_sums(expr, beside)):
        if all(value.indices <= expr.indices for value in let.values()):
            yield short, let


def _effort(named: Named) -> int:
    """How much there is to read where forms are compared: each name is looked up once."""
    return named.operations + len(named.definitions)


def _nearby(label: str, expr: Expr, function: Expr | None, beside: Sequence[Expr]) -> Named:
    """The shortest of the forms near by, and of those near by it."""
    found, best = expr, _written({label: expr}, function, beside)[1]
    left = _TRIED
    while left:
        options = _shortest(near(found), left)
        left -= len(options)
        written = [(option, _written({label: option}, function, beside)[1]) for option in options]
        shorter, other = min(written, key=lambda pair: _effort(pair[1]), default=(found, best))
        if _effort(other) >= _effort(best):
            break
        found, best = shorter, other
    return best


def _shortest(options: Iterable[Expr], most: int) -> list[Expr]:
    """The shortest of some forms, each once."""
    return sorted(dict.fromkeys(options), key=cost)[:most]


def _sizes(nodes: Collection[Expr]) -> set[str]:
    """What dimensions are called, which are written where ones, identities and numbers of terms are."""
    values = set(chain.from_iterable((*node.shape, *node.params) for node in nodes))
    return {str(atom) for value in values if isinstance(value, Dim) for atom in value.atoms()}


def _names(nodes: Iterable[Expr]) -> set[str]:
    """What symbols and functions are called."""
    return {node.name for node in nodes if "name" in node.op.parameters}


def _written(
    results: Mapping[str, Expr], function: Expr | None, beside: Sequence[Expr], let: Mapping[Expr, Expr] | None = None
) -> tuple[Named, Named]:
    """The results without names, and with them; ``let``: what letters in them stand for."""
    let = let or {}
    roots = list(results.values())
    found = written([*roots, *let, *let.values()])
    plain = [found[root] for root in roots]
    forward = () if function is None else topological([function])
    lost = [symbol for expr in (*beside, *forward[-1:]) for symbol in dropped(expr)]
    nodes = {*found, *topological(beside), *forward, *lost}
    indexed = plain if any(root.level or root.indices for root in roots) else []  # elsewhere no index has a letter
    taken = {*results, *_names(nodes)} | set(INDEX_LETTERS[:4]) | _sizes(nodes) | letters_wished(indexed)
    namer: Namer = ByField(taken) if function is None else ByRole(taken, set(forward))
    shared = listed(plain, found, namer, {found[letter]: found[value] for letter, value in let.items()})
    letters = letters_for(forms.block([indexed]), _names(found)) if indexed else {}
    definitions = shared.definitions
    if letters:
        definitions = [(lettered(name, letters), lettered(settled(form), letters)) for name, form in definitions]
    if definitions and has_adjoints(*roots, *let.values()):
        definitions = [*((line.left, line.right) for line in defined(roots)), *definitions]
    without = Named(dict(results), [], dict(zip(results, plain, strict=True)), plain)
    read = [*(form for _, form in shared.definitions), *shared.results]
    shown = dict(zip(results, shared.results, strict=True))
    return without, Named(dict(results), definitions, shown, read, shared.letters)
