"""Families of random problems: one number on a level, moments, whitening, and what is centred before it is fitted."""

from __future__ import annotations

from tests.solving.writer import Generated, Writer, family


@family
def levels(w: Writer) -> Generated:
    """A linear function, or a sum of logarithms, where a sum over positive entries is given."""
    x, a, b = w.new("[n]", "positive"), w.new("[n]", w.some("positive", "positive", "")), w.new("[n]", "positive")
    level, power = w.new("", w.some("positive", "")), w.new("", "positive")
    f = w.some(f"{a}'*{x}", f"{a}'*{x}", f"{a}'*log({x})", f"sum({x})", f"sum({a}./{x})")
    tie = w.some(
        f"{b}'*log({x}) == {level}", f"sum(log({x})) == {level}", f"sum({b}.*{x}.^{power}) == {level}",
        f"sum({b}./{x}) == {level}", f"{x}'*{x} == {level}^2", f"sum(exp({x})) == n*exp({level})",
    )  # fmt: skip
    return w.problem(f"{w.some('', '2*')}{f}", [x], w.some("min", "max"), [tie], ("scaled",))


@family
def moments(w: Writer) -> Generated:
    """Entropies with a given mean, which may lie outside of what is possible."""
    p, a, level = w.new("[n]", "positive"), w.new("[n]"), w.some("0", "1/2", w.new())
    q = w.new("[n]", "positive")
    f = w.some(f"sum({p}.*log({p}))", f"sum({p}.*log({p}./{q}))", f"{q}'*log({p})")
    ties = w.rng.sample([f"sum({p}) == 1", f"{a}'*{p} == {level}"], 2)
    return w.problem(f"{w.sign()}{f}", [p], w.some("min", "max"), ties)


@family
def whitening(w: Writer) -> Generated:
    x, s = w.new("[n,n]"), w.new("[n,n]", "positive_definite")
    a = w.some(s, "eye(n)", w.new("[n,n]"), w.new("[n,n]", "symmetric"))
    f = w.some(f"tr({a}*{x})", f"norm2({x} - {a})^2", f"tr(({x} - {a})*{s}*({x} - {a})')", f"tr({x}'*{a}*{x})")
    return w.problem(f"{w.sign()}{f}", [x], w.some("min", "max"), [f"{x}*{s}*{x}' == eye(n)"], ("lying", s))


@family
def centred(w: Writer) -> Generated:
    """Planes and similarities that need not go through the origin."""
    x, t = w.new("[m,n]"), w.new("[n]")
    match w.some("plane", "factors", "turned", "scaled"):
        case "plane":
            v = w.new("[n,k]")
            f = f"norm2(({x} - ones(m)*{t}')*(eye(n) - {v}*{v}'))^2"
            return w.problem(f, [t, v], w.some("min", "min", "max"), [f"{v}'*{v} == eye(k)"], ("similar", v))
        case "factors":
            u, v = w.new("[m,k]"), w.new("[n,k]")
            return w.problem(f"norm2({x} - {u}*{v}' - ones(m)*{t}')^2", [t, u, v], w.some("min", "min", "max"))
        case "turned":
            r, y = w.new("[n,n]"), w.new("[m,n]")
            f = f"norm2({y} - {x}*{r} - ones(m)*{t}')^2"
            return w.problem(f, [r, t], w.some("min", "min", "max"), [f"{r}'*{r} == eye(n)"], ("similar", r))
        case _:
            r, y, s = w.new("[n,n]"), w.new("[m,n]"), w.new("", w.some("", "positive"))
            f = f"norm2({y} - {s}*{x}*{r} - ones(m)*{t}')^2"
            return w.problem(f, [s, r, t], "min", [f"{r}'*{r} == eye(n)"], ("similar", r))


@family
def lines(w: Writer) -> Generated:
    """Functions of one affine expression: mostly without an extremum, but not where they turn."""
    x, a = w.new("[n]"), w.new("[n]")
    inner = f"{a}'*{x} + {w.some('0', '1', w.new())}"
    f = w.some(f"exp({inner})", f"({inner})^2", f"cos({inner})", f"exp(-({inner})^2)", f"1/(1 + exp({inner}))")
    return w.problem(f"{w.sign()}{f} + {w.some('0', '3')}", [x], w.some("min", "max"))


@family
def logarithmic(w: Writer) -> Generated:
    """Means of logarithms, and what else an unknown stands in by its logarithm alone."""
    if w.often(0.5):
        x, a = w.new("[n,n]", "positive_definite"), w.new("[n,n]", w.some("symmetric", "positive_definite"))
        f = w.some(f"norm2(logm({x}) - {a})^2", f"norm2(inv({x}) - {a})^2", f"tr({a}*logm({x})^2) - tr(logm({x}))")
        return w.problem(f"{w.some('', '-')}{f}" if f.startswith("norm") else f, [x], w.some("min", "max"))
    x, a = w.new("[n]", "positive"), w.new("[n]")
    f = w.some(f"norm2(log({x}) - {a})^2", f"log({x})'*{w.new('[n,n]', 'positive_definite')}*log({x}) - {a}'*log({x})")
    return w.problem(f"{w.some('', '-')}({f})", [x], w.some("min", "max"))


