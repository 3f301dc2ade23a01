"""Nothing is written outside the data folder: the interpreter reports every file that is opened to write."""

import asyncio
import json
from pathlib import Path

from tests.server.people.attack import Server, server
from tests.server.servers.live import joined, run, socket_to

REPORTING = """
import os, sys
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
CHANGES = {"os.rename": 2, "os.mkdir": 1, "os.rmdir": 1, "os.remove": 1, "os.link": 2, "os.symlink": 2,
           "os.truncate": 1, "os.chmod": 1, "os.chown": 1, "os.utime": 1}
written = set()
def note(event, arguments):
    if event == "open" and not isinstance(arguments[0], int) and arguments[2] & WRITES:
        written.add(os.path.abspath(os.fsdecode(arguments[0])))
    elif event in CHANGES:
        written.update(os.path.abspath(os.fsdecode(each)) for each in arguments[:CHANGES[event]])
sys.dont_write_bytecode = True
sys.addaudithook(note)
from server.commands.cli import main
code = main()
print("\\n".join("WRITTEN " + each for each in sorted(written)), flush=True)
sys.exit(code)
"""
STRANGE = ["../../outside", "..", "/tmp/outside", "a/b", "rooms/../../x", "\u0000", "....room"]


def written(made: Server) -> list[Path]:
    """Returns what a reporting server wrote, when it has ended."""
    return [Path(line[8:].rstrip("\n")) for line in made.said if line.startswith("WRITTEN ")]


async def live_through(made: Server) -> None:
    """Trains, changes, travels and leaves; asks for rooms and links by names that lead elsewhere."""
    async with joined(made) as host:
        await host.ask("play")
        await host.next_frame(wanted=lambda frame: frame.epoch > 5)
        for request in (
            {"type": "change", "changes": {"hidden": [8, 8], "dataset": "spiral"}},
            {"type": "change", "changes": {"seed": "../../outside"}},
            {"type": "open_link", "link": "#dataset=xor&seed=../../outside"},
            {"type": "undo"},
            {"type": "subscribe_metrics", "wanted": True},
            {"type": "go_to", "epoch": 0},
            {"type": "pause"},
        ):
            await host.ask(**request)  # type: ignore[arg-type]
    for name in STRANGE:
        async with socket_to(made) as stranger:
            await stranger.socket.send(json.dumps({"type": "hello", "room": name, "token": name}))
            assert await stranger.closed() == 4502


def test_nothing_is_written_outside_the_data_folder(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    for _ in range(2):  # the second time with rooms to bring back, one of them damaged
        with server("--data", str(folder), program=REPORTING) as made:
            run(live_through(made))
        names = {path.parent.name for path in written(made) if path.is_relative_to(folder)}
        assert "rooms" in names, "the room was not kept, or nothing is reported"
        assert [path for path in written(made) if not path.is_relative_to(folder) and path != folder] == []
        (folder / "rooms" / "damaged0.room").write_bytes(b"no room")
    assert "set-aside" in names
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_without_a_data_folder_nothing_is_written_at_all() -> None:
    with server(program=REPORTING) as made:
        asyncio.run(live_through(made))
        assert made.is_healthy()
    assert written(made) == []
