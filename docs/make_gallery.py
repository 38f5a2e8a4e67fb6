"""Writes docs/gallery.md: each example of examples/, and what it prints now: python docs/make_gallery.py"""

from __future__ import annotations

import ast
import contextlib
import io
from pathlib import Path

ROOT = Path(__file__).parent.parent
PATH = ROOT / "docs/gallery.md"

_ORDER = (
    "least_squares", "ridge", "logistic_regression", "softmax_regression", "gaussian_likelihood", "mixture",
    "gp_marginal_likelihood", "kalman_gain", "metric_learning", "pca_reconstruction", "matrix_factorisation",
    "attention",
)  # fmt: skip


def printed(name: str) -> str:
    """What an example prints."""
    source = (ROOT / f"examples/{name}.py").read_text()
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(source, f"examples/{name}.py", "exec"), {})
    return out.getvalue()


def entry(name: str) -> str:
    """An example's part of the page: its title, its code and its output."""
    source = (ROOT / f"examples/{name}.py").read_text()
    title, _, rest = (ast.get_docstring(ast.parse(source)) or "").partition(": ")
    code = source.split('"""\n', 1)[1].strip()
    parts = [f"## {title}", rest[:1].upper() + rest[1:], f"```python\n{code}\n```"]
    return "\n\n".join([*parts, f"```text\n{printed(name).rstrip()}\n```"])


def page() -> str:
    """The page."""
    names = [path.stem for path in (ROOT / "examples").glob("*.py")]
    assert sorted(names) == sorted(_ORDER), set(names) ^ set(_ORDER)
    head = (
        "# Gallery\n\nObjectives as people meet them, each from paper to its derivative, its solution or its numbers. "
        "The code is in `examples/`; the output is what it prints (`make docs` writes this page, a test compares it)."
    )
    return "\n\n".join([head, *(entry(name) for name in _ORDER)]) + "\n"


if __name__ == "__main__":
    PATH.write_text(page())
