"""A server as people start it: NumPy serves until the compiled kernels are ready, then they do."""

import numpy as np

from engine.experiment import Experiment
from engine.trainer import Trainer
from tests.server.live import joined, run, serving


def test_a_run_goes_over_to_the_compiled_kernels_as_soon_as_they_are_ready_and_stays_the_same_run() -> None:
    async def work() -> None:
        with serving(device="auto", forget_seconds=600) as live:
            async with joined(live) as host:
                await host.ask("play")
                await host.settled(lambda: host.state["computing"] == "numba", seconds=240)
                before = await host.next_frame()
                frame = await host.next_frame(wanted=lambda each: each.epoch > before.epoch + 20)
                trainer = Trainer(Experiment(**host.state["experiment"]))
                trainer.run(trainer.batches_until(frame.epoch))
                for layer, (weights, biases) in enumerate(trainer.parameters, 1):
                    np.testing.assert_allclose(frame.weights(layer), weights, rtol=1e-5, atol=1e-7)
                    np.testing.assert_allclose(frame.biases(layer), biases, rtol=1e-5, atol=1e-7)

    run(work())
