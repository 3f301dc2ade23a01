"""What a teacher has closed: every way by which a student's room could come to it is shut, and opens again.

The table names every message and every request that a room knows, so that a new one has to be put in it.
"""

import json
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any, cast

import pytest
from fastapi.routing import APIRoute

from engine.experiment.experiment import Experiment
from server.requests.reading import REQUESTS
from server.rooms.class_pace import ALWAYS, FORMULAS, LAYERS, LONGEST_EXAMPLE, MOST_EXAMPLES, changes
from server.saved.links import KEPT
from server.web.pages.examples import examples
from tests.engine import tables
from tests.server.keeping.test_saved_states import asked
from tests.server.keeping.test_take_away import taken
from tests.server.people.in_class import Lesson, Page, short_lesson
from tests.server.servers.live import Client, Live, run, serving
from tests.server.web.test_bring import PENGUINS

START = "dataset=circle&networkShape=3,2&seed=0.5"
OTHER = "dataset=xor&networkShape=4&seed=0.5"


@pytest.fixture(scope="module")
def keeping() -> Iterator[Live]:
    """A server that keeps what is saved."""
    with (
        tempfile.TemporaryDirectory(prefix="pace") as folder,
        serving(data=folder, messages_per_second=1000, max_saved_per_address=50) as live,
    ):
        yield live


@dataclass
class Scene:
    """A student with a room of their own, whose class has a teacher."""

    live: Live
    lesson: Lesson
    student: Page
    room: Client

    @property
    def path(self) -> str:
        return f"rooms/{self.room.welcome['room']}"

    @property
    def token(self) -> str:
        return str(self.room.welcome["token"])

    async def asks(self, type: str, **fields: Any) -> str | None:
        """The code for which the room refuses a message; None: it is done."""
        return code_of(await self.room.ask(type, **fields))

    async def does(self, type: str, **fields: Any) -> None:
        assert await self.asks(type, **fields) is None

    async def posts(self, path: str, body: bytes) -> str | None:
        """The code for which a request is refused; None: it is done."""
        status, answer = await asked(self.live, f"{self.path}/{path}", self.token, body)
        return None if status == 200 else code_of(answer)

    async def closes(self, **pace: Any) -> None:
        await self.lesson.teacher.does("set_pace", **{"fields": [], **pace})
        await self.student.until(lambda: self.student.state["pace"])

    async def opens(self) -> None:
        await self.lesson.teacher.does("set_pace", fields=None)
        await self.student.until(lambda: self.student.state["pace"] is None)


def code_of(answer: dict[str, Any]) -> str | None:
    return None if answer.get("type") == "done" else str((answer["reason"] or answer)["code"])


Act = Callable[[Scene], Awaitable[str | None]]


@dataclass
class Door:
    """A way that is shut with a reason; `before` is done while everything is open."""

    act: Act
    reason: str = "class_pace"
    before: tuple[tuple[str, dict[str, Any]], ...] = ()


def message(type: str, **fields: Any) -> Act:
    return lambda scene: scene.asks(type, **fields)


def request(path: str, body: bytes) -> Act:
    return lambda scene: scene.posts(path, body)


FASTER = ("change", {"changes": {"learning_rate": 0.3}})
WEIGHT = ("set_weight", {"layer": 1, "neuron": 0, "source": 1, "value": 5.0})
STEP: tuple[str, dict[str, Any]] = ("step", {})
UNDO: tuple[str, dict[str, Any]] = ("undo", {})
BY_HAND = "class_by_hand"
POINTS = {"title": "Mine", "classes": ["a", "b"], "rows": [[1, 1, 0, False], [-1, -1, 1, True]] * 20}
TABLE = json.dumps(tables.CLASSES.as_dict()).encode()
ROLES = "&".join(f"roles={each}" for each in ("target", "input", "input"))


async def weights_brought(scene: Scene) -> str | None:
    content = (await taken(scene.live, f"{scene.path}/network/json", scene.token))[2]
    return await scene.posts("network", content)


