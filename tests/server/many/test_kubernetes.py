"""examples/kubernetes: every field is one that Kubernetes has, and what one object says of another is so."""

import re
import subprocess
from itertools import pairwise
from typing import Any

import jsonschema
import pytest
import yaml

from server.settings import Settings, variable_name
from tests.paths import ROOT
from tests.server.many.kubernetes_schema import KINDS
from tests.server.servers.proxies import find

FOLDER = ROOT / "examples" / "kubernetes"
KUSTOMIZATION: dict[str, Any] = yaml.safe_load((FOLDER / "kustomization.yaml").read_text())
CADDYFILE = (FOLDER / "Caddyfile").read_text()
OBJECTS: dict[tuple[str, str], dict[str, Any]] = {
    (each["kind"], each["metadata"]["name"]): each
    for name in KUSTOMIZATION["resources"]
    for each in yaml.safe_load_all((FOLDER / name).read_text())
}
RUNNING = {name: each["spec"] for (kind, name), each in OBJECTS.items() if "template" in each["spec"]}
PODS = {name: spec["template"]["spec"] for name, spec in RUNNING.items()}
LABELS = {name: spec["template"]["metadata"]["labels"] for name, spec in RUNNING.items()}
SERVICES = {name: each["spec"] for (kind, name), each in OBJECTS.items() if kind == "Service"}
REPLICA = "r"


@pytest.mark.parametrize("of", OBJECTS, ids="/".join)
def test_an_object_has_the_fields_of_its_kind_and_no_others(of: tuple[str, str]) -> None:
    jsonschema.validate(OBJECTS[of], KINDS[of[0]])


def test_the_kustomization_names_all_files_that_are_there() -> None:
    jsonschema.validate(KUSTOMIZATION, KINDS["Kustomization"])
    used = {*KUSTOMIZATION["resources"], *KUSTOMIZATION["configMapGenerator"][0]["files"]}
    assert used | {"kustomization.yaml"} == {path.name for path in FOLDER.iterdir()}


def test_a_field_that_there_is_not_is_found() -> None:
    misspelt = {**OBJECTS["Service", "proxy"]}
    misspelt["spec"] = {**misspelt["spec"], "selectors": {}}
    with pytest.raises(jsonschema.ValidationError, match="selectors"):
        jsonschema.validate(misspelt, KINDS["Service"])


@pytest.mark.parametrize("name", RUNNING)
def test_who_selects_pods_selects_those_that_it_makes(name: str) -> None:
    assert RUNNING[name]["selector"]["matchLabels"] == LABELS[name]
    assert len({tuple(labels.items()) for labels in LABELS.values()}) == len(LABELS), "each has its own"


def test_everything_that_selects_finds_some_pod() -> None:
    selectors = [spec["selector"] for spec in SERVICES.values()]
    for (kind, _), each in OBJECTS.items():
        if kind == "NetworkPolicy":
            selectors.append(each["spec"]["podSelector"]["matchLabels"])
            for rule in each["spec"]["ingress"]:
                selectors += [source["podSelector"]["matchLabels"] for source in rule["from"]]
        if kind == "PodDisruptionBudget":
            selectors.append(each["spec"]["selector"]["matchLabels"])
    assert [each for each in selectors if each not in LABELS.values()] == []


def ports_of(labels: dict[str, str]) -> set[str]:
    """The names of the ports that pods with these labels have."""
    (name,) = [name for name, each in LABELS.items() if each == labels]
    return {port["name"] for each in PODS[name]["containers"] for port in each["ports"]}


