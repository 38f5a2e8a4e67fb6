r"""The words of LaTeX: which commands are letters or functions, and what to write instead of those that are neither."""

from __future__ import annotations

import re

from extremum.notation.symbols import ACCENTS as MARKS
from extremum.notation.symbols import GREEK
from extremum.reading.build import functions

# -- letters -----------------------------------------------------------------------------------------------------------
_VARIANTS = {
    "epsilon": "ϵε", "varepsilon": "ε", "theta": "θ", "vartheta": "ϑ", "phi": "φϕ", "varphi": "φ", "rho": "ρ",
    "varrho": "ϱ", "sigma": "σ", "varsigma": "ς", "kappa": "κ", "varkappa": "ϰ", "pi": "π", "varpi": "ϖ", "ell": "ℓ",
    "imath": "ı", "jmath": "ȷ", "hbar": "ℏ",
}  # fmt: skip
LETTERS: dict[str, tuple[str, ...]] = {
    **{name: (name, letter) for name, letter in GREEK.items()},
    **{name: (name, *letters) for name, letters in _VARIANTS.items()},
}
r"""Commands that are letters: the names each may stand for, ``\mu`` for a variable declared as ``mu`` or ``μ``."""
SHORT = {"lam": "lambda", "eps": "epsilon"}
"""Greek letters as they are typed short, in code and in plain text."""
TWINS = {f"var{name}": name for name in LETTERS if f"var{name}" in LETTERS}
r"""``\varphi`` may stand for a ``phi`` where the text has no ``\phi``."""

ACCENTS = {
    "hat": "hat", "widehat": "hat", "tilde": "tilde", "widetilde": "tilde", "bar": "bar", "overline": "bar",
    "widebar": "bar", "check": "check", "widecheck": "check", "dot": "dot", "ddot": "ddot", "breve": "breve",
    "acute": "acute", "grave": "grave", "vec": "", "overrightarrow": "", "underline": "",
    "'": "prime",
}  # fmt: skip
r"""The word that an accent or a prime adds to a name: ``\hat x`` is ``x_hat``; an arrow adds none."""
COMBINING = {word: mark for word, (_, mark) in MARKS.items()}

# -- functions ---------------------------------------------------------------------------------------------------------
_SYNONYMS = {
    "ln": "log", "Tr": "tr", "Trace": "tr", "Det": "det", "Vec": "vec", "vect": "vec", "Diag": "diag", "sgn": "sign",
    "ReLU": "relu", "Relu": "relu", "LSE": "logsumexp", "lse": "logsumexp", "LogSumExp": "logsumexp",
    "expit": "sigmoid",
    "logistic": "sigmoid", "Sigmoid": "sigmoid", "Softmax": "softmax", "Softplus": "softplus", "asin": "arcsin",
    "acos": "arccos", "atan": "arctan", "arsinh": "arcsinh", "artanh": "arctanh", "cholesky": "chol", "Exp": "exp",
    "ldet": "logdet", "Logdet": "logdet", "Kron": "kron",
}  # fmt: skip
AMBIGUOUS = {"lg", "Log"}
"""Names of functions that differ from text to text."""
BIG = {"sum": "sum", "prod": "prod", "∑": "sum", "∏": "prod"}
LIMITS = {
    "min": "minimum", "max": "maximum", "argmin": "minimum", "argmax": "maximum", "arg": "minimum", "inf": "minimum",
    "sup": "maximum", "minimize": "minimum", "maximize": "maximum", "minimise": "minimum", "maximise": "maximum",
    "Minimize": "minimum", "Maximize": "maximum", "arg min": "minimum", "arg max": "maximum",
}  # fmt: skip
"""What may precede an objective."""
MATRIX_FUNCTIONS = {"square to scalar", "square", "vec", "vech", "transposed", "diagonal", "squared"}
"""Shape rules of functions whose argument without parentheses is the whole product that follows: ``tr A B``."""


def function(word: str) -> str | None:
    """The function of the text language that a word stands for; ``diag`` is one whose meaning shapes decide."""
    if word in _SYNONYMS:
        return _SYNONYMS[word]
    return word if word == "diag" or (word not in AMBIGUOUS and functions.find(word) is not None) else None


