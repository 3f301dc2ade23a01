"""Whether what a file says of a run can be: its place, and that its weights are those of its experiment."""

from collections.abc import Iterable
from typing import Any

from engine.training.trainer import Trainer
from engine.training.trainer_state import TrainerState
from server.keeping.codec import KeptError


def trainer_of(state: TrainerState, beginnings: Iterable[TrainerState | None]) -> Trainer:
    """Returns a trainer that goes on from a state. Raises KeptError where the weights of it, or of one of the
    beginnings that came with it, do not fit their experiment."""
    trainer = Trainer(state.experiment)
    for each in (state, *beginnings):
        if each is None:
            continue
        fresh = trainer if each.experiment == state.experiment else Trainer(each.experiment)
        if not fresh.fits(each):
            raise KeptError("its weights do not fit its experiment")
    trainer.restore(state)
    return trainer


def check_place(state: TrainerState) -> None:
    """Raises KeptError for a place in a run where no run can be."""
    check_number("stride", state.stride, 1, 2**53, int)
    for name in ("epoch", "updates", "position"):
        check_number(name, getattr(state.progress.place, name), 0, 2**53, int)
    for name in ("n_accumulated", "steps"):
        check_number(name, getattr(state.progress.learning, name), 0, 2**53, int)


def check_number(name: str, value: object, low: float, high: float, kind: Any = (int, float)) -> None:
    """Raises KeptError for what is no number of this kind between two others."""
    if isinstance(value, bool) or not isinstance(value, kind) or not low <= value <= high:
        raise KeptError(f"{name} must be between {low} and {high}, got {value!r:.60}")
