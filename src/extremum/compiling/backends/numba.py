"""Numba: functions compiled for the processor at their first call, in which small arrays and long chains of entrywise
functions cost no call into NumPy; large products are those of NumPy's BLAS."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Collection
from functools import partial
from typing import Any

from extremum.algebra.errors import UnsupportedError
from extremum.algebra.lazy import numpy as np
from extremum.compiling.backends.numba_text import HELPERS, SHIMS
from extremum.compiling.backends.record import Backend
from extremum.compiling.numpy_calls import ATOM, LOW, UNARY, Spelling, listed

_OWN = ("heaviside", "mean", "tile")
"""Functions of NumPy that Numba lacks, or has for few arrays only, and that are written beside the code."""


def _spelled(text: str) -> str:
    """What Numba has no word for."""
    text = re.sub(rf"\bnp\.({'|'.join(_OWN)})\(", r"_\1(", text)
    text = re.sub(r"\bscipy\.special\.(erfc?|ndtr|log_ndtr|gammaln)\(", r"_\1(", text)
    text = re.sub(r"\breversed\(range\((?:(.+), )?(.+)\)\):", _backwards, text)
    return text.replace(", strict=True", "")


def _backwards(found: re.Match[str]) -> str:
    first, last = found[1] or "0", found[2]
    return f"range({last} - 1, {first} - 1, -1):"


def _prepared(function: Callable[..., Any], whole: Collection[str]) -> Callable[..., Any]:
    """The function of arrays whose rows lie one after the other; a family of arrays of several shapes is a tuple."""
    from numba.core.errors import NumbaError, NumbaPerformanceWarning

    warnings.filterwarnings("ignore", category=NumbaPerformanceWarning, module=".*compiled by extremum")
    code = getattr(function, "py_func", function).__code__
    names = code.co_varnames[: code.co_argcount]

    def run(**arguments: Any) -> Any:
        try:
            return function(*[_contiguous(arguments[name]) for name in names])
        except NumbaError as error:
            said = str(error).strip().partition("\n")[0]
            raise UnsupportedError(f"the backend numba has no code for this; use numpy ({said})") from None

    return run


def _contiguous(value: Any) -> Any:
    if type(value) is np.ndarray:
        return value if value.flags.c_contiguous else value.copy(order="C")
    return tuple(map(_contiguous, value)) if isinstance(value, list) else value


def _in_threes(*factors: str) -> str:
    """A product of three factors is taken in the cheaper order."""
    if len(factors) < 3:
        return " @ ".join(factors)
    return _in_threes(f"_product({', '.join(factors[:3])})", *factors[3:])


def _unset(*zeros: str) -> str:
    """An array of no entries, with an axis a zero."""
    return f"np.zeros(({', '.join(zeros)},))" if zeros else "0.0"


_call = partial(Spelling, needs=(), least=LOW)
_CALLS = {
    "norms": _call("_norms({0})"),
    "nuclear": _call("np.sum(np.linalg.svd({0})[1])"),
    "vec": Spelling("{0}.T.ravel()", least=ATOM),
    "unvec": _call("_unvec({0}, {1}, {2})"),
    "cols": Spelling("np.ascontiguousarray({0}[:, {1}:{2}])", least=ATOM),
    "col": Spelling("np.ascontiguousarray({0}[:, {1}])", least=ATOM),
    "mpow": _call("_matrix_power({0}, {1})"),
    "vdot": _call("_vdot({0}, {1})"),
    "rowdots": _call("np.sum({0} * {1}, axis=1)", least=UNARY),
    "delta": _call("(1.0 if {0} == {1} else 0.0)"),
    "less": _call("(1.0 if {0} < {1} else 0.0)"),
}

NUMBA = Backend(
    name="numba",
    package="numba",
    spelled=_spelled,
    imports={"math": "import math", "numba": "import numba", "np": "import numpy as np"},
    decorator='@numba.njit(error_model="numpy")',
    prepared=_prepared,
    array="np.array({0})",
    helpers=HELPERS,
    shims=SHIMS,
    calls=_CALLS,
    joined={
        "block": listed("np.vstack(({0},))"),
        "row": listed("np.hstack(({0},))"),
        "concatenate": listed("np.concatenate(({0},))"),
        "hstack": listed("np.hstack(({0},))"),
        "multi_dot": _in_threes,
        "sum": "sum([{0}], 0.0)".format,
        "sum from": "sum([{0}], {1})".format,
        "prod": "np.prod(np.array([{0}]))".format,
        "logsum": "_logsum([{0}])".format,
        "unset": _unset,
    },
    labels=False,
    aligned=True,
    without=frozenset({"assembled", "turns"}),
    lacks=frozenset(
        {
            "logm", "sqrtm", "expm", "sinm", "cosm", "frechet", "frechet_matrix", "sylvester", "stein", "care", "dare",
            "eigvals", "apply", "applied", "root", "held", "digamma", "polygamma1", "polygamma2", "polygamma3", "stack",
        }
    ),
)  # fmt: skip
