r"""LaTeX in: formulas as people write them, notes, what is inferred, errors, and round trips with the printer."""

from __future__ import annotations

import doctest
import random
from pathlib import Path

import pytest

import extremum as ex
from extremum.algebra.dims import Dim, IndexName, Name
from extremum.algebra.node import REGISTRY, Expr
from extremum.algebra.traverse import topological
from extremum.notation.latex import latex
from extremum.operations.elementwise import FUNCTIONS
from extremum.reading.either import is_latex, read_either
from extremum.reading.tex import parse_latex, read_latex
from tests.cases import checks
from tests.reading.latex_errors import ERRORS
from tests.reading.latex_inputs import INPUTS
from tests.reading.latex_readings import INFERRED, NOTES, UNAMBIGUOUS
from tests.support.draws import TIMES
from tests.support.golden import GOLDEN


# -- meaning -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("formula", "declarations", "intended"), INPUTS, ids=[formula for formula, _, _ in INPUTS])
def test_formulas_mean_what_they_should(formula: str, declarations: str, intended: str) -> None:
    assert parse_latex(formula, declarations) is ex.parse(intended, declarations)


def test_there_are_enough_formulas() -> None:
    assert len(INPUTS) >= 100
    assert len(ERRORS) >= 40


@pytest.mark.parametrize(("formula", "declarations", "notes"), NOTES, ids=[formula for formula, _, _ in NOTES])
def test_choices_between_readings_are_noted(formula: str, declarations: str, notes: list[str]) -> None:
    assert list(read_latex(formula, declarations).notes) == notes


@pytest.mark.parametrize(("formula", "declarations"), UNAMBIGUOUS, ids=[formula for formula, _ in UNAMBIGUOUS])
def test_where_there_is_no_choice_nothing_is_noted(formula: str, declarations: str) -> None:
    assert read_latex(formula, declarations).notes == ()


@pytest.mark.parametrize(("formula", "declarations", "inferred"), INFERRED, ids=[formula for formula, _, _ in INFERRED])
def test_shapes_by_use(formula: str, declarations: str, inferred: list[str]) -> None:
    found = read_latex(formula, declarations)
    assert sorted(found.inferred) == sorted(inferred)
    assert read_latex(formula.split(",")[0], [declarations, *inferred]).expr is found.expr


def test_declarations_are_those_of_the_text_language() -> None:
    n, d = ex.dims("n d")
    A, x = ex.matrix("A", n, n), ex.vector("x", n)
    samples, i = ex.samples("z", d, n), ex.index("i", n)
    assert parse_latex(r"x^\top A x", [A, x]) is x.T @ A @ x
    assert parse_latex(r"z_i^\top z_i", [samples, i]) is samples[i].T @ samples[i]
    assert parse_latex(r"\|r\|^2", r=A @ x) is ex.norm2(A @ x) ** 2
    assert parse_latex("c x", [x], c=2) is 2 * x


# -- the text language has what LaTeX needed ---------------------------------------------------------------------------
def test_sums_with_a_written_range_in_text() -> None:
    n, N, d = ex.dims("n N d")
    x, i = ex.samples("x", d, N), ex.index("i", N - 1)
    assert ex.parse("sum_i(x[i]'*x[i+1], 1, N-1)", [x]) is ex.sum(x[i].T @ x[i + 1], i)
    expr, inferred = ex.parse_with_inference("sum_i(y[i]*x[i]) - w", "y for i in 1..N; w[d]")
    assert inferred == ["x[d] for i in 1..N"]
    assert ex.parse("sum_i(y[i]*x[i]) - w", ["y for i in 1..N; w[d]", *inferred]) is expr
    with pytest.raises(ex.ParseError, match=r"x is declared over 1\.\.N, but its members here run over 1\.\.n"):
        ex.parse("sum_i(x[i], 1, n)", [x, n])


# -- errors ------------------------------------------------------------------------------------------------------------
def marked(message: str) -> tuple[str, str]:
    """The message without the place, and the text over the carets."""
    first, line, carets = message.split("\n")
    assert set(carets.strip()) == {"^"}
    return first, line[carets.index("^") : carets.rindex("^") + 1]


@pytest.mark.parametrize("row", ERRORS, ids=[row[0] for row in ERRORS])
def test_malformed_formulas(row: tuple[str, str, type[Exception], str, str]) -> None:
    formula, declarations, kind, place, message = row
    with pytest.raises(ex.ExtremumError) as caught:
        parse_latex(formula, declarations)
    assert type(caught.value) is kind
    assert marked(str(caught.value)) == (message, place)


