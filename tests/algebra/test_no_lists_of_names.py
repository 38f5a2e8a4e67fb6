"""Facts about operations and structures stand in their records: no pass keeps a list of their names, or counts
parameters."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache, partial
from pathlib import Path

import pytest

import extremum
from extremum.algebra.node import REGISTRY
from extremum.structures import STRUCTURES

SOURCE = Path(extremum.__file__).parent
HOME = "operations/"
OTHER_WORDS = {
    "algebra/lengths.py": "kinds of written forms",
    "compiling/": "the backend: tables from an operation to a term, and kinds of terms and names of calls in code",
    "notation/": "kinds of written forms (Form.kind), and a notation's spelling of calls",
    "reading/": "kinds of syntax trees (Tree.kind), and names of functions as people write them",
    "checking/syntax.py": "kinds of syntax trees, as in reading/",
    "checking/edits/": "kinds of syntax trees, and functions whose names people confuse",
}
"""Where words that happen to be names of operations mean something else; to ask ``node.op`` is wrong there too."""

TABLES = (
    "compiling/lowering.py", "compiling/pairs.py", "compiling/samples.py", "algebra/rules.py", "identities/stable.py",
    "identities/logarithms.py",
)  # fmt: skip
"""Tables from an operation to its term, to the rules about it, and to its logarithm."""

FILES = sorted(str(path.relative_to(SOURCE)) for path in SOURCE.rglob("*.py"))
FLOORS = sorted({file.partition("/")[0] for file in FILES} - {HOME.rstrip("/")})
each_floor = pytest.mark.parametrize("floor", FLOORS)


@cache
def _tree(file: str) -> ast.Module:
    return ast.parse((SOURCE / file).read_text(encoding="utf-8"))


@cache
def _nodes(tree: ast.AST) -> list[ast.AST]:
    """What can be a finding, or its surroundings."""
    kinds = (ast.Assign, ast.Tuple, ast.List, ast.Set, ast.Dict, ast.Compare, ast.Subscript, ast.Call, ast.BoolOp)
    return [node for node in ast.walk(tree) if isinstance(node, kinds)]


def groups_of_names(tree: ast.AST, names: Collection[str] = REGISTRY) -> Iterator[tuple[int, list[str]]]:
    """Literal tuples, lists, sets and dictionaries with two or more names of operations in them; not ``__all__``."""
    exported = {
        id(node.value)
        for node in _nodes(tree)
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets)
    }
    for node in _nodes(tree):
        entries: list[ast.expr | None] = []
        if isinstance(node, ast.Tuple | ast.List | ast.Set) and id(node) not in exported:
            entries = list(node.elts)
        elif isinstance(node, ast.Dict):
            entries = list(node.keys)
        found = [e.value for e in entries if isinstance(e, ast.Constant) and e.value in names]
        if len(set(found)) > 1:
            assert isinstance(node, ast.expr)
            yield node.lineno, [str(name) for name in found]


def _is_name_of_operation(node: ast.AST) -> bool:
    """``….op.name``."""
    return isinstance(node, ast.Attribute) and node.attr == "name" and ast.unparse(node).endswith("op.name")


def questions_to_lists(tree: ast.AST) -> Iterator[int]:
    """``op.name in names``, ``table[op.name]``, ``table.get(op.name)``, ``op.name == "a" or op.name == "b"``."""
    for node in _nodes(tree):
        if isinstance(node, ast.Compare) and _is_name_of_operation(node.left):
            if any(isinstance(sign, ast.In | ast.NotIn) for sign in node.ops):
                yield node.lineno
        elif isinstance(node, ast.Subscript) and _is_name_of_operation(node.slice):
            yield node.lineno
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get":
            if node.args and _is_name_of_operation(node.args[0]):
                yield node.lineno
        elif isinstance(node, ast.BoolOp):
            sides = [ast.unparse(v.left) for v in node.values if isinstance(v, ast.Compare) and _is_named(v)]
            if len(sides) > len(set(sides)):
                yield node.lineno


def _is_named(node: ast.Compare) -> bool:
    return _is_name_of_operation(node.left) and isinstance(node.comparators[0], ast.Constant)


def parameters_by_place(tree: ast.AST) -> Iterator[int]:
    """``node.params[2]``."""
    for node in _nodes(tree):
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Attribute) and node.value.attr == "params":
            yield node.lineno


Finder = Callable[[ast.AST], Iterable[object]]


def _found(floor: str, finder: Finder, but: tuple[str, ...] = ()) -> dict[str, object]:
    """What a finder finds in the files of a floor, by file."""
    files = [file for file in FILES if file.partition("/")[0] == floor and not file.startswith(but)]
    return {file: found for file in files if (found := list(finder(_tree(file))))}


@each_floor
def test_no_literal_group_of_operations(floor: str) -> None:
    assert not _found(floor, groups_of_names, tuple(OTHER_WORDS)), "ask the record, node.op.<trait>"


@pytest.mark.parametrize("floor", [floor for floor in FLOORS if floor != "structures"])
def test_no_literal_group_of_structures(floor: str) -> None:
    """A page of an operation says which facts about its arguments make which of its result; nobody else lists them."""
    groups = partial(groups_of_names, names=STRUCTURES)
    assert not _found(floor, groups), "ask the record, STRUCTURES[name].<trait>"


@each_floor
def test_no_list_is_asked_for_an_operation(floor: str) -> None:
    assert not _found(floor, questions_to_lists, TABLES), "ask the record, node.op.<trait>"


@each_floor
def test_no_parameter_is_read_by_its_place(floor: str) -> None:
    assert not _found(floor, parameters_by_place, ("algebra/",)), "ask by name, node.size or node.param('size')"


def test_the_algebra_names_no_operation() -> None:
    for file in (file for file in FILES if file.startswith("algebra/")):
        for node in ast.walk(_tree(file)):
            compared = [node.left, *node.comparators] if isinstance(node, ast.Compare) else []
            names = [c for c in compared if isinstance(c, ast.Constant) and c.value in REGISTRY]
            assert not (names and any(map(_is_name_of_operation, compared))), f"{file}:{names}"


def test_every_exception_is_needed() -> None:
    for place in OTHER_WORDS:
        assert any(list(groups_of_names(_tree(file))) for file in FILES if file.startswith(place)), place


@pytest.mark.parametrize(
    ("code", "finder"),
    [
        ("x = {'sum', 'scale'}", groups_of_names),
        ("f = {'sum': 1, 'vec': 2}", groups_of_names),
        ("node.op.name in LINEAR", questions_to_lists),
        ("TABLE[term.op.name]", questions_to_lists),
        ("TABLE.get(term.op.name, 0)", questions_to_lists),
        ("a.op.name == 'sum' or a.op.name == 'vec'", questions_to_lists),
        ("node.params[2]", parameters_by_place),
        ("facts & {'unit', 'sign'}", lambda tree: groups_of_names(tree, STRUCTURES)),
    ],
)
def test_the_check_finds_what_it_looks_for(code: str, finder: object) -> None:
    assert callable(finder) and list(finder(ast.parse(code)))
