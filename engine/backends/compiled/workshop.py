"""Kernels made for one shape of network, in the background, where that pays.

To make one takes a processor up to 6 s; then the network trains 1.08 to 1.37 times as fast (measured:
benchmarks/shape_kernels.py). So a shape gets a kernel of its own once kernels have worked on it for as long
as it costs (`WORTH_SECONDS`), by however many sessions: nobody who tries one network after the other comes
that far, and at worst the work is doubled. One kernel is made at a time, of all processes of this user, by
a process that gives way to all others; nobody waits for it. A session takes it up between two runs, and since
it comes to the same bits nothing depends on when that is.
"""

import logging
import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable
from time import thread_time

from engine.backends.compiled.bundles import KernelTask
from engine.backends.compiled.library import Kernel, kernel_for
from engine.backends.compiled.shapes import KernelShape, shape_of

ASK_SECONDS = 1.0
"""A session tells how long it has trained each time it comes to this; until then it costs nothing."""
WORTH_SECONDS = 6.0
"""What it costs to make a kernel, and so how long a shape is trained before one is made."""
MAX_WAITING = 8
"""So many shapes wait at most; others ask again later."""
MAX_SHAPES = 200
"""Of so many shapes it is known how long they were trained, and of so many kernels at most are loaded."""
MAX_KEPT = 64
"""So many kernels made for a shape are kept for the next start where nothing else is said."""

log = logging.getLogger(__name__)


class Workshop:
    """Makes kernels with `make`, one after the other, in a thread that ends when there is nothing to do."""

    def __init__(self, make: Callable[[KernelShape], Kernel]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._seconds: OrderedDict[str, float] = OrderedDict()
        self._made: OrderedDict[str, Kernel] = OrderedDict()
        self._waiting: OrderedDict[str, tuple[KernelShape, weakref.WeakSet[object]]] = OrderedDict()
        self._is_working = False
        self._has_failed = False

    def kernel_for(self, customer: object, shape: KernelShape, seconds: float) -> Kernel | None:
        """The kernel for a shape that kernels have worked on for so many seconds more; None if there is none
        yet. Where it pays the customer gets in line for one, and leaves it when they cease to be."""
        name = shape.name
        with self._lock:
            if name in self._made:
                self._made.move_to_end(name)
                return self._made[name]
            self._seconds[name] = self._seconds.pop(name, 0.0) + seconds
            if len(self._seconds) > MAX_SHAPES:
                self._seconds.popitem(last=False)
            if self._seconds[name] >= WORTH_SECONDS and not self._has_failed:
                self._get_in_line(customer, shape)
        return None

    @property
    def n_waiting(self) -> int:
        """How many shapes wait that somebody still trains."""
        with self._lock:
            return sum(bool(customers) for _, customers in self._waiting.values())

    def _get_in_line(self, customer: object, shape: KernelShape) -> None:
        for name in [name for name, (_, customers) in self._waiting.items() if not customers]:
            del self._waiting[name]
        if shape.name not in self._waiting:
            if len(self._waiting) >= MAX_WAITING:
                return
            self._waiting[shape.name] = shape, weakref.WeakSet()
        self._waiting[shape.name][1].add(customer)
        if not self._is_working:
            self._is_working = True
            threading.Thread(target=self._work, name="making kernels", daemon=True).start()

    def _next(self) -> KernelShape | None:
        """The shape that has waited longest and that somebody still trains."""
        with self._lock:
            while self._waiting:
                _, (shape, customers) = self._waiting.popitem(last=False)
                if customers and shape.name not in self._made:
                    return shape
            self._is_working = False
            return None

    def _work(self) -> None:
        while shape := self._next():
            try:
                kernel = self._make(shape)
            except Exception as error:  # whatever a compiler throws
                log.warning("No more kernels are made for shapes of networks: %s", error)
                with self._lock:
                    self._has_failed = True
                    self._waiting.clear()
                continue
            with self._lock:
                self._made[shape.name] = kernel
                if len(self._made) > MAX_SHAPES:
                    self._made.popitem(last=False)


_workshop: Workshop | None = None


def open_workshop(max_kept: int = MAX_KEPT) -> None:
    """From now on this process has kernels made for shapes, of which so many are kept for the next start;
    with 0 it has none made."""
    global _workshop
    _workshop = Workshop(lambda shape: kernel_for(shape, max_kept)) if max_kept else None


class Fitting:
    """How a session comes to the kernel made for its shape: its general `kernel` at first."""

    def __init__(self, kernel: Kernel, name: str, precision: str, task: KernelTask) -> None:
        self._kernel, self._name, self._precision, self._task = kernel, name, precision, task
        self._seconds = 0.0
        self._shape: KernelShape | None = None
        self._is_open = _workshop is not None

    def __call__(self, *arguments: int) -> None:
        """Calls the kernel; then looks whether there is a better one."""
        if not self._is_open:
            self._kernel(*arguments)
            return
        began = thread_time()
        self._kernel(*arguments)
        self._seconds += thread_time() - began
        if self._seconds >= ASK_SECONDS:
            self._ask()

    def _ask(self) -> None:
        self._shape = self._shape or shape_of(self._name, self._precision, self._task)
        made = None
        if self._shape and _workshop:
            made = _workshop.kernel_for(self, self._shape, self._seconds)
        self._seconds = 0.0
        self._kernel = made or self._kernel
        self._is_open = self._shape is not None and made is None
