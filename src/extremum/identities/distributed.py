"""Products with a sum that are multiplied out for their values: ``p.*(a./e + b)``, where p and e vanish together."""

from __future__ import annotations

from collections.abc import Callable

from extremum.algebra.node import Expr
from extremum.algebra.traverse import topological
from extremum.identities.logarithms import is_deep, is_function
from extremum.operations import construct as c
from extremum.operations.powers import pairs
from extremum.operations.sum import terms_of


def multiplied_out(node: Expr, stable: Callable[[Expr], Expr | None]) -> Expr | None:
    """``a.*(p./e) + b.*p`` for ``p.*(a./e + b)`` with p and e made with exponentials: ``0*(a/0 + b)`` has no value.

    stable: the stable form of a product entry by entry, None where that is the product itself.
    """
    items = pairs(node)
    for k, (base, exponent) in enumerate(items):
        others = [*items[:k], *items[k + 1 :]]
        grown = [other for other, e in others if is_deep(other) and not divides(e)]
        if base.op.name != "sum" or exponent is not c.number(1) or not grown:
            continue
        beside_exp = any(is_function(other, "exp") for other in grown)
        if any(_is_quotient(term, beside_exp) for _, term in terms_of(base)):
            rest = [c.power(b, e) for b, e in others]
            return c.combine([(q, _stable(c.hadamard(term, *rest), stable)) for q, term in terms_of(base)])
    return None


def divides(exponent: Expr) -> bool:
    return c.is_number(exponent) and c.value_of(exponent) < 0


def _is_quotient(term: Expr, beside_exp: bool) -> bool:
    """Whether the term is divided by what is made with exponentials, or was and is the exponential of a difference of
    logarithms now; a sigmoid counts beside another exponential."""
    return any(
        (divides(exponent) and is_deep(base)) or _is_of_logs(base) or (beside_exp and is_function(base, "sigmoid"))
        for base, exponent in pairs(term)
    )


def _is_of_logs(node: Expr) -> bool:
    """``exp(u - softplus(v))``."""
    return is_function(node, "exp") and any(is_function(part, "softplus") for part in topological(node.args))


def _stable(term: Expr, stable: Callable[[Expr], Expr | None]) -> Expr:
    found = stable(term) if term.op.name == "hadamard" else None
    return term if found is None else found
