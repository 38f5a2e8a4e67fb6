"""PyTorch: functions of tensors without gradients, in double precision on the default device, or as ``REAL`` says."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Any

from extremum.compiling.backends.record import Backend
from extremum.compiling.backends.torch_fused import fused
from extremum.compiling.backends.torch_text import HELPERS, SHIMS
from extremum.compiling.numpy_calls import SUM, Spelling

_OWN = (
    "array", "block", "concatenate", "exp", "eye", "full", "heaviside", "hstack", "kron", "log", "logaddexp", "maximum",
    "minimum", "ones", "sqrt", "vdot", "zeros",
)  # fmt: skip
"""Functions that PyTorch has under other terms, and that are written beside the code."""


def _spelled(text: str) -> str:
    """NumPy's names as PyTorch has them; arrays are stacked by rows."""
    text = re.sub(rf"\bnp\.({'|'.join(_OWN)})\(", r"_\1(", text)
    text = text.replace("np.transpose(", "torch.permute(")
    text = re.sub(r"\bnp\.", "torch.", text)
    text = text.replace("scipy.special.", "torch.special.").replace("scipy.linalg.expm", "torch.linalg.matrix_exp")
    text = re.sub(r"\baxis=", "dim=", text).replace("keepdims=", "keepdim=")
    text = re.sub(r'\.ravel\(order="F"\)', ".T.ravel()", text)
    return text.replace(".item()", ".reshape(())")


def _prepared(function: Callable[..., Any], whole: Collection[str]) -> Callable[..., Any]:
    """The function of tensors and arrays; whole numbers stay what they are."""
    import torch

    real = function.__globals__["REAL"]

    def tensor(value: Any) -> Any:
        if callable(value):
            return value
        if isinstance(value, list):
            return [tensor(one) for one in value]
        return torch.as_tensor(value, **real)

    def run(**arguments: Any) -> Any:
        with torch.no_grad():
            return function(**{k: v if k in whole else tensor(v) for k, v in arguments.items()})

    return run


TORCH = Backend(
    name="torch",
    package="torch",
    spelled=_spelled,
    imports={"torch": "import torch"},
    prepared=_prepared,
    array="torch.tensor({0}, **REAL)",
    setup='REAL = {"dtype": torch.float64}  # what is made beside the data is so; "device" may be said too',
    helpers=HELPERS,
    shims=SHIMS,
    calls={
        "less_entries": Spelling("({0} < {1}).to(**REAL)", least=SUM),
        "equal_entries": Spelling("({0} == {1}).to(**REAL)", least=SUM),
    },
    fused=fused,
    lacks=frozenset(
        {
            "logm", "sqrtm", "sinm", "cosm", "frechet", "frechet_matrix", "sylvester", "stein", "care", "dare",
            "eigvals", "apply", "root",
            "applied", "prod", "logsum", "eigvecs", "adjugate",
        }
    ),
)  # fmt: skip
