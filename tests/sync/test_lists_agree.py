"""`station list` and `station hub list` agree to the byte, whatever was registered and happened since."""

import json
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.hub import wire
from db.hub.decisions import Decision
from tests.fakes.replica import Replica
from tests.live_hub import LiveHub, sqlite_url
from tests.sync.conftest import LEAD, PASSWORD, MakeStation, Station, office
from ui.__main__ import main


def test_visits_and_matters_are_listed_alike(
    hub: LiveHub,
    station: MakeStation,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("STATION_PASSWORD", PASSWORD)
    desk = station(1).enrolled(hub)
    first = desk.register("骆青崖").matters[0].reg_no
    accusation = {"purpose": "accusation", "demand": "密件原文", "target_unit": "密件去向"}
    sealed = desk.register("鹿鸣溪", **accusation).matters[0].reg_no
    again = desk.register("骆青崖", same_as={"reg_no": first, "facts": "same"}).matters[0].reg_no
    desk.register("甲某", demand="unknown")
    window = Replica(office(1), 2)
    with window.enrolled(hub.engine, hub.address) as line:
        taken_back, kept = window.register(), window.register()
        line.push(wire.Push([taken_back, kept]))
        line.push(
            wire.Push(
                [
                    _corrected(window, "withdraw", taken_back),
                    _corrected(window, "amend", kept, present_count=3),
                ]
            )
        )
    _in_step(hub, desk)
    step = Decision("accepted_on", desk.session.clock.today(), "上级", "已受理", None, None)
    hub.store.decide(first, step, datetime.now(UTC))
    _in_step(hub, desk)
    desk.gate.close()
    listed: list[dict[str, Any]] = []
    for what in ("visits", "matters"):
        signed = ("--store", str(desk.folder), "--user", LEAD, "--json")
        mine = _said(capsys, "list", what, *signed)
        assert mine == _said(capsys, "hub", "list", what, "--db", sqlite_url(tmp_path), "--json")
        assert "密件" not in mine
        listed = [json.loads(row) for row in mine.splitlines()]
    by_number = {row["reg_no"]: row for row in listed}
    assert len(by_number) == 6
    assert by_number[again]["same_as"] == first
    assert by_number[first]["state"] == "accepted_in_time"
    assert by_number[first]["due_on"] is not None
    assert by_number[f"{taken_back.about}-1"]["state"] == "withdrawn"
    told = by_number[sealed]
    assert (told["state"], told["outcome"], told["due_on"]) == ("sealed", None, None)


def _in_step(hub: LiveHub, desk: Station) -> None:
    for _ in range(2):
        assert desk.sync().failure is None
        hub.settle()


def _said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    capsys.readouterr()
    code = main(list(words))
    said = capsys.readouterr()
    assert (code, said.err) == (0, "")
    return said.out


def _corrected(replica: Replica, kind: str, of: wire.Op, **fields: Any) -> wire.Op:
    body = {
        "amend_id": str(uuid.uuid4()),
        "about_id": json.loads(of.body.content())["visit_id"],
        "base": "",
        "by": "叶知秋",
        "at": datetime.now(UTC).isoformat(),
        "fields": fields,
        "reason": "笔误",
    }
    return replica.write(kind, body)
