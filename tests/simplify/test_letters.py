"""Letters for what repeats, for quotients and for exponentials, as experts write them."""

from __future__ import annotations

import pytest

import extremum as ex
from extremum.algebra.traverse import replace
from extremum.simplify.cost import cost
from extremum.simplify.exponentials import with_exponentials
from extremum.simplify.normalised import with_quotients
from extremum.simplify.repeated import repeated_parts_named
from tests.simplify.declared import SQUARE

NAMED = [
    ("inv(A)*(u*u'*inv(A) - eye(n))", "inv(A)*u*u'*inv(A) - inv(A)"),
    ("U'*inv(A)*(A*U - v*v'*inv(A)*U)", "U'*inv(A)*(A - v*v'*inv(A))*U"),
    ("(A + A')*u", "(A + A')*u"),
    ("(B*u - v)*(B*u - v)'*B", "(B*u - v)*(B*u - v)'*B"),
]


@pytest.mark.parametrize(("text", "expected"), NAMED, ids=[text for text, _ in NAMED])
def test_forms_for_names(text: str, expected: str) -> None:
    """What repeats counts as a letter: it stays whole, and identities that it was taken out of go."""
    found = repeated_parts_named(ex.parse(text, SQUARE))
    assert ex.equal(found, ex.parse(text, SQUARE)) and ex.equal(found, ex.parse(expected, SQUARE))
    assert found is ex.parse(expected, SQUARE)


QUOTIENTS = [
    ("eye(n)/norm2(u) - u*u'/norm2(u)^3", "(eye(n) - z*z')/norm2(u)"),
    ("(B - B*u*u'*B'*A/norm2(B*u)^2)/norm2(B*u)", "(B - z*z'*A)/norm2(B*u)"),
    ("(v - u'*v*u/(s + u'*u))/sqrt(s + u'*u)", "(v - z'*v*z)/sqrt(s + u'*u)"),
    ("norm2(B*u)*B*(u*u' + v*v')", "norm2(z)*(z*u' + B*v*v')"),
]


@pytest.mark.parametrize(("text", "expected"), QUOTIENTS, ids=[text for text, _ in QUOTIENTS])
def test_letters_for_quotients(text: str, expected: str) -> None:
    """A vector divided by a number is a letter, as experts write the derivative of what is normalised."""
    before, declared = ex.parse(text, SQUARE), [*SQUARE, "z[n]"]
    found = [(replace(e, {letter: ex.vector("z", "n")}), letter, q) for e, letter, q in with_quotients(before)]
    assert any(e is ex.parse(expected, declared) for e, _, _ in found)
    assert all(ex.equal(before, replace(e, {ex.vector("z", "n"): q})) for e, _, q in found)


EXPONENTIALS = [
    ("exp(-u).*(1 - v.*exp(-u))", "(m - v)./m.^2"),
    ("(exp(u) + v)./(exp(u) + exp(-u))", "(m.^2 + m.*v)./(m.^2 + 1)"),
    ("exp(-u).*(1 + exp(3/2*u))", "(1 + m.^3)./m.^2"),
    ("u.*exp(u - v)./(1 + exp(-v))", "u.*m./(w + 1)"),
    ("v.*exp(s*u) - exp((1 + s)*u)", "m.^s.*(v - m)"),
    ("exp(s*u) + exp(s*v)", "m + w"),  # neither exp(u) nor exp(v) is there
]


@pytest.mark.parametrize(("text", "expected"), EXPONENTIALS, ids=[text for text, _ in EXPONENTIALS])
def test_letters_for_exponentials(text: str, expected: str) -> None:
    """A letter is ``exp(t)`` or ``exp(-t)``, whichever is short; exponentials of sums are products of letters."""
    before, declared = ex.parse(text, SQUARE), [*SQUARE, "m[n]: positive", "w[n]: positive"]
    found = list(with_exponentials(before))
    assert all(ex.equal(before, replace(short, letters)) for short, letters in found)
    names = [ex.vector(name, "n", "positive") for name in ("m", "w")]
    ways = [(short, dict(zip(letters, names, strict=False))) for short, letters in found]
    wanted = ex.parse(expected, declared)
    assert any(ex.equal(replace(short, way), wanted) and cost(short) <= cost(wanted) for short, way in ways)
