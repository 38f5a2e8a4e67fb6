"""A server of the page, and a browser: Chromium of the system or of Playwright. Without one the tests are skipped."""

from __future__ import annotations

import os
import shutil
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from extremum.web.app import application
from extremum.web.workers import Workers

sync_api = pytest.importorskip("playwright.sync_api", reason="no Playwright: pip install playwright")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """The address of a running page."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(application(Workers(2, 30)), port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}/"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A browser without a window."""
    usual = sys.platform == "linux" and "PLAYWRIGHT_BROWSERS_PATH" not in os.environ
    if usual and CHROMIUM is None and not list(Path.home().glob(".cache/ms-playwright/chromium*")):
        pytest.skip("no browser: install chromium, or run playwright install chromium")  # to ask takes seconds
    with sync_api.sync_playwright() as playwright:
        try:
            opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        except sync_api.Error as error:
            pytest.skip(f"no browser: install chromium, or run playwright install chromium ({str(error)[:60]})")
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def window(browser: Any) -> Any:
    """One tab for all tests: another starts a process, and compiles what the page runs."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    opened = context.new_page()
    opened.set_default_timeout(30_000)
    return opened


@pytest.fixture
def page(window: Any, address: str) -> Iterator[Any]:
    """The page as who never was there finds it; what its console complains about is an error at the end."""
    forgotten(window, address)
    complaints: list[str] = []
    heard = {
        "pageerror": lambda error: complaints.append(str(error)),
        "console": lambda message: complaints.append(message.text) if message.type == "error" else None,
    }
    for event, hear in heard.items():
        window.on(event, hear)
    window.goto(address)
    window.wait_for_selector("#answer math")
    yield window
    window.goto("about:blank")
    for event, hear in heard.items():
        window.remove_listener(event, hear)
    assert [line for line in complaints if "422" not in line] == []  # 422: a formula that is being typed


def forgotten(window: Any, address: str) -> None:
    """What an earlier test stored, routed and set."""
    session = window.context.new_cdp_session(window)
    session.send("Storage.clearDataForOrigin", {"origin": address.rstrip("/"), "storageTypes": "all"})
    session.detach()
    window.unroute_all(behavior="ignoreErrors")
    window.emulate_media(media="null", color_scheme="light")
    window.set_viewport_size({"width": 1280, "height": 720})
    window.mouse.move(0, 0)
