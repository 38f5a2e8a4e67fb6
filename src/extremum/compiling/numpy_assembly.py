"""Matrices of pieces as NumPy code: zeros, and a line a piece that is added to them in place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from extremum.algebra.dims import Dim
from extremum.compiling.term import Assembly, Piece, Term

_ADDS = {"kron": "add_kron", "turned kron": "add_turned_kron", "diagonal": "add_along"}
"""The helper that adds a piece of a kind."""
_PUTS = {**_ADDS, "turned kron": "put_turned_kron"}
"""The helper for the first piece at a place."""


def helpers(data: Assembly) -> set[str]:
    """The helpers that the lines use."""
    return {function for function, _ in _written(data) if function}


def _written(data: Assembly) -> Iterator[tuple[str, Piece]]:
    """The helper for each piece; an operator for one that is dense."""
    begun: set[tuple[Dim, Dim]] = set()
    for piece in data.pieces:
        yield (_ADDS if piece.at in begun else _PUTS).get(piece.kind, ""), piece
        begun.add(piece.at)


class Writer(Protocol):
    """What writes terms and dimensions."""

    def write(self, term: Term) -> str:
        """A term."""
        ...

    def dim(self, dim: Dim) -> str:
        """A dimension."""
        ...


def assembly(writer: Writer, name: str, term: Term) -> Iterator[str]:
    """The lines that make the array."""
    assert isinstance(term.data, Assembly)
    yield f"{name} = np.zeros(({writer.dim(term.shape[0])}, {writer.dim(term.shape[1])}))"
    parts = iter(term.parts)
    begun: set[tuple[Dim, Dim]] = set()
    for function, piece in _written(term.data):
        inside = [writer.write(next(parts)) for _ in range(piece.count)]
        place = _place(writer, name, term, piece.at, piece.shape)
        if piece.kind == "dense":
            yield f"{place if place != name else f'{name}[:]'} {'+' * (piece.at in begun)}= {inside[0]}"
        elif piece.kind == "product":
            shaped = f"{place}.reshape({', '.join(map(writer.dim, piece.dims))})"
            both = f"{inside[0]} * {inside[1]}"
            new = piece.at not in begun
            yield f"np.multiply({', '.join(inside)}, out={shaped})" if new else f"{shaped}[:] += {both}"
        elif piece.kind == "mirror":
            yield f"{place} = {_place(writer, name, term, (piece.dims[0], piece.dims[1]), piece.shape[::-1])}.T"
        else:
            yield f"{function}({', '.join([place, *_arguments(writer, piece, inside)])})"
        begun.add(piece.at)


def _arguments(writer: Writer, piece: Piece, inside: list[str]) -> list[str]:
    sizes = [writer.dim(dim) for dim in piece.dims if dim.terms]
    if piece.axes:
        return [f'"{piece.axes}"', f"({', '.join(sizes)})", *inside]
    return sizes + inside if piece.dims and piece.dims[0].terms else inside + sizes


def _place(writer: Writer, name: str, term: Term, at: tuple[Dim, Dim], shape: tuple[Dim, ...]) -> str:
    """``H[:n, n:]``; the name alone where it is the whole."""
    slices = [
        f"{writer.dim(begin) if begin.terms else ''}:{'' if begin + size is whole else writer.dim(begin + size)}"
        for begin, size, whole in zip(at, shape, term.shape, strict=True)
    ]
    return name if slices == [":", ":"] else f"{name}[{', '.join(slices)}]"
