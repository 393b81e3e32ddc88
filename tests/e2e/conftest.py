"""A station as it is used from the command line, and a store for tests that open it themselves."""

import io
import json
import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.intake.office import parse_office
from db import keyring
from db.gate import create_store
from ui.__main__ import main

LEAD, PASSWORD = "周予安", "correct horse 7"
OFFICE = {
    "code": "1101990001",
    "name": "云岭省雾泽县信访局",
    "short": "雾信访",
    "kind": "organ",
    "level": "county",
    "division_code": "110199",
    "windows": 3,
}


def person(serial: int = 0, role: str = "petitioner", **more: object) -> dict[str, object]:
    """One person of a visit; ... takes a field out."""
    usual = {"name": f"来访人{serial}", "role": role, "id_state": "not_shown", "address": "云岭省雾泽县"}
    return {k: v for k, v in {**usual, **more}.items() if v is not ...}


def crowd(count: int, role: str = "petitioner", first: int = 0, **more: object) -> list[dict[str, object]]:
    """So many different people of one role."""
    return [person(first + i, role, **more) for i in range(count)]


def matter(**more: object) -> dict[str, object]:
    """One matter of a visit; ... takes a field out."""
    usual = {
        "purpose": "claim",
        "content_code": "0201",
        "place_code": "110199",
        "demand": "请求补足水库扩建征地的青苗补偿款",
        "facts": "征收水田十八亩六分,每亩只领到一千一百元。",
        "oral": True,
        "procedures": ["none"],
    }
    return {k: v for k, v in {**usual, **more}.items() if v is not ...}


def visit(**more: object) -> dict[str, Any]:
    """A visit of one person with one matter; ... takes a field out."""
    people = more.get("people")
    count = len(people) if isinstance(people, list) and people else 1
    usual: dict[str, object] = {"present_count": count, "people": [person()], "matters": [matter()]}
    return {k: v for k, v in {**usual, **more}.items() if v is not ...}


@dataclass(frozen=True)
class Answer:
    """What a command did: exit code, standard output, standard error."""

    code: int
    out: str
    said: str

    @property
    def json(self) -> dict[str, Any]:
        """The one object that was answered."""
        (line,) = self.out.splitlines()
        answer: dict[str, Any] = json.loads(line)
        return answer

    @property
    def lines(self) -> list[dict[str, Any]]:
        """One object per line."""
        return [json.loads(line) for line in self.out.splitlines()]


class Station:
    """Runs `station` in this process, as its lead unless told otherwise."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._patch = patch
        self._capsys = capsys

    def run(self, *words: object, given: object = None, **environment: str) -> Answer:
        """Any command line; `given` goes to standard input: bytes, text, or data written as JSON."""
        with self._patch.context() as patch:
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(_bytes(given))))
            for name, value in {"STATION_PASSWORD": PASSWORD, **environment}.items():
                patch.setenv(name, value) if value else patch.delenv(name, raising=False)
            self._capsys.readouterr()
            code = main([str(word) for word in words])
        return Answer(code, *self._capsys.readouterr())

    def __call__(self, *words: object, given: object = None, user: str = LEAD, **environment: str) -> Answer:
        """A command on this station's store, answered in JSON."""
        common = ("--store", self.folder, "--user", user, "--json")
        return self.run(*words, *common, given=given, **environment)

    def check(self, visit: Mapping[str, object] | bytes | str) -> Answer:
        """`station check` of a visit."""
        return self("check", "--visit", "-", given=visit)

    def register(self, visit: Mapping[str, object] | bytes | str, *words: object) -> Answer:
        """`station register` of a visit."""
        return self("register", "--visit", "-", *words, given=visit)


def _bytes(given: object) -> bytes:
    if isinstance(given, bytes):
        return given
    if isinstance(given, str):
        return given.encode("utf-8", "surrogatepass")
    return b"" if given is None else json.dumps(given, ensure_ascii=False).encode()


def _quicken(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(keyring, "_TIME_COST", 1)
    patch.setattr(keyring, "_MEMORY_KIB", 64)
    patch.setattr(keyring, "_LANES", 1)


@pytest.fixture
def quick_stretching(monkeypatch: pytest.MonkeyPatch) -> None:
    """argon2id has a test of its own; here it would only be waiting."""
    _quicken(monkeypatch)


@pytest.fixture(scope="session")
def fresh_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in which nothing has happened yet, to be copied."""
    place = tmp_path_factory.mktemp("fresh") / "store"
    with pytest.MonkeyPatch.context() as patch:
        _quicken(patch)
        create_store(place, parse_office(OFFICE), LEAD, PASSWORD)
    return place


@pytest.fixture
def station(
    fresh_store: Path,
    tmp_path: Path,
    quick_stretching: None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Station:
    """A county organ with a fresh store and its lead."""
    return Station(Path(shutil.copytree(fresh_store, tmp_path / "store")), monkeypatch, capsys)


def found_station(
    folder: Path, patch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], **office: object
) -> Station:
    """A station whose office differs from the usual one by these fields."""
    made = Station(folder, patch, capsys)
    paper = folder.with_suffix(".office.json")
    paper.write_text(json.dumps({**OFFICE, **office}, ensure_ascii=False), "utf-8")
    answer = made("init", "--office", paper)
    assert answer.code == 0, answer.said
    return made


@pytest.fixture
def folder(station: Station) -> Path:
    """The folder of a fresh store."""
    return station.folder


def command_environment() -> dict[str, str]:
    """For the real command: the password is in the environment, never among the words."""
    return {**os.environ, "STATION_PASSWORD": PASSWORD}
