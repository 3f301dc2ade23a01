"""Orders and dropped neurons for many networks at once are those of each by itself."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.experiment.experiment import Experiment
from engine.learning import chance
from engine.learning.chance import Chance

SEEDS = st.lists(st.text("0123456789", min_size=1, max_size=5), min_size=1, max_size=4)


@given(seeds=SEEDS, epoch=st.integers(0, 10**9), n_points=st.integers(1, 300))
def test_orders_are_those_of_chance(seeds: list[str], epoch: int, n_points: int) -> None:
    chances = [Chance(Experiment(seed=seed)) for seed in seeds]
    keys = np.array([each.batch_key for each in chances], np.uint64)
    orders = chance.orders(keys, epoch, n_points)
    assert orders.tolist() == [each.order(epoch, n_points).tolist() for each in chances]


@given(
    seeds=SEEDS,
    epoch=st.integers(0, 10**9),
    positions=st.lists(st.integers(0, 1200), min_size=1, max_size=4),
    sizes=st.lists(st.integers(1, 9), max_size=4),
    share=st.floats(0, 0.9),
)
def test_dropped_neurons_are_those_of_chance(
    seeds: list[str], epoch: int, positions: list[int], sizes: list[int], share: float
) -> None:
    chances = [Chance(Experiment(seed=seed)) for seed in seeds]
    keys = np.array([each.dropout_key for each in chances], np.uint64)
    shares = share / np.arange(1, len(seeds) + 1)
    masks = chance.dropped(keys, epoch, positions, sizes, shares)
    assert masks.shape == (len(positions), len(seeds), sum(sizes))
    for b, position in enumerate(positions):
        for n, own in enumerate(chances):
            alone = own.dropped(epoch, position, sizes, float(shares[n]))
            assert masks[b, n].tolist() == [neuron for layer in alone for neuron in layer.tolist()]
