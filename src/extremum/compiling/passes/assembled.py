"""Large matrices of few numbers: Kronecker products with an identity or a commutation matrix, and blocks of these, are
written into one array where they are not zero; of two blocks that are transposes, one is computed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from string import ascii_lowercase

from extremum.algebra.dims import ZERO, Dim
from extremum.compiling.passes.program import Pass, Program
from extremum.compiling.term import Assembly, Axes, Call, Piece, Term
from extremum.compiling.terms import Terms


@dataclass(frozen=True, slots=True)
class Found:
    """A piece before it has a place: its kind, its terms, and the dimensions and axes that it is given beside them."""

    kind: str
    parts: tuple[Term, ...]
    dims: tuple[Dim, ...] = ()
    axes: str = ""


def _run(program: Program) -> Program:
    program = program.rewritten(lambda term: _blocks(program.terms, term))
    for op in ("add", "times", "call", "matmul"):
        program = program.rewritten(_with(op, program.terms))
    return program


def _with(op: str, terms: Terms) -> Callable[[Term], Term | None]:
    return lambda term: _one(terms, term) if term.op == op else None


def _one(terms: Terms, term: Term) -> Term | None:
    """A matrix that is no block of another."""
    corner = (ZERO, ZERO)
    return _assembled(terms, term, [(corner, term.shape, found) for found in _pieces(terms, term)])


def _blocks(terms: Terms, term: Term) -> Term | None:
    if term.op != "block" or not isinstance(term.data, int) or any(part.rank != 2 for part in term.parts):
        return None
    found: list[tuple[tuple[Dim, Dim], tuple[Dim, ...], Found]] = []
    places: dict[Term, tuple[Dim, Dim]] = {}
    for place, part in _placed(term):
        mirrored = places.get(terms.transpose(part))
        if mirrored is None:
            found += [(place, part.shape, one) for one in _pieces(terms, part, whole=True)]
        else:
            found.append((place, part.shape, Found("mirror", (), mirrored)))
        places[part] = place
    return _assembled(terms, term, found)


def _placed(block: Term) -> Iterator[tuple[tuple[Dim, Dim], Term]]:
    """The blocks and where they begin."""
    assert isinstance(block.data, int)
    width, row = len(block.parts) // block.data, ZERO
    for k in range(0, len(block.parts), width):
        column = ZERO
        for part in block.parts[k : k + width]:
            yield (row, column), part
            column += part.shape[1]
        row += block.parts[k].shape[0]


def _assembled(
    terms: Terms, term: Term, pieces: Sequence[tuple[tuple[Dim, Dim], tuple[Dim, ...], Found]]
) -> Term | None:
    """The pieces in one array; none where no piece gains by it."""
    if not any(found.kind in ("kron", "turned kron", "diagonal") for _, _, found in pieces):
        return None
    parts: list[Term] = []
    made = []
    for at, shape, found in pieces:
        made.append(Piece(found.kind, at, (shape[0], shape[1]), len(found.parts), found.dims, found.axes))
        parts += found.parts
    return terms.make("assembled", parts, Assembly(tuple(made)), term.shape)


def _pieces(terms: Terms, term: Term, whole: bool = False) -> list[Found]:
    """A matrix as a sum of pieces; of one that has no structure the whole, or nothing."""
    plain: list[Found] = [] if term.name == "zeros" else [Found("dense", (term,))]
    found = list(_terms(terms, term, Fraction(1), ())) if term.rank == 2 and not term.thin else []
    apart = sorted((one for one in found if one.kind != "dense"), key=lambda one: one.kind != "product")
    dense = [one.parts[0] for one in found if one.kind == "dense"]
    rest = [Found("dense", (terms.add([1] * len(dense), dense),))] if dense else []
    return [*rest, *apart] if apart else plain if whole else []


def _terms(terms: Terms, term: Term, q: Fraction, over: tuple[Term, ...]) -> Iterator[Found]:
    def scaled(part: Term) -> Term:
        return terms.add([q], [terms.times([*over, part])])

    matrices = [part for part in term.parts if part.rank]
    if term.op == "add" and isinstance(term.data, tuple) and all(part.shape == term.shape for part in term.parts):
        for coefficient, part in zip(term.data, term.parts, strict=True):
            yield from _terms(terms, part, q * coefficient, over)
    elif term.op == "times" and term.data == len(term.parts) and len(matrices) == 1:
        yield from _terms(terms, matrices[0], q, (*over, *(part for part in term.parts if not part.rank)))
    elif term.name == "kron" and any(part.name == "eye" for part in term.parts):
        (first, second), sizes = term.parts, [part.shape[0] for part in term.parts]
        if first.name == "eye":
            yield Found("kron", (scaled(second),), (sizes[0], ZERO))
        else:
            yield Found("kron", (scaled(first),), (ZERO, sizes[1]))
    elif _is_turned_kron(term):
        first, second = term.parts[0].parts
        yield Found("turned kron", (scaled(first), second))
    elif (found := _diagonal(terms, term) or _product(term)) is not None:
        yield replace(found, parts=(scaled(found.parts[0]), *found.parts[1:]))
    else:
        yield Found("dense", (scaled(term),))


def _diagonal(terms: Terms, term: Term) -> Found | None:
    """An array that is multiplied with identities along its axes, as a matrix: where it is not zero."""
    if term.name != "by_rows" or term.parts[0].op != "times" or term.parts[0].data != len(term.parts[0].parts):
        return None
    (whole,) = term.parts
    letters = list(ascii_lowercase[: whole.rank])
    rest = []
    for part in whole.parts:
        pair = _identity_at(whole, part)
        if pair is None:
            rest.append(part)
        else:
            letters[pair[1]] = letters[pair[0]]
    gone = [k for k, letter in enumerate(letters) if letter != ascii_lowercase[k]]
    orders = [_without(part, [k - (whole.rank - part.rank) for k in gone]) for part in rest]
    if not gone or not rest or None in orders:
        return None
    inside = [terms.axes(_base(part), order) for part, order in zip(rest, orders, strict=True) if order is not None]
    kept = "".join(dict.fromkeys(letters))
    return Found("diagonal", (terms.times(inside),), whole.shape, f"{''.join(letters)}->{kept}")


def _product(term: Term) -> Found | None:
    """Two arrays with more axes, multiplied entry by entry."""
    (whole, *_) = term.parts or (term,)
    fits = term.name == "by_rows" and whole.op == "times" and whole.data == len(whole.parts) == 2
    return Found("product", whole.parts, whole.shape) if fits and all(part.rank for part in whole.parts) else None


def _base(part: Term) -> Term:
    return part.parts[0] if part.op == "axes" else part


def _without(part: Term, gone: Sequence[int]) -> list[int] | None:
    """The axes of a part but for some, of one entry; None where they have more."""
    order = part.data.order if isinstance(part.data, Axes) else range(part.rank)
    if any(k >= 0 and order[k] >= 0 for k in gone):
        return None
    return [place for k, place in enumerate(order) if k not in gone]


def _identity_at(whole: Term, part: Term) -> tuple[int, int] | None:
    """The two axes on which an identity stands."""
    if part.name == "eye" and whole.rank == 2:
        return 0, 1
    if part.op != "axes" or part.parts[0].name != "eye" or not isinstance(part.data, Axes):
        return None
    first, second = (part.data.order.index(k) + whole.rank - part.rank for k in (0, 1))
    return first, second


def _is_turned_kron(term: Term) -> bool:
    """Whether it is ``kron(A, B) @ commutation(m, n)``, for A of m and B of n columns."""
    if term.op != "matmul" or term.parts[0].name != "kron" or not isinstance(term.parts[1].data, Call):
        return False
    sizes = tuple(part.shape[1] for part in term.parts[0].parts)
    return term.parts[1].data.name == "commutation" and term.parts[1].data.dims == sizes


ASSEMBLED = Pass("assembled", "large matrices of few numbers are written where they are not zero", _run)
