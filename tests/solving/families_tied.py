"""Families of random problems: functions of a matrix on a slice, geometric programs, ellipsoids, similarities, what is
undone within its range, and problems with no solution or infinitely many."""

from __future__ import annotations

from tests.solving.writer import Generated, Writer, family, sense_of


@family
def slices(w: Writer) -> Generated:
    """A trace of a positive definite matrix is given: by a number of any sign, with any weights."""
    x, a = w.new("[n,n]", "positive_definite"), w.new("[n,n]", w.some("positive_definite", "symmetric"))
    b, level = w.new("[n,n]", "positive_definite"), w.new("", w.some("positive", ""))
    q = w.new("", w.some("positive", ""))
    f = w.some(
        f"tr(inv({x}))", f"{q}*tr({a}*inv({x}))", f"logdet({x})", f"tr(sqrtm({x}))", f"tr({x}^2)",
        f"tr({x}*logm({x})) - tr({a}*{x})", f"tr({x}^3)", f"tr(expm({x}))", f"tr({a}*{x}) - {q}*logdet({x})",
    )  # fmt: skip
    tie = w.some(f"tr({x}) == {level}", f"tr({b}*{x}) == {level}", f"tr({b}*{x}) == 1")
    return w.problem(f, [x], w.some("min", "max"), [tie])


@family
def geometric(w: Writer) -> Generated:
    """Posynomials of positive numbers, alone or tied by one that grows with all of them."""
    unknowns = [w.new("", "positive") for _ in range(w.rng.randint(1, 3))]

    def monomial(*powers: int) -> str:
        number = w.some("1", "2", w.new("", w.some("positive", "positive", "")))
        return "*".join([number, *(f"{x}^{w.rng.choice(powers)}" for x in unknowns)])

    def posynomial(*powers: int) -> str:
        count = w.rng.choice([len(unknowns), len(unknowns), w.rng.randint(1, 3)])
        return " + ".join(monomial(*powers) for _ in range(count))

    whole = monomial(1, 2, 3)
    level = w.new("", w.some("positive", "positive", ""))
    match w.some("volume", "cost", "free", "any"):
        case "volume":
            return w.problem(
                whole,
                unknowns,
                w.some("max", "max", "min"),
                [
                    f"{posynomial(0, 1, 2)} + {whole} == {level}"
                    if w.often(0.2)
                    else f"{posynomial(0, 1, 2)} == {level}"
                ],
                ("scaled",),
            )
        case "cost":
            return w.problem(
                posynomial(-2, -1, 1, 2), unknowns, w.some("min", "min", "max"), [f"{whole} == {level}"], ("scaled",)
            )
        case "free":
            return w.problem(f"{posynomial(1, 2)} + {posynomial(-1, -2)}", unknowns, w.some("min", "max"))
        case _:
            return w.problem(posynomial(-1, 0, 1), unknowns, "min", [f"{posynomial(1, 2)} == {level}"], ("scaled",))


@family
def ellipsoids(w: Writer) -> Generated:
    """A linear function on an ellipsoid away from the origin; its radius may be of any sign."""
    x, s, c = w.new("[n]"), w.new("[n,n]", w.some("positive_definite", "positive_definite", "symmetric")), w.new("[n]")
    inner = w.some(f"({x} - {c})'*{s}*({x} - {c})", f"norm2({x} - {c})^2", f"{x}'*{s}*{x} - 2*{c}'*{x}")
    tie = f"{inner} {w.some('==', '<=')} {w.new('', w.some('positive', ''))}"
    return w.problem(f"{w.sign()}{w.new('[n]')}'*{x}", [x], w.some("min", "max"), [tie], ("ellipsoid",))


@family
def similarities(w: Writer) -> Generated:
    """A scale, a rotation, and a translation that no constraint holds."""
    r, s = w.new("[n,n]"), w.new("", w.some("positive", ""))
    inner = f"{s}*{w.new('[m,n]')}*{r}" if w.often(0.6) else f"{w.new('[m,n]')}*{r}"
    unknowns = [r, *([s] if inner.startswith(f"{s}*") else [])]
    if w.often(0.4):
        t = w.new("[n]")
        inner, unknowns = f"{inner} + ones(m)*{t}'", [*unknowns, t]
    ties = [f"{r}'*{r} == eye(n)"]
    f = f"norm2({inner} - {w.new('[m,n]')})^2"
    return w.problem(f, unknowns, w.some("min", "min", "max"), ties, ("similar", r))


@family
def ranges(w: Writer) -> Generated:
    """What a function equals may be no value of it."""
    x = w.new("", w.some("", "positive"))
    a, b, c = (w.new("", w.some("positive", "")) for _ in range(3))
    f = w.some(
        f"exp({x}) - {a}*{x}", f"{a}*{x} - log(1 + exp({x}))", f"{a}*exp({x}) + {b}*exp(-{x})",
        f"({a} - 1)*log({x}) + ({b} - 1)*log(1 - {x})", f"{a}*log({x}) - {b}*{x}", f"{x}^3 - {a}*{x}",
        f"{a}*sqrt(1 + {b}*{x}) + {c}*sqrt(1 - {x})", f"{a}*log(1 + {b}*{x}) + {c}*log(1 - {x})",
        f"{a}*{x}^{b} - {c}*{x}", f"exp({a}*{x}) - {b}*exp({c}*{x})",
    )  # fmt: skip
    return w.problem(w.some(f, f"-({f})"), [x], sense_of(w))


@family
def degenerate(w: Writer) -> Generated:
    """Infinitely many solutions, none, or no bound: said as such, or not at all."""
    x, y, a = w.new("[n]"), w.new("[n]"), w.new("[m,n]")
    match w.some("flat", "linear", "valley", "rank", "no point", "between", "constant"):
        case "flat":
            return w.problem(f"norm2({a}*({x} - {y}))^2", [x, y], w.some("min", "max"))
        case "linear":
            return w.problem(f"{w.sign()}{w.new('[n]')}'*{x}", [x], w.some("min", "max"), [f"sum({x}) == 1"])
        case "valley":
            return w.problem(f"norm2({x} + {y} - {w.new('[n]')})^2 + {w.weight()}norm2({x})^2", [x, y], "min")
        case "rank":
            row = w.new("[n]")
            return w.problem(f"norm2({w.new('[m]')}*{row}'*{x} - {w.new('[m]')})^2", [x], w.some("min", "max"))
        case "no point":
            return w.problem(f"norm2({x})^2", [x], "min", [f"sum({x}) == 1", f"sum({x}) == {w.new()}"])
        case "between":
            return w.problem(f"{x}'*{w.new('[n,n]', 'symmetric')}*{x} - {w.weight()}norm2({x})^2", [x], sense_of(w))
        case _:
            return w.problem(f"norm2({x} - {y})^2", [x, y], w.some("min", "max"))
