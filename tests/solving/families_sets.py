"""Families of random problems: convex sets, orthonormal factors, slices, cones, and problems that become easier."""

from __future__ import annotations

from tests.solving.writer import Generated, Writer, family


@family
def norm_balls(w: Writer) -> Generated:
    x, kind = w.new("[m,n]"), w.some("nuc", "spec", "2", "1")
    name = f"norm{'' if kind in '12' else '_'}{kind}"
    f = f"{w.sign()}tr({w.new('[m,n]')}'*{x})"
    return w.problem(f, [x], w.some("min", "max"), [f"{name}({x}) <= 1"], ("norm", kind))


@family
def boxes(w: Writer) -> Generated:
    x = w.new(w.some("[n]", "[m,n]", ""))
    line = {"[n]": f"{w.new('[n]')}'*{x}", "]": f"tr({w.new('[m,n]')}'*{x})"}
    f = line["[n]"] if f"{x}[n]" in w.declared else line["]"] if f"{x}[m,n]" in w.declared else f"{w.new()}*{x}"
    low, high = w.rng.choice([("0", "1"), ("-2", "2"), ("-1", "3")])
    ties = [f"{x} >= {low}", f"{x} <= {high}"]
    return w.problem(f"{w.sign()}{f}", [x], w.some("min", "max"), w.rng.sample(ties, 2), ("box", low, high))


@family
def spectraplexes(w: Writer) -> Generated:
    x, a = w.new("[n,n]", "symmetric"), w.new("[n,n]", "symmetric")
    f = w.some(f"{w.sign()}tr({a}*{x})", f"norm2({x} - {a})^2")
    sense = "min" if f.startswith("norm2") else w.some("min", "max")
    return w.problem(f, [x], sense, [f"{x} >> 0", f"tr({x}) == 1"], ("density",))


@family
def null_spaces(w: Writer) -> Generated:
    x, a = w.new("[n]"), w.some(w.new("[n]"), "ones(n)")
    metric = w.new("[n,n]", "positive_definite") if w.often(0.3) else ""
    line = f"sum({x}) == 0" if a == "ones(n)" else f"{a}'*{x} == 0"
    tie = f"{x}'*{metric + '*' if metric else ''}{x} == 1"
    f = w.some(f"{x}'*{w.new('[n,n]', 'symmetric')}*{x}", f"{w.new('[n]')}'*{x}")
    return w.problem(f"{w.sign()}{f}", [x], w.some("min", "max"), w.rng.sample([line, tie], 2), ("slice", metric, a))


@family
def factors(w: Writer) -> Generated:
    match w.some("both sides", "pair", "square pair", "determinant", "between", "orthonormal"):
        case "both sides":
            x, b = w.new("[n,k]"), w.new("[k,k]", w.some("positive_definite", "symmetric"))
            f = f"{w.sign()}tr({x}'*{w.new('[n,n]', 'symmetric')}*{x}*{b})"
            return w.problem(f, [x], w.some("min", "max"), [f"{x}'*{x} == eye(k)"], ("sphere", ""))
        case "pair":
            u, v = w.new("[m,k]"), w.new("[n,k]")
            ties = [f"{u}'*{u} == eye(k)", f"{v}'*{v} == eye(k)"]
            f = f"{w.sign()}tr({u}'*{w.new('[m,n]')}*{v})"
            return w.problem(f, w.rng.sample([u, v], 2), w.some("min", "max"), ties, ("sphere", ""))
        case "square pair":
            u, v = w.new("[n,n]"), w.new("[n,n]")
            ties = [f"{u}'*{u} == eye(n)", f"{v}'*{v} == eye(n)"]
            f = w.some(
                f"norm2({u}*{w.new('[n,n]')}*{v} - {w.new('[n,n]')})^2", f"{w.sign()}tr({u}*{w.new('[n,n]')}*{v})"
            )
            return w.problem(f, [u, v], w.some("min", "max"), ties, ("sphere", ""))
        case "determinant":
            x, a = w.new("[n,k]"), w.new("[n,n]", "positive_definite")
            f = w.some(f"logdet({x}'*{a}*{x})", f"det({x}'*{a}*{x})", f"tr(inv({x}'*{a}*{x}))")
            return w.problem(f"{w.sign()}{f}", [x], w.some("min", "max"), [f"{x}'*{x} == eye(k)"], ("sphere", ""))
        case "between":
            u, v, left = w.new("[n,k]"), w.new("[n,k]"), w.new("[m,n]", w.some("", "full_column_rank"))
            inner = f"{left}*{u}*{v}' - {w.new('[m,n]')}"
            weight = w.new("[n,n]", "positive_definite") if w.often(0.4) else ""
            f = f"tr(({inner})*{weight}*({inner})')" if weight else f"norm2({inner})^2"
            return w.problem(f, w.rng.sample([u, v], 2), "min")
        case _:
            u, v = w.new("[m,k]"), w.new("[n,k]")
            f = f"norm2({w.new('[m,n]')} - {u}*{v}')^2"
            return w.problem(f, [u, v], "min", [f"{v}'*{v} == eye(k)"], ("similar", v))


@family
def cones(w: Writer) -> Generated:
    x, t, slope = w.new("[n]"), w.new(), w.some("", "2*", "3*")
    f = f"{w.some('', '2*')}norm2({x} - {w.new('[n]')})^2 + {w.some('', '3*')}({t} - {w.new()})^2"
    sense = w.some("min", "min", "max")
    return w.problem(f, w.rng.sample([x, t], 2), sense, [f"norm2({x}) <= {slope}{t}"], ("cone", t, slope or "1"))


