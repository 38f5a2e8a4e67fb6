"""Products with sums, multiplied out where terms cancel: ``(I - 11'/n)*1 = 0``, ``(I - 11'/n)*X = X - 11'X/n``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from extremum.algebra.facts import holds
from extremum.algebra.node import Expr, Rational
from extremum.algebra.traits import MULTILINEAR
from extremum.operations import construct as c
from extremum.operations.averages import is_centred
from extremum.operations.powers import pairs
from extremum.operations.product import PRODUCT
from extremum.operations.sum import SUM, terms_of
from extremum.operations.wordalgebra import factors, half
from extremum.simplify.cost import cost, rank
from extremum.simplify.scaling import scaled

Word = tuple[Expr, ...]
_TERMS, _LETTER = 12, 2
"""Products of sums with more terms than this are not multiplied out; and the cost of a letter."""


def spread(node: Expr) -> Expr:
    """A product with a sum in it multiplied by the factor beside it, where that is shorter.

    Tried where a term may cancel: identities, ones, and inverses of the neighbour.

    >>> import extremum as ex
    >>> n, m = ex.dims("n m")
    >>> X, x, one = ex.matrix("X", n, m), ex.vector("x", n), ex.ones(n)
    >>> mean, centred = one @ one.T / n, x - ex.sum(x) / n * one
    >>> print(spread(one.T @ centred), spread((mean - ex.eye(n)) @ X), spread((mean - ex.eye(n)) @ centred))
    0 ones(n, n)*X/n - X mean(x) - x
    """
    best = node
    while best.op.linear is MULTILINEAR and half(best.args) is None:
        coefficient, scalars, word = (1, [], best.args) if best.op is PRODUCT else factors(best)
        news = (*_multiplied(word, _may_cancel), *_among_kroneckers(word))
        options = [c.product(c.number(coefficient), *scalars, *new) for new in news]
        options += [c.product(c.number(coefficient), *new) for new in _shared_out(scalars, word)]
        if not options:
            break
        better = min(options, key=rank)
        if cost(better) >= cost(best) - _repeated(word):
            break
        best = better
    return best


def _repeated(word: Word) -> int:
    """How much of a word is read again: of ``H*L*H`` with ``H = I - 11'/n`` one H, which is a letter then."""
    sums = Counter(f for f in word if f.op is SUM)
    return sum((times - 1) * (cost(f) - _LETTER) for f, times in sums.items())


def multiplied_out(node: Expr) -> Iterator[Expr]:
    """The product with each sum in it multiplied by each of its neighbours, shorter or not."""
    coefficient, scalars, word = (1, [], node.args) if node.op is PRODUCT else factors(node)
    for new in _multiplied(word, lambda left, right: SUM in (left.op, right.op)):
        yield c.product(c.number(coefficient), *scalars, *new)


def _multiplied(word: Word, worthwhile: Callable[[Expr, Expr], bool]) -> Iterator[Word]:
    for k in range(len(word) - 1):
        left, right = word[k], word[k + 1]
        if worthwhile(left, right) and not _is_covariance(left, right):
            first, second = _terms(left), _terms(right)
            if 1 < len(first) * len(second) <= _TERMS:
                total = c.add(*(c.multiple(p * q, _times(a, b)) for p, a in first for q, b in second))
                yield (*word[:k], total, *word[k + 2 :])
        for quotient in _divided(left, right):
            yield (*word[:k], quotient, *word[k + 2 :])


def _is_covariance(left: Expr, right: Expr) -> bool:
    """``(x - mean(x))'*(y - mean(y))``, which loses digits where it is multiplied out: ``x'*y - n*mean(x)*mean(y)``."""
    return left.is_row and right.is_column and is_centred(c.transpose(left)) and is_centred(right)


def _shared_out(scalars: Sequence[Expr], word: Word) -> Iterator[Word]:
    """``x - mean(x)`` for ``(n*x - sum(x)*1)/n``: what divides a sum, and is a factor of a term of it, in its terms."""
    divisors = {base for s in scalars for base, exponent in pairs(s) if _sign(exponent) < 0}
    for k, total in enumerate(word if divisors else ()):
        for power in dict.fromkeys(p for t in total.args for p in _powers(t, divisors)) if total.op is SUM else ():
            inner = c.add(*(c.multiple(q, c.product(c.power(power, -1), term)) for q, term in terms_of(total)))
            yield (*scalars, power, *word[:k], inner, *word[k + 1 :])


