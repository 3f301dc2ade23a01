"""Pages, static files and their headers, in process."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from engine.data import table_points
from engine.data.class_points import DATASETS as WITH_CLASSES
from engine.data.features import FEATURES
from engine.data.samples import N_SAMPLE
from engine.experiment.experiment import LIMITS
from engine.experiment.view import HIDABLE
from engine.formulas.activations import ACTIVATIONS
from server.settings import Settings
from server.version import version
from server.web.addresses import PACE, PACE_SECONDS_AT_ONCE, Addresses
from server.web.app import create_app
from server.web.pages.catalogue import catalogue
from server.web.visits import DEAR


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app(Settings())) as made:
        yield made


def test_other_sites_may_show_the_page_in_a_frame(client: TestClient) -> None:
    assert "frame-ancestors *" in client.get("/").headers["content-security-policy"]


def test_the_page_carries_the_catalogue(client: TestClient) -> None:
    assert f'"version":"{version()}"' in client.get("/").text


@pytest.mark.parametrize("path", ["/", "/healthz", "/static/icon.svg", "/nosuch"])
def test_every_answer_has_the_safe_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "default-src 'none'" in headers["content-security-policy"]


def test_static_files_are_asked_about_every_time_and_sent_once(client: TestClient) -> None:
    first = client.get("/static/icon.svg")
    assert (first.status_code, first.headers["cache-control"]) == (200, "no-cache")
    again = client.get("/static/icon.svg", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.headers["cache-control"] == "no-cache"


def test_pages_are_compressed(client: TestClient) -> None:
    assert client.get("/").headers["content-encoding"] == "gzip"


OUTSIDE = [
    "/static/../server/web/app.py",
    "/static/%2e%2e/server/web/app.py",
    "/static//etc/passwd",
    "/static/%00",
    "/docs",
    "/openapi.json",
]


@pytest.mark.parametrize("path", OUTSIDE)
def test_nothing_else_can_be_read(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_who_asks_as_fast_as_he_can_waits_for_his_turn_and_nobody_else_does() -> None:
    now = 100.0
    addresses = Addresses(Settings(requests_per_second=100), 1000, lambda: now)
    at_once = int(PACE * 100 * PACE_SECONDS_AT_ONCE)
    assert [addresses.pause("10.0.0.1") for _ in range(at_once)] == [0.0] * at_once
    waits = [addresses.pause("10.0.0.1") for _ in range(3)]
    assert waits == pytest.approx([1 / (PACE * 100), 2 / (PACE * 100), 3 / (PACE * 100)])
    assert addresses.pause("10.0.0.1", DEAR["/activations"]) == pytest.approx(11 / (PACE * 100))
    assert addresses.pause("10.0.0.2") == 0
    now += 1
    assert addresses.pause("10.0.0.1") == 0


def test_what_is_worked_out_is_kept(client: TestClient) -> None:
    for path in ("/activations?steepness=3", "/samples?classes=4"):
        first = client.get(path)
        assert client.get(path, headers={"If-None-Match": first.headers["etag"]}).status_code == 304


def test_two_apps_in_one_process_know_nothing_of_each_other() -> None:
    with TestClient(create_app(Settings())) as one, TestClient(create_app(Settings(max_rooms=1))) as other:
        assert one.get("/healthz").json() == other.get("/healthz").json() == {"status": "ok"}
        one.app.state.playground.rooms.make()  # type: ignore[attr-defined]
        assert len(other.app.state.playground.rooms) == 0  # type: ignore[attr-defined]
    with TestClient(one.app) as again:
        assert again.get("/healthz").status_code == 200


def test_the_catalogue_offers_what_the_engine_knows() -> None:
    made = catalogue()
    assert set(made["limits"]) == set(LIMITS)
    assert [each["name"] for each in made["features"]] == list(FEATURES)
    assert made["hidable"] == list(HIDABLE)
    for name in ("learning_rate", "regularization_rate"):
        assert all(LIMITS[name].low <= rate <= LIMITS[name].high for rate in made["choices"][name])
    for dataset in made["datasets"]:
        is_own = dataset["name"] in table_points.DATASETS
        assert len(dataset["sample"]) == (0 if is_own else N_SAMPLE)
        assert all(-6.5 < place < 6.5 for point in dataset["sample"] for place in point[:2])


def test_thumbnails_can_be_had_with_other_classes(client: TestClient) -> None:
    for classes in (2, 5, 8):
        made = client.get("/samples", params={"classes": classes}).json()
        assert [each["name"] for each in made] == list(WITH_CLASSES)
        for each in made:
            assert each["n_classes"] == classes
            assert len({label for _, _, label in each["sample"]}) == classes
    assert client.get("/samples", params={"classes": 9}).status_code == 422
    assert client.get("/samples", params={"classes": "many"}).status_code == 422


def test_activations_can_be_had_as_curves(client: TestClient) -> None:
    curves = client.get("/activations", params={"steepness": 2}).json()
    assert set(curves["curves"]) == set(ACTIVATIONS)
    sigmoid = curves["curves"]["sigmoid"]
    middle = len(sigmoid["value"]) // 2
    assert (sigmoid["value"][middle], sigmoid["slope"][middle]) == (0.5, 0.5)
    assert [name for name, curve in curves["curves"].items() if curve["surrogate"]] == ["step"]


@pytest.mark.parametrize(
    ("steepness", "sentence"),
    [("0", "greater than or equal to 0.1"), ("21", "less than or equal to 20"), ("steep", "a valid number"),
     ("nan", "less than or equal to 20"), ("", "a valid number")],
)  # fmt: skip
def test_a_steepness_that_none_has_is_refused(client: TestClient, steepness: str, sentence: str) -> None:
    answer = client.get("/activations", params={"steepness": steepness})
    (error,) = answer.json()["detail"]
    assert (answer.status_code, error["loc"]) == (422, ["query", "steepness"])
    assert sentence in error["msg"]
