"""A room is made, driven and watched from Python, by a real server."""

import asyncio
import io
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import redirect_stderr
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.data.table import Table
from engine.evaluation.snapshot import snapshot_of
from engine.experiment.experiment import Experiment
from engine.experiment.option_links import LinkError
from engine.training.trainer import Trainer
from server.client import LiveRoom, RoomError, join_room, new_room
from server.client.address import whereabouts
from server.client.presence import Presence
from server.frames.layout import FrameType
from server.messages import CloseCode
from tests.paths import ROOT
from tests.server.servers.live import SECONDS, Live, serving
from tests.server.servers.ports import free_port
from tests.server.servers.process import process

SPIRAL = Experiment(dataset="spiral", hidden=(3, 2), seed="0.25", noise=10)
BLOBS = Experiment(dataset="blobs", classes=4, loss="cross-entropy", hidden=(3,), seed="0.7")
CURVE = Experiment(problem="curve", features=("x", "sinX"), hidden=(3,), seed="0.7")


@pytest.fixture
def room(live: Live) -> Iterator[LiveRoom]:
    with new_room(live.http, SPIRAL) as made:
        yield made


def trained(experiment: Experiment, epochs: int) -> Trainer:
    trainer = Trainer(experiment)
    for _ in range(epochs):
        trainer.run_epoch()
    return trainer


def cut(live: Live, room: LiveRoom, code: CloseCode = CloseCode.TOO_SLOW) -> None:
    """Has the server close every connection into the room."""

    async def close() -> None:
        found = live.playground.rooms.get(whereabouts(room.address).room or "")
        assert found is not None
        for outbox in found.outboxes():
            outbox.close(code)

    asyncio.run(live.there(close()))


def test_a_host_trains_the_default_to_epoch_100_with_the_losses_of_a_trainer(live: Live) -> None:
    with new_room(live.http) as room:
        assert room.role == "host"
        experiment = room.experiment
        assert experiment.changed(seed="0.5") == Experiment()
        room.set_speed(None)
        room.play()
        look = room.wait_for_epoch(100)
        room.pause()
        assert look.epoch >= 100
        history = room.history()
    trainer = Trainer(experiment)
    expected = [(trainer.train_loss, trainer.test_loss)]
    for _ in range(100):
        trainer.run_epoch()
        expected.append((trainer.train_loss, trainer.test_loss))
    assert [point.epoch for point in history[:101]] == list(range(101))
    assert np.allclose([point[1:] for point in history[:101]], expected, rtol=0, atol=1e-6)


def test_a_picture_that_comes_with_the_answer_is_what_it_looks_like_now(room: LiveRoom) -> None:
    presence = room._presence
    connection, answers = presence._connection, list[dict[str, Any]]()
    heard, shown = connection._on_message, connection._on_frame

    def hear(message: dict[str, Any]) -> None:
        if message["type"] == "done":
            answers.append(message)
        else:
            heard(message)

    def show(type: FrameType, frame: bytes) -> None:
        with presence._news:  # until both are here, whoever waits for the first does not go on
            while answers:
                heard(answers.pop())
            shown(type, frame)

    connection._on_message, connection._on_frame = hear, show
    assert room.look().epoch == 0


