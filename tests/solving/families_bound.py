"""Families of random problems: those of the theorems, entry by entry, equations, and members of families."""

from __future__ import annotations

from tests.solving.writer import Generated, Writer, family


# -- theorems ----------------------------------------------------------------------------------------------------------
@family
def eigenvectors(w: Writer) -> Generated:
    a = w.new("[n,n]", w.some("symmetric", "positive_definite"))
    metric = w.new("[n,n]", "positive_definite") if w.often(0.4) else ""
    x = w.new(w.some("[n]", "[n,k]"))
    column = f"{x}[n]" in w.declared
    inner = f"{x}'*{a}*{x}" if column else f"tr({x}'*{a}*{x})"
    tie = f"{x}'*{metric + '*' if metric else ''}{x} == {'1' if column else 'eye(k)'}"
    rest = w.some("", f" + {w.new()}")
    return w.problem(f"{w.sign()}{inner}{rest}", [x], w.some("min", "max"), [tie], ("sphere", metric))


@family
def quotients(w: Writer) -> Generated:
    x = w.new("[n]")
    below = w.some(f"({x}'*{x})", f"({x}'*{w.new('[n,n]', 'positive_definite')}*{x})")
    f = w.some(
        f"{x}'*{w.new('[n,n]', 'symmetric')}*{x}/{below}", f"({w.new('[n]')}'*{x})^2/{below}",
        f"{w.new('[n]')}'*{x}/sqrt{below}", f"norm2({w.new('[m,n]')}*{x} - {w.new('[m]')})^2/(1 + {below})",
        f"({w.new('[n]')}'*{x} + {w.new()})/({w.new('', 'positive')} + {below})",
    )  # fmt: skip
    return w.problem(f"{w.sign()}{f}", [x], w.some("min", "max"))


@family
def alignments(w: Writer) -> Generated:
    match w.some("procrustes", "rotation", "stiefel", "vector", "ball", "pair"):
        case "procrustes":
            r = w.new("[n,n]", w.some("", "orthogonal"))
            ties = [f"{r}'*{r} == eye(n)"] if f"{r}[n,n]" in w.declared else []
            f = f"{w.sign()}norm2({w.new('[m,n]')}*{r} - {w.new('[m,n]')})^2"
            return w.problem(f, [r], w.some("min", "max"), ties, ("sphere", ""))
        case "rotation":
            r = w.new("[n,n]")
            f = f"{w.sign()}tr({w.new('[n,n]')}*{r})"
            return w.problem(f, [r], w.some("min", "max"), [f"{r}'*{r} == eye(n)", f"det({r}) == 1"], ("rotation",))
        case "stiefel":
            x, b = w.new("[n,k]"), w.new("[n,n]", "positive_definite") if w.often(0.4) else ""
            tie = f"{x}'*{b + '*' if b else ''}{x} == eye(k)"
            return w.problem(f"{w.sign()}tr({w.new('[n,k]')}'*{x})", [x], w.some("min", "max"), [tie], ("sphere", b))
        case "vector":
            x, b = w.new("[n]"), w.new("[n,n]", "positive_definite") if w.often(0.4) else ""
            tie = f"{x}'*{b + '*' if b else ''}{x} == 1"
            return w.problem(f"{w.sign()}{w.new('[n]')}'*{x}", [x], w.some("min", "max"), [tie], ("sphere", b))
        case "ball":
            x = w.new("[n]")
            f = w.some(
                f"norm2({x} - {w.new('[n]')})^2",
                f"{w.new('[n]')}'*{x}",
                f"norm2({w.new('[m,n]')}*{x} - {w.new('[m]')})^2 + norm2({x})^2",
            )
            return w.problem(f, [x], w.some("min", "min", "max"), [f"norm2({x}) <= 1"], ("ball",))
        case _:
            u, v = w.new("[m]"), w.new("[n]")
            ties = [f"{u}'*{u} == 1", f"{v}'*{v} == 1"]
            return w.problem(f"{w.sign()}{u}'*{w.new('[m,n]')}*{v}", [u, v], w.some("min", "max"), ties, ("sphere", ""))


@family
def approximations(w: Writer) -> Generated:
    match w.some("low rank", "semidefinite", "gram", "components", "kronecker"):
        case "low rank":
            u, v = w.new("[m,k]"), w.new("[n,k]")
            return w.problem(f"norm2({w.new('[m,n]')} - {u}*{v}')^2", [u, v], w.some("min", "min", "max"))
        case "semidefinite":
            x = w.new("[n,n]", "positive_semidefinite")
            return w.problem(f"norm2({x} - {w.new('[n,n]', 'symmetric')})^2", [x], "min", [], ("semidefinite",))
        case "gram":
            y = w.new("[n,k]")
            return w.problem(
                f"norm2({w.new('[n,n]', w.some('symmetric', ''))} - {y}*{y}')^2", [y], w.some("min", "min", "max")
            )
        case "components":
            y, s, c = w.new("[n,k]"), w.new("", "positive"), w.new("[n,n]", "positive_definite")
            inner = f"{y}*{y}' + {s}*eye(n)"
            return w.problem(f"logdet({inner}) + tr(inv({inner})*{c})", [y, s], "min")
        case _:
            b, c = w.new("[p,k]"), w.new("[k,p]")
            return w.problem(f"norm2({w.new('[p*k,k*p]')} - kron({b}, {c}))^2", [b, c], "min")


