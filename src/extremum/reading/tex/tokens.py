r"""What a token of LaTeX is depends on those before it: a pass between lexer and parser.

``|`` closes where a ``|`` is the innermost open bracket and an operand ends before it; otherwise it opens. The argument
of a command and a script are one character: ``x^12`` is ``x^1 2``. Line breaks and alignment outside of a matrix are
dropped where they stand beside an operator.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, final

from extremum.reading.tex import vocabulary

if TYPE_CHECKING:
    from lark import Token

_OPENING = {
    "(": "LPAR", "[": "LSQ", r"\lbrack": "LSQ", r"\{": "LCURLY", r"\lbrace": "LCURLY", r"\langle": "LANGLE",
    "⟨": "LANGLE", r"\lvert": "OBAR", r"\lVert": "ONORM",
}  # fmt: skip
_CLOSING = {
    ")": "RPAR", "]": "RSQ", r"\rbrack": "RSQ", r"\}": "RCURLY", r"\rbrace": "RCURLY", r"\rangle": "RANGLE",
    "⟩": "RANGLE", r"\rvert": "CBAR", r"\rVert": "CNORM",
}  # fmt: skip
_PARTNER = {
    "LPAR": "RPAR", "LSQ": "RSQ", "LCURLY": "RCURLY", "LANGLE": "RANGLE", "OBAR": "CBAR", "ONORM": "CNORM", "LB": "RB",
    "BEGIN": "END",
}  # fmt: skip
_SYMBOL = {
    "RPAR": ")", "RSQ": "]", "RCURLY": r"\}", "RANGLE": r"\rangle", "CBAR": "|", "CNORM": r"\|", "RB": "}",
    "END": r"\end{...}",
}  # fmt: skip
_SIDE = re.compile(r"\\(?:[bB]igg?(?=[lr]))?(left|right|l|r)(?![A-Za-z])")
_ARGUMENTS = {"FRAC": 2, "UNDER": 2, "FONT": 1, "ACCENT": 1, "SQRT": 1, "SUB": 1, "SUP": 1}
_OPERATORS = {"PLUS", "MINUS", "OPERATOR", "STAR", "REL", "COMMA"}
_ENDS = {"WORD", "NUMBER", "SINGLE", "COMMAND", "TEXT", "PRIME", "FACTORIAL", "STAR", "PLUS", *_PARTNER.values()}


class MisplacedToken(Exception):
    """A bracket without a partner, or a break that separates two formulas."""

    def __init__(self, message: str, start: int, end: int) -> None:
        self.message, self.start, self.end = message, start, end


@final
class Context:
    """The pass, as lark wants it; each text has a :class:`_Pass` of its own."""

    always_accept = ("ENVIRONMENT", "OPEN", "CLOSE", "BAR", "DOUBLE", "AMP", "NEWLINE")

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        """The tokens: brackets typed, arguments split off, breaks dropped."""
        return _Pass().run(stream)


@final
class _Pass:
    def __init__(self) -> None:
        self.open: list[Token] = []
        self.last: Token | None = None
        self.before_script = False
        self.awaited = [0]  # how many arguments are still to come, at each depth of brackets
        self.line_break: Token | None = None

    def run(self, stream: Iterator[Token]) -> Iterator[Token]:
        for token in stream:
            for piece in self.typed(token):
                if self.kept(piece):
                    yield from self.between_rows(piece)
                    yield from self.as_arguments(piece)
        if self.open:
            raise self.unclosed(self.open[-1])

    # -- arguments -------------------------------------------------------------------------------------------------
    def as_arguments(self, token: Token) -> Iterator[Token]:
        """The token, or one character of it for each argument that is awaited, and the rest."""
        if token == ":" and self.last is not None and self.last.type in ("LB", "COMMA"):
            token = _as(token, "WORD")  # a whole row or column, as in A_{i,:}
        elif token == ":" and self.innermost() not in ("LB", "LCURLY"):
            token = _as(token, "OPERATOR")  # A : X, the inner product of matrices
        while token.type in ("WORD", "NUMBER") and self.awaited[-1]:
            head = _first(token)
            yield self.noted(head)
            if len(head) == len(token):
                return
            token = _rest(token, len(head))
        yield self.noted(token)

    def noted(self, token: Token) -> Token:
        """Keeps count of the arguments that are awaited."""
        kind, last = token.type, self.last.type if self.last is not None else ""
        self.before_script = last in ("SUB", "SUP")
        self.last = token
        if kind in _PARTNER.values():
            self.awaited.pop()
        elif kind not in ("SUB", "SUP", "PRIME", "FACTORIAL") and self.awaited[-1] and (last, kind) != ("SQRT", "LSQ"):
            self.awaited[-1] -= 1
        self.awaited[-1] += _ARGUMENTS.get(kind, 0)
        if kind in _PARTNER:
            self.awaited.append(0)
        return token

    # -- breaks ----------------------------------------------------------------------------------------------------
    def kept(self, token: Token) -> bool:
        """Whether a token reaches the parser."""
        if token.type in ("AMP", "NEWLINE"):
            if self.open and self.open[-1].type == "BEGIN":
                return True
            self.line_break = self.line_break or token
            return False
        return True

    def between_rows(self, token: Token) -> Iterator[Token]:
        """A comma for a break between two operands: what follows is a formula of its own, such as a definition."""
        line, self.line_break = self.line_break, None
        if line is None or token.type in _OPERATORS or self.last is None or self.last.type in _OPERATORS:
            return
        if line.type == "AMP" or self.open:
            raise _misplaced(_BREAKS[line.type], line)
        yield self.noted(_as(line, "COMMA"))

    # -- brackets --------------------------------------------------------------------------------------------------
    def typed(self, token: Token) -> Iterator[Token]:
        """The token with the type that the grammar knows; ``||`` may be two bars."""
        if token == "||" and self.innermost() == "OBAR":
            yield self.bar(_cut(token, "BAR", 0, 1))
            yield self.bar(_cut(token, "BAR", 1, 2))
        else:
            typed = _TYPED.get(token.type)
            yield token if typed is None else typed(self, token)

    def environment(self, token: Token) -> Token:
        if "cases" in token:
            fix = r"write \max(0, x), |x|, or a f + (1 - a) g with a = \operatorname{step}(x), which is 1 where x > 0"
            raise _misplaced(f"{token} is not read; {fix}", token)
        raise _misplaced(f"{token} is not read; matrices are pmatrix, bmatrix, matrix and array", token)

    def innermost(self) -> str:
        return self.open[-1].type if self.open else ""

    def bar(self, token: Token) -> Token:
        r"""``\left|`` opens and ``\right|`` closes; of the others see the module's docstring."""
        opening, closing = _BARS[token.type]
        if token.startswith(r"\middle"):
            raise _misplaced(f"\\middle is not read; {_CONDITIONAL}", token)
        if self.innermost() == "LANGLE" and self.operand_ended():
            return _as(token, "COMMA")  # ⟨a|A|b⟩
        closes = self.innermost() == opening and self.operand_ended()
        side = _SIDE.match(token)
        if side is not None:
            closes = side[1] in ("right", "r")
        return self.closed(_as(token, closing)) if closes else self.opened(_as(token, opening))

    def operand_ended(self) -> bool:
        """Whether the last token ends an operand."""
        if self.last is None or self.last.type not in _ENDS:
            return False
        if self.last.type in ("PLUS", "STAR"):
            return self.before_script
        return not (self.last.type == "COMMAND" and vocabulary.awaits_operand(str(self.last)))

    def opened(self, token: Token) -> Token:
        self.open.append(token)
        return token

    def closed(self, token: Token) -> Token:
        if not self.open:
            raise _misplaced(f"this {token} has no opening bracket; remove it or add one before", token)
        opening = self.open.pop()
        if _PARTNER[opening.type] != token.type:
            raise self.unclosed(opening)
        if opening.startswith(r"\left") != token.startswith(r"\right"):
            lonely, fix = (opening, r"\right") if opening.startswith(r"\left") else (token, r"\left")
            raise _misplaced(f"this {lonely} has no {fix}; add {fix} at its partner", lonely)
        return token

    def unclosed(self, token: Token) -> MisplacedToken:
        right = r"\right" if token.startswith(r"\left") else ""
        message = f"this {token} is never closed; add {right}{_SYMBOL[_PARTNER[token.type]]}"
        return _misplaced(f"{message}; {_CONDITIONAL}" if token == "|" else message, token)


