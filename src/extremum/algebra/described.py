"""What follows from the arguments of a node: its indices, levels, digest and place among others."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, cast

from extremum.algebra.dims import Atom, Bound, Dim, Shape

if TYPE_CHECKING:
    from extremum.algebra.node import Args, Expr, Params

DESCRIBED = frozenset({"indices", "level", "depth", "digest", "order"})


def describe(node: Expr) -> None:
    """Sets what follows from the arguments: the indices, the levels of binders and of nesting, digest and order."""
    args, op = node.args, node.op
    node.indices = _indices(args, node.params, node.shape)
    node.level = max([arg.level for arg in args], default=0)
    node.depth = max([arg.depth for arg in args], default=0) + 1
    if op.binder:
        node.level = cast(int, node.params[op.parameters.index("level")])
        node.indices = node.indices - {Bound(node.level)}
    _identify(node)


def _identify(node: Expr) -> None:
    """Sets the digest and the order key: functions of structure alone, the same in every process."""
    op, args, params = node.op, node.args, node.params
    text = f"{op.name}({len(args)};{'|'.join(map(str, params))})" if params else f"{op.name}({len(args)})"
    node.digest = blake2b(b"".join([text.encode(), *[arg.digest for arg in args]]), digest_size=16).digest()
    if args:
        label = " ".join([arg.order[2] for arg in args[:4]])[:48] + "~" + op.name
        detail = " ".join([arg.order[3] for arg in args[:4]])[:48]
    else:
        label = str(params[0]) if params else op.name
        detail = str(params[op.parameters.index("index")]) if "index" in op.parameters else ""
    node.order = (op.rank, label.lower(), label, detail, node.digest)


def _indices(args: Args, params: Params, shape: Shape) -> frozenset[Atom]:
    found: frozenset[Atom] = frozenset()
    for arg in args:
        if arg.indices and arg.indices is not found:
            found = found | arg.indices if found else arg.indices
    for value in (*params, *shape):
        if isinstance(value, Dim) and value.indices and not value.indices <= found:
            found = found | value.indices
    return found
