"""The Kalman gain: the matrix that minimises the trace of the posterior covariance."""

import extremum as ex

n, m = ex.dims("n m")
K, C = ex.matrix("K", n, m), ex.matrix("C", m, n)
P, R = ex.matrix("P", n, n, "positive_definite"), ex.matrix("R", m, m, "positive_definite")
left = ex.eye(n) - K @ C
f = ex.tr(left @ P @ left.T + K @ R @ K.T)

print("gradient =", ex.gradient(f, K))
print(ex.solve(f, K, sense="min"))
