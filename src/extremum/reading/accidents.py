"""What is hardly meant where a formula was pasted: a transpose, norm or trace of what is declared as a number."""

from __future__ import annotations

from collections.abc import Iterator

from extremum.reading.build.builder import Builder
from extremum.reading.build.indices import walk
from extremum.reading.source import Tree

_OF_ARRAYS = {
    "norm2": "norm", "norm1": "norm", "norm_nuc": "norm", "norm_spec": "norm", "norm": "norm", "norm 2": "norm",
    "norm 1": "norm", "tr": "trace", "trace": "trace", "det": "determinant", "logdet": "determinant",
}  # fmt: skip


def numbers_as_arrays(builder: Builder) -> Iterator[tuple[str, Tree]]:
    """A sentence for each place where a number is used as an array, with that place."""
    for piece, _ in walk(builder.root):
        inner = piece.parts[0] if piece.parts else piece
        if piece.kind == "transpose" or (piece.kind, piece.text) == ("open", "transpose"):
            name = inner.text
            if inner.kind == "name" and _is_declared_number(builder, name):
                fix = f"declare {name}[n] for a vector, {name}[n,m] for a matrix"
                yield f"{name} is declared as a number, whose transpose is itself; {fix}", piece
        elif piece.kind in ("call", "open") and piece.text in _OF_ARRAYS:
            names = dict.fromkeys(part.text for part, _ in walk(inner) if part.kind == "name")
            if any(name[:1].isupper() for name in names) and all(_is_declared_number(builder, name) for name in names):
                one = next(name for name in names if name[:1].isupper())
                listed = ", ".join(names)
                fix = f"declare {one}[n,m] for a matrix"
                yield (
                    f"the {_OF_ARRAYS[piece.text]} is that of a number, for {listed} are declared as numbers; {fix}",
                    piece,
                )


def _is_declared_number(builder: Builder, name: str) -> bool:
    known = builder.declared.variables.get(name)
    return known is not None and known.is_scalar and name not in builder.guessed
