"""The recipe of the frozen program names what its builder cannot see, and everything it names is there."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


def _folder(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


def _data_files(package: str) -> list[tuple[str, str]]:
    """As PyInstaller collects them: everything in a package that is no code."""
    folder = _folder(package)
    return [
        (str(file), str(Path(package, file.relative_to(folder).parent)))
        for file in folder.rglob("*")
        if file.is_file() and file.suffix not in (".py", ".pyc", ".so")
    ]


@pytest.fixture
def recipe(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the recipe hands to the builder."""
    hooks = ModuleType("PyInstaller.utils.hooks")
    hooks.collect_data_files = _data_files  # type: ignore[attr-defined]
    hooks.collect_dynamic_libs = lambda package: []  # type: ignore[attr-defined]
    hooks.collect_submodules = lambda package: [package]  # type: ignore[attr-defined]
    for name, module in (
        ("PyInstaller", ModuleType("PyInstaller")),
        ("PyInstaller.utils", ModuleType("PyInstaller.utils")),
        ("PyInstaller.utils.hooks", hooks),
    ):
        monkeypatch.setitem(sys.modules, name, module)
    handed: dict[str, Any] = {}

    class Analysis:
        def __init__(self, scripts: list[str], **what: Any) -> None:
            handed.update(what, scripts=scripts)
            self.binaries: list[Any] = []
            self.datas: list[Any] = []
            self.pure: list[Any] = []
            self.scripts: list[Any] = []

    def nothing(*_given: Any, **_named: Any) -> None:
        return None

    names = {"SPECPATH": str(ROOT), "Analysis": Analysis, "PYZ": nothing, "EXE": nothing, "COLLECT": nothing}
    exec(compile((ROOT / "build.spec").read_text("utf-8"), "build.spec", "exec"), names)
    return handed


def test_everything_named_exists(recipe: dict[str, Any]) -> None:
    missing = [name for name in recipe["hiddenimports"] if importlib.util.find_spec(name) is None]
    assert not missing
    assert all(Path(source).exists() for source, _ in recipe["datas"])


def test_papers_and_their_libraries_have_their_data(recipe: dict[str, Any]) -> None:
    carried = {(Path(source).name, target) for source, target in recipe["datas"]}
    assert ("resources", "resources") in carried
    assert list((ROOT / "resources" / "papers").glob("*.toml"))
    assert ("capabilities.json", "escpos") in carried
    assert ("migrations", "db/migrations") in carried
    assert {"lxml._elementpath", "pyhanko.sign.signers"} <= set(recipe["hiddenimports"])
