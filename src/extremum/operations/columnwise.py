"""Khatri and Rao's product in entrywise ones: ``kron(A, ones(m)).*kron(ones(n), B)`` is ``khatri_rao(A, B)``."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from extremum.algebra import forms
from extremum.algebra.dims import ONE
from extremum.algebra.forms import Form
from extremum.algebra.node import Expr
from extremum.algebra.traverse import write
from extremum.operations import construct as c
from extremum.operations.powers import pairs


def khatri_rao_within(node: Expr) -> Iterator[tuple[tuple[int, int], Form]]:
    """Which two factors of an entrywise product are one of Khatri and Rao, or its transpose, and how it is written;
    no factor twice."""
    plain = [k for k, (base, exponent) in enumerate(pairs(node)) if exponent is c.number(1) and base.op.name == "kron"]
    taken: set[int] = set()
    for i, j in permutations(plain, 2):
        (left, below), (above, right) = node.args[2 * i].args, node.args[2 * j].args
        if taken & {i, j} or below.op.name != "ones" or above.op.name != "ones":
            continue
        if (below.rows, below.cols, above.rows) == (right.rows, ONE, left.rows) and above.is_column:
            taken |= {i, j}
            yield (i, j), forms.call("khatri_rao", write(left), write(right))
        elif (below.cols, below.rows, above.cols) == (right.cols, ONE, left.cols) and above.is_row:
            taken |= {i, j}
            yield (i, j), forms.transposed(forms.call("khatri_rao", write(left.T), write(right.T)))
