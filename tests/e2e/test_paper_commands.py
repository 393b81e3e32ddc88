"""Papers by command: made, asked for what is missing, listed, taken back, compared, reworded."""

import errno
import os
from pathlib import Path

import pytest

from tests.e2e.conftest import Station, matter, visit
from ui.commands import files

FACTS = (
    *("--fact", "target_unit=柏溪镇人民政府", "--fact", "transferred_on=2026-12-01"),
    *("--fact", "unit_address=人民路18号", "--fact", "unit_phone=0199-5550456"),
)


def registered(station: Station) -> str:
    """Number of a visit that ends with a transfer."""
    return station.register(visit(matters=[matter(outcome="TRANSFER", target_unit="")])).json["visit_no"]


def facts(station: Station) -> tuple[str, ...]:
    day = station("list", "visits").lines[0]["registered_at"][:10]
    return tuple(part.replace("2026-12-01", day) for part in FACTS)


def test_a_missing_fact_is_named_and_then_given(station: Station, tmp_path: Path) -> None:
    number, out = registered(station), tmp_path / "paper.pdf"
    asked = station("document", number, "--id", "transfer_notice", "--out", out)
    assert asked.code == 2
    assert "哪一天转送、交办？（transferred_on）" in asked.said
    assert "--fact" in asked.said
    assert not out.exists()
    made = station("document", number, "--id", "transfer_notice", "--out", out, *facts(station))
    assert (made.code, made.json["id"], made.json["reprint"]) == (0, "transfer_notice", False)
    again = station("document", number, "--id", "transfer_notice", "--out", out)
    assert again.json["reprint"] is True
    assert again.json["number"] == made.json["number"]


def test_wrong_facts_and_papers_are_sentences(station: Station, tmp_path: Path) -> None:
    number, out = registered(station), tmp_path / "paper.pdf"
    for more, said in (
        (("--fact", "when=now"), "没有名为“when”的事实"),
        (("--fact", "transferred_on"), "名称=内容"),
        (("--fact", "transferred_on=morgen"), "2026-11-23 的样子"),
    ):
        answer = station("document", number, "--id", "transfer_notice", "--out", out, *more)
        assert answer.code == 2
        assert said in answer.said
    assert station("document", "--id", "transfer_notice", "--out", out).code == 2
    assert station("document", number, "--id", "visit_receipt", "--out", out, "--fact", "why=x").code == 2


def test_a_paper_is_known_again_altered_ones_are_not(station: Station, tmp_path: Path) -> None:
    number, out = registered(station), tmp_path / "paper.pdf"
    made = station("document", number, "--id", "transfer_notice", "--out", out, *facts(station)).json
    known = station("verify-document", out)
    assert known.code == 0
    assert {k: known.json[k] for k in ("genuine", "number")} == {"genuine": True, "number": made["number"]}
    assert known.json["issued_at"]
    (tmp_path / "text.txt").write_text("no paper", "utf-8")
    assert station("verify-document", tmp_path / "text.txt").code == 2
    assert station("verify-document", tmp_path / "none.pdf").code == 2
    station("void-paper", made["number"], "--reason", "打错了")
    voided = station("verify-document", out)
    assert (voided.code, voided.json["genuine"], voided.json["verdict"]) == (1, False, "voided")


def test_the_register_lists_every_number_also_the_voided(station: Station, tmp_path: Path) -> None:
    number = registered(station)
    first = station("document", number, "--id", "visit_receipt", "--out", tmp_path / "a.pdf").json["number"]
    assert station("void-paper", first, "--reason", " ").code == 2
    assert station("void-paper", first, "--reason", "打错了").json["void_reason"] == "打错了"
    second = station("document", number, "--id", "visit_receipt", "--out", tmp_path / "b.pdf").json["number"]
    lines = station("list", "papers").lines
    assert [(line["number"], line["voided"], line["prints"]) for line in lines] == [
        (first, True, 1),
        (second, False, 1),
    ]
    assert station("list", "papers", "--date", "2020-01-01", "--to", "2020-01-02").lines == []
    assert station("list", "papers", "--date", "gestern").code == 2


def test_empty_forms_previews_large_print_and_tickets(station: Station, tmp_path: Path) -> None:
    number = registered(station)
    for paper in ("registration_form", "representative_letter", "agent_authority"):
        made = station("document", "--blank", "--id", paper, "--out", tmp_path / f"{paper}.pdf")
        assert (made.code, made.json["number"]) == (0, "")
    seen = station("document", number, "--id", "transfer_notice", "--preview", "--out", tmp_path / "p.pdf")
    assert (seen.code, seen.json["number"]) == (0, "")
    large = station("document", number, "--id", "visit_receipt", "--large", "--out", tmp_path / "l.pdf")
    assert large.code == 0
    ticket = station("document", "--id", "queue_ticket", "--priority", "--out", tmp_path / "q.pdf")
    assert ticket.json["number"] == "优001"


