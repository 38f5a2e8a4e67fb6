r"""Notations: printers for text, LaTeX, MathML and Unicode.

>>> import extremum as ex
>>> print(ex.latex("x^2/2"), ex.unicode("x^2/2"))
\frac{1}{2} x^{2} ½ x²
"""

from extremum.notation import latex, states, text

__all__ = ["latex", "states", "text"]
