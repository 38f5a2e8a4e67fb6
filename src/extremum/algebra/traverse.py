"""Iterative traversals: a network of 10,000 layers must not meet a recursion limit."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from extremum.algebra import forms
from extremum.algebra.dims import Atom, Bound, Dim, DimLike, IndexName
from extremum.algebra.forms import Form
from extremum.algebra.node import Expr, Params

Change = Callable[[Expr, tuple[Expr, ...]], Expr]
"""What a node becomes, from the node and its new arguments."""


def topological(
    roots: Iterable[Expr], known: Collection[Expr] = (), enter: Callable[[Expr], bool] | None = None
) -> list[Expr]:
    """All nodes below ``roots``, arguments before the nodes that use them, each once.

    Those in ``known`` are left out; below a node that ``enter`` refuses nothing is visited.
    """
    order: list[Expr] = []
    seen: set[Expr] = set()
    stack: list[Expr | None] = list(reversed(list(roots)))  # None: the node below it is finished
    path: list[Expr] = []
    while stack:
        node = stack.pop()
        if node is None:
            order.append(path.pop())
        elif node not in seen and node not in known:
            seen.add(node)
            if node.args and (enter is None or enter(node)):
                path.append(node)
                stack.append(None)
                stack.extend(reversed(node.args))
            else:
                order.append(node)
    return order


def transform(root: Expr, change: Change) -> Expr:
    """Rebuilds bottom-up: ``change(node, new arguments)`` is called once a node."""
    return transform_all([root], change)[0]


def transform_all(roots: Sequence[Expr], change: Change) -> list[Expr]:
    """Rebuilds several expressions; what they share is rebuilt once. ``change`` puts no further binders into bodies."""
    result: dict[Expr, Expr] = {}
    for node in topological(roots):
        result[node] = change(node, tuple(result[arg] for arg in node.args))
    return [result[root] for root in roots]


def transform_opened(roots: Sequence[Expr], change: Change, known: Mapping[Expr, Expr] | None = None) -> list[Expr]:
    """Rebuilds expressions whose binders are opened meanwhile, so that ``change`` may put further ones into them.

    Bound indices are counted by levels: a sum that gets into the body of another one would take the level that stands
    there for the other's index. ``known`` tells what nodes become that ``change`` is not asked about.
    """
    done = dict(known or {})
    mark = _unused([*roots, *done.values()])

    def run(several: Sequence[Expr]) -> list[Expr]:
        for node in topological(several, done, enter=lambda n: not n.op.binder):
            done[node] = within(node) if node.op.binder else change(node, tuple(done[arg] for arg in node.args))
        return [done[root] for root in several]

    def within(node: Expr) -> Expr:
        index = _free(node, f"{mark}{node.level}")
        opened = [replace_indices(arg, {Bound(node.level): Dim.of(index)}) for arg in node.args]
        closed = _closed(node, run(opened), index)
        return change(closed, closed.args)

    return run(roots)


def _closed(node: Expr, args: Sequence[Expr], index: IndexName) -> Expr:
    """The binder over other arguments, in which its index is free."""
    level = max(arg.level for arg in args) + 1
    bound = tuple(replace_indices(arg, {index: Dim.of(Bound(level))}) for arg in args)
    at = node.op.parameters.index("level")
    return node.op.build(bound, (*node.params[:at], level, *node.params[at + 1 :]))


def _free(node: Expr, name: str) -> IndexName:
    """A free index for the body of a binder, with its range where that starts at a number."""
    ranged = "size" in node.op.parameters and node.start.number is not None
    return IndexName(name, node.size, node.start.number or 0) if ranged else IndexName(name)


def _unused(exprs: Iterable[Expr]) -> str:
    """A beginning of names that no free index in the expressions has."""
    names = {str(atom) for expr in exprs for atom in expr.indices}
    mark = "%"
    while any(name.startswith(mark) for name in names):
        mark += "%"
    return mark


def rebuild(node: Expr, args: tuple[Expr, ...], params: Params | None = None) -> Expr:
    """``node`` with other arguments (or parameters), in normal form."""
    if params is None or params == node.params:
        if args == node.args:
            return node
        params = node.params
    return node.op.build(args, params)


def replace(root: Expr, values: Mapping[Expr, Expr]) -> Expr:
    """``root`` with subexpressions replaced, as they occur in its normal form.

    A named part that changes loses its name, for it is no longer what was named.
    """
    if root in values:
        return values[root]
    fixed = [key for key in values if not key.args]
    if len(fixed) == len(values) and not any(node in values for node in topological([root])):
        return root
    if root.level and any(value.level for value in values.values()):
        return transform_opened([root], _unlabelled, values)[0]
    return transform(root, lambda node, args: values[node] if node in values else _unlabelled(node, args))


def _unlabelled(node: Expr, args: tuple[Expr, ...]) -> Expr:
    return args[0] if node.op.label and args != node.args else rebuild(node, args)


def replace_indices(root: Expr, values: Mapping[Atom, DimLike]) -> Expr:
    """``root`` with free indices (:class:`IndexName`, :class:`Bound`) replaced, in members, dimensions and shapes.

    A binder that binds the same level is closed with respect to it and stays as it is.
    """
    keys = values.keys()

    def affected(node: Expr) -> bool:
        return not keys.isdisjoint(node.indices)

    result: dict[Expr, Expr] = {}
    for node in topological([root], enter=affected):
        if affected(node):
            params = tuple(p.replace(values) if isinstance(p, Dim) else p for p in node.params)
            result[node] = rebuild(node, tuple(result[arg] for arg in node.args), params)
        else:
            result[node] = node
    return result[root]


def users(root: Expr) -> dict[Expr, int]:
    """How many argument places refer to each node below ``root``."""
    count: dict[Expr, int] = {}
    for node in topological([root]):
        for arg in node.args:
            count[arg] = count.get(arg, 0) + 1
    return count


def contains(root: Expr, targets: Collection[Expr]) -> bool:
    """Whether any of ``targets`` occurs in ``root``."""
    return any(node in targets for node in topological([root]))


def write(root: Expr, names: Mapping[Expr, Form] | None = None) -> Form:
    """The form of an expression, built from the forms of its arguments; ``names`` stand for subexpressions.

    A sum that reads better transposed is written so: ``(x - mu)'``, not ``x' - mu'``.
    """
    if names and root in names:
        return names[root]
    return define(root, names)


def define(root: Expr, names: Mapping[Expr, Form] | None = None) -> Form:
    """Like :func:`write`, but the expression itself is written out even where it has a name."""
    memo: dict[Expr, Form] = {}
    _write_into(memo, root, names or {})
    return memo[root]


def written(roots: Iterable[Expr]) -> dict[Expr, Form]:
    """The forms of expressions, and of all expressions in them."""
    memo: dict[Expr, Form] = {}
    for root in roots:
        _write_into(memo, root, {})
    return memo


def _write_into(memo: dict[Expr, Form], root: Expr, known: Mapping[Expr, Form]) -> None:
    stack = [(root, False)]
    while stack:
        node, ready = stack.pop()
        if node in memo:
            continue
        if node in known and node is not root:
            memo[node] = known[node]
            continue
        back = node.op.turned(node)
        needs = node.args if back is None else (back,)
        if not ready:
            stack.append((node, True))
            stack.extend((arg, False) for arg in needs if arg not in memo)
        elif back is not None:
            memo[node] = forms.transposed(memo[back])
        else:
            memo[node] = node.op.form(node, [memo[arg] for arg in node.args])
