"""Every operation of the registry: derivatives, values, normal form and facts, on random shapes and values."""

from __future__ import annotations

import dataclasses

import pytest

import extremum as ex
from extremum.algebra.node import REGISTRY, Operation
from extremum.operations.elementwise import FUNCTIONS
from tests.support import checks, independent
from tests.support.draws import TIMES
from tests.support.examples import examples

NAMES = sorted(set(REGISTRY) - {"carry", "state", "unknown", "implicit"})  # tested with recurrences, with equations
SEEDS = 3 * TIMES


@pytest.mark.parametrize("name", NAMES)
def test_every_field_is_there(name: str) -> None:
    operation = REGISTRY[name]
    for field in dataclasses.fields(Operation):
        if field.name != "run":
            assert getattr(operation, field.name) is not None
    assert operation.domain and operation.reference


@pytest.mark.parametrize("name", NAMES)
def test_adjoint_and_jacobian(name: str) -> None:
    for seed, node in enumerate(examples(REGISTRY[name], SEEDS)):
        checks.check_derivatives(node, seed)


@pytest.mark.parametrize("name", NAMES)
def test_differential(name: str) -> None:
    for seed, node in enumerate(examples(REGISTRY[name], 2)):
        checks.check_forward(node, seed)


@pytest.mark.parametrize("name", NAMES)
def test_exact_value(name: str) -> None:
    for seed, node in enumerate(examples(REGISTRY[name], SEEDS)):
        checks.check_value(node, seed)


@pytest.mark.parametrize("name", NAMES)
def test_normal_form(name: str) -> None:
    for node in examples(REGISTRY[name], SEEDS):
        checks.check_normal_form(node)


@pytest.mark.parametrize("name", NAMES)
def test_facts(name: str) -> None:
    for node in examples(REGISTRY[name], SEEDS):
        checks.check_facts(node)


@pytest.mark.parametrize("name", ["sum_over", "prod_over"])
def test_binders_against_a_loop(name: str) -> None:
    for seed, node in enumerate(examples(REGISTRY[name], SEEDS)):
        independent.check_binder(node, seed)


@pytest.mark.parametrize("name", sorted(independent.VALUES))
def test_values_by_scipy(name: str) -> None:
    independent.check_against_scipy(REGISTRY[name])


@pytest.mark.parametrize("name", sorted(independent.CONSTANTS))
def test_constant_matrices(name: str) -> None:
    independent.check_constant(REGISTRY[name])


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_elementwise_functions(name: str) -> None:
    for seed in range(2):
        independent.check_function(FUNCTIONS[name], seed)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("norm_p(abs(a*B), 4)", "sum(B.^4)^(1/4)*abs(a)"),
        ("abs(relu(a))", "relu(a)"),
        ("relu(exp(a))", "exp(a)"),
        ("det(expm(tanh(A')))", "exp(tr(tanh(A)))"),
        ("det(mpow(A, m)')", "det(A)^m"),
        ("det(A - A')", "det(A' - A)"),
        ("det(2*A - 2*A')", "2^n*det(A' - A)"),
        ("(ones(m) + ones(m))'.^(-1/2)*c/sqrt(2 + a^2)", "sum(c)/(sqrt(2)*sqrt(2 + a^2))"),
        ("kron(c', A)*commutation(m, n)", "kron(A, c')"),
        ("kron(A, c')*commutation(n, m)", "kron(c', A)"),
    ],
)
def test_the_normal_form_is_final(text: str, normal: str) -> None:
    declarations = ["a", "A[n,n]: invertible", "B[n,m]", "c[m]"]
    found = ex.parse(text, declarations)
    assert str(found) == normal
    assert ex.parse(str(found), declarations) is found


@pytest.mark.parametrize(
    "text", ["inv(Z*A - eye(n))*F'./cosh(F)'", "F*inv(Z*A - eye(n))./cosh(F)", "kron(Z, F)", "Z.*F"]
)
def test_a_sum_of_transposes_is_the_transpose_of_the_sum(text: str) -> None:
    n, N = ex.dims("n N")
    i = ex.index("i", N, start=0)
    member = ex.family("z", n, n, N)[i]
    term = ex.parse(text, ["A[n,n]", "F[n,n]", "Z[n,n]"]).replace({"Z": member})
    assert ex.sum(term.T, i) is ex.sum(term, i).T
