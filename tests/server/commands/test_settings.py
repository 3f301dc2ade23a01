"""Settings come from options, variables and defaults, in this order."""

import argparse
import dataclasses

import pytest

from server import settings
from server.settings import Settings, SettingsError, from_environment


def test_without_anything_the_defaults_hold() -> None:
    assert from_environment({}) == Settings()


def test_variables_count_and_options_count_more() -> None:
    environment = {"PLAYGROUND_PORT": "9000", "PLAYGROUND_MAX_ROOMS": "7", "PLAYGROUND_HOST": ""}
    chosen = from_environment(environment, {"port": "9001", "host": None})
    assert (chosen.port, chosen.max_rooms, chosen.host) == (9001, 7, "127.0.0.1")


def test_origins_are_a_list_with_commas() -> None:
    chosen = from_environment({"PLAYGROUND_ALLOWED_ORIGINS": "https://A.example/, http://b.example ,"})
    assert chosen.allowed_origins == ("https://a.example", "http://b.example")


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("PORT", "70000", "port must be between 0 and 65535, got 70000"),
        ("PORT", "http", "port must be a whole number, got 'http'"),
        ("MAX_ROOMS", "0", "max_rooms must be between 1 and 100000, got 0"),
        ("FRAME_RATE", "nan", "frame_rate must be between 0.1 and 120, got nan"),
        (
            "REPLICA",
            "main",
            "replica must be at most 15 small letters, digits and dashes, a letter first and a digit last, "
            "as in r1, got 'main'",
        ),
        ("VALKEY", "host:6379", "valkey must be an address like valkey://host:6379/0"),
        ("VALKEY", "valkey://host:65536/0", "valkey must be an address like valkey://host:6379/0"),
        (
            "CLUSTER",
            "tcp://host:99999",
            "cluster must be an address like tcp://scheduler:8786, got 'tcp://host:99999'",
        ),
        (
            "ADDRESS",
            "https://nn.school.example:0",
            "address must be where the playground is, as in https://nn.school.example, got "
            "'https://nn.school.example:0'",
        ),
        (
            "VALKEY",
            "redis://host",
            "valkey needs a replica: the name of this server among those that share it",
        ),
        ("HELLO_SECONDS", "soon", "hello_seconds must be a number, got 'soon'"),
    ],
)
def test_a_bad_value_is_one_sentence(name: str, text: str, sentence: str) -> None:
    with pytest.raises(SettingsError) as raised:
        from_environment({f"PLAYGROUND_{name}": text})
    assert str(raised.value) == sentence


KUBERNETES = {
    "PLAYGROUND_PORT": "tcp://10.96.0.12:8000",
    "PLAYGROUND_PORT_8000_TCP": "tcp://10.96.0.12:8000",
    "PLAYGROUND_PORT_8000_TCP_PROTO": "tcp",
    "PLAYGROUND_PORT_8000_TCP_PORT": "8000",
    "PLAYGROUND_PORT_8000_TCP_ADDR": "10.96.0.12",
    "PLAYGROUND_SERVICE_HOST": "10.96.0.12",
    "PLAYGROUND_SERVICE_PORT": "8000",
    "PLAYGROUND_SERVICE_PORT_HTTP": "8000",
}
"""What is in the environment of every pod beside a service that is called "playground"."""


def test_what_kubernetes_puts_beside_the_settings_is_none() -> None:
    assert from_environment(KUBERNETES) == Settings()
    assert from_environment(KUBERNETES, {"port": "9001"}).port == 9001
    assert settings.of_kubernetes(KUBERNETES) == ["PLAYGROUND_PORT"]
    assert settings.of_kubernetes({"PLAYGROUND_PORT": "9000"}) == []


def test_a_cluster_is_taken_from_its_variable_though_it_looks_like_what_kubernetes_puts_there() -> None:
    chosen = from_environment({**KUBERNETES, "PLAYGROUND_CLUSTER": "tcp://scheduler:8786"})
    assert chosen.cluster == "tcp://scheduler:8786"


def test_every_setting_has_a_help_sentence_and_an_option() -> None:
    parser = argparse.ArgumentParser()
    settings.add_arguments(parser)
    text = " ".join(parser.format_help().split())
    for each in dataclasses.fields(Settings):
        assert each.metadata["help"].endswith(".")
        assert settings.option_name(each.name) in text
        assert settings.variable_name(each.name) in text


NO_SITES = [
    "*",
    "https://*.example",
    "school.example",
    "https://a.example/moodle",
    "null",
    "https://",
    "https://a.example:",
    "https://a.example:0",
    "https://a.example:65536",
    "https://a.example:port",
    "https://me@a.example",
    "https://[::1",
    "https://a\u202eb",
]


@pytest.mark.parametrize("name", ["allowed_origins", "event_origins"])
def test_other_sites_are_named_one_by_one(name: str) -> None:
    variable = settings.variable_name(name)
    named = from_environment({variable: "https://a.example, http://b.example:8080/, http://[::1]:9"})
    sites = getattr(named, name)
    assert sites == ("https://a.example", "http://b.example:8080", "http://[::1]:9")
    for text in NO_SITES:
        with pytest.raises(SettingsError, match=f"{name} must be sites like"):
            from_environment({variable: f"https://a.example,{text}"})
