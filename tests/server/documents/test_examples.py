"""The examples of docs/examples.md: what their sentences promise is what their runs do."""

from itertools import pairwise

import numpy as np
import pytest
from fastapi.testclient import TestClient

from engine.evaluation.diagnosis import diagnose
from engine.evaluation.inspection import inspection_of
from engine.evaluation.metrics import accuracies_of
from engine.evaluation.snapshot import snapshot_of
from engine.experiment.links import parse_link, write_link
from engine.training.trainer import Trainer
from server.web.app import create_app
from server.web.pages.examples import LANGUAGES, examples

ENGLISH = {example["key"]: example for example in examples("en")}
SEEDS = ("0.5", "0.1", "0.2", "0.3", "0.4", "0.6", "0.7", "0.8", "0.9", "0.15")
STUCK = {"zeros": "alike", "sigmoids": "vanishing", "fast": "overshot", "dead": "dead"}
"""The examples of a network that learns nothing, and the reason."""


def opened(key: str, **changes: object) -> Trainer:
    """The run of an example's link, perhaps with some fields changed, before its first step."""
    return Trainer(parse_link(ENGLISH[key]["link"]).experiment.changed(**changes))


def trained(trainer: Trainer, epoch: int) -> Trainer:
    trainer.run(trainer.batches_until(epoch))
    return trainer


def shown(key: str, **changes: object) -> Trainer:
    """The same after the epochs that the example asks for."""
    return trained(opened(key, **changes), ENGLISH[key]["epochs"])


def accuracies(trainer: Trainer) -> tuple[float, float]:
    found = accuracies_of(trainer)
    assert found is not None
    return found


def gradient_lengths(trainer: Trainer) -> list[float]:
    return [layer.gradient_norm for layer in inspection_of(trainer).layers]


