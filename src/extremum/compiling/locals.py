"""Names for what generated code computes: short, and none that is taken."""

from __future__ import annotations

import builtins
import keyword
import unicodedata
from typing import final

from extremum.compiling.term import Call, Term

_BUILTINS = frozenset(dir(builtins))
_BY_FUNCTION = {
    "inv": "inverse", "solve": "u", "softmax": "p", "sigmoid": "p", "normcdf": "p", "exp": "e", "tanh": "h",
    "relu": "h", "logsumexp": "lse", "norm": "norm", "norms": "norms", "logdet": "logdet", "det": "det", "chol": "L",
    "eye": "I", "cholesky": "L", "cho_solve": "u", "decay": "e", "sigmoid_slope": "slope",
    "solve_lower": "z", "solve_upper": "u", "pinv": "pseudo", "sqrt": "root", "log": "log",
}  # fmt: skip
_BY_RANK = ("s", "v", "M")
_LOOPS = {"sum": "total", "nth": "total", "prod": "product", "logsum": "lse", "stack": "each"}
_LETTERS = {"sum": "ijpq", "prod": "ijpq", "together": "ijpq", "logsum": "ijpq", "stack": "klst", "run": "klst"}


@final
class Namer:
    """Gives names that are not taken yet; ``reserved`` ones are used by the code itself."""

    def __init__(self, reserved: set[str]) -> None:
        self._taken = {*reserved, *keyword.kwlist}
        self._letters: dict[tuple[str, int], str] = {}
        self._shared: dict[str, str] = {}
        self._numbers: dict[str, int] = {}

    def fresh(self, wanted: str) -> str:
        """The name, or the name with the first number that is free."""
        k = self._numbers.get(wanted, 1)
        while (name := f"{wanted}{k}" if k > 1 else wanted) in self._taken or name in _BUILTINS:
            k += 1
        self._numbers[wanted] = k
        self._taken.add(name)
        return name

    def release(self, name: str) -> None:
        """Gives a name back that is not used after all."""
        self._taken.discard(name)
        self._numbers.clear()

    def shared(self, wanted: str) -> str:
        """The same name for the same wish: of members, in loops one after the other."""
        if wanted not in self._shared:
            self._shared[wanted] = self.fresh(wanted)
        return self._shared[wanted]

    def symbol(self, wanted: str) -> str:
        """The name of a symbol, with an underscore where Python or the code uses it."""
        name = unicodedata.normalize("NFKC", wanted)
        while name in self._taken:
            name += "_"
        self._taken.add(name)
        return name

    def letter(self, op: str, depth: int) -> str:
        """A letter for the index of a loop inside ``depth`` others; loops one after the other may share it."""
        found = self._letters.get((_LETTERS[op], depth))
        if found is None:
            free = [letter for letter in _LETTERS[op] if letter not in self._taken]
            found = self._letters[_LETTERS[op], depth] = self.fresh(free[0] if free else "index")
        return found


def suggestion(term: Term, names: dict[Term, str]) -> str:
    """What a term would be called."""
    if term.op == "named":
        return str(term.data)
    if term.op == "assembled":
        return "H"
    base = _LOOPS.get(term.op) or _from_parts(term, names) or _from_function(term) or _from_kind(term)
    return base.upper() if term.rank == 2 and len(base) == 1 else base


def _from_parts(term: Term, names: dict[Term, str]) -> str | None:
    """``Xw`` for X @ w, ``AtA`` for A.T @ A, ``S_inv`` for the inverse of S, ``det_S`` for its determinant."""
    parts = [_short(part, names) for part in term.parts]
    name = term.name
    if name == "cho_inverse":
        matrix = _short(term.parts[0].parts[0], names)
        return None if matrix is None else f"{matrix}_inv"
    if None in parts:
        return None
    if term.op == "matmul":
        return "".join(map(str, parts)) if max(len(str(part)) for part in parts) <= 2 else None
    if name in ("det", "logdet", "norm"):
        return f"{name}_{parts[0]}"
    return f"{parts[0]}_inv" if name == "inv" else None


def _short(term: Term, names: dict[Term, str]) -> str | None:
    if term.op == "transpose":
        inner = _short(term.parts[0], names)
        return None if inner is None else f"{inner}t"
    if term.op == "argument":
        return str(term.data)
    return names.get(term)


def _from_function(term: Term) -> str | None:
    return _BY_FUNCTION.get(term.data.name) if isinstance(term.data, Call) else None


def _from_kind(term: Term) -> str:
    """A difference is a residual."""
    if term.op == "add" and isinstance(term.data, tuple) and min(term.data) < 0:
        return "r" if term.rank else "d"
    return _BY_RANK[min(term.rank, 2)]
