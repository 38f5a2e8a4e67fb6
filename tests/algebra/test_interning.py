"""Equal is identical: in every thread, in copies, in children of the process; and what nobody uses is freed."""

from __future__ import annotations

import copy
import gc
import multiprocessing
import os
import pickle
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

import extremum as ex
from extremum.algebra.dims import Dim
from extremum.algebra.facts import reason
from extremum.algebra.interning import Interned
from extremum.algebra.rules import recording
from tests import soak
from tests.cases import checks

THREADS = 8


@pytest.fixture
def hurried() -> Iterator[None]:
    """Threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def in_threads(work: Callable[[int], Any]) -> list[Any]:
    """The results of eight threads that start together."""
    barrier = threading.Barrier(THREADS)

    def start(k: int) -> Any:
        barrier.wait()
        return work(k)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(start, range(THREADS)))


def thirty() -> list[checks.Entry]:
    """Thirty of the public cases, of all kinds."""
    return checks.load()[::5][:30]


def test_the_same_nodes_and_the_same_text_in_eight_threads(hurried: None) -> None:
    entries = thirty()
    alone = [str(checks.answer(entry)) for entry in entries]

    def work(k: int) -> list[tuple[ex.Expr, str]]:
        turned = [*entries[k:], *entries[:k]]
        answers = {entry["id"]: checks.answer(entry) for entry in turned}
        return [(answers[entry["id"]], str(answers[entry["id"]])) for entry in entries]

    found = in_threads(work)
    for j, text in enumerate(alone):
        assert {answers[j][1] for answers in found} == {text}
        assert len({answers[j][0] for answers in found}) == 1


def test_no_twins_where_all_threads_make_the_same_new_node(hurried: None) -> None:
    for turn in range(50):

        def work(k: int, turn: int = turn) -> tuple[ex.Expr, Dim]:
            n = ex.dims(f"n{turn}")
            A, x = ex.matrix(f"A{turn}", n, 2 * n + turn), ex.vector(f"x{turn}", 2 * n + turn)
            return ex.norm2(A @ x + turn * ex.exp(A @ x)) ** 2, A.cols

        found = in_threads(work)
        assert len({id(expr) for expr, _ in found}) == 1
        assert len({id(size) for _, size in found}) == 1


def test_derivations_in_eight_threads(hurried: None) -> None:
    def work(k: int) -> str:
        f = ex.parse("logdet(S) + a'*inv(S)*a + sum(exp(x))^2", ["S[n,n]: positive_definite", "a[n]", "x[m]"])
        return "\n".join(str(ex.derive(f, of, style=style)) for of in "Sx" for style in ("jacobian", "differential"))

    alone = work(0)
    assert set(in_threads(work)) == {alone}


def test_balls_are_precise_in_every_thread(hurried: None) -> None:
    pairs = [("exp(x)^2", "exp(2*x)", True), ("log(1 + exp(x))", "log(1 + exp(x)) + 1/10^30", False)]

    def work(k: int) -> list[bool]:
        return [bool(ex.equal(ex.parse(a, ["x"]), ex.parse(b, ["x"]))) for a, b, _ in pairs]

    assert in_threads(work) == [[right for _, _, right in pairs]] * THREADS


def test_rules_are_recorded_in_the_thread_that_records() -> None:
    with recording() as log:
        worker = threading.Thread(target=lambda: ex.log(ex.exp(ex.scalar("t"))))
        worker.start()
        worker.join()
    assert not log


def test_a_fact_sought_in_one_thread_does_not_use_up_the_work_of_another(hurried: None) -> None:
    def work(k: int) -> str | None:
        n, m = ex.dims("n m")
        X = [ex.matrix(f"X{j}", n, m) for j in range(60)]
        total = ex.eye(m)
        for x in X:
            total = total + x.T @ x
        return reason(total, "positive_definite")

    assert set(in_threads(work)) == {work(0)}


# -- memory ------------------------------------------------------------------------------------------------------------
def test_what_nobody_uses_is_freed() -> None:
    x = ex.vector("gone", ex.dims("nowhere"))
    node, size = weakref.ref(ex.hessian(ex.norm2(x) ** 4, x)), weakref.ref(x.rows)
    del x
    gc.collect()
    assert node() is None
    assert size() is None


def test_questions_leave_no_nodes() -> None:
    soak.ask(2, 200)  # fills what is bounded
    before = soak.living()
    soak.ask(1000, 200)
    after = soak.living()
    assert after[0] <= before[0] + 20
    assert after[1] <= before[1] + 20


def test_a_deep_expression_is_freed_without_recursion() -> None:
    y = x = ex.scalar("deep")
    for _ in range(10_000):
        y = ex.sin(y) + x
    gone = weakref.ref(y)
    del y
    gc.collect()
    assert gone() is None


def test_the_first_entered_stays() -> None:
    class Value:
        pass

    table: Interned[str, Value] = Interned()
    first, second = Value(), Value()
    assert table.enter("key", first) is first
    assert table.enter("key", second) is first
    del first
    assert table.get("key") is None
    assert len(table) == 0


# -- copies ------------------------------------------------------------------------------------------------------------
def expressions() -> list[ex.Expr]:
    return [checks.answer(entry) for entry in thirty()[::5]]


def test_copies_are_the_expression_itself() -> None:
    for expr in expressions():
        assert copy.copy(expr) is expr
        assert copy.deepcopy({"a": [expr]})["a"][0] is expr
        assert pickle.loads(pickle.dumps(expr)) is expr
        assert pickle.loads(pickle.dumps(expr.shape))[0] is expr.rows


def test_a_pickle_of_any_depth() -> None:
    n = ex.dims("n")
    y = x = ex.vector("x", n)
    for k in range(2000):
        y = ex.tanh(ex.matrix(f"W{k}", n, n) @ y + x)
    text = pickle.dumps(y)
    assert pickle.loads(text) is y
    assert len(text) < 2_000_000


def _digest(expr: ex.Expr) -> tuple[bytes, str, bool]:
    again = ex.parse("norm2(A*x)^2", ["A[n,m]", "x[m]"])
    return expr.digest, str(expr), again is expr


@pytest.mark.parametrize("method", [m for m in ("fork", "spawn") if m in multiprocessing.get_all_start_methods()])
def test_children_have_the_same_nodes(method: str) -> None:
    expr = ex.parse("norm2(A*x)^2", ["A[n,m]", "x[m]"])
    with multiprocessing.get_context(method).Pool(1) as pool:
        assert pool.apply(_digest, (expr,)) == (expr.digest, str(expr), True)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_fork_while_other_threads_make_nodes(hurried: None) -> None:
    stop = threading.Event()

    def make() -> None:
        k = 0
        while not stop.is_set():
            k += 1
            ex.sin(ex.scalar(f"f{k}"))

    workers = [threading.Thread(target=make, daemon=True) for _ in range(3)]
    for worker in workers:
        worker.start()
    try:
        for _ in range(10):
            child = os.fork()
            if child == 0:
                os._exit(0 if ex.sin(ex.scalar("u")) is ex.sin(ex.scalar("u")) else 1)
            assert os.waitpid(child, 0)[1] == 0
    finally:
        stop.set()
        for worker in workers:
            worker.join()
