"""The documentation site: every page is reached, every public name is in it, and its examples print what they say."""

from __future__ import annotations

import doctest
import re
import runpy
from pathlib import Path

import pytest

import extremum as ex

DOCS = Path(__file__).parents[2] / "docs"
PAGES = sorted(path for path in DOCS.rglob("*") if path.suffix in (".md", ".ipynb") and path.parent.name != "api")
API = runpy.run_path(str(DOCS / "make_api.py"))


def contents(page: Path) -> list[str]:
    """The pages that the tables of contents of a page name."""
    tables = re.findall(r"```\{toctree\}\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    lines = [line for table in tables for line in table.splitlines() if line and not line.startswith(":")]
    return [(page.parent / line).relative_to(DOCS).as_posix() for line in lines]


def test_every_page_is_reached_once() -> None:
    reached = ["index", *(name for page in PAGES if page.suffix == ".md" for name in contents(page))]
    written = [page.relative_to(DOCS).with_suffix("").as_posix() for page in PAGES]
    assert sorted(reached) == sorted([*written, "api/index"])  # the reference is written where the site is built


def test_links_between_pages_lead_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+\.(?:md|ipynb|py))[)#]", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), (page.name, target)


def test_every_public_name_is_in_the_reference_once_and_has_a_docstring() -> None:
    shown = re.findall(r"\.\. auto\w+:: extremum\.(\w+)", "".join(API["pages"]().values()))
    assert sorted(shown) == sorted(API["names"]())
    assert [name for name in shown if not getattr(ex, name).__doc__] == []


SESSIONS = [page for page in PAGES if page.suffix == ".md" and "```pycon" in page.read_text(encoding="utf-8")]


@pytest.mark.parametrize("page", SESSIONS, ids=lambda page: page.stem)
def test_examples(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    blocks = re.findall(r"```pycon\n(.*?)```", text, re.DOTALL)
    flags = doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL
    runner = doctest.DocTestRunner(optionflags=flags)
    runner.run(doctest.DocTestParser().get_doctest("\n".join(blocks), {}, page.name, str(page), 0))
    assert runner.failures == 0