@pytest.mark.parametrize("experiment", [SPIRAL, BLOBS, CURVE], ids=["spiral", "blobs", "curve"])
def test_steps_are_as_many_as_asked_for_and_the_picture_is_the_engines(
    live: Live, experiment: Experiment
) -> None:
    with new_room(live.http, experiment) as room:
        look = room.step(7)
        weights = room.weights()
    trainer = trained(experiment, 7)
    assert look.epoch == 7
    assert look.updates == trainer.updates
    assert look.train_loss == pytest.approx(trainer.train_loss, abs=1e-6)
    assert look.test_loss == pytest.approx(trainer.test_loss, abs=1e-6)
    assert [point.epoch for point in look.recent_losses] == list(range(8))
    for mine, seen, exact in zip(trainer.parameters, look.parameters, weights, strict=True):
        for k in range(2):
            assert np.array_equal(mine[k], exact[k])
            assert np.allclose(mine[k], seen[k], rtol=1e-6)
    snapshot = snapshot_of(trainer)
    if experiment is CURVE:
        assert snapshot.curves is not None
        assert all(map(np.allclose, look.pictures, snapshot.curves))
        assert look.accuracy is None
        return
    assert [len(pictures) for pictures in look.pictures] == [len(each.biases) for each in trainer.parameters]
    middle = snapshot.grids[0].reshape(3, 20, 5, 20, 5).mean(axis=(2, 4))
    assert np.allclose(look.pictures[0], middle.clip(-1, 1), atol=0.5 / 127 + 1e-6)
    assert look.accuracy is not None
    if experiment is BLOBS:
        assert look.decision is not None
        assert np.array_equal(look.decision[0], snapshot.decision.winner[::2, ::2])  # type: ignore[index]
        assert look.decision[1] == pytest.approx(snapshot.decision.confidence[::2, ::2], abs=0.51 / 255)  # type: ignore[index]
    else:
        assert look.decision is None


def test_single_updates_are_steps_too(room: LiveRoom) -> None:
    look = room.step(3, unit="update")
    assert (look.epoch, look.updates) == (0, 3)
    with pytest.raises(ValueError, match="n must be at least 1, got 0"):
        room.step(0)


def test_more_steps_than_messages_are_allowed_are_all_carried_out(tmp_path: Path) -> None:
    with serving(messages_per_second=20) as live, new_room(live.http, SPIRAL) as room:
        assert room.step(130).epoch == 130


def test_a_watcher_sees_what_a_host_does_and_may_not_do_it(live: Live, room: LiveRoom) -> None:
    with join_room(room.watch_address) as watcher:
        assert (room.role, watcher.role) == ("host", "watcher")
        room.change(learning_rate=0.25)
        assert room.experiment == SPIRAL.changed(learning_rate=0.25)
        look = room.step(2)
        assert watcher.wait_for_epoch(2).train_loss == look.train_loss
        assert watcher.experiment == room.experiment
        assert watcher.history() == room.history()
        for mine, theirs in zip(room.weights(), watcher.weights(), strict=True):
            assert np.array_equal(mine.weights, theirs.weights)
        with pytest.raises(RoomError, match="Only the host of the room may send play") as caught:
            watcher.play()
        assert caught.value.code == "forbidden"
        with pytest.raises(RoomError, match="Only who holds the controls of the room may do this") as caught:
            watcher.put_weights(room.trainer())
        assert caught.value.code == 403


def test_a_host_lets_a_second_program_hold_the_controls(room: LiveRoom) -> None:
    with join_room(room.address) as second:
        assert second.role == "host"
        second.set_experiment("dataset=xor&networkShape=2&seed=0.5")
        assert second.experiment.dataset == "xor"
    assert room.look().epoch == 0
    assert room.experiment.hidden == (2,)


def test_weights_that_were_trained_elsewhere_are_seen_at_once(room: LiveRoom, tmp_path: Path) -> None:
    mine = trained(SPIRAL, 30)
    room.put_weights(mine)
    look = room.look()
    assert (look.epoch, look.train_loss) == (0, pytest.approx(mine.train_loss, abs=1e-6))
    assert np.array_equal(room.weights()[0].weights, mine.parameters[0].weights)
    assert room.trainer().train_loss == mine.train_loss
    halved = [(0.5 * np.asarray(w), b.tolist()) for w, b in mine.parameters]
    room.put_weights(halved)
    assert np.array_equal(room.weights()[1].weights, halved[1][0])
    path = tmp_path / "network.json"
    path.write_bytes(room.network("json"))
    room.put_weights(mine)
    room.put_weights(path)
    assert np.array_equal(room.weights()[1].weights, halved[1][0])
    room.ask("undo")
    assert room.look().train_loss == pytest.approx(mine.train_loss, abs=1e-6)


