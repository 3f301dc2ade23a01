"""The glossary and the history of neural networks: docs/words/, and the page that shows them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

import pytest
from fastapi.testclient import TestClient

from engine.experiment.inside import VIEWS
from engine.experiment.links import Link, parse_link, write_link
from engine.experiment.strict_links import parse_strictly
from engine.inside.puzzles import puzzle_of
from engine.training.trainer import Trainer
from server.web.app import create_app
from server.web.pages.examples import LANGUAGES, examples
from server.web.pages.explanations import explanations
from server.web.pages.words import glossary, table, time_line, words_at

NEWEST_YEAR = 2026
MOST_LETTERS = 26  # of a name in the drawing of the time line: on a phone two stand beside each other
TERMS = table("glossary")
EVENTS = table("history")["events"]
OPENINGS = table("openings")
ENTRIES = {
    **{f"term {key}": each for key, each in TERMS.items()},
    **{f"event {k}": e for k, e in EVENTS.items()},
}


def shows(view: str, **fields: object) -> Callable[[Link], bool]:
    """Whether a link opens a view into the network, and an experiment with these fields."""

    def holds(link: Link) -> bool:
        found = {field: getattr(link.experiment, field) for field in fields}
        return found == fields and link.view.inside[:1] == ((view,) if view else ())

    return holds


PROMISED: dict[str, Callable[[Link], bool]] = {
    "first": shows("", dataset="circle", hidden=(4, 2)),
    "steps": shows("lines", activation="step"),
    "perceptron": shows("perceptron", dataset="gauss", hidden=()),
    "never_done": shows("perceptron", dataset="xor"),
    "one_by_one": shows("", batch_size=1),
    "least_squares": shows("", problem="regression", hidden=(), batch_size=1, loss="square"),
    "rolling": shows("", dataset="spiral", optimizer="momentum"),
    "xor_line": shows("", dataset="xor", hidden=(), features=("x", "y")),
    "xor_puzzle": lambda link: link.view.inside == ("puzzle",) and puzzle_of(link.experiment) == "xor",
    "xor_hidden": shows("hidden", dataset="xor", hidden=(4,)),
    "update": shows("update"),
    "modes": shows("modes"),
    "forward_mode": lambda link: link.view.inside == ("modes", "forward:1"),
    "sine": shows("", problem="curve", curve_dataset="sine", hidden=(8,), activation="sigmoid"),
    "boxes": lambda link: (
        link.experiment.curve_dataset == "sine" and link.view.inside == ("boxes", "n:10", "of:1")
    ),
    "bumps": shows("", problem="regression", regression_dataset="reg-gauss", hidden=(12,)),
    "digits": shows("", dataset="digits"),
    "xavier": shows("", hidden=(4,) * 6, initializer="xavier-uniform"),
    "he": shows("", hidden=(4,) * 6, initializer="he", activation="relu"),
    "batch_norm": shows("", hidden=(4,) * 6, activation="sigmoid", normalization="batch"),
    "adam": shows("", dataset="spiral", optimizer="adam"),
    "skip": shows("", hidden=(4,) * 6, skip=True),
    "layers": shows("hidden", dataset="spiral"),
    "lines": shows("lines", dataset="circle", hidden=(3,)),
    "whole": lambda link: link.view.inside == ("lines", "whole:1") and link.experiment.activation == "relu",
    "landscape": shows("landscape"),
    "surface": lambda link: link.view.inside == ("landscape", "surface:1"),
    "cut": shows("cut"),
    "sure": lambda link: link.view.discretize,
    "unseen": lambda link: link.view.show_test_data and link.experiment.noise > 0,
    "plane": shows("", problem="regression", regression_dataset="reg-gauss"),
    "hinge": shows("", hidden=(), loss="hinge"),
    "decay": shows("", optimizer="adamw"),
    "clipped": lambda link: link.experiment.clip_norm > 0 and link.experiment.learning_rate > 0.03,
    "scaled": shows("", input_scaling="standard"),
    "binary": shows("", loss="binary-cross-entropy"),
}
"""What the set-ups of openings.toml show, as their names say."""


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app()) as client:
        yield client


@pytest.mark.parametrize("key", table("sources"))
def test_a_work_has_authors_a_title_a_place_and_a_year(key: str) -> None:
    work = table("sources")[key]
    assert set(work) == {"authors", "title", "where", "year"}
    for author in work["authors"]:
        assert re.fullmatch(r"(?:\w\.(?:-\w\.)? )+[\w’ -]+|OpenAI Dota Team", author), author
    assert not work["title"].endswith(".")
    assert not work["where"].endswith((".", ","))
    assert len(work["where"]) > 5
    assert 1700 < work["year"] <= NEWEST_YEAR
    assert key.endswith(f"-{work['year']}")


def test_every_work_is_named_somewhere_and_every_named_work_is_there() -> None:
    named = {event["source"] for event in EVENTS.values()}
    named |= {source for each in (*TERMS.values(), *table("sweeps").values()) for source in each["sources"]}
    assert named == set(table("sources"))


@pytest.mark.parametrize("name", ENTRIES)
def test_an_entry_is_said_in_every_language_in_whole_sentences(name: str) -> None:
    entry = ENTRIES[name]
    for language in LANGUAGES:
        said = entry[language]
        assert set(said) == {"name", "text"}
        assert said["name"], language
        assert said["text"].endswith("."), language
        assert "  " not in said["text"], language
    english, *others = (len(entry[language]["text"]) for language in LANGUAGES)
    assert all(0.6 < other / english < 1.7 for other in others), "one of them says less"


@pytest.mark.parametrize("key", TERMS)
def test_a_term_has_two_or_three_sentences_a_source_and_a_place_on_the_page(key: str) -> None:
    term = TERMS[key]
    for language in LANGUAGES:
        sentences = re.findall(r"[.?!](?=\s[A-ZÄÖÜ]|$)", term[language]["text"])
        assert 2 <= len(sentences) <= 4, language
    assert term["sources"]
    assert len(term["at"]) == len(set(term["at"])) >= 1
    assert ("formula_de" in term) <= ("formula" in term)


@pytest.mark.parametrize("key", EVENTS)
def test_a_work_of_the_time_line_is_one_sentence_with_a_name_that_has_room(key: str) -> None:
    for language in LANGUAGES:
        said = EVENTS[key][language]
        assert len(re.findall(r"\.(?=\s|$)", said["text"])) == 1
        assert len(said["name"]) <= MOST_LETTERS


def test_every_term_is_linked_where_there_is_something() -> None:
    places = {*explanations("en"), *(f"inside.{view}" for view in VIEWS)}
    for key, term in TERMS.items():
        assert set(term["at"]) <= places, key


def test_every_view_into_the_network_has_its_terms() -> None:
    for language in LANGUAGES:
        assert {f"inside.{view}" for view in VIEWS} <= words_at(language).keys()


def test_explanations_name_their_terms_in_their_language() -> None:
    for language, name in (("en", "Epoch"), ("de", "Epoche")):
        assert {"key": "epoch", "name": name} in explanations(language)["step"]["words"]
        linked = {word["key"] for said in explanations(language).values() for word in said["words"]}
        inside = {word["key"] for view in VIEWS for word in words_at(language)[f"inside.{view}"]}
        assert linked | inside == set(TERMS)


def test_every_set_up_is_opened_somewhere_and_promised_here() -> None:
    opened = {entry["open"] for entry in ENTRIES.values() if "open" in entry}
    of_examples = {example["key"] for example in examples("en")}
    assert set(OPENINGS) <= opened
    assert opened - set(OPENINGS) <= of_examples
    assert not set(OPENINGS) & of_examples
    assert set(OPENINGS) == set(PROMISED)


@pytest.mark.parametrize("key", OPENINGS)
def test_a_set_up_opens_what_its_name_says_and_nothing_of_its_link_is_passed_over(key: str) -> None:
    text = OPENINGS[key]["link"]
    link = parse_strictly(text)
    assert PROMISED[key](link)
    written = dict(pair.split("=") for pair in write_link(link).split("&"))
    for name, value in (pair.split("=") for pair in text.split("&")):
        assert written[name] == value, name
    assert all(OPENINGS[key][language] for language in LANGUAGES)


def test_one_line_does_not_separate_exclusive_or_and_four_neurons_do() -> None:
    losses = []
    for key in ("xor_line", "xor_hidden"):
        trainer = Trainer(parse_link(OPENINGS[key]["link"]).experiment)
        trainer.run(trainer.batches_until(200))
        losses.append(trainer.test_loss)
    assert losses[0] > 0.4
    assert losses[1] < 0.1


@pytest.mark.parametrize("key", ["xavier", "he", "batch_norm", "skip"])
def test_what_the_history_says_to_help_deep_networks_lets_six_layers_learn(key: str) -> None:
    trainer = Trainer(parse_link(OPENINGS[key]["link"]).experiment)
    trainer.run(trainer.batches_until(200))
    assert trainer.test_loss < 0.1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_time_line_is_in_order_and_begins_in_1943(language: str) -> None:
    years = [event["source"]["year"] for era in time_line(language) for event in era["events"]]
    assert years == sorted(years)
    assert years[0] == 1943
    assert len(years) == len(EVENTS), "an event is in no era"
    assert all(era["events"] and era["name"] for era in time_line(language))


def test_terms_are_in_the_order_of_their_names_in_each_language() -> None:
    names = {language: [term["name"] for term in glossary(language)] for language in LANGUAGES}
    assert names["en"] == sorted(names["en"], key=str.casefold)
    german = names["de"]
    assert german.index("Überanpassung (Overfitting)") < german.index("Universelle Näherung")
    assert all(len(set(each)) == len(TERMS) for each in names.values())


def test_there_are_no_words_in_a_language_that_has_none() -> None:
    for words in (glossary, time_line, words_at):
        with pytest.raises(KeyError):
            words("xx")


def test_the_page_has_all_of_it_in_all_languages_and_the_playground_gets_the_names(
    client: TestClient,
) -> None:
    page = client.get("/glossary")
    assert page.status_code == 200
    told = json.loads(re.findall(r'id="words">(.*?)</script>', page.text)[0])
    assert told == {
        language: {"eras": time_line(language), "terms": glossary(language)} for language in LANGUAGES
    }
    assert client.get("/glossary/de.json").json() == words_at("de")
    assert client.get("/glossary/xx.json").status_code == 404


def test_the_story_links_to_terms_that_there_are(client: TestClient) -> None:
    linked = re.findall(r'href="glossary#([\w-]+)"', client.get("/").text)
    assert len(linked) >= 10
    assert set(linked) <= set(TERMS)
