"""The program in examples/ follows a room."""

import asyncio
import re
import subprocess
import sys

from tests.paths import ROOT
from tests.server.servers.live import Live, joined, run

EXAMPLE = ROOT / "examples" / "watch.py"


def test_the_example_prints_epochs_and_losses_of_a_watch_link(live: Live) -> None:
    async def work() -> None:
        async with joined(live) as host:
            link = f"{live.http}#watch={host.welcome['room']}.{host.welcome['watch']}"
            watching = await asyncio.create_subprocess_exec(
                sys.executable, str(EXAMPLE), link, stdout=subprocess.PIPE
            )
            assert watching.stdout is not None
            await host.settled(lambda: host.state["watchers"] == 1)
            await host.ask("play")
            epochs = []
            while len(epochs) < 5 or epochs[-1] < 5:
                line = (await watching.stdout.readline()).decode()
                found = re.fullmatch(
                    r"epoch +(\d+)   training loss (\d\.\d{4})   test loss (\d\.\d{4})\n", line
                )
                assert found, line
                epochs.append(int(found[1]))
                await host.next_frame()
            assert epochs == sorted(epochs)
            watching.terminate()
            await watching.wait()
            watching._transport.close()  # type: ignore[attr-defined]

    run(work())
