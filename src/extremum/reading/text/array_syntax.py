"""The syntax of code: what is code of NumPy or PyTorch, the names in it, and what of it has no form in the language."""

from __future__ import annotations

import ast
import re

from extremum.reading.text.array_names import LIBRARIES

_ARRAYS = re.compile(
    r"\b(?:np|numpy|jnp|torch)\s*\.|\.shape\s*\[|\bNone\b"
    r"|\.(?:sum|mean|dot|trace|diagonal|transpose|astype|t|mm|mv|matmul|norm|pow)\s*\("
)


class NotReadError(Exception):
    """What has no form in the language, and where it stands."""

    def __init__(self, node: ast.expr) -> None:
        super().__init__()
        self.name, self.start, self.end = ast.unparse(node), node.col_offset, node.end_col_offset or node.col_offset

    def after(self, blanks: int) -> NotReadError:
        """The same behind some blanks."""
        self.start, self.end = self.start + blanks, self.end + blanks
        return self


def names_of_code(text: str) -> list[str] | None:
    """The names of arrays in code; None of another text.

    >>> names_of_code("np.exp(-X @ w).sum()"), names_of_code("x'*x")
    (['X', 'w'], None)
    """
    tree = tree_of(text)
    if tree is None:
        return None
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    found = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in called]
    return sorted({*found} - {*LIBRARIES})


def tree_of(text: str) -> ast.expr | None:
    """The syntax of code; None of another text."""
    if _ARRAYS.search(text) is None:
        return None
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError):
        return None


def is_new_axis(node: ast.expr) -> bool:
    """Whether it is ``None`` or ``np.newaxis``."""
    return ast.unparse(node) in ("None", *(f"{library}.newaxis" for library in LIBRARIES))


def is_library(owner: ast.expr) -> bool:
    """Whether it is ``np`` or ``np.linalg``."""
    if isinstance(owner, ast.Attribute):
        return owner.attr == "linalg" and is_library(owner.value)
    return isinstance(owner, ast.Name) and owner.id in LIBRARIES
