"""Expressions: immutable, hash-consed nodes, and the record of facts that describes an operation.

Equal expressions are one object, so an expression is a directed acyclic graph and equality of normal forms is identity.
This floor knows no operation: each one registers its :class:`Operation` here, and Python's operators are bound by
:func:`bind_operator` where the operations live.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, ClassVar, final

from extremum.algebra.dims import ONE, Atom, Bound, Dim, Shape, show_shape
from extremum.algebra.errors import ExtremumError, NoParameterError
from extremum.algebra.interning import Interned
from extremum.algebra.traits import MULTILINEAR, Exact, Linear, Nonsmooth, RankBound, as_it_stands, no_bound

if TYPE_CHECKING:
    import numpy as np

    from extremum.algebra.evaluate import Scope
    from extremum.algebra.forms import Form

    Array = np.ndarray[tuple[int, ...], np.dtype[Any]]

Params = tuple[Hashable, ...]
Args = tuple["Expr", ...]
Rational = int | Fraction
Order = tuple[int, str, str, str, bytes]
"""Where an expression stands among others: rank, names without and with case, indices, digest."""
Operand = "Expr | int | float | Fraction | Dim"


@dataclass(frozen=True, eq=False, slots=True)
class Operation:
    """All facts about one operation; every field is mandatory, so that nothing fails silently.

    noun: what an application is called, as in "the derivative of an inverse".
    shape: the result's shape; raises ShapeError naming the operands.
    build: the smart constructor from (args, params): the normal form of the operation's application.
    value: the value, over floats or modulo a prime (``scope.field``); leading axes are batches.
    adjoint: from the gradient with respect to the result, one gradient an argument (None: no derivative).
    jacobian: the factor ``∂vec(result)/∂vec(argument k)'``.
    form: how it is written, from the forms of the arguments.
    infer: why a fact holds for the result (a sentence), or None.
    transposed: the transpose of an application, in normal form.
    example: a random well-shaped application, for the property tests.
    linear: in which arguments it is linear.  exact: how its value modulo a prime stands for the real one.
    kinks: where an application is not differentiable though it is defined.
    domain: where it is defined and differentiable.  reference: the source of its derivative, and what it says, as in
    ``Boyd & Vandenberghe (2004), sec. 3.1.5: d logsumexp(x) = softmax(x)' dx``.
    rank: its place in the order of terms.  binder: whether it binds an index in its arguments.
    run: how a binder evaluates itself, where batching over the index is not enough (recurrences).
    parameters: the names of its parameters; ``*coefficients``: as many as arguments.
    variable: whether it is what a person declares and gives data for.  odd: ``f(-A) = -f(A)``, though not linear.
    entrywise: whether an entry of its value depends on the same entries of its arguments, and on scalars.
    stacked: whether it makes or maps stacked columns, so that its products are those of Kronecker's calculus.
    rearranges: whether its entries are those of its argument in another shape.
    generic: the facts of its value at a generic argument, all else about it being generic; None where more is true.
    label: whether it stands for its argument under a name, which is lost where the argument changes.
    regular: whether its argument has to be invertible.  rank_bound: what the rank of its value does not exceed.
    turned: the transpose of an application where that reads better, and is written in its place.
    telling: of the operations between a variable and a result, whose rule is told: the greatest.
    as_factor: source and statement of the rule by which it stands as a factor of a Jacobian.
    length: about how many characters it adds to a formula, for each argument but the first where it is an infix.
    spelled: its name in the text language, where that is another.
    """

    name: str
    noun: str
    shape: Callable[[Args, Params], Shape]
    build: Callable[[Args, Params], Expr]
    value: Callable[[Expr, Sequence[Array], Scope], Array]
    adjoint: Callable[[Expr, Expr], Sequence[Expr | None]]
    jacobian: Callable[[Expr, int], Expr]
    form: Callable[[Expr, Sequence[Form]], Form]
    infer: Callable[[Expr, str], str | None]
    transposed: Callable[[Expr], Expr]
    example: Callable[[random.Random], Expr]
    linear: Linear
    exact: Exact
    kinks: Callable[[Expr], Sequence[Nonsmooth]]
    domain: str
    reference: str
    rank: int = 5
    binder: bool = False
    run: Callable[[Expr, Scope], Array] | None = None
    parameters: tuple[str, ...] = ()
    variable: bool = False
    odd: bool = False
    entrywise: bool = False
    stacked: bool = False
    rearranges: bool = False
    generic: tuple[str, ...] | None = None
    label: bool = False
    regular: bool = False
    rank_bound: RankBound = no_bound
    turned: Callable[[Expr], Expr | None] = as_it_stands
    telling: int = 3
    as_factor: str = ""
    length: int = 2
    spelled: str = ""

    @property
    def keeps_sign(self) -> bool:
        """Whether a sign of an argument is one of the result: ``f(-A, B) = -f(A, B)``."""
        return self.odd or self.linear.jointly or self.linear is MULTILINEAR

    @property
    def opaque(self) -> bool:
        """Whether it binds an index and more than adds up its body: rules that look at factors cannot look inside."""
        return self.binder and not self.linear.jointly


REGISTRY: dict[str, Operation] = {}


def register(operation: Operation) -> Operation:
    """Adds an operation to the registry; a name is registered once."""
    if operation.name in REGISTRY:
        raise ExtremumError(f"operation {operation.name!r} is registered twice")
    REGISTRY[operation.name] = operation
    return operation


_OPERATORS: dict[str, Callable[..., Any]] = {}


def bind_operator(name: str, function: Callable[..., Any]) -> None:
    """Gives a Python operator or method of expressions its meaning."""
    _OPERATORS[name] = function


def operator(name: str) -> Callable[..., Any]:
    """The meaning that was given to an operator or method."""
    return _OPERATORS[name]


def _indices(args: Args, params: Params, shape: Shape) -> frozenset[Atom]:
    found: frozenset[Atom] = frozenset()
    for arg in args:
        if arg.indices and arg.indices is not found:
            found = found | arg.indices if found else arg.indices
    for value in (*params, *shape):
        if isinstance(value, Dim) and value.indices and not value.indices <= found:
            found = found | value.indices
    return found


@final
class Expr:
    """An expression in normal form. Built by operators and by the functions of :mod:`extremum`, never directly."""

    __slots__ = (
        "__weakref__", "_constant", "_cost", "_facts", "_transposed", "args", "depth", "digest", "indices", "level",
        "op", "order", "params", "shape",
    )  # fmt: skip
    op: Operation
    args: Args
    params: Params
    shape: Shape
    digest: bytes
    order: Order
    indices: frozenset[Atom]
    level: int
    depth: int
    _constant: bool | None
    _cost: int | None
    _facts: dict[str, str | None] | None
    _transposed: Expr | None
    __array_ufunc__: ClassVar[None] = None  # NumPy arrays leave mixed operators to us, which explain themselves

    # -- structure -------------------------------------------------------------------------------------------
    @property
    def rows(self) -> Dim:
        return self.shape[0]

    @property
    def cols(self) -> Dim:
        return self.shape[1]

    @property
    def is_scalar(self) -> bool:
        return self.shape[0] is ONE and self.shape[1] is ONE

    @property
    def is_column(self) -> bool:
        return self.shape[1] is ONE

    @property
    def is_row(self) -> bool:
        return self.shape[0] is ONE

    # -- parameters, by name ---------------------------------------------------------------------------------
    def param(self, name: str) -> Hashable:
        """A parameter of the operation, such as ``size``.

        Raises:
            NoParameterError: the operation has none of that name.
        """
        if name not in self.op.parameters:
            raise NoParameterError(f"{self} is {self.op.noun} and has no {name}")
        return self.params[self.op.parameters.index(name)]

    def _dim(self, name: str) -> Dim:
        found = self.param(name)
        assert isinstance(found, Dim)
        return found

    @property
    def name(self) -> str:
        """The name of a symbol, or of a named part.

        Raises:
            NoParameterError: the expression has no name.
        """
        return str(self.param("name"))

    @property
    def function(self) -> str:
        """The function that is applied: ``exp`` entry by entry, ``expm`` to a matrix."""
        return str(self.param("function"))

    @property
    def index(self) -> Dim:
        """The index of a member, a state, an eigenvalue."""
        return self._dim("index")

    @property
    def size(self) -> Dim:
        """How many values the index of a family or of a sum takes; the size of a constant matrix."""
        return self._dim("size")

    @property
    def start(self) -> Dim:
        """The first value of the index of a family or of a sum."""
        return self._dim("start")

    @property
    def symbols(self) -> tuple[Expr, ...]:
        """The free symbols, by name."""
        return _OPERATORS["symbols"](self)  # type: ignore[no-any-return]

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What was declared of a symbol."""
        return _OPERATORS["assumptions"](self)  # type: ignore[no-any-return]

    def evaluate(self, data: Mapping[Any, Any] | None = None, **dims: int) -> Any:
        """The value on NumPy data: a float, a 1-D array for a vector, a 2-D array for a matrix.

        Keys of ``data`` are names, symbols, families or dimensions; what the expression doesn't need of them is left
        out, so that a function and its derivatives take the same data. ``dims`` are dimensions that no array tells, and
        free indices.

        Raises:
            DataError: a symbol has no value, or its value has a wrong shape, is not finite, is complex or violates an
                assumption; a keyword is no dimension of the expression.
            ShapeError: a dimension has no value.
        """
        return _OPERATORS["evaluate"](self, {} if data is None else data, dims)

    def replace(self, values: Mapping[Any, Any]) -> Expr:
        """The expression with symbols (by themselves or by name) or dimensions replaced, all at once.

        Raises:
            NameUnknownError: the expression has no symbol of a name.
            ShapeError: a value has another shape than its symbol.
            ExtremumError: a value is not known to satisfy what is declared of its symbol.
        """
        return _OPERATORS["replace"](self, values)  # type: ignore[no-any-return]

    # -- operators, bound by the operations ------------------------------------------------------------------
    def __add__(self, other: Any) -> Expr:
        return _OPERATORS["add"](self, other)  # type: ignore[no-any-return]

    def __radd__(self, other: Any) -> Expr:
        return _OPERATORS["add"](other, self)  # type: ignore[no-any-return]

    def __sub__(self, other: Any) -> Expr:
        return _OPERATORS["subtract"](self, other)  # type: ignore[no-any-return]

    def __rsub__(self, other: Any) -> Expr:
        return _OPERATORS["subtract"](other, self)  # type: ignore[no-any-return]

    def __neg__(self) -> Expr:
        return _OPERATORS["negate"](self)  # type: ignore[no-any-return]

    def __mul__(self, other: Any) -> Expr:
        return _OPERATORS["times"](self, other)  # type: ignore[no-any-return]

    def __rmul__(self, other: Any) -> Expr:
        return _OPERATORS["times"](other, self)  # type: ignore[no-any-return]

    def __matmul__(self, other: Any) -> Expr:
        return _OPERATORS["matmul"](self, other)  # type: ignore[no-any-return]

    def __rmatmul__(self, other: Any) -> Expr:
        return _OPERATORS["matmul"](other, self)  # type: ignore[no-any-return]

    def __truediv__(self, other: Any) -> Expr:
        return _OPERATORS["divide"](self, other)  # type: ignore[no-any-return]

    def __rtruediv__(self, other: Any) -> Expr:
        return _OPERATORS["divide"](other, self)  # type: ignore[no-any-return]

    def __pow__(self, exponent: Any) -> Expr:
        return _OPERATORS["power"](self, exponent)  # type: ignore[no-any-return]

    def __rpow__(self, base: Any) -> Expr:
        return _OPERATORS["power"](base, self)  # type: ignore[no-any-return]

    def __getitem__(self, index: Any) -> Expr:
        return _OPERATORS["getitem"](self, index)  # type: ignore[no-any-return]

    def __iter__(self) -> Any:
        raise TypeError(f"the expression {self} of shape {show_shape(self.shape)} cannot be iterated over")

    def __bool__(self) -> bool:
        raise TypeError("an expression has no truth value; compare with `is`, or use ex.equal(a, b)")

    @property
    def T(self) -> Expr:
        """The transpose."""
        return _OPERATORS["transpose"](self)  # type: ignore[no-any-return]

    @property
    def inv(self) -> Expr:
        """The inverse of a square matrix."""
        return _OPERATORS["inverse"](self)  # type: ignore[no-any-return]

    # -- display ---------------------------------------------------------------------------------------------
    def __str__(self) -> str:
        return str(_OPERATORS["text"](self))

    __repr__ = __str__

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {_OPERATORS['latex'](self)}$"

    # -- copies are the expression itself ----------------------------------------------------------------------
    def __copy__(self) -> Expr:
        return self

    def __deepcopy__(self, memo: object) -> Expr:
        return self

    def __reduce__(self) -> tuple[Callable[..., Expr], tuple[Any, ...]]:
        if self.depth <= _NESTED:
            return _rebuild, (self.op.name, self.args, self.params)
        return _unrolled, (_OPERATORS["steps"](self),)


