"""The two founding problems, from paper to numbers: ``python -m extremum.demo``."""
