r"""The mean of a declared array or family, as statisticians write it: ``\bar x`` beside ``x_i``."""

from __future__ import annotations

import re
from collections.abc import Collection

from extremum import language
from extremum.algebra.dims import ONE, Dim, IndexName, Shape
from extremum.language.families import Family
from extremum.operations import binders
from extremum.operations import construct as c
from extremum.reading.build.builder import Builder
from extremum.reading.source import Tree

_OVER = re.compile(r"\\(bar|overline)(?![A-Za-z])")


def read_as_mean(builder: Builder, name: str, piece: Tree, shape: Shape, stated: Collection[str]) -> bool:
    r"""Whether ``\bar x``, which nobody declared, has the shape of a member of a declared x; it is their mean then.

    Beside a vector x as a whole, as in ``\|x - \bar x\|``, it is another vector.
    """
    shown = re.sub(r"^\{\s*(.*)\}$", r"\1", builder.source.at(piece))
    base, bar, rest = name.rpartition("_bar")
    if not bar or rest or base not in stated or _OVER.match(shown) is None:
        return False
    array, family = builder.declared.variables.get(base), builder.declared.families.get(base)
    if array is not None and array.is_column and not array.is_scalar and shape == (ONE, ONE):
        mean = language.mean(array)
    elif isinstance(family, Family) and family[family.start].shape == shape:
        index = IndexName("%mean", family.size, family.start)
        total = binders.close("sum_over", family[Dim.of(index)], index, family.size, Dim.of(family.start))
        mean = total / c.dimension(family.size)
    else:
        return False
    builder.declared.variables[name] = mean
    builder.notes.append((piece, f"{shown} is read as the mean of {base}; declare {name} for a quantity of its own"))
    return True
