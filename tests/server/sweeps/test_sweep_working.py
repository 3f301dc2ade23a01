"""What a worker of a sweep gives back, and the rows made of it."""

import json
import pickle
from base64 import b64decode

import numpy as np
import pytest

from engine.evaluation.metrics import parameter_count
from engine.experiment.experiment import Experiment
from engine.reasons import ReasonError
from engine.sweeps.training import Wanted
from engine.sweeps.varied import read_varied
from engine.training.trainer import Trainer
from server.frames.cells import SIDE, cell_text
from server.sweeps.executors import InThisProcess
from server.sweeps.plan import MOST_LOOKS, MOST_PICTURES, planned
from server.sweeps.rows import as_csv
from server.sweeps.running import run
from server.sweeps.working import train, train_again

SMALL = Experiment(n_points=60, seed="0.25")
SEEN = [
    SMALL,
    SMALL.changed(stop_epoch=3),
    SMALL.fitting(problem="regression"),
    SMALL.fitting(dataset="blobs", classes=3),
    SMALL.fitting(dataset="iris", input_scaling="standard"),
    SMALL.fitting(problem="regression", regression_dataset="reg-housing"),
    SMALL.fitting(problem="curve"),
]


@pytest.mark.parametrize("experiment", SEEN, ids=lambda each: f"{each.problem} {each.active_dataset}")
def test_a_picture_is_the_cell_that_a_class_would_see_of_the_same_run(experiment: Experiment) -> None:
    (outcome,) = train([experiment], Wanted((2, 4), (1, 4), SIDE), "numpy")
    alone = Trainer(experiment)
    for epoch, picture in zip(outcome.picture_epochs, outcome.pictures, strict=True):
        alone.run(alone.batches_until(epoch))
        cell = json.loads(cell_text(alone))
        assert (outcome.kind, picture) == (cell["kind"], b64decode(cell["picture"]))
        assert len(picture) == SIDE**2 * (1 if outcome.kind == "signed" else 2)
    assert outcome.looks == (2, 4)
    assert outcome.losses[-1] == (alone.train_loss, alone.test_loss)


def test_pictures_of_a_compiled_population_are_those_of_its_networks_to_a_level() -> None:
    experiments = [SMALL.changed(learning_rate=rate) for rate in np.geomspace(0.001, 1, 20)]
    for experiment, outcome in zip(
        experiments, train(experiments, Wanted((9,), (9,), SIDE), "auto"), strict=True
    ):
        (alone,) = train([experiment.changed(stop_epoch=9)], Wanted((9,), (9,), SIDE), "auto")
        got, want = (np.frombuffer(each.pictures[0], np.uint8).astype(int) for each in (outcome, alone))
        assert abs(got - want).max() <= 1


def test_what_a_worker_gets_and_gives_are_plain_values() -> None:
    asked = [SMALL], Wanted((3,), (3,), SIDE), "numpy"
    experiments, wanted, device = pickle.loads(pickle.dumps(asked))
    assert pickle.loads(pickle.dumps(train(experiments, wanted, device))) == train(*asked)
    state, first = pickle.loads(pickle.dumps(train_again(SMALL, 3, "numpy")))
    assert (state.progress.place.epoch, first.progress.place.epoch) == (3, 0)
    assert [point.epoch for point in state.history] == [0, 1, 2, 3]


def test_a_row_has_a_curve_of_few_looks_pictures_and_the_number_of_parameters() -> None:
    plan = planned(
        SMALL, [read_varied("width=2|5")], epochs=90, measure="best_test_loss", n_looks=40, n_pictures=8
    )
    for row in run(plan, InThisProcess(), "numpy"):
        (outcome,) = train([SMALL.changed(hidden=(row.values["width"],) * 2)], Wanted(row.looks), "numpy")
        assert len(row.looks) == len(row.train_curve) == len(row.test_curve) <= MOST_LOOKS
        assert list(zip(row.train_curve, row.test_curve, strict=True)) == list(outcome.losses)
        assert (row.looks[-1], row.test_curve[-1]) == (90, row.test_loss)
        assert row.best_test_loss is not None
        assert row.best_test_loss <= min(each for each in row.test_curve if each is not None)
        assert row.picture_epochs[-1] == 90
        assert len(row.picture_epochs) == len(row.pictures) == 8
        assert row.n_parameters == parameter_count(SMALL.changed(hidden=(row.values["width"],) * 2))
        assert as_csv(plan, [row]).splitlines()[0].endswith(",best_test_loss,n_parameters,link")


def test_a_network_that_ran_away_has_losses_and_pictures_until_then_alone() -> None:
    experiment = SMALL.fitting(problem="regression").changed(seed="3")
    plan = planned(experiment, [read_varied("learning_rate=100|0.01")], epochs=30, n_looks=40, n_pictures=30)
    bad, good = sorted(run(plan, InThisProcess(), "numpy"), key=lambda row: row.setting)
    assert bad.test_loss is None
    assert bad.test_curve[0] is not None
    assert bad.test_curve[-1] is None
    assert 0 < len(bad.pictures) < len(good.pictures) == 30


def test_more_pictures_than_there_may_be_are_refused() -> None:
    with pytest.raises(ReasonError, match=f"between 1 and {MOST_PICTURES}, got 61"):
        planned(SMALL, [read_varied("width=2|5")], n_pictures=61)
