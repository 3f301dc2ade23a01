"""What people do with a room, against a real server and real sockets."""

import asyncio
import gc
import statistics
import threading
import urllib.request
import weakref

import pytest

from tests.server.servers.live import SECONDS, Client, Live, browser_at, joined, now, run, serving, socket_to


def watching(host: Client) -> dict[str, str]:
    """The hello of somebody with the watch link."""
    return {"room": host.welcome["room"], "token": host.welcome["watch"]}


def hosting(host: Client) -> dict[str, str]:
    """The hello of the host's own tab, reloaded."""
    return {"room": host.welcome["room"], "token": host.welcome["token"]}


def test_a_hello_is_answered_by_the_whole_state(live: Live) -> None:
    async def work() -> None:
        async with socket_to(live) as client:
            await client.hello(grid_size="large")
            assert client.welcome["role"] == "host"
            assert not client.state["playing"]
            assert client.state["parameter_count"] == 2 * 4 + 4 + 4 * 2 + 2 + 2 + 1
            features = await client.next_frame("FEATURES")
            points = await client.next_frame("POINTS")
            history = await client.next_frame("HISTORY")
            state = await client.next_frame("STATE")
        assert features.section("GRIDS").count == 7
        assert [points.section("POINTS", part).count for part in (0, 1)] == [250, 250]
        assert history.section("LOSSES").count == 1
        assert [state.section("GRIDS", layer).size for layer in (1, 2, 3)] == [50, 50, 100]

    run(work())


def test_play_makes_epochs_rise_and_losses_fall(live: Live) -> None:
    async def work() -> None:
        async with joined(live, link="seed=0.5&learningRate=0.1") as client:
            assert client.frame is not None
            first = client.frame.section("NOW").values[0]
            assert (await client.ask("play"))["type"] == "done"
            frame = await client.next_frame(wanted=lambda frame: frame.epoch >= 60)
            assert frame.playing
            assert frame.section("NOW").values[0] < first
            assert frame.section("LOSSES").values[-1][0] == frame.epoch

    run(work())


def test_a_step_trains_one_epoch_or_one_batch(live: Live) -> None:
    async def work() -> None:
        async with joined(live) as client:
            await client.send("step")
            frame = await client.next_frame(wanted=lambda frame: frame.epoch == 1)
            await client.send("step", unit="update")
            after = await client.next_frame(wanted=lambda later: later.updates > frame.updates)
            assert (after.epoch, after.updates) == (1, frame.updates + 1)

    run(work())


def test_a_pause_is_obeyed_within_a_tenth_of_a_second(live: Live) -> None:
    async def work() -> None:
        async with joined(live) as client:
            await client.ask("set_speed", epochs_per_second=None)
            delays = []
            for _ in range(5):
                await client.ask("play")
                await client.next_frame(wanted=lambda frame: frame.playing)
                asked = now()
                await client.ask("pause")
                delays.append(now() - asked)
                stopped = await client.next_frame(wanted=lambda frame: not frame.playing)
                await client.ask("set_visible", visible=True)
                assert (await client.next_frame()).updates == stopped.updates
            assert statistics.median(delays) < 0.1

    run(work())


def test_a_watcher_follows_and_may_change_nothing(live: Live) -> None:
    async def work() -> None:
        async with joined(live) as host, joined(live, **watching(host)) as watcher:
            assert watcher.welcome["role"] == "watcher"
            assert host.welcome["token"] not in str(watcher.welcome)
            await host.settled(lambda: host.state["watchers"] == 1)
            await host.ask("play")
            await watcher.next_frame(wanted=lambda frame: frame.epoch > 3)
            for type in ("play", "pause", "reset", "regenerate", "step"):
                assert (await watcher.ask(type))["code"] == "forbidden"
            assert (await watcher.ask("change", changes={"noise": 10}))["code"] == "forbidden"
            assert (await watcher.ask("inspect_neuron", layer=1, neuron=0))["type"] == "done"
            assert watcher.state["playing"]
            assert watcher.state["experiment"]["noise"] == 0

    run(work())


def test_a_reloaded_page_is_back_in_the_same_room_and_training_went_on(live: Live) -> None:
    async def work() -> None:
        async with joined(live) as first:
            await first.ask("play")
            left_at = (await first.next_frame(wanted=lambda frame: frame.epoch > 2)).epoch
        async with joined(live, **hosting(first)) as again:
            assert again.welcome["role"] == "host"
            assert again.welcome["state"]["playing"]
            assert (await again.next_frame(wanted=lambda frame: frame.epoch > left_at + 5)).generation == 1

    run(work())