def test_weights_of_another_shape_are_refused_in_a_sentence(room: LiveRoom) -> None:
    with pytest.raises(RoomError, match=r"weights are of a network of 2-4-2-1 neurons, this one has 2-3-2-1"):
        room.put_weights(Trainer(Experiment()))
    with pytest.raises(RoomError, match="neither weights in JSON nor an archive"):
        room.put_weights(b"no weights")
    with pytest.raises(ValueError, match="at least one layer, got none"):
        room.put_weights([])


def test_weights_of_pytorch_are_put_into_a_room(room: LiveRoom) -> None:
    torch = pytest.importorskip("torch")
    network = torch.nn.Sequential(
        torch.nn.Linear(2, 3), torch.nn.Tanh(), torch.nn.Linear(3, 2), torch.nn.Tanh(), torch.nn.Linear(2, 1)
    )
    layers = [each for each in network if isinstance(each, torch.nn.Linear)]
    room.put_weights([(each.weight.detach(), each.bias.detach()) for each in layers])
    x = np.array([[1.0, -2.0], [3.0, 0.5]])
    script: dict[str, object] = {}
    exec(room.network("numpy"), script)
    there = script["predict"](x)  # type: ignore[operator]
    here = torch.tanh(network(torch.tensor(x, dtype=torch.float32))).detach().numpy()
    assert np.allclose(there, here, atol=1e-6)


def test_a_room_learns_from_points_of_ones_own(live: Live, room: LiveRoom) -> None:
    places = np.random.default_rng(1).uniform(-5, 5, (60, 2)).round(3)
    label = np.where(places[:, 0] > places[:, 1], 1.0, -1.0)
    names = {"title": "mine", "names": ("x1", "x2"), "classes": ("a", "b")}
    table = Table(x=places, label=label, test=np.arange(60) < 20, is_on_plane=True, **names)  # type: ignore[arg-type]
    with pytest.raises(RoomError, match="This room has no data of its own") as caught:
        room.table()
    assert caught.value.code == 404
    room.put_table(table)
    assert room.table() == table
    assert room.experiment == SPIRAL.fitting(table=table)
    room.reset(same_weights=True)
    look = room.step(3)
    assert look.train_loss == pytest.approx(trained(room.experiment, 3).train_loss, abs=1e-6)
    with pytest.raises(RoomError, match="Points on the plane must have the inputs x1 and x2"):
        room.put_table(Table(x=places, label=label, is_on_plane=True, **{**names, "names": ("a", "b")}))  # type: ignore[arg-type]


def test_a_room_learns_from_a_table_of_64_inputs_and_gives_it_back(room: LiveRoom) -> None:
    rng = np.random.default_rng(2)
    table = Table(
        title="Wide",
        names=tuple(f"column {i}" for i in range(64)),
        x=rng.normal(size=(5000, 64)),
        label=rng.normal(size=5000) * 40 + 100,
        test=np.arange(5000) % 5 == 0,
    )
    room.put_table(table)
    assert room.table() == table
    assert len(room.experiment.features) == 64
    assert room.experiment == SPIRAL.fitting(table=table)
    room.reset()
    before = room.weights()
    network = Trainer(room.experiment)
    network.run_epoch()
    room.put_weights(network)
    for one, other in zip(room.weights(), network.parameters, strict=True):
        np.testing.assert_array_equal(one.weights, other.weights)
    room.ask("undo")
    np.testing.assert_array_equal(room.weights()[0].weights, before[0].weights)


