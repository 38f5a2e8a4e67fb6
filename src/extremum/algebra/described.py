"""What follows from the arguments of a node: its indices, levels, digest and place among others."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, cast

from extremum.algebra.dims import Atom, Bound, Dim

if TYPE_CHECKING:
    from extremum.algebra.node import Expr

DESCRIBED = frozenset({"indices", "level", "depth", "digest", "order"})


def describe(node: Expr) -> None:
    """Sets what follows from the arguments: the indices, the levels of binders and of nesting, digest and order."""
    op = node.op
    indices, level, depth = _NONE, 0, 0
    for arg in node.args:
        if arg.indices:
            indices = indices | arg.indices
        if arg.level > level:
            level = arg.level
        if arg.depth > depth:
            depth = arg.depth
    for size in node.shape:
        if size.indices:
            indices = indices | size.indices
    for value in node.params:
        if isinstance(value, Dim) and value.indices:
            indices = indices | value.indices
    if op.binder:
        level = cast(int, node.params[op.parameters.index("level")])
        indices = indices - {Bound(level)}
    node.indices, node.level, node.depth = indices, level, depth + 1
    _identify(node)


_NONE: frozenset[Atom] = frozenset()


def _identify(node: Expr) -> None:
    """Sets the digest and the order key: functions of structure alone, the same in every process."""
    op, args, params = node.op, node.args, node.params
    text = f"{op.name}({len(args)};{'|'.join(map(str, params))})" if params else f"{op.name}({len(args)})"
    node.digest = blake2b(b"".join([text.encode(), *[arg.digest for arg in args]]), digest_size=16).digest()
    if len(args) == 1:
        _, _, label, detail, _ = args[0].order
        label, detail = f"{label[:48]}~{op.name}", detail[:48]
    elif args:
        orders = [arg.order for arg in args[:4]]
        label = f"{' '.join([order[2] for order in orders])[:48]}~{op.name}"
        detail = " ".join([order[3] for order in orders])[:48]
    else:
        label = str(params[0]) if params else op.name
        detail = str(params[op.parameters.index("index")]) if "index" in op.parameters else ""
    node.order = (op.rank, label.lower(), label, detail, node.digest)
