"""What recurrences carry back, as a derivation tells it: the costates ``e[k] = dJ/dx[k]``, and how each is judged.

A costate is judged by the function alone: something is added to the state ``x[k]`` when it is made, and the function
changes at the rate ``e[k]`` (Bryson & Ho 1975, ch. 2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import final

from extremum.algebra import forms
from extremum.algebra.dims import Atom, Dim, DimLike, IndexName
from extremum.algebra.forms import Form
from extremum.algebra.names import unreachable
from extremum.algebra.node import Expr
from extremum.algebra.traverse import rebuild, replace, replace_indices, topological, transform
from extremum.calculus.dependence import dependent, same_family
from extremum.calculus.forward import moved
from extremum.calculus.jacobian import chained
from extremum.calculus.sweep import Carried, Opened, costates
from extremum.calculus.uses import has_widths
from extremum.deriving.claims import Claim
from extremum.deriving.derivation import sum_form
from extremum.deriving.pushed import pushed
from extremum.operations import construct as c
from extremum.operations.binders import close
from extremum.operations.leaves import index_of, member
from extremum.operations.named import declared_names
from extremum.operations.recurrence import STATE, depends_on, opened, parts_of, state_at

_STEPS, _SAMPLES = "kstlr", "ijpqlmuvw"


@dataclass(frozen=True, slots=True)
class Told:
    """The gradient as it is told: ``carried`` by the recurrences in order, and what of it comes ``directly``."""

    function: Expr
    target: Expr
    gradient: Expr
    carried: tuple[Costate, ...]
    directly: Expr


def told(function: Expr, target: Expr) -> Told | None:
    """The gradient of a scalar by its costates; None where that is not told: the variable enters through no recurrence,
    some states are used in sums that do not come apart by the state, or a step has recurrences of its own."""
    if not function.is_scalar or not _is_simple(function, target):
        return None
    marked, mark = _marked(function, target), _mark(target)
    found, trace = costates(marked, [target, mark])
    names = [parts_of(one.pull.used).name for one in trace]
    if not trace or len(set(names)) < len(names) or not all(map(_is_told, trace)):
        return None
    letters = _letters(function, target, trace)
    carried = tuple(Costate(marked, target, one, letters) for one in trace)
    if not all(one.holds for one in carried):
        return None
    directly, by_steps = (_swapped(part, mark, target) for part in found)
    return Told(function, target, c.add(directly, by_steps), carried, directly)


# -- the variable in steps, told apart -------------------------------------------------------------------------------
def _marked(function: Expr, target: Expr) -> Expr:
    """The function with another name for what of the variable is in steps."""

    def change(node: Expr, args: tuple[Expr, ...]) -> Expr:
        if node.op is STATE:
            args = (args[0], _swapped(args[1], target, _mark(target), into_states=False))
        return rebuild(node, args)

    return transform(function, change)


def _mark(target: Expr) -> Expr:
    return _named(target, unreachable(target.name))


def _swapped(root: Expr, one: Expr, other: Expr, into_states: bool = True) -> Expr:
    """``other`` for ``one``: symbols, or members of families at any index."""
    result: dict[Expr, Expr] = {}
    for node in topological([root], enter=lambda n: into_states or n.op is not STATE):
        if node is one or same_family(node, one):
            result[node] = _named(node, other.name)
        elif node.op is STATE and not into_states:
            result[node] = node
        else:
            result[node] = rebuild(node, tuple(result[arg] for arg in node.args))
    return result[root]


def _named(leaf: Expr, name: str) -> Expr:
    if leaf.op.name == "symbol":
        return c.build("symbol", (), (name, *leaf.shape, leaf.assumptions))
    return member(name, *leaf.shape, leaf.assumptions, leaf.index, leaf.size, leaf.start)


def _is_simple(function: Expr, target: Expr) -> bool:
    """Forward recurrences of states of one shape, nothing named by the user on the way."""
    if not target.op.variable or len(target.indices) != (target.op.name == "member"):
        return False
    states = [node for node in topological([function]) if node.op is STATE]
    if not states or any(parts_of(node).direction != 1 or has_widths(node) for node in states):
        return False
    return not any(dependent(name, [target])[1] for name in declared_names(function))


def _is_told(one: Carried) -> bool:
    return not one.pull.over and all(opened.node is not None for opened in one.around)


def _letters(function: Expr, target: Expr, trace: Sequence[Carried]) -> dict[Atom, IndexName]:
    """Indices that are shown for those that the sweep opened sums and steps with."""
    nodes = topological([function, target])
    taken = {node.name for node in nodes if "name" in node.op.parameters} | {str(a) for n in nodes for a in n.indices}
    step = next(letter for letter in _STEPS if letter not in taken)
    free = iter([letter for letter in _SAMPLES if letter not in taken | {step}])
    found: dict[Atom, IndexName] = {}
    for one in trace:
        found[one.swept.index] = IndexName(step, one.swept.size, one.swept.index.start)
        for around in one.around:
            if around.index not in found:
                found[around.index] = IndexName(next(free), around.index.size, around.index.start)
    return found


@final
class Costate:
    """One recurrence with its costate, written with the indices that are shown.

    state: the name's last state; k: the index of a step; last: the last state K that is used; step: the next state in
    terms of ``before``, the state at k; after: the costate of the next state.
    """

    def __init__(self, function: Expr, target: Expr, one: Carried, letters: Mapping[Atom, IndexName]) -> None:
        self.function, self.target, self.one = function, target, one
        self._shown: dict[Atom, DimLike] = {index: Dim.of(letter) for index, letter in letters.items()}
        swept = one.swept
        self.index = letters[swept.index]
        self.k = Dim.of(self.index)
        self.state, self.last = self.shown(one.pull.state), one.pull.last
        self.step, self.before = self.shown(swept.step), self.shown(swept.before)
        self.after, self.own = self.shown(swept.carried), self.shown(swept.own)
        self.over = [Opened(around.node, letters[around.index]) for around in one.around]
        self.held = {s: _held(s, f"y{n}") for n, s in enumerate(_states_in(self.step))}

    def shown(self, expr: Expr) -> Expr:
        """An expression with the indices, and the variable, that are shown."""
        return replace_indices(_swapped(expr, _mark(self.target), self.target), self._shown)

    @property
    def indices(self) -> list[Dim]:
        """The indices around on which the recurrence depends."""
        return depends_on(self.state)

    # -- the step ----------------------------------------------------------------------------------------------------
    @property
    def holds(self) -> bool:
        """Whether the states in a step can be held fixed: none is inside of a sum over its index."""
        left = self._apart(self.step)
        return not any(node.op is STATE and dependent(node, [self.target])[1] for node in topological([left]))

    def _apart(self, expr: Expr) -> Expr:
        return replace(expr, {**self.held, **{c.transpose(s): c.transpose(h) for s, h in self.held.items()}})

    def _back(self, expr: Expr) -> Expr:
        return replace(expr, {held: state for state, held in self.held.items()})

    @property
    def theta(self) -> Expr:
        """The variable as it enters a step: of a family the member of the step, where that alone does."""
        if self.target.op.name != "member" or not self.enters_at_its_index:
            return self.target
        (free,) = self.target.indices
        return replace_indices(self.target, {free: self.k})

    @property
    def enters(self) -> bool:
        """Whether the variable enters the steps themselves."""
        return bool(dependent(self._apart(self.step), [self.target])[1])

    @property
    def enters_at_its_index(self) -> bool:
        """Whether of a family the member of the step alone enters."""
        found = [node for node in topological([self._apart(self.step)]) if same_family(node, self.target)]
        return self.target.op.name != "member" or all(index_of(node) is self.k for node in found)

    def through(self) -> Expr:
        """``∂x[k+1]/∂x[k]``."""
        return self._back(chained(self._apart(self.step), self.held[self.before]))

    def entering(self) -> Expr:
        """``∂x[k+1]/∂θ``, all states held fixed."""
        return self._back(chained(self._apart(self.step), self.theta))

    def change(self, states: Mapping[Expr, Expr]) -> Expr:
        """The differential of a step for the changes of states in it, and of the variable."""
        moving = {self.held[state]: change for state, change in states.items()}

        def move(node: Expr) -> Expr | None:
            return moving[node] if node in moving else change_of(self.target, node)

        return self._back(moved(self._apart(self.step), [*moving, self.target], move))

    def claim_of_step(self, variable: Expr) -> Claim:
        """That a line says how a step depends on the state before it, or on the variable."""
        at = self.held.get(variable, variable)
        return Claim(self._apart(self.step), at, tuple((held, state) for state, held in self.held.items()))

    # -- the costate -------------------------------------------------------------------------------------------------
    def at(self, k: Dim) -> Expr:
        """``e[k]``."""
        return state_at(self.after, k)

    @property
    def low(self) -> Dim:
        """The first state that has a costate."""
        return self.one.swept.low

    def end(self) -> Expr:
        """``e[K]``: what the function has of the last state."""
        return parts_of(self.after).start

    def earlier(self) -> tuple[IndexName, Expr, Expr]:
        """The index k of ``e[k] = g[k] + (∂x[k+1]/∂x[k])' e[k+1]``, both terms."""
        low = self.low.number
        index = IndexName(self.index.name, self.last - self.low if low is not None else None, low or 0)
        whole, _ = opened(self.after, index)
        own = replace_indices(self.own, {self.index: Dim.of(index)})
        return index, own, c.subtract(whole, own)

    def claim(self, at: Dim) -> Claim:
        """That the function changes by ``e[at]`` with what is added to the state there."""
        push = c.build("symbol", (), (unreachable("p"), *self.state.shape, ()))
        function = pushed(self.function, self.one, [around.index for around in self.over], at, push)
        function = _swapped(function, _mark(self.target), self.target)
        return Claim(function, push, ((push, c.like_zeros(push)),))

    def summed(self, part: Expr) -> Expr:
        """The sum over the steps, and over the sums that the recurrence stands in."""
        swept = self.one.swept
        return self.over_samples(close("sum_over", part, self.index, swept.size, swept.first))

    def written_sum(self, form: Form) -> Form:
        """The same sums around a form."""
        swept = self.one.swept
        first, last = (forms.name(str(end)) for end in (swept.first, swept.first + swept.size - 1))
        return self.written_over_samples(forms.ranged("sum", forms.name(self.index.name), form, first, last))

    def written_over_samples(self, form: Form) -> Form:
        """The sums that the recurrence stands in, around a form."""
        for around in reversed(self.over):
            form = sum_form(around.index, form)
        return form

    def over_samples(self, total: Expr) -> Expr:
        """The sums that the recurrence stands in."""
        for around in reversed(self.over):
            assert around.node is not None
            total = close("sum_over", total, around.index, around.node.size, around.node.start)
        return total


def _states_in(step: Expr) -> list[Expr]:
    return [node for node in topological([step], enter=lambda n: n.op is not STATE) if node.op is STATE]


def _held(state: Expr, name: str) -> Expr:
    return c.build("symbol", (), (unreachable(name), *state.shape, ()))


def change_of(target: Expr, node: Expr) -> Expr | None:
    """``dθ`` of a leaf: of each member of the variable's family its own."""
    return _named(node, f"d{target.name}") if node is target or same_family(node, target) else None
