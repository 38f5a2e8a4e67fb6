"""Names for shared parts: a large result is written as definitions, each part once, in time linear in its size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from extremum.algebra import forms
from extremum.algebra.errors import ExtremumError
from extremum.algebra.forms import Form
from extremum.algebra.node import Expr
from extremum.algebra.traverse import define, topological, write
from extremum.notation.displayed import Displayed
from extremum.notation.text import free_names, render
from extremum.operations import construct as c

_LEAST = 3
"""Operations with fewer nodes than this, themselves included, are repeated rather than named."""


@dataclass(frozen=True, slots=True, repr=False)
class Named(Displayed):
    """Results written with names.

    results: what was asked for, by label; names: the name of each shared part, in the order of computation.
    """

    results: dict[str, Expr]
    names: dict[Expr, str]

    printers: ClassVar[str] = "extremum.notation.shared"

    def definitions(self) -> Iterator[tuple[str, Form]]:
        """(name, form of the definition), in the order of computation."""
        known = self.forms()
        for node, label in self.names.items():
            yield label, define(node, known)

    def forms(self) -> dict[Expr, Form]:
        """The names as forms, for the shared parts and their transposes."""
        return {node: forms.name(label) for node, label in self.names.items()}

    def lines(self) -> Iterator[str]:
        """The definitions, then the results, as text."""
        known = self.forms()
        for node, label in self.names.items():
            yield f"{label} = {render(define(node, known), free_names(node))}"
        for label, expr in self.results.items():
            yield f"{label} = {render(write(expr, known), free_names(expr))}"


def name_shared(results: Mapping[str, Expr], function: Expr | None = None) -> Named:
    """Names the parts that the results share.

    Where ``function`` is given, values of elementwise functions in it are called y, its other parts z, and parts that
    occur in its derivatives only e; otherwise all are called t.

    >>> import extremum as ex
    >>> n = ex.dims("n")
    >>> A, x, b = ex.matrix("A", n, n), ex.vector("x", n), ex.vector("b", n)
    >>> f = ex.norm2(ex.tanh(A @ x) - b)**2
    >>> print(name_shared({"∂f/∂A": ex.gradient(f, A), "∂f/∂x": ex.gradient(f, x)}, f))
    y1 = tanh(A*x)
    e1 = (y1 - b).*(y1.^2 - ones(n))
    ∂f/∂A = -2*e1*x'
    ∂f/∂x = -2*A'*e1

    Raises:
        ExtremumError: the results are no mapping from labels to expressions.
    """
    if not isinstance(results, Mapping) or not all(isinstance(expr, Expr) for expr in results.values()):
        raise ExtremumError("name_shared takes expressions by label, as in {'gradient': g, 'hessian': h}")
    roots = list(results.values())
    order = topological(roots)
    shared = [node for node in order if _worth_it(node)]
    uses = _uses(order, roots)
    shared = [node for node in shared if uses.get(node, 0) > 1]
    forward = set(topological([function])) if function is not None else set()
    return Named(dict(results), _labels(shared, forward, function is not None, _taken(order)))


def _worth_it(node: Expr) -> bool:
    if not node.args or node.op.name == "transpose" or node.indices:
        return False
    return node.op.name == "elementwise" or len(set(node.args)) >= _LEAST - 1


def _uses(order: list[Expr], roots: list[Expr]) -> dict[Expr, int]:
    """How often each node is referred to; a transposed leaf counts for the node that it transposes."""
    count: dict[Expr, int] = {}
    for node in order:
        if node.op.name != "transpose":
            for arg in node.args:
                count[arg] = count.get(arg, 0) + 1
    for root in roots:
        count[root] = count.get(root, 0) + 1
    for node in order:
        if node.op.name == "transpose":
            (arg,) = node.args
            count[arg] = count.get(arg, 0) + count.get(node, 0)
        elif node.op.name == "sum" and node.is_row:
            back = c.transpose(node)
            count[back] = count.get(back, 0) + count.get(node, 0)
    return count


def _taken(order: list[Expr]) -> set[str]:
    return {n.name for n in order if "name" in n.op.parameters}


def _labels(shared: list[Expr], forward: set[Expr], roles: bool, taken: set[str]) -> dict[Expr, str]:
    letters: dict[str, list[Expr]] = {}
    for node in shared:
        letter = "t"
        if roles:
            letter = "e" if node not in forward else "y" if node.op.name == "elementwise" else "z"
        letters.setdefault(letter, []).append(node)
    labels: dict[Expr, str] = {}
    for letter, nodes in letters.items():
        free = letter
        while any(f"{free}{k + 1}" in taken for k in range(len(nodes))):
            free += "_"
        for k, node in enumerate(reversed(nodes) if letter == "e" else nodes):
            labels[node] = f"{free}{k + 1}"
    return {node: labels[node] for node in shared}
