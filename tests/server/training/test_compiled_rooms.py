"""A server as people start it: NumPy serves until the compiled kernels are ready, then they do."""

from pathlib import Path

import numpy as np
import psutil

from engine.backends.compiled.backend import FIRST
from engine.backends.compiled.library import COMPILE_SECONDS
from engine.experiment.experiment import Experiment
from engine.training.trainer import Trainer
from tests.server.servers.live import run
from tests.server.servers.process import client_at, process

MEMORY = 200e6  # bytes that a server may take


def test_a_run_goes_over_to_the_compiled_kernels_as_soon_as_they_are_ready_and_stays_the_same_run(
    tmp_path: Path,
) -> None:
    """Nothing is kept from an earlier start, so that all kernels are compiled while the room trains."""

    async def work() -> None:
        cold = {"XDG_CACHE_HOME": str(tmp_path)}
        with process("--device", "auto", environment=cold) as (running, address):
            async with client_at(address) as host:
                await host.hello()
                await host.ask("set_speed", epochs_per_second=20)
                await host.ask("play")
                assert host.state["computing"] == "numpy"
                first = await host.next_frame(wanted=lambda frame: frame.epoch > 0)
                assert host.state["computing"] == "numpy"
                await host.settled(lambda: host.state["computing"] == "numba")
                before = await host.next_frame()
                assert before.epoch > first.epoch
                frame = await host.next_frame(wanted=lambda each: each.epoch > before.epoch + 5)
                trainer = Trainer(Experiment(**host.state["experiment"]))
                while (trainer.epoch, trainer.updates) < (frame.epoch, frame.updates):
                    trainer.step()
                shown = [
                    section.values for section in frame.sections if section.kind in ("WEIGHTS", "BIASES")
                ]
                for values, array in zip(
                    shown, (each for layer in trainer.parameters for each in layer), strict=True
                ):
                    np.testing.assert_allclose(values, array.ravel(), rtol=1e-5, atol=1e-7)
            assert psutil.Process(running.pid).memory_info().rss < MEMORY
        kept = {path.name.rpartition(".")[0] for path in tmp_path.rglob("*.*") if path.is_file()}
        assert kept == set(FIRST)

    run(work(), seconds=COMPILE_SECONDS)
