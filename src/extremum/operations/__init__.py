"""One file an operation: all facts about that operation alone. Importing this package registers them."""

from extremum.operations import (
    binders,
    block,
    constants,
    data,
    delta,
    det,
    diag,
    duplication,
    elementwise,
    functions_table,
    hadamard,
    inverse,
    kron,
    leaves,
    logdet,
    logsumexp,
    operators,
    pinv,
    product,
    recurrence,
    scale,
    softmax,
    sum,
    toeplitz,
    trace,
    transpose,
    triangle,
    vec,
    vech,
)

__all__ = [
    "binders", "block", "constants", "data", "delta", "det", "diag", "duplication", "elementwise", "functions_table",
    "hadamard", "inverse", "kron", "leaves", "logdet", "logsumexp", "operators", "pinv", "product", "recurrence",
    "scale", "softmax", "sum", "toeplitz", "trace", "transpose", "triangle", "vec", "vech",
]  # fmt: skip
