"""Iterative traversals: a network of 10,000 layers must not meet a recursion limit."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from types import MappingProxyType

from extremum.algebra import forms
from extremum.algebra.built import build
from extremum.algebra.dims import Atom, Bound, Dim, DimLike
from extremum.algebra.forms import Form
from extremum.algebra.node import Expr, Params, make


def topological(
    roots: Iterable[Expr], known: Collection[Expr] = (), enter: Callable[[Expr], bool] | None = None
) -> list[Expr]:
    """All nodes below ``roots``, arguments before the nodes that use them, each once.

    Those in ``known`` are left out; below a node that ``enter`` refuses nothing is visited.
    """
    order: list[Expr] = []
    seen: set[Expr] = set()
    path: list[tuple[Expr | None, Iterator[Expr]]] = []  # nodes that are not finished, each with the arguments left
    above, left = None, iter(roots)
    while True:
        for node in left:
            if node in seen or node in known:
                continue
            seen.add(node)
            if node.args and (enter is None or enter(node)):
                path.append((above, left))
                above, left = node, iter(node.args)
                break
            order.append(node)
        else:
            if above is None:
                return order
            order.append(above)
            above, left = path.pop()


def absent(nodes: Iterable[Expr], roots: Iterable[Expr]) -> tuple[Expr, ...]:
    """Those of some nodes that do not occur in ``roots``, each once."""
    shown = set(topological(roots))
    return tuple(node for node in dict.fromkeys(nodes) if node not in shown)


def transform(root: Expr, change: Callable[[Expr, tuple[Expr, ...]], Expr]) -> Expr:
    """Rebuilds bottom-up: ``change(node, new arguments)`` is called once a node."""
    return transform_all([root], change)[0]


def transform_all(roots: Sequence[Expr], change: Callable[[Expr, tuple[Expr, ...]], Expr]) -> list[Expr]:
    """Rebuilds several expressions; what they share is rebuilt once."""
    result: dict[Expr, Expr] = {}
    for node in topological(roots):
        result[node] = change(node, tuple(result[arg] for arg in node.args))
    return [result[root] for root in roots]


def rebuild(node: Expr, args: tuple[Expr, ...], params: Params | None = None) -> Expr:
    """``node`` with other arguments (or parameters), in normal form."""
    if params is None or params == node.params:
        if args == node.args:
            return node
        params = node.params
    return build(node.op.name, args, params)


def replace(root: Expr, values: Mapping[Expr, Expr]) -> Expr:
    """``root`` with subexpressions replaced, as they occur in its normal form.

    A named part that changes loses its name, for it is no longer what was named.
    """
    if root in values:
        return values[root]
    fixed = [key for key in values if not key.args]
    if len(fixed) == len(values) and not contains(root, values):
        return root

    def change(node: Expr, args: tuple[Expr, ...]) -> Expr:
        found = values.get(node)
        if found is not None:
            return found
        return args[0] if node.op.label and args != node.args else rebuild(node, args)

    return transform(root, change)


def replace_indices(root: Expr, values: Mapping[Atom, DimLike]) -> Expr:
    """``root`` with free indices (:class:`IndexName`, :class:`Bound`) replaced, in members, dimensions and shapes.

    A binder that binds the same level is closed with respect to it; one that binds a level put in gets another.
    """
    keys = values.keys()
    taken = {atom for value in values.values() for atom in Dim.of(value).indices}.union(keys)

    def affected(node: Expr) -> bool:
        return not keys.isdisjoint(node.indices)

    def clashes(node: Expr) -> bool:
        return node.op.binder and Bound(node.level) in taken

    result: dict[Expr, Expr] = {}
    for node in topological([root], enter=lambda n: affected(n) and not clashes(n)):
        if not affected(node):
            result[node] = node
        elif clashes(node):
            result[node] = replace_indices(_raised(node, taken), values)
        else:
            params = tuple(p.replace(values) if isinstance(p, Dim) else p for p in node.params)
            result[node] = rebuild(node, tuple(result[arg] for arg in node.args), params)
    return result[root]


def _raised(node: Expr, taken: Collection[Atom]) -> Expr:
    """The binder with its index at a level that nothing has, as it stands until it is built again."""
    level = max(node.level, *(atom.level for atom in (*taken, *node.indices) if isinstance(atom, Bound))) + 1
    args = tuple(replace_indices(arg, {Bound(node.level): Dim.of(Bound(level))}) for arg in node.args)
    at = node.op.parameters.index("level")
    return make(node.op, args, (*node.params[:at], level, *node.params[at + 1 :]))


def users(root: Expr) -> dict[Expr, int]:
    """How many argument places refer to each node below ``root``."""
    count: dict[Expr, int] = {}
    for node in topological([root]):
        for arg in node.args:
            count[arg] = count.get(arg, 0) + 1
    return count


def contains(root: Expr, targets: Collection[Expr]) -> bool:
    """Whether any of ``targets`` occurs in ``root``."""
    seen: set[Expr] = set()
    left = [root]
    while left:
        node = left.pop()
        if node in targets:
            return True
        if node not in seen:
            seen.add(node)
            left += node.args
    return False


_NAMES: ContextVar[Mapping[Expr, Form]] = ContextVar("names", default=MappingProxyType({}))
"""What stands for subexpressions where a form is made: the form of an operation writes others within it."""


def write(root: Expr, names: Mapping[Expr, Form] | None = None) -> Form:
    """The form of an expression, built from the forms of its arguments; ``names`` stand for subexpressions, within the
    form of another expression those of that one.

    A sum that reads better transposed is written so: ``(x - mu)'``, not ``x' - mu'``.
    """
    known = _NAMES.get() if names is None else names
    return known[root] if root in known else define(root, names)


def define(root: Expr, names: Mapping[Expr, Form] | None = None) -> Form:
    """Like :func:`write`, but the expression itself is written out even where it has a name."""
    memo: dict[Expr, Form] = {}
    if names is None:
        _write_into(memo, root, _NAMES.get())
        return memo[root]
    outer = _NAMES.set(names)
    try:
        _write_into(memo, root, names)
    finally:
        _NAMES.reset(outer)
    return memo[root]


def written(roots: Iterable[Expr]) -> dict[Expr, Form]:
    """The forms of expressions, and of all expressions in them."""
    memo: dict[Expr, Form] = {}
    for root in roots:
        _write_into(memo, root, {})
    return memo


def _write_into(memo: dict[Expr, Form], root: Expr, known: Mapping[Expr, Form]) -> None:
    stack = [root]
    turned: dict[Expr, Expr | None] = {}  # what waits for its arguments, and how it is written
    while stack:
        node = stack.pop()
        if node in memo:
            continue
        if node in known and node is not root:
            memo[node] = known[node]
        elif not node.args:
            memo[node] = node.op.form(node, ())
        elif node not in turned:
            back = turned[node] = node.op.turned(node)
            stack.append(node)
            stack += node.args if back is None else (back,)
        elif (back := turned[node]) is not None:
            memo[node] = forms.transposed(memo[back])
        else:
            memo[node] = node.op.form(node, [memo[arg] for arg in node.args])
