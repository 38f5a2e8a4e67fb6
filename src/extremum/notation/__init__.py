"""Notations: printers for text, LaTeX, MathML and Unicode."""

from extremum.notation import latex, text

__all__ = ["latex", "text"]
