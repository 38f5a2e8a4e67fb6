"""The page as people use it: typing, the tabs, the keyboard, links, small screens."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.draws import part

expect = pytest.importorskip("playwright.sync_api", reason="no Playwright: pip install playwright").expect
expect.set_options(timeout=30_000)

PROBLEMS = {
    "norm2(A*x - b)^2": (["A[m,n]", "x[n]"], "x", "∂f/∂x = 2*A'*(A*x - b)"),
    "x'*A*x": (["A[n,n]", "x[n]"], "x", "∂f/∂x = (A + A')*x"),
    "tr(A*X*B)": (["A[n,m]", "X[m,k]", "B[k,n]"], "X", "∂f/∂X = A'*B'"),
    "logdet(X)": (["X[n,n]: positive_definite"], "X", "∂f/∂X = inv(X)"),
    "sum(exp(x))": (["x[n]"], "x", "∂f/∂x = exp(x)"),
    r"\|A x - b\|_2^2": (["A[m,n]", "x[n]", "b[m]"], "x", "∂f/∂x = 2*A'*(A*x - b)"),
    "a'*X*b": (["a[n]", "X[n,m]", "b[m]"], "X", "∂f/∂X = a*b'"),
    "sum_i(norm2(x[i] - mu)^2)": (["x[d] for i in 1..N", "mu[d]"], "mu", "∂f/∂mu = 2*sum_i(mu - x[i])"),
    "a*s^2": (["a", "s"], "s", "∂f/∂s = 2*a*s"),
    "det(X)": (["X[n,n]: invertible"], "X", "∂f/∂X = det(X)*inv(X)'"),
}
TABS = ["derivative", "steps", "check", "extremum", "code", "numbers"]


def ask(page: Any, text: str, declarations: list[str], wrt: str, tab: str = "derivative", **options: str) -> None:
    """Opens a question by its link."""
    state = {"text": text, "declarations": declarations, "wrt": wrt, "tab": tab, "options": {tab: options}}
    link = page.evaluate("async state => (await import('/static/share.js')).toFragment(state)", state)
    page.evaluate("link => { document.querySelector('#answer').replaceChildren(); location.hash = link }", link)
    settle(page)


def settle(page: Any) -> None:
    """Waits until the last question is answered."""
    page.wait_for_selector("#answer:not([aria-busy]) > *", state="attached")


def copied(page: Any, what: str = "copy text") -> str:
    page.get_by_role("button", name=what).click()
    page.get_by_role("button", name="copied").wait_for()
    return str(page.evaluate("navigator.clipboard.readText()"))


@pytest.mark.parametrize("text", part(list(PROBLEMS), 3))
def test_derivatives(page: Any, text: str) -> None:
    declarations, wrt, expected = PROBLEMS[text]
    ask(page, text, declarations, wrt)
    assert copied(page) == expected


@pytest.mark.parametrize("tab", TABS)
def test_each_tab_answers_all_problems(page: Any, tab: str) -> None:
    for text, (declarations, wrt, expected) in part(list(PROBLEMS.items()), 3):
        options = {"check": {"claim": expected.partition(" = ")[2]}, "numbers": {"data": "s = 2; a = 3"}}.get(tab, {})
        ask(page, text, declarations, wrt, tab, **options)
        shown = page.inner_text("#answer")
        if tab == "check":
            assert "right" in shown, (text, shown)
        elif tab == "steps":
            assert "gradient" in shown
        elif tab == "code":
            assert "def gradient(" in shown


def test_typing_shows_the_formula_and_its_errors(page: Any) -> None:
    page.fill("#formula", "a'*b + ")
    page.wait_for_selector("#problem:not([hidden])")
    assert "a'*b +" in page.inner_text("#problem")
    page.fill("#formula", "s^2 + 1")
    page.wait_for_selector("#problem", state="hidden")
    expect(page.locator("#variables tbody tr")).to_have_count(1)
    assert page.get_attribute("#preview math", "xmlns") == "http://www.w3.org/1998/Math/MathML"


def test_what_does_not_read_has_no_answer(page: Any) -> None:
    """The answer to the formula before is not shown under another one."""
    ask(page, "sum(exp(x))", ["x[n]"], "x")
    page.fill("#formula", "sum(exp(x)")
    page.wait_for_selector("#problem:not([hidden])")
    expect(page.locator("#answer")).to_be_empty()
    expect(page.locator("#copies")).to_be_empty()
    expect(page.locator("#preview")).to_have_class("stale")
    page.fill("#formula", "sum(exp(2*x))")
    expect(page.locator("#answer")).to_contain_text("exp")
    expect(page.locator("#preview")).not_to_have_class("stale")


def test_what_is_typed_beside_the_formula_is_asked_with_a_button_and_with_a_key(page: Any) -> None:
    ask(page, "norm2(x)^2", ["x[n]"], "x", "extremum")
    field = page.get_by_label("subject to")
    field.press_sequentially("sum(x) == 1")
    page.get_by_role("button", name="find").click()
    expect(page.locator("#answer")).to_contain_text("global minimum")
    expect(page.locator("#answer")).to_contain_text("multiplier")
    field.fill("sum(x) == ")
    field.press("Control+Enter")
    expect(page.locator("#answer .error")).to_contain_text("sum(x) ==")


@pytest.mark.parametrize(
    ("text", "wrt"),
    [
        (r"-\frac{N}{2}\log|\Sigma| - \frac12\sum_{i=1}^N (x_i-\mu)^\top\Sigma^{-1}(x_i-\mu)", "mu"),
        (r"\frac12\|v\|^2 + \sum_{i=1}^n \max(0, 1 - y_i(v^\top x_i + b))", "v"),
        ("norm2(B*z - d)^2 + s*norm2(z)^2", "z"),
    ],
)
def test_the_variable_is_not_one_of_the_data(page: Any, text: str, wrt: str) -> None:
    page.fill("#formula", text)
    expect(page.locator(f"input[name=wrt][value={wrt}]")).to_be_checked()


def test_a_new_formula_forgets_what_was_declared_for_another(page: Any) -> None:
    ask(page, "tr(A*X)", ["A[n,n]: symmetric", "X[n,n]"], "X")
    page.focus("#formula")
    page.keyboard.press("End")
    page.keyboard.type(" + tr(A)")
    expect(page.get_by_label("assumptions about A")).to_have_value("symmetric")
    page.keyboard.press("Control+A")
    page.keyboard.type("norm2(A*z)^2")
    expect(page.locator("input[name=wrt][value=z]")).to_have_count(1)
    expect(page.get_by_label("assumptions about A")).to_have_value("")


def test_a_declaration_can_be_changed(page: Any) -> None:
    ask(page, "tr(A*X)", ["A[n,n]", "X[n,n]"], "X")
    assert copied(page) == "∂f/∂X = A'"
    page.get_by_label("assumptions about A").fill("symmetric")
    page.get_by_label("assumptions about A").press("Enter")
    expect(page.locator("#answer")).not_to_contain_text("⊤")
    assert copied(page) == "∂f/∂X = A"


def test_a_link_is_the_question(page: Any, browser: Any) -> None:
    ask(page, "sum(exp(x))", ["x[n]"], "x", "steps", style="jacobian")
    page.get_by_role("button", name="Copy a link to this question").click()
    expect(page.locator("#shared")).to_have_text("copied")
    link = page.evaluate("navigator.clipboard.readText()")
    other = browser.new_page()
    other.goto(link)
    settle(other)
    assert other.input_value("#formula") == "sum(exp(x))"
    assert other.get_by_role("tab", name="steps").get_attribute("aria-selected") == "true"
    assert other.inner_text("#answer") == page.inner_text("#answer")
    other.close()


def test_the_keyboard_is_enough(page: Any) -> None:
    page.keyboard.press("Tab")  # the link past the head
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.focus("#formula")
    page.keyboard.press("Control+A")
    page.keyboard.type("u^2 + 1")
    expect(page.locator("#variables tbody tr")).to_have_count(1)
    page.focus("#tab-derivative")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.id") == "tab-steps"
    expect(page.locator("#answer")).to_contain_text("gradient")


SCREENS = [
    (320, "dark"),
    (1400, "light"),
    *(
        pytest.param(*screen, marks=pytest.mark.long)
        for screen in [(320, "light"), (768, "light"), (768, "dark"), (1400, "dark")]
    ),
]


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_no_width_scrolls_and_nothing_is_out_of_reach(page: Any, width: int, scheme: str) -> None:
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="no axe: pip install axe-playwright-python"
    )
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    for tab in TABS:
        page.click(f"#tab-{tab}")
        expect(page.locator("#answer")).not_to_have_attribute("aria-busy", "true")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        found = axe.Axe().run(page)
        assert found.violations_count == 0, found.generate_report()


def test_earlier_questions_come_back(page: Any) -> None:
    ask(page, "sum(exp(x))", ["x[n]"], "x")
    ask(page, "det(X)", ["X[n,n]: invertible"], "X")
    page.click("#history summary")
    page.get_by_role("button", name="sum(exp(x))").click()
    expect(page.locator("#formula")).to_have_value("sum(exp(x))")


def test_code_is_copied_for_each_library(page: Any) -> None:
    ask(page, "norm2(A*x - b)^2", ["A[m,n]", "x[n]"], "x", of="hessian")
    for label, module in {"NumPy": "import numpy as np", "JAX": "import jax"}.items():
        page.get_by_role("button", name=f"copy {label}").click()
        page.get_by_role("button", name="copied").first.wait_for()
        text = page.evaluate("navigator.clipboard.readText()")
        assert module in text or label == "NumPy"
        assert "def hessian(" in text
        settle(page)
        page.reload()
        settle(page)


def test_rules_are_shown_where_one_points(page: Any) -> None:
    ask(page, "norm2(A*x - b)^2", ["A[m,n]", "x[n]"], "x", "steps", rules="hover")
    rule = page.locator("#answer .derivation td[role=note]").first
    expect(rule).to_have_css("opacity", "0")
    page.locator("#answer .derivation tr[tabindex]").first.hover()
    expect(rule).to_have_css("opacity", "1")
    page.mouse.move(0, 0)
    expect(rule).to_have_css("opacity", "0")
    page.locator("#answer .derivation tr[tabindex]").first.focus()
    expect(rule).to_have_css("opacity", "1")
    ask(page, "norm2(A*x - b)^2", ["A[m,n]", "x[n]"], "x", "steps", rules="beside")
    expect(page.locator("#answer .derivation td:last-child").nth(1)).to_have_css("opacity", "1")


def test_the_course_of_a_run_is_drawn(page: Any) -> None:
    ask(page, "sum(exp(x)) + norm2(x)^2", ["x[n]"], "x", "numbers", task="minimize", data="x = [1, 2]")
    chart = page.locator("#answer svg.chart")
    expect(chart).to_be_visible()
    assert len(chart.locator("polyline").get_attribute("points").split()) > 1
    assert "iterations" in chart.locator("title").text_content()


def test_what_is_fitted_is_drawn_beside_the_data(page: Any) -> None:
    data = "X = [[1, 1], [1, 2], [1, 4]]; y = [1, 2, 4.5]"
    ask(page, "norm2(X*w - y)^2", ["X[n,m]", "w[m]", "y[n]"], "w", "numbers", task="minimize", data=data)
    chart = page.locator("#answer svg.chart").first
    expect(chart.locator("circle")).to_have_count(3)
    assert len(chart.locator("polyline").get_attribute("points").split()) == 3
    assert chart.locator("title").text_content() == "y: 3 numbers, and the model"
    expect(chart).to_contain_text("X[:,2] 4")


def test_paper_has_the_answer_and_no_controls(page: Any) -> None:
    page.emulate_media(media="print")
    expect(page.locator("#answer math").first).to_be_visible()
    for hidden in ("[role=tablist]", "#copies", "#formula"):
        expect(page.locator(hidden)).to_be_hidden()


FIELD = """
export class MathfieldElement extends HTMLElement {
  getValue() { return this.textContent; }
  setValue(text) { this.textContent = text; }
}
customElements.define("math-field", MathfieldElement);
"""
"""As much of MathLive as the frame uses; the files of the page are tested with MathLive itself."""


def opened_field(page: Any, module: str) -> Any:
    """The frame for two dimensions, with a module in the place of MathLive."""
    page.route("**/mathlive.min.mjs", lambda route: route.fulfill(body=module, content_type="text/javascript"))
    page.get_by_role("button", name="two dimensions").click()
    return page.frame_locator("#field iframe")


def test_a_formula_typed_in_two_dimensions_is_the_formula(page: Any) -> None:
    ask(page, "sum(exp(x))", ["x[n]"], "x")
    field = opened_field(page, FIELD).locator("math-field")
    expect(field).to_contain_text(r"\exp")
    field.evaluate(r"e => { e.setValue('\\|A z\\|^2'); e.dispatchEvent(new Event('input')); }")
    expect(page.locator("#formula")).to_have_value(r"\|A z\|^2")
    expect(page.locator("input[name=wrt][value=z]")).to_be_checked()
    page.fill("#formula", "log(s)")
    expect(field).to_contain_text(r"\log")
    page.get_by_role("button", name="two dimensions").click()
    expect(page.locator("#field")).to_be_empty()


def test_without_mathlive_the_frame_says_how_to_get_it(page: Any) -> None:
    frame = opened_field(page, "throw new Error('not there');")
    expect(frame.locator("#missing")).to_contain_text("python -m extremum.web.mathlive")
