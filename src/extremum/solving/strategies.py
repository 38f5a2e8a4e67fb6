"""The strategies, in the order in which they are tried: theorems first, then equations.

A new one is a page with a function from a problem to a :class:`SolutionSet` or :class:`Passed`, and a row here.
"""

from __future__ import annotations

from extremum.solving.at_ends import at_an_end
from extremum.solving.attained import attained
from extremum.solving.endless import endless
from extremum.solving.equations import determined, equations
from extremum.solving.geometric.posynomials import posynomials
from extremum.solving.least_squares import least_squares
from extremum.solving.separable.entrywise import allocation, entrywise
from extremum.solving.separable.rays import rays
from extremum.solving.stationary import stationary
from extremum.solving.strategy import Strategy
from extremum.solving.theorems.table import theorems
from extremum.solving.unattained import unattained

STRATEGIES: tuple[Strategy, ...] = (
    Strategy("theorems about objectives", theorems),
    Strategy("equations that leave one point", determined),
    Strategy("linear objectives without an end", endless),
    Strategy("ends of the domain", at_an_end),
    Strategy("objectives that do not attain their bounds", unattained),
    Strategy("norms and balls", rays),
    Strategy("entry by entry", entrywise),
    Strategy("the equations, one block at a time", equations),
    Strategy("least squares of any rank", least_squares),
    Strategy("stationary points with multipliers, one block at a time", stationary),
    Strategy("entry by entry, with one multiplier", allocation),
    Strategy("powers of positive numbers, in their logarithms", posynomials),
    Strategy("bounds that are seen and attained", attained),
)
