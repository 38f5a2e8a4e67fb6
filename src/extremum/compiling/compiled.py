"""``ex.compile``: expressions to a function whose source a person would be glad to have written."""

from __future__ import annotations

import keyword
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, final, overload

from extremum.algebra.dims import IndexName
from extremum.algebra.errors import ExtremumError, UnsupportedError
from extremum.algebra.names import is_among, numbers_in, suggestion
from extremum.algebra.node import Expr, operator
from extremum.compiling.arguments import bound
from extremum.compiling.backends import BACKENDS, Backend
from extremum.compiling.bound import Bound
from extremum.compiling.executing import executed
from extremum.compiling.explaining import explained
from extremum.compiling.familiar import Familiar, familiar
from extremum.compiling.numpy_source import module, reserved
from extremum.compiling.passes import PASSES
from extremum.compiling.plan import Plan, plan
from extremum.compiling.running import Run
from extremum.compiling.term import topological
from extremum.data.binding import leaves_of
from extremum.data.computing import computing
from extremum.data.given import by_name, refuse_places, told
from extremum.language.declare import indexed
from extremum.operations.operators import expression

if TYPE_CHECKING:
    from extremum.compiling.structured import Structured


@final
class Compiled:
    """A function of data, given by keyword as to :meth:`Expr.evaluate`, and its source.

    source: a module that needs NumPy only (and SciPy where it imports that); function: the bare function of that
    module, which checks nothing, and which jit and vmap of JAX take; plan: what the source was printed from; numbers:
    the names of dimensions and indices; values: the function on checked arguments.

    >>> import extremum as ex
    >>> run = ex.compile(ex.parse("norm2(A*x - b)^2", "A[n,m]; x[m]; b[n]"))
    >>> run(A=[[1.0, 0.0]], x=[3.0, 5.0], b=[1.0])
    4.0
    """

    def __init__(self, plan: Plan, source: str, backend: str = "numpy") -> None:
        self.plan, self.source, self.backend = plan, source, backend
        space = executed(source, plan.name, BACKENDS[backend])
        self.function: Callable[..., Any] = _prepared(space, plan, BACKENDS[backend])
        self._once: Callable[..., Any] | None = _prepared(space, plan.once, BACKENDS[backend]) if plan.once else None
        self.numbers = numbers_in(list(plan.results.values()))
        self.values = Run(plan, source, self.function)
        self._familiar: Familiar | None = None

    def __call__(self, data: Mapping[Any, Any] | None = None, /, *others: Any, **more: Any) -> Any:
        """The values, each shaped as :meth:`Expr.evaluate` gives it: one, a tuple, or a dict by label.

        Data are given by keyword, or as a mapping by name or symbol; what the function doesn't need is left out.
        Samples that are not in memory, as :func:`extremum.stream` makes them, are gone through in blocks, and so are
        arrays of more than 64 MB where the values are sums over their rows: in threads, with little memory.

        Raises:
            DataError: data are missing, do not fit, violate an assumption, or lead to a singular matrix.
        """
        if others or not isinstance(data, Mapping | None):
            refuse_places((data, *others), self.plan.name, (a.name for a in self.plan.inputs if a.kind != "number"))
        given = more if data is None else {**data, **more}
        values = None if self._familiar is None else self._familiar.arguments(given)
        if values is None and any(getattr(value, "streamed", False) for value in given.values()):
            return operator("streamed")(self, given)
        if values is None and self._once is None and self.backend == "numpy" and _is_large(given):
            found = operator("in_blocks")(self, given)
            if found is not None:
                return found
        return self.values(self._checked(given) if values is None else values)

    def _checked(self, data: Mapping[Any, Any]) -> dict[str, Any]:
        """All arguments, checked; data that are like these need not be checked as much."""
        values = self.arguments(_named(data, self.plan.results.values()))
        if self.plan.once is None:
            self._familiar = familiar(data, self.plan.inputs, values, topological(self.plan.terms.values()))
        return values

    def arguments(self, data: Mapping[Any, Any]) -> dict[str, Any]:
        """The arguments of :attr:`function`, checked, from data by name; raises as a call does."""
        return self.staged(bound(self.plan, self.numbers, data))

    def staged(self, values: dict[str, Any]) -> dict[str, Any]:
        """The arguments of :attr:`function` from those that were given: what data alone determine is computed."""
        if self._once is None or self.plan.once is None:
            return values
        with computing(lambda: self.plan.name):
            kept = self._once(**{a.written: values[a.written] for a in self.plan.once.arguments})
        handed = [a.written for a in self.plan.arguments if a.kind == "staged"]
        return {
            **dict(zip(handed, kept, strict=True)),
            **{a.written: values[a.written] for a in self.plan.arguments if a.kind != "staged"},
        }

    def bind(self, data: Mapping[Any, Any] | None = None, /, **more: Any) -> Bound:
        """The function of the other data: these are checked once, and what they alone determine is computed once.

        Arrays are held, not copied: where one is changed in place, bind again.

        >>> import extremum as ex
        >>> f = ex.parse("norm2(X*w - y)^2", ["X[n,m]", "w[m]", "y[n]"])
        >>> fit = ex.compile([f, ex.gradient(f, "w")], data=["X", "y"]).bind(X=[[1, 2], [3, 4]], y=[0, 1])
        >>> fit(w=[1, 0])
        (5.0, array([14., 20.]))

        Raises:
            DataError: data do not fit, violate an assumption, or are no data of the function.
        """
        return Bound(self, {**_named({} if data is None else data, ()), **more})

    def explain(self) -> str:
        """The passes that made the code what it is: the operations that each saved, the lines that it changed.

        >>> import extremum as ex
        >>> f = ex.parse("y'*inv(S)*y + logdet(S)", ["y[n]", "S[n,n]: positive_definite"])
        >>> print(ex.compile(f).explain())
        f: (4*n^3)/3 operations, then (n^3)/3
        <BLANKLINE>
        factorisations: one Cholesky factor for all that is asked of a positive definite matrix
          (4*n^3)/3 operations, then (n^3)/3
          - return y @ np.linalg.solve(S, y) + logdet(S)
          + L = cholesky(S)
          + return y @ cho_solve(L, y) + cho_logdet(L)
        <BLANKLINE>
        halves: B' inv(A) B is Z'Z with Z = inv(L) B: half the substitutions, and half of the product
          (n^3)/3 operations, as before
          - return y @ cho_solve(L, y) + cho_logdet(L)
          + z = solve_lower(L, y)
          + return z @ z + cho_logdet(L)
        """
        return explained(self.plan)

    def __reduce__(self) -> tuple[Callable[..., Compiled], tuple[Any, ...]]:
        once = tuple(a.name for a in self.plan.once.arguments) if self.plan.once else ()
        made = self.plan
        return _again, (dict(made.results), made.gives, made.name, self.source, once, self.backend, made.each)

    def __repr__(self) -> str:
        return f"<compiled {self.plan.name}({', '.join(argument.written for argument in self.plan.inputs)})>"


