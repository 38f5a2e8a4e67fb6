"""Families of random problems: quadratics, structures, functions of one number, likelihoods."""

from __future__ import annotations

from tests.solving.writer import Generated, Writer, family, sense_of


# -- quadratics --------------------------------------------------------------------------------------------------------
@family
def scalars(w: Writer) -> Generated:
    names = [w.new() for _ in range(w.rng.randint(1, 2))]
    terms = [f"{w.coefficient()}{a}*{b}" for k, a in enumerate(names) for b in names[k:]]
    terms += [f"{w.coefficient()}{a}" for a in names]
    tied = [f"{' + '.join(names)} == {w.new()}"] if w.often(0.4) else []
    return w.problem(" + ".join(terms), names, sense_of(w), tied)


def _vector_term(w: Writer, x: str) -> str:
    match w.some("square", "ridge", "form", "linear", "general", "weighted"):
        case "square":
            return f"norm2({w.new('[m,n]', w.some('', 'full_column_rank'))}*{x} - {w.new('[m]')})^2"
        case "ridge":
            return f"{w.coefficient()}norm2({x})^2"
        case "form":
            facts = w.some("symmetric", "positive_definite", "positive_semidefinite")
            return f"{w.coefficient()}{x}'*{w.new('[n,n]', facts)}*{x}"
        case "linear":
            return f"{w.new('[n]')}'*{x}"
        case "weighted":
            return f"sum({w.new('[n]', w.some('positive', ''))}.*({x} - {w.new('[n]')}).^2)"
        case _:
            return f"{x}'*{w.new('[n,n]')}*{x}"


@family
def vectors(w: Writer) -> Generated:
    x = w.new("[n]")
    objective = " + ".join(_vector_term(w, x) for _ in range(w.rng.randint(1, 3)))
    ties = w.some("", "", "sum", "affine", "both")
    tied = [f"sum({x}) == 1"] if ties in ("sum", "both") else []
    tied += [f"{w.new('[p,n]')}*{x} == {w.new('[p]')}"] if ties in ("affine", "both") else []
    return w.problem(objective, [x], sense_of(w), tied)


@family
def two_vectors(w: Writer) -> Generated:
    x, y = w.new("[n]"), w.new("[k]")
    parts = [f"norm2({w.new('[m,n]')}*{x} + {w.new('[m,k]')}*{y} - {w.new('[m]')})^2"]
    parts += [f"{w.weight()}norm2({z})^2" for z in (x, y) if w.often(0.6)]
    return w.problem(" + ".join(parts), w.rng.sample([x, y], 2), w.some("min", "max"))


@family
def intercepts(w: Writer) -> Generated:
    x, b = w.new("[n]"), w.new()
    ridge = f" + {w.weight()}norm2({x})^2" if w.often(0.5) else ""
    return w.problem(f"norm2({w.new('[m,n]')}*{x} + {b}*ones(m) - {w.new('[m]')})^2{ridge}", [x, b], "min")


@family
def matrices(w: Writer) -> Generated:
    x = w.new("[n,k]")
    match w.some("two-sided", "form", "distance", "ridge"):
        case "two-sided":
            f = f"norm2({w.new('[m,n]')}*{x}*{w.new('[k,m]')} - {w.new('[m,m]')})^2"
        case "form":
            a = w.new("[n,n]", w.some("symmetric", "positive_definite"))
            f = f"tr({x}'*{a}*{x}) - 2*tr({w.new('[n,k]')}'*{x})"
        case "distance":
            f = f"{w.coefficient()}norm2({x} - {w.new('[n,k]')})^2"
        case _:
            f = f"norm2({w.new('[m,n]')}*{x} - {w.new('[m,k]')})^2 + {w.weight()}norm2({x})^2"
    return w.problem(f, [x], sense_of(w))


@family
def definite(w: Writer) -> Generated:
    x, a = (
        w.new("[n,n]", w.some("positive_definite", "positive_definite", "invertible")),
        w.new("[n,n]", "positive_definite"),
    )
    f = w.some(
        f"tr({a}*{x}) - {w.weight()}logdet({x})",
        f"{w.weight()}logdet({x}) + tr({a}*inv({x}))",
        f"norm2({x} - {a})^2",
        f"tr({a}*inv({x})) + tr({w.new('[n,n]', 'positive_definite')}*{x})",
    )
    return w.problem(w.some(f, f"-({f})"), [x], sense_of(w))


@family
def structured(w: Writer) -> Generated:
    x, a = w.new("[n,n]", w.some("symmetric", "diagonal", "skew", "lower_triangular")), w.new("[n,n]")
    return w.problem(f"norm2({x} - {a})^2 + {w.weight()}norm2({x})^2", [x], w.some("min", "max"))


