r"""The grammar of LaTeX formulas, and its reader: text to trees that say how the formula is written, not what it means.

``\frac12 Ax`` becomes a run of a fraction and a word: that the word is a product, and of what, is decided later, by
:mod:`extremum.reading.tex.reader`. A piece keeps all its tokens as parts, in order.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, final

from extremum.algebra.errors import ParseError
from extremum.reading.limits import short_enough
from extremum.reading.source import Source, Tree
from extremum.reading.tex.mistakes import explain
from extremum.reading.tex.separators import separated
from extremum.reading.tex.sides import without_left
from extremum.reading.tex.tokens import Context, MisplacedToken

if TYPE_CHECKING:
    from lark import Lark

GRAMMAR = r"""
start: items

?items: relation (COMMA relation)*
?relation: sum (REL sum)*
?sum: signs? term (signs term)*
signs: (PLUS | MINUS)+
?term: run (_op signs? run)*
?run: factor+
?factor: atom script*
script: SUB (arg | PLUS | STAR) | SUP (arg | PLUS | STAR) | PRIME | FACTORIAL
_op: OPERATOR | STAR

?atom: WORD | NUMBER | arg_of_any
?arg: SINGLE | arg_of_any
?arg_of_any: COMMAND | TEXT
    | LB items RB -> group
    | LB RB -> empty
    | LB (signs | _op) RB -> lone
    | LB _op signs? term RB -> entrywise
    | LB items OVER items RB -> over
    | LPAR items? RPAR -> paren
    | LSQ items? RSQ -> paren
    | LCURLY items? RCURLY -> paren
    | LANGLE items RANGLE -> angle
    | OBAR items CBAR -> bars
    | ONORM items CNORM -> norm
    | FONT arg -> font
    | ACCENT arg -> accent
    | FRAC arg arg -> frac
    | SQRT (LSQ items RSQ)? arg -> sqrt
    | UNDER arg arg -> under
    | BEGIN row (NEWLINE row)* NEWLINE? END -> matrix
row: sum (AMP sum)*