_LARGE = 2**26
"""Bytes of an array of which no other array should be made."""


def _is_large(data: Mapping[Any, Any]) -> bool:
    return any(getattr(value, "nbytes", 0) > _LARGE for value in data.values())


def _named(data: Mapping[Any, Any], results: Iterable[Expr]) -> dict[str, Any]:
    """Data by name, and the dimensions that those given for symbols tell that are not needed."""
    return {**told(data, results), **by_name(data)}


def _again(
    results: dict[str, Expr], gives: str, name: str, source: str, data: tuple[str, ...], backend: str,
    each: Sequence[IndexName],
) -> Compiled:  # fmt: skip
    """The function that was pickled."""
    return Compiled(_planned(results, gives, name, BACKENDS[backend], each=each, data=data), source, backend)


def _prepared(space: Mapping[str, Any], plan: Plan, backend: Backend) -> Callable[..., Any]:
    whole = [argument.written for argument in plan.arguments if argument.kind == "number"]
    return backend.prepared(space[plan.name], whole)


# -- the public function -------------------------------------------------------------------------------------------
@overload
def compile(
    exprs: Any | Sequence[Any] | Mapping[str, Any], declarations: Any = ..., *, backend: str = ...,
    name: str | None = ..., each: Any = ..., data: Collection[Any] = ..., structured: Literal[False] = ...,
) -> Compiled: ...  # fmt: skip
@overload
def compile(
    exprs: Expr | str, declarations: Any = ..., *, name: str | None = ..., structured: Literal[True]
) -> Structured: ...
def compile(
    exprs: Any | Sequence[Any] | Mapping[str, Any], declarations: Any = (), *, backend: str = "numpy",
    name: str | None = None, each: Any = (), data: Collection[Any] = (), structured: bool = False,
) -> Compiled | Structured:  # fmt: skip
    """A function that computes an expression, several (as a tuple), or those of a dict (as a dict).

    Data are given by keyword, as to :meth:`Expr.evaluate`: 1-D arrays for columns, one row a sample for families,
    numbers for indices and for dimensions that no shape tells, a callable of (array, order of the derivative) for a
    function without a formula. ``.source`` is a module that runs without extremum. Texts are read with declarations.
    What depends on an index in ``each`` is computed for all its values, in one array (a list where shapes differ): the
    gradients by all layers ``W[k]`` of a network with one sweep.

    Where ``data`` names symbols, what depends on them alone is computed once, see :meth:`Compiled.bind`: sums over
    samples become moments, so that a call costs the same for any number of samples.

    With ``structured=True`` the value of one matrix is an operator that keeps its Kronecker products, blocks, diagonals
    and products of low rank: it has ``@``, ``solve``, ``logdet``, ``diagonal`` and ``todense``.

    >>> import extremum as ex
    >>> f = ex.parse("norm2(X*w - y)^2", ["X[n,m]", "w[m]", "y[n]"])
    >>> both = ex.compile({"value": f, "gradient": ex.gradient(f, "w")}, name="least_squares")
    >>> both(X=[[1, 2], [3, 4]], w=[1, 0], y=[0, 1])
    {'value': 5.0, 'gradient': array([14., 20.])}
    >>> print(both.source.partition("Returns")[2])
     value: a number; gradient: array of shape (m,).
        \"\"\"
        r = X @ w - y
        return {"value": r @ r, "gradient": 2 * (X.T @ r)}
    <BLANKLINE>
    >>> hessian = ex.hessian("sum(exp(x)) + (b'*x)^2", "x", "x[n]; b[n]")
    >>> H = ex.compile(hessian, structured=True)(x=[0, 0], b=[1, 2])
    >>> H, H.solve([3, 0]), H.todense()
    (<2×2 operator of product, diagonal>, array([ 2.45454545, -1.09090909]), array([[3., 4.],
           [4., 9.]]))

    Raises:
        UnsupportedError: the backend is unknown, or an operation has no code.
        ExtremumError: the function's name is none, there is no expression, or one in ``each`` is no index.
    """
    if not isinstance(structured, bool):
        raise ExtremumError(f"structured is True or False, and not {structured!r:.40}")
    if structured:
        if backend != "numpy" or each or data or isinstance(exprs, list | tuple | Mapping):
            raise ExtremumError(
                "structured=True takes one matrix, without backend=, each= and data=: an operator is made of NumPy "
                "arrays, and with a backend the matrix itself is computed"
            )
        late = import_module("extremum.compiling.structured")  # which compiles the factors itself
        found: Structured = late.structured(expression(exprs, declarations), "f" if name is None else name)
        return found
    _check_backend(backend)
    gives, results = _results(exprs, declarations)
    indices = [indexed(k, "each=") for k in (each if isinstance(each, list | tuple) else [each])]
    names = _names(data, results)
    made = _planned(results, gives, "f" if name is None else name, BACKENDS[backend], each=indices, data=names)
    plans = [made.once, made] if made.once else [made]
    return Compiled(made, module(plans, "Generated by extremum.", BACKENDS[backend]), backend)


