"""The script that puts Debian packages in place: only what is missing, and one line where it may not."""

import os
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / ".ci" / "system-packages"


class Machine:
    """A pretended Debian: commands that write down what they were asked."""

    def __init__(self, folder: Path, *, root: bool, missing: set[str]) -> None:
        self._bin = folder / "bin"
        self._bin.mkdir()
        self._asked = folder / "asked"
        gone = "|".join(sorted(missing)) or "-"
        self._command("dpkg-query", f'case "$3" in {gone}) exit 1;; *) echo installed;; esac')
        self._command("id", f"echo {0 if root else 1000}")
        self._command("sudo", "exit 1")
        self._command("apt-get", f'echo "$@" >>{self._asked}')

    def _command(self, name: str, script: str) -> None:
        path = self._bin / name
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(0o755)

    def run(self, level: str) -> "subprocess.CompletedProcess[str]":
        env = os.environ | {"PATH": f"{self._bin}:{os.environ['PATH']}"}
        return subprocess.run(
            [SCRIPT, level], env=env, capture_output=True, text=True, check=False, timeout=60
        )

    @property
    def asked(self) -> list[str]:
        return self._asked.read_text(encoding="utf-8").splitlines() if self._asked.exists() else []


@pytest.mark.parametrize("level", ["base", "run", "test"])
def test_nothing_is_fetched_when_nothing_is_missing(tmp_path: Path, level: str) -> None:
    machine = Machine(tmp_path, root=True, missing=set())
    assert machine.run(level).returncode == 0
    assert machine.asked == []


def test_root_gets_exactly_what_is_missing(tmp_path: Path) -> None:
    machine = Machine(tmp_path, root=True, missing={"libzbar0", "xvfb"})
    assert machine.run("test").returncode == 0
    update, install = machine.asked
    assert update.startswith("update")
    assert install.split()[-2:] == ["libzbar0", "xvfb"]


def test_what_only_the_tests_need_is_not_asked_for_by_run(tmp_path: Path) -> None:
    machine = Machine(tmp_path, root=True, missing={"xvfb", "cups", "poppler-utils"})
    assert machine.run("run").returncode == 0
    assert machine.asked == []


def test_without_rights_the_one_line_to_type_is_printed(tmp_path: Path) -> None:
    machine = Machine(tmp_path, root=False, missing={"libzbar0"})
    done = machine.run("run")
    assert done.returncode == 1
    assert machine.asked == []
    assert "缺少系统软件包" in done.stderr
    assert "apt-get install -y --no-install-recommends libzbar0" in done.stderr.splitlines()[-1]