@family
def margins(w: Writer) -> Generated:
    x = w.new("[m,n]")
    ties = [f"{x}*ones(n) == {w.some('0*', '')}{w.some('2*', '')}n*ones(m)", f"{x}'*ones(m) == ones(n)"]
    rows = [f"{x}*ones(n) == n*ones(m)", f"{x}'*ones(m) == m*ones(n)"]
    tied = rows if w.often(0.5) else [w.rng.choice(ties), f"tr({w.new('[n,m]')}*{x}) == 1"]
    return w.problem(f"{w.some('', '2*')}norm2({x} - {w.new('[m,n]')})^2", [x], w.some("min", "min", "max"), tied)


@family
def log_sums(w: Writer) -> Generated:
    x, scale = w.new("[n]"), w.some("", "", "2*")
    f = f"{scale}logsumexp({x}) - {scale}{w.new('[n]', w.some('simplex', 'positive', ''))}'*{x}"
    tied = [f"sum({x}) == {w.some('0', '1')}"] if w.often(0.5) else []
    return w.problem(f, [x], w.some("min", "min", "max"), tied)


@family
def outer_functions(w: Writer) -> Generated:
    x, form = w.new("[n]"), w.new("[n,n]", "positive_definite")
    inner = f"({x} - {w.new('[n]')})'*{form}*({x} - {w.new('[n]')})"
    f = w.some(
        f"sqrt({inner} + 1)", f"exp(-({inner}))", f"log(1 + {inner})", f"norm2({w.new('[m,n]')}*{x} - {w.new('[m]')})",
        f"1/(1 + {inner})",
    )  # fmt: skip
    tied = [f"sum({x}) == 1"] if w.often(0.3) else []
    return w.problem(f"{w.sign()}{f}", [x], w.some("min", "max"), tied)


@family
def likelihood_products(w: Writer) -> Generated:
    p, a, b = w.new("", "positive"), w.new("", "positive"), w.new("", "positive")
    f = w.some(f"{p}^{a}*(1 - {p})^{b}", f"{p}^{a}*exp(-{b}*{p})", f"{p}^(-{a})*exp(-{b}/{p})", f"{p}/({p}^2 + {a})")
    return w.problem(f"{w.some('', '2*')}{f}", [p], w.some("max", "max", "min"))


@family
def diagonals(w: Writer) -> Generated:
    d = w.new("[n,n]", w.some("diagonal", "diagonal, positive_definite"))
    if "definite" in w.declared[-1]:
        f = f"logdet({d}) + tr(inv({d})*{w.new('[n,n]', 'positive_definite')})"
        return w.problem(f"{w.some('', '3*')}({f})", [d], "min")
    f = w.some(f"norm2({d}*{w.new('[n,m]')} - {w.new('[n,m]')})^2", f"norm2({w.new('[m,n]')}*{d} - {w.new('[m,n]')})^2")
    return w.problem(f"{f} + norm2({d})^2" if w.often(0.5) else f, [d], "min")


@family
def sized(w: Writer) -> Generated:
    x, below = w.new("[n]"), w.new("[n,n]", "positive_definite")
    f = w.some(
        f"{x}'*{w.new('[n,n]', 'symmetric')}*{x}/({x}'*{below}*{x})", f"{w.new('[n]')}'*{x}/sqrt({x}'*{below}*{x})",
    )  # fmt: skip
    return w.problem(f"{w.sign()}{f}", [x], w.some("min", "max"), [f"{w.new('[n]')}'*{x} == 1"])


@family
def spheres(w: Writer) -> Generated:
    x, a = w.new("[n]"), w.new("[n]")
    f = w.some(
        f"{x}'*{w.new('[n,n]', 'symmetric')}*{x} + {a}'*{x}", f"norm2({w.new('[m,n]')}*{x} - {w.new('[m]')})^2",
        f"{w.sign()}norm2({x} - {a})^2",
    )  # fmt: skip
    return w.problem(f, [x], w.some("min", "max"), [f"{x}'*{x} == 1"], ("sphere", ""))


@family
def transports(w: Writer) -> Generated:
    x, r = w.new("[m,n]", "positive"), w.new("[m]", "positive")
    cost, t = w.new("[m,n]"), w.new("", "positive")
    f = f"tr({cost}'*{x}) + {t}*sum({x}.*log({x}))"
    return w.problem(f, [x], "min", [f"{x}*ones(n) == {r}"], ("rows", r))


@family
def powers_given(w: Writer) -> Generated:
    x, a, p = w.new("[n]", "positive"), w.new("[n]", "positive"), w.some("2", "3", "4", "(1/2)")
    weight = w.some("", f"{w.new('[n]', 'positive')}.*")
    sense = w.some("max", "min")
    return w.problem(f"{w.some('', '2*')}{a}'*{x}", [x], sense, [f"sum({weight}{x}.^{p}) == 1"], ("scaled",))


@family
def endless(w: Writer) -> Generated:
    x = w.new("[n]")
    tied = w.rng.choice(
        [[f"{w.new('[p,n]')}*{x} == {w.new('[p]')}"], [f"sum({x}) == 1"], [f"{w.new('[n]')}'*{x} <= 1"]]
    )
    f = w.some(f"{w.new('[n]')}'*{x}", f"2*sum({x})")
    return w.problem(f, [x], w.some("min", "max"), tied)