def test_a_file_is_brought_into_a_room_by_the_names_of_its_columns(room: LiveRoom, tmp_path: Path) -> None:
    file = tmp_path / "prices.csv"
    rows = [f"{i};{i % 7},5;{'town' if i % 3 else 'village'};{3 * i}" for i in range(40)]
    file.write_text("\n".join(["rooms;age;place;price", *rows, ";1;town;2"]))
    table = room.bring(file, target="price")
    assert (table.title, table.names, table.classes, len(table.x)) == ("prices", ("rooms", "age"), (), 40)
    assert table.x[8].tolist() == [8, 1.5]
    assert room.experiment.table == table
    table = room.bring(file.read_bytes(), target="place", inputs=["price", "age"], title="Where")
    assert (table.title, table.names) == ("Where", ("age", "price"))
    assert table.classes == ("town", "village")
    assert len(table.x) == 41
    assert len(room.weights()[0].weights[0]) == 2
    with pytest.raises(ValueError, match="there is no column 'cost'; there is rooms, age, place, price"):
        room.bring(file, target="cost")
    with pytest.raises(RoomError, match="there must be a value; 1 rows have gaps"):
        room.bring(file, target="price", gaps="refuse")
    with pytest.raises(RoomError, match="a table must have rows; here there is none"):
        room.bring(b"", target="price")


def test_a_watcher_sees_the_data_of_a_room_and_cannot_put_others_in_their_place(room: LiveRoom) -> None:
    table = Table(title="t", names=("a",), x=[[1], [2], [3], [4]], label=[0, 1, 2, 3])
    room.put_table(table)
    with join_room(room.watch_address) as watcher:
        assert watcher.table() == table
        with pytest.raises(RoomError) as caught:
            watcher.put_table(table)
        assert caught.value.code == 403


def test_the_network_is_pulled_for_another_program_and_an_unknown_one_is_refused(room: LiveRoom) -> None:
    assert b"def predict" in room.network("numpy")
    with pytest.raises(RoomError, match=r"can be taken away as numpy, .*, not as 'nympy'") as caught:
        room.network("nympy")
    assert caught.value.code == 404


def test_a_room_comes_back_when_the_server_has_cut_the_socket(live: Live, room: LiveRoom) -> None:
    room.step(3)
    cut(live, room)
    room.play()
    assert room.wait_for_epoch(10).epoch >= 10
    room.pause()
    cut(live, room)
    assert room.experiment == SPIRAL
    assert room.history()[3].train == pytest.approx(trained(SPIRAL, 3).train_loss, abs=1e-6)


def test_who_waits_for_an_epoch_waits_on_through_a_cut(live: Live, room: LiveRoom) -> None:
    with join_room(room.watch_address) as watcher:
        room.set_speed(20)
        room.play()
        watcher.wait_for_epoch(2)
        cut(live, watcher)
        assert watcher.wait_for_epoch(20).epoch >= 20


def test_a_room_comes_back_when_the_server_starts_anew(tmp_path: Path) -> None:
    port = free_port()
    with process("--data", str(tmp_path), port=port) as (running, address):
        room = new_room(address, SPIRAL)
        with room:
            room.step(5)
            running.terminate()
            running.wait(SECONDS)
            with process("--data", str(tmp_path), port=port):
                assert room.step(2).epoch == 7


def test_what_stops_or_runs_away_is_told_to_who_waits_for_it(room: LiveRoom) -> None:
    room.change(stop_epoch=5)
    room.play()
    assert room.wait_for_epoch(5).epoch == 5
    with pytest.raises(RoomError, match=r"stopped by a rule \(epoch\) after epoch 5, before epoch 6"):
        room.wait_for_epoch(6)
    room.set_experiment(Experiment(problem="regression", learning_rate=100, activation="linear"))
    room.play()
    with pytest.raises(RoomError, match="The run has diverged before epoch 100000"):
        room.wait_for_epoch(100_000)


