"""extremum: matrix calculus. Write an objective as on paper, differentiate it, see the steps, solve it, run it."""
from extremum import identities, notation, operations
from extremum.language import *  # noqa: F403
from extremum.calculus.derivatives import *  # noqa: F403
from extremum.calculus.derive import derive
