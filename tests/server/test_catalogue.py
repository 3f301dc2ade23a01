"""The catalogue that the page is made from, and its copy that the JavaScript tests read."""

import json
from pathlib import Path

from engine.experiment.experiment import OPTIONS
from server.web.catalogue import catalogue

GOLDEN = Path(__file__).parent.parent / "golden" / "catalogue.json"


def golden_text() -> str:
    """The catalogue as the JavaScript tests read it: without the points of the thumbnails."""
    made = catalogue()
    made["datasets"] = [{**dataset, "sample": []} for dataset in made["datasets"]]
    return json.dumps(made, indent=1, ensure_ascii=False) + "\n"


def test_the_golden_catalogue_is_the_present_one() -> None:
    assert GOLDEN.read_text(encoding="utf-8") == golden_text(), "make generate renews it"


def test_every_condition_names_an_option_and_its_values() -> None:
    for name, option in catalogue()["options"].items():
        for field, values in option["shown_when"].items():
            names = OPTIONS["activation" if field == "activations" else field].names or (True, False)
            assert values, name
            assert set(values) <= set(names), name
