"""Checks: equality of expressions, and random points that satisfy assumptions."""

from extremum.verify.equality import Equality, equal

__all__ = ["Equality", "equal"]
