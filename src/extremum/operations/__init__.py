"""One file an operation: all facts about that operation alone. Importing this package registers them."""

from extremum.operations import (
    binders,
    constants,
    data,
    delta,
    det,
    diag,
    elementwise,
    hadamard,
    inverse,
    kron,
    leaves,
    logdet,
    operators,
    product,
    recurrence,
    scale,
    sum,
    trace,
    transpose,
    vec,
)

__all__ = [
    "binders", "constants", "data", "delta", "det", "diag", "elementwise", "hadamard", "inverse", "kron", "leaves",
    "logdet", "operators", "product", "recurrence", "scale", "sum", "trace", "transpose", "vec",
]  # fmt: skip