def test_a_visit_that_is_over_takes_no_memory_until_python_looks_for_circles(live: Live) -> None:
    is_forgotten = threading.Event()

    async def notice(room: str, token: str) -> None:
        visitor = live.playground.rooms.find(room, token)[0].members[-1]
        weakref.finalize(visitor.outbox, is_forgotten.set)

    async def work() -> None:
        async with joined(live) as host:
            async with joined(live, **watching(host)):
                await live.there(notice(**watching(host)))
            assert await asyncio.to_thread(is_forgotten.wait, SECONDS)

    gc.disable()
    try:
        run(work())
    finally:
        gc.enable()


def test_a_live_change_goes_on_and_another_begins_anew(live: Live) -> None:
    async def work() -> None:
        async with joined(live) as client:
            await client.send("step")
            await client.next_frame(wanted=lambda frame: frame.epoch == 1)
            await client.ask("change", changes={"learning_rate": 0.3})
            assert client.state["experiment"]["learning_rate"] == 0.3
            assert (await client.next_frame()).epoch == 1
            await client.ask("change", changes={"hidden": [3], "dataset": "xor"})
            assert (client.state["generation"], client.state["run"]) == (2, 2)
            points = await client.next_frame("POINTS")
            frame = await client.next_frame()
            assert (points.generation, frame.generation, frame.epoch) == (2, 2, 0)
            assert frame.section("WEIGHTS", 1).count == 3
            assert "networkShape=3&" in client.state["link"]

    run(work())


def test_links_open_at_hello_and_later(live: Live) -> None:
    async def work() -> None:
        async with joined(live, link="#dataset=xor&seed=0.1&hideText=true") as client:
            assert client.state["experiment"]["dataset"] == "xor"
            assert client.state["view"]["hide_text"]
            await client.ask("open_link", link="http://playground.tensorflow.org/#dataset=spiral&seed=0.2")
            assert client.state["experiment"]["dataset"] == "spiral"
            answer = await client.ask("open_link", link="noise=lots")
            assert (answer["code"], answer["field"]) == ("invalid", "noise")
            assert client.state["experiment"]["seed"] == "0.2"
        async with joined(live, **hosting(client), link="dataset=gauss") as again:
            assert again.state["experiment"]["dataset"] == "gauss"

    run(work())


def test_a_bad_link_at_hello_is_said_and_gives_the_default(live: Live) -> None:
    async def work() -> None:
        async with socket_to(live) as client:
            await client.hello(link="learningRate=fast")
            error = await client.message("error")
            assert (error["id"], error["code"], error["field"]) == (1, "invalid", "learningRate")
            assert client.state["experiment"]["learning_rate"] == 0.03

    run(work())


def test_weights_and_biases_can_be_set(live: Live) -> None:
    async def work() -> None:
        async with joined(live) as client:
            await client.ask("set_weight", layer=1, neuron=2, source=1, value=1.5)
            await client.ask("set_bias", layer=3, neuron=0, value=-0.25)
            frame = await client.next_frame(wanted=lambda frame: frame.section("BIASES", 3).values == [-0.25])
            assert frame.section("WEIGHTS", 1).values[2 * 2 + 1] == 1.5
            assert (await client.ask("set_weight", layer=9, neuron=0, source=0, value=1))["code"] == "invalid"
            assert (await client.ask("set_bias", layer=1, neuron=99, value=1))["code"] == "invalid"
            assert (await client.ask("set_bias", layer=1, neuron=0, value=1e9))["code"] == "invalid"

    run(work())


def test_looking_at_a_neuron_brings_its_picture_at_once_and_then_with_every_frame(live: Live) -> None:
    async def work() -> None:
        async with joined(live) as client:
            await client.ask("inspect_neuron", layer=2, neuron=1)
            frame = await client.next_frame("NEURON")
            section = frame.section("GRID", 2)
            assert (section.count, section.size, len(section.values)) == (1, 100, 10_000)
            await client.ask("inspect_neuron", layer=0, neuron=6)
            assert (await client.next_frame("NEURON")).section("GRID", 0).count == 6
            await client.ask("play")
            for _ in range(3):
                await client.next_frame("NEURON", lambda frame: frame.playing)
            assert (await client.ask("inspect_neuron", layer=1, neuron=9999))["code"] == "invalid"
            assert (await client.ask("inspect_neuron", layer=1))["field"] == "neuron"

    run(work())


def test_a_hidden_tab_gets_no_frames_and_then_the_present_state(live: Live) -> None:
    async def work() -> None:
        async with joined(live) as hidden, joined(live, **hosting(hidden)) as shown:
            await hidden.ask("set_visible", visible=False)
            await shown.ask("play")
            reached = await shown.next_frame(wanted=lambda frame: frame.epoch > 10)
            id = await hidden.send("set_visible", visible=True)
            seen = []
            await hidden.until(lambda item: seen.append(item) or item == {"type": "done", "id": id})
            assert not [item for item in seen if getattr(item, "playing", False)]
            assert (await hidden.next_frame()).epoch >= reached.epoch

    run(work())