def _powers(term: Expr, bases: set[Expr]) -> Iterator[Expr]:
    """The positive powers of some bases that are multiplied in a term."""
    powers = (pair for s in factors(term)[1] for pair in pairs(s))
    yield from (c.power(base, exponent) for base, exponent in powers if base in bases and _sign(exponent) > 0)


def _sign(exponent: Expr) -> Rational:
    return c.value_of(exponent) if c.is_number(exponent) else 0


def _among_kroneckers(word: Word) -> Iterator[Word]:
    """Each sum between Kronecker products, multiplied by the whole word: what is beside them may become small."""
    places = [k for k, factor in enumerate(word) if factor.op.name == "kron"]
    for k in range(places[0] + 1, places[-1]) if len(places) > 1 else ():
        if word[k].op is SUM and any(_is_light(term) for term in word[k].args):
            yield (
                c.add(*(c.multiple(q, c.product(*word[:k], term, *word[k + 1 :])) for q, term in terms_of(word[k]))),
            )


def _divided(left: Expr, right: Expr) -> Iterator[Expr]:
    """``inv(S)*(q*S + R) = q*I + inv(S)*R`` where R has fewer terms than the sum; and so with the inverse at the right.

    (I + W)⁻¹(I - W) = 2 (I + W)⁻¹ - I.
    """
    for inverse, other in ((left, right), (right, left)):
        whole = inverse.args[0] if inverse.op.name == "inverse" else inverse
        if whole is inverse or whole.op is not SUM or other.op is not SUM:
            continue
        theirs = {term: q for q, term in terms_of(other)}
        ratios = dict.fromkeys(Fraction(theirs[term]) / Fraction(q) for q, term in terms_of(whole) if term in theirs)
        for ratio in ratios:
            rest = c.subtract(other, c.multiple(ratio, whole))
            if len(terms_of(rest)) < len(theirs):
                product = _times(inverse, rest) if inverse is left else _times(rest, inverse)
                yield c.add(c.multiple(ratio, c.eye(inverse.rows)), product)


def _times(left: Expr, right: Expr) -> Expr:
    """The product of two terms, multiplied out in turn: a multiple of a sum is a term too."""
    (p, scalars, first), (q, others, second) = factors(left), factors(right)
    return c.product(c.number(p), c.number(q), *scalars, *others, spread(c.product(*first, *second)))


def _terms(factor: Expr) -> list[tuple[Rational, Expr]]:
    """The terms of a sum, or of an entrywise product with a sum in it: ``W.*(f*1' - 1*f')``."""
    for base, exponent in pairs(factor) if factor.op.name == "hadamard" and not factor.is_column else ():
        if base.op is SUM and exponent is c.number(1):
            rest = [c.power(b, e) for b, e in pairs(factor) if b is not base]
            return [(q, scaled(c.hadamard(term, *rest))) for q, term in terms_of(base)]
    return terms_of(factor)


def _may_cancel(left: Expr, right: Expr) -> bool:
    """Whether a term of one may vanish, or be shorter, beside the other."""
    if "ones" in (left.op.name, right.op.name):
        return True
    if left.op is SUM:
        return any(_is_light(term) or _are_inverse(_ends(term)[1], right) for term in left.args)
    if right.op is not SUM:
        return False
    cancels = any(_is_light(term) or _are_inverse(left, _ends(term)[0]) for term in right.args)
    return cancels or _may_turn_back(left, right)


def _are_inverse(left: Expr, right: Expr) -> bool:
    return any(a.op.name == "inverse" and a.args[0] is b for a, b in ((left, right), (right, left)))


def _may_turn_back(left: Expr, right: Expr) -> bool:
    """Whether a term of a column begins with the transpose of an orthogonal matrix that stands before it."""
    turned = right.is_column and not left.is_row and any(_ends(term)[0] is c.transpose(left) for term in right.args)
    return turned and holds(left, "orthogonal")


def _ends(term: Expr) -> tuple[Expr, Expr]:
    """The first and the last factor."""
    word = factors(term)[2] or (term,)
    return word[0], word[-1]


def _is_light(term: Expr) -> bool:
    """Whether a factor of a term is a constant matrix, such as an identity or ones."""
    return any(not factor.args and not factor.op.variable for factor in factors(term)[2])
