"""Readable code from expressions: a plan of named array statements, and one printer a backend.

Importing this package fills the table of what each operation becomes.
"""

from extremum.compiling import entrywise, loops, matrices, words

__all__ = ["entrywise", "loops", "matrices", "words"]
