"""How each function is written with NumPy."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from extremum.algebra.facts import close
from extremum.operations.elementwise import FUNCTIONS, Function

LOW, SUM, PRODUCT, UNARY, POWER, ATOM = range(6)
"""Precedences of Python, from the loosest to the tightest."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """A function in NumPy: ``{0}``, ``{1}``, … are the arguments, then the dimensions.

    least: how tightly an argument must bind; needs: helpers and modules; carries: whether each entry of its arguments
    that is not finite makes one of its value so; nonnegative: whether no entry of its value is negative.
    """

    text: str
    needs: tuple[str, ...] = ()
    least: int = LOW
    carries: bool = False
    nonnegative: bool = False

    @property
    def function(self) -> str:
        """The function by itself."""
        return self.text.split("(")[0]


def _numpy(*names: str) -> dict[str, Spelling]:
    return {name: Spelling(f"np.{name}({{0}})") for name in names}


def _linalg(**names: str) -> dict[str, Spelling]:
    return {name: Spelling(f"np.linalg.{text}") for name, text in names.items()}


def _helpers(**arguments: str) -> dict[str, Spelling]:
    return {name: Spelling(f"{name}({text})", (name,)) for name, text in arguments.items()}


def _of_record(function: Function) -> Spelling:
    """An elementwise function, as its record writes it; the module or the helper that it needs stands before the dot,
    or the bracket."""
    called = function.code.partition("(")[0]
    module = called.rpartition(".")[0]
    needs = (module or called,) if module != "np" else ()
    least = ATOM if _OPERATOR.search(function.code) else LOW
    return Spelling(function.code, needs, least, nonnegative="nonnegative" in close(function.facts))


_OPERATOR = re.compile(r"[-+*/] *\{0\}|\{0\} *[-+*/]")

# fmt: off
CALLS: dict[str, Spelling] = {
    **{name: _of_record(function) for name, function in FUNCTIONS.items()},
    **_numpy(
        "tril", "triu", "diag", "trace", "eye",
    ),
    **_linalg(
        inv="inv({0})", solve="solve({0}, {1})", det="det({0})", pinv="pinv({0})", chol="cholesky({0})",
        nuclear='norm({0}, "nuc")', eigvals="eigvals({0})",
        eigval="eigvalsh({0})[{1}]", mpow="matrix_power({0}, {1})",
    ),
    **_helpers(
        softmax="{0}", logsumexp="{0}", logdet="{0}", polar="{0}", vech="{0}", toeplitz_sum="{0}",
        logm="{0}", sqrtm="{0}", commutation="{0}, {1}", duplication="{0}", elimination="{0}", spread="{0}",
        cholesky="{0}", cho_solve="{0}, {1}", cho_inverse="{0}", cho_logdet="{0}", ridge_cholesky="{0}, {1}",
        ridge_solve="{0}, {1}, {2}, {3}", ridge_logdet="{0}, {1}, {2}", solve_lower="{0}, {1}",
        lowrank_cholesky="{0}, {1}", lowrank_solve="{0}, {1}, {2}, {3}", lowrank_inverse="{0}, {1}, {2}",
        lowrank_logdet="{0}, {1}, {2}", lowrank_diagonal="{0}, {1}, {2}",
        solve_upper="{0}, {1}",         toeplitz_pattern="{0}", psd_part="{0}", rotation="{0}", eigvecs="{0}, {1}",
        distances="{0}, {1}", squared_distances="{0}, {1}",
        rowkron="{0}, {1}", sum_kron_diag="{0}, {1}, {2}", sum_diag_kron="{0}, {1}, {2}",
        where_largest="{0}", skewmat="{0}", axial="{0}", adjugate="{0}", log_count="{0}",
        others="{0}", otherpairs="{0}",
    ),
    "sqrt": Spelling("np.sqrt({0})", nonnegative=True),
    "sigmoid_slope": Spelling("sigmoid_slope({0})", ("sigmoid_slope",), nonnegative=True),
    "norm": Spelling("np.linalg.norm({0})", carries=True),
    "norms": Spelling("np.linalg.norm({0}, axis=1)", carries=True),
    "logabsdet": Spelling("np.linalg.slogdet({0})[1]"),
    "pi": Spelling("np.pi"),
    "apply": Spelling("{0}({1}, {2})"),
    "applied": Spelling("{0}({1}, {2})"),
    "eigvec": Spelling("eigenvector({0}, {1})", ("eigenvector",)),
    "expm": Spelling("scipy.linalg.expm({0})", ("scipy.linalg",)),
    "sinm": Spelling("scipy.linalg.sinm({0})", ("scipy.linalg",)),
    "cosm": Spelling("scipy.linalg.cosm({0})", ("scipy.linalg",)),
    "sylvester": Spelling("scipy.linalg.solve_sylvester({0}, {1}, {2})", ("scipy.linalg",)),
    "care": Spelling("scipy.linalg.solve_continuous_are({0}, {1}, {2}, {3})", ("scipy.linalg",)),
    "dare": Spelling("scipy.linalg.solve_discrete_are({0}, {1}, {2}, {3})", ("scipy.linalg",)),
    "stein": Spelling("stein({0}, {1}, {2})", ("stein", "scipy.linalg")),
    "diagonal": Spelling("np.diag({0})"),
    "vec": Spelling('{0}.ravel(order="F")', least=ATOM, carries=True),
    "unvec": Spelling('{0}.reshape(({1}, {2}), order="F")', least=ATOM, carries=True),
    "by_rows": Spelling("{0}.reshape", least=ATOM, carries=True),
    "entries": Spelling("np.prod({0})"),
    "max": Spelling("np.max({0})"),
    "total": Spelling("np.sum({0})", carries=True),
    "mean0": Spelling("np.mean({0}, axis=0)", carries=True),
    "sum0": Spelling("np.sum({0}, axis=0)", carries=True),
    "sum1": Spelling("np.sum({0}, axis=1)", carries=True),
    "outer": Spelling("np.outer({0}, {1})", carries=True),
    "kron": Spelling("np.kron({0}, {1})", carries=True),
    "tile": Spelling("np.tile({0}, ({1}, {2}))", carries=True),
    "rows": Spelling("{0}[{1}:{2}]", least=ATOM),
    "cols": Spelling("{0}[:, {1}:{2}]", least=ATOM),
    "entry": Spelling("{0}[{1}]", least=ATOM),
    "col": Spelling("{0}[:, {1}]", least=ATOM),
    "first": Spelling("{0}[0]", least=ATOM),
    "upright": Spelling("{0}[:, None]", least=ATOM, carries=True),
    "flat": Spelling("{0}[None, :]", least=ATOM, carries=True),
    "cell": Spelling("np.array([[{0}]])"),
    "raveled": Spelling("{0}.ravel()", least=ATOM, carries=True),
    "item": Spelling("{0}.item()", least=ATOM),
    "arange": Spelling("np.arange({0})"),
    "less_entries": Spelling("np.where({0} < {1}, 1.0, 0.0)", least=SUM, nonnegative=True),
    "equal_entries": Spelling("np.where({0} == {1}, 1.0, 0.0)", least=SUM, nonnegative=True),
    "delta": Spelling("float({0} == {1})"),
    "less": Spelling("float({0} < {1})"),
    "decay": Spelling("np.exp(-np.abs({0}))", nonnegative=True),
    "positive_part": Spelling("np.maximum({0}, 0)", nonnegative=True),
    "larger": Spelling("np.maximum({0}, {1})"),
    "smaller": Spelling("np.minimum({0}, {1})"),
    "numerator": Spelling("np.where({0} >= 0, 1, {1})", least=SUM),
    "numerator_of_negative": Spelling("np.where({0} >= 0, {1}, 1)", least=SUM),
    "vdot": Spelling("np.vdot({0}, {1})", carries=True),
    "rowdots": Spelling('np.einsum("ij,ij->i", {0}, {1})', carries=True),
}
# fmt: on


Joined = Callable[..., str]


def listed(text: str) -> Joined:
    """A list of the parts, in the place of ``{0}``."""
    return lambda *parts: text.format(", ".join(parts))


JOINED: dict[str, Joined] = {
    "block": listed("np.block([{0}])"),
    "row": listed("[{0}]"),
    "concatenate": listed("np.concatenate([{0}])"),
    "hstack": listed("np.hstack([{0}])"),
    "multi_dot": listed("np.linalg.multi_dot([{0}])"),
    "sum": "sum({0})".format,
    "sum from": "sum(({0}), {1})".format,
    "prod": "np.prod([{0}])".format,
    "logsum": "np.logaddexp.reduce([{0}])".format,
    "stack": "[{0}]".format,
    "unset": "None".format,
}
"""How what takes any number of arrays, or the items of a loop, is written: a ``row`` is one of a ``block``, a sum goes
``from`` what the sum of no terms is, and ``unset`` stands for a state of this shape before there is one."""


def spelled(name: str) -> Spelling | None:
    """How a call is written: by its row here, or by the record of a function that a derivative has added since."""
    if name not in CALLS and name in FUNCTIONS:
        return _of_record(FUNCTIONS[name])
    return CALLS.get(name)
