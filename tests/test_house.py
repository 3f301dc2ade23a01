"""Rules about the repository as a whole, each a sentence that a person could forget."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.web.pages.catalogue import catalogue
from server.web.pages.explanations import LANGUAGES

ROOT = Path(__file__).parent.parent
# Written in pieces, so that this file does not hold what it looks for.
REGISTRY_HOSTS = ("registry.npmjs" + ".org", "pypi" + ".org", "pythonhosted" + ".org", "npmmirror" + ".com")
MACHINE_PATHS = ("/" + "work/", "/" + "opt/wheels", "/" + "opt/pypi", "/" + "root/.", "/" + "home/")
THIRD_PARTIES = re.compile(
    r"(?:https?:)?//[\w.-]*(?:jsdelivr|unpkg|cdnjs|esm\.sh|skypack|googleapis|gstatic|jspm|cdn\.)[\w.-]*"
)
TEXT_SUFFIXES = {
    ".py",
    ".js",
    ".ts",
    ".css",
    ".html",
    ".md",
    ".toml",
    ".json",
    ".yaml",
    ".yml",
    ".txt",
    ".svg",
    "",
}


def committed_files() -> list[Path]:
    """Every file that git keeps. Skips the test where this is no checkout."""
    if not (ROOT / ".git").exists():
        pytest.skip("this is not a git checkout")
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def committed_texts() -> Iterator[tuple[str, str]]:
    """Name and text of every committed file that is text."""
    for path in committed_files():
        if path.suffix in TEXT_SUFFIXES:
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def python_files(*folders: str) -> list[Path]:
    """Every Python file under the folders named."""
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


@pytest.mark.parametrize("forbidden", [*REGISTRY_HOSTS, *MACHINE_PATHS])
def test_no_committed_file_names_a_registry_or_a_path_of_one_machine(forbidden: str) -> None:
    assert [name for name, text in committed_texts() if forbidden in text] == []


def test_the_lock_file_holds_no_address_at_all() -> None:
    assert "://" not in (ROOT / "package-lock.json").read_text()


def test_nothing_comes_from_a_third_party() -> None:
    found = [
        (name, match[0])
        for name, text in committed_texts()
        if name.startswith(("static/", "templates/", "server/", "engine/"))
        for match in THIRD_PARTIES.finditer(text)
    ]
    assert found == []


def test_the_page_names_no_other_site_that_it_would_load_from() -> None:
    loads = re.compile(
        r"""(?:src|href)\s*=\s*["'](?:https?:)?//[^"']*["']|@import\s+["'](?!\.\.?/)|url\(\s*["']?(?:https?:)?//"""
    )
    allowed_links = re.compile(r"<a\b[^>]*>")
    for path in [*(ROOT / "templates").rglob("*.html"), *(ROOT / "static" / "css").rglob("*.css")]:
        text = allowed_links.sub("", path.read_text(encoding="utf-8"))
        assert loads.search(text) is None, path.name


def test_the_engine_never_imports_the_server() -> None:
    for path in python_files("engine"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                assert node.level <= 1, f"{path.name} imports from outside the engine"
                names = [node.module or ""]
            assert not [name for name in names if name.split(".")[0] == "server"], path.name


ORDER = {
    "engine": [
        "reasons", "expressions", "data", "formulas", "autodiff", "experiment", "network", "learning",
        "backends", "training", "evaluation", "inside", "export", "plots", "sweeps",
    ],
    "server": [
        "logs", "settings", "version", "messages", "bus", "leases", "lessons", "frames", "client", "runs",
        "training", "rooms", "requests", "classes", "keeping", "living", "saved", "sweeps", "traffic",
        "metrics", "replicas", "playground", "web", "front", "commands", "__main__",
    ],
}  # fmt: skip
"""The parts of the engine and of the server. Each imports those before it, and none that comes later."""


def imports() -> dict[str, set[str]]:
    """For each module of engine and server those that it imports anywhere, also for its types alone."""
    paths = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in python_files("engine", "server")
    }
    found: dict[str, set[str]] = {}
    for module, path in paths.items():
        names: set[str] = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{module} says not which module it imports from"
                names |= {str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)}
        found[module] = names & paths.keys()
    return found


def test_the_parts_of_engine_and_server_import_one_way() -> None:
    wrong = []
    for module, names in imports().items():
        top, *inside = module.split(".")
        for other, *part in (name.split(".") for name in names):
            if inside and part and other == top:
                below, above = (ORDER[top].index(each[0]) for each in (part, inside))
                wrong += [f"{module} imports {'.'.join(part)}"] if below > above else []
    assert wrong == []


def test_the_order_of_the_parts_names_no_other_than_there_are() -> None:
    for top, parts in ORDER.items():
        present = {module.split(".")[1] for module in imports() if module.startswith(top + ".")}
        assert set(parts) == present


def test_no_module_imports_itself_by_way_of_others() -> None:
    left = imports()
    while leaves := [module for module, names in left.items() if not names & left.keys()]:
        left = {module: names for module, names in left.items() if module not in leaves}
    assert left == {}


def test_the_fast_backends_import_nothing_of_each_other() -> None:
    fast = {f"engine.backends.{name}" for name in ("compiled", "cuda", "torch")}
    for module, names in imports().items():
        own = {package for package in fast if module.startswith(package)}
        if own:
            others = tuple(fast - own)
            assert [name for name in names if name.startswith(others)] == [], module