async def file_opened(scene: Scene) -> str | None:
    content = (await taken(scene.live, f"{scene.path}/state", scene.token))[2]
    return await scene.posts("state", content)


async def saved(scene: Scene) -> str:
    """The run of the room, kept; its address."""
    return str((await asked(scene.live, f"{scene.path}/saved", scene.token))[1]["id"])


async def saved_opened(scene: Scene) -> str | None:
    return await scene.posts(f"saved/{await saved(scene)}", b"")


async def earlier_run(scene: Scene) -> str | None:
    return await scene.asks("go_to_run", generation=1)


async def comes_back(scene: Scene, link: str) -> str | None:
    """Comes into the room again with a link in the address."""
    fields = {"room": scene.room.welcome["room"], "token": scene.token, "link": link}
    again = await scene.lesson.room(scene.student, **fields)
    if again.state["experiment"]["dataset"] == "xor":
        return None
    return code_of(await again.message("error"))


async def comes_back_saved(scene: Scene) -> str | None:
    fields = {"room": scene.room.welcome["room"], "token": scene.token, "link": f"{KEPT}{await saved(scene)}"}
    again = await scene.lesson.room(scene.student, **fields)
    if again.state["run"] > scene.room.state["run"]:
        return None
    return code_of(await again.message("error"))


DOORS: dict[str, Door] = {
    "change": Door(message(*FASTER[:1], **FASTER[1])),
    "change: neurons": Door(message("change", changes={"hidden": [4, 2]})),
    "change: layers": Door(message("change", changes={"hidden": [3, 2, 2]})),
    "change: features": Door(message("change", changes={"features": ["x", "y", "xSquared"]})),
    "change: formulas": Door(message("change", changes={"features": ["x", "y", "x1*x2+1"]}), "class_pace"),
    "open_link": Door(message("open_link", link=OTHER)),
    "open_link: an earlier run": Door(message("open_link", link=f"{START}&learningRate=0.3", run=1)),
    "paint": Door(message("paint", base=None, title="Mine", classes=["a", "b"], add=POINTS["rows"])),
    "set_weight": Door(message(WEIGHT[0], **WEIGHT[1]), BY_HAND),
    "set_bias": Door(message("set_bias", layer=1, neuron=0, value=1.0), BY_HAND),
    "move_line": Door(message("move_line", neuron=0, one=[1.0, 2.0], other=[2.0, -1.0]), BY_HAND),
    "build_boxes": Door(message("build_boxes", activation="step", n=2)),
    "switch_neuron": Door(message("switch_neuron", layer=1, neuron=0, on=False), BY_HAND),
    "freeze": Door(message("freeze", layer=1, neuron=0, source=None, frozen=True), BY_HAND),
    "undo": Door(message("undo"), before=(FASTER,)),
    "undo: by hand": Door(message("undo"), BY_HAND, before=(WEIGHT,)),
    "redo": Door(message("redo"), before=(FASTER, UNDO)),
    "redo: by hand": Door(message("redo"), BY_HAND, before=(WEIGHT, UNDO)),
    "go_to": Door(message("go_to", epoch=1), before=(STEP, STEP, FASTER, STEP)),
    "go_to: by hand": Door(
        message("go_to", epoch=1),
        BY_HAND,
        before=(STEP, STEP, ("switch_neuron", {"layer": 1, "neuron": 0, "on": False}), STEP),
    ),
    "go_to_best": Door(
        message("go_to_best"),
        before=(STEP, STEP, ("change", {"changes": {"learning_rate": 90.0}}), STEP, STEP),
    ),
    "go_to_run": Door(earlier_run, before=(STEP, ("open_link", {"link": OTHER}))),
    "hello: a link": Door(lambda scene: comes_back(scene, OTHER)),
    "hello: what is saved": Door(comes_back_saved, BY_HAND),
    "POST /rooms/{room}/points": Door(request("points", json.dumps(POINTS).encode())),
    "POST /rooms/{room}/table": Door(request(f"table?{ROLES}", PENGUINS.encode())),
    "POST /rooms/{room}/table/whole": Door(request("table/whole", TABLE)),
    "POST /rooms/{room}/network": Door(weights_brought, BY_HAND),
    "POST /rooms/{room}/state": Door(file_opened, BY_HAND),
    "POST /rooms/{room}/saved/{id}": Door(saved_opened, BY_HAND),
}
"""The ways by which a room comes to another experiment, or its network to something made by hand."""

