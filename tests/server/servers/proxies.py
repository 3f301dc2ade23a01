"""nginx and Caddy for the tests: finds them, or as a script unpacks Debian's packages under build/."""

import os
import pwd
import shutil
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.paths import ROOT

UNPACKED = ROOT / "build" / "proxies"
EXAMPLES = ROOT / "examples" / "proxies"
PLACES = os.pathsep.join(
    [os.environ.get("PATH", ""), "/usr/sbin", f"{UNPACKED}/usr/sbin", f"{UNPACKED}/usr/bin"]
)
STARTS_WITHIN = 15
GIVE_UP_AFTER = 120
VERSION = {"nginx": "-v", "caddy": "version"}


def find(name: str) -> str | None:
    """Returns the path of a proxy that starts here, or None."""
    path = shutil.which(name, path=PLACES)
    if path is None or subprocess.run([path, VERSION[name]], capture_output=True).returncode:
        return None
    return path


def fetch() -> None:
    """Unpacks what is missing from the distribution's packages; nothing is installed or started."""
    for name in VERSION:
        if find(name) is None and shutil.which("apt-get") and shutil.which("dpkg-deb"):
            UNPACKED.mkdir(parents=True, exist_ok=True)
            if os.geteuid() == 0:
                _run(["apt-get", "-o", "DPkg::Lock::Timeout=60", "update"])
            _run(["apt-get", "download", name])
            for package in UNPACKED.glob(f"{name}_*.deb"):
                _run(["dpkg-deb", "--extract", str(package), str(UNPACKED)])
        print(f"{name} for the tests: {find(name) or 'none, its tests are left out'}")


def _run(command: list[str]) -> None:
    try:
        subprocess.run(command, cwd=UNPACKED, timeout=GIVE_UP_AFTER, capture_output=True)
    except (OSError, subprocess.SubprocessError) as problem:
        print(f"This did not work: {problem}")


def certificate(folder: Path) -> tuple[Path, Path]:
    """Makes a certificate for 127.0.0.1 and its key. Skips the test where there is no openssl."""
    if shutil.which("openssl") is None:
        pytest.skip("there is no openssl here to make a certificate with")
    cert, key = folder / "cert.pem", folder / "key.pem"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
    ]
    names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2"]
    files = ["-keyout", str(key), "-out", str(cert)]
    subprocess.run([*command, *names, *files], check=True, capture_output=True)
    key.chmod(0o644)
    return cert, key


@contextmanager
def proxy(name: str, port: int, upstream: int, folder: Path) -> Iterator[ssl.SSLContext]:
    """Runs the example of a proxy with other ports and a certificate of its own; yields who trusts that."""
    path = find(name)
    if path is None:
        pytest.skip(f"there is no {name} here: `make proxies` unpacks it where there is apt-get")
    cert, key = certificate(folder)
    text = (EXAMPLES / {"nginx": "nginx.conf", "caddy": "Caddyfile"}[name]).read_text()
    assert text.count("127.0.0.1:8000") == 2
    for old, new in {
        "127.0.0.1:8000": f"127.0.0.1:{upstream}",
        "/etc/ssl/certs/school.example.pem": str(cert),
        "/etc/ssl/private/school.example.key": str(key),
        "listen 443": f"listen 127.0.0.1:{port}",
        "https://school.example {": f"https://127.0.0.1:{port} {{",
    }.items():
        text = text.replace(old, new)
    config = folder / name
    user = pwd.getpwuid(os.geteuid()).pw_name  # its temporary files lie in a folder of ours
    nginx = NGINX.format(folder=folder, user=user, text=text)
    config.write_text(nginx if name == "nginx" else CADDY + text)
    commands = {
        "nginx": [path, "-p", str(folder), "-c", str(config), "-e", f"{folder}/error.log"],
        "caddy": [path, "run", "--adapter", "caddyfile", "--config", str(config)],
    }
    context = ssl.create_default_context(cafile=str(cert))
    with _running(commands[name], folder, f"https://127.0.0.1:{port}/nn/healthz", context):
        yield context


@contextmanager
def caddy(text: str, folder: Path, address: str) -> Iterator[None]:
    """Runs Caddy with a file of this text, once it answers at an address. Skips the test where there is
    none."""
    path = find("caddy")
    if path is None:
        pytest.skip("there is no caddy here: `make proxies` unpacks it where there is apt-get")
    (folder / "Caddyfile").write_text(text)
    with _running([path, "run", "--config", str(folder / "Caddyfile")], folder, address, None):
        yield


@contextmanager
def _running(
    command: list[str], folder: Path, address: str, context: ssl.SSLContext | None
) -> Iterator[None]:
    """Runs a proxy that has its files in a folder, once it answers at an address."""
    environment = {
        **os.environ,
        "HOME": str(folder),
        "XDG_DATA_HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
    }
    with (folder / "said").open("w") as said:
        running = subprocess.Popen(command, env=environment, stdout=said, stderr=said)
    try:
        _wait_for(address, context, running, folder / "said")
        yield
    finally:
        running.terminate()
        try:
            running.wait(STARTS_WITHIN)
        except subprocess.TimeoutExpired:  # it waits for a connection that somebody keeps
            running.kill()
            running.wait()


def _wait_for(
    address: str, context: ssl.SSLContext | None, running: "subprocess.Popen[bytes]", said: Path
) -> None:
    latest = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            with urllib.request.urlopen(address, timeout=1, context=context):
                return
        except (urllib.error.URLError, OSError) as problem:
            if running.poll() is not None or time.monotonic() > latest:
                pytest.fail(f"the proxy did not start: {problem}\n{said.read_text()}")
            time.sleep(0.05)


NGINX = """
daemon off;
user {user};
worker_processes 1;
pid {folder}/pid;
error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{text}
}}
"""
CADDY = "{\n\tadmin off\n\tauto_https off\n}\n"

if __name__ == "__main__":
    fetch()
    sys.exit(0)
