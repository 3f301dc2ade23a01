"""The metrics of a server: counts, gauges, how late its event loop is.

A registry of each app's own; nothing is counted globally. What can be read off when metrics are asked for is
read off then; what happens is counted in `Traffic`.
"""

import asyncio
from collections.abc import Iterator
from typing import Any

from prometheus_client import CollectorRegistry, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from server import logs
from server.classes.classes import Classes
from server.keeping.writer import RoomWriter
from server.messages import CloseCode
from server.rooms.room import Room
from server.rooms.rooms import Rooms
from server.rooms.runner import Runner
from server.saved.shelf import Shelf
from server.saved.values import Counts
from server.sweeps.live.sweeps import LiveSweeps
from server.traffic import Traffic

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
LOOK_SECONDS = 0.1
LATENESS_BUCKETS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)


class ServerMetrics:
    """The numbers of one playground."""

    def __init__(
        self,
        rooms: Rooms,
        classes: Classes,
        runner: Runner,
        keeper: RoomWriter | None,
        traffic: Traffic,
        shelf: Shelf,
        sweeps: LiveSweeps,
        replica: str = "",
    ) -> None:
        self._registry = CollectorRegistry()
        self._replica = replica
        self._registry.register(Readings(rooms, classes, runner, keeper, traffic, shelf, sweeps))
        ProcessCollector(registry=self._registry)
        self.lateness = Histogram(
            "playground_loop_lateness_seconds",
            "How late the event loop was, looked at ten times a second.",
            buckets=LATENESS_BUCKETS,
            registry=self._registry,
        )

    async def watch_loop(self) -> None:
        """Measures how late the event loop is, for ever."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + LOOK_SECONDS
            await asyncio.sleep(LOOK_SECONDS)
            self.lateness.observe(max(0.0, loop.time() - due))

    def text(self) -> bytes:
        """Returns all numbers in the text format of Prometheus; those of a replica have its name."""
        return generate_latest(Named(self._registry, self._replica) if self._replica else self._registry)

    def listed(self) -> list[dict[str, Any]]:
        """Returns the playground's own numbers for people: name, help, label and value.

        Of the lateness: bounds below which half and 99 of 100 looks stay, as far as the buckets allow.
        """
        rows = []
        for metric in self._registry.collect():
            name = metric.name.removeprefix("playground_").replace("_", " ")
            if name == metric.name:
                continue
            samples: list[tuple[str, float | None]]
            samples = [(" ".join(each.labels.values()), each.value) for each in metric.samples]
            if metric.type == "histogram":
                buckets = {each.labels["le"]: each.value for each in metric.samples if "le" in each.labels}
                samples = [(label, bound_of(buckets, share)) for label, share in SHARES.items()]
            rows += [
                {"name": name, "label": label, "help": metric.documentation, "value": value}
                for label, value in samples
            ]
        return rows


class Named(CollectorRegistry):
    """All numbers of a registry, with the name of the replica that they are of."""

    def __init__(self, registry: CollectorRegistry, replica: str) -> None:
        super().__init__()
        self._of, self._replica = registry, replica

    def collect(self) -> Iterator[Metric]:
        """Yields every metric, its samples with one label more."""
        for metric in self._of.collect():
            metric.samples = [
                sample._replace(labels={**sample.labels, "replica": self._replica})
                for sample in metric.samples
            ]
            yield metric


SHARES = {"half at most": 0.5, "99 of 100 at most": 0.99}


def bound_of(buckets: dict[str, float], share: float) -> float | None:
    """Returns the bound below which a share of all observations stays; None when none is known."""
    count = buckets["+Inf"]
    bounds = (float(le) for le, n in buckets.items() if le != "+Inf" and n >= share * count)
    return next(bounds, None) if count else None


class Readings(Collector):
    """Reads off the parts of a playground what can be read at any moment."""

    def __init__(
        self,
        rooms: Rooms,
        classes: Classes,
        runner: Runner,
        keeper: RoomWriter | None,
        traffic: Traffic,
        shelf: Shelf,
        sweeps: LiveSweeps,
    ) -> None:
        self._classes = classes
        self._rooms, self._runner, self._keeper, self._traffic = rooms, runner, keeper, traffic
        self._shelf, self._sweeps = shelf, sweeps

    def collect(self) -> Iterator[Metric]:
        """Yields every metric with its present value."""
        rooms, traffic, keeper = list(self._rooms), self._traffic, self._keeper
        saved = self._shelf.counts or Counts(0, 0)
        kept = self._shelf.class_counts or Counts(0, 0)
        sweeps = self._shelf.sweep_counts or Counts(0, 0)
        members = GaugeMetricFamily("playground_members", "Browsers in rooms.", labels=["role"])
        for role in ("host", "watcher"):
            members.add_metric([role], sum(each.role == role for room in rooms for each in room.members))
        refused = CounterMetricFamily(
            "playground_refused_connections",
            "Connections that the server ended, by close code.",
            labels=["code"],
        )
        for code in CloseCode:
            refused.add_metric([str(int(code))], traffic.refused[code])
        yield from (members, refused)
        for name, help, value in (
            ("rooms", "Rooms there are.", len(rooms)),
            ("rooms_playing", "Rooms that train.", sum(room.playing for room in rooms)),
            ("rooms_diverged", "Rooms whose run has diverged.", sum(room.run.diverged for room in rooms)),
            ("rooms_unkept", "Rooms that could not be written last time.", sum(r.unkept for r in rooms)),
            ("classes", "Classes there are.", len(self._classes)),
            ("connections", "Open sockets, in rooms or not yet.", len(traffic.outboxes)),
            ("saved_states", "Saved states that are kept, as last counted.", saved.n),
            ("saved_state_bytes", "Bytes of the saved states, as last counted.", saved.n_bytes),
            ("kept_classes", "Classes that their teachers keep, as last counted.", kept.n),
            ("kept_class_bytes", "Bytes of the kept classes, as last counted.", kept.n_bytes),
            ("kept_sweeps", "Sweeps that are kept in the database, as last counted.", sweeps.n),
            ("kept_sweep_bytes", "Bytes of these sweeps and their rows, as last counted.", sweeps.n_bytes),
            ("sweeps_running", "Sweeps that are trained.", self._sweeps.n_running),
        ):
            yield GaugeMetricFamily(f"playground_{name}", help, value)
        for name, help, total in (
            ("frames_sent", "Binary frames sent to browsers.", traffic.frames),
            ("messages_sent", "JSON messages sent to browsers.", traffic.messages),
            ("sent_bytes", "Bytes of frames and messages sent to browsers.", traffic.sent_bytes),
            ("frames_dropped", "Frames replaced by newer ones, unsent.", traffic.dropped_frames),
            ("training_updates", "Changes of weights, in all rooms.", self._runner.updates),
            ("training_failures", "Times that training stopped because of an error.", self._runner.failures),
            ("sweep_networks", "Networks that were trained in sweeps.", self._sweeps.n_networks),
            ("log_lines_dropped", "Lines of the log that nobody read in time.", logs.n_dropped()),
            ("rooms_written", "Files of rooms written.", keeper.written if keeper else 0),
            (
                "rooms_not_written",
                "Files of rooms that could not be written.",
                keeper.failures if keeper else 0,
            ),
            (
                "saved_states_unreachable",
                "Times that the database of the saved states did not answer as it should.",
                self._shelf.failures,
            ),
        ):
            yield CounterMetricFamily(f"playground_{name}", help, total)


def rooms_listed(rooms: list[Room], unused_seconds: dict[str, float]) -> list[dict[str, Any]]:
    """Returns what the administrator may see of rooms: their shape, not what is in them, and no tokens."""
    return [
        {
            "id": room.id,
            "shape": [len(room.run.experiment.features), *room.run.experiment.hidden, 1],
            "hosts": sum(member.role == "host" for member in room.members),
            "watchers": sum(member.role == "watcher" for member in room.members),
            "playing": room.playing,
            "diverged": room.run.diverged,
            "unkept": room.unkept,
            "unused_seconds": round(unused_seconds[room.id], 1),
        }
        for room in rooms
    ]
