"""Claims with an identity whose size nobody states: it takes the size that is due."""

from __future__ import annotations

import pytest

import extremum as ex


@pytest.mark.parametrize(
    ("f", "x", "claim", "right", "kind"),
    [
        ("A*X", "X", r"I \otimes A", True, ""),
        ("X*A", "X", r"A^\top \otimes I", True, ""),
        ("A*X*B", "X", r"B^\top \otimes A", True, ""),
        ("A*X", "X", r"A \otimes I", False, "layout"),
        ("A*X", "X", r"I \otimes A^\top", False, "layout"),
        ("A*X", "X", r"2 I \otimes A", False, ""),
        ("norm2(X)^2/2", "X", "I X", True, ""),
    ],
)
def test_identities_take_the_size_that_is_due(f: str, x: str, claim: str, right: bool, kind: str) -> None:
    shape = "n,n" if f == "X*A" else "n,m"
    verdict = ex.check(f, x, rf"\displaystyle {claim}", f"A[n,n]; B[m,m]; X[{shape}]")
    assert verdict.right is right
    assert not kind or str(verdict).startswith(f"wrong ({kind})")


def test_other_names_are_still_asked_about() -> None:
    with pytest.raises(ex.NameUnknownError, match="the claim uses Q"):
        ex.check("A*X", "X", r"I + Q \otimes A", "A[n,n]; X[n,m]")
