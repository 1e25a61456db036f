"""The house keeps its own rules: purity, signposts, no addresses, no dead links, one licence.

A module is pure unless its name says that it carries data (CARRIERS, or a folder in CARRYING).
A pure module may not import what pyproject.toml bans, nor reach disk, screen, clock or chance by
a call, nor import a carrier of ours. The last rule makes purity hold through every chain of
imports: whatever a pure module imports is pure and keeps the rule itself.
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "weerbaar"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CARRIERS = {"files", "wire", "runner", "cli", "__main__"}
CARRYING = {"cli", "web"}
BANNED = set(PROJECT["tool"]["ruff"]["lint"]["flake8-tidy-imports"]["banned-api"])
BANNED_CALLS = {"open", "print", "input"}
PAGES = [ROOT / "README.md", ROOT / "LEESMIJ.md", *sorted((ROOT / "docs").rglob("*.md"))]
ADDRESSES = re.compile(r"--(extra-)?index-url\b|(?<!\w)/(home|Users|root)/\w")


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts)


def is_pure(module: str) -> bool:
    *folders, last = module.split(".")
    return last not in CARRIERS and not CARRYING.intersection(folders)


def pure_paths() -> list[Path]:
    return [p for p in sorted(PACKAGE.rglob("*.py")) if is_pure(module_name(p))]


def imported_names(tree: ast.AST, module: str) -> Iterator[str]:
    """Every dotted name an import statement brings in, relative ones made absolute."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = module.split(".")[: -node.level] if node.level else []
            source = ".".join([*above, *filter(None, [node.module])])
            yield from (f"{source}.{alias.name}" for alias in node.names)


def called_names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


def is_banned(name: str) -> bool:
    return any(name == banned or name.startswith(f"{banned}.") for banned in BANNED)


def carries(name: str) -> bool:
    """Whether an imported name of ours is, or comes out of, a module that carries data."""
    parts = name.split(".")
    return parts[0] == "weerbaar" and bool((CARRIERS | CARRYING).intersection(parts))


def is_impure_call(name: str) -> bool:
    return (
        name in BANNED_CALLS
        or re.search(r"\bdate(time)?\.(now|today|utcnow)$", name) is not None
        or re.match(r"(np|numpy)\.random\.", name) is not None
    )


def impurities(source: str, module: str) -> list[str]:
    """What a pure module does that it may not, in words."""
    tree = ast.parse(source)
    imports = list(imported_names(tree, module))
    return [
        *(f"imports {name}" for name in imports if is_banned(name) or carries(name)),
        *(f"calls {name}()" for name in called_names(tree) if is_impure_call(name)),
    ]


@pytest.mark.parametrize("path", pure_paths(), ids=module_name)
def test_a_plain_module_is_pure(path: Path) -> None:
    assert impurities(path.read_text(encoding="utf-8"), module_name(path)) == []


@pytest.mark.parametrize(
    "source",
    [
        "import os",
        "import os.path",
        "from pathlib import Path",
        "from urllib.request import urlopen",
        "def f():\n    import time",
        "from numpy.random import default_rng",
        "from datetime import datetime\nnow = datetime.now()",
        "import datetime\nday = datetime.date.today()",
        "import numpy as np\nx = np.random.normal()",
        "print('x')",
        "text = open('x').read()",
        "from weerbaar.region.files import read_region",
        "from weerbaar.region import files",
        "from .runner import run_all",
        "from . import wire",
        "from ..cli import main",
    ],
)
def test_the_purity_check_finds(source: str) -> None:
    assert impurities(source, "weerbaar.twin.engine")


@pytest.mark.parametrize(
    "source",
    [
        "from datetime import datetime\ndef f(now: datetime): return now.isoformat()",
        "import numpy as np\ndef f(rng: np.random.Generator): return rng.normal()",
        "from weerbaar.region.tables import Area",
        "import operator",
    ],
)
def test_the_purity_check_lets_pass(source: str) -> None:
    assert impurities(source, "weerbaar.twin.engine") == []


def test_only_named_modules_carry_data() -> None:
    assert is_pure("weerbaar.twin.engine")
    assert not is_pure("weerbaar.twin.files")
    assert not is_pure("weerbaar.cli.main")
    assert not is_pure("weerbaar.crisis.web.views")


def rooms() -> list[str]:
    return sorted(p.parent.name for p in PACKAGE.glob("*/__init__.py"))


@pytest.mark.parametrize("page", ["README.md", "LEESMIJ.md", "docs/map.md"])
def test_every_room_has_a_signpost(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert [room for room in rooms() if f"`{room}`" not in text] == []


def source_texts() -> Iterator[tuple[Path, str]]:
    """Text files of the checkout, without what git ignores, binary files and this file."""
    ignored = {".git", ".venv", ".cache", ".hypothesis", "build", "dist", "reports", "__pycache__"}
    ignored |= {"node_modules", "vendor"}
    for path in ROOT.rglob("*"):
        if ignored.intersection(path.relative_to(ROOT).parts) or path == Path(__file__).resolve():
            continue
        if path.is_file() and path.suffix not in {".png", ".parquet", ".gz"}:
            yield path, path.read_text(encoding="utf-8", errors="replace")


def test_no_file_names_an_index_or_someones_home_folder() -> None:
    assert [str(path) for path, text in source_texts() if ADDRESSES.search(text)] == []


# The samples are put together here, so that this file holds no address itself.
SAMPLES = ("--" + "index-url https://x", "--extra-" + "index-url=x", "/" + "home/anna/x")


@pytest.mark.parametrize("text", SAMPLES)
def test_the_address_check_finds(text: str) -> None:
    assert ADDRESSES.search(text)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_local_link_leads_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    local = [target for target in targets if not re.match(r"[a-z]+:", target)]
    assert [target for target in local if not (page.parent / target).exists()] == []


def test_the_change_log_has_room_for_what_comes() -> None:
    assert "\n## [Unreleased]\n" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_publiccode_and_project_name_the_same_licence() -> None:
    public = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    assert public["legal"]["license"] == PROJECT["project"]["license"]
    assert set(public["description"]) == {"en", "nl"}


def test_journeys_stand_in_their_own_folder_and_nothing_else_does():
    """Each stage of `make test` reads only its own folders: elsewhere a journey would never run."""
    marked = {
        path
        for path in (ROOT / "tests").rglob("test_*.py")
        if "\npytestmark = pytest.mark.journey\n" in path.read_text(encoding="utf-8")
    }
    assert marked == set((ROOT / "tests" / "journeys").glob("test_*.py"))
    elsewhere = set((ROOT / "tests").rglob("*.py")) - marked - {Path(__file__)}
    assert [p.name for p in elsewhere if "mark.journey" in p.read_text(encoding="utf-8")] == []
