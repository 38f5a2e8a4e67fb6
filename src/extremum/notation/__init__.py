"""Notations: printers for text, LaTeX, MathML and Unicode."""

from extremum.notation import latex, states, text

__all__ = ["latex", "states", "text"]
