"""The page as files, in a browser without a server of ours: Python runs in the page."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from extremum.web.browser.build import build
from tests.browser.test_page import PROBLEMS, ask

expect = pytest.importorskip("playwright.sync_api", reason="no Playwright: pip install playwright").expect
pytestmark = pytest.mark.long
ROOT = Path(__file__).parents[2]
FIVE = [*[*PROBLEMS][:4], "sum_i(norm2(x[i] - mu)^2)"]
SOLVED = {"norm2(A*x - b)^2": "global minimum", "sum_i(norm2(x[i] - mu)^2)": "global minimum, unique"}


class Quiet(SimpleHTTPRequestHandler):
    """Files, without a line for each."""

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the page, built from the working tree."""
    folder = tmp_path_factory.mktemp("files")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    try:
        build(folder / "page", next(folder.glob("*.whl")))
    except (subprocess.CalledProcessError, FileNotFoundError) as error:
        pytest.skip(f"Pyodide could not be fetched: {error}")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder / "page"))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="module")
def page(browser: Any, files: str) -> Iterator[Any]:
    """The page, once Python has started."""
    opened = browser.new_page()
    opened.set_default_timeout(300_000)
    opened.goto(files)
    opened.wait_for_selector("#answer math")
    yield opened
    opened.close()


def test_the_banner_says_what_needs_the_server(page: Any) -> None:
    assert "need the server" in page.inner_text("#banner")


@pytest.mark.parametrize("text", FIVE)
def test_it_derives_checks_and_solves(page: Any, text: str) -> None:
    declarations, wrt, expected = PROBLEMS[text]
    claim = expected.partition(" = ")[2]
    ask(page, text, declarations, wrt, "code")
    assert "def gradient(" in page.inner_text("#answer")
    ask(page, text, declarations, wrt, "steps")
    assert "gradient" in page.inner_text("#answer")
    ask(page, text, declarations, wrt, "check", claim=claim)
    assert "right: The claim is the gradient" in page.inner_text("#answer")
    ask(page, text, declarations, wrt, "check", claim=f"3*({claim})")
    assert "wrong (factor): " in page.inner_text("#answer")
    ask(page, text, declarations, wrt, "extremum", sense="min")
    assert SOLVED.get(text, "") in page.inner_text("#answer")


def test_a_formula_is_typed_in_two_dimensions(page: Any) -> None:
    ask(page, "sum(exp(x))", ["x[n]"], "x", "derivative")
    page.get_by_role("button", name="two dimensions").click()
    field = page.frame_locator("#field iframe").locator("math-field")
    expect(field).to_have_js_property("value", r"\mathbf{1}_{n}^{\top} \exp\left(x\right)")
    field.click()
    expect(field).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("log(1/s+s^2")
    expect(page.locator("#formula")).to_have_value(r"\log\left(\frac{1}{s+s^2}\right)")
    page.get_by_role("button", name="two dimensions").click()


def test_nothing_comes_from_elsewhere(page: Any, files: str) -> None:
    loaded = page.evaluate("performance.getEntriesByType('resource').map(entry => entry.name)")
    assert loaded and all(name.startswith(files) for name in loaded)