def test_the_line_of_the_error_is_shown() -> None:
    with pytest.raises(ex.ParseError) as caught:
        parse_latex("\\begin{align}\n  s + \\foo \\\\\n  + s\n\\end{align}", "s")
    assert str(caught.value).endswith("\n    s + \\foo \\\\\n        ^^^^")


DEEP = {"brackets": ("(", ")"), "roots": (r"\sqrt{", "}"), "signs": ("-", ""), "powers": ("s^{", "}")}


@pytest.mark.parametrize("kind", DEEP)
def test_deep_nesting_is_no_crash(kind: str) -> None:
    opening, closing = DEEP[kind]
    formula = opening * 4000 + "s" + closing * 4000
    try:
        assert parse_latex(formula, "s") is ex.scalar("s")
    except ex.ParseError as error:
        assert "nested more than 1000 levels deep" in str(error)


PIECES = [
    *"xAy()[]{}|^_'&,+-=*/12 ~.", "||", "_{", "^{", "e^", "_i", r"\left(", r"\right)", r"\|", r"\frac", r"\sqrt",
    r"\log ", r"\sum_{i=1}^n ", r"\prod", r"\top", r"\mathbf", r"\hat", r"\\", r"\operatorname{tr}", r"\odot ", r"\in ",
    r"\begin{pmatrix}", r"\end{pmatrix}", r"\max", r"\min_x ", r"\mathbb{R}", r"\phi", r"\langle", r"\rangle",
]  # fmt: skip


def test_any_text_is_a_formula_or_an_explained_error() -> None:
    rng = random.Random(11)
    rows = [(formula, declarations) for formula, declarations, _ in INPUTS]
    for _ in range(500 * TIMES):
        formula, declarations = rng.choice(rows)
        for _ in range(rng.randint(1, 3)):
            at = rng.randint(0, len(formula))
            after = rng.choice([at, at + rng.randint(0, 5), len(formula)])
            formula = formula[:at] + rng.choice(["", rng.choice(PIECES)]) + formula[after:]
        try:
            read_latex(formula, declarations)
        except ex.ExtremumError as error:
            assert "^" in str(error).split("\n")[-1], (formula, str(error))


# -- round trips -------------------------------------------------------------------------------------------------------
def names(*expressions: Expr) -> list[object]:
    """What the names in expressions are: symbols, named parts, dimensions, indices, functions without a formula."""
    nodes = topological(expressions)
    dims = [value for node in nodes for value in (*node.shape, *node.params) if isinstance(value, Dim)]
    free = [Dim.of(atom) for dim in dims for atom in dim.atoms() if isinstance(atom, Name | IndexName)]
    functions = {str(node.params[0]) for node in nodes if node.op.name == "elementwise"} - FUNCTIONS.keys()
    parts = [node for node in nodes if node.op.name == "named"]
    symbols = [symbol for expr in expressions for symbol in expr.symbols]
    return [*symbols, *parts, *free, *(f"{name}: function" for name in functions)]


AMBIGUOUS = {
    r"0": "a zero without its size",
    r"\_": "a name that is no letter",
    r"y_{m}": "a state of a recurrence, which is declared as an object",
}
"""LaTeX of our printer that does not read back, and why."""


def returns(expr: Expr, *declarations: object) -> bool:
    """Whether what is printed reads back as the expression."""
    return read_latex(latex(expr), [*declarations, *names(expr)]).expr is expr  # type: ignore[list-item]


@pytest.mark.parametrize("entry", [pytest.param(entry, id=entry["id"]) for entry in checks.load()])
def test_public_cases_and_our_answers_read_back(entry: checks.Entry) -> None:
    asked, ours = checks.parsed(entry, entry["text"]), checks.answer(entry)
    for expr in (asked, ours):
        assert returns(expr, *(symbol for symbol in asked.symbols)) or latex(expr) in AMBIGUOUS


@pytest.mark.parametrize("row", GOLDEN, ids=[row[1] for row in GOLDEN])
def test_printed_expressions_read_back(row: tuple[Expr, str, str]) -> None:
    expr, printed, _ = row
    if printed in AMBIGUOUS:
        with pytest.raises((ex.ParseError, AssertionError)):
            assert returns(expr)
    else:
        assert returns(expr)


def _is_read_otherwise(expr: Expr) -> str:
    """Why a printed example has another reading; empty: it has none."""
    for node in topological([expr]):
        square = node.rows is node.cols and not node.is_scalar
        if square and node.op.name == "elementwise" and node.params[0] == "abs":
            return "|A| of a square matrix is its determinant"
        if square and node.op.name == "hadamard" and r"\sqrt" in latex(node):
            return "the root of a square matrix is that of the matrix"
    return ""