# -- one number, and functions -----------------------------------------------------------------------------------------
@family
def numbers(w: Writer) -> Generated:
    x = w.new("", w.some("positive", "positive", ""))
    a, b, c = (w.new("", w.some("positive", "positive", "")) for _ in range(3))
    positive = x + ": positive" in w.declared
    options = [
        f"{a}*{x}^2 - {b}*{x}",
        f"{a}*exp({x}) - {b}*{x}",
        f"exp({a}*{x}) + exp(-{b}*{x})",
        f"{a}*{x}",
        f"{x}^3 - {a}*{x}",
    ]
    if positive:
        options += [
            f"{a}*{x} - {b}*log({x})", f"{a}*log({x}) + {b}/{x}", f"{a}*{x} + {b}/{x}",
            f"{a}*log({x}) + {b}*{x}^2 - {c}*{x}", f"{a}*{x}^2 - {b}*log({x})", f"{a}*{x}^{c} - {b}*{x}",
            f"{a}/{x} - {b}*log({x})", f"{a}*log({x}) - log({b} + {x})", f"{x}*log({x}) - {a}*{x}",
            f"{a}*sqrt({x}) - {b}*{x}",
        ]  # fmt: skip
    f = w.rng.choice(options)
    return w.problem(w.some(f, f"-({f})"), [x], sense_of(w))


@family
def shares(w: Writer) -> Generated:
    p, q = w.new("", "positive"), w.new("", "positive")
    a, b, c = w.new("", w.some("positive", "")), w.new("", w.some("positive", "")), w.new("", "positive")
    return w.problem(f"{a}*log({p}) + {b}*log({q})", [p, q], w.some("max", "min"), [f"{p} + {c}*{q} == 1"], ("affine",))


@family
def likelihoods(w: Writer) -> Generated:
    x = w.new("[d]", "", "i in 1..N")
    if w.often(0.5):
        m, s = w.new("[d]"), w.new("[d,d]", "positive_definite")
        f = f"-N*logdet({s}) - sum_i(({x}[i] - {m})'*inv({s})*({x}[i] - {m}))"
        return w.problem(w.some(f, f"-({f})"), [m, s], w.some("max", "min"))
    m, s = w.new("[d]"), w.new("", "positive")
    f = f"-N*d*log({s}) - sum_i(norm2({x}[i] - {m})^2)/{s}"
    return w.problem(w.some(f, f"-({f})"), w.rng.sample([m, s], 2), w.some("max", "min"))


@family
def nonlinear(w: Writer) -> Generated:
    """Mostly without a closed form: a claim must hold all the same."""
    x, a, b = w.new("[n]"), w.new("[m,n]"), w.new("[m]")
    f = w.some(
        f"sum(exp({a}*{x})) - {w.new('[n]')}'*{x}", f"sum(log(1 + exp({a}*{x}))) + norm2({x})^2",
        f"norm2({x})^4 - {w.new('[n]')}'*{x}", f"norm2({a}*{x} - {b})^2 + norm1({x})", f"({x}'*{x} - 1)^2",
        f"norm2({x}) - {w.new('[n]')}'*{x}", f"sum(({x} - {w.new('[n]')}).^4)", f"norm2({a}*{x} - {b})",
        f"1/(1 + norm2({x})^2)", f"exp(-norm2({x} - {w.new('[n]')})^2)", f"sum(cos({x}))",
    )  # fmt: skip
    return w.problem(f, [x], sense_of(w))


@family
def powers_of_a_number(w: Writer) -> Generated:
    """Sums of powers and a logarithm, which may rise and fall more than once, or for ever."""
    t, a = w.new("", w.some("positive", "positive", "")), w.new("", w.some("positive", ""))
    b, v = w.new("", w.some("positive", "")), w.new("[n]")
    powers = [f"{a}/{t}", f"{b}*log({t})", f"{b}*{t}", f"{a}*{t}^2", f"{b}/{t}^2", f"norm2({v} - {t}*ones(n))^2/{t}^2",
              f"norm2({v} - {t}*ones(n))^2", f"{t}^3", f"{t}^4/4", f"sqrt({t})", f"1/({t} + {a})"]  # fmt: skip
    f = f" {w.some('+', '-')} ".join(w.rng.sample(powers if "positive" in "".join(w.declared[:1]) else powers[6:9], 2))
    return w.problem(f"{w.some('', '-')}({f})", [t], w.some("min", "max"))
