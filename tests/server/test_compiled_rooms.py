"""A server as people start it: NumPy serves until the compiled kernels are ready, then they do."""

import numpy as np

from engine.backends.compiled import COMPILED_WITHIN
from engine.experiment import Experiment
from engine.trainer import Trainer
from tests.server.live import run
from tests.server.process import client_at, process


def test_a_run_goes_over_to_the_compiled_kernels_as_soon_as_they_are_ready_and_stays_the_same_run() -> None:
    async def work() -> None:
        with process("--device", "auto") as (_, address):
            async with client_at(address) as host:
                await host.hello()
                await host.ask("play")
                assert host.state["computing"] == "numpy"
                await host.settled(lambda: host.state["computing"] == "numba")
                before = await host.next_frame()
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

    run(work(), seconds=COMPILED_WITHIN)
