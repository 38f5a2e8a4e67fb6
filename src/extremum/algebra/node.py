"""Expressions: immutable, hash-consed nodes.

Equal expressions are one object, so an expression is a directed acyclic graph and equality of normal forms is identity.
This floor knows no operation: each one registers its :class:`Operation`, and Python's operators are bound by
:func:`bind_operator` where the operations live.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from fractions import Fraction
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, cast, final

from extremum.algebra.dims import ONE, Atom, Bound, Dim, Shape, show_shape
from extremum.algebra.errors import NoParameterError
from extremum.algebra.interning import Interned
from extremum.algebra.operation import REGISTRY as REGISTRY
from extremum.algebra.operation import Operation as Operation
from extremum.algebra.operation import register as register

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[tuple[int, ...], np.dtype[Any]]

Params = tuple[Hashable, ...]
Args = tuple["Expr", ...]
Rational = int | Fraction
Order = tuple[int, str, str, str, bytes]
"""Where an expression stands among others: rank, names without and with case, indices, digest."""


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


_DESCRIBED = frozenset({"indices", "level", "depth", "digest", "order"})


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

    if not TYPE_CHECKING:

        def __array_ufunc__(self, function: Any, method: str, *inputs: Any, **options: Any) -> Any:
            return _OPERATORS["universal"](function.__name__, method, inputs, options)

        def __array_function__(self, function: Any, types: Any, args: Any, options: Any) -> Any:
            return _OPERATORS["array_function"](function.__name__)

        def __getattr__(self, name: str) -> Any:
            """What :func:`_describe` sets, where it is asked for the first time; otherwise the error, as it was."""
            if name in _DESCRIBED:
                _describe(self)
            elif not name.startswith("_") and not hasattr(type(self), name):
                raise AttributeError(_OPERATORS["missing"](name), name=name, obj=self)
            return object.__getattribute__(self, name)

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

    def evaluate(self, data: Mapping[Any, Any] | None = None, **more: Any) -> Any:
        """The value on NumPy data: a float, a 1-D array for a vector, a 2-D array for a matrix.

        Keys of ``data`` are names, symbols, families or dimensions; what the expression doesn't need of them is left
        out, so that a function and its derivatives take the same data. ``more`` are data by keyword, dimensions that no
        array tells, and free indices.

        Raises:
            DataError: a symbol has no value, or its value has a wrong shape, is not finite, is complex or violates an
                assumption; a keyword is no symbol and no dimension of the expression.
            ShapeError: a dimension has no value.
        """
        return _OPERATORS["evaluate"](self, {} if data is None else data, more)

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

    def __abs__(self) -> Expr:
        return _OPERATORS["absolute"](self)  # type: ignore[no-any-return]

    def __lt__(self, other: Any) -> Any:
        return _OPERATORS["compared"](self, "<", other)

    def __le__(self, other: Any) -> Any:
        return _OPERATORS["compared"](self, "<=", other)

    def __gt__(self, other: Any) -> Any:
        return _OPERATORS["compared"](self, ">", other)

    def __ge__(self, other: Any) -> Any:
        return _OPERATORS["compared"](self, ">=", other)

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
    if len(args) < _MANY:
        _describe(node)
    return node


_MANY = 16
"""Nodes with more arguments are described when somebody asks: a long sum that grows term by term is only passed on."""


def _describe(node: Expr) -> None:
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
