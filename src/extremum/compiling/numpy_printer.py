"""Plans as NumPy source."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import final

from extremum.algebra.dims import Atom, Dim
from extremum.compiling.backends import NUMPY, Backend
from extremum.compiling.numpy_calls import ATOM, JOINED, LOW, POWER, PRODUCT, SUM, UNARY, Spelling, spelled
from extremum.compiling.numpy_sizes import Sizes, Written, multiplied, rational, with_axes
from extremum.compiling.sizes import Axis
from extremum.compiling.statements import Block
from extremum.compiling.term import Axes, Blocks, Call, Loop, Member, Root, Steps, Term


@final
class Printer:
    """Writes terms with the names of a block."""

    def __init__(
        self, arguments: Mapping[str, str], atoms: Mapping[Atom, str | Axis], block: Block, backend: Backend = NUMPY
    ) -> None:
        self.arguments, self.block, self.backend = arguments, block, backend
        self.sizes = Sizes(arguments, atoms, block.begins)
        self.roots = {term.data: name for term, name in block.names.items() if term.op == "root"}
        self.runs = {term.data: name for term, name in block.names.items() if term.op == "run"}

    def write(self, term: Term, least: int = LOW) -> str:
        """A term by its name, or in parentheses where it binds more loosely than ``least``."""
        name = self.block.names.get(term)
        return name if name is not None else self.define(term, least)

    def define(self, term: Term, least: int = LOW) -> str:
        """A term written out, even where it has a name."""
        call = self.backend.fused(self, term)
        text, precedence = (call, ATOM) if call is not None else _KINDS[term.op](self, term)
        return f"({text})" if precedence < least else text

    def dim(self, dim: Dim, least: int = LOW) -> str:
        """A dimension or a place as Python."""
        return self.sizes.dim(dim, least)

    def spelling(self, name: str) -> Spelling:
        """How a call is written."""
        found = self.backend.calls.get(name) or spelled(name)
        assert found is not None
        return found

    def joined(self, name: str, *parts: str) -> str:
        """What takes any number of arrays, or the items of a loop."""
        return self.backend.joined.get(name, JOINED[name])(*parts)

    def aligned(self, part: Term, rank: int) -> str:
        """An array beside others that have so many axes."""
        if part.rank >= rank or not self.backend.aligned:
            return self.write(part)
        if part.rank:
            return f"{self.write(part, ATOM)}[None, :]"
        return f"np.array({'[' * rank}{self.write(part)}{']' * rank})"

    # -- loops -----------------------------------------------------------------------------------------------------
    def header(self, loop: Term) -> str:
        """``i in range(n)``, or ``x_i, y_i in zip(x, y)``."""
        assert isinstance(loop.data, Loop)
        members = self.block.members.get(loop.data.index)
        if not members:
            return f"{self.block.indices[loop.data.index]} in range({self.dim(loop.data.size)})"
        names, families = zip(*((name, self._over(loop.data, family)) for name, family in members), strict=True)
        over = families[0] if len(families) == 1 else f"zip({', '.join(families)}, strict=True)"
        return f"{', '.join(names)} in {over}"

    def items(self, loop: Term) -> str:
        """``x_i @ x_i for x_i in x``."""
        return f"{self.write(loop.parts[0])} for {self.header(loop)}"

    def _over(self, loop: Loop, family: Term) -> str:
        written = self.write(family)
        return f"blocks({written}, {self.dim(loop.columns)})" if isinstance(loop, Blocks) else written


# -- leaves --------------------------------------------------------------------------------------------------------
def _number(printer: Printer, term: Term) -> Written:
    assert isinstance(term.data, Fraction)
    return rational(term.data)


def _size(printer: Printer, term: Term) -> Written:
    assert isinstance(term.data, Dim)
    return printer.sizes.polynomial(term.data)


def _argument(printer: Printer, term: Term) -> Written:
    return printer.arguments[str(term.data)], ATOM


def _function(printer: Printer, term: Term) -> Written:
    assert isinstance(term.data, Call)
    return printer.spelling(term.data.name).function, ATOM


# -- arithmetic ----------------------------------------------------------------------------------------------------
def _add(printer: Printer, term: Term) -> Written:
    assert isinstance(term.data, tuple)
    text, precedence = "", SUM
    for q, part in zip(term.data, term.parts, strict=True):
        written, precedence = _multiple(printer, abs(q), part)
        if text:
            text += f" {'-' if q < 0 else '+'} {written}"
        elif q < 0:
            text = f"-({written})" if part.op == "matmul" and q == -1 and " @ " in written else f"-{written}"
            precedence = min(precedence, UNARY)
        else:
            text = written
    return text, SUM if len(term.parts) > 1 else precedence


def _multiple(printer: Printer, q: Fraction, part: Term) -> Written:
    """``q * part``."""
    if part.op == "number":
        assert isinstance(part.data, Fraction)
        return rational(q * part.data)
    if q == 1:
        return printer.write(part, PRODUCT), PRODUCT if part not in printer.block.names else ATOM
    factor = printer.write(part, PRODUCT if part.op == "times" else UNARY)
    if q.numerator == 1 and 10**3 % q.denominator:
        return f"{factor} / {q.denominator}", PRODUCT
    return f"{rational(q)[0]} * {factor}", PRODUCT


def _times(printer: Printer, term: Term) -> Written:
    assert isinstance(term.data, int)
    over = [printer.write(part, UNARY) for part in term.parts[: term.data]] or ["1"]
    under = [printer.write(part, UNARY) for part in term.parts[term.data :]]
    text = multiplied(over)
    if not under:
        return text, PRODUCT
    return f"{text} / {under[0] if len(under) == 1 else '(' + multiplied(under) + ')'}", PRODUCT


def _power(printer: Printer, term: Term) -> Written:
    """``x**2`` of a name, ``(x + 1) ** 2`` of the rest."""
    base = printer.write(term.parts[0], ATOM)
    if len(term.parts) == 2:
        exponent = printer.write(term.parts[1], POWER)
    else:
        assert isinstance(term.data, Fraction)
        exponent, precedence = rational(term.data)
        exponent = exponent if precedence == ATOM else f"({exponent})"
    simple = all(text.isidentifier() or text.isdigit() for text in (base, exponent))
    return f"{base}**{exponent}" if simple else f"{base} ** {exponent}", POWER


def _matmul(printer: Printer, term: Term) -> Written:
    """From the left without parentheses; after a vector the order is free, and that is the cheap one."""
    left, right = term.parts
    first = printer.write(left, PRODUCT if left.op == "matmul" else UNARY)
    second = _after_vector(printer, right) if left.rank == 1 else printer.write(right, UNARY)
    return f"{first} @ {second}", PRODUCT


def _after_vector(printer: Printer, term: Term) -> str:
    """A product that a vector is multiplied by, factor by factor."""
    if term.op != "matmul" or term in printer.block.names or term.parts[0].rank < 2:
        return printer.write(term, UNARY)
    left, right = term.parts
    return f"{printer.write(left, PRODUCT if left.op == 'matmul' else UNARY)} @ {_after_vector(printer, right)}"


# -- functions and loops -------------------------------------------------------------------------------------------
def _call(printer: Printer, term: Term) -> Written:
    assert isinstance(term.data, Call)
    name, dims = term.data.name, [printer.dim(dim) for dim in term.data.dims]
    special = _SPECIAL.get(name)
    if special is not None:
        return special(printer, term, dims), ATOM
    spelling = printer.spelling(name)
    parts = [printer.write(part, spelling.least) for part in term.parts]
    if name in ("rows", "cols") and dims[0] == "0":
        dims[0] = ""
    return spelling.text.format(*parts, *dims), ATOM


def _shape(dims: Sequence[str]) -> str:
    return dims[0] if len(dims) == 1 else f"({', '.join(dims)})"


def _constant(name: str) -> Callable[[Printer, Term, list[str]], str]:
    return lambda printer, term, dims: f"np.{name}({_shape(dims)})"


def _full(printer: Printer, term: Term, dims: list[str]) -> str:
    return f"np.full({_shape(dims)}, {printer.write(term.parts[0])})"


def _with_function(name: str) -> Callable[[Printer, Term, list[str]], str]:
    return lambda printer, term, dims: f"{name}({', '.join(map(printer.write, term.parts))})"


def _concatenate(printer: Printer, term: Term, dims: list[str]) -> str:
    function = "concatenate" if all(part.rank for part in term.parts) else "hstack"
    return printer.joined(function, *(printer.aligned(part, 1) for part in term.parts))


def _reshaped(printer: Printer, term: Term, dims: list[str]) -> str:
    return f"{printer.write(term.parts[0], ATOM)}.reshape({', '.join(dims)})"


def _vdot(printer: Printer, term: Term, dims: list[str]) -> str:
    """Of a matrix and a transpose without a copy of either."""
    turned = [part for part in term.parts if part.op == "transpose"]
    if len(turned) != 1 or "vdot" in printer.backend.calls:
        return printer.spelling("vdot").text.format(*map(printer.write, term.parts))
    first, second = (printer.write(part.parts[0] if part in turned else part) for part in term.parts)
    return f'np.einsum("ij,ji", {first}, {second})'


_SPECIAL: dict[str, Callable[[Printer, Term, list[str]], str]] = {
    "ones": _constant("ones"),
    "zeros": _constant("zeros"),
    "full": _full,
    "concatenate": _concatenate,
    "by_rows": _reshaped,
    "vdot": _vdot,
    "multi_dot": lambda printer, term, dims: printer.joined("multi_dot", *map(printer.write, term.parts)),
    "frechet": _with_function("frechet"),
    "frechet_matrix": _with_function("frechet_matrix"),
}


def _axes(printer: Printer, term: Term) -> Written:
    assert isinstance(term.data, Axes)
    return with_axes(printer.write(term.parts[0], ATOM), term.data.order), ATOM


def _block(printer: Printer, term: Term) -> Written:
    assert isinstance(term.data, int)
    parts = [printer.aligned(part, 2) for part in term.parts]
    width = len(parts) // term.data
    rows = [printer.joined("row", *parts[k : k + width]) for k in range(0, len(parts), width)]
    return printer.joined("block", *rows), ATOM


def _sum(printer: Printer, term: Term) -> Written:
    assert isinstance(term.data, Loop)
    items = printer.items(term)
    if not term.rank or not term.data.shape:
        return printer.joined("sum", items), ATOM
    return printer.joined("sum from", items, zeros(printer, term.data)), ATOM


def zeros(printer: Printer, loop: Loop) -> str:
    """What the sum of no terms is."""
    return f"np.zeros({_shape([printer.dim(dim) for dim in loop.shape])})" if loop.shape else "0.0"


def _gathered(printer: Printer, term: Term) -> Written:
    return printer.joined(term.op, printer.items(term)), ATOM


def _member(printer: Printer, term: Term) -> Written:
    assert isinstance(term.data, Member)
    return f"{printer.write(term.parts[0])}[{printer.dim(term.data.place)}]", ATOM


def _pick(printer: Printer, term: Term) -> Written:
    assert isinstance(term.data, Dim)
    return f"{printer.write(term.parts[0])}[{printer.dim(term.data)}]", ATOM


def _carry(printer: Printer, term: Term) -> Written:
    assert isinstance(term.data, Steps)
    index = Dim.of(term.data.index)
    place = index - term.data.first if term.data.direction == 1 else index + 1
    return f"{printer.runs[term.data]}[{printer.dim(place)}]", ATOM


def _unknown(printer: Printer, term: Term) -> Written:
    assert isinstance(term.data, Root)
    return printer.roots[term.data], ATOM


def _named(printer: Printer, term: Term) -> Written:
    return printer.write(term.parts[0]), LOW


def _held(printer: Printer, term: Term) -> Written:
    return f"held({printer.write(term.parts[0])}, lambda X: {term.data})", ATOM


_KINDS: dict[str, Callable[[Printer, Term], Written]] = {
    "number": _number, "size": _size, "argument": _argument, "function": _function, "member": _member, "rows": _member,
    "pick": _pick, "carry": _carry, "unknown": _unknown, "add": _add, "times": _times, "power": _power,
    "matmul": _matmul, "call": _call, "block": _block, "sum": _sum, "named": _named, "held": _held, "begin": _named,
    "axes": _axes, **dict.fromkeys(("prod", "logsum", "stack"), _gathered),
    "transpose": lambda printer, term: (f"{printer.write(term.parts[0], ATOM)}.T", ATOM),
    "column": lambda printer, term: (f"{printer.write(term.parts[0], ATOM)}[:, None]", ATOM),
}  # fmt: skip
