"""Mutants of the rewritings of the search, and of the forms, letters and sums that it makes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from extremum.algebra.node import Expr
from extremum.simplify import factor, logged, near, normalised, search
from tests.mutants import Wanted, nothing, notices, sound, wrong_expressions
from tests.simplify import test_letters as lettering
from tests.simplify import test_near as nearing
from tests.simplify import test_simplify as simplifying
from tests.simplify import test_weights as weighting


def run_rewritings(wanted: Wanted) -> Iterator[tuple[str, bool]]:
    """(mutant, whether it was noticed) for the rewritings that the search tries."""

    def check() -> None:
        for row in simplifying.SHORTER:
            simplifying.test_shortened(*row)

    names = [name for name in _REWRITINGS if wanted(name)]
    sound(check if names else nothing)
    for name in names:
        right = getattr(search, name)
        ways = {**wrong_expressions(), "never applied": lambda expr: expr}
        for how, spoil in ways.items():

            def wrong(expr: Expr, spoil: Any = spoil, right: Any = right, how: str = how) -> Expr:
                found = right(expr)
                if how == "never applied":
                    return expr
                return found if found is expr else spoil(found)

            setattr(search, name, wrong)
            try:
                yield f"simplification {name} {how}", notices(check)
            finally:
                setattr(search, name, right)
    sound(check if names else nothing)


_REWRITINGS = (
    "absorbed", "factored", "over_one_denominator", "scaled", "updated", "pushed", "spread", "signed", "ratios",
    "squares", "by_the_middle", "selected", "without_odd_terms", "factor_before",
)  # fmt: skip


def check_near() -> None:
    """The checks of forms one step away, of letters for columns, and of sums within sums."""
    for near_by in nearing.NEAR:
        nearing.test_forms_near_by(*near_by)
    for quotient in lettering.QUOTIENTS:
        lettering.test_letters_for_quotients(*quotient)
    for weights in weighting.WEIGHTS:
        weighting.test_letters_for_weights(*weights)
    for shorter in simplifying.SHORTER:
        simplifying.test_shortened(*shorter)


def spoiled(found: Any, spoil: Callable[[Expr], Expr]) -> Any:
    """An expression, one with a letter and what that stands for, or several of these, with a wrong one in it."""
    if found is None or isinstance(found, Expr):
        return None if found is None else spoil(found)
    if isinstance(found, tuple):
        return spoil(found[0]), *found[1:]
    return [spoiled(one, spoil) for one in found]


def run_near(wanted: Wanted) -> Iterator[tuple[str, bool]]:
    """(mutant, whether it was noticed) for forms one step away, for letters of columns, for sums within sums."""
    parts = [part for part in _NEAR if wanted(part[1])]
    check = sound(check_near if parts else nothing)
    for user, name, never in parts:
        right = getattr(user, name)
        for how, spoil in {**wrong_expressions(), **({"never applied": None} if never else {})}.items():

            def wrong(*parts: Any, spoil: Any = spoil, right: Any = right, **options: Any) -> Any:
                return spoiled(right(*parts, **options), spoil)

            setattr(user, name, never if spoil is None else wrong)
            try:
                yield f"{user.__name__}.{name} {how}", notices(check)
            finally:
                setattr(user, name, right)


_NEAR: list[tuple[Any, str, Any]] = [
    (near, "with_each_factor", lambda node: []),
    (near, "expanded", lambda node: None),
    (near, "multiplied_out", lambda node: []),
    (near, "fractions", lambda node: []),
    (near, "cleared", lambda node: []),
    (search, "cleared", lambda node, roots: []),
    (search, "totals_together", lambda node: []),
    (search, "improper_fractions", lambda node: []),
    (search, "selected_in_terms", lambda node: []),
    (factor, "multiples_together", lambda node: []),
    (normalised, "_with_letter", lambda expr, v: []),
    (normalised, "_with_quotient", None),
    (logged, "_put", None),
    (factor, "_inner", None),  # left out, it is made up for: what is factored is factored again, from the leaves up
]
"""Where a form is made, by what name, and what makes none; None where that is made up for."""
