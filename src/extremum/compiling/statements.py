"""From terms to named statements: what is used twice, what a loop would compute again, and what would be too long a
line gets a name of its own."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import final

from extremum.algebra.dims import Atom, Dim
from extremum.compiling.extents import Extents, loops_of
from extremum.compiling.locals import Namer, suggestion
from extremum.compiling.term import Axes, Begin, Blocks, Call, Loop, Member, Root, Steps, Term, dims_of, topological

WIDTH = 78
"""About how many characters an expression may have."""

_OWN = {"power": 4, "matmul": 4, "transpose": 2, "column": 9, "sum": 20, "prod": 30, "member": 2, "pick": 2, "carry": 5,
        "block": 12, "number": 3}  # fmt: skip
_LINALG = {"inv", "solve", "det", "pinv", "chol", "norm", "norms", "nuclear", "eigvals", "eigval", "mpow"}
_CHEAP = {"argument", "function", "number", "size", "carry", "pick", "member", "rows", "nth", "unknown"}
_VIEWS = {"transpose", "column", "axes"}
_STATED = ("named", "assembled")
"""Always statements of their own."""
_CHEAP_CALLS = {"pi", "first", "upright", "flat", "delta"}


@dataclass(frozen=True, slots=True)
class Assign:
    """``name = term``."""

    name: str
    term: Term


@dataclass(frozen=True, slots=True)
class Accumulate:
    """A sum or product by a loop: ``names`` collect the term's parts while ``body`` is run."""

    names: tuple[str, ...]
    term: Term
    body: list[Statement]


@dataclass(frozen=True, slots=True)
class Recur:
    """A recurrence by a loop that keeps the states in ``name``, up to the farthest of the states in ``until``.

    begin: the statements for its first state, where that may be missing; beyond: the states that are used beyond the
    first of a backward one.
    """

    name: str
    term: Term
    body: list[Statement]
    until: tuple[Dim, ...]
    begin: list[Statement]
    beyond: tuple[Dim, ...]


@dataclass(frozen=True, slots=True)
class Solve:
    """A quantity that an equation defines: in ``function`` the ``body`` finds residual and Jacobian at a guess."""

    name: str
    function: str
    term: Term
    body: list[Statement]


Statement = Assign | Accumulate | Recur | Solve


@dataclass(slots=True)
class Block:
    """Statements, and the names that are used in them.

    names: of terms; indices: of the indices of loops; begins: where recurrences begin, by index; members: for loops
    over members of families alone, the name of each member and its family.
    """

    statements: list[Statement] = field(default_factory=list)
    names: dict[Term, str] = field(default_factory=dict)
    indices: dict[Atom, str] = field(default_factory=dict)
    begins: dict[Atom, Dim] = field(default_factory=dict)
    members: dict[Atom, list[tuple[str, Term]]] = field(default_factory=dict)


def block(roots: Sequence[Term], arguments: dict[str, str], namer: Namer) -> Block:
    """The statements that compute the roots."""
    builder = _Builder(roots, arguments, namer)
    builder.run()
    return builder.result


