"""NumPy, with SciPy where it is needed: the code that all others are spelled from."""

from __future__ import annotations

from extremum.compiling.backends.record import Backend

NUMPY = Backend(
    name="numpy",
    package="numpy",
    spelled=lambda text: text,
    imports={
        "np": "import numpy as np",
        "scipy.linalg": "import scipy.linalg",
        "scipy.spatial.distance": "import scipy.spatial.distance",
        "scipy.special": "import scipy.special",
        "lapack": "from scipy.linalg import lapack",
    },
    array="np.array({0})",
    prepared=lambda function, whole: function,
)
