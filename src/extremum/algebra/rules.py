"""Identities about two or more operations: named rows that the smart constructors apply and that derivations cite."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from extremum.algebra.built import all_anew
from extremum.algebra.node import Expr


@dataclass(frozen=True, eq=False, slots=True)
class Rule:
    """One identity ``left = right``.

    name: what derivations cite; left, right: the statement, in the text language; where: its declarations, with the
    shapes and facts that it requires; reference: its source; apply: the rewriting, or None where it does not match;
    needs: for the operand at hand, the fact that was needed and why it holds.
    """

    name: str
    left: str
    right: str
    where: str
    reference: str
    apply: Callable[..., Expr | None]
    needs: Callable[[Expr], str] | None = None


RULES: list[Rule] = []
_UNARY: dict[str, list[Rule]] = {}
_PAIRS: dict[tuple[str, str], list[Rule]] = {}
_TRIPLES: dict[str, list[Rule]] = {}


def unary(
    operation: str, name: str, left: str, right: str, where: str, reference: str,
    needs: Callable[[Expr], str] | None = None,
) -> Callable[[Callable[[Expr], Expr | None]], Rule]:  # fmt: skip
    """Registers ``operation(argument)`` -> result, tried on each application of ``operation``."""

    def add(apply: Callable[[Expr], Expr | None]) -> Rule:
        rule = Rule(name, left, right, where, reference, apply, needs)
        RULES.append(rule)
        _UNARY.setdefault(operation, []).append(rule)
        return rule

    return add


def pair(
    first: str, second: str, name: str, left: str, right: str, where: str, reference: str
) -> Callable[[Callable[[Expr, Expr], Expr | None]], Rule]:
    """Registers a rewriting of neighbours in a product, by the names of their operations (``*``: any)."""

    def add(apply: Callable[[Expr, Expr], Expr | None]) -> Rule:
        rule = Rule(name, left, right, where, reference, apply)
        RULES.append(rule)
        _PAIRS.setdefault((first, second), []).append(rule)
        return rule

    return add


def of_words(second: str, rule: Rule) -> Rule:
    """Lets a rule about any left neighbour of ``second`` take a whole word there, ``(A B) · second``, in one step."""
    _PAIRS.setdefault(("product", second), []).append(rule)
    return rule


def triple(
    middle: str, name: str, left: str, right: str, where: str, reference: str
) -> Callable[[Callable[[Expr, Expr, Expr], Expr | None]], Rule]:
    """Registers a rewriting of three neighbours in a product, by the name of the middle operation (``*``: any)."""

    def add(apply: Callable[[Expr, Expr, Expr], Expr | None]) -> Rule:
        rule = Rule(name, left, right, where, reference, apply)
        RULES.append(rule)
        _TRIPLES.setdefault(middle, []).append(rule)
        return rule

    return add


@dataclass(frozen=True, slots=True)
class Application:
    """One use of a rule: what stood there, and what it became."""

    rule: Rule
    before: tuple[Expr, ...]
    after: Expr

    @property
    def fact(self) -> str:
        """The fact that the rule needed here, with the reason why it holds; empty where it needed none."""
        return self.rule.needs(self.before[0]) if self.rule.needs is not None else ""

    def __str__(self) -> str:
        function = self.rule.left.split("(")[0]
        needs = f"; needs {self.fact}" if self.fact else ""
        return f"{function}({self.before[0]}) = {self.after}: {self.rule.name}{needs}"


_log: ContextVar[list[Application] | None] = ContextVar("log", default=None)


@contextmanager
def recording() -> Iterator[list[Application]]:
    """Collects the rules that are applied inside the ``with`` block, by this thread."""
    outer, log = _log.get(), list[Application]()
    token = _log.set(log)
    try:
        with all_anew():
            yield log
    finally:
        _log.reset(token)
        if outer is not None:
            outer.extend(log)


class Rewriting(list[Application]):
    """The rules that were applied, printed a line each with the fact that each needed."""

    def __str__(self) -> str:
        return "\n".join(str(entry) for entry in self)


@contextmanager
def rewriting() -> Iterator[Rewriting]:
    """Shows which identities an expression went through while it was written.

    >>> import extremum as ex
    >>> n = ex.dims("n")
    >>> A = ex.matrix("A", n, n, "positive_definite")
    >>> with rewriting() as rules:
    ...     f = ex.log(ex.exp(ex.tr(A)) * ex.det(A))
    >>> print(rules)  # doctest: +ELLIPSIS
    log(det(A)*exp(tr(A))) = log(det(A)) + tr(A): logarithm of a product; needs ...
    """
    result = Rewriting()
    with recording() as log:
        yield result
    result.extend(entry for entry in log if entry.rule.needs is not None)


_disabled: ContextVar[frozenset[Rule]] = ContextVar("disabled", default=frozenset())


@contextmanager
def disabled(*rules: Rule) -> Iterator[None]:
    """Switches rules off inside the ``with`` block, so that their left-hand sides can be built as they stand."""
    token = _disabled.set(_disabled.get().union(rules))
    try:
        with all_anew():
            yield
    finally:
        _disabled.reset(token)


def _try(rules: list[Rule], *operands: Expr) -> Expr | None:
    off = _disabled.get()
    for rule in rules:
        if rule in off:
            continue
        result = rule.apply(*operands)
        if result is not None:
            log = _log.get()
            if log is not None:
                log.append(Application(rule, operands, result))
            return result
    return None


def rewrite(operation: str, argument: Expr) -> Expr | None:
    """The first rewriting of ``operation(argument)`` that applies."""
    rules = _UNARY.get(operation)
    return _try(rules, argument) if rules else None


def rewrite_pair(left: Expr, right: Expr) -> Expr | None:
    """The first rewriting of the neighbours ``left · right`` that applies."""
    a, b = left.op.name, right.op.name
    for key in ((a, b), (a, "*"), ("*", b), ("*", "*")):
        rules = _PAIRS.get(key)
        if rules:
            result = _try(rules, left, right)
            if result is not None:
                return result
    return None


def known_pair(first: str, second: str) -> bool:
    """Whether a rule is about the neighbours ``first · second`` by name."""
    return (first, second) in _PAIRS


def rewrite_triple(left: Expr, middle: Expr, right: Expr) -> Expr | None:
    """The first rewriting of the neighbours ``left · middle · right`` that applies."""
    found = _try(_TRIPLES.get(middle.op.name, []), left, middle, right)
    return _try(_TRIPLES.get("*", []), left, middle, right) if found is None else found