def test_every_language_has_the_same_examples_with_the_same_links() -> None:
    english, *others = (examples(language) for language in LANGUAGES)
    assert len(english) >= 10
    assert len(ENGLISH) == len(english), "a key is there twice"
    for other in others:
        assert [(e["key"], e["link"], e["epochs"]) for e in other] == [
            (e["key"], e["link"], e["epochs"]) for e in english
        ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_example_has_a_title_and_sentences(language: str) -> None:
    for example in examples(language):
        assert not example["title"].endswith("."), example["key"]
        assert example["text"].endswith("."), example["key"]
        assert len(example["text"]) <= 320, example["key"]


@pytest.mark.parametrize("key", ENGLISH)
def test_a_link_says_nothing_that_is_not_read(key: str) -> None:
    link = ENGLISH[key]["link"]
    written = dict(pair.split("=") for pair in write_link(parse_link(link)).split("&"))
    for name, value in (pair.split("=") for pair in link.split("&")):
        assert written[name] == value, f"{name}={value}"


def test_there_are_no_examples_in_a_language_that_has_none() -> None:
    with pytest.raises(KeyError):
        examples("xx")


@pytest.mark.parametrize("key", ENGLISH)
def test_only_the_examples_of_a_network_that_learns_nothing_get_a_diagnosis(key: str) -> None:
    trainer, found = opened(key), []
    while trainer.epoch < ENGLISH[key]["epochs"] and not trainer.halted:
        trainer.run_epoch()
        diagnosis = diagnose(trainer)
        found += [diagnosis.code] if diagnosis else []
    assert set(found) == ({STUCK[key]} if key in STUCK else set())


def test_the_page_gets_them_by_language_and_links_to_some_in_its_story() -> None:
    with TestClient(create_app()) as client:
        assert client.get("/examples/de.json").json() == examples("de")
        assert client.get("/examples/xx.json").status_code == 404
        story = client.get("/").text.replace("&amp;", "&")
        for key in ("circle", "product", "spiral", "dropout"):
            assert story.count(f'href="#{ENGLISH[key]["link"]}"') == len(LANGUAGES), key


def test_an_example_names_its_dataset() -> None:
    assert {example["dataset"] for example in ENGLISH.values()} == {
        "gauss",
        "circle",
        "xor",
        "spiral",
        "pinwheel",
        "sine",
    }


def test_line() -> None:
    trainer = trained(opened("line"), 1)
    assert trainer.experiment.hidden == ()
    assert accuracies(trainer) == (1, 1)
    assert accuracies(trained(trainer, ENGLISH["line"]["epochs"])) == (1, 1)
    assert trainer.test_loss < 0.002


def test_circle() -> None:
    three, two = shown("circle"), shown("circle", hidden=(2,))
    assert three.test_loss < 0.02
    assert min(accuracies(three)) > 0.99
    assert min(two.history.train) > 0.2
    assert min(two.history.test) > 0.2


def test_product() -> None:
    assert min(accuracies(shown("product"))) == 1
    plain = shown("product", features=("x", "y"))
    assert max(accuracies(plain)) < 0.6
    assert min(plain.train_loss, plain.test_loss) > 0.49


def test_spiral() -> None:
    trainer = shown("spiral")
    loss = dict(zip(trainer.history.epochs, trainer.history.train, strict=True))
    assert min(loss[epoch] for epoch in range(10, 51)) > 0.35
    assert loss[100] < 0.16
    assert loss[150] < 0.05
    assert min(accuracies(trainer)) > 0.99


def test_zeros() -> None:
    assert (opened("zeros").train_loss, opened("zeros").test_loss) == (0.5, 0.5)
    trainer = shown("zeros")
    for layer in trainer.parameters[:-1]:
        np.testing.assert_allclose(layer.weights, layer.weights[:1].repeat(len(layer.weights), axis=0))
    first = snapshot_of(trainer, 20).grids[0]
    np.testing.assert_allclose(first, first[:1].repeat(4, axis=0), atol=1e-6)
    assert trainer.train_loss == pytest.approx(0.5, abs=0.005)
    cured = shown("zeros", initializer="original")
    assert cured.train_loss < 0.02


def test_sigmoids() -> None:
    trainer = shown("sigmoids")
    lengths = gradient_lengths(trainer)
    assert all(one < other for one, other in pairwise(lengths))
    assert lengths[0] < 1e-6
    assert lengths[-1] == pytest.approx(0.02, abs=0.005)
    before = opened("sigmoids").parameters[0].weights
    np.testing.assert_allclose(trainer.parameters[0].weights, before, atol=1e-3)
    assert trainer.train_loss > 0.49
    better = trained(opened("sigmoids", activation="relu", initializer="he"), 100)
    assert min(accuracies(better)) > 0.99


def test_fast() -> None:
    trainer = shown("fast")
    losses = np.array(trainer.history.train)
    assert losses[1] == pytest.approx(1.9 * losses[0], rel=0.15)
    assert losses[1:].min() > 0.9
    assert gradient_lengths(trainer)[0] < 1e-3
    assert trained(opened("fast", learning_rate=0.03), 100).train_loss < 0.02


def test_dead() -> None:
    trainer = shown("dead")
    outputs = trainer.learner.evaluate(trainer.data.train.x).outputs
    assert not outputs[2].any()
    assert gradient_lengths(trainer)[:2] == [0, 0]
    signed = snapshot_of(trainer, 40).decision.signed
    assert signed is not None
    assert (signed > 0).all() or (signed < 0).all()


def test_overfitting() -> None:
    trainer = shown("overfitting")
    assert len(trainer.data.train.label) == 50
    assert trainer.train_loss < 0.001
    assert min(trainer.history.test) == pytest.approx(0.15, abs=0.005)
    assert trainer.test_loss > 0.2


@pytest.mark.parametrize("seed", SEEDS)
def test_early_stopping(seed: str) -> None:
    trainer = shown("early_stopping", seed=seed)
    assert trainer.stopped is not None
    assert trainer.stopped.reason == "early-stopping"
    assert trainer.test_loss < shown("overfitting", seed=seed).test_loss


def test_early_stopping_has_the_points_and_the_network_of_overfitting() -> None:
    differences = opened("overfitting").experiment.differences(opened("early_stopping").experiment)
    assert set(differences) == {"early_stopping", "patience"}


@pytest.mark.parametrize("seed", SEEDS)
def test_dropout(seed: str) -> None:
    with_dropout, without = shown("dropout", seed=seed), shown("dropout", seed=seed, dropout=0.0)
    assert with_dropout.train_loss > without.train_loss
    assert with_dropout.test_loss < without.test_loss


def test_sparse() -> None:
    trainer = shown("sparse")
    of_features = dict(zip(trainer.experiment.features, trainer.parameters[0].weights.T, strict=True))
    assert {name for name, weights in of_features.items() if weights.any()} == {"xSquared", "ySquared"}
    assert accuracies(trainer) == (1, 1)


def test_classes() -> None:
    trainer = shown("classes")
    assert trainer.experiment.n_outputs == 3
    assert min(accuracies(trainer)) == 1


def test_pieces() -> None:
    trainer = shown("pieces")
    assert trainer.train_loss < 0.01
    (w, b), *_ = trainer.parameters
    bends = np.sort(-b / w[:, 0])
    curves = snapshot_of(trainer, 241).curves
    assert curves is not None
    step = 12 / 240
    x = np.linspace(-6, 6, 241)
    bent = np.abs(np.diff(curves[-1][0], 2)) > 1e-4
    for place in x[1:-1][bent]:
        assert np.abs(bends - place).min() <= step, "it bends where no neuron does"
    assert (np.abs(np.abs(bends) - np.pi / 2) < 0.6).sum() >= 3, "they stand at the crests"
