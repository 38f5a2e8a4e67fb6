"""Large inputs, and a bound of time that is generous by far."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import extremum as ex


@contextmanager
def within(seconds: float) -> Iterator[None]:
    start = time.process_time()
    yield
    assert time.process_time() - start < seconds


# -- nesting -----------------------------------------------------------------------------------------------------------
NESTED: dict[str, Callable[[int], ex.Expr]] = {
    "functions": lambda k: ex.parse("sin(" * k + "x" + ")" * k, "x"),
    "brackets": lambda k: ex.parse("(1 + " * k + "x" + ")" * k, "x"),
    "roots": lambda k: ex.parse("sqrt(1 + " * k + "x" + ")" * k, "x: positive"),
    "roots in LaTeX": lambda k: ex.parse_latex(r"\sqrt{1 + " * k + "x" + "}" * k, "x: positive"),
    "fractions in LaTeX": lambda k: ex.parse_latex(r"\frac{1}{1 + " * k + "x" + "}" * k, "x: positive"),
}
