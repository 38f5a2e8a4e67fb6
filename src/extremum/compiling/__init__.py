"""Readable code from expressions: a plan of named array statements, and one printer a backend.

Importing this package fills the table of what each operation becomes.
"""

from extremum.compiling import batches, congruences, entrywise, loops, matrices, roots, traces

__all__ = ["batches", "congruences", "entrywise", "loops", "matrices", "roots", "traces"]
