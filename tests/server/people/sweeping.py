"""A browser that has a server sweep, and what an unbroken sweep in this process gives."""

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from engine.experiment.links import parse_link
from engine.sweeps.varied import read_varied
from server.sweeps.executors import InThisProcess
from server.sweeps.live.sweep import MOST_OF_PAGE, LiveSweep
from server.sweeps.plan import planned
from server.sweeps.rows import SweepRow
from server.sweeps.running import last_rows, run
from tests.server.servers.live import SECONDS, Live

LINK = "dataset=gauss&networkShape=3&seed=0.25&noise=10&points=60"
ORDER: dict[str, Any] = {"link": LINK, "vary": ["learning_rate=0.001..3:log:5"], "seeds": 3, "epochs": 5}
Answer = tuple[int, Any]


def asked(http: str, path: str, body: Any = None, secret: str = "", method: str | None = None) -> Answer:
    """The answer to a request; `body` is bytes, or becomes JSON."""
    data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
    request = urllib.request.Request(http + path, data=data, method=method)
    if secret:
        request.add_header("Authorization", f"Bearer {secret}")
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            return answer.status, read(answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return error.code, read(error.read())


def read(content: bytes) -> Any:
    """JSON, or text that is none."""
    try:
        return json.loads(content, parse_constant=lambda name: 1 / 0)
    except ValueError:
        return content.decode()


class Swept(NamedTuple):
    """A sweep on a server, and who leads it."""

    http: str
    id: str
    secret: str

    def ask(self, what: str = "", body: Any = None, method: str | None = None) -> Any:
        """What comes of a request to the sweep that shall do."""
        status, answer = asked(self.http, f"sweeps/{self.id}{what}", body, self.secret, method)
        assert status == 200, answer
        return answer

    def lead(self, what: str, body: Any = b"") -> Any:
        """Pauses it, or what else is said."""
        return self.ask(f"/{what}", body, "POST")

    def on(self, live: Live) -> LiveSweep:
        """The sweep as its server knows it."""
        return next(each for each in live.playground.sweeps if each.id == self.id)

    async def pauses_at_first(self, live: Live) -> None:
        """Pauses it, on the event loop of its server, while its first networks train: it may be done before a
        request comes to that."""
        await until_it_trains(self.on(live))
        live.playground.sweeps.pause(self.on(live))

    def rows(
        self, until: str = "done", enough: Callable[[int], bool] = lambda n: False
    ) -> tuple[Any, list[dict[str, Any]]]:
        """Its status once it is so far, or so many rows are `enough`, and its rows until then, as a page asks
        for them."""
        rows: list[dict[str, Any]] = []
        after, seen = 0, 0
        while True:
            answer = self.ask(f"/rows?after={after}&seen={seen}")
            after, seen = answer["next"], answer["status"]["version"]
            rows += answer["rows"]
            if enough(len(rows)) or (
                answer["status"]["state"] == until and len(answer["rows"]) < MOST_OF_PAGE
            ):
                return answer["status"], rows


async def until_it_trains(known: LiveSweep) -> None:
    """Waits, on the event loop of its server, until the first networks of a sweep are trained."""
    while not known.n_training:
        await known.changed()


def begun(http: str, **order: Any) -> Swept:
    """A sweep that has just begun."""
    status, answer = asked(http, "sweeps", {**ORDER, **order})
    assert status == 201, answer
    return Swept(http, answer["id"], answer["secret"])


def unbroken(**order: Any) -> list[SweepRow]:
    """The rows that the same order gives in this process."""
    return _trained(json.dumps({"strategy": "grid", "trials": None, **ORDER, **order}))


@cache
def _trained(order: str) -> list[SweepRow]:
    """The rows of an order; the same comes of it however often one asks."""
    asked = json.loads(order)
    plan = planned(
        parse_link(asked["link"]).experiment,
        [read_varied(each) for each in asked["vary"]],
        n_seeds=asked["seeds"],
        epochs=asked["epochs"],
        strategy=asked["strategy"],
        n_settings=asked["trials"],
    )
    return last_rows(run(plan, InThisProcess(), "numpy"))


def losses(rows: list[dict[str, Any]]) -> dict[tuple[int, int], tuple[int, float | None, float | None]]:
    """Epochs and losses of each network, the last of each."""
    return {
        (each["setting"], each["repeat"]): (each["epochs"], each["train_loss"], each["test_loss"])
        for each in rows
    }


def unbroken_losses(**order: Any) -> dict[tuple[int, int], tuple[int, float | None, float | None]]:
    """The same of an unbroken sweep in this process."""
    return losses([each._asdict() for each in unbroken(**order)])