FOR_NUMBERS = {"logsumexp_over", "logsumexp_rows", "logabsdet", "larger", "smaller"}
"""What stands for other forms while numbers are computed; it is written as those."""


@pytest.mark.parametrize(
    "name", sorted(REGISTRY.keys() - {"carry", "state", "unknown", "implicit", "zeros", "functional", *FOR_NUMBERS})
)
def test_printed_examples_read_back(name: str) -> None:
    rng = random.Random(name)
    tried = 0
    for expr in [REGISTRY[name].example(rng) for _ in range(8 * TIMES)]:
        symbols = [node.name for node in topological([expr]) if node.op.name == "symbol"]
        if len({*symbols}) == len(symbols) and not _is_read_otherwise(expr):
            assert returns(expr), latex(expr)
            tried += 1
    assert tried


def test_a_recurrence_is_declared_as_an_object() -> None:
    m, n = ex.dims("m n")
    k = ex.index("k", m, start=0)
    A, x = ex.matrix("A", n, n), ex.vector("x", n)
    states = ex.recurrence("y", x, lambda state: ex.tanh(A @ state), k)
    assert parse_latex(r"\left\lVert y_{m}\right\rVert", [states, m]) is ex.norm2(states[m])


def test_a_decimal_fraction_of_three_characters_is_no_thousand() -> None:
    expr = ex.parse("3*0.1^(-p)*a", "a; p")
    assert parse_latex(latex(expr), "a; p") is expr


# -- either notation ---------------------------------------------------------------------------------------------------
def test_either_notation() -> None:
    declarations = "A[n,n]; x[n]"
    assert read_either("x'*A*x", declarations).expr is read_either(r"x^\top A x", declarations).expr
    assert read_either("norm2(A*x - b)", declarations).inferred == ("b[n]",)
    assert read_either(r"\|A\|", declarations).notes
    assert not is_latex("x^T*A*x") and is_latex("x^{T} A x") and is_latex("$x$")
    for text in ("x^T*A*x", "x^T A x", "x'Ax"):
        assert read_either(text, declarations).expr is ex.parse("x'*A*x", declarations)
    assert read_either("||Ax - b||^2", declarations).expr is ex.parse("norm2(A*x - b)^2", f"{declarations}; b[n]")
    with pytest.raises(ex.ParseError, match="an operator is missing"):  # neither: the error of the text language
        read_either("x'*A loss", declarations)
    with pytest.raises(ex.ParseError, match="unknown command"):
        read_either(r"x^\topp A x", declarations)


def test_every_formula_of_the_list_is_told_apart() -> None:
    plain = [formula for formula, _, _ in INPUTS if not is_latex(formula)]
    assert all(is_latex(formula) for formula, _, _ in INPUTS if "\\" in formula)
    assert not any(is_latex(intended) for _, _, intended in INPUTS)
    assert plain  # without a command a formula is taken for the text language


# -- the page ----------------------------------------------------------------------------------------------------------
def test_the_page_shows_what_is_read_now() -> None:
    page = Path(__file__).parents[2] / "docs" / "latex-input.md"
    failed, tried = doctest.testfile(str(page), module_relative=False)
    assert tried > 10
    assert not failed


@pytest.mark.parametrize(
    ("latex", "declared", "meaning"),
    [
        (r"1^\top A 1", "A[n,n]", "sum(A)"),
        (r"x^\top 1 + x^\top x", "x[n]", "sum(x) + x'*x"),
        (r"\|A 1 - b\|^2", "A[n,m]; b[n]", "norm2(A*ones(m) - b)^2"),
        (r"a \cdot 1 + 2 \cdot 1", "a", "a + 2"),
    ],
)
def test_a_1_after_a_factor_is_the_vector_of_ones(latex: str, declared: str, meaning: str) -> None:
    reading = ex.read_latex(latex, declared)
    assert ex.equal(reading.expr, ex.parse(meaning, declared))
    assert any("vector of ones" in note for note in reading.notes) == ("top" in latex or "|" in latex)


@pytest.mark.parametrize("text", ["3*125^p*a", "1000*125^p*(1 + a)", "2*5^(p + 1)/a", "2/3*10^p*a", "2^p*3^a"])
def test_powers_of_numbers_read_back(text: str) -> None:
    """``3 \\, 125^p`` would be the number 3125."""
    expr = ex.parse(text, "a; p")
    assert parse_latex(ex.latex(expr), "a; p") is expr
