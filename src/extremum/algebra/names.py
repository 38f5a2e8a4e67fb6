"""Names that are free: for letters and states that a derivation or a derivative introduces."""

from __future__ import annotations

from functools import cached_property

from extremum.algebra.node import Expr
from extremum.algebra.traverse import topological


class FreeNames:
    """Names that stand for nothing in some expressions, nor for what was named before."""

    def __init__(self, *roots: Expr) -> None:
        self._roots = roots

    @cached_property
    def _taken(self) -> set[str]:
        return {n.name for n in topological(self._roots) if "name" in n.op.parameters}

    def take(self, wanted: str) -> str:
        """The name, with as many ``_`` as it takes to be free."""
        while wanted in self._taken:
            wanted += "_"
        self._taken.add(wanted)
        return wanted


def free_name(wanted: str, *roots: Expr) -> str:
    """A name that stands for nothing in the expressions."""
    return FreeNames(*roots).take(wanted)
