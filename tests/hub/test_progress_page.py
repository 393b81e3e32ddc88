"""The visitor's page: what it shows, what it never shows, and how it meets guessing."""

import asyncio
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from sqlalchemy import select
from starlette.applications import Starlette

from app.hub import wire
from app.hub.ports import HubUnready
from app.intake.progress import MOST_WRONG, MOST_WRONG_FROM_ONE_PLACE
from app.intake.progress_shown import Raised, RatingOf
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
    body = replica.visit(people=[person], day=_today())
    body["receipt_check"] = "ABCDEFGHIJKLMNOP"
    with replica.enrolled(hub.engine, hub.address) as line:
        line.push(wire.Push([replica.write("visit", body)]))
    hub.settle()
    return body


def _today() -> date:
    """The day at the window, whatever the machine's zone."""
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()


def _ask(hub: LiveHub, number: str, code: str, path: str = "/progress", **more: str) -> httpx.Response:
    return hub.raw("POST", path, data={"number": number, "code": code, **more})


class _NoBook:
    """Holds no matter; counts."""

    def __init__(self) -> None:
        self._wrong: Counter[str] = Counter()

    def raised(self, number: str) -> tuple[Raised, ...]:
        return ()

    def wrong_codes(self, source: str, since: datetime) -> int:
        return self._wrong[source]

    def note_wrong_code(self, source: str, now: datetime, since: datetime) -> None:
        self._wrong[source] += 1

    def rate(self, raised: Raised, about: RatingOf, value: str, now: datetime) -> None:
        raise AssertionError


class _AwayBook(_NoBook):
    def raised(self, number: str) -> tuple[Raised, ...]:
        raise HubUnready


_TYPED = {"number": "110199001261123011A0001X", "code": "7K3MQ9TX2HVB"}


def _asked_from(page: ProgressPage, peer: str, headers: dict[str, str]) -> httpx.Response:
    async def ask() -> httpx.Response:
        there = httpx.ASGITransport(Starlette(routes=page.routes()), client=(peer, 4000))
        async with httpx.AsyncClient(transport=there, base_url="http://hub") as line:
            return await line.post("/progress", data=_TYPED, headers=headers)

    return asyncio.run(ask())


def _code(visit: dict[str, Any]) -> str:
    code: str = visit["matters"][0]["query_code"]
    return code


def test_number_and_code_show_stage_dates_unit_and_what_comes_next(
    hub: LiveHub, visit: dict[str, Any]
) -> None:
    code = _code(visit)
    for number in (visit["visit_no"], visit["matters"][0]["reg_no"], f" {visit['visit_no'].lower()} "):
        misread = code.translate(str.maketrans("01", "oL"))
        for typed in (code, code.lower(), f"{code[:4]}-{code[4:8]}-{code[8:]}", misread):
            page = _ask(hub, number, typed)
            assert page.status_code == 200
            for word in (
                "已经登记",
                "<dt>拟办单位</dt><dd>雾泽县自然资源局",
                "　登记",
                "最迟应在",
                "书面告诉您",
                "（还有 15 天）",
            ):
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
    assert "评价</h3>" not in _ask(hub, number, code).text
    early = _ask(hub, number, code, "/rating", matter=number, office="satisfied")
    assert early.status_code == 422
    assert "现在还不能评价" in early.text
    book, today = SqlHubOffice(hub.store), _today()
    for kind in ("accepted_on", "replied_on"):
        book.decide(number, UpstreamStep(kind, today, "上级"), datetime.now(UTC))
    page = _ask(hub, number, code).text
    assert "您的权利" in page
    assert re.search(r"请求.*复查.*最后一天是 <strong>\d{4}年\d+月\d+日", page)
    assert "书面答复送达" in page
    nothing = _ask(hub, number, code, "/rating", matter=number)
    assert (nothing.status_code, "还没有选择" in nothing.text) == (422, True)
    rated = _ask(hub, number, code, "/rating", matter=number, office="satisfied", unit="not").text
    assert "您的评价已经收到" in rated
    assert rated.count(" checked") == 2
    _ask(hub, number, code, "/rating", matter=number, unit="mostly", office="'; DROP TABLE rating; --")
    assert "现在还不能评价" in _ask(hub, number, code, "/rating", matter=f"{number}9", unit="not").text
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


def test_who_mistypes_does_not_shut_out_others_of_one_address_until_there_are_very_many(
    hub: LiveHub, visit: dict[str, Any]
) -> None:
    number = visit["visit_no"]
    with httpx.Client(base_url=hub.address.url, trust_env=False, timeout=20) as line:
        for n in range(MOST_WRONG_FROM_ONE_PLACE - 1):
            told = {"number": f"110199001261123011A{n:04d}X", "code": "7" * 12}
            assert line.post("/progress", data=told).status_code == 404
    assert _ask(hub, number, _code(visit)).status_code == 200
    assert _ask(hub, number, "7" * 12).status_code == 404
    assert _ask(hub, number, _code(visit)).status_code == 429


