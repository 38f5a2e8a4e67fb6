"""Binding and checking of arrays: from the user's data to the values of symbols.

>>> from extremum.data.given import by_name
>>> import extremum as ex
>>> by_name({ex.scalar("s"): 2.0})
{'s': 2.0}
"""

from extremum.data import binding

__all__ = ["binding"]