def test_a_wait_is_bounded_and_says_how_far_it_came(room: LiveRoom) -> None:
    room.look()
    with pytest.raises(RoomError, match=r"not come to epoch 9 in 0\.2 seconds: it was at epoch 0, paused"):
        room.wait_for_epoch(9, seconds=0.2)


def test_a_bar_shows_how_far_it_is_where_it_is_wanted(room: LiveRoom) -> None:
    shown = io.StringIO()
    with redirect_stderr(shown):
        room.step(3)
        assert shown.getvalue() == ""
        room.step(3, progress=True)
        room.play()
        room.wait_for_epoch(20, progress=True)
    assert "/3 [" in shown.getvalue()
    assert "/20 [" in shown.getvalue()


def test_a_request_that_is_refused_names_the_field(room: LiveRoom) -> None:
    with pytest.raises(RoomError, match="Learning_rate must be between 0 and 100, got 1000") as caught:
        room.change(learning_rate=1000)
    assert (caught.value.code, caught.value.field) == ("invalid", "learning_rate")
    with pytest.raises(LinkError, match="must be between 1 and 1200"):
        room.set_experiment("batchSize=0")


def test_a_wrong_token_or_an_unknown_room_is_a_sentence(live: Live, room: LiveRoom) -> None:
    with pytest.raises(RoomError, match="This link does not open the room") as caught:
        join_room(room.address + "x")
    assert caught.value.code == CloseCode.BAD_TOKEN
    with pytest.raises(RoomError, match="This room does not exist any more") as caught:
        join_room(f"{live.http}#watch=nowhere.token")
    assert caught.value.code == CloseCode.NO_SUCH_ROOM


def test_a_protocol_of_before_is_a_sentence(live: Live) -> None:
    with pytest.raises(RoomError, match=r"does not speak nnp\.v0: it or this client is too old") as caught:
        Presence(whereabouts(live.http), SECONDS, protocol="nnp.v0")
    assert caught.value.code == CloseCode.UNKNOWN_VERSION


def test_where_there_is_no_playground_is_a_sentence() -> None:
    class Nothing(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Nothing) as other:
        thread = threading.Thread(target=other.serve_forever)
        thread.start()
        address = f"http://127.0.0.1:{other.server_port}/"
        with pytest.raises(RoomError, match=r"No playground can be had at .*: it answers with status 404"):
            new_room(address)
        other.shutdown()
        thread.join()
    with pytest.raises(RoomError, match=r"No playground can be had at .*: connection refused\."):
        new_room(address)


def test_an_address_is_a_page_with_or_without_a_room() -> None:
    place = whereabouts("https://school.example/nn/index.html#watch=ab-1.t_2")
    assert place.socket == "wss://school.example/nn/socket"
    assert place.link == "https://school.example/nn/#watch=ab-1.t_2"
    for bad in ("school.example", "ftp://school.example/", "http:///x"):
        with pytest.raises(ValueError, match=f"must begin with http:// or https:// and a host, got '{bad}'"):
            whereabouts(bad)
    with pytest.raises(ValueError, match=r"address must end with #watch=ROOM\.TOKEN"):
        join_room("https://school.example/")


def test_who_has_left_is_told_so_and_no_thread_stays(live: Live) -> None:
    def threads() -> list[threading.Thread]:
        return [each for each in threading.enumerate() if each.name == "room"]

    with new_room(live.http) as room:
        assert len(threads()) == 1
        assert repr(room).startswith("LiveRoom(host of ")
    assert threads() == []
    with pytest.raises(RoomError, match="You have left this room"):
        room.play()
    room.close()


def test_the_client_loads_nothing_of_what_makes_a_server_run() -> None:
    program = "import server.client, sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True
    )
    heavy = {"fastapi", "starlette", "uvicorn", "numba", "prometheus_client", "jinja2", "torch"}
    loaded = done.stdout.split()
    assert not heavy & set(loaded)
    assert not [name for name in loaded if name.startswith(("server.rooms", "server.training", "server.web"))]
