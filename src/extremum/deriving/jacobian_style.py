"""The Jacobian style: the chain rule with Kronecker factors, then ``vec(…)'``, then the matrix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from extremum.algebra import forms
from extremum.algebra.dims import IndexName
from extremum.algebra.forms import Form
from extremum.algebra.node import Expr
from extremum.algebra.traverse import write
from extremum.calculus.jacobian import chained
from extremum.calculus.structure import structures
from extremum.deriving import ends, wording
from extremum.deriving.claims import Claim
from extremum.deriving.derivation import Chain, Step, added, partial_form, sum_form
from extremum.deriving.letters import Naming
from extremum.deriving.parts import Decomposition, Part, gradient_of
from extremum.deriving.wording import Rule
from extremum.operations import construct as c
from extremum.simplify.by_entries import in_lists
from extremum.simplify.search import simplify


@dataclass(frozen=True, slots=True)
class _Link:
    """One factor of a chain: what it is called (empty: it is written out), its value, and the lines that derive it."""

    form: Form | None
    factor: Expr
    lines: list[Step]


@dataclass(frozen=True, slots=True)
class _Branch:
    """One way from a function to the variable: its links, and the index it is summed over."""

    links: list[_Link]
    index: IndexName | None

    @property
    def chain(self) -> Chain:
        return Chain(tuple(link.factor for link in self.links), self.index)

    def form(self, naming: Naming) -> Form:
        """``Σ_i ∂y/∂u · ∂u/∂X``."""
        written = [link.form for link in self.links if link.form is not None]
        if not written:
            return self.chain.form(naming.forms)
        body = written[0] if len(written) == 1 else forms.infix("·", tuple(written), forms.PRODUCT)
        return body if self.index is None else sum_form(self.index, body)


@final
class JacobianStyle:
    """Writes the steps that lead to ``∂vec(F)/∂vec(X)'``, an inner function at a time."""

    def __init__(self, function: Expr, target: Expr, label: str) -> None:
        self.target = target
        self.naming = Naming(function, label)
        self.bottom = write(target)
        self._decomposed: dict[Expr, Decomposition] = {}

    def steps(self, node: Expr, name: Form) -> tuple[list[Step], Expr]:
        """The letters, the lines for the function, and its Jacobian."""
        self._learn(node)
        lines, found = self._lines(node, name, 0)
        return [*self.naming.definitions(), *lines], found

    def _learn(self, node: Expr) -> None:
        """Letters for the parts, in the order in which differentials give them."""
        if node not in self._decomposed and not node.op.opaque:
            inside = self._inside(node)
            self.naming.learn(inside.parts)
            for part in inside.parts:
                self._learn(part.node)

    def _inside(self, node: Expr) -> Decomposition:
        if node not in self._decomposed:
            self._decomposed[node] = Decomposition(node, self.target)
        return self._decomposed[node]

    def _lines(self, node: Expr, name: Form, depth: int) -> tuple[list[Step], Expr]:
        """The lines for one function, and its Jacobian."""
        if node.op.opaque:
            return self._at_once(node, name, depth)
        inside = self._inside(node)
        if not (inside.parts or inside.direct):
            return self._at_once(node, name, depth)
        branches = [self._branch(inside, part, name, depth) for part in inside.parts]
        if inside.direct:
            own = inside.jacobian(self.target) if inside.parts else inside.in_places()
            branches.append(_Branch([_Link(None, own, [])], None))
        return self._put_together(inside, branches, name, depth)

    # -- lines -------------------------------------------------------------------------------------------------------
    def _step(self, of: Form, right: Form, value: Expr, rule: Rule, depth: int, claim: Claim) -> Step:
        return Step(repr(of), of, right, value, rule.words, rule.source, (), depth, claim)

    def _factor(self, top: Form, bottom: Form, factor: Expr, rule: Rule, depth: int, claim: Claim) -> _Link:
        form, factor = partial_form(top, bottom), in_lists(factor)
        self.naming.learn_of(factor)
        line = self._step(form, Chain((factor,)).form(self.naming.forms), factor, rule, depth, claim)
        return _Link(form, factor, [line])

    def _claim(self, node: Expr) -> Claim:
        return Claim(node, self.target)

    def _at_once(self, node: Expr, name: Form, depth: int) -> tuple[list[Step], Expr]:
        """A function whose Jacobian is written down in one line."""
        jacobian = simplify(chained(node, self.target))
        rule = wording.ABSENT if c.is_zero(jacobian) else wording.of_operation(node.op)
        return [
            self._step(partial_form(name, self.bottom), write(jacobian), jacobian, rule, depth, self._claim(node))
        ], jacobian

    # -- branches ----------------------------------------------------------------------------------------------------
    def _branch(self, inside: Decomposition, part: Part, name: Form, depth: int) -> _Branch:
        """The links through one part, and on through its own parts as long as there is one way only."""
        below = self.naming.of(part.node)
        rule = wording.of_outer(inside, part.held)
        claim = Claim(inside.outer, part.held, inside.given)
        first = self._factor(name, below, inside.jacobian(part.held), rule, depth + 1, claim)
        rest = self._rest(part, below, depth)
        return _Branch([first, *rest.links], part.index)

    def _rest(self, part: Part, name: Form, depth: int) -> _Branch:
        if part.node.op.binder:
            lines, value = self._lines(part.node, name, depth + 1)
            return _Branch([_Link(partial_form(name, self.bottom), value, lines)], None)
        inside = self._inside(part.node)
        if len(inside.parts) == 1 and not inside.direct and inside.parts[0].index is None:
            return self._branch(inside, inside.parts[0], name, depth)
        if inside.parts:
            lines, value = self._lines(part.node, name, depth + 1)
            return _Branch([_Link(partial_form(name, self.bottom), value, lines)], None)
        rule = wording.of_outer(inside, self.target)
        whole = inside.jacobian(self.target)
        claim = self._claim(part.node)
        return _Branch([self._factor(name, self.bottom, whole, rule, depth + 1, claim)], None)

    def _put_together(
        self, inside: Decomposition, branches: list[_Branch], name: Form, depth: int
    ) -> tuple[list[Step], Expr]:
        """The chain rule, its factors line by line, the factors put in, and multiplied out."""
        left = partial_form(name, self.bottom)
        chains = [branch.chain for branch in branches]
        whole = c.add(*(chain.value() for chain in chains))
        put_in = added([chain.form(self.naming.forms) for chain in chains])
        claim = self._claim(inside.root)
        lines: list[Step] = []
        if inside.parts:
            shown = added([branch.form(self.naming) for branch in branches])
            lines.append(self._step(left, shown, whole, wording.CHAIN, depth, claim))
            lines += [line for branch in branches for link in branch.links for line in link.lines]
            rule = wording.PUT_IN
        else:
            rule = wording.of_outer(inside, self.target)
        if len(chains) > 1 or len(chains[0].factors) > 1 or chains[0].index is not None or not inside.parts:
            lines.append(self._step(left, put_in, whole, rule, depth, claim))
        done = self._multiplied(inside, whole)
        factors = [factor for chain in chains for factor in chain.factors]
        rule = ends.of_product(factors, done, len(chains)) if inside.parts else wording.GATHERED
        lines += self._done(done, left, put_in, rule, depth, claim)
        return lines, done

    def _done(self, done: Expr, left: Form, put_in: Form, rule: Rule, depth: int, claim: Claim) -> list[Step]:
        """The Jacobian in its shortest form, with the letters, and at an end that is no gradient written out."""
        lettered, whole = self.naming.of(done), write(done)
        ends = depth == 0 and (self.target.is_scalar or not done.is_row)
        rules = {whole: wording.WRITTEN_OUT, lettered: rule} if ends else {lettered: rule}
        return [
            Step(repr(left), None, form, done, rules[form].words, rules[form].source, (), depth, claim)
            for form in dict.fromkeys([lettered, whole])
            if form in rules and form != put_in
        ]

    def _multiplied(self, inside: Decomposition, whole: Expr) -> Expr:
        """The Jacobian in its shortest form; of a scalar ``vec(gradient)'``, the gradient by one reverse sweep.

        Within a structure several gradients agree; there it is the one that the factors give.
        """
        if not inside.root.is_scalar or structures(self.target):
            return in_lists(simplify(whole))
        return c.transpose(c.vec(in_lists(gradient_of(inside.root, self.target))))
