"""Letters for sums of words: with ``P = M - M*X*N*X'*M`` the derivative of a restricted likelihood is
``tr(P*S) - y'*P*S*P*y``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice

from extremum.algebra.errors import ExtremumError
from extremum.algebra.names import unreachable
from extremum.algebra.node import Expr, Rational
from extremum.algebra.traverse import topological
from extremum.operations import construct as c
from extremum.operations.product import PRODUCT
from extremum.operations.sum import SUM, terms_of
from extremum.operations.wordalgebra import factors
from extremum.simplify.cost import cost
from extremum.simplify.expand import expanded
from extremum.simplify.search import simplify

_LONGEST, _TRIED, _DEEP = 600, 4, 8
"""Longer expressions are left as they are; how many sums are tried, and how deep sums stand in one another."""

_SHORTEST = 3
"""Words shorter than this are not worth a letter."""

Word = tuple[Expr, ...]


def with_sums(expr: Expr, sources: Sequence[Expr] = ()) -> Iterator[tuple[Expr, Mapping[Expr, Expr]]]:
    """The expression with a letter for a sum of matrices, for those in the sources, and for ``M - M*…*M`` of a word in
    the expression; and what the letter stands for.

    >>> import extremum as ex
    >>> from extremum.algebra.traverse import replace
    >>> n, k = ex.dims("n k")
    >>> M, B, y = ex.matrix("M", n, n, "symmetric"), ex.matrix("B", n, k), ex.vector("y", n)
    >>> P = M - M @ B @ B.T @ M
    >>> e = M @ y @ y.T @ P - M @ B @ B.T @ M @ y @ y.T @ P
    >>> for short, letters in with_sums(e, [P]):
    ...     print(replace(short, {letter: ex.matrix("P", n, n, "symmetric") for letter in letters}), *letters.values())
    P*y*y'*P M - M*B*B'*M
    """
    named = [total for total in topological(sources) if _is_sum_of_words(total)]
    inverses = sum(node.op.name == "inverse" for node in topological([expr]))
    grown = multiplied(expr) if cost(expr) <= _LONGEST and (named or inverses > 1) else None
    if grown is None:
        return
    for total in islice(dict.fromkeys(_totals(grown, named)), _TRIED):
        letter = _letter(total)
        q, longest = max(terms_of(total), key=_length)
        rest = c.combine([(p, term) for p, term in terms_of(total) if term is not longest])
        value = c.multiple(1 / Fraction(q), c.subtract(letter, rest))
        try:
            short = multiplied(_put(grown, longest, value))
            if short is not None:
                yield simplify(short), {letter: total}
        except ExtremumError:  # an operation needs more of its argument than is known of a letter
            continue


def _length(item: tuple[Rational, Expr]) -> int:
    return cost(item[1])


def multiplied(expr: Expr) -> Expr | None:
    """The expression multiplied out, in traces too, with no sum left in its words; None where that is too long."""
    found: Expr | None = expr
    for _ in range(_DEEP):
        before = found
        found = None if before is None else _once(before)
        if found is before:
            return found
    return None


def _once(expr: Expr) -> Expr | None:
    grown = expanded(expr)
    parts = [] if grown is None else [_opened(q, term) for q, term in terms_of(grown)]
    return None if grown is None or None in parts else c.add(*(part for part in parts if part is not None))


def _opened(q: Rational, term: Expr) -> Expr | None:
    """A term with its trace multiplied out."""
    inner, scalars, word = factors(term)
    traces = [s for s in scalars if s.op.name == "trace"]
    if len(traces) != 1 or word:
        return c.multiple(q, term)
    body = expanded(traces[0].args[0])
    rest = c.product(c.number(q * inner), *(s for s in scalars if s is not traces[0]))
    return None if body is None else c.add(*(c.product(rest, c.number(p), c.trace(part)) for p, part in terms_of(body)))


def _letter(total: Expr) -> Expr:
    """A symbol that is its own transpose where the sum is."""
    known = ("symmetric",) if total.rows is total.cols and total.T is total else ()
    return c.build("symbol", (), (unreachable("sum"), *total.shape, known))


def _is_sum_of_words(node: Expr) -> bool:
    """Whether it is a sum of matrices, or of columns, with a word in it that is worth a letter."""
    if node.op is not SUM or node.is_scalar or node.is_row or node.indices:
        return False
    return any(len(_word(term)) >= _SHORTEST for term in node.args)


def _totals(grown: Expr, named: Sequence[Expr]) -> Iterator[Expr]:
    """The named sums, and ``M - M*…*M`` of words that begin and end alike, where the longest word of them is met in
    the expression; their shortest term has a plus."""
    for total in (*named, *(t for word in _words(grown) for t in _around(word))):
        q, _ = min(terms_of(total), key=_length)
        if len(total.args) > 1 and _is_met(grown, _word(max(terms_of(total), key=_length)[1])):
            yield total if q > 0 else c.multiple(-1, total)


def _words(grown: Expr) -> Iterator[Word]:
    """The words of the terms, those in traces and quadratic forms too."""
    for _, term in terms_of(grown):
        _, scalars, word = factors(term)
        yield word
        yield from (_word(s.args[0] if s.op.name == "trace" else s) for s in scalars)


def _word(expr: Expr) -> Word:
    return expr.args if expr.op is PRODUCT else (expr,)


def _around(word: Word) -> Iterator[Expr]:
    """``M - M*X*N*X'*M``: pieces between an inverse and its next occurrence with another inverse in them."""
    inverses = [k for k, factor in enumerate(word) if factor.op.name == "inverse"]
    for k in inverses:
        again = next((j for j in inverses if j > k and word[j] is word[k]), k)
        if any(k < j < again for j in inverses):
            yield c.subtract(word[k], c.product(*word[k : again + 1]))


def _is_met(grown: Expr, piece: Word) -> bool:
    if len(piece) < _SHORTEST:
        return False
    return any(_start(2 * word, way) is not None for word in _words(grown) for way in _ways(piece))


def _ways(piece: Word) -> tuple[Word, Word]:
    return piece, _word(c.transpose(c.product(*piece)))


def _start(word: Word, piece: Word) -> int | None:
    size = len(piece)
    return next((k for k in range(len(word) - size + 1) if word[k : k + size] == piece), None)


def _put(grown: Expr, piece: Expr, value: Expr) -> Expr:
    """The terms with a value for a piece of their words."""
    return c.add(*(c.multiple(q, _in_term(term, piece, value)) for q, term in terms_of(grown)))


def _in_term(term: Expr, piece: Expr, value: Expr) -> Expr:
    inner, scalars, word = factors(term)
    new = [_in_scalar(s, piece, value) for s in scalars]
    return c.product(c.number(inner), *new, *_in_word(word, piece, value))


def _in_scalar(scalar: Expr, piece: Expr, value: Expr) -> Expr:
    """In a quadratic form as in any word, in a trace at the rotation that begins with the piece."""
    if scalar.op.name != "trace":
        return c.product(*_in_word(_word(scalar), piece, value))
    word = _word(scalar.args[0])
    start = next((k for way in _ways(_word(piece)) if (k := _start(2 * word, way)) is not None), 0)
    return c.trace(c.product(*_in_word((word + word)[start : start + len(word)], piece, value)))


def _in_word(word: Word, piece: Expr, value: Expr) -> Word:
    for way, new in zip(_ways(_word(piece)), (value, c.transpose(value)), strict=True):
        start = _start(word, way)
        if start is not None:
            return (*word[:start], new, *_in_word(word[start + len(way) :], piece, value))
    return word