def test_small_grids_are_small(live: Live) -> None:
    async def work() -> None:
        async with joined(live, grid_size="small") as client:
            assert client.frame is not None
            assert [client.frame.section("GRIDS", layer).size for layer in (1, 3)] == [20, 50]
            await client.ask("set_grid_size", size="large")
            assert (await client.next_frame()).section("GRIDS", 3).size == 100

    run(work())


def test_a_new_room_asked_for_in_the_address_needs_no_hello(live: Live) -> None:
    async def work() -> None:
        async with browser_at(f"{live.socket}?new=small") as client:
            welcome = await client.message("welcome")
            assert (welcome["role"], welcome["id"]) == ("host", 1)
            assert (await client.next_frame()).section("GRIDS", 3).size == 50
            async with joined(live, room=welcome["room"], token=welcome["watch"]) as watcher:
                assert watcher.welcome["role"] == "watcher"
            await client.send("hello")  # takes the id 1 again
            assert "id must be larger" in (await client.message("error"))["message"]

    run(work())


def test_a_trainer_that_fails_pauses_its_own_room_only(live: Live) -> None:
    async def work() -> None:
        async with joined(live) as broken, joined(live) as fine:
            await fine.ask("play")
            running = live.playground.runner._running[broken.welcome["room"]]
            trainer = running.trainer.trainer
            assert trainer is not None
            trainer.run = lambda n_batches: 1 / 0  # type: ignore[method-assign, assignment]
            await broken.send("play")
            assert (await broken.message("error"))["code"] == "internal"
            await broken.settled(lambda: not broken.state["playing"])
            await broken.send("play")
            assert (await broken.message("error"))["code"] == "internal"
            await fine.next_frame(wanted=lambda frame: frame.epoch > 5)
            await broken.ask("reset")
            await broken.ask("play")
            await broken.next_frame(wanted=lambda frame: frame.epoch > 2)

    run(work())


def test_a_slow_reader_gets_few_frames_and_the_newest() -> None:
    async def work(live: Live) -> None:
        async with joined(live) as slow, joined(live, **hosting(slow)) as quick:
            slow.acknowledges = False
            await quick.ask("play")
            seen = [await quick.next_frame() for _ in range(12)]
            frames = [await slow.next_frame(), await slow.next_frame()]
            assert frames[-1].sequence <= seen[2].sequence
            (room,) = live.playground.rooms
            of_slow, _ = [each.outbox for each in room.members]
            assert of_slow.dropped_frames > 5
            slow.acknowledges = True
            for frame in frames:
                await slow.send("ack", sequence=frame.sequence)
            assert (await slow.next_frame()).epoch >= seen[-1].epoch

    with serving() as live:
        run(work(live))


def test_a_full_server_says_so_and_lets_go_on_who_is_there() -> None:
    async def work(live: Live) -> None:
        async with joined(live) as host:
            async with socket_to(live) as late:
                await late.send("hello")
                goodbye = await late.message("goodbye")
                assert (goodbye["code"], await late.closed()) == (4003, 4003)
                assert "full" in goodbye["message"]
            async with joined(live, **hosting(host)), socket_to(live) as third:
                await third.send("hello", **hosting(host))
                assert await third.closed() == 4003

    with serving(max_rooms=1, max_members=2) as live:
        run(work(live))


def test_everybody_is_told_when_the_server_stops() -> None:
    async def work() -> None:
        with serving() as live:
            async with joined(live) as client, socket_to(live) as silent:
                live.server.should_exit = True
                assert await client.closed() == 4001
                assert await silent.closed() == 4001

    run(work())


def test_the_server_is_healthy(live: Live) -> None:
    with urllib.request.urlopen(live.http + "healthz", timeout=5) as answer:
        assert answer.read() == b'{"status":"ok"}'


@pytest.mark.parametrize("n_rooms", [8])
def test_many_rooms_train_at_once(live: Live, n_rooms: int) -> None:
    async def one() -> int:
        async with joined(live) as client:
            await client.ask("set_speed", epochs_per_second=None)
            await client.ask("play")
            reached = await client.next_frame(wanted=lambda frame: frame.epoch > 5)
            await client.ask("pause")  # for those who need the server after it
            return reached.sequence

    async def work() -> None:
        sequences = await asyncio.gather(*(one() for _ in range(n_rooms)))
        assert min(sequences) > 1

    run(work())
