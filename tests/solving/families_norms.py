"""Families of random problems: norms and their duals, vertices, and objectives that know an unknown by its length."""

from __future__ import annotations

from tests.solving.writer import Generated, Writer, family


def _near(w: Writer, x: str, shape: str) -> str:
    """A distance from a point, of several weights."""
    scale = w.some("", "2*", "1/2*", f"{w.new('', 'positive')}*")
    return f"{scale}norm2({x} - {w.new(shape)})^2"


def _moved(w: Writer, x: str, shape: str) -> str:
    return f"({x} - {w.new(shape)})" if w.often(0.3) else x


@family
def proximal(w: Writer) -> Generated:
    shape = w.some("[n]", "[m,n]")
    x, size = w.new(shape), w.some("", "3*", f"{w.new('', 'positive')}*", f"{w.new()}*")
    vectors = ["max(abs({}))", "max({})", "norm1({})", "norm2({})"]
    norm = w.some(*vectors, *(["norm_21({})", "norm_spec({})", "norm_nuc({})"] if shape == "[m,n]" else []))
    f = f"{_near(w, x, shape)} + {size}{norm.format(_moved(w, x, shape))}"
    return w.problem(f, [x], w.some("min", "min", "max"))


@family
def nearest_in_balls(w: Writer) -> Generated:
    x, kind = w.new("[m,n]"), w.some("nuc", "spec", "inf", "1")
    ball = {"inf": f"max(abs({x}))", "1": f"norm1({x})"}.get(kind, f"norm_{kind}({x})")
    f = w.some(_near(w, x, "[m,n]"), f"norm2({x})^2 - tr({w.new('[n,m]')}*{x})")
    return w.problem(f, [x], w.some("min", "min", "max"), [f"{ball} <= 1"], ("norm", kind))


@family
def balls_of_powers(w: Writer) -> Generated:
    shape = w.some("[n]", "[m,n]")
    p = w.some("3/2", "3", "4") if shape == "[n]" else w.some("3/2", "5/2")
    x = w.new(shape)
    f = f"{w.new('[n]')}'*{x}" if shape == "[n]" else f"tr({w.new('[m,n]')}'*{x})"
    size = f"abs({x}).^({p})" if p != "4" or w.often(0.3) else f"{x}.^4"
    total = f"sum({size})" if shape == "[n]" else f"sum(sum({size}))"
    tie = w.some(f"{total} <= 1", f"norm_p({x}, {p}) <= 1", f"2*{total} - 2 <= 0")
    return w.problem(f"{w.sign()}{f}", [x], w.some("min", "max"), [tie], ("norm", p))


@family
def parts_of_cones(w: Writer) -> Generated:
    kind = w.some("psd", "positive", "negative")
    if kind == "psd":
        x, a = w.new("[n,n]", "positive_semidefinite"), w.new("[n,n]", w.some("symmetric", "", "positive_definite"))
        return w.problem(f"{w.sign()}tr({a}*{x})", [x], w.some("min", "max"), [f"norm2({x}) <= 1"],
                         ("part of a cone", kind))  # fmt: skip
    x = w.new("[n]")
    ties = [f"{x} {'>=' if kind == 'positive' else '<='} 0", w.some(f"norm2({x}) <= 1", f"{x}'*{x} <= 1")]
    f = f"{w.sign()}{w.new('[n]')}'*{x}"
    return w.problem(f, [x], w.some("min", "max"), w.rng.sample(ties, 2), ("part of a cone", kind))


@family
def hyperplanes(w: Writer) -> Generated:
    shape = w.some("[n]", "[m,n]")
    x = w.new(shape)
    tie = f"{w.new('[n]')}'*{x}" if shape == "[n]" else f"tr({w.new('[m,n]')}'*{x})"
    norm = w.some(
        "norm1({})", "max(abs({}))", "norm2({})", *(["norm_nuc({})", "norm_spec({})"] if "m" in shape else [])
    )
    f = f"{w.some('', '2*', '-')}{norm.format(_moved(w, x, shape))}"
    return w.problem(f, [x], w.some("min", "min", "max"), [f"{tie} == {w.some('0', '1', '-2', w.new())}"])


@family
def vertices(w: Writer) -> Generated:
    x = w.new("[n]")
    f = w.some(
        f"norm2({x} - {w.new('[n]')})^2", f"{x}'*{w.new('[n,n]', 'positive_definite')}*{x} - {w.new('[n]')}'*{x}",
        f"sum({w.new('[n]', 'positive')}.*({x} - {w.new('[n]')}).^2)", f"norm2({x})^2",
        f"norm2({w.new('[m,n]')}*{x} - {w.new('[m]')})^2",
    )  # fmt: skip
    ties, feasible = w.rng.choice([
        ([f"{x} >= -1", f"{x} <= 2"], ("box", "-1", "2")), ([f"{x} >= 0", f"sum({x}) == 1"], ("simplex",)),
        ([f"{x} >= 0", f"sum({x}) <= 1"], ("corner",)), ([f"norm1({x}) <= 1"], ("diamond",)),
    ])  # fmt: skip
    sign = w.some("", "-", "2*")
    return w.problem(f"{sign}({f})", [x], "min" if sign == "-" else "max", w.rng.sample(ties, len(ties)), feasible)


