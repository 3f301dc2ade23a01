"""compose.many.yaml: three replicas, of which each may do little and is found by the others."""

import re
from typing import Any

import pytest
import yaml

from tests.paths import ROOT
from tests.server.servers.valkey import valkey

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.many.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
REPLICAS = ("r1", "r2", "r3")
OTHERS = ("proxy", "valkey", "database", "scheduler", "worker")
CADDYFILE = (ROOT / "examples" / "many" / "Caddyfile").read_text()


@pytest.mark.parametrize("name", [*REPLICAS, *OTHERS])
def test_each_container_may_do_little_and_is_looked_after(name: str) -> None:
    each = SERVICES[name]
    assert each["read_only"] is True
    assert each["cap_drop"] == ["ALL"]
    assert each["security_opt"] == ["no-new-privileges:true"]
    assert each["init"] is True
    assert {"mem_limit", "pids_limit", "stop_grace_period", "restart", "healthcheck"} <= set(each)
    assert "user" in each or each["image"] == "nn-playground-many", (
        "the image of the playground names its own"
    )
    assert each.get("cap_add", []) in ([], ["NET_BIND_SERVICE"])


def test_there_is_nothing_else_in_it() -> None:
    assert set(SERVICES) == {*REPLICAS, *OTHERS}
    used = {volume.split(":")[0] for each in SERVICES.values() for volume in each.get("volumes", [])}
    assert {name for name in used if name[0] not in "./"} == set(COMPOSE["volumes"])
    assert {network for each in SERVICES.values() for network in each["networks"]} == set(COMPOSE["networks"])


def test_only_the_proxy_is_reached_from_outside_and_only_from_this_machine() -> None:
    assert {name for name, each in SERVICES.items() if "ports" in each} == {"proxy"}
    assert all(port.startswith("127.0.0.1:") for port in SERVICES["proxy"]["ports"])
    inside = {name for name, each in COMPOSE["networks"].items() if each and each.get("internal")}
    assert inside == {"front", "store", "cluster"}
    assert {name for name, each in SERVICES.items() if set(each["networks"]) - inside} == {"proxy"}


def test_nobody_but_the_proxy_may_say_to_a_replica_where_a_browser_is() -> None:
    beside = {name for name, each in SERVICES.items() if "front" in each["networks"]}
    assert beside == {*REPLICAS, "proxy"}
    assert all(SERVICES[name]["environment"]["PLAYGROUND_TRUSTED_PROXIES"] == "*" for name in REPLICAS)


def test_replicas_differ_in_their_names_alone() -> None:
    plain = []
    for name in REPLICAS:
        each = dict(SERVICES[name])
        environment = dict(each.pop("environment"))
        assert environment.pop("PLAYGROUND_REPLICA") == name
        plain.append((each, environment))
    assert plain[0] == plain[1] == plain[2]
    _, environment = plain[0]
    assert environment["PLAYGROUND_VALKEY"] == "valkey://valkey:6379/0"
    assert environment["PLAYGROUND_DATABASE"].endswith("@database/playground")
    assert environment["PLAYGROUND_CLUSTER"] == "tcp://scheduler:8786"
    assert environment["PLAYGROUND_CLUSTER"] in SERVICES["worker"]["command"]
    assert SERVICES["worker"]["deploy"]["replicas"] == 2


def test_the_proxy_leads_to_each_replica_and_balances_over_all() -> None:
    assert "./examples/many/Caddyfile:/etc/caddy/Caddyfile:ro" in SERVICES["proxy"]["volumes"]
    led = re.findall(r"handle /(\w+)/\* {\n\t+reverse_proxy (\w+):8000 {", CADDYFILE)
    assert led == [(name, name) for name in REPLICAS]
    assert f"reverse_proxy {' '.join(f'{name}:8000' for name in REPLICAS)} {{" in CADDYFILE


def options_of(command: list[str]) -> dict[str, str]:
    """What a command of Valkey sets."""
    assert command[0] == "valkey-server"
    return dict(zip(command[1::2], command[2::2], strict=True))


def test_valkey_forgets_nothing_when_it_is_full_and_goes_on_when_the_disk_is() -> None:
    with valkey(options=options_of(SERVICES["valkey"]["command"])) as made:
        assert made.setting("maxmemory-policy") == "noeviction"
        assert made.setting("stop-writes-on-bgsave-error") == "no"
        assert made.setting("save") == "60 1"
        assert made.setting("maxmemory") == str(400 * 2**20)
    assert SERVICES["valkey"]["mem_limit"] == "1g", "writing down may take as much again"
