"""What is installed is what is here: one version, honest locks, every folder in the wheel, nothing of this machine."""

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import dalil

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUNTIME = [Requirement(line) for line in PROJECT["project"]["dependencies"]]
LOCKS = [ROOT / "requirements" / name for name in ("lock.txt", "dev.txt", "lowest.txt")]
CARRIED = ["ontology", "shapes", "queries"]
# Put together here, so that this file does not hold what it forbids.
HALVES = [("py", "pi.org"), ("python", "hosted.org"), ("npm", "js.org"), ("npm", "js.com"), ("deb", "ian.org")]
HOSTS = ["".join(halves) for halves in HALVES]
ELSEWHERE = re.compile(r"(?<![\w~.:/%-])/(?:work|root|home|Users|opt)/\w")
SLASH = "/"


def tracked_files() -> list[Path]:
    """What a clone would carry: committed files, and new ones that are not ignored."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: there is no list of the project's own files")
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [path for name in names.split("\0") if name and (path := ROOT / name).is_file()]


def pins(lock: Path) -> dict[str, list[str]]:
    """Package -> pinned versions (several where Pythons differ)."""
    found: dict[str, list[str]] = {}
    for name, pin in re.findall(r"^([\w.-]+)==([^\s;]+)", lock.read_text(encoding="utf-8"), re.MULTILINE):
        found.setdefault(canonicalize_name(name), []).append(pin)
    return found


def test_version_stands_in_one_place():
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")

    assert version("dalil") == dalil.__version__
    assert f"\nversion: {dalil.__version__}\n" in citation
    assert "version" in PROJECT["project"]["dynamic"]
    assert [
        path.name for path in (ROOT / "src").rglob("*.py") if f'"{dalil.__version__}"' in path.read_text("utf-8")
    ] == ["__init__.py"]


def test_types_travel():
    assert (ROOT / "src" / "dalil" / "py.typed").is_file()


def test_wheel_carries_the_folders_that_people_edit():
    wheel = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]

    assert wheel["force-include"] == {name: f"dalil/resources/{name}" for name in CARRIED}
    assert [name for name in CARRIED if not any((ROOT / name).iterdir())] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_lock_holds_every_dependency_with_hashes_and_no_address(lock):
    text = lock.read_text(encoding="utf-8")
    blocks = re.findall(r"^\S+==.*\n(?: +--hash.*\n)*", text, re.MULTILINE)

    assert {canonicalize_name(need.name) for need in RUNTIME} <= pins(lock).keys()
    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []
    assert re.findall(r"//.*|^-.*|.*@ .*", text, re.MULTILINE) == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_lock_keeps_the_declared_bounds(lock):
    pinned = pins(lock)

    assert [
        str(need) for need in RUNTIME for pin in pinned[canonicalize_name(need.name)] if pin not in need.specifier
    ] == []


def test_lowest_lock_is_lowest():
    pinned = pins(ROOT / "requirements" / "lowest.txt")
    bounds = {canonicalize_name(n.name): next(s.version for s in n.specifier if s.operator == ">=") for n in RUNTIME}

    assert {name: pinned[name] for name in bounds} == {
        name: [full(bound, pinned[name][0])] for name, bound in bounds.items()
    }


def full(bound: str, pin: str) -> str:
    """`5.0` as the pin writes it: `5.0.0`."""
    return bound + ".0" * (pin.count(".") - bound.count("."))


def test_every_dependency_says_why_it_is_here():
    page = (ROOT / "docs" / "explanation" / "dependencies.md").read_text(encoding="utf-8").lower()
    groups = PROJECT["dependency-groups"].values()
    needs = [*RUNTIME, *(Requirement(line) for group in groups for line in group if isinstance(line, str))]

    assert sorted({need.name for need in needs if f"| {need.name.lower()} |" not in page}) == []


def test_no_file_names_this_machine_or_a_registry():
    found = []
    for path in tracked_files():
        text = path.read_bytes().decode("utf-8", errors="replace")
        found += [f"{path.relative_to(ROOT)}: {host}" for host in HOSTS if host in text.lower()]
        found += [f"{path.relative_to(ROOT)}: {match}" for match in ELSEWHERE.findall(text)]

    assert found == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"see {SLASH}work/main", True),
        (f"'{SLASH}home/someone/x'", True),
        ("../work/main", False),
        ("https://example.org/home/x", False),
    ],
)
def test_absolute_paths_are_recognised(text, expected):
    assert bool(ELSEWHERE.search(text)) is expected


def run(*command: object, cwd: Path) -> str:
    """A program as a stranger would start it: none of our paths or settings in its environment."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "DALIL", "VIRTUAL_ENV"))
    }
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built from the sdist, as a registry's users get it."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "--target", "sdist", "--directory", folder, cwd=ROOT)
    (sdist,) = folder.glob("*.tar.gz")
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    run(*pip, "--wheel-dir", folder, sdist, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.mark.slow
def test_wheel_holds_ontology_shapes_queries_types_and_licences(wheel):
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())

    here = {
        path
        for folder in CARRIED
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }
    assert {f"dalil/resources/{path.relative_to(ROOT).as_posix()}" for path in here} <= held
    assert {path.relative_to(ROOT / "src").as_posix() for path in (ROOT / "src").rglob("*.py")} <= held
    assert "dalil/py.typed" in held
    assert {"LICENSE", "LICENSE-DATA"} <= {name.rpartition("/")[2] for name in held}
    assert [name for name in held if not name.startswith(("dalil/", "dalil-"))] == []


@pytest.mark.slow
def test_wheel_builds_a_new_dossier_in_an_empty_folder(wheel, tmp_path):
    """With what the runtime lock names and no more: nothing of the tests' tools, nothing of this folder."""
    run(sys.executable, "-m", "venv", tmp_path / "env", cwd=tmp_path)
    python = tmp_path / "env" / "bin" / "python"
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    locked = ["--require-hashes", "--only-binary", ":all:", "--requirement", ROOT / "requirements" / "lock.txt"]
    run(*pip, *locked, cwd=tmp_path)
    run(*pip, wheel, cwd=tmp_path)
    run(python, "-m", "pip", "check", cwd=tmp_path)
    empty = tmp_path / "empty"
    empty.mkdir()

    run(python.with_name("dalil"), "init", "case", cwd=empty)
    run(python.with_name("dalil"), "build", cwd=empty / "case")

    assert any((empty / "case" / "build").iterdir())
