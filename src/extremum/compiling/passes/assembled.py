"""Large matrices of few numbers: Kronecker products with an identity or a commutation matrix, and blocks of these, are
written into one array where they are not zero; of two blocks that are transposes, one is computed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from extremum.algebra.dims import ZERO, Dim
from extremum.compiling.passes.program import Pass, Program
from extremum.compiling.term import Assembly, Call, Piece, Term
from extremum.compiling.terms import Terms

Found = tuple[str, tuple[Term, ...], tuple[Dim, ...]]
"""The kind of a piece, its terms, and the dimensions that it is given beside them."""


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
            found.append((place, part.shape, ("mirror", (), mirrored)))
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
    if not any(kind in ("kron", "turned kron") for _, _, (kind, _, _) in pieces):
        return None
    parts: list[Term] = []
    made = []
    for at, shape, (kind, inside, dims) in pieces:
        made.append(Piece(kind, at, (shape[0], shape[1]), len(inside), dims))
        parts += inside
    return terms.make("assembled", parts, Assembly(tuple(made)), term.shape)


def _pieces(terms: Terms, term: Term, whole: bool = False) -> list[Found]:
    """A matrix as a sum of pieces; of one that has no structure the whole, or nothing."""
    plain: list[Found] = [] if term.name == "zeros" else [("dense", (term,), ())]
    found = list(_terms(terms, term, Fraction(1), ())) if term.rank == 2 and not term.thin else []
    apart = [one for one in found if one[0] != "dense"]
    dense = [parts[0] for kind, parts, _ in found if kind == "dense"]
    rest: list[Found] = [("dense", (terms.add([1] * len(dense), dense),), ())] if dense else []
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
            yield "kron", (scaled(second),), (sizes[0], ZERO)
        else:
            yield "kron", (scaled(first),), (ZERO, sizes[1])
    elif _is_turned_kron(term):
        first, second = term.parts[0].parts
        yield "turned kron", (scaled(first), second), ()
    else:
        yield "dense", (scaled(term),), ()


def _is_turned_kron(term: Term) -> bool:
    """Whether it is ``kron(A, B) @ commutation(m, n)``, for A of m and B of n columns."""
    if term.op != "matmul" or term.parts[0].name != "kron" or not isinstance(term.parts[1].data, Call):
        return False
    sizes = tuple(part.shape[1] for part in term.parts[0].parts)
    return term.parts[1].data.name == "commutation" and term.parts[1].data.dims == sizes


ASSEMBLED = Pass("assembled", "large matrices of few numbers are written where they are not zero", _run)
