"""Stations with real encrypted stores around one real hub on SQLite, all on loopback."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.domain.matter import Level
from app.domain.office import Office, OfficeKind
from app.intake.register import register_visit
from app.intake.results import Registration
from app.intake.session import DeskSession
from app.intake.visit_form import parse_visit
from app.rulepacks import load_rulepack
from app.sync.beat import sync_round
from app.sync.enrol import enrol
from app.sync.round import RoundReport
from db import keyring
from db.gate import StoreGate, create_store
from db.hub.enrolment import new_code
from db.sync.store import SqlSyncStore
from tests.live_hub import LiveHub, fresh_hub, sqlite_url

PASSWORD = "correct horse 7"
LEAD = "周予安"
COUNTY = "110199"


def office(number: int = 1) -> Office:
    return Office(
        code=f"{COUNTY}{number:04d}",
        name=f"云岭省雾泽县第{number}接访点",
        short="雾信访",
        kind=OfficeKind.XINFANG,
        level=Level.COUNTY,
        division_code=COUNTY,
        seq3=f"{number:03d}",
    )


@pytest.fixture(autouse=True)
def _quick_stretching(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "_TIME_COST", 1)
    monkeypatch.setattr(keyring, "_MEMORY_KIB", 64)
    monkeypatch.setattr(keyring, "_LANES", 1)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[LiveHub]:
    with LiveHub(fresh_hub(sqlite_url(tmp_path))) as running:
        yield running


@dataclass
class Station:
    """A store, signed in; `sync` is one round over the real line."""

    folder: Path
    gate: StoreGate
    session: DeskSession = field(init=False)

    def __post_init__(self) -> None:
        self.open()

    def open(self) -> None:
        self.session = self.gate.sign_in(LEAD, PASSWORD)

    @property
    def store(self) -> SqlSyncStore:
        return self.gate.sync_store()

    def enrolled(self, hub: LiveHub) -> "Station":
        with self.session.read() as unit:
            mine = unit.office()
        with hub.engine.begin() as connection:
            code, _ = new_code(connection, mine, datetime.now(UTC))
        enrol(self.store, hub.address.url, code)
        return self

    def sync(self, **given: Any) -> RoundReport:
        return sync_round(self.store, **given)

    def register(self, name: str = "骆青崖", **changed: Any) -> Registration:
        return register_visit(parse_visit(visit(name, **changed)), self.session)

    def copied(self, folder: Path) -> "Station":
        """A copy of the store as it lies on the disk, opened by itself."""
        self.gate.close()
        shutil.copytree(self.folder, folder)
        self.open()
        return Station(folder, StoreGate(folder, lambda _: load_rulepack(), holder="command"))


def visit(name: str = "骆青崖", *, people: int = 1, id_no: str = "", **matter: Any) -> dict[str, Any]:
    one = {
        "purpose": "claim",
        "content_code": "0201",
        "place_code": COUNTY,
        "demand": "请求补足水库扩建征地的青苗补偿款",
        "facts": "征收水田十八亩六分，每亩只领到一千一百元。",
        "oral": True,
        "procedures": ["none"],
        **matter,
    }
    return {
        "present_count": people,
        "people": [
            {
                "name": name if n == 0 else f"{name}{n}",
                "role": "petitioner" if people == 1 else "representative",
                "id_state": "manual" if id_no and n == 0 else "not_shown",
                "address": "云岭省雾泽县柏溪镇",
                **({"id_type": "prc_id", "id_no": id_no} if id_no and n == 0 else {}),
            }
            for n in range(people)
        ],
        "matters": [one],
    }


MakeStation = Callable[..., Station]


@pytest.fixture
def station(tmp_path: Path) -> Iterator[MakeStation]:
    """Makes a station of office number n."""
    made: list[Station] = []

    def make(number: int = 1) -> Station:
        folder = tmp_path / f"store-{len(made)}"
        create_store(folder, office(number), LEAD, PASSWORD)
        made.append(Station(folder, StoreGate(folder, lambda _: load_rulepack(), holder="command")))
        return made[-1]

    yield make
    for one in made:
        one.gate.close()
