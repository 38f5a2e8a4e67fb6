"""What the user named stays named: where the body of a name came out of a derivative, the name is written again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extremum.algebra.dims import Atom, Dim
from extremum.algebra.node import Expr
from extremum.algebra.traverse import rebuild, replace_indices, topological, transform_all
from extremum.operations import construct as c
from extremum.operations.named import body_of, names_in
from extremum.simplify.cost import cost


def kept(result: Expr, *sources: Expr) -> Expr:
    """The result with the names of the parts of its sources, outer ones first.

    >>> import extremum as ex
    >>> s, x = ex.scalar("s", "positive"), ex.scalar("x")
    >>> p = ex.named("p", s * ex.exp(-s * x))
    >>> print(kept(x * s * ex.exp(-s * x), p))
    x*p
    """
    return all_kept([result], *sources)[0]


def all_kept(results: Sequence[Expr], *sources: Expr) -> list[Expr]:
    """Several results, likewise; what they share is looked at once."""
    found = list(results)
    for name in reversed(names_in(*sources)):
        for one in _at_indices(name, found):
            found = _with(found, one)
    return found


def _at_indices(name: Expr, results: Sequence[Expr]) -> Iterator[Expr]:
    """The name at each index that occurs in the results: inside a sum it stands at the bound index."""
    yield name
    if name.indices:
        atoms: set[Atom] = {atom for node in topological(results) for atom in node.indices}
        for old in name.indices:
            yield from (replace_indices(name, {old: Dim.of(new)}) for new in sorted(atoms - {old}, key=str))


def _with(results: Sequence[Expr], name: Expr) -> list[Expr]:
    """The results with one name in place of its body, and of the factors of its body in products of scalars."""
    body = body_of(name)
    whole = {body: name, c.transpose(body): c.transpose(name)}
    ratio = c.product(name, c.power(body, -1)) if name.is_scalar else None

    def change(node: Expr, args: tuple[Expr, ...]) -> Expr:
        if node.op.closed:
            return node
        if node in whole:
            return whole[node]
        new = rebuild(node, args)
        if ratio is None or new.op.name != "hadamard" or not new.is_scalar:
            return new
        return min(new, c.product(new, ratio), key=cost)

    return transform_all(results, change)