def test_ports_go_by_names_that_the_pods_have() -> None:
    for spec in SERVICES.values():
        assert {port["targetPort"] for port in spec["ports"]} <= ports_of(spec["selector"])
    for (kind, _), each in OBJECTS.items():
        if kind == "NetworkPolicy":
            labels = each["spec"]["podSelector"]["matchLabels"]
            for rule in each["spec"]["ingress"]:
                assert {port["port"] for port in rule["ports"]} <= ports_of(labels)
    (path,) = OBJECTS["Ingress", "playground"]["spec"]["rules"][0]["http"]["paths"]
    to = path["backend"]["service"]
    assert to["port"]["name"] in {port["name"] for port in SERVICES[to["name"]]["ports"]}
    for name, pod in PODS.items():
        for container in pod["containers"]:
            for probe in (container["readinessProbe"], container["livenessProbe"]):
                asked = probe.get("httpGet") or probe.get("tcpSocket")
                assert asked is None or asked["port"] in ports_of(LABELS[name])


@pytest.mark.parametrize("name", PODS)
def test_a_pod_may_do_little_and_writes_only_into_what_is_mounted(name: str) -> None:
    pod = PODS[name]
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["runAsUser"] > 0
    assert pod["automountServiceAccountToken"] is False
    claimed = {each["metadata"]["name"] for each in RUNNING[name].get("volumeClaimTemplates", [])}
    volumes = {each["name"] for each in pod.get("volumes", [])} | claimed
    for container in pod["containers"]:
        may = container["securityContext"]
        assert may["allowPrivilegeEscalation"] is False
        assert may["readOnlyRootFilesystem"] is True
        assert may["capabilities"]["drop"] == ["ALL"]
        assert "memory" in container["resources"]["limits"]
        assert {mount["name"] for mount in container["volumeMounts"]} == volumes
    for volume in pod.get("volumes", []):
        if "configMap" in volume:
            made = {each["name"] for each in KUSTOMIZATION["configMapGenerator"]}
            assert volume["configMap"]["name"] in made


def test_a_replica_is_called_as_its_pod_and_found_by_that_name() -> None:
    (container,) = PODS[REPLICA]["containers"]
    variables = {each["name"]: each for each in container["env"]}
    known = {variable_name(name) for name in Settings.__dataclass_fields__}
    assert set(variables) <= known
    assert variables["PLAYGROUND_REPLICA"]["valueFrom"]["fieldRef"]["fieldPath"] == "metadata.name"
    service = RUNNING[REPLICA]["serviceName"]
    assert SERVICES[service]["clusterIP"] == "None"
    assert SERVICES[service]["selector"] == LABELS[REPLICA]
    store = variables["PLAYGROUND_VALKEY"]["value"]
    assert re.fullmatch(r"valkey://(\w+):6379/0", store)[1] in SERVICES  # type: ignore[index]
    pattern = re.search(r"@replica path_regexp replica (\S+)", CADDYFILE)
    assert pattern is not None
    assert re.match(pattern[1], f"/{REPLICA}-0/socket")[1] == f"{REPLICA}-0"  # type: ignore[index]
    assert re.match(pattern[1], "/static/r-0/") is None
    assert f"{{re.replica.1}}.{service}:8000" in CADDYFILE
    assert f"name {service}\n" in CADDYFILE


def test_a_replica_has_time_to_hand_its_rooms_over() -> None:
    assert PODS[REPLICA]["terminationGracePeriodSeconds"] > 5
    assert OBJECTS["PodDisruptionBudget", "replicas"]["spec"]["maxUnavailable"] == 1


def test_valkey_is_told_to_forget_nothing() -> None:
    (container,) = PODS["valkey"]["containers"]
    assert ("--maxmemory-policy", "noeviction") in pairwise(container["command"])
    assert ("--stop-writes-on-bgsave-error", "no") in pairwise(container["command"])


@pytest.mark.parametrize("folder", ["kubernetes", "many"])
def test_caddy_reads_its_file(folder: str) -> None:
    caddy = find("caddy")
    if caddy is None:
        pytest.skip("there is no caddy here: `make proxies` unpacks it where there is apt-get")
    path = FOLDER.parent / folder / "Caddyfile"
    done = subprocess.run(
        [caddy, "validate", "--adapter", "caddyfile", "--config", path], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