@family
def semidefinite_lines(w: Writer) -> Generated:
    """One number in a linear matrix inequality, which may leave no point or no end."""
    s, a = w.new(), w.new("[n,n]", w.some("symmetric", "positive_definite"))
    b = w.some("eye(n)", w.new("[n,n]", w.some("symmetric", "positive_definite", "positive_semidefinite")), "column")
    if b == "column":
        column = w.new("[n]")
        b = f"{column}*{column}'"
    tie = w.some(f"{a} - {s}*{b} >> 0", f"{a} + {w.some('2*', '')}{s}*{b} >> 0", f"{s}*{b} >> {a}", f"{s}*{b} << {a}")
    f = w.some(s, f"2*{s} - 1", f"-{s}", f"{s}^3 + {s}")
    return w.problem(f, [s], w.some("min", "max"), [tie], ("convex",))


@family
def products_on_intervals(w: Writer) -> Generated:
    """Products of powers of affine functions; not all have a sign between the ends."""
    x = w.new("", w.some("", "", "positive"))
    low, high, other = "0" if w.often(0.5) else w.new(), w.new("", "positive"), w.new("", "positive")
    last = w.some(f"({high} + {other} - {x})", f"({other} - {x})", f"({x} + {other})", f"({x} - {other})", "1")
    one, two, three = (w.some("", "", "^2", "^3", "^(1/2)") for _ in range(3))
    f = f"({x} - {low}){one}*({high} - {x}){two}*{last}{three}"
    ties = w.rng.sample([f"{low} <= {x}", f"{x} <= {high}", *([f"{x} <= {other}"] if w.often(0.3) else [])], 2)
    return w.problem(f"{w.some('', '-', '2*')}{f}", [x], w.some("max", "max", "min"), ties, ("convex",))


@family
def sizes_of_forms(w: Writer) -> Generated:
    """Even powers and sizes of quadratic forms, which are not convex."""
    x, a = w.new("[n]"), w.new("[n,n]", w.some("symmetric", "symmetric", "positive_definite"))
    metric = w.new("[n,n]", "positive_definite") if w.often(0.4) else ""
    form = f"{x}'*{a}*{x}"
    f = w.some(f"({form})^2", f"abs({form})", f"({form})^4", f"({form})^3", f"{w.new()}*({form})^2", f"3 - ({form})^2")
    tie = f"{x}'*{metric + '*' if metric else ''}{x} == 1"
    return w.problem(f"{w.some('', '-', '2*')}({f})", [x], w.some("max", "min"), [tie], ("sphere", metric))


@family
def tied_numbers(w: Writer) -> Generated:
    """Two positive numbers that one equation ties, which gives each by the other."""
    x, y, s = w.new("", "positive"), w.new("", "positive"), w.new("", "positive")
    a, b = w.new("", "positive"), w.new("", "positive")
    tie = w.some(f"{x}*{y} == {s}", f"{x}^2 + {a}*{y} == {s}", f"{x} + {y} + {b}*{x}*{y} == {s}", f"{x} + {y} == {s}")
    f = w.some(
        f"({x} + {a})*({y} + {b})",
        f"{x}*{y}",
        f"{x}^2*{y}",
        f"{x} + {b}*{y}",
        f"1/{x} + {a}/{y}",
        f"({x} - {a})^2 + {y}",
    )
    return w.problem(f"{w.some('', '-')}({f})", w.rng.sample([x, y], 2), w.some("min", "max"), [tie], ("scaled",))


@family
def sums_in_boxes(w: Writer) -> Generated:
    """Sums over entries, most of which bend one way, between bounds."""
    x, a, b = w.new("[n]"), w.new("[n]"), w.new("[n]", w.some("positive", "positive", ""))
    f = w.some(
        f"sum(exp({a}.*{x}))", f"{b}'*exp({x}) + {a}'*{x}", f"sum(log({x} + 3))", f"{b}'*({x}.^4)", f"sum({x}.^3)",
        f"{b}'*exp({x}) - norm2({x})^2", f"sum(exp({w.new('[m,n]')}*{x}))",
    )  # fmt: skip
    ties = w.rng.sample([f"{x} >= -2", f"{x} <= 1"], 2)
    return w.problem(f"{w.some('', '-', '2*')}({f})", [x], w.some("max", "min"), ties, ("box", "-2", "1"))
