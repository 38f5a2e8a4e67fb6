"""What a written module does when it is run by itself: it compares its values on small data with those found here."""

from __future__ import annotations

from collections.abc import Mapping
from pprint import pformat
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from extremum.algebra.node import Expr
    from extremum.compiling.backends.record import Backend

_HEAD = """

if __name__ == "__main__":
{imports}
    def agree(found, wanted):
        \"\"\"Whether values are those that extremum found.\"\"\"
        found = found.tolist() if hasattr(found, "tolist") else found
        assert np.allclose(found, wanted, rtol=1e-8, atol=1e-10), (found, wanted)

"""


def self_test(functions: Mapping[str, Any], backend: str) -> str:
    """The last lines of a module; empty where no values are known: of functions without a formula, or of none that is
    finite at random data."""
    import numpy as np

    from extremum.compiling.backends import BACKENDS
    from extremum.compiling.compiled import compile
    from extremum.data.binding import interpreted
    from extremum.verify.sampling import sample_data

    roots = [expr for exprs in functions.values() for expr in _several(exprs)]
    data, sizes = sample_data(roots, np.random.default_rng(0), {})
    if any(map(callable, data.values())):
        return ""
    known: dict[str, str] = {}
    lines: list[str] = []
    for name, exprs in functions.items():
        made = compile(exprs, name=name)
        arguments = made.arguments({**data, **{k: v for k, v in sizes.items() if k in made.numbers}})
        wanted = [interpreted(expr, {**data, **sizes}) for expr in _several(exprs)]
        if not all(np.isfinite(one).all() for one in wanted):
            return ""
        known |= {key: _written(value, BACKENDS[backend].array) for key, value in arguments.items()}
        lines.append(f"found = {name}({', '.join(f'{key}=data[{key!r}]' for key in arguments)})")
        places = [f"found[{label!r}]" for label in exprs] if isinstance(exprs, Mapping) else ["found"]
        lines += [f"agree({place}, {_list(value)})" for place, value in zip(places, wanted, strict=True)]
    lines = ["data = {", *(f"    {key!r}: {value}," for key, value in known.items()), "}", *lines]
    lines.append('print("the values are right")')
    return _head(BACKENDS[backend]) + "".join(f"    {line}\n" for text in lines for line in text.splitlines())


def _head(backend: Backend) -> str:
    """The first lines; with the modules that make arrays, which the functions themselves may not use."""
    imports = {"import numpy as np", *(line for name, line in backend.imports.items() if f"{name}." in backend.array)}
    return _HEAD.replace("{imports}", "".join(f"    {line}\n" for line in sorted(imports)))


def _several(exprs: Any) -> list[Expr]:
    return list(exprs.values()) if isinstance(exprs, Mapping) else [exprs]


def _list(value: Any) -> str:
    """Numbers as Python writes them, in lines of at most a hundred characters."""
    import numpy as np

    return pformat(np.asarray(value).tolist(), width=100, compact=True)


def _written(value: Any, array: str) -> str:
    """A number, or an array of the library."""
    if isinstance(value, list):
        return f"[{', '.join(_written(one, array) for one in value)}]"
    if isinstance(value, int):
        return str(value)
    return array.format(_list(value))
