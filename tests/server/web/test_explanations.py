"""What the page shows of docs/options.md."""

import pytest
from starlette.testclient import TestClient

from engine.backends.devices import DEVICE_NAMES, LABELS
from engine.experiment.experiment import OPTIONS
from server.web.app import create_app
from server.web.pages.explanations import LANGUAGES, explanations, labels


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_option_and_every_choice_is_explained(language: str) -> None:
    found = explanations(language)
    for field, option in OPTIONS.items():
        assert found[field]["label"], field
        assert found[field]["text"].endswith("."), field
        if field != "layer_activations":  # its choices are those of the activation
            assert list(found[field]["choices"]) == list(option.names), field


def test_every_language_explains_the_same_options_and_controls() -> None:
    english, *others = (explanations(language) for language in LANGUAGES)
    assert all(list(other) == list(english) for other in others)
    controls = [name for name in english if name not in OPTIONS]
    assert {"play", "step", "restart", "new_weights", "speed", "undo", "timeline"} <= set(controls)
    for said in (english, *others):
        for name in controls:
            assert said[name]["text"].endswith("."), name
            assert name == "device" or not said[name]["choices"], name


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "The direction d is what the optimiser makes of the gradient g; with SGD it is g itself."),
        ("de", "Die Richtung d macht der Optimierer aus dem Gradienten g; bei SGD ist sie g selbst."),
    ],
)
def test_the_direction_of_a_step_is_not_taken_for_the_gradient(language: str, said: str) -> None:
    found = explanations(language)
    assert found["learning_rate"]["text"].endswith(said)
    assert "d" in found["optimizer"]["text"].split()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_device_is_explained(language: str) -> None:
    said = explanations(language)["device"]
    assert said["text"].endswith(".")
    assert set(DEVICE_NAMES) <= set(said["choices"]) == {"auto", *LABELS}
    assert all(choice["text"].endswith(".") for choice in said["choices"].values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_link_keys_are_left_to_the_document(language: str) -> None:
    for field, said in explanations(language).items():
        assert "`" not in said["text"], field


def test_both_languages_have_formulas_in_the_same_places() -> None:
    lines = [
        {
            field: said["formula"].count("\n") + bool(said["formula"])
            for field, said in explanations(language).items()
        }
        for language in LANGUAGES
    ]
    assert lines[0] == lines[1]


def test_the_page_gets_them_by_language_and_a_sentence_for_another() -> None:
    with TestClient(create_app()) as client:
        assert client.get("/explanations/de.json").json()["learning_rate"]["label"].startswith("Lernrate")
        missing = client.get("/explanations/xx.json")
        error = "the language must be one of en, de, got 'xx'"
        assert (missing.status_code, missing.json()) == (404, {"error": error})


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_are_what_the_explanations_call_things(language: str) -> None:
    said, called = explanations(language), labels(language)
    assert list(called) == list(said)
    for field, names in called.items():
        assert names["label"] == said[field]["label"]
        assert names["choices"] == {name: each["label"] for name, each in said[field]["choices"].items()}
