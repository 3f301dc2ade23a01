"""Schedulers and workers of Dask in processes of their own."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager


@contextmanager
def dask(
    *arguments: str, ready: str, environment: Mapping[str, str] = {}
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A scheduler or a worker, and the last word of the line that says that it is ready."""
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "distributed.cli." + arguments[0], *arguments[1:]],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "DASK_DISTRIBUTED__LOGGING__DISTRIBUTED": "info", **environment},
    )
    assert process.stderr
    try:
        line = next(line for line in process.stderr if ready in line)
        yield process, line.split()[-1]
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


@contextmanager
def scheduler(
    port: int = 0, *more: str, protocol: str = "tcp", environment: Mapping[str, str] = {}
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A scheduler, and its address."""
    where = ("--host", f"{protocol}://127.0.0.1", "--port", str(port), "--no-dashboard")
    with dask("dask_scheduler", *where, *more, ready="Scheduler at:", environment=environment) as found:
        yield found


@contextmanager
def worker(address: str, *more: str, environment: Mapping[str, str] = {}) -> Iterator[subprocess.Popen[str]]:
    """A worker of one thread, and nothing that would start it again."""
    one = (address, "--nthreads", "1", "--no-nanny", "--no-dashboard")
    with dask("dask_worker", *one, *more, ready="Registered to:", environment=environment) as (process, _):
        yield process
