"""From the NumPy-like text of the public cases to the text language; shapes tell scaling from the entrywise product.

Run ``python -m tests.cases.translate SOURCE TARGET`` to write the translated cases of a file of cases.
"""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from extremum.algebra.dims import ONE, Dim, Shape

SUM, ENTRYWISE, PRODUCT, SIGNED, POWER, POSTFIX, ATOM = range(7)
SCALAR: Shape = (ONE, ONE)

FACTS = {
    "spd": "positive_definite", "posdet": "positive_det", "labels": "sign", "labels01": "binary", "integer": "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """A piece of text with its shape; ``columns``: it is the text of column i of a matrix of samples."""

    text: str
    level: int
    shape: Shape
    columns: bool = False

    def at(self, least: int) -> str:
        """The text, in parentheses where it binds more loosely than ``least``."""
        return self.text if self.level >= least else f"({self.text})"

    @property
    def is_scalar(self) -> bool:
        return self.shape == SCALAR


class Translator:
    """One case: its variables, and the texts that it names with ``where``."""

    def __init__(self, entry: Mapping[str, Any]) -> None:
        texts = [entry["expr"], entry["expected"], entry.get("relation_lhs", "")]
        self.family = next((name for name in entry["vars"] if any(f"{name}[:, [" in text for text in texts)), None)
        self.letter = "i"
        self.counts = {name for name, info in entry["vars"].items() if "integer" in info["assume"]}
        self.shapes = {name: _shape(info["shape"]) for name, info in entry["vars"].items()}
        self.where: dict[str, Written] = {}
        self.where = {name: self(text) for name, text in entry.get("where", {}).items()}

    def __call__(self, text: str) -> Written:
        return self.visit(ast.parse(text, mode="eval").body)

    def visit(self, node: ast.expr) -> Written:
        """The translation of one node."""
        return getattr(self, type(node).__name__.lower())(node)  # type: ignore[no-any-return]

    # -- pieces ------------------------------------------------------------------------------------------------------
    def constant(self, node: ast.Constant) -> Written:
        return Written(str(node.value), ATOM, SCALAR)

    def name(self, node: ast.Name) -> Written:
        if node.id in self.where:
            return self.where[node.id]
        if node.id == self.family:
            return Written(f"{node.id}[{self.letter}]", ATOM, self.shapes[node.id], columns=True)
        return Written(node.id, ATOM, self.shapes.get(node.id, SCALAR))

    def attribute(self, node: ast.Attribute) -> Written:
        assert node.attr == "T", node.attr
        inner = self.visit(node.value)
        rows, cols = inner.shape
        if inner.is_scalar:
            return inner
        return replace(inner, text=f"{inner.at(POSTFIX)}'", level=POSTFIX, shape=(cols, rows))

    def subscript(self, node: ast.Subscript) -> Written:
        assert isinstance(node.value, ast.Name) and node.value.id == self.family
        return Written(f"{self.family}[{self.letter}]", ATOM, (self.shapes[self.family][0], ONE))

    def unaryop(self, node: ast.UnaryOp) -> Written:
        inner = self.visit(node.operand)
        return replace(inner, text=f"-{inner.at(PRODUCT)}", level=SIGNED if inner.level >= SIGNED else PRODUCT)

    def binop(self, node: ast.BinOp) -> Written:
        left, right = self.visit(node.left), self.visit(node.right)
        return _BINARY[type(node.op)](self, left, right)

    # -- operators ---------------------------------------------------------------------------------------------------
    def added(self, left: Written, right: Written, sign: str) -> Written:
        if left.columns != right.columns and (left.columns or right.columns):
            shape, columns = (left if left.columns else right).shape, True
        else:
            left, right = _filled(left, right.shape), _filled(right, left.shape)
            shape, columns = (right if left.is_scalar else left).shape, left.columns
        return Written(f"{left.text} {sign} {right.at(ENTRYWISE)}", SUM, shape, columns)

    def matmul(self, left: Written, right: Written) -> Written:
        assert left.shape[1] is right.shape[0], (left, right)
        if left.columns:
            inner = left if right.text.startswith("ones(") else self._times(left, right)
            return Written(f"sum_{self.letter}({inner.text})", ATOM, (left.shape[0], right.shape[1]))
        return self._times(left, right)

    def _times(self, left: Written, right: Written) -> Written:
        shape = (left.shape[0], right.shape[1])
        return Written(f"{left.at(PRODUCT)}*{right.at(POWER)}", PRODUCT, shape, right.columns)

    def star(self, left: Written, right: Written) -> Written:
        if left.is_scalar or right.is_scalar:
            shape = (right if left.is_scalar else left).shape
            return Written(f"{left.at(PRODUCT)}*{right.at(POWER)}", PRODUCT, shape)
        if left.shape != right.shape:
            assert left.shape == (right.shape[0], ONE), (left, right)
            bare = left.text.removeprefix("2*")  # a coefficient stays in front of the diagonal matrix
            scaled = Written(bare, left.level if bare == left.text else ATOM, left.shape)
            front = "2*" if bare != left.text else ""
            return Written(f"{front}diag({scaled.text})*{right.at(POWER)}", PRODUCT, right.shape)
        return Written(f"{left.at(SIGNED)}.*{right.at(POWER)}", ENTRYWISE, left.shape)

    def over(self, left: Written, right: Written) -> Written:
        if right.is_scalar:
            return Written(f"{left.at(PRODUCT)}/{right.at(POWER)}", PRODUCT, left.shape)
        assert left.is_scalar or left.shape == right.shape
        return Written(f"{left.at(SIGNED)}./{right.at(POWER)}", ENTRYWISE, right.shape)

    def raised(self, left: Written, right: Written) -> Written:
        operator = "^" if left.is_scalar else ".^"
        return Written(f"{left.at(POSTFIX)}{operator}{right.at(ATOM)}", POWER, left.shape)

    # -- functions ---------------------------------------------------------------------------------------------------
    def call(self, node: ast.Call) -> Written:
        assert isinstance(node.func, ast.Name)
        function = node.func.id
        if node.args and isinstance(node.args[0], ast.GeneratorExp):
            return self.binder(function, node.args[0])
        given = [self.visit(arg) for arg in node.args]
        return _CALLS[function](given) if function in _CALLS else _call(function, given)

    def binder(self, function: str, node: ast.GeneratorExp) -> Written:
        (loop,) = node.generators
        assert isinstance(loop.target, ast.Name) and isinstance(loop.iter, ast.Call)
        if self.family is not None:
            self.letter = loop.target.id
        body = self.visit(node.elt)
        return Written(f"{function}_{loop.target.id}({body.text})", ATOM, body.shape)


def _filled(part: Written, shape: Shape) -> Written:
    """A number that is added to a matrix, as a multiple of ones; to a vector it is added as it is."""
    if not part.is_scalar or shape == SCALAR or shape[1] is ONE:
        return part
    ones = f"ones({shape[0]}, {shape[1]})"
    return Written(ones if part.text == "1" else f"{part.at(PRODUCT)}*{ones}", PRODUCT, shape)


_BINARY: dict[type[ast.operator], Callable[[Translator, Written, Written], Written]] = {
    ast.Add: lambda t, a, b: t.added(a, b, "+"),
    ast.Sub: lambda t, a, b: t.added(a, b, "-"),
    ast.MatMult: Translator.matmul,
    ast.Mult: Translator.star,
    ast.Div: Translator.over,
    ast.Pow: Translator.raised,
}

Given = list[Written]


def _dim(part: Written) -> Dim:
    """A dimension: a product of names and numbers."""
    total = Dim.of(1)
    for factor in part.text.split("*"):
        total = total * Dim.of(int(factor) if factor.isdigit() else factor)
    return total


def _call(name: str, given: Given) -> Written:
    """A call written with the same name; scalars for functions of matrices that are scalars, else the shape kept."""
    text = f"{name}({', '.join(part.text for part in given)})"
    scalar = name in {"det", "logdet", "tr", "norm2", "norm1", "sum", "eigval"}
    return Written(text, ATOM, SCALAR if scalar else given[0].shape)


def _named(name: str) -> Callable[[Given], Written]:
    return lambda given: _call(name, given)


def _shaped(name: str, shape: Callable[[Given], Shape]) -> Callable[[Given], Written]:
    return lambda given: replace(_call(name, given), shape=shape(given))


def _ones(given: Given) -> Written:
    rows, cols = (_dim(part) for part in given)
    return Written(f"ones({rows})" if cols is ONE else f"ones({rows}, {cols})", ATOM, (rows, cols))


def _mpow(given: Given) -> Written:
    base, exponent = given
    if exponent.text.isdigit():
        return Written(f"{base.at(POSTFIX)}^{exponent.text}", POWER, base.shape)
    return _call("mpow", given)


def _sum_rows(given: Given) -> Written:
    (part,) = given
    rows, cols = part.shape
    return Written(f"{part.at(PRODUCT)}*ones({cols})", PRODUCT, (rows, ONE))


def _two(given: Given, rule: Callable[[Dim, Dim], Dim]) -> Shape:
    a, b = (part.shape for part in given)
    return rule(a[0], b[0]), rule(a[1], b[1])


_CALLS: dict[str, Callable[[Given], Written]] = {
    "normF": _named("norm2"),
    "sqnorm": lambda given: Written(f"norm2({given[0].text})^2", POWER, SCALAR),
    "diagm": _shaped("diag", lambda given: (given[0].shape[0],) * 2),
    "solve": lambda given: Written(f"inv({given[0].text})*{given[1].at(POWER)}", PRODUCT, given[1].shape),
    "adj": lambda given: Written(f"det({given[0].text})*inv({given[0].text})", PRODUCT, given[0].shape),
    "sum_rows": _sum_rows,
    "ones": _ones,
    "mpow": _mpow,
    "eye": _shaped("eye", lambda given: (_dim(given[0]),) * 2),
    "vec": _shaped("vec", lambda given: (given[0].shape[0] * given[0].shape[1], ONE)),
    "kron": _shaped("kron", lambda given: _two(given, lambda a, b: a * b)),
    "commutation": _shaped("commutation", lambda given: (_dim(given[0]) * _dim(given[1]),) * 2),
    "pinv": _shaped("pinv", lambda given: given[0].shape[::-1]),
    "eigval_sym": _named("eigval"),
    "eigvec_sym": _shaped("eigvec", lambda given: (given[0].shape[0], ONE)),
    "eigvals": _shaped("eigvals", lambda given: (given[0].shape[0], ONE)),
    "prod": _shaped("prod", lambda given: SCALAR),
}


def _shape(sizes: list[int | str]) -> Shape:
    rows, cols = (Dim.of(size) for size in sizes) if sizes else SCALAR
    return rows, cols


def declaration(name: str, info: Mapping[str, Any], family: bool) -> str:
    """The declaration of a variable; empty for a whole number, which is a dimension."""
    if "integer" in info["assume"]:
        return ""
    rows, cols = _shape(info["shape"])
    shape = "" if rows is cols is ONE else f"[{rows}]" if cols is ONE or family else f"[{rows},{cols}]"
    facts = ", ".join(FACTS.get(fact, fact) for fact in info["assume"])
    return f"{name}{shape}" + (f" for i in 1..{cols}" if family else "") + (f": {facts}" if facts else "")


def translated(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The case in the text language, with what is needed to check it on numbers."""
    translator = Translator(entry)
    declared = [declaration(name, info, name == translator.family) for name, info in entry["vars"].items()]
    result = {
        "id": entry["id"], "kind": entry["kind"], "declarations": [d for d in declared if d],
        "text": translator(entry["expr"]).text, "wrt": entry["wrt"],
    }  # fmt: skip
    if "relation_lhs" in entry:
        translator.shapes["G"] = translator.shapes[entry["wrt"]]
        result["relation"] = translator(entry["relation_lhs"]).text
    result["expected"] = translator(entry["expected"]).text
    if translator.family is not None:
        result["family"] = translator.family
    loops = [loop for text in (entry["expr"], entry["expected"]) for loop in _loops(text)]
    result |= {"indices": dict(loops)} if loops and translator.family is None else {}
    result |= {"structure": entry["structure"]} if "structure" in entry else {}
    return result | {"vars": entry["vars"], "numpy_f": entry["numpy_f"], "numpy_expected": entry["numpy_expected"]}


def _loops(text: str) -> list[tuple[str, str]]:
    """(index, number of values) of each sum over a range."""
    found = [node for node in ast.walk(ast.parse(text, mode="eval")) if isinstance(node, ast.comprehension)]
    return [(ast.unparse(loop.target), ast.unparse(loop.iter.args[0])) for loop in found]  # type: ignore[attr-defined]


def main(source: str, target: str) -> None:
    """Writes a file of translated cases."""
    entries = json.loads(Path(source).read_text())
    written = [translated({k: v for k, v in entry.items() if k != "verified"}) for entry in entries]
    Path(target).write_text(json.dumps(written, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