PLUS: "+"
MINUS: /[-−]/
COMMA: /[,;]/
REL.3: /:=|=:|[=<>:∈≤≥≠]|\\(coloneqq|triangleq|equiv|in|notin|leq?|geq?|neq?|sim|approx|propto|to|mapsto|mid|colon|subset|succ(?:eq)?|prec(?:eq)?|lt|gt|rightarrow|leftarrow|Rightarrow|perp|doteq|defeq|eqdef)(?![A-Za-z])/
OPERATOR.3: /[\/⋅·×⊙∘⊗⊘]|\\(cdot|times|odot|circ|otimes|oslash|div|bullet|oplus|ominus|wedge)(?![A-Za-z])/
STAR.3: /\*|\\(ast|star)(?![A-Za-z])/
SUB: "_"
SUP: "^"
PRIME: /['′’]+/
FACTORIAL: "!"
LB: "{"
RB: "}"
OPEN.4: /(\\(left|[bB]igg?[lm]?)\s*)?([(\[⟨]|\\(\{|(lbrace|lbrack|langle|lvert|lVert|lfloor|lceil)(?![A-Za-z])))|\\left\s*\./
CLOSE.4: /(\\(right|[bB]igg?[rm]?)\s*)?([)\]⟩]|\\(\}|(rbrace|rbrack|rangle|rvert|rVert|rfloor|rceil)(?![A-Za-z])))|\\right\s*\./
DOUBLE.6: /(\\(left|right|[bB]igg?[lrm]?)\s*)?(\\\||\\Vert(?![A-Za-z])|\|\||‖)/
BAR.5: /(\\(left|right|middle|[bB]igg?[lrm]?)\s*)?(\||\\vert(?![A-Za-z]))/
AMP: "&"
NEWLINE.6: /\\\\(\s*\[[^\]]*\])?|\\(cr|newline)(?![A-Za-z])/
OVER.3: /\\over(?![A-Za-z])/
BEGIN.3: /\\begin\s*\{([pbvVB]?matrix\*?|smallmatrix|array\}\s*\{[^{}]*)\}/
END.3: /\\end\s*\{([pbvVB]?matrix\*?|smallmatrix|array)\}/
ENVIRONMENT.2: /\\(begin|end)\s*\{[^{}]*\}/
FRAC.3: /\\[tdc]?frac(?![A-Za-z])/
SQRT.3: /\\sqrt(?![A-Za-z])|√/
UNDER.3: /\\(underset|overset|stackrel)(?![A-Za-z])/
FONT.3: /\\(math(bf|cal|bb|bbm|ds|scr|frak|rm|sf|it|tt|normal|bfit|op|ord|bin)|boldsymbol|bm|pmb|symbf|symbfit|boldmath|boxed|textbf|operatorname)(?![A-Za-z])/
ACCENT.3: /\\((wide)?(hat|tilde|check|bar)|overline|underline|dot|ddot|breve|acute|grave|vec|overrightarrow)(?![A-Za-z])/
TEXT.5: /\\(text(rm|bf|it|sf|tt|up|normal)?|mbox|math(rm|it|sf|tt|op)|operatorname\*?)\s*\{([^{}\\$^&%#~]|\\[_,;:! ])*\}|\{\s*\\rm\s+[A-Za-z]+\s*\}/
COMMAND.1: /\\[A-Za-z]+|[⊤†∂∇∑∏∞]/
WORD: /((?![ªº²³¹⁰-ₜ])[^\W\d_][\u0300-\u036f]*)+[0-9]*/
NUMBER: /[0-9]+(\{,\}[0-9]+)*(\.[0-9]+)?|\.[0-9]+/
%declare SINGLE LPAR RPAR LSQ RSQ LCURLY RCURLY LANGLE RANGLE OBAR CBAR ONORM CNORM
SKIP.9: /([\s~]|\\[,;:!>\s]|%[^\n]*|\\(q?quad|displaystyle|textstyle|(script)+style|(no)?limits|nonumber|notag|(neg)?(thin|med|thick)space|enspace|allowbreak|bf|it|cal|mathstrut|strut)(?![A-Za-z])|\\(label|tag\*?|[hv]space\*?|[hv]?phantom)\s*\{[^{}]*\})+/
%ignore SKIP
"""  # noqa: E501 - a terminal is one line

_WRAPPERS = "equation align alignat aligned split gather gathered multline displaymath math eqnarray flalign dmath"
_WRAPPED = re.compile(
    rf"\\(begin|end)\s*\{{({'|'.join(_WRAPPERS.split())})\*?\}}(\s*\[[a-z]\])?"
    r"|\$+|(?<!\\)\\[\[\]()]|(?<!\\)[.,;]\s*(?=\\end|$)"
)

_SUBSTACK = re.compile(r"(\\substack\s*)(\{(?:[^{}]|\{[^{}]*\})*\})")
_LONE_FENCE = re.compile(r"\{(\s*\\(?:langle|rangle|lvert|rvert|lVert|rVert|vert|Vert)\s*)\}")
_BRACE = re.compile(r"\\(?:under|over)(?:brace|bracket)(?![A-Za-z])\s*(?=\{)")


def _without_braces(text: str) -> str:
    r"""``\underbrace{f}_{\text{loss}}`` without the brace and the words at it, as blanks."""
    while (found := _BRACE.search(text)) is not None:
        end = closing(text, found.end())
        label = re.compile(r"\s*[_^]\s*(?=\{)").match(text, end + 1)
        if label is not None:
            stop = closing(text, label.end())
            text = text[: end + 1] + " " * (stop - end) + text[stop + 1 :]
        text = text[: found.start()] + " " * len(found[0]) + text[found.end() :]
    return text


def closing(text: str, start: int) -> int:
    """The place of the brace that closes the one at ``start``."""
    depth = 0
    for at in range(start, len(text)):
        depth += (text[at] == "{") - (text[at] == "}")
        if depth == 0:
            return at
    return len(text) - 1


def unwrapped(text: str) -> str:
    r"""The text with ``$…$``, ``\[…\]``, equation environments and final punctuation as blanks: places stay."""
    text = separated(without_left(text)[0])
    text = _SUBSTACK.sub(lambda found: " " * len(found[1]) + found[2].replace("\\\\", ", "), text)
    text = _without_braces(_LONE_FENCE.sub(lambda found: f" {found[1]} ", text))
    while (blank := _WRAPPED.sub(lambda found: " " * len(found[0]), text)) != text:
        text = blank
    return blank


@final
class _Builder:
    """Called by the parser as each rule is recognised: trees with all tokens among their parts."""

    def __getattr__(self, rule: str) -> Any:
        if rule.startswith("_") or rule[0].isupper():
            raise AttributeError(rule)
        return lambda children: _tree(rule, children)


def _tree(kind: str, children: list[Any]) -> Tree:
    parts = tuple(child if isinstance(child, Tree) else leaf(child) for child in children)
    if kind == "start":
        return parts[0]
    return Tree(kind, "", parts, parts[0].start, parts[-1].end)


def leaf(token: Any) -> Tree:
    """A token as a tree without parts."""
    return Tree(token.type.lower(), str(token), (), token.start_pos, token.end_pos)


@cache
def _lark() -> Lark:
    """The parser, built on first use."""
    from lark import Lark

    return Lark(
        GRAMMAR, parser="lalr", lexer="basic", keep_all_tokens=True, transformer=_Builder(), postlex=Context(),
        maybe_placeholders=False,
    )  # fmt: skip


def structure(source: Source) -> Tree:
    """How a formula is written.

    Raises:
        ParseError: the text is no formula.
    """
    from lark import UnexpectedInput

    short_enough(source)
    text = unwrapped(source.text)
    if not text.strip():
        raise source.error(r"the text is empty; write a formula, such as \|A x - b\|^2", 0, 0, ParseError)
    try:
        tree = _lark().parse(text)
    except MisplacedToken as misplaced:
        raise source.error(misplaced.message, misplaced.start, misplaced.end, ParseError) from None
    except UnexpectedInput as error:
        raise explain(source, text, error) from None
    assert isinstance(tree, Tree)
    return tree
