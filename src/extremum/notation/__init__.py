"""Notations: printers for text and LaTeX."""
from extremum.notation import text
