"""The wait for an epoch, with a bar that shows how far it is."""

import sys
import time
from typing import Any

from tqdm import tqdm

from server.client.errors import RoomError
from server.client.look import Look
from server.client.presence import Presence

LONGEST_WAIT_SECONDS = 600.0  # unless somebody says another


def progress_bar(total: int, unit: str, wanted: bool | None) -> "tqdm[Any]":
    """A bar on standard error; None: where that is a terminal."""
    is_shown = sys.stderr.isatty() if wanted is None else wanted
    return tqdm(total=total, unit=unit, disable=not is_shown, leave=False, file=sys.stderr)


def wait_for_epoch(room: Presence, epoch: int, seconds: float, bar: "tqdm[Any] | None" = None) -> Look:
    """What a room looks like when it has come to an epoch. Raises `RoomError` if it does not within so many
    seconds, or will not by itself."""
    deadline = time.monotonic() + seconds
    epoch_seen = None
    while True:
        n_seen, frame = room.n_looks, room.look
        if frame is not None:
            look = Look(frame)
            epoch_seen = look.epoch
            if bar is not None:
                bar.update(min(look.epoch, epoch) - bar.n)
            if look.epoch >= epoch:
                return look
        _check_goes_on(room, epoch)
        left = min(deadline - time.monotonic(), 1.0)
        if left <= 0 and not room.is_over:
            at = "nothing was seen of it" if epoch_seen is None else f"it was at epoch {epoch_seen}"
            how = "playing" if room.state["playing"] else "paused"
            raise RoomError(f"The room has not come to epoch {epoch} in {seconds:g} seconds: {at}, {how}.")
        room.wait_for_look(n_seen, left)


def _check_goes_on(room: Presence, epoch: int) -> None:
    """Raises `RoomError` for a run that will not come to an epoch by itself."""
    stopped = room.state["stopped"]
    if room.state["diverged"]:
        raise RoomError(f"The run has diverged before epoch {epoch}.")
    if stopped is not None and stopped["epoch"] < epoch:
        why, at = stopped["reason"]["code"], stopped["epoch"]
        raise RoomError(f"The run was stopped by a rule ({why}) after epoch {at}, before epoch {epoch}.")