@family
def lengths(w: Writer) -> Generated:
    x, b = w.new("[n]"), w.new("[n]")
    form = f"{x}'*{w.new('[n,n]', w.some('symmetric', 'positive_definite'))}*{x}"
    size = w.some("", "2*", f"{w.new('', 'positive')}*", f"{w.new()}*")
    known = w.some(
        f"norm2({x})^3", f"norm2({x})^4", f"({x}'*{x})^2", f"log({x}'*{x})", f"1/({x}'*{x})", f"exp({x}'*{x})"
    )
    sizes = f"sum(abs({x}).^{w.some('3', '(3/2)', '4')})"
    rest = w.some(form, f"{b}'*{x}", f"norm2({x} - {b})^2", f"norm2({x} - {b})^2/2")
    f = f"{rest} {w.some('+', '-')} {size}{w.some(known, known, sizes)}"
    return w.problem(f"{w.some('', '-')}({f})", [x], w.some("min", "max"))


@family
def bands(w: Writer) -> Generated:
    x, a = w.new("[n]"), w.new("[n]")
    low, high = w.rng.choice([("-1", "1"), ("0", "2"), ("-3", "-1")])
    ties = w.rng.sample([f"{a}'*{x} >= {low}", f"{a}'*{x} <= {high}"], 2)
    f = w.some(
        f"norm2({x} - {w.new('[n]')})^2", f"{x}'*{w.new('[n,n]', 'positive_definite')}*{x} - {w.new('[n]')}'*{x}"
    )
    return w.problem(f"{w.some('', '2*')}{f}" if "norm" in f else f, [x], "min", ties, ("band", a, low, high))


@family
def penalised_factors(w: Writer) -> Generated:
    u, v = w.new("[m,k]"), w.new("[n,k]")
    fit = w.some("", "1/2*", f"{w.new('', 'positive')}*")
    first, second = (w.some("", "2*", "1/3*", f"{w.new('', 'positive')}*") for _ in range(2))
    f = f"{fit}norm2({w.new('[m,n]')} - {u}*{v}')^2 + {first}norm2({u})^2 + {second}norm2({v})^2"
    return w.problem(f, w.rng.sample([u, v], 2), "min")


@family
def least_at_zero(w: Writer) -> Generated:
    x, a = w.new("[n]"), w.new("[n,n]", w.some("positive_definite", "positive_semidefinite", "symmetric"))
    size = w.some("", "2*", f"{w.new('', 'positive')}*", f"{w.new()}*")
    f = f"{x}'*{a}*{x} + {size}{w.some(f'({x}{chr(39)}*{x})^2', f'norm2({x})^3', f'sum({x}.^4)')}"
    return w.problem(w.some(f, f"-({f})"), [x], w.some("min", "max"))


@family
def nearest_in_ellipsoids(w: Writer) -> Generated:
    x, y, a = w.new("[n]"), w.new("[n]"), w.new("[n,n]", "positive_definite")
    f = w.some(f"norm2({x} - {w.some('', '1/9*', '5*')}{y})^2", f"norm2({w.new('[m,n]')}*{x} - {w.new('[m]')})^2")
    return w.problem(f, [x], "min", [f"{x}'*{a}*{x} <= {w.some('1', '3', '20')}"], ("within", a))


@family
def fading(w: Writer) -> Generated:
    x, a = w.new("[n]"), w.new("[n,n]", "positive_definite")
    f = w.some(f"1/(1 + {x}'*{x})", f"exp(-{x}'*{a}*{x})", f"1/(2 + {x}'*{a}*{x})^2", f"1/(1 + norm2({x}))")
    return w.problem(f"{w.sign()}{f} + {w.some('0', '3')}", [x], w.some("min", "max"))


@family
def polynomials_on_intervals(w: Writer) -> Generated:
    x, a, b = w.new("", w.some("", "positive")), w.new("", "positive"), w.new("", w.some("positive", ""))
    f = w.some(
        f"{x}*({a} - 2*{x})^2", f"{x}^3 - 3*{a}^2*{x}", f"{x}^2*({a} - {x})", f"{x}^4 - 2*{a}^2*{x}^2",
        f"{x}^3 + {b}*{x}",
        f"{x}^3 + {x}^2 - 2*{x}", f"{x}*({a} - {x})*({b} - {x})", f"{b}*{x}^3", f"{x}^3 - {x}^5", f"sign({x}) + {x}^3",
    )  # fmt: skip
    low, high = w.some("0", "0", "-1", f"-{a}", f"-2*{a}"), w.some(f"{a}", f"2*{a}", f"{a}/2", "1", "3", f"{b}")
    ties = [f"{low} <= {x}", f"{x} <= {high}"] if f"{x}:" not in " ".join(w.declared) else [f"{x} <= {high}"]
    return w.problem(f"{w.sign()}({f})", [x], w.some("min", "max"), ties, ("between",))
