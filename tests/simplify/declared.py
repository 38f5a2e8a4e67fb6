"""What the tests of rewritings declare."""

from __future__ import annotations

SQUARE = ["A[n,n]: invertible", "C[k,k]: invertible", "U[n,k]", "V[k,n]", "u[n]", "v[n]", "B[n,n]", "s: positive"]
