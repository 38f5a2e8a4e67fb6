"""The books and papers that rules are taken from: how lines cite them, and the list below a derivation."""

from __future__ import annotations

import re
from collections.abc import Iterable

_TITLES = {
    "Abramowitz & Stegun (1964)": ("AS", "Handbook of Mathematical Functions"),
    "Bartels & Stewart (1972)": ("BS", "Solution of the Matrix Equation AX + XB = C"),
    "Boyd & Vandenberghe (2004)": ("BV", "Convex Optimization"),
    "Bryson & Ho (1975)": ("BH", "Applied Optimal Control"),
    "Golub & Pereyra (1973)": ("GP", "The Differentiation of Pseudo-Inverses and Nonlinear Least Squares Problems"),
    "Higham & Relton (2014)": ("HR", "Higher Order Fréchet Derivatives of Matrix Functions"),
    "Bernstein (2009)": ("B09", "Matrix Mathematics, 2nd ed."),
    "Higham (2008)": ("H", "Functions of Matrices"),
    "Higham (1988)": ("H88", "Computing a Nearest Symmetric Positive Semidefinite Matrix"),
    "Horn & Johnson (2013)": ("HJ", "Matrix Analysis, 2nd ed."),
    "Krantz & Parks (2013)": ("KP", "The Implicit Function Theorem"),
    "Lancaster & Rodman (1995)": ("LR", "Algebraic Riccati Equations"),
    "Mächler (2012)": ("MM", "Accurately Computing log(1 - exp(-|a|))"),
    "Magnus & Neudecker (1980)": ("MN80", "The Elimination Matrix"),
    "Magnus & Neudecker (2019)": ("MN", "Matrix Differential Calculus, 3rd ed."),
    "Murray (2016)": ("M", "Differentiation of the Cholesky Decomposition"),
    "Petersen & Pedersen (2012)": ("PP", "The Matrix Cookbook"),
    "Rockafellar (1970)": ("R", "Convex Analysis"),
    "Umeyama (1991)": ("U", "Least-Squares Estimation of Transformation Parameters"),
    "Watson (1992)": ("W", "Characterization of the Subdifferential of Some Matrix Norms"),
}


def cited(source: str) -> str:
    """A source as a line cites it: ``MN, ch. 9``."""
    for name, (short, _) in _TITLES.items():
        source = source.replace(name, short)
    return source


def listed(sources: Iterable[str]) -> list[str]:
    """The works that are cited, each in full: ``MN: Magnus & Neudecker (2019), Matrix Differential Calculus``."""
    whole = "; ".join(sources)
    return [f"{short}: {name}, {title}" for name, (short, title) in _TITLES.items() if name in whole]


def merged(sources: Iterable[str]) -> str:
    """Several sources as one, each work once: ``…, eqs. (35), (37); …, ch. 9``.

    >>> merged(["A (2012), eq. (35); B (2019), ch. 9", "A (2012), eqs. (34), (35); B (2019), ch. 9"])
    'A (2012), eqs. (34), (35); B (2019), ch. 9'
    """
    places: dict[str, dict[str, None]] = {}
    for source in sources:
        for one in filter(None, source.split("; ")):
            work, _, place = one.partition("), ")
            places.setdefault(work, {})[place] = None
    return "; ".join("), ".join(filter(None, (work, _joined(list(found))))) for work, found in places.items())


def _joined(places: list[str]) -> str:
    """``eqs. (34), (35)``, ``chs. 3, 9``; places of other kinds one after the other."""
    for word, pattern, form in (("eq", r"eqs?\. .*", "({})"), ("ch", r"chs?\. [\d, ]+", "{}")):
        if len(places) > 1 and all(re.fullmatch(pattern, place) for place in places):
            numbers = sorted({int(number) for place in places for number in re.findall(r"\d+", place)})
            return f"{word}{'s' if len(numbers) > 1 else ''}. {', '.join(map(form.format, numbers))}"
    return " and ".join(places)
