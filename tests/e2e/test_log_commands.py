"""`station log` and `station day` on a real store."""

from pathlib import Path

from tests.e2e.conftest import LEAD, Station, crowd, matter, visit


def test_the_log_lists_the_columns_of_a_visit(station: Station, tmp_path: Path) -> None:
    done = station.register(visit()).json
    station.register(visit(people=crowd(6), matters=[matter(purpose="suggestion")], window=2))
    station.register(visit(matters=[matter(purpose="accusation", demand="反映收受财物")]))
    first, second, sealed = station("log").lines
    assert (first["seq"], first["visit_no"], first["receptionist"]) == (1, done["visit_no"], LEAD)
    assert (first["purpose"], first["first_or_repeat"]) == ("申诉求决", "初访")
    assert (first["documents"], first["notice_on_spot"]) == ("", False)
    assert (second["present"], second["group"], second["window"]) == (6, True, 2)
    assert (sealed["visitors"], sealed["demand"], sealed["sealed"]) == ("●●●", "按权限可见", True)
    assert [row["seq"] for row in station("log", "--group").lines] == [2]
    assert [row["seq"] for row in station("log", "--window", "2").lines] == [2]
    assert [row["seq"] for row in station("log", "--sealed").lines] == [3]
    assert [row["seq"] for row in station("log", "--purpose", "claim").lines] == [1]
    assert station("log", "--search", "收受").lines == []
    paper = tmp_path / "receipt.pdf"
    assert station("document", done["visit_no"], "--id", "visit_receipt", "--out", paper).code == 0
    first = station("log").lines[0]
    assert (first["documents"], first["notice_on_spot"]) == ("来访登记回执", True)
    assert len(station("log", "--search", done["visit_no"]).lines) == 1


def test_a_span_without_visits_is_empty_and_one_that_runs_backwards_is_refused(station: Station) -> None:
    assert station("log", "--date", "2020-01-01", "--to", "2020-12-31").lines == []
    answer = station("log", "--date", "2020-01-02", "--to", "2020-01-01")
    assert answer.code == 2
    assert "晚于" in answer.said


def test_a_day_is_signed_with_a_reason_while_something_is_open(station: Station) -> None:
    station.register(visit())
    open_now = station("day").json
    assert (open_now["signed"], open_now["open"]["unchecked"]) == (False, 1)
    answer = station("day", "--sign")
    assert answer.code == 2
    assert "写明理由" in answer.said
    signed = station("day", "--sign", "--reason", "下班前交接")
    assert signed.code == 0
    assert signed.json["signatures"][0]["by"] == LEAD
    assert signed.json["figures"]["visits"] == 1
    assert station("day", "--sign", "--reason", "再签一次").code == 2
    station.register(visit())
    later = station("day").json
    assert (later["changed"], len(later["added"])) == (True, 1)
    assert station("verify").json["ok"] is True


def test_a_receptionist_does_not_sign(station: Station) -> None:
    added = station("staff", "add", "林知夏", "--role", "receptionist", STATION_NEW_PASSWORD="另外的密码 1")
    assert added.code == 0
    for words in (("day",), ("day", "--sign", "--reason", "试一试")):
        answer = station(*words, user="林知夏", STATION_PASSWORD="另外的密码 1")
        assert answer.code == 2
        assert answer.said
    assert station("day").json["signed"] is False
