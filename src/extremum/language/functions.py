"""What people write with: the functions of the language as Python functions, from the pages of their subjects."""

from __future__ import annotations

from fractions import Fraction

from extremum.language.choices import max, min, where
from extremum.language.constants import (
    commutation,
    duplication,
    elimination,
    eye,
    ones,
    spread,
    unit,
    zeros,
)  # fmt: skip
from extremum.language.declare import dims, function, index, matrix, named, recurrence, scalar, vector
from extremum.language.defined import implicit
from extremum.language.entrywise import OF_TABLE, divide, hadamard, power, sqrt
from extremum.language.equations import care, dare, dlyap, lyap, stein, sylvester
from extremum.language.families import Family, family, samples, widths
from extremum.language.linear import (
    chol,
    det,
    diag,
    diagonal,
    inv,
    kron,
    logdet,
    mpow,
    pinv,
    toeplitz_sum,
    tril,
    triu,
    vec,
    vech,
)  # fmt: skip
from extremum.language.reductions import (
    colmeans,
    colsums,
    mean,
    norm_21,
    norm_p,
    rowmeans,
    rowsums,
    std,
    var,
)  # fmt: skip
from extremum.language.space import axial, cross, levi_civita, skewmat
from extremum.language.spectra import (
    cosm,
    eigmax,
    eigval,
    eigvals,
    eigvec,
    eigvecs,
    expm,
    logm,
    norm_nuc,
    norm_spec,
    polar,
    psd_part,
    rotation,
    sinm,
    sqrtm,
)  # fmt: skip
from extremum.language.stacks import (
    adj,
    block,
    blockdiag,
    hstack,
    khatri_rao,
    kronsum,
    rowquad,
    singval,
    singvec_left,
    singvec_right,
    trilvec,
    unvech,
    vstack,
)  # fmt: skip
from extremum.language.totals import (
    norm,
    norm1,
    norm2,
    otherpairs,
    others,
    prod,
    sum,
    tr,
    trace,
)  # fmt: skip
from extremum.language.weights import (
    logsumexp,
    logsumexp_cols,
    logsumexp_rows,
    softmax,
    softmax_cols,
    softmax_rows,
)  # fmt: skip
from extremum.operations.elementwise import FUNCTIONS
from extremum.operations.leaves import PI
from extremum.operations.recurrence import Recurrence

Rational = Fraction
pi = PI
globals().update(OF_TABLE)  # ex.exp, ex.tanh, …

__all__ = [
    "Family", "Rational", "Recurrence", "adj", "axial", "block", "blockdiag", "care", "chol", "colmeans", "colsums",
    "commutation", "cosm", "cross", "dare", "det", "diag", "diagonal", "dims", "divide", "dlyap", "duplication",
    "eigmax", "eigval", "eigvals", "eigvec", "eigvecs", "elimination", "expm", "eye", "family", "function", "hadamard",
    "hstack", "implicit", "index", "inv", "khatri_rao", "kron", "kronsum", "levi_civita", "logdet", "logm", "logsumexp",
    "logsumexp_cols", "logsumexp_rows", "lyap", "matrix", "max", "mean", "min", "mpow", "named", "norm", "norm1",
    "norm2", "norm_21",
    "norm_nuc", "norm_p", "norm_spec", "ones", "otherpairs", "others",
    "pi", "pinv", "polar", "power", "prod", "psd_part", "recurrence",
    "rotation", "rowmeans", "rowquad", "rowsums", "samples", "scalar", "singval", "singvec_left", "singvec_right",
    "sinm", "skewmat", "softmax", "softmax_cols", "softmax_rows", "spread", "sqrt", "sqrtm", "std", "stein", "sum",
    "sylvester", "toeplitz_sum", "tr", "trace", "tril", "trilvec", "triu", "unit", "unvech", "var", "vec", "vech",
    "vector", "vstack", "where", "widths", "zeros",
    *FUNCTIONS,
]  # fmt: skip