@final
class _Builder:
    def __init__(self, roots: Sequence[Term], arguments: dict[str, str], namer: Namer) -> None:
        self.roots, self.arguments, self.namer = roots, arguments, namer
        self.order = topological(roots)
        self.loops = loops_of(self.order)
        self.extents = Extents(self.order, self.loops)
        self.bodies = set(self.loops.values())
        self.uses: Counter[Term] = Counter(roots)
        self.hoisted: set[Term] = set()
        self.results: dict[Term, list[Term]] = defaultdict(list)
        self.blocks: dict[Atom | None, list[Statement]] = {None: []}
        self.widths: dict[Term, int] = {}
        self.result = Block(self.blocks[None])

    # -- where -----------------------------------------------------------------------------------------------------
    def depth(self, index: Atom | None) -> int:
        """How many loops are around what is inside a loop."""
        return 0 if index is None else 1 + self.depth(self.innermost(self.loops[index]))

    def innermost(self, term: Term) -> Atom | None:
        """The innermost loop that a term depends on."""
        return max(term.indices, key=lambda index: (self.depth(index), str(index)), default=None)

    def _inside(self, term: Term) -> Atom | None:
        """The loop in which the parts of a term are computed."""
        return _index(term) if term in self.bodies else self.innermost(term)

    # -- the statements --------------------------------------------------------------------------------------------
    def run(self) -> None:
        """Goes through all terms, parts first."""
        for term in reversed(self.order):
            self._count(term)
        for term in self.order:
            if term.op == "nth":
                self.results[term.parts[0]].append(term)
        for index, loop in self.loops.items():
            self.blocks[index] = []
            if isinstance(loop.data, Begin):
                self.result.begins[index] = loop.data.at
                continue
            if isinstance(loop.data, Root):
                continue
            self.result.indices[index] = self.namer.letter(loop.op, self.depth(index) - 1)
            self._name_members(index)
        for term in self.order:
            self._visit(term)
        for root in self.roots:
            self._shorten(root)

    def _count(self, term: Term) -> None:
        """Counts the uses of the parts, and notes those that do not change while the loop around their use runs.

        A transpose is written again wherever it is used.
        """
        where = self.depth(self._inside(term))
        for part in term.parts:
            self.uses[part] += self.uses[term] if term.op in _VIEWS else 1
            first_state = term.op == "run" and part is term.parts[0]
            if where > self.depth(self.innermost(part)) and not first_state:
                self.hoisted.add(part)

    def _visit(self, term: Term) -> None:
        self._shorten(term)
        if term.op == "begin":
            return
        if term.op in ("run", "together", "root") or (term in self.bodies and self._is_long(term)):
            self._state(term)
        elif self._is_worth_it(term):
            self._assign(term)

    def _is_long(self, loop: Term) -> bool:
        """Whether a loop has a body, or more to say than an expression in brackets does."""
        return bool(self.blocks[_index(loop)]) or isinstance(loop.data, Blocks)

    def _is_worth_it(self, term: Term) -> bool:
        return term.op in _STATED or (not is_cheap(term) and (self.uses[term] > 1 or term in self.hoisted))

    def _shorten(self, term: Term) -> None:
        """Names the widest parts of a term until it fits on a line."""
        width, names = self._measure(term), self.result.names
        if width <= WIDTH or term.op in ("run", "root"):
            return
        inside = dict.fromkeys(part.parts[0] if part.op in _VIEWS else part for part in term.parts)
        left = [part for part in reversed(inside) if part not in names and not is_cheap(part)]
        count, within = Counter(term.parts), {inner for part in left for inner in part.parts}
        left.sort(key=self._measure)  # the widest last, of those the first; a long sum is not measured again for each
        while left and width > WIDTH:
            part = left.pop()
            before = self._measure(part)
            self._assign(part)
            width -= count[part] * (before - self.widths[part])
            if part in within:  # another one has become shorter
                left.sort(key=self._measure)
                width = self._measure(term)
        self.widths[term] = width

    def _measure(self, term: Term) -> int:
        """About how many characters a term has, where names stand for some of its parts."""
        if term in self.result.names:
            self.widths[term] = len(self.result.names[term])
        else:
            self.widths[term] = self._own_width(term) + sum(self.widths[part] for part in term.parts)
        return self.widths[term]

    def _own_width(self, term: Term) -> int:
        dims = sum(4 * len(dim.terms) - 3 for dim in dims_of(term) if dim.terms)
        if term.op == "argument":
            return len(self.arguments[str(term.data)])
        if isinstance(term.data, Call):
            return dims + len(term.data.name) + 3 * len(term.data.dims) + (12 if term.data.name in _LINALG else 5)
        if isinstance(term.data, Axes):
            return 9 + 5 * len(term.data.order)
        if term.op in ("add", "times"):
            return 3 * len(term.parts)
        start = 32 if isinstance(term.data, Loop) and term.data.shape else 0
        return _OWN.get(term.op, 0) + dims + start

    def _assign(self, term: Term) -> None:
        name = self._name(term)
        self.blocks[self.innermost(term)].append(Assign(name, term))

    def _state(self, term: Term) -> None:
        body = self.blocks[_index(term)]
        for part in reversed(term.parts):
            self._unname(body, part)
        where = self.blocks[self.innermost(term)]
        if term.op == "run":
            where.append(self._recur(self._name(term), term, body))
        elif term.op == "root":
            where.append(Solve(self._name(term), self.namer.fresh("equation"), term, body))
        else:
            results = self.results.get(term, [term])
            where.append(Accumulate(tuple(map(self._name, results)), term, body))

    def _recur(self, name: str, run: Term, body: list[Statement]) -> Recur:
        first = run.parts[0]
        begin = self.blocks[_index(first)] if first.op == "begin" else []
        return Recur(name, run, body, self.extents.until(run), begin, self.extents.beyond(run))

    def _unname(self, body: list[Statement], term: Term) -> None:
        """What a loop collects needs no name if nothing else uses it."""
        last = body[-1] if body else None
        if isinstance(last, Assign) and last.term is term and self.uses[term] == 1 and term.op not in _STATED:
            self.namer.release(self.result.names.pop(term))
            body.pop()

    def _name(self, term: Term) -> str:
        wanted = term.data.name if isinstance(term.data, Steps | Root) else suggestion(term, self.result.names)
        name = self.result.names[term] = self.namer.fresh(wanted)
        self.widths[term] = len(name)
        return name

    # -- loops over members ----------------------------------------------------------------------------------------
    def _name_members(self, index: Atom) -> None:
        """``for x_i in x``, where the index is used for nothing but members of whole families."""
        loop = self.loops[index]
        inside = [term for term in self.order if any(index in dim.indices for dim in dims_of(term))]
        if loop.op == "run" or not inside or any(not self._is_whole_family(term, loop) for term in inside):
            return
        self.result.members[index] = []
        for term in inside:
            wanted = f"{self._family(term.parts[0])}_{self.result.indices[index]}"
            name = self.result.names[term] = self.namer.shared(wanted)
            self.result.members[index].append((name, term.parts[0]))

    def _family(self, term: Term) -> str:
        """What an array with one row a member is called; the places themselves are numbered by k."""
        return self.arguments[str(term.data)] if term.op == "argument" else self.result.names.get(term, "k")

    def _is_whole_family(self, term: Term, loop: Term) -> bool:
        """Whether a term is the member that the index of a loop counts, and the loop counts all members."""
        assert isinstance(loop.data, Loop)
        data = term.data
        return isinstance(data, Member) and data.place is Dim.of(loop.data.index) and data.size is loop.data.size


def _index(term: Term) -> Atom:
    assert isinstance(term.data, Loop | Steps | Begin | Root)
    return term.data.index


def is_cheap(term: Term) -> bool:
    """Whether a term is as short as a name."""
    if term.op in _CHEAP:
        return True
    if term.op == "call" and isinstance(term.data, Call) and term.data.name in _CHEAP_CALLS:
        return True
    return term.op in _VIEWS