def test_the_offices_wording_by_command(station: Station, tmp_path: Path) -> None:
    assert {line["id"] for line in station("template", "list").lines} >= {"letterhead", "transfer_notice"}
    text = station("template", "show", "--id", "referral_notice").json["text"]
    mine = tmp_path / "mine.toml"
    mine.write_text(text.replace("信访事项引导告知书", "来访引导单"), "utf-8")
    assert station("template", "check", "--id", "referral_notice", "--file", mine).code == 0
    out = tmp_path / "sample.pdf"
    shown = station("template", "preview", "--id", "referral_notice", "--file", mine, "--out", out)
    assert (shown.code, out.read_bytes()[:4]) == (0, b"%PDF")
    assert station("template", "set", "--id", "referral_notice", "--file", mine).json["version"] == 1
    assert "来访引导单" in station("template", "show", "--id", "referral_notice").json["text"]
    mine.write_text(text.replace("{why}", "{reason_x}"), "utf-8")
    refused = station("template", "set", "--id", "referral_notice", "--file", mine)
    assert refused.code == 2
    assert "{reason_x}" in refused.said
    assert station("template", "reset", "--id", "referral_notice").json["version"] == 0
    assert station("template", "show").code == 2


def test_a_service_is_recorded_and_corrected(station: Station, tmp_path: Path) -> None:
    number, out = registered(station), tmp_path / "paper.pdf"
    made = station("document", number, "--id", "transfer_notice", "--out", out, *facts(station)).json
    day = station("list", "visits").lines[0]["registered_at"][:10]
    how = ("deliver", made["number"], "--on", day, "--how")
    assert station(*how, "in_person").code == 2
    assert "见证人" in station(*how, "in_person", "--declined", "甲某", "甲某").said
    done = station(*how, "in_person", "--declined", "甲某", "乙某")
    assert (done.code, done.json["received"], done.json["witnesses"]) == (0, "declined", ["甲某", "乙某"])
    assert "更正的原因" in station(*how, "post").said
    assert station(*how, "post", "--note", "实为邮寄").json["received"] is None
    wrong = station("deliver", made["number"], "--how", "post", "--on", "昨天")
    assert (wrong.code, "不是日期" in wrong.said) == (2, True)
    assert station("deliver", "雾信访〔2026〕09-9999", "--how", "post", "--on", day).code == 2


def test_nothing_stays_of_a_paper_that_could_not_be_written(
    station: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = registered(station)

    def full(_file: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(files.os, "fsync", full)
        answer = station("document", number, "--id", "visit_receipt", "--out", tmp_path / "a.pdf")
    assert answer.code == 2
    assert "没有写成" in answer.said
    assert list(tmp_path.glob("a.pdf*")) == []


def test_a_visit_whose_receipt_could_not_be_written_is_registered_and_its_receipt_made_later(
    station: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_file: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(files.os, "fsync", full)
        answer = station.register(visit(), "--out", tmp_path / "out")
    assert answer.code == 1
    assert "内容已安全保存" in answer.said
    assert "磁盘空间" in answer.said
    assert "程序内部出错" not in answer.said
    assert list((tmp_path / "out").iterdir()) == []
    made = station(
        "document", answer.json["visit_no"], "--id", "visit_receipt", "--out", tmp_path / "a.pdf"
    ).json
    assert made["reprint"] is False


def test_an_empty_template_is_none_and_a_specimen_needs_a_place(station: Station, tmp_path: Path) -> None:
    of = ("--id", "transfer_notice", "--file", "-")
    usual = station("template", "show", "--id", "transfer_notice").json["text"]
    for what in ("check", "set"):
        assert station("template", what, *of, given="").code == 2
    nowhere = station("template", "preview", *of, "--out", tmp_path / "none" / "a.pdf", given=usual)
    assert nowhere.code == 2
    assert "没有写成" in nowhere.said


def test_a_file_that_was_not_finished_is_no_original(
    station: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = registered(station)
    make = ("document", number, "--id", "visit_receipt", "--out", tmp_path / "a.pdf")

    def full(_file: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(files.os, "fsync", full)
        assert station(*make).code == 2
    first, second = station(*make).json, station(*make).json
    assert (first["reprint"], second["reprint"]) == (False, True)
    assert first["number"] == second["number"]


def test_how_a_paper_was_received_is_one_way_and_refusal_has_two_witnesses(station: Station) -> None:
    how = ("deliver", "雾信访〔2026〕01-0001", "--how", "in_person", "--on", "2026-12-01")
    one = station(*how, "--declined", "林知夏")
    assert (one.code, "--declined: 后面应有两个值" in one.said) == (2, True)
    both = station(*how, "--thumb", "--declined", "林知夏", "程晚舟")
    assert (both.code, "不能同时写： --thumb" in both.said) == (2, True)
    for answer in (one, both):
        assert not {"expected", "allowed", "argument"} & set(answer.said.split())
