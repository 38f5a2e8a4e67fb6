"""Binding and checking of arrays: from the user's data to the values of symbols."""

from extremum.data import binding

__all__ = ["binding"]
