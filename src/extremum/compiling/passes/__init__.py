"""Passes over programs of array terms, one page each, in the order in which they run."""

from __future__ import annotations

from extremum.compiling.passes.assembled import ASSEMBLED
from extremum.compiling.passes.collected import COLLECTED
from extremum.compiling.passes.contracted import CONTRACTED
from extremum.compiling.passes.entries import ENTRIES
from extremum.compiling.passes.factorisations import FACTORISATIONS
from extremum.compiling.passes.grams import GRAMS
from extremum.compiling.passes.halves import HALVES
from extremum.compiling.passes.logistic import LOGISTIC
from extremum.compiling.passes.lowrank import LOW_RANK
from extremum.compiling.passes.products import PRODUCTS
from extremum.compiling.passes.program import Pass, Program, Step, run
from extremum.compiling.passes.ridges import RIDGES
from extremum.compiling.passes.solutions import SOLUTIONS
from extremum.compiling.passes.states import STATES
from extremum.compiling.passes.together import TOGETHER
from extremum.compiling.passes.turns import TURNS
from extremum.compiling.passes.weights import WEIGHTS

__all__ = ["PASSES", "Pass", "Program", "Step", "run"]

PASSES: tuple[Pass, ...] = (
    STATES,
    FACTORISATIONS,
    SOLUTIONS,
    LOW_RANK,
    HALVES,
    CONTRACTED,
    PRODUCTS,
    COLLECTED,
    ENTRIES,
    GRAMS,
    LOGISTIC,
    WEIGHTS,
    RIDGES,
    ASSEMBLED,
    TURNS,
    TOGETHER,
)
