"""Expressions: immutable, hash-consed nodes.

Equal expressions are one object, so an expression is a directed acyclic graph and equality of normal forms is identity.
This floor knows no operation: each one registers its :class:`Operation`, and Python's operators
(:mod:`.operators`) are bound where the operations live.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, final

from extremum.algebra.described import DESCRIBED, describe
from extremum.algebra.dims import ONE, Atom, Dim, Shape, show_shape
from extremum.algebra.errors import NoParameterError, NoSuchUseError
from extremum.algebra.interning import Interned
from extremum.algebra.operation import REGISTRY as REGISTRY
from extremum.algebra.operation import Operation as Operation
from extremum.algebra.operation import register as register
from extremum.algebra.operators import Operators as Operators
from extremum.algebra.operators import bind_operator as bind_operator
from extremum.algebra.operators import operator as operator

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[tuple[int, ...], np.dtype[Any]]

Params = tuple[Hashable, ...]
Args = tuple["Expr", ...]
Rational = int | Fraction
Order = tuple[int, str, str, str, bytes]
"""Where an expression stands among others: rank, names without and with case, indices, digest."""


@final
class Expr(Operators):
    """An expression in normal form. Built by operators and by the functions of :mod:`extremum`, never directly.

    >>> import extremum as ex
    >>> A, x = ex.matrix("A", "n", "n"), ex.vector("x", "n")
    >>> f = x.T @ A @ x / 2 - ex.sum(x)
    >>> f, f.shape, f.symbols
    (1/2*x'*A*x - sum(x), (1, 1), (A, x))
    >>> f.evaluate(A=[[2.0]], x=[3.0]), f.replace({A: ex.eye("n")})
    (6.0, 1/2*norm2(x)^2 - sum(x))
    """

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

        def __getattr__(self, name: str) -> Any:
            """What :func:`describe` sets, where it is asked for the first time; otherwise the error, as it was."""
            if name in DESCRIBED:
                describe(self)
            elif not name.startswith("_") and not hasattr(type(self), name):
                raise AttributeError(operator("missing")(name), name=name, obj=self)
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
        try:
            return self.params[self.op.parameters.index(name)]
        except ValueError:
            raise NoParameterError(f"{self} is {self.op.noun} and has no {name}") from None

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
        return operator("symbols")(self)  # type: ignore[no-any-return]

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What was declared of a symbol."""
        return operator("assumptions")(self)  # type: ignore[no-any-return]

    def evaluate(self, data: Mapping[Any, Any] | None = None, /, *others: Any, **more: Any) -> Any:
        """The value on NumPy data: a float, a 1-D array for a vector, a 2-D array for a matrix.

        Keys of ``data`` are names, symbols, families or dimensions; what the expression doesn't need of them is left
        out, so that a function and its derivatives take the same data. ``more`` are data by keyword, dimensions that no
        array tells, and free indices. The first time an expression is interpreted; from the second time on it is run
        as :func:`extremum.compile` compiles it, which gives the same up to rounding.

        Raises:
            DataError: a symbol has no value, or its value has a wrong shape, is not finite, is complex or violates an
                assumption; a keyword is no symbol and no dimension of the expression.
            ShapeError: a dimension has no value.
        """
        return operator("evaluate")(self, {} if data is None else data, more, others)

    def replace(self, values: Mapping[Any, Any]) -> Expr:
        """The expression with symbols (by themselves or by name) or dimensions replaced, all at once.

        Raises:
            NameUnknownError: the expression has no symbol of a name.
            ShapeError: a value has another shape than its symbol.
            ExtremumError: a value is not known to satisfy what is declared of its symbol.
        """
        return operator("replace")(self, values)  # type: ignore[no-any-return]

    # -- what Python may ask and has no answer -------------------------------------------------------------
    def __iter__(self) -> Any:
        raise NoSuchUseError(f"the expression {self} of shape {show_shape(self.shape)} cannot be iterated over")

    def __bool__(self) -> bool:
        raise NoSuchUseError("an expression has no truth value; compare with `is`, or use ex.equal(a, b)")

    # -- display ---------------------------------------------------------------------------------------------
    def __str__(self) -> str:
        return str(operator("text")(self))

    __repr__ = __str__

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {operator('latex')(self)}$"

    # -- copies are the expression itself ----------------------------------------------------------------------
    def __copy__(self) -> Expr:
        return self

    def __deepcopy__(self, memo: object) -> Expr:
        return self

    def __reduce__(self) -> tuple[Callable[..., Expr], tuple[Any, ...]]:
        if self.depth <= _NESTED:
            return _rebuild, (self.op.name, self.args, self.params)
        return _unrolled, (operator("steps")(self),)


_TABLE: Interned[tuple[object, ...], Expr] = Interned()
"""By the identities of the arguments, which a node keeps alive: a key that held ``x`` would keep ``x'``, which x knows,
alive for ever."""


def make(op: Operation, args: Args, params: Params = ()) -> Expr:
    """The node for ``op(args; params)`` as it stands, without any rewriting: interned, with its shape checked."""
    key = (op, params, *map(id, args))
    found = _TABLE.get(key)
    return _TABLE.enter(key, _node(op, args, params)) if found is None else found


def _node(op: Operation, args: Args, params: Params) -> Expr:
    node = object.__new__(Expr)
    node.op, node.args, node.params = op, args, params
    node.shape = op.shape(args, params)
    node._constant = node._cost = node._facts = node._transposed = None
    if len(args) < _MANY:
        describe(node)
    return node


_MANY = 16
"""Nodes with more arguments are described when somebody asks: a long sum that grows term by term is only passed on."""


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
