"""Formulas typed or pasted as characters: read as their LaTeX is, never as names with strange letters."""

from __future__ import annotations

import pytest

import extremum as ex
from extremum.algebra.errors import ExtremumError, ParseError, UndeclaredError
from extremum.reading.characters import in_commands
from extremum.reading.either import read_either

TYPED = {
    "½‖y − Xβ‖₂² + λ‖β‖₁": r"\frac12\|y - X\beta\|_2^2 + \lambda\|\beta\|_1",
    "f(x) = ½ xᵀQx − bᵀx": r"f(x) = \frac12 x^\top Q x - b^\top x",
    "tr(AᵀXBXᵀ) + ⟨C, X⟩": r"\operatorname{tr}(A^\top X B X^\top) + \langle C, X\rangle",
    "∑ᵢ (yᵢ − wᵀxᵢ)²": r"\sum_i (y_i - w^\top x_i)^2",
    "∑ᵢ₌₁ⁿ (yᵢ − wᵀxᵢ)²": r"\sum_{i=1}^n (y_i - w^\top x_i)^2",
    "Σᵢ₌₁ⁿ (yᵢ − wᵀxᵢ)²": r"\sum_{i=1}^n (y_i - w^\top x_i)^2",
    "log det(Σ) + (x−μ)ᵀΣ⁻¹(x−μ)": r"\log\det(\Sigma) + (x-\mu)^\top\Sigma^{-1}(x-\mu)",
    "√(xᵀx + 1)": r"\sqrt{x^\top x + 1}",
    "a√b": r"a\sqrt{b}",
    "√√(xᵀx + 1)": r"\sqrt{\sqrt{x^\top x + 1}}",
    "‖X − UVᵀ‖_F²": r"\|X - UV^\top\|_F^2",
    "(A ⊙ B)ᵀ x": r"(A \odot B)^\top x",
    "eᵃˣ": r"e^{ax}",
    "√2 α√β": r"\sqrt{2} \alpha\sqrt{\beta}",
    "bᵀA⁻ᵀb": r"b^\top A^{-\top} b",
    "‖Ax − b‖∞": r"\|Ax - b\|_\infty",
    "∥𝐲 – 𝐗𝜷∥²": r"\|\mathbf y - \mathbf X\boldsymbol\beta\|^2",
    "𝑥ᵀ𝐴𝑥": r"x^\top A x",
    "b⊤ A^{-⊤} b + (Ab)⊤b": r"b^\top A^{-\top} b + (A b)^\top b",
    "x⊤A x + ¾ x⊤x": r"x^\top A x + \frac34 x^\top x",
}


def _in_greek(text: str) -> str:
    for letter, name in {"α": "alpha", "λ": "lambda", "β": "beta", "μ": "mu", "Σ": "Sigma"}.items():
        text = text.replace(letter, name)
    return text


@pytest.mark.parametrize("typed", TYPED)
def test_characters_mean_what_their_commands_do(typed: str) -> None:
    found, meant = read_either(typed), read_either(TYPED[typed])
    assert read_either(_in_greek(str(found.expr)), map(_in_greek, found.inferred)).expr is meant.expr
    assert {*map(_in_greek, found.inferred)} == {*meant.inferred}


def test_a_paste_is_differentiated_and_checked() -> None:
    assert str(ex.gradient("½‖y − Xw‖²", "w")) == "X'*(X*w - y)"
    assert ex.check("norm2(A*x - b)^2", "x", "2Aᵀ(Ax − b)", ["A[m,n]", "b[m]"]).right


@pytest.mark.parametrize("text", ["tr(Aᵀ*X)", "Aᵀ", "x_ₖ", "𝐱", "eᵃˣ"])
def test_no_name_of_the_text_language_has_small_letters(text: str) -> None:
    with pytest.raises(ParseError, match="cannot be part of a name"):
        ex.parse(text)


@pytest.mark.parametrize("name", ["Aᵀ[n,n]", "𝐱[n]", "x²"])
def test_nor_can_it_be_declared(name: str) -> None:
    with pytest.raises(ParseError):
        ex.parse("1", [name])


def test_a_capital_sigma_with_a_small_index_is_asked_about() -> None:
    with pytest.raises(UndeclaredError, match="write ∑ᵢ for the sum, Σ_i for the matrix"):
        read_either("Σᵢ xᵢ²")
    assert in_commands("(xᵢ − μ)ᵀΣᵢ⁻¹(xᵢ − μ)") == r"(x_{i} − μ)^{\top}Σ_{i}^{-1}(x_{i} − μ)"


@pytest.mark.parametrize(("text", "said"), [("√(xᵀx", "never closed|add"), ("xᵀ A x +", "add a variable")])
def test_what_is_cut_off_is_said(text: str, said: str) -> None:
    with pytest.raises(ExtremumError, match=said):
        read_either(text)