def awaits_operand(command: str) -> bool:
    r"""Whether an operand follows a command such as ``\log`` or ``\sum``."""
    word = command.lstrip("\\")
    return word in BIG or word in LIMITS or (word not in LETTERS and function(word) is not None)


# -- exponents ---------------------------------------------------------------------------------------------------------
ENTRY = r"an entry is written with unit vectors, as in e_1^\top A e_2; e_i^\top A e_j needs sums over i and j"
TRANSPOSES = {"top", "intercal", "transpose", "T", "⊤", "prime"}

# -- what is not read --------------------------------------------------------------------------------------------------
GLYPHS = {"⊤": "top", "†": "dagger", "∂": "partial", "∇": "nabla", "∞": "infty", "∑": "sum", "∏": "prod"}
_DERIVATIVE = "this asks for a derivative; give the function alone and ask for its gradient, as in ex.gradient(f, x)"
_GRADIENT = (
    r"by which variable? write \nabla_x f for a gradient, a matrix D, as in D x, for the differences between entries"
)
_DOTS = r"dots leave open what stands there; write a sum as \sum_{i=1}^n"
REFUSED = {
    "partial": _DERIVATIVE, "nabla": _GRADIENT, "int": "integrals are not available; write their value",
    "iint": "integrals are not available; write their value", "oint": "integrals are not available; write their value",
    "ldots": _DOTS, "dots": _DOTS, "cdots": _DOTS, "dotsc": _DOTS, "dotsb": _DOTS, "vdots": _DOTS, "ddots": _DOTS,
    "infty": "there is no infinity; write a number",
    "pm": "± has two readings; write one formula with + and one with -",
    "mp": "∓ has two readings; write one formula with + and one with -", "lim": "limits are not available",
    "rank": "the rank has no derivative and is not available", "Pr": "write the formula of the probability",
    "top": "a transpose is an exponent, as in A^\\top", "dagger": "it is an exponent, as in A^\\dagger",
    "prime": "it is an exponent, as in f^\\prime", "intercal": "it is an exponent, as in A^\\intercal",
    "binom": "binomial coefficients are not available; write their formula",
    "lg": r"\lg has several readings; write \ln, \log_{10} or \log_2",
    "Log": r"\Log has several readings; write \log of entries or \operatorname{logm}",
    "substack": "write one index and its range, as in \\sum_{i=1}^n",
    "left": "a bracket must follow \\left", "right": "a bracket must follow",
    "text": "only plain words are read in \\text", "mathrm": "only plain words are read in \\mathrm",
    "forall": "give the formula alone", "exists": "give the formula alone",
    "cup": "sets are not available", "cap": "sets are not available", "emptyset": "sets are not available",
}  # fmt: skip
"""Commands that are no part of an expression, and what would help."""

FUNCTION_LIKE = {"f", "g", "h", "p", "q", "F", "G", "phi", "varphi", "psi", "ell", "Phi", "Psi", "k", "J", "L", "N"}
"""Letters that usually are functions where a bracket follows: an undeclared one is asked about."""


def word_of(text: str) -> str:
    r"""The words in ``\text{…}``: ``arg\,min`` becomes ``arg min``, ``toeplitz\_sum`` becomes ``toeplitz_sum``."""
    inner = text[text.index("{") + 1 : -1].replace(r"\rm", "").replace(r"\_", "_")
    return " ".join(re.sub(r"\\[,;:! ]", " ", inner).split())


def spelled(word: str) -> tuple[str, ...]:
    """The names that a written word may stand for: ``Σ`` for a variable declared as ``Sigma`` too."""
    if word in LETTERS:
        return LETTERS[word]
    return (word, *(name for name, letters in LETTERS.items() if word in letters))


def commanded(name: str) -> str:
    r"""A name with its Greek letter as a word: ``sigma_max`` for ``σ_max``, as ``\sigma_{\max}`` is."""
    named = [word for word in spelled(name[:1])[1:] if not word.startswith("var")]
    return (named[0] if named else name[:1]) + name[1:]