_TYPED: dict[str, Callable[[_Pass, Token], Token]] = {
    "OPEN": lambda self, token: self.opened(_as(token, _typed_by(token, _OPENING))),
    "CLOSE": lambda self, token: self.closed(_as(token, _typed_by(token, _CLOSING))),
    "BAR": _Pass.bar, "DOUBLE": _Pass.bar, "LB": _Pass.opened, "BEGIN": _Pass.opened, "RB": _Pass.closed,
    "END": _Pass.closed, "ENVIRONMENT": _Pass.environment,
}  # fmt: skip
_BARS = {"BAR": ("OBAR", "CBAR"), "DOUBLE": ("ONORM", "CNORM")}
_BREAKS = {
    "AMP": r"& separates the entries of a matrix; write \begin{pmatrix} before them, or leave it out",
    "NEWLINE": r"\\ separates two formulas; give one, broken only beside + - =",  # within brackets
}  # fmt: skip
_CONDITIONAL = "of a conditional density p(x|y) write the formula"


def _typed_by(token: Token, table: dict[str, str]) -> str:
    found = table.get(str(token)) or next((kind for mark, kind in table.items() if token.endswith(mark)), None)
    if found is None and token.endswith("."):
        fix = r"write the formula without \left. and \right|_{t=0}, and put the value in after"
        raise _misplaced(f"{token} … \\right| is a value at a point, which is not read here; {fix}", token)
    if found is None:
        raise _misplaced(f"{token} is not read here; use ( ), [ ] or \\{{ \\}}", token)
    return found


def _as(token: Token, kind: str) -> Token:
    from lark import Token

    return Token.new_borrow_pos(kind, str(token), token)


def _first(token: Token) -> Token:
    """The first character, with its accents."""
    end = 1
    while end < len(token) and "\u0300" <= token[end] <= "\u036f":
        end += 1
    return _cut(token, "SINGLE", 0, end)


def _rest(token: Token, at: int) -> Token:
    return _cut(token, "WORD" if token[at].isalpha() else "NUMBER", at, len(token))


def _cut(token: Token, kind: str, start: int, end: int) -> Token:
    from lark import Token

    at = token.start_pos or 0
    return Token(kind, str(token)[start:end], at + start, token.line, token.column, None, None, at + end)


def _misplaced(message: str, token: Token) -> MisplacedToken:
    return MisplacedToken(message, token.start_pos or 0, token.end_pos or 0)
