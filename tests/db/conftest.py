"""A real encrypted store in a temporary folder."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.domain.matter import Level, MatterDraft, Procedure, Purpose
from app.domain.office import Office, OfficeKind
from app.domain.person import IdState, PersonDraft, PersonRole
from app.domain.visit import VisitDraft
from app.intake.session import DeskSession
from app.rulepacks import load_rulepack
from db import keyring
from db.gate import StoreGate, create_store

PASSWORD = "correct horse 7"
LEAD = "周予安"

OFFICE = Office(
    code="1101990001",
    name="云岭省雾泽县信访局",
    short="雾信访",
    kind=OfficeKind.XINFANG,
    level=Level.COUNTY,
    division_code="110199",
    phone="010-00000000",
)


@pytest.fixture(autouse=True)
def _quick_stretching(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cost of argon2id is tried once in its own test; elsewhere it would only be waiting."""
    monkeypatch.setattr(keyring, "_TIME_COST", 1)
    monkeypatch.setattr(keyring, "_MEMORY_KIB", 64)
    monkeypatch.setattr(keyring, "_LANES", 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a fresh store; its recovery code lies in `code.txt` beside it."""
    place = tmp_path / "store"
    _, code = create_store(place, OFFICE, LEAD, PASSWORD)
    (tmp_path / "code.txt").write_text(code, "ascii")
    return place


@pytest.fixture
def gate(folder: Path) -> Iterator[StoreGate]:
    made = StoreGate(folder, lambda _: load_rulepack(), holder="command")
    yield made
    made.close()


@pytest.fixture
def session(gate: StoreGate) -> DeskSession:
    return gate.sign_in(LEAD, PASSWORD)


@pytest.fixture
def visit() -> Callable[..., VisitDraft]:
    """Builds a visit of one person with one matter; keywords change the matter."""

    def build(name: str = "骆青崖", *, people: int = 1, number: str = "", **matter: object) -> VisitDraft:
        one = {
            "purpose": Purpose.CLAIM,
            "content_code": "0201",
            "place_code": "110199",
            "place": "雾泽县柏溪镇上坞村七组",
            "demand": "请求补足水库扩建征地的青苗补偿款",
            "facts": "征收水田十八亩六分,每亩只领到一千一百元。",
            "oral": True,
            "procedures": frozenset({Procedure.NONE}),
            **matter,
        }
        crowd = [
            PersonDraft(
                name=name if i == 0 else f"{name}{i}",
                role=PersonRole.PETITIONER if people == 1 else PersonRole.REPRESENTATIVE,
                id_state=IdState.MANUAL if number else IdState.NOT_SHOWN,
                id_no=number if i == 0 else "",
                address="云岭省雾泽县柏溪镇",
            )
            for i in range(people)
        ]
        return VisitDraft(
            people=tuple(crowd),
            matters=(MatterDraft(**one),),  # type: ignore[arg-type]
            present_count=people,
        )

    return build