_TABLE: Interned[tuple[Operation, tuple[int, ...], Params], Expr] = Interned()
"""By the identities of the arguments, which a node keeps alive: a key that held ``x`` would keep ``x'``, which x knows,
alive for ever."""


def make(op: Operation, args: Args, params: Params = ()) -> Expr:
    """The node for ``op(args; params)`` as it stands, without any rewriting: interned, with its shape checked."""
    key = (op, tuple(map(id, args)), params)
    found = _TABLE.get(key)
    return _TABLE.enter(key, _node(op, args, params)) if found is None else found


def _node(op: Operation, args: Args, params: Params) -> Expr:
    node = object.__new__(Expr)
    node.op, node.args, node.params = op, args, params
    node.shape = op.shape(args, params)
    node._constant = node._cost = node._facts = node._transposed = None
    node.indices = _indices(args, params, node.shape)
    node.level = max([arg.level for arg in args], default=0) + op.binder
    node.depth = max([arg.depth for arg in args], default=0) + 1
    if op.binder:
        node.indices = node.indices - {Bound(node.level)}
    _identify(node)
    return node


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


_NESTED = 40
"""Deeper expressions are pickled as a list of steps, for pickle itself goes down by recursion."""


def _rebuild(name: str, args: Args, params: Params) -> Expr:
    return make(REGISTRY[name], args, params)


def _unrolled(steps: Sequence[tuple[str, Sequence[int], Params]]) -> Expr:
    """The expression of a list of nodes, each with the places of its arguments in the list."""
    nodes: list[Expr] = []
    for name, places, params in steps:
        nodes.append(_rebuild(name, tuple([nodes[k] for k in places]), params))
    return nodes[-1]


def same_shape(args: Args, params: Params) -> Shape:
    """Shape rule of operations whose result has their first argument's shape."""
    return args[0].shape


def depends_on(node: Expr, atom: Atom) -> bool:
    """Whether the free index ``atom`` occurs in the expression."""
    return atom in node.indices
