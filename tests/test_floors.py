"""The house keeps its floors: a room imports only from floors below it, and rooms of one floor do not know each other."""

import ast
from graphlib import CycleError, TopologicalSorter
from importlib.util import resolve_name
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1] / "src" / "dalil"

# A room is a module of src/dalil or a folder; `dalil` is the face (__init__.py), which only hands names on.
# Files of one folder may import each other, without a circle. A room that is not named here has no place in the house.
PLAN = {
    8: "dalil __main__",
    7: "cli",
    6: "kg summary starter doctor watching",
    5: "network drafting reports",
    4: "build formats",
    3: "sources facts reconcile graph questions endpoint",
    2: "model project tabular",
    1: "errors vocabulary values yamlnodes sparql progress",
}
OPEN_TO_ALL = {"errors"}


def floors(plan: dict[int, str]) -> dict[str, int]:
    return {room: floor for floor, rooms in plan.items() for room in rooms.split()}


def module_name(path: Path, house: Path) -> str:
    parts = ["dalil", *path.relative_to(house).with_suffix("").parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room(module: str) -> str:
    return module.split(".")[1] if "." in module else module


def imports(path: Path, module: str, modules: set[str]) -> set[str]:
    """Every module of the house that a file imports: at its top, late, for types only, or by name."""
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = resolve_name("." * node.level + (node.module or ""), package)
            found |= {name if (name := f"{base}.{alias.name}") in modules else base for alias in node.names}
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            found |= {arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)}
    return {name for name in found if name.split(".")[0] == "dalil"}


def breaches(house: Path, floor: dict[str, int]) -> list[str]:
    """One sentence for every import that leaves its floor."""
    files = {module_name(path, house): path for path in sorted(house.rglob("*.py"))}
    known = {name: imports(path, name, set(files)) for name, path in files.items()}
    found = [f"{name}: no floor is set for {room(name)}" for name in files if room(name) not in floor]
    for name, others in known.items():
        for other in sorted(others):
            here, there = room(name), room(other)
            if there not in floor:
                found.append(f"{name} imports {other}, which is no room")
            elif here != there and there not in OPEN_TO_ALL and floor[there] >= floor.get(here, 99):
                found.append(f"{name} (floor {floor[here]}) imports {other} (floor {floor[there]})")
    within = {name: {other for other in others if room(other) == room(name)} - {name} for name, others in known.items()}
    try:
        TopologicalSorter(within).prepare()
    except CycleError as error:
        found.append("a circle: " + " -> ".join(reversed(error.args[1])))
    return found


def test_house_keeps_its_floors():
    assert breaches(HOUSE, floors(PLAN)) == []


def test_plan_names_no_room_that_is_not_there():
    there = {room(module_name(path, HOUSE)) for path in HOUSE.rglob("*.py")}

    assert set(floors(PLAN)) - there == set()


@pytest.mark.parametrize(
    ("file", "text", "complaint"),
    [
        ("model.py", "from dalil.query import ask", "model (floor 2) imports dalil.query (floor 4)"),
        ("model.py", "def late():\n    import dalil.cli", "dalil.cli (floor 7)"),
        ("model.py", "if TYPE_CHECKING:\n    from dalil import network", "dalil.network (floor 5)"),
        ("model.py", "from dalil import open", "imports dalil (floor 8)"),
        ("model.py", "from importlib import import_module\nimport_module('dalil.kg')", "dalil.kg (floor 6)"),
        ("model.py", "from dalil import project", "imports dalil.project (floor 2)"),
        ("model.py", "from dalil import nowhere_yet\nimport dalil.attic", "dalil.attic, which is no room"),
        ("errors.py", "from . import values", "errors (floor 1) imports dalil.values (floor 1)"),
        ("facts/quotes.py", "from ..graph import store", "imports dalil.graph.store (floor 3)"),
        ("facts/quotes.py", "from ..graph.store import Store", "imports dalil.graph.store (floor 3)"),
        ("facts/quotes.py", "from .factfile import read", "a circle: "),
        ("attic.py", "", "no floor is set for attic"),
    ],
)
def test_planted_breach_is_found(tmp_path, file, text, complaint):
    house = {
        "__init__.py": "from dalil.kg import open",
        "errors.py": "",
        "values.py": "from dalil.errors import BadValue",
        "project.py": "from dalil import errors",
        "model.py": "from dalil.values import Time",
        "query.py": "import dalil.model",
        "network.py": "from .query import ask",
        "kg.py": "from . import network",
        "cli.py": "from dalil import kg",
        "graph/__init__.py": "from dalil.graph.store import Store",
        "graph/store.py": "from dalil.model import Claim",
        "facts/__init__.py": "",
        "facts/factfile.py": "from dalil.facts import quotes",
        "facts/quotes.py": "from dalil.errors import QuoteNotFound",
    }
    for name, content in house.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content)
    plan = floors(
        {
            8: "dalil",
            7: "cli",
            6: "kg",
            5: "network",
            4: "query",
            3: "facts graph",
            2: "model project",
            1: "errors values",
        }
    )
    assert breaches(tmp_path, plan) == []

    (tmp_path / file).write_text(text)

    assert any(complaint in breach for breach in breaches(tmp_path, plan)), breaches(tmp_path, plan)
