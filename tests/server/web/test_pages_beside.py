"""Squares that lead to an address of the server, as a phone reads them."""

import pytest
from fastapi.testclient import TestClient

from server.settings import Settings
from server.web.app import create_app
from server.web.pages.beside import LONGEST_PATH


def test_a_square_leads_to_where_the_request_was_sent() -> None:
    with TestClient(create_app(Settings()), base_url="http://192.0.2.20:8000") as client:
        answer = client.post("/square", content="join#K7M2QX").json()
        assert answer["address"] == "http://192.0.2.20:8000/join#K7M2QX"
        assert answer["svg"].startswith("<svg")
        assert client.post("/square", content="join#K7M2QY").json()["svg"] != answer["svg"]


@pytest.mark.parametrize("address", ["https://nn.school.example/play", "https://nn.school.example/play/"])
def test_a_square_leads_to_the_address_of_the_settings(address: str) -> None:
    with TestClient(create_app(Settings(address=address))) as client:
        answer = client.post("/square", content="/join#K7M2QX").json()
        assert answer["address"] == "https://nn.school.example/play/join#K7M2QX"


def test_what_is_too_long_for_a_square_gets_a_sentence() -> None:
    with TestClient(create_app(Settings())) as client:
        assert client.post("/square", content="x" * LONGEST_PATH).status_code == 200
        refused = client.post("/square", content="x" * (LONGEST_PATH + 1))
        assert refused.status_code == 413
        assert refused.json()["error"] == f"an address may have at most {LONGEST_PATH} characters"
