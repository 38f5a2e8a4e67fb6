"""Laws in the sentences of pages are set as formulas are, and words stay words."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

import extremum as ex
from extremum.algebra.node import REGISTRY
from extremum.notation.laws import laws_html

_MATH = re.compile(r"<math[^>]*>(.*?)</math>")


def _bare(html: str) -> list[str]:
    """The signs of each law, without their elements."""
    return [re.sub(r"<[^>]*>", "", law) for law in _MATH.findall(html)]


@pytest.mark.parametrize(
    ("sentence", "laws"),
    [
        ("a number is its own transpose: x'y = y'x", ["x⊤y=y⊤x"]),
        ("the other factors are constant: d(A U B) = A (dU) B", ["d(AUB)=A(dU)B"]),
        ("log'(u) = 1/u (AS, ch. 4)", ["log′(u)=1/u"]),
        ("the power rule: d(u^p) = p u^(p-1) du", ["d(up)=pu(p-1)du"]),
        ("tr(AB) = tr(BA), tr(A') = tr(A)", ["tr(AB)=tr(BA)", "tr(A⊤)=tr(A)"]),
        ("∂/∂w = 0, solved for w:", ["∂/∂w=0"]),
        ("sum_k(w[k]) == 1 in terms of nu, solved for nu:", ["∑k(w[k])=1"]),
        ("multiply by X on the left (inv(X) is an inverse)", []),
        ("a name", []),
        ("the letters written out", []),
    ],
)
def test_a_law_is_set_and_words_are_not(sentence: str, laws: list[str]) -> None:
    assert _bare(laws_html(sentence, {"w", "nu"})) == laws


def test_every_rule_of_an_operation_is_set_well_formed_and_says_what_it_said() -> None:
    for operation in REGISTRY.values():
        sentence = f"{operation.noun}: {operation.reference}"
        html = laws_html(sentence)
        found = ElementTree.fromstring(f"<p>{html}</p>")
        kept = re.sub(r"[\s'⊤′=^_]", "", sentence)
        assert re.sub(r"[\s'⊤′=^_∑∏]", "", "".join(found.itertext())) == kept, operation.name


def test_laws_and_headings_of_pages_are_set() -> None:
    steps = ex.derive("norm2(A*x)^2", "x", "A[n,m]; x[m]").to_html()
    assert "d(UV)=(dU)V+UdV" in _bare(steps)
    solution = ex.solve("norm2(X*w - y)^2", "w", "min", (), "X[n,m]: full_column_rank; w[m]; y[n]").to_html()
    assert re.search(r"<summary><math.*</math>, solved for w:</summary>", solution)