ALWAYS_OPEN = {
    "play", "pause", "step", "set_speed", "reset", "regenerate", "use_best", "set_view", "laser",
    "set_device", "measure_devices", "inspect_neuron", "probe", "set_grid_size", "set_visible",
    "subscribe_metrics", "follow_step", "ack",
    "get_history",
    "POST /rooms/{room}/table/columns",  # reads a file, and changes nothing
    "POST /rooms/{room}/saved",  # keeps the run
    "POST /rooms/{room}/network/room", "POST /rooms/{room}/state/room",  # rooms that are none of the class
}  # fmt: skip
"""What a student may always do: it leaves the set-up as it is."""


def test_every_message_and_request_of_a_room_is_in_the_table(keeping: Live) -> None:
    app = cast(Any, keeping.server._app)
    routes = {
        f"{method} {route.path}"
        for route in app.routes
        if isinstance(route, APIRoute) and "{room}" in route.path
        for method in route.methods - {"GET", "HEAD"}
    }
    assert {name.partition(": ")[0] for name in DOORS} | ALWAYS_OPEN == set(REQUESTS) | routes


@pytest.mark.parametrize("name", DOORS)
def test_what_is_closed_is_refused_at_every_door_and_done_when_it_is_open_again(
    keeping: Live, name: str
) -> None:
    door = DOORS[name]

    async def work(scene: Scene) -> None:
        for type, fields in door.before:
            await scene.does(type, **fields)
        await scene.closes()
        before = scene.room.state
        assert await door.act(scene) == door.reason
        await scene.does("pause")
        for part in ("experiment", "run", "off", "frozen"):
            assert scene.room.state[part] == before[part]
        await scene.opens()
        assert await door.act(scene) is None

    run_scene(keeping, work)


def test_what_a_student_may_always_do_is_done_while_everything_is_closed(keeping: Live) -> None:
    async def work(scene: Scene) -> None:
        await scene.does("change", changes={"early_stopping": True})
        await scene.does("step")
        await scene.closes()
        for type, fields in (
            ("step", {}), ("step", {"unit": "update"}), ("play", {}), ("pause", {}), ("go_to", {"epoch": 1}),
            ("go_to_best", {}), ("play", {}), ("set_speed", {"epochs_per_second": 5}),
            ("reset", {"weights": "same"}), ("reset", {}), ("regenerate", {}), ("undo", {}), ("redo", {}),
            ("set_view", {"changes": {"discretize": True}}),
            ("open_link", {"link": scene.room.state["link"]}),
        ):  # fmt: skip
            assert await scene.asks(type, **fields) is None, type

    run_scene(keeping, work)


def test_single_things_are_open(keeping: Live) -> None:
    async def work(scene: Scene) -> None:
        for fields, hidden, code in (
            (["layers"], [3, 2, 4], None),
            (["layers"], [4, 2], "class_pace"),
            (["hidden"], [5, 2, 4], None),
            (["hidden"], [5], "class_pace"),
            (["hidden", "layers"], [6], None),
        ):
            await scene.lesson.teacher.does("set_pace", fields=fields)
            assert await scene.asks("change", changes={"hidden": hidden}) == code
        await scene.lesson.teacher.does("set_pace", fields=["formulas", "by_hand"])
        assert await scene.asks("change", changes={"features": ["x", "y", "x1*x2+1"]}) is None
        assert await scene.asks("change", changes={"features": ["x", "x1*x2+1"]}) == "class_pace"
        assert await scene.asks(WEIGHT[0], **WEIGHT[1]) is None

    run_scene(keeping, work)