def test_importing_the_engine_loads_the_standard_library_and_numpy_alone() -> None:
    program = (
        "import sys; before = set(sys.modules); import engine, pkgutil, importlib\n"
        "names = [m.name for m in pkgutil.walk_packages(engine.__path__, 'engine.')]\n"
        "loads_nothing = [name for name in names if name.count('.') < 3]\n"
        "[importlib.import_module(name) for name in loads_nothing]\n"
        "from engine.backends.devices import MODULES\n"
        "backends = [importlib.import_module('engine.backends.' + name) for name in MODULES.values()]\n"
        "[backend.unavailable_reason() for backend in backends]\n"
        "tops = {name.split('.')[0] for name in set(sys.modules) - before}\n"
        "print(*sorted(tops - set(sys.stdlib_module_names) - {'engine', 'numpy'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True
    )
    # what an editable install puts into every interpreter starts with an underscore
    assert [name for name in done.stdout.split() if not name.startswith("_")] == []


def test_accelerator_libraries_are_named_in_the_backends_alone() -> None:
    accelerators = {"numba", "numba_cuda", "llvmlite", "cuda", "cupy", "torch", "jax"}
    for path in (*python_files("engine"), *python_files("server")):
        if "backends" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            assert not {name.split(".")[0] for name in names} & accelerators, path.name


def test_every_test_file_is_run() -> None:
    paths = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["pytest"]["ini_options"]["testpaths"]
    makefile = (ROOT / "Makefile").read_text()
    targets = re.search(r"^test-python: (.*) ##", makefile, re.MULTILINE)
    assert targets
    made = [
        word
        for each in targets[1].split()
        for word in makefile.split(f"\n{each}: ")[1].split("\n\n")[0].split()
    ]
    assert set(paths) <= set(made), "make test-python leaves some out"
    for path in (ROOT / "tests").rglob("test_*.py"):
        name = path.relative_to(ROOT).as_posix()
        assert any(name == each or name.startswith(each + "/") for each in paths), f"{name} is in no testpath"


def test_every_control_that_can_be_hidden_has_a_name_in_every_language() -> None:
    made = catalogue()
    wanted = {f"hide.{name}" for name in made["hidable"]}
    for language in LANGUAGES:
        path = ROOT / "static" / "js" / "text" / f"{language}.js"
        keys = set(re.findall(r"^  '?([\w.-]+)'?:", path.read_text(encoding="utf-8"), flags=re.MULTILINE))
        assert wanted - keys == set(), path.name


def markdown_files() -> list[Path]:
    """Every Markdown file that git keeps."""
    return [path for path in committed_files() if path.suffix == ".md"]


def test_every_make_command_in_the_documents_exists() -> None:
    targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    command = re.compile(r"(?:^ {4,}|`)(?:[A-Z_]+=\S+ )?make ([a-z][a-z-]*)", flags=re.MULTILINE)
    assert {"run", "test"} <= targets
    for path in markdown_files():
        named = set(command.findall(path.read_text()))
        assert named <= targets, f"{path.name} names {sorted(named - targets)}"


def test_the_readme_starts_with_the_two_commands() -> None:
    text = (ROOT / "README.md").read_text()
    assert text.index("make run") < text.index("make test") < text.index("docker")


def test_every_relative_link_in_the_documents_leads_somewhere() -> None:
    lessons = ROOT / "lessons"  # whose links are those of a page, and looked at with all else in them
    for path in markdown_files():
        for target in re.findall(r"\]\(([^)\s]+)\)", "" if lessons in path.parents else path.read_text()):
            if "://" in target or target.startswith(("#", "mailto:")):
                continue
            assert (path.parent / target.split("#")[0]).exists(), f"{path.name} points to {target}"


def test_the_import_map_offers_exactly_what_is_installed() -> None:
    imports = json.loads(
        re.findall(
            r'type="importmap"[^>]*>(.*?)</script>',
            (ROOT / "templates/importmap.html").read_text(),
            re.DOTALL,
        )[0]
    )["imports"]
    mapped = {Path(target).name for target in imports.values()}
    assert mapped == {"page.js", *(path.name for path in (ROOT / "static" / "vendor").glob("*.js"))}


def test_the_lock_file_and_the_package_agree_on_exact_versions() -> None:
    package = json.loads((ROOT / "package.json").read_text())
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    for name, version in {**package["dependencies"], **package["devDependencies"]}.items():
        assert locked[f"node_modules/{name}"]["version"] == version


def test_the_map_in_the_architecture_names_every_folder_of_the_python_code() -> None:
    part = (ROOT / "ARCHITECTURE.md").read_text().split("## Map")[1].split("### static/")[0]
    named = set(re.findall(r"^\| `((?:engine|server)/[a-z_/]*)`", part, flags=re.MULTILINE))
    present = {f"{path.parent.relative_to(ROOT).as_posix()}/" for path in python_files("engine", "server")}
    assert named == present - {"engine/"}


def test_the_map_in_the_architecture_names_every_folder_of_scripts() -> None:
    part = (ROOT / "ARCHITECTURE.md").read_text().split("### static/")[1].split("###")[0]
    named = set(re.findall(r"^\| `js/([a-z/]*)/`", part, flags=re.MULTILINE))
    scripts = ROOT / "static" / "js"
    folders = {path.parent for path in scripts.rglob("*.js")} - {scripts}
    assert named == {folder.relative_to(scripts).as_posix() for folder in folders}


def test_no_two_classes_of_engine_and_server_have_one_name() -> None:
    found: dict[str, list[str]] = {}
    for path in python_files("engine", "server"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                found.setdefault(node.name, []).append(path.relative_to(ROOT).as_posix())
    assert {name: paths for name, paths in found.items() if len(paths) > 1} == {}