def test_of_several_matters_one_alone_is_rated(hub: LiveHub) -> None:
    replica = Replica(office())
    body, other = (replica.visit(day=datetime.now(UTC).date()) for _ in range(2))
    second = {**other["matters"][0], "reg_no": f"{body['visit_no']}-2"}
    body |= {"matters": [*body["matters"], second], "receipt_check": "ABCDEFGHIJKLMNOP"}
    with replica.enrolled(hub.engine, hub.address) as line:
        line.push(wire.Push([replica.write("visit", body)]))
    hub.settle()
    book, now = SqlHubOffice(hub.store), datetime.now(UTC)
    for matter in body["matters"]:
        for kind in ("accepted_on", "replied_on"):
            book.decide(matter["reg_no"], UpstreamStep(kind, _today(), "上级"), now)
    qr = f"JF1:{body['visit_no']}:2026-01-0001:ABCDEFGHIJKLMNOP"
    page = _ask(hub, qr, "", "/rating", matter=second["reg_no"], unit="not")
    assert page.text.count("<article>") == 2
    assert page.text.count(" checked") == 1
    with hub.engine.connect() as connection:
        assert connection.scalars(select(rating.c.matter_id)).all() == [second["matter_id"]]


def test_another_site_cannot_rate_for_a_visitor(hub: LiveHub, visit: dict[str, Any]) -> None:
    number, code = visit["matters"][0]["reg_no"], _code(visit)
    book, now = SqlHubOffice(hub.store), datetime.now(UTC)
    for kind in ("accepted_on", "replied_on"):
        book.decide(number, UpstreamStep(kind, _today(), "上级"), now)
    told = {"number": number, "code": code, "matter": number, "unit": "not"}
    there = {"sec-fetch-site": "cross-site"}
    assert hub.raw("POST", "/rating", data=told, headers=there).status_code == 403
    for without in ({}, {"number": number, "matter": number, "unit": "not"}):
        assert hub.raw("POST", "/rating", data=without).status_code == 422
    with hub.engine.connect() as connection:
        assert not connection.execute(select(rating)).all()
    here = {"sec-fetch-site": "same-origin"}
    assert hub.raw("POST", "/rating", data=told, headers=here).status_code == 200


def test_the_word_of_a_stranger_on_where_he_comes_from_is_not_taken() -> None:
    page = ProgressPage(_NoBook(), load_rulepack(), proxies=[ip_network("10.0.0.0/24")])
    for n in range(MOST_WRONG):
        told = {"x-real-ip": f"203.0.113.{n}", "x-forwarded-for": f"198.51.100.{n}"}
        assert _asked_from(page, "10.0.1.9", told).status_code == 404
        assert _asked_from(page, "10.0.0.5", told).status_code == 404
    assert _asked_from(page, "10.0.1.9", told).status_code == 429
    assert _asked_from(page, "10.0.0.5", told).status_code == 404


def test_a_database_out_of_reach_gets_a_sentence_and_keeps_what_was_typed() -> None:
    page = ProgressPage(_AwayBook(), load_rulepack())
    answer = _asked_from(page, "127.0.0.1", {})
    assert answer.status_code == 503
    assert "现在查不了" in answer.text
    assert all(f'value="{typed}"' in answer.text for typed in _TYPED.values())


def test_nothing_goes_into_addresses_and_wrong_addresses_lead_back(
    hub: LiveHub, visit: dict[str, Any]
) -> None:
    told = {"number": visit["visit_no"], "code": _code(visit)}
    for path in ("/progress", "/rating", "/"):
        page = hub.raw("GET", path, params=told)
        assert page.status_code == 200
        assert visit["visit_no"] not in page.text
    shown = _ask(hub, **told)
    title = re.search("<title>(.*)</title>", shown.text)
    assert title is not None
    assert visit["visit_no"] not in title[1]
    lost = hub.raw("GET", "/progres", headers={"accept": "text/html"})
    assert (lost.status_code, "没有这个页面" in lost.text) == (404, True)
    assert hub.raw("GET", "/progres").json()["word"] == "not_found"
    assert hub.raw("GET", "/v1/nothing", headers={"accept": "text/html"}).json()["word"] == "not_found"
    for method, path in (("GET", "/v1/ops"), ("POST", "/healthz"), ("DELETE", "/progress")):
        assert hub.raw(method, path, headers={"accept": "text/html"}).json()["word"] == "method"
    for page in (shown, lost):
        for name, value in (
            ("cache-control", "no-store"),
            ("referrer-policy", "no-referrer"),
            ("x-content-type-options", "nosniff"),
        ):
            assert page.headers[name] == value
        assert "frame-ancestors 'none'" in page.headers["content-security-policy"]


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
    assert page.headers["content-type"].startswith("text/html")
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
