"""Where the networks of a sweep are trained: in this process, on all cores here, or on a cluster."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from typing import Any

from engine.backends.cores import n_cores, use_at_most
from engine.reasons import Reason, ReasonError
from engine.sweeps.reasons import refuse

PATIENCE = 10.0
"""Seconds in which the scheduler of a cluster must answer."""
AFTER_OTHERS = 10
"""How much later than others a process of a sweep gets its turn, as `nice` counts."""


class InThisProcess(Executor):
    """Does what it is given at once."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """See `concurrent.futures.Executor`."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # whoever asks for the result gets it
            future.set_exception(error)
        return future


def pool_of_cores() -> Executor:
    """A process for every core, each of which computes on one, after all else that wants to compute."""
    return ProcessPoolExecutor(n_cores(), mp_context=get_context("spawn"), initializer=_be_modest)


@contextmanager
def cluster_at(address: str) -> Iterator[Executor]:
    """The workers of the Dask scheduler at an address such as tcp://scheduler:8786; `ReasonError` where there
    is none."""
    try:
        from distributed import Client
    except ImportError:
        raise ReasonError(Reason("extra_not_installed", library="Dask", extra="cluster")) from None
    try:
        client: Any = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise refuse("no_cluster", address=address, error=str(error)) from None
    with client:
        yield client.get_executor()


def _be_modest() -> None:
    use_at_most(1)
    with suppress(AttributeError, OSError):  # not on every system
        os.nice(AFTER_OTHERS)
