"""What a visitor says on the hub's page, in the figures of the stations that raised the matter."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.domain.figures import FigureSet
from app.domain.matter_step import RATED
from app.domain.period import Period
from app.intake.figures import figures
from app.intake.matter_detail import matter_detail
from app.intake.upstream import UpstreamStep
from app.rulepacks import load_rulepack
from db.hub.office import SqlHubOffice
from db.hub.progress import SqlProgressBook
from tests.live_hub import LiveHub, fresh_hub, sqlite_url
from tests.sync.conftest import MakeStation, Station
from ui.web.progress_page import ProgressPage


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[LiveHub]:
    pages = lambda store: ProgressPage(SqlProgressBook(store), load_rulepack()).routes()  # noqa: E731
    with LiveHub(fresh_hub(sqlite_url(tmp_path)), pages) as running:
        yield running


def test_satisfaction_counts_what_visitors_said_on_the_page(hub: LiveHub, station: MakeStation) -> None:
    one = station().enrolled(hub)
    made = one.register(target_unit="雾泽县柏溪镇人民政府", outcome="TRANSFER", reason="直接转送")
    one.sync()
    hub.settle()
    (matter,) = made.matters
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    for kind in ("accepted_on", "replied_on"):
        SqlHubOffice(hub.store).decide(
            matter.reg_no, UpstreamStep(kind, today, "雾泽县柏溪镇人民政府"), datetime.now(UTC)
        )
    one.sync()
    assert _said(one) == ("—", "—", "0 / 1")

    _rate(hub, matter.reg_no, matter.query_code, office="satisfied", unit="not")
    one.sync()
    assert _said(one) == ("1 / 1", "0 / 1", "1 / 1")

    _rate(hub, matter.reg_no, matter.query_code, office="satisfied", unit="mostly")
    _rate(hub, matter.reg_no, matter.query_code, office="satisfied", unit="mostly")
    one.sync()
    assert _said(one) == ("1 / 1", "1 / 1", "1 / 1")
    steps = [e for e in matter_detail(matter.reg_no, one.session).events if e.kind in RATED]
    assert [e.text for e in steps] == ["满意", "不满意", "基本满意"], "what is said again is no new step"


def _rate(hub: LiveHub, number: str, code: str, **said: str) -> None:
    answer = hub.raw("POST", "/rating", data={"number": number, "code": code, "matter": number, **said})
    assert answer.status_code == 200


def _said(one: Station) -> tuple[str, str, str]:
    found = _figures(one)
    office, unit = (
        found[name].of if found[name].denominator else found[name].text
        for name in ("satisfaction_rate", "satisfaction_rate_unit")
    )
    return office, unit, found["participation_rate"].of


def _figures(one: Station) -> FigureSet:
    today = one.session.clock.today()
    return figures(Period(today - timedelta(days=1), today), one.session).now
