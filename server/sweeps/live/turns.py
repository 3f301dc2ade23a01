"""Whose turn it is: only so many sweeps are trained at once, in all and of one address, the others wait."""

from collections.abc import Callable

from server.sweeps.executors import Workers
from server.sweeps.live.driver import Driver
from server.sweeps.live.reasons import ServedReason
from server.sweeps.live.sweep import LiveSweep


class Turns:
    """The sweeps that are trained or wait for that, in the order in which they came. `on_news` hears of every
    change; `n_networks` counts those that were trained."""

    def __init__(
        self,
        most: int,
        most_of_address: int,
        workers: Workers,
        is_kept: bool,
        on_news: Callable[[LiveSweep], object],
    ) -> None:
        self._most, self._most_of_address, self._is_kept = most, most_of_address, is_kept
        self._workers, self._on_news = workers, on_news
        self.n_networks = 0
        self._queue: list[LiveSweep] = []
        self._is_closed = False

    def __contains__(self, sweep: object) -> bool:
        return sweep in self._queue

    @property
    def n_running(self) -> int:
        """How many are trained."""
        return sum(each.driver is not None for each in self._queue)

    def join(self, sweep: LiveSweep) -> None:
        """It is trained when it is its turn."""
        if sweep not in self._queue:
            self._queue.append(sweep)
        self.look()

    def halt(self, sweep: LiveSweep, at_once: bool = False) -> None:
        """It is trained no longer than the networks that train, or ends at once."""
        if sweep.driver is not None:
            sweep.driver.halt(at_once)
        elif sweep in self._queue:
            self._queue.remove(sweep)

    def close(self) -> None:
        """Ends them all at once, and lets none begin."""
        self._is_closed = True
        for each in self._queue:
            if each.driver is not None:
                each.driver.halt(at_once=True)

    def look(self) -> None:
        """Lets those begin whose turn it is."""
        for sweep in self._queue:
            if sweep.driver is None and not self._is_closed and self._may_begin(sweep):
                self._begin(sweep)
            elif sweep.driver is None and sweep.why is None:
                sweep.change("running", ServedReason("sweep_waits"))
                self._on_news(sweep)

    def _may_begin(self, sweep: LiveSweep) -> bool:
        running = [each.origin.address for each in self._queue if each.driver is not None]
        return len(running) < self._most and running.count(sweep.origin.address) < self._most_of_address

    def _begin(self, sweep: LiveSweep) -> None:
        driver = Driver(
            sweep.plan, sweep.origin.order.device, sweep.done, sweep.last_number + 1, self._workers
        )
        sweep.begin(driver)
        driver.start(sweep.id, lambda driver: self._hear(sweep, driver))
        self._on_news(sweep)

    def _hear(self, sweep: LiveSweep, driver: Driver) -> None:
        """Takes in what a driver has done; where it is over, others have their turn."""
        if sweep.driver is not driver:  # it is over, and that was heard before
            return
        sweep.where, sweep.n_workers = driver.where, driver.n_workers
        # Asked before the rows are taken, which may come until then: it is none, and over, after the last.
        sweep.n_training, is_over = driver.n_training, driver.is_over
        rows = driver.taken()
        self.n_networks += len(rows)
        sweep.add(rows, self._is_kept)
        if is_over:
            self._queue.remove(sweep)
            sweep.end()
            self._settle(sweep, driver)
            self.look()
        self._on_news(sweep)

    def _settle(self, sweep: LiveSweep, driver: Driver) -> None:
        """Says how a sweep stands whose driver is over. One that was paused and goes on meanwhile, or has
        more to do than its driver knew, is in the queue again."""
        if sweep.state != "running" or sweep.is_gone or self._is_closed:
            return
        if driver.why is not None:
            sweep.change("paused", driver.why)
        elif driver.is_halted or sweep.plan is not driver.plan:
            self._queue.append(sweep)
        else:
            sweep.change("done")
