"""Writes down what changes in sweeps: a little later, and much at once, so that nothing waits for it."""

import asyncio
from collections.abc import Callable

from engine.reasons import ReasonError
from server.saved.shelf import Shelf
from server.sweeps.live.keeping import kept_sweep
from server.sweeps.live.sweep import LiveSweep

GATHER_SECONDS = 0.1
"""What changes meanwhile is written together."""
AGAIN_SECONDS = 2.0
"""After so long it is tried again where the database did not answer, or there was no room."""
AT_ONCE = 500
"""Rows that are written in one transaction."""


class SweepWriter:
    """What writes sweeps down, on the event loop. `on_trouble` hears of a sweep whose rows wait, with whether
    the database answers, `on_written` of one that is written, and `on_taken` of one that another server
    trains meanwhile."""

    def __init__(
        self,
        shelf: Shelf,
        server: str,
        on_trouble: Callable[[LiveSweep, bool], object],
        on_written: Callable[[LiveSweep], object],
        on_taken: Callable[[LiveSweep], object],
    ) -> None:
        self._shelf, self._server = shelf, server
        self._on_trouble, self._on_written, self._on_taken = on_trouble, on_written, on_taken
        self._changed: dict[str, LiveSweep] = {}
        self._at: LiveSweep | None = None  # on its way to the database
        self._wake = asyncio.Event()

    def __contains__(self, sweep: LiveSweep) -> bool:
        return sweep.id in self._changed or bool(sweep.unwritten) or sweep is self._at

    def note(self, sweep: LiveSweep) -> None:
        """It has changed."""
        self._changed[sweep.id] = sweep
        self._wake.set()

    def forget(self, sweep: LiveSweep) -> None:
        """It is not to be written any more."""
        self._changed.pop(sweep.id, None)

    async def work(self) -> None:
        """Writes, for ever."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            await asyncio.sleep(GATHER_SECONDS)
            if not await self.write_all():
                self._wake.set()
                await asyncio.sleep(AGAIN_SECONDS)

    async def write_all(self) -> bool:
        """Writes what has changed; returns whether all of it is written."""
        went_well = True
        for sweep in list(self._changed.values()):
            went_well &= await self._write(sweep)
        return went_well

    async def _write(self, sweep: LiveSweep) -> bool:
        while self._changed.pop(sweep.id, None):
            rows = sweep.unwritten[:AT_ONCE]
            is_all = len(rows) == len(sweep.unwritten)
            kept = kept_sweep(sweep, self._server)
            if not is_all:  # a sweep is not done before its last row is written
                kept = kept._replace(state="running")
            answers = True
            has_room: bool | None = False
            self._at = sweep
            try:
                has_room = await self._shelf.of_sweeps(lambda sweeps: sweeps.write(kept, rows))  # noqa: B023
            except ReasonError:
                answers = False
            except asyncio.CancelledError:  # the server ends, and then all that is left is written
                if not sweep.is_gone:
                    self._changed[sweep.id] = sweep
                raise
            finally:
                self._at = None
            if sweep.is_gone:
                return True
            if has_room is None:
                self._on_taken(sweep)
                return True
            if not has_room:
                self._changed[sweep.id] = sweep
                self._on_trouble(sweep, answers)
                return False
            sweep.written(len(rows))
            if not is_all:
                self._changed[sweep.id] = sweep
            self._on_written(sweep)
        return True