def source(functions: Mapping[str, Any], backend: str = "numpy", title: str = "Generated by extremum.") -> str:
    """A module of several functions, each of an expression, a list, or a dict of them; raises as :func:`compile`."""
    _check_backend(backend)
    plans: list[Plan] = []
    for name, exprs in functions.items():
        gives, results = _results(exprs)
        before = [line for made in plans for line in made.formulas]
        plans.append(_planned(results, gives, name, BACKENDS[backend], before))
    return module(plans, title, BACKENDS[backend])


def _check_backend(backend: str) -> None:
    if not is_among(backend, BACKENDS):
        near = suggestion(str(backend), BACKENDS)
        raise UnsupportedError(f"there is no backend {backend!r} yet{near}; there is: {', '.join(BACKENDS)}")


def _names(data: Collection[Any], results: Mapping[str, Expr]) -> tuple[str, ...]:
    """The names of symbols that are data, given by name or by themselves."""
    known = leaves_of(results.values())
    items = [data] if isinstance(data, str | Expr) else data
    if not isinstance(items, Iterable) or not all(isinstance(item, Hashable) for item in items):
        raise ExtremumError(f"data= takes the names of symbols, or symbols, and not {data!r:.40}")
    found = by_name(dict.fromkeys(items))
    for name in found.keys() - known.keys():
        raise ExtremumError(f"no symbol {name} is in what is compiled{suggestion(name, list(known))}")
    return tuple(found)


def _planned(
    results: Mapping[str, Expr], gives: str, name: str, backend: Backend, before: Sequence[str] = (),
    each: Sequence[IndexName] = (), data: Sequence[str] = (),
) -> Plan:  # fmt: skip
    if not isinstance(name, str) or not name.isidentifier() or keyword.iskeyword(name):
        raise ExtremumError(f"{name!r} is no name for a function: use letters, digits and _")
    passes = [one for one in PASSES if one.name not in backend.without]
    return plan(results, gives, name, reserved, before, each, passes, data)


def _results(exprs: Any, declarations: Any = ()) -> tuple[str, dict[str, Expr]]:
    if isinstance(exprs, Mapping):
        found = {str(label): expression(expr, declarations) for label, expr in exprs.items()}
    elif isinstance(exprs, list | tuple):
        found = {str(k): expression(expr, declarations) for k, expr in enumerate(exprs)}
    else:
        return "one", {"": expression(exprs, declarations)}
    if not found:
        raise ExtremumError("there is nothing to compile; give an expression, a list, or a dict of them")
    return "dict" if isinstance(exprs, Mapping) else "tuple", found
