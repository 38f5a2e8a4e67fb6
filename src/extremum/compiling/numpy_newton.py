"""The roots of equations in NumPy code: Newton's method from several starts, as :mod:`extremum.operations.newton`."""

from __future__ import annotations

NEWTON = '''
def newton(name, equation, shape, holds=lambda x: True):
    """The root of an equation, which gives its residual and Jacobian, from the first start that leads to one."""
    draws, size = np.random.default_rng(1), int(np.prod(shape))
    unit = np.eye(shape[0]) if len(shape) == 2 and shape[0] == shape[1] else np.ones(shape)
    starts = [scale * unit for scale in (1.0, 0.1, 10.0, 0.0, -1.0)]
    starts += [3.0**k * draws.standard_normal(size).reshape(shape, order="F") for k in (-1, 0, 1) for _ in range(2)]
    for x in starts:
        F, J = equation(x)
        for _ in range(40):
            J = np.reshape(J, (size, size))
            if not (np.isfinite(F).all() and np.isfinite(J).all()):
                break
            f = np.ravel(F, order="F")
            step = np.linalg.lstsq(J, f, rcond=None)[0]
            if np.linalg.norm(J @ step - f) > 1e-3 * np.linalg.norm(f):
                break
            if np.max(np.abs(step)) <= 1e-12 * max(np.max(np.abs(x)), 1e-6) and holds(x):
                return x - step.reshape(shape, order="F")
            for k in range(16):
                there = x - step.reshape(shape, order="F") / 2**k
                value, slope = equation(there)
                if np.linalg.norm(value) <= (1 - 1e-4 / 2**k) * np.linalg.norm(f):
                    break
            else:
                if np.max(np.abs(step)) <= 1e-9 * max(np.max(np.abs(x)), 1e-6) and holds(x):
                    return x
                break
            x, F, J = there, value, slope
    raise ValueError(f"{name}: no solution of the equation that defines it was found")
'''
