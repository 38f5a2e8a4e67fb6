"""The page under load: many clients for some seconds, then many different questions, and what memory is left in use.

python -m tests.web.load --clients 50 --seconds 30 --questions 10000
"""

from __future__ import annotations

import argparse
import asyncio
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import quantiles
from typing import Any

import httpx2
import psutil

_PAUSE = 0.5
"""Seconds between two looks at the memory."""


@dataclass(slots=True)
class Load:
    """latencies: seconds of each answer; failures: what was no answer; memory: megabytes in all, as it went."""

    latencies: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)

    @property
    def growth(self) -> float:
        """Megabytes from the first fifth to the end, as the largest of each."""
        fifth = max(len(self.memory) // 5, 1)
        return max(self.memory[-fifth:]) - max(self.memory[:fifth])

    def __str__(self) -> str:
        cuts = quantiles(self.latencies, n=100) if len(self.latencies) > 1 else [0.0] * 99
        return (
            f"{len(self.latencies):,} answers, {len(self.failures)} failures; median {cuts[49]:.2f} s, 99% within "
            f"{cuts[98]:.2f} s; memory {self.memory[0]:.0f} to {self.memory[-1]:.0f} MB, grown by {self.growth:.0f} MB"
        )


def question(k: int) -> tuple[str, dict[str, Any]]:
    """The kind and the words of a question that no other number has."""
    ridge = {
        "text": f"norm2(X{k}*w - y)^2 + {k + 1}*lam*norm2(w)^2",
        "declarations": [f"X{k}[n,m]", "w[m]", "y[n]", "lam: positive"], "wrt": "w",
    }  # fmt: skip
    determinant = {
        "text": f"logdet(S) + {k + 2}*tr(inv(S)*C{k})",
        "declarations": ["S[d,d]: positive_definite", f"C{k}[d,d]: symmetric"], "wrt": "S",
    }  # fmt: skip
    kinds: list[tuple[str, dict[str, Any]]] = [
        ("read", ridge),
        ("derivative", ridge),
        ("derivative", determinant),
        ("code", ridge),
        ("check", {**ridge, "claim": f"2*X{k}'*(X{k}*w - y) + {2 * k + 2}*lam*w"}),
    ]
    return kinds[k % len(kinds)]


@contextmanager
def page(*options: str) -> Iterator[tuple[str, psutil.Process]]:
    """A running ``extremum serve``: its address and its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "extremum", "serve", "--port", str(port), *options]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        answers(address)
        yield address, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait()


def answers(address: str) -> float:
    """Seconds until the page answers."""
    start = time.perf_counter()
    while time.perf_counter() - start < 120:
        try:
            if httpx2.get(address).status_code == 200:
                break
        except httpx2.TransportError:
            time.sleep(0.01)
    return time.perf_counter() - start


def megabytes(process: psutil.Process) -> float:
    """What the server and its workers have in memory."""
    total = 0
    for one in (process, *process.children(recursive=True)):
        try:
            total += one.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total / 2**20


async def asked(address: str, process: psutil.Process, clients: int, seconds: float, most: int, first: int = 0) -> Load:
    """What happens when clients put different questions, one after the other, until the time or the questions end."""
    load, end, numbers = Load(), time.perf_counter() + seconds, iter(range(first, first + most))

    async def watch() -> None:
        while True:
            load.memory.append(megabytes(process))
            await asyncio.sleep(_PAUSE)

    async def client(http: httpx2.AsyncClient) -> None:
        for k in numbers:
            if time.perf_counter() > end:
                return
            kind, words = question(k)
            start = time.perf_counter()
            found = await http.post(f"{address}/api/{kind}", json=words)
            load.latencies.append(time.perf_counter() - start)
            if found.status_code != 200:
                load.failures.append(f"{found.status_code} {kind} {found.text[:200]}")

    async with httpx2.AsyncClient(timeout=120, limits=httpx2.Limits(max_connections=clients)) as http:
        watching = asyncio.create_task(watch())
        await asyncio.gather(*(client(http) for _ in range(clients)))
        watching.cancel()
        load.memory.append(megabytes(process))
    return load


def main() -> int:
    """Prints what was measured; 1 where a question failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--questions", type=int, default=10_000)
    given = parser.parse_args()
    with page("--seconds", "60") as (address, process):
        asyncio.run(asked(address, process, 8, 600, 50))  # the workers load the library
        load = asyncio.run(asked(address, process, given.clients, given.seconds, 10**6, first=100))
        print(f"{given.clients} clients, {given.seconds:g} s: {load}")
        many = asyncio.run(asked(address, process, 4, 3600, given.questions, first=10**7))
        print(f"{given.questions:,} different questions: {many}")
    for line in (load.failures + many.failures)[:10]:
        print(line)
    return 1 if load.failures or many.failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
