"""What every process does with a task of a sweep, be it of this machine or of a cluster."""

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from engine.backends.cores import use_at_most
from engine.reasons import ReasonError

Result = TypeVar("Result")


def carried_out(task: Callable[..., Result], *arguments: Any, **named: Any) -> Result:
    """Does a task on one core, whatever else this process may use: its brothers have the others."""
    _stay_on_one_core()
    try:
        return task(*arguments, **named)
    except ReasonError as error:  # of whatever class: this one can be sent
        raise ReasonError(error.reason, error.field) from None


@cache
def _stay_on_one_core() -> None:
    use_at_most(1)
    threadpool_limits(1)
