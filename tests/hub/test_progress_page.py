"""The visitor's page: what it shows, what it never shows, and how it meets guessing."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from app.hub import wire
from app.intake.upstream import UpstreamStep
from app.rulepacks import load_rulepack
from db.hub.office import SqlHubOffice
from db.hub.progress import SqlProgressBook
from db.hub.rows import rating
from tests.fakes.replica import Replica, office
from tests.live_hub import LiveHub, fresh_hub, sqlite_url
from ui.web.progress_page import ProgressPage


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[LiveHub]:
    engine = fresh_hub(sqlite_url(tmp_path))
    with LiveHub(
        engine, lambda store: ProgressPage(SqlProgressBook(store), load_rulepack()).routes()
    ) as running:
        yield running


@pytest.fixture
def visit(hub: LiveHub) -> dict[str, Any]:
    """A registered visit of somebody with a number and a phone."""
    replica = Replica(office())
    person = {"name": "骆青崖", "role": "petitioner", "id_no": "110199199003070017", "phone": "13900002210"}
    body = replica.visit(people=[person], day=datetime.now(UTC).date())
    body["receipt_check"] = "ABCDEFGHIJKLMNOP"
    with replica.enrolled(hub.engine, hub.address) as line:
        line.push(wire.Push([replica.write("visit", body)]))
    hub.settle()
    return body


def _ask(hub: LiveHub, number: str, code: str, path: str = "/progress", **more: str) -> httpx.Response:
    return hub.raw("POST", path, data={"number": number, "code": code, **more})


def _code(visit: dict[str, Any]) -> str:
    code: str = visit["matters"][0]["query_code"]
    return code


def test_number_and_code_show_stage_dates_unit_and_what_comes_next(
    hub: LiveHub, visit: dict[str, Any]
) -> None:
    code = _code(visit)
    for number in (visit["visit_no"], visit["matters"][0]["reg_no"], f" {visit['visit_no'].lower()} "):
        for typed in (code, code.lower(), f"{code[:4]}-{code[4:8]}-{code[8:]}"):
            page = _ask(hub, number, typed)
            assert page.status_code == 200
            for word in ("已登记，15日告知期内", "雾泽县自然资源局", "收到（登记）日期", "最迟", "书面告知"):
                assert word in page.text
            for secret in ("骆青崖", "110199199003070017", "13900002210", "青苗", "亩"):
                assert secret not in page.text


def test_the_receipts_qr_opens_it_alone(hub: LiveHub, visit: dict[str, Any]) -> None:
    qr = f"JF1:{visit['visit_no']}:2026-01-0001:ABCDEFGHIJKLMNOP"
    assert visit["matters"][0]["reg_no"] in _ask(hub, qr, "").text
    assert _ask(hub, qr.replace("ABCD", "AAAA"), "").status_code == 404


def test_rights_with_their_last_days_and_two_ratings_after_a_reply(
    hub: LiveHub, visit: dict[str, Any]
) -> None:
    number, code = visit["matters"][0]["reg_no"], _code(visit)
    assert "评价</h2>" not in _ask(hub, number, code).text
    _ask(hub, number, code, "/rating", office="satisfied")  # nothing to rate yet
    book, today = SqlHubOffice(hub.store), datetime.now(UTC).date()
    for kind in ("accepted_on", "replied_on"):
        book.decide(number, UpstreamStep(kind, today, "上级"), datetime.now(UTC))
    page = _ask(hub, number, code).text
    assert "您的权利" in page
    assert re.search(r"请求.*复查.*最后一日 <strong>\d{4}年\d+月\d+日", page)
    assert "答复送达日期" in page
    rated = _ask(hub, number, code, "/rating", office="satisfied", unit="not").text
    assert "已收到您的评价" in rated
    assert rated.count(" checked") == 2
    _ask(hub, number, code, "/rating", unit="mostly", office="'; DROP TABLE rating; --")
    with hub.engine.connect() as connection:
        kept = {row.about: row.value for row in connection.execute(select(rating))}
    assert kept == {"office": "satisfied", "unit": "mostly"}


def test_a_sealed_matter_shows_that_it_is_there_and_nothing_else(hub: LiveHub) -> None:
    replica = Replica(office())
    body = replica.visit(sealed="c2VhbGVk", target_unit="县纪委监委")
    with replica.enrolled(hub.engine, hub.address) as line:
        line.push(wire.Push([replica.write("visit", body)]))
    hub.settle()
    page = _ask(hub, body["visit_no"], _code(body)).text
    assert "依法保密" in page
    assert "纪委" not in page
    assert "检举" not in page


def test_guessing_is_stopped_and_the_right_code_waits_too(hub: LiveHub, visit: dict[str, Any]) -> None:
    number = visit["visit_no"]
    assert [_ask(hub, number, f"{n:012d}").status_code for n in range(10)] == [404] * 10
    refused = _ask(hub, number, _code(visit))
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) == 900
    other = hub.raw(
        "POST",
        "/progress",
        data={"number": number, "code": _code(visit)},
        headers={"x-real-ip": "203.0.113.7"},
    )
    assert other.status_code == 200


@pytest.mark.parametrize(
    "number",
    [
        "",
        "1",
        "<script>alert(1)</script>",
        "'; DROP TABLE visit; --",
        "\0",
        "骆青崖",
        "1" * 4000,
        "JF1:",
        "../../etc",
    ],
)
def test_whatever_is_typed_gets_a_sentence_and_runs_nowhere(hub: LiveHub, number: str) -> None:
    page = _ask(hub, number, "<b>x</b>")
    assert page.status_code in {404, 413, 422}
    assert "<script" not in page.text
    assert hub.raw("POST", "/progress", content=b"\xff\xfe=%").status_code == 422


def test_the_page_needs_no_script_and_keeps_nothing(hub: LiveHub) -> None:
    page = hub.raw("GET", "/")
    assert page.status_code == 200
    assert "script" not in page.text
    assert "set-cookie" not in page.headers
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert '<html lang="zh-CN">' in page.text
    assert page.text.count("<label") == page.text.count("<input") == 2
    assert hub.raw("GET", "/progress.css").headers["content-type"].startswith("text/css")
