"""Every setting of the server, with its help sentence; options and PLAYGROUND_* variables come from here."""

import argparse
import dataclasses
import ipaddress
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from server import logs

PREFIX = "PLAYGROUND_"
SHORTEST_TOKEN = 16
REPLICA = re.compile(r"[a-z](?:[a-z0-9-]{0,13}[0-9])", re.ASCII)
"""The name of a replica ends with a digit, as no path of the playground begins."""


class SettingsError(ValueError):
    """A setting that cannot be used; the message is one sentence for the person who starts the server."""


class Range(NamedTuple):
    """What a number may be, both ends included."""

    low: float
    high: float


def setting(default: Any, help: str, allowed: Range | None = None, choices: tuple[str, ...] = ()) -> Any:
    """Returns a dataclass field that knows its help sentence and what it may be."""
    return field(default=default, metadata={"help": help, "range": allowed, "choices": choices})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How the server runs. Raises SettingsError when a number is out of its range."""

    host: str = setting("127.0.0.1", "The address to listen on; 0.0.0.0 lets other machines in.")
    port: int = setting(8000, "The port to listen on; 0 takes any free one.", Range(0, 65535))
    processes: int = setting(
        1,
        "How many processes serve, on as many cores; each has the limits below for itself. More than one "
        "needs Linux or macOS.",
        Range(1, 64),
    )
    data: str = setting(
        "",
        "The folder in which rooms are kept, so that they outlive the server; without one nothing is kept.",
    )
    replica: str = setting(
        "",
        "The name of this server where several share the work, as in r1; what begins with /r1/ is for it.",
    )
    valkey: str = setting(
        "",
        "The Valkey, or Redis, by which several servers share rooms and classes, as in valkey://host:6379/0; "
        "without one a server is alone.",
    )
    database: str = setting(
        "",
        "The database that has the saved states, the kept classes and the sweeps, as in "
        "postgresql://name@host/playground; without one they are in a file of the data folder.",
    )
    saved_days: float = setting(90.0, "How many days a saved state is kept.", Range(0.00001, 36_500))
    max_saved_per_address: int = setting(
        300, "How many saved states are kept that were sent from one address.", Range(0, 1_000_000)
    )
    max_saved_mb: int = setting(
        1000, "How many megabytes all saved states together may have.", Range(0, 1_048_576)
    )
    kept_days: float = setting(
        90.0, "How many days a class is kept whose teacher keeps it.", Range(0.00001, 36_500)
    )
    max_kept_classes: int = setting(500, "How many classes are kept.", Range(0, 1_000_000))
    max_kept_classes_per_address: int = setting(
        60, "How many classes are kept that were sent from one address.", Range(0, 1_000_000)
    )
    max_kept_class_mb: int = setting(
        16, "How many megabytes one class may have that is kept; an archive has 64 at most.", Range(1, 64)
    )
    max_kept_mb: int = setting(
        2000, "How many megabytes all classes together may have that are kept.", Range(0, 1_048_576)
    )
    sweep_days: float = setting(30.0, "How many days a sweep is kept.", Range(0.00001, 36_500))
    max_sweeps: int = setting(300, "How many sweeps are kept.", Range(0, 1_000_000))
    max_sweeps_per_address: int = setting(
        100, "How many sweeps are kept that were begun from one address.", Range(0, 1_000_000)
    )
    max_sweeps_mb: int = setting(
        1000, "How many megabytes all sweeps together may have.", Range(0, 1_048_576)
    )
    max_running_sweeps: int = setting(
        4, "How many sweeps are trained at once; further ones wait for their turn.", Range(1, 1_000)
    )
    max_running_sweeps_per_address: int = setting(
        2,
        "How many sweeps are trained at once that were begun from one address; further ones wait.",
        Range(1, 1_000),
    )
    max_sweep_epochs: int = setting(
        50_000_000,
        "For how many epochs all networks of one sweep together may be trained.",
        Range(1, 1_000_000_000),
    )
    max_shape_kernels: int = setting(
        64,
        "How many kernels made for one shape of network are kept, which long trainings have made for them; "
        "0 makes none.",
        Range(0, 1_000),
    )
    max_rooms: int = setting(200, "How many rooms there may be at once.", Range(1, 100_000))
    max_rooms_per_address: int = setting(
        150, "How many rooms there may be at once that were made from one address.", Range(1, 100_000)
    )
    max_memory_mb: int = setting(
        600,
        "How many megabytes all rooms together may take; past it their moments become fewer, and what needs "
        "more is refused.",
        Range(16, 1_048_576),
    )
    max_members: int = setting(300, "How many browsers may be in one room at once.", Range(1, 100_000))
    device: str = setting(
        "auto",
        "What new rooms compute on; auto takes what is fastest, `playground devices` lists what there is.",
    )
    cluster: str = setting(
        "",
        "The Dask scheduler whose workers train sweeps, as in tcp://scheduler:8786; without one the cores "
        "and GPUs of this machine do.",
    )
    sweep_processes: int = setting(
        0,
        "How many processes of this machine train sweeps, 0 for one of each core; there are never more than "
        "cores, and each takes about 100 MB.",
        Range(0, 1_024),
    )
    idle_pause_seconds: float = setting(
        120.0, "After how many seconds a room with nobody in it pauses.", Range(0, 31_536_000)
    )
    forget_seconds: float = setting(
        7200.0, "After how many seconds a room with nobody in it is forgotten.", Range(0, 31_536_000)
    )
    max_classes: int = setting(100, "How many classes there may be at once.", Range(0, 10_000))
    max_classes_per_address: int = setting(
        60, "How many classes there may be at once that were begun from one address.", Range(0, 10_000)
    )
    class_seconds: float = setting(
        7200.0,
        "How many seconds after its last activity everything of a class is deleted.",
        Range(1, 31_536_000),
    )
    address: str = setting(
        "",
        "The address under which people reach the playground, as in https://nn.school.example, for the links "
        "and squares that a class joins by; without one it is the address that the teacher's browser uses.",
    )
    lessons: str = setting(
        "",
        "A folder with lessons of one's own, which follow on those that the playground has; what changes "
        "there is read again.",
    )
    frame_rate: float = setting(30.0, "How many pictures a second a room sends at most.", Range(0.1, 120))
    hello_seconds: float = setting(
        5.0, "How many seconds a new connection has to say hello.", Range(0.01, 600)
    )
    max_message_bytes: int = setting(
        65536, "The longest message a browser may send, in bytes.", Range(1024, 16_777_216)
    )
    messages_per_second: float = setting(
        100.0, "How many messages a second one connection may send for long.", Range(1, 100_000)
    )
    log_format: str = setting("text", "How a line of the log looks: text or json.", choices=logs.FORMATS)
    log_level: str = setting(
        "warning",
        "What is logged: debug, info (every event), warning or error, and what is worse.",
        choices=logs.LEVELS,
    )
    request_seconds: float = setting(
        10.0, "How many seconds a new connection has to send its request.", Range(0.05, 600)
    )
    ping_seconds: float = setting(
        15.0,
        "After how many seconds a browser is asked whether it is still there; it has as many to answer.",
        Range(0.05, 600),
    )
    stalled_seconds: float = setting(
        15.0,
        "After how many seconds a browser is given up that acknowledges no picture.",
        Range(0.05, 600),
    )
    max_connections_per_address: int = setting(
        5000, "How many connections there may be at once from one address.", Range(1, 100_000)
    )
    connects_per_second: float = setting(
        100.0,
        "How many sockets a second one address may open for long; 20 seconds' worth may come at once.",
        Range(0.1, 100_000),
    )
    requests_per_second: float = setting(
        200.0,
        "How many files a second one address may ask for, for long; 100 seconds' worth may come at once.",
        Range(0.1, 100_000),
    )
    trusted_proxies: tuple[str, ...] = setting(
        (),
        "Addresses or networks of proxies whose X-Forwarded-For and X-Forwarded-Host are believed, "
        "with commas between, as in 10.0.0.0/8; * is everybody.",
    )
    root_path: str = setting("", "The sub-path that a proxy leaves on, as in /nn.")
    admin_token: str = setting(
        "", "The secret that opens the administrator's page, 16 characters or more; without one it is off."
    )
    allowed_origins: tuple[str, ...] = setting(
        (), "Other sites whose pages may connect, with commas between, as in https://school.example."
    )
    event_origins: tuple[str, ...] = setting(
        (),
        "Other sites that are told what happens in a lesson that a page of theirs embeds, with commas "
        "between, as in https://moodle.school.example.",
    )

    def __post_init__(self) -> None:
        self._check_proxies()
        if self.replica and not REPLICA.fullmatch(self.replica):
            raise SettingsError(
                "replica must be at most 15 small letters, digits and dashes, a letter first and a digit "
                f"last, as in r1, got {self.replica!r}"
            )
        self._check_addresses()
        is_valkey = re.match(r"(valkey|redis)s?://[^/]|unix:///", self.valkey) and has_port(self.valkey)
        if self.valkey and not is_valkey:
            raise SettingsError("valkey must be an address like valkey://host:6379/0")
        if self.valkey and not self.replica:
            raise SettingsError("valkey needs a replica: the name of this server among those that share it")
        for each in dataclasses.fields(self):
            allowed: Range | None = each.metadata["range"]
            value = getattr(self, each.name)
            if allowed is not None and not allowed.low <= value <= allowed.high:
                raise SettingsError(
                    f"{each.name} must be between {allowed.low} and {allowed.high}, got {value}"
                )
            choices: tuple[str, ...] = each.metadata["choices"]
            if choices and value not in choices:
                raise SettingsError(f"{each.name} must be one of {', '.join(choices)}, got {value!r}")
        if self.admin_token and not (len(self.admin_token) >= SHORTEST_TOKEN and self.admin_token.isascii()):
            raise SettingsError(
                f"admin_token must be at least {SHORTEST_TOKEN} plain letters, digits or signs"
            )

    def _check_addresses(self) -> None:
        for name in ("allowed_origins", "event_origins"):
            for text in getattr(self, name):
                if not (is_address(text) and re.fullmatch(r"[^/]+//[^/?#*@]+", text)):
                    raise SettingsError(f"{name} must be sites like https://school.example, got {text!r}")
        if self.address and not is_address(self.address):
            raise SettingsError(
                "address must be where the playground is, as in https://nn.school.example, got "
                f"{self.address!r:.200}"
            )
        if not has_port(self.cluster):
            raise SettingsError(
                f"cluster must be an address like tcp://scheduler:8786, got {self.cluster!r:.200}"
            )

    def _check_proxies(self) -> None:
        for text in self.trusted_proxies:
            if text != "*" and not is_network(text):
                raise SettingsError(
                    f"trusted_proxies must be addresses or networks like 10.0.0.0/8, or *, got {text!r}"
                )
        if self.root_path and not re.fullmatch(r"(/[\w.~-]+)+", self.root_path, re.ASCII):
            raise SettingsError(
                f"root_path must begin with / and not end with it, as in /nn, got {self.root_path!r}"
            )


def is_network(text: str) -> bool:
    """Whether a text is an IP address or a network of them."""
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return True


def is_address(text: str) -> bool:
    """Whether a text is the address of a page or a site, without a question behind it."""
    is_one = re.fullmatch(r"https?://[^\s/?#]*[^\s/?#:](/[^\s?#]*)?", text) and text.isprintable()
    return bool(is_one) and has_port(text)


def has_port(text: str) -> bool:
    """Whether the port that an address names, if it does, is one: from 1 to 65535."""
    try:
        return urlsplit(text).port != 0
    except ValueError:
        return False


def variable_name(name: str) -> str:
    """Returns the environment variable of a setting: max_rooms is PLAYGROUND_MAX_ROOMS."""
    return PREFIX + name.upper()


def option_name(name: str) -> str:
    """Returns the command line option of a setting: max_rooms is --max-rooms."""
    return "--" + name.replace("_", "-")


def from_environment(environment: Mapping[str, str], options: Mapping[str, str | None] = {}) -> Settings:
    """Returns the settings: an option first, then its variable, then the default.

    An empty variable counts as none, and so does one `of_kubernetes`. Raises SettingsError when a text is no
    number or out of range.
    """
    values: dict[str, Any] = {}
    strangers = of_kubernetes(environment)
    for each in dataclasses.fields(Settings):
        text, variable = options.get(each.name), variable_name(each.name)
        if text is None and variable not in strangers:
            text = environment.get(variable) or None
        if text is not None:
            values[each.name] = _read(each.name, each.type, text)
    return Settings(**values)


def from_command_line(arguments: Sequence[str], environment: Mapping[str, str]) -> Settings:
    """Returns the settings of the options of `playground serve`, as `from_environment` does. Ends the process
    when there are others."""
    parser = argparse.ArgumentParser("playground serve")
    add_arguments(parser)
    return from_environment(environment, vars(parser.parse_args(arguments)))


def of_kubernetes(environment: Mapping[str, str]) -> list[str]:
    """Returns the variables that have the name of a setting by accident: every pod beside a service that is
    called "playground" has its address in PLAYGROUND_PORT, as in tcp://10.96.0.12:8000."""
    name = variable_name("port")
    return [name] if re.match(r"(tcp|udp|sctp)://", environment.get(name, "")) else []


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds one option per setting; their texts are read by `from_environment`."""
    for each in dataclasses.fields(Settings):
        shown = ",".join(each.default) if isinstance(each.default, tuple) else each.default
        parser.add_argument(
            option_name(each.name),
            metavar="VALUE",
            help=f"{each.metadata['help']} ({variable_name(each.name)}, default: {shown or 'none'})",
        )


def _read(name: str, kind: Any, text: str) -> Any:
    if kind is str:
        return text
    if kind is int or kind is float:
        try:
            return kind(text)
        except ValueError:
            what = "a whole number" if kind is int else "a number"
            raise SettingsError(f"{name} must be {what}, got {text!r}") from None
    return tuple(part.strip().rstrip("/").lower() for part in text.split(",") if part.strip())
