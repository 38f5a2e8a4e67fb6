"""What people write with: declarations, and the functions of the language as Python functions."""

from extremum.language import foreign as foreign
from extremum.language.functions import *  # noqa: F403 - its own list of public names
from extremum.language.functions import __all__ as __all__
