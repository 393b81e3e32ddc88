"""The lock is complete, hashed, free of addresses, and holds one OpenCV only."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def _locked() -> dict[str, str]:
    """Canonical name -> the pinned block with its hashes."""
    blocks = re.split(r"^(?=[A-Za-z0-9])", LOCK, flags=re.MULTILINE)
    return {_canonical(b.split("==")[0]): b for b in blocks if not b.startswith("#")}


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name.strip()).lower()


def test_every_locked_package_is_pinned_and_hashed() -> None:
    for name, block in _locked().items():
        assert re.match(r"[A-Za-z0-9._-]+==\S+", block), name
        assert "--hash=sha256:" in block, name


def test_lock_names_no_registry_and_no_path() -> None:
    without_hashes = re.sub(r"sha256:[0-9a-f]{64}", "", LOCK)
    assert not re.search(r"://|--index|--extra-index|--find-links|(^|\s)/\w", without_hashes)


def test_only_one_build_of_opencv() -> None:
    assert [n for n in _locked() if n.startswith("opencv")] == ["opencv-python-headless"]


@pytest.mark.parametrize(
    "requirement", [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]], ids=str
)
def test_what_the_project_asks_for_is_locked(requirement: str) -> None:
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert name
    assert _canonical(name.group()) in _locked()
