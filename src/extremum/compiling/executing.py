"""A module's text is run, with a NumPy whose iterating factorisations refuse what is not finite: LAPACK may never end.

The code itself is plain NumPy; whoever runs it elsewhere has NumPy's own functions.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable
from functools import cache, wraps
from typing import TYPE_CHECKING, Any

from extremum.algebra.errors import UnsupportedError
from extremum.algebra.lazy import Lazy
from extremum.compiling.backends import NUMPY, Backend

if TYPE_CHECKING:
    import numpy as np
else:
    np = Lazy("numpy")

_ITERATING = ("svd", "pinv", "eigh", "eigvalsh", "eig", "eigvals", "matrix_rank", "cond")
_NORMS = (2, -2, "nuc")  # of singular values


def executed(source: str, name: str, backend: Backend) -> dict[str, Any]:
    """The names of a module's text, which is run once.

    Raises:
        UnsupportedError: the backend is not installed, or an expression has more operands than Python compiles.
    """
    namespace: dict[str, Any] = {"__name__": f"extremum.compiled.{name}"}
    try:
        exec(builtins.compile(source, f"<{name}, compiled by extremum>", "exec"), namespace)
    except ModuleNotFoundError as error:
        raise UnsupportedError(f"{error.name} is not installed; pip install 'extremum[{backend.package}]'") from None
    except RecursionError:
        raise UnsupportedError(
            f"{name} has an expression of thousands of operands, which Python does not compile; write it as a sum over "
            "an index, or compile its parts, several at once"
        ) from None
    if backend is NUMPY:
        namespace["np"] = numpy_with_guards()
    return namespace


class _Replaced:
    """A module in which some functions are others."""

    def __init__(self, module: Any, functions: dict[str, Any]) -> None:
        self._module = module
        self.__dict__.update(functions)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._module, name)
        setattr(self, name, found)
        return found


@cache
def numpy_with_guards() -> Any:
    """NumPy, whose factorisations raise LinAlgError of a matrix that is not finite."""
    guards = {name: _guarded(getattr(np.linalg, name)) for name in _ITERATING}
    return _Replaced(np, {"linalg": _Replaced(np.linalg, {**guards, "norm": _norm})})


def _guarded(function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def checked(matrix: Any, *args: Any, **named: Any) -> Any:
        _require_finite(matrix)
        return function(matrix, *args, **named)

    return checked


def _norm(array: Any, order: Any = None, **named: Any) -> Any:
    if order in _NORMS and np.ndim(array) > 1:
        _require_finite(array)
    return np.linalg.norm(array, order, **named)


def _require_finite(matrix: Any) -> None:
    if not np.isfinite(matrix).all():
        raise np.linalg.LinAlgError("A matrix that is factored is not finite: its entries overflow")