# -- entry by entry ----------------------------------------------------------------------------------------------------
@family
def separable(w: Writer) -> Generated:
    facts = w.some("", "", "positive")
    x, b = w.new("[n]", facts), w.new("[n]", w.some("", "positive"))
    d = w.new("[n]", "positive")
    smooth = [
        f"norm2({x} - {b})^2",
        f"sum({d}.*{x}.^2) - 2*{b}'*{x}",
        f"{b}'*{x}",
        f"norm2({w.new('[m,n]')}*{x} - {w.new('[m]')})^2",
    ]
    smooth += [f"{x}'*log({x}./{d})", f"-{d}'*log({x})", f"{b}'*{x} - sum(log({x}))"] if facts else []
    f = w.rng.choice(smooth) + (f" + {w.weight()}norm1({x})" if w.often(0.35) and not facts else "")
    ties, how = w.rng.choice([
        ([], ("affine",)), ([f"{x} >= 0"], ("box", "0", "")), ([f"0 <= {x}", f"{x} <= 1"], ("box", "0", "1")),
        ([f"sum({x}) == 1"], ("affine",)), ([f"sum({x}) == 1", f"{x} >= 0"], ("simplex",)),
        ([f"sum({x}) <= 1", f"{x} >= 0"], ("corner",)), ([f"norm1({x}) <= 1"], ("diamond",)),
        ([f"norm2({x}) <= 1"], ("ball",)),
    ])  # fmt: skip
    return w.problem(f, [x], w.some("min", "min", "max"), list(ties), how)


@family
def proximal(w: Writer) -> Generated:
    x, b = w.new("[n]"), w.new("[n]")
    if w.often(0.3):
        x, b = w.new("[n,k]"), w.new("[n,k]")
        return w.problem(f"norm2({x} - {b})^2/2 + {w.weight()}{w.some('norm_nuc', 'norm2')}({x})", [x], "min")
    f = f"norm2({x} - {b})^2/2 + {w.weight()}{w.some('norm1', 'norm2')}({x})"
    return w.problem(f + w.some("", f" + {w.weight()}norm2({x})^2"), [x], w.some("min", "min", "max"))


# -- equations and families --------------------------------------------------------------------------------------------
@family
def equations(w: Writer) -> Generated:
    facts = w.some("", "", "positive_definite")
    match w.some("left", "both", "sylvester", "stein", "column", "two", "inverse"):
        case "left":
            x = w.new("[n,k]")
            f = [f"{w.new('[n,n]', facts)}*{x} == {w.new('[n,k]')}"]
        case "both":
            x = w.new("[n,k]")
            f = [f"{w.new('[n,n]', facts)}*{x}*{w.new('[k,k]')} == {w.new('[n,k]')}"]
        case "sylvester":
            x, a = w.new("[n,n]"), w.new("[n,n]", facts)
            f = [f"{a}*{x} + {x}*{w.some(a + chr(39), w.new('[n,n]', facts))} == {w.new('[n,n]')}"]
        case "stein":
            x, a = w.new("[n,n]"), w.new("[n,n]")
            f = [f"{a}*{x}*{a}' - {x} + {w.new('[n,n]', 'symmetric')} == 0"]
        case "column":
            x = w.new("[n]")
            f = [f"{w.new('[n,n]', facts)}*{x} + {w.new()}*{x} == {w.new('[n]')}"]
        case "two":
            x, y, a = w.new("[n]"), w.new("[n]"), w.new("[n,n]")
            f = [f"{a}*{x} + {y} == {w.new('[n]')}", f"{x} - {w.new()}*{y} == {w.new('[n]')}"]
            return w.problem(f, [x, y], None)
        case _:
            x = w.new("[n,n]", "invertible")
            f = [f"inv({x}) + {w.new('[n,n]', 'positive_definite')} == {w.new('[n,n]')}"]
    return w.problem(f, [x], None)


@family
def members(w: Writer) -> Generated:
    v, a = w.new("", w.some("positive", "positive", ""), "j in 1..K"), w.new("", "", "j in 1..K")
    if w.often(0.5):
        u = w.new("", "", "j in 1..K")
        tied = [f"sum_j({u}[j]) == 1"] if w.often(0.5) else []
        return w.problem(f"sum_j({v}[j]*{u}[j]^2 - {a}[j]*{u}[j])", [u], w.some("min", "max"), tied)
    u = w.new("", "positive", "j in 1..K")
    return w.problem(f"sum_j({v}[j]*log({u}[j]))", [u], w.some("min", "max"), [f"sum_j({u}[j]) == 1"])
