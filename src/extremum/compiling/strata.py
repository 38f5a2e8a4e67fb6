"""A program over samples in passes over blocks of their rows: each pass gives what brings rows together, the last
function what is made of that.

A sum over samples that needs another one before, as the squares about a mean do, is of a later pass; centred products
of the data alone come with their means.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import final

from extremum.algebra.dims import Dim
from extremum.algebra.errors import UnsupportedError
from extremum.compiling.fingerprints import fingerprints
from extremum.compiling.locals import Namer
from extremum.compiling.passes import Program
from extremum.compiling.passes.moments import only_data
from extremum.compiling.rowwise import Merge, axis_of, brings_together, keeps_rows
from extremum.compiling.staging import called
from extremum.compiling.term import Term, dims_of, topological
from extremum.compiling.terms import Terms

_PLAIN = frozenset({"number", "size", "argument"})


@final
@dataclass(frozen=True, slots=True)
class Stratum:
    """A pass: partials, by name the terms of blocks that merge; merges: how; once: whether it is of the data alone;
    keys: what tells each of these from others, of any program, where it is of the first pass over the data."""

    partials: Mapping[str, Term]
    merges: Sequence[Merge]
    once: bool
    keys: Sequence[str] = ()


@final
@dataclass(frozen=True, slots=True)
class Strata:
    """passes: in their order; last: the program of what they give; sizes: numbers of all rows, by name;
    handed: the arguments that stand for what passes give, and for sizes."""

    passes: Sequence[Stratum]
    last: Program
    sizes: Mapping[str, Dim]
    handed: Mapping[str, Term]


def strata(program: Program, rows: Dim, data: Collection[str], namer: Namer) -> Strata:
    """A program over blocks of rows.

    Raises:
        UnsupportedError: a part of it needs several samples at a time, other than in sums; the message says which.
    """
    prepared = program.rewritten(lambda term: _prepared(program.terms, term, rows))
    return _Splitting(prepared, rows, data, namer).done()


def _prepared(terms: Terms, term: Term, rows: Dim) -> Term | None:
    """``softmax(v)`` over samples as ``exp(v - logsumexp(v))``, which keeps rows apart once the sum is known; a sum
    over samples by their number as a mean, about which products of the data come in one pass."""
    if term.name == "softmax" and term.shape == (rows,):
        (v,) = term.parts
        return terms.map("exp", terms.add([1, -1], [v, terms.call("logsumexp", (v,))]))
    if term.op == "times" and term.data == 1 and len(term.parts) == 2:
        total, count = term.parts
        is_mean = total.name in ("sum0", "total") and total.parts[0].shape[:1] == (rows,)
        if is_mean and total.rank == total.parts[0].rank - 1 and count.op == "size" and count.data is rows:
            return terms.call("mean0", total.parts)
    return None


@final
class _Splitting:
    def __init__(self, program: Program, rows: Dim, data: Collection[str], namer: Namer) -> None:
        self.program, self.terms, self.rows, self.namer = program, program.terms, rows, namer
        known: dict[Term, bool] = {}
        self.order = program.order()
        self.fixed = {term: only_data(term, data, known) for term in self.order}
        self.axes: dict[Term, int | None] = {}
        self.level: dict[Term, int] = {}
        self.reduced: dict[Term, str] = {}
        for term in self.order:
            self._place(term)
        self.names: dict[Term, str] = {}
        self.handed: dict[str, Term] = {}
        self.sizes: dict[str, Dim] = {}

    # -- what each term is ---------------------------------------------------------------------------------------------
    def _place(self, term: Term) -> None:
        axis = self.axes[term] = axis_of(term.shape, self.rows)
        axes = [self.axes[part] for part in term.parts]
        self.level[term] = max((self._before(part, term) for part in term.parts), default=0)
        if axis is not None and not keeps_rows(term, axes, axis):
            raise self._refused(term)
        if axis is None and any(at is not None for at in axes):
            kind = brings_together(term, axes)
            if kind is None or term.indices:
                raise self._refused(term)
            self.reduced[term] = kind
            centred = self._centred(term)
            if centred:
                self.reduced[term] = "centred"
                self.level[term] = max(self.level[part] for part in centred)
            self.level[term] += 1
        elif axis is None and term.op != "size" and self._counts(term):
            raise self._refused(term)

    def _before(self, part: Term, term: Term) -> int:
        """The passes before a part is known, of those that are made each time where the term is of these."""
        return 0 if self.fixed[part] and not self.fixed[term] else self.level[part]

    def _counts(self, term: Term) -> bool:
        (atom,) = self.rows.atoms()
        return any(atom in dim.atoms() for dim in dims_of(term))

    def _refused(self, term: Term) -> UnsupportedError:
        what = term.name or term.op
        return UnsupportedError(
            f"it cannot be taken in blocks of the {self.rows} samples: {what} needs more than one sample at a time"
        )

    def _centred(self, term: Term) -> tuple[Term, Term] | None:
        """D and E of ``(D - mean D)'(E - mean E)``, of the data alone."""
        if term.op != "matmul" or not self.fixed[term]:
            return None
        left, right = (_about_mean(one) for one in term.parts)
        return None if left is None or right is None else (left, right)

    # -- passes --------------------------------------------------------------------------------------------------------
    def done(self) -> Strata:
        """The passes and the last program."""
        if any(self.axes[root] is not None for root in self.program.roots):
            raise UnsupportedError(f"a result has a row for each of the {self.rows} samples; only sums over them merge")
        found = [self._stratum(members, once) for members, once in self._groups()]
        last = Program(self.terms, tuple(self._rebuilt(self.program.roots, self.names)))
        return Strata(found, last, self.sizes, self.handed)

    def _groups(self) -> Iterator[tuple[list[Term], bool]]:
        for once in (True, False):
            some = [term for term in self.reduced if self.fixed[term] is once]
            for level in sorted({self.level[term] for term in some}):
                yield [term for term in some if self.level[term] == level], once

    def _stratum(self, members: list[Term], once: bool) -> Stratum:
        """A pass; centred products bring the means of their arrays along."""
        means = {term: tuple(map(self._mean, self._centred(term) or ())) for term in members}
        for pair in means.values():
            members += [mean for mean in dict.fromkeys(pair) if mean not in members]
        values = self._rebuilt(members, {term: name for term, name in self.names.items() if term not in members}, True)
        places = {term: k for k, term in enumerate(members)}
        merges = [
            Merge("centred", (places[means[term][0]], places[means[term][1]]))
            if means.get(term)
            else Merge(self.reduced.get(term, "mean"))
            for term in members
        ]
        first = once and not any(str(part.data) in self.handed for part in topological(values) if part.op == "argument")
        names = [self._named(term) for term in members]
        return Stratum(dict(zip(names, values, strict=True)), merges, once, fingerprints(values) if first else ())

    def _mean(self, data: Term) -> Term:
        return self.terms.call("mean0", (data,))

    def _named(self, term: Term) -> str:
        """The name of what a pass gives; the argument that stands for it from then on."""
        name = self.names[term] = self.namer.symbol(called(term, self.names, self.namer))
        argument = self.terms.make("argument", data=name, shape=term.shape)
        self.handed[name] = self.terms.note(argument, *self.terms.facts.get(term, ()))
        return name

    def _size(self, term: Term) -> Term:
        """How many there are in all, not in a block."""
        assert isinstance(term.data, Dim)
        name = next((name for name, dim in self.sizes.items() if dim is term.data), "")
        if not name:
            name = self.namer.symbol("all")
            self.sizes[name] = term.data
            self.handed[name] = self.terms.make("argument", data=name, shape=())
        return self.handed[name]

    def _rebuilt(self, roots: Sequence[Term], known: Mapping[Term, str], inside: bool = False) -> list[Term]:
        """Terms of blocks, with arguments for what is known; ``inside`` a block sizes are not those of all rows."""
        changed: dict[Term, Term] = {}
        for term in topological(roots, known):
            if term in known:
                changed[term] = self.handed[known[term]]
            elif inside and term.op == "size" and self._counts(term):
                changed[term] = self._size(term)
            else:
                changed[term] = self.terms.again(term, [changed[part] for part in term.parts])
        return [changed[root] for root in roots]


def _about_mean(term: Term) -> Term | None:
    """D of ``D - mean D``, or of its transpose."""
    inner = term.parts[0] if term.op == "transpose" else term
    if inner.op != "add" or len(inner.parts) != 2 or inner.data != (1, -1):
        return None
    data, mean = inner.parts
    return data if mean.name == "mean0" and mean.parts[0] is data else None