def test_examples_are_open_or_closed_whatever_else_is(keeping: Live) -> None:
    async def work(scene: Scene) -> None:
        await scene.closes(examples={OTHER: True})
        assert await scene.asks("open_link", link=OTHER) is None
        await scene.does("regenerate")
        assert await scene.asks("open_link", link=START) == "class_pace"
        await scene.closes(fields=None, examples={START: False})
        assert await scene.asks("open_link", link=START) == "class_example"
        assert await scene.asks("open_link", link="dataset=spiral&seed=0.5") is None
        assert await comes_back(scene, START) == "class_example"

    run_scene(keeping, work)


def test_the_teachers_own_orders_pass_whatever_is_closed(keeping: Live) -> None:
    async def work(scene: Scene) -> None:
        await scene.closes(examples={OTHER: False})
        await scene.lesson.teacher.does("hand_out", link=OTHER, at_once=True)
        await scene.room.settled(lambda: scene.room.state["experiment"]["dataset"] == "xor")
        assert await scene.asks("undo") == "class_pace"

    run_scene(keeping, work)


def test_another_room_that_takes_the_place_goes_on_with_what_was_there(keeping: Live) -> None:
    async def work(scene: Scene) -> None:
        teacher, me = scene.lesson.teacher, scene.student.me["person"]
        await scene.closes()
        await teacher.until(lambda: teacher.cells.get(me))
        other = await scene.lesson.room(scene.student, link=OTHER)
        await other.settled(lambda: other.state["experiment"]["dataset"] == "circle")
        assert code_of(await other.ask("change", changes={"noise": 10})) == "class_pace"
        # The room of before is none of the class any more, and may do what it likes, until it comes back.
        await scene.does("change", changes={"dataset": "spiral"})
        fields = {"room": scene.room.welcome["room"], "token": scene.token}
        again = await scene.lesson.room(scene.student, **fields)
        await again.settled(lambda: again.state["experiment"]["dataset"] == "circle")

    run_scene(keeping, work)


def test_a_pace_names_what_there_is(keeping: Live) -> None:
    async def work(scene: Scene) -> None:
        teacher = scene.lesson.teacher
        for pace in (
            {"fields": ["colour"]},
            {"fields": ["noise"] * 200},
            {"fields": None, "examples": {"networkShape=999999": True}},
            {"fields": None, "examples": {"x" * (LONGEST_EXAMPLE + 1): True}},
            {"fields": None, "examples": {f"seed=0.{n}": True for n in range(MOST_EXAMPLES + 1)}},
        ):
            assert (await teacher.ask("set_pace", **pace))["type"] == "error"
            assert teacher.state["pace"] is None

    run_scene(keeping, work)


def test_the_examples_of_the_page_fit_in_a_pace() -> None:
    links = [each["link"] for each in examples("en")]
    assert len(links) <= MOST_EXAMPLES
    assert max(map(len, links)) <= LONGEST_EXAMPLE
    assert links == [each["link"] for each in examples("de")]


def test_a_change_is_named_by_what_has_to_be_open_for_it() -> None:
    old = Experiment(hidden=(4, 2), features=("x", "y"))
    for new, names in (
        ({"hidden": (4, 2, 2)}, [LAYERS]),
        ({"hidden": (4,)}, [LAYERS]),
        ({"hidden": (4, 3)}, ["hidden"]),
        ({"hidden": (3,)}, ["hidden", LAYERS]),
        ({"features": ("x",)}, ["features"]),
        ({"features": ("x", "y", "x1*x2+1")}, [FORMULAS]),
        (dict.fromkeys(ALWAYS, "0.7"), []),
    ):
        assert [*changes(old, old.changed(**new))] == names


def run_scene(live: Live, work: Callable[[Scene], Awaitable[None]]) -> None:
    """Runs a test with a student in the class of a teacher."""

    async def whole() -> None:
        async with short_lesson(live) as made:
            student = await made.join()
            room = await made.room(student, link=START)
            await room.next_frame()
            await work(Scene(live, made, student, room))

    run(whole())
