"""What is left of X, ``X - H*X``, is written so where signs allow; a polar factor takes the sign of its argument."""

import numpy as np
import pytest

import extremum as ex
from extremum.operations import construct as c

D = "X[n,p]; Y[n,p]; S[n,n]; x[n]; b[n]"
WRITTEN = [
    ("inv(X'*(ones(n,n)*X/n - X))*X'*(ones(n,n)*Y/n - Y)", "inv(X'*(X - ones(n, n)*X/n))*X'*(Y - ones(n, n)*Y/n)"),
    ("-polar(X'*(ones(n,n)*Y/n - Y))", "polar(X'*(Y - ones(n, n)*Y/n))"),
    ("(X*X'*S - S)*(S*x - x)", "(S - X*X'*S)*(x - S*x)"),
    ("-S*(S*x - x)", "S*(x - S*x)"),
    ("S*(S*x - x)", "S*(S*x - x)"),
    ("(S*x - b)'*(S*b - x)", "(S*x - b)'*(S*b - x)"),
]


@pytest.mark.parametrize(("text", "written"), WRITTEN)
def test_how_it_is_written(text: str, written: str) -> None:
    found = ex.parse(text, D)
    assert str(found) == written
    assert ex.parse(written, D) is found


def test_the_sign_of_a_polar_factor() -> None:
    x = ex.parse("X", D)
    turned = c.build("polar", (c.multiple(-3, x),))
    a = np.random.default_rng(2).standard_normal((4, 2))
    u, _, vt = np.linalg.svd(-3 * a, full_matrices=False)
    assert np.allclose(np.asarray(turned.evaluate(X=a)), u @ vt)
    assert turned is c.multiple(-1, c.build("polar", (c.multiple(3, x),)))
