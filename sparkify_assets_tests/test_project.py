"""The project's conventions: floors, docstrings, mirrored tests, variables, versions, and what Dagster's tools say."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "sparkify_assets"
TESTS = ROOT / "sparkify_assets_tests"
MODULES = sorted(PACKAGE.rglob("*.py"))
TEST_MODULES = sorted(TESTS.rglob("test_*.py"))

# From the ground up. A package may import from its own floor and from those before it.
FLOORS = (
    {"redshift", "settings", "conventions"},
    {"layers", "partitions"},
    {"infrastructure", "raw", "staging", "star", "marts", "insights", "checks"},
    {"automation"},
    {"definitions"},
    {"cli"},
)
# These import nothing of the platform, and nothing but the top floor imports them.
APART = {"local", "simulator"}

# These test the local warehouse as its clients see it, not one of its modules.
WHOLE_WAREHOUSE = [
    f"local/warehouse/{place}" for place in ("clients", "golden", "test_differential.py", "test_page.py")
]

_VARIABLE = re.compile(r"\b(?:SPARKIFY|REDSHIFT|AWS|DAGSTER)(?:_[A-Z0-9]+)+\b")


def part(path: Path) -> str:
    """The package or module right under `sparkify_assets` that a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_parts(path: Path) -> Iterator[str]:
    """The parts of `sparkify_assets` that a file imports, at its top or inside a function."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        yield from (name.split(".")[1] for name in names if name.startswith("sparkify_assets."))


def variables(path: Path) -> set[str]:
    """The environment variables that a file names in its strings."""
    nodes = ast.walk(ast.parse(path.read_text()))
    strings = (node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return {variable for text in strings for variable in _VARIABLE.findall(text)}


def allowed_imports(path: Path) -> set[str]:
    """The parts that a file may import: its own floor and those below; for `local` and `simulator` themselves alone."""
    here = part(path)
    if here in APART:
        return {here}
    floor = next(number for number, parts in enumerate(FLOORS) if here in parts)
    return set().union(*FLOORS[: floor + 1]) | (APART if here == "cli" else set())


def test_every_part_has_a_floor() -> None:
    """Each package and module under `sparkify_assets` is on one floor, or stands apart."""
    assert {part(path) for path in MODULES} - {"__init__"} <= set().union(APART, *FLOORS)


def test_imports_point_down() -> None:
    """A module imports from its own floor and those below; `local` and `simulator` stand apart."""
    upward = {
        f"{path.relative_to(ROOT)} imports {other}"
        for path in MODULES
        if part(path) != "__init__"
        for other in set(imported_parts(path)) - allowed_imports(path)
    }
    assert not upward


def test_modules_have_a_docstring() -> None:
    """Every module says what belongs in it, and every test module what is under test."""
    silent = [path for path in [*MODULES, *TEST_MODULES] if not ast.get_docstring(ast.parse(path.read_text()))]
    assert not silent


def test_tests_mirror_the_package() -> None:
    """A test file stands where the module or package under test stands; `test_main.py` may be of a `__main__.py`."""
    of_the_whole = [TESTS / place for place in WHOLE_WAREHOUSE]
    for path in TEST_MODULES:
        if any(place == path or place in path.parents for place in of_the_whole):
            continue
        folder, name = PACKAGE / path.relative_to(TESTS).parent, path.stem.removeprefix("test_")
        tested = (folder / f"{name}.py", folder / f"__{name}__.py", folder / name)
        assert path == Path(__file__) or any(place.exists() for place in tested), f"{path} mirrors nothing"


def test_env_example_lists_the_variables_that_are_read() -> None:
    """`.env.example` names every variable of the code and the tests, and no other."""
    read = set().union(*(variables(path) for path in MODULES))
    in_tests = set().union(*(variables(path) for path in TESTS.rglob("*.py")))
    read |= {variable for variable in in_tests if variable.startswith("SPARKIFY_TEST_")}
    listed = re.findall(r"^# ([A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), flags=re.MULTILINE)
    assert len(listed) == len(set(listed)), "a variable is listed twice"
    assert set(listed) == read


def test_env_example_explains_each_variable() -> None:
    """A line of prose stands above each variable, or above the group it belongs to."""
    lines = (ROOT / ".env.example").read_text().splitlines()
    for above, line in pairwise(lines):
        if re.match(r"# [A-Z0-9_]+=", line):
            assert above.startswith("# "), f"{line} is not explained"


def test_constraints_are_versions_only() -> None:
    """Each line of constraints.txt is a name and a version: no address to download from."""
    for line in (ROOT / "constraints.txt").read_text().splitlines():
        assert re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.!+]+", line), line


def test_makefile_explains_each_target() -> None:
    """The head of the Makefile says what each target does."""
    text = (ROOT / "Makefile").read_text()
    targets = re.search(r"^\.PHONY: (.*)$", text, flags=re.MULTILINE)
    assert targets
    assert sorted(re.findall(r"^# make (\w+)  ", text, flags=re.MULTILINE)) == sorted(targets.group(1).split())


@pytest.mark.parametrize(
    "command",
    [
        ["dagster", "definitions", "validate", "-m", "sparkify_assets.definitions"],
        ["dagster", "definitions", "validate", "-w", "workspace.yaml"],
        ["dg", "check", "defs"],
    ],
    ids=" ".join,
)
def test_dagster_accepts_the_definitions(command: list[str], tmp_path: Path) -> None:
    """Dagster's own validation passes and warns of nothing."""
    (tmp_path / "dagster.yaml").write_text("telemetry:\n  enabled: false\n")
    program = Path(sys.executable).with_name(command[0])
    environment = {**os.environ, "DAGSTER_HOME": str(tmp_path), "DG_CLI_CONFIG": str(tmp_path / "dg.toml")}
    done = subprocess.run(
        [program, *command[1:]], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=280
    )
    assert done.returncode == 0, done.stdout + done.stderr
    # Dagster's own word on its older command is not about this project.
    lines = [line for line in (done.stdout + done.stderr).splitlines() if "SupersessionWarning" not in line]
    assert not [line for line in lines if "warning" in line.lower()]
