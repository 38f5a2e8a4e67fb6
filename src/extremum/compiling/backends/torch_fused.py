"""Terms that PyTorch computes in one call where NumPy needs several: each call costs a GPU some microseconds."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from extremum.compiling.backends.record import Writer
from extremum.compiling.numpy_calls import UNARY
from extremum.compiling.term import Term


def fused(writer: Writer, term: Term) -> str | None:
    """The term as one call; None where there is no such."""
    rule = _RULES.get(term.op)
    return None if rule is None else rule(writer, term)


def _sum(writer: Writer, term: Term) -> str | None:
    """``q A + p B @ C`` of matrices, and ``q A + p r s'``."""
    if len(term.parts) != 2 or term.rank != 2 or not all(part.rank for part in term.parts):
        return None
    assert isinstance(term.data, tuple)
    scaled = [_scaled(writer, q, part) for q, part in zip(term.data, term.parts, strict=True)]
    for (beta, whole), (alpha, product) in (scaled, scaled[::-1]):
        function = _function(writer, product)
        if function is not None:
            parts = [writer.write(part) for part in (whole, *product.parts)]
            numbers = [f"{name}={text}" for name, text in (("beta", beta), ("alpha", alpha)) if text != "1"]
            return f"{function}({', '.join(parts + numbers)})"
    return None


def _function(writer: Writer, term: Term) -> str | None:
    """What adds such a product, where it is not computed anyway."""
    if term in writer.block.names:
        return None
    if term.op == "matmul" and all(part.rank == 2 for part in term.parts):
        return "torch.addmm"
    return "torch.addr" if term.name == "outer" else None


def _scaled(writer: Writer, q: Fraction, term: Term) -> tuple[str, Term]:
    """The number and the array whose product it is."""
    arrays = [part for part in term.parts if part.rank]
    sizes = [part for part in term.parts if part.op == "size"]
    whole = term.op == "times" and term.data == len(term.parts) == len(arrays) + len(sizes)
    if not whole or len(arrays) != 1 or term in writer.block.names:
        return _number(q), term
    return " * ".join([*([_number(q)] if q != 1 else []), *(writer.write(part, UNARY) for part in sizes)]), arrays[0]


def _number(q: Fraction) -> str:
    return str(q) if q.denominator == 1 else str(float(q)) if 10**3 % q.denominator == 0 else f"{q}"


def _product(writer: Writer, term: Term) -> str | None:
    """``E * (1 - Y**2)``, the derivative of tanh."""
    if term.data != len(term.parts) or len(term.parts) != 2 or any(part.rank != 2 for part in term.parts):
        return None
    for one, other in (term.parts, term.parts[::-1]):
        state = _slope(writer, one)
        if state is not None and other.shape == state.shape and not other.thin:
            return f"_tanh_slope({writer.write(other)}, {writer.write(state)})"
    return None


def _slope(writer: Writer, term: Term) -> Term | None:
    """Y where the term is ``1 - Y**2``, and is not computed anyway."""
    if term.op != "add" or term.data != (1, -1) or term in writer.block.names:
        return None
    one, square = term.parts
    plain = one.op == "number" and one.data == 1 and square.op == "power" and square.data == 2
    return square.parts[0] if plain and square not in writer.block.names else None


_RULES: dict[str, Callable[[Writer, Term], str | None]] = {"add": _sum, "times": _product}
