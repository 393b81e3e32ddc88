"""Papers and a hub: a receipt says when its visit has arrived, and how papers were served arrives too."""

import io
import os
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pypdf import PdfReader
from sqlalchemy import select

from app.domain.delivery import Delivery, How, Received
from app.domain.visit import Material
from app.hub.client import Address, HubClient
from app.hub.signing import RequestSigner
from app.intake.paper_delivery import deliver_paper
from app.intake.papers import issue_receipt
from app.intake.register import register_visit
from app.intake.results import Paper
from app.intake.visit_form import parse_visit
from app.sync.ports import Binding
from db.hub.rows import op
from db.sync.clock import Measured
from tests.live_hub import LiveHub
from tests.sync.conftest import MakeStation, visit


def said(paper: Paper) -> str:
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(paper.pdf)).pages)


def test_a_receipt_says_uploaded_once_the_hub_has_acknowledged(hub: LiveHub, station: MakeStation) -> None:
    one, other = station(1).enrolled(hub), station(1).enrolled(hub)
    number = one.register("骆青崖").visit_no
    receipt = issue_receipt(number, one.session)
    assert "已上传信访信息系统" not in said(receipt)
    served = Delivery(How.IN_PERSON, one.session.clock.today(), Received.SIGNED)
    deliver_paper(receipt.number, served, one.session)
    for desk in (one, other):
        assert desk.sync().failure is None
    assert one.store.figures().parked == 0
    assert "已登记，已上传信访信息系统" in said(issue_receipt(number, one.session))
    assert "已上传信访信息系统" in said(issue_receipt(number, other.session))  # it came from the hub


def test_papers_of_another_window_stand_here_and_can_be_made_again(
    hub: LiveHub, station: MakeStation
) -> None:
    one, other = station(1).enrolled(hub), station(1).enrolled(hub)
    number = one.register("骆青崖").visit_no
    made = issue_receipt(number, one.session)
    served = Delivery(How.IN_PERSON, one.session.clock.today(), Received.SIGNED)
    deliver_paper(made.number, served, one.session)
    mine = other.register("鹿鸣溪").visit_no
    own = issue_receipt(mine, other.session)
    for desk in (one, other, one):
        assert desk.sync().failure is None
    with other.session.read() as unit:
        (paper,) = unit.papers(number)
        (done,) = unit.deliveries([paper.paper_id])[paper.paper_id]
        assert unit.problems() == ()
    assert paper.document_id == "visit_receipt"
    assert done.delivery == served
    assert own.number == made.number  # both call themselves window 1: the other's is marked
    assert paper.number == f"{made.number}/2"
    again = issue_receipt(number, other.session)
    assert "补打" in said(again)
    assert "骆青崖" in said(again)
    for desk in (one, other):
        assert desk.store.figures().parked == 0


def test_of_a_sealed_visit_no_paper_leaves_its_window(hub: LiveHub, station: MakeStation) -> None:
    one, other = station(1).enrolled(hub), station(1).enrolled(hub)
    number = one.register("骆青崖", purpose="accusation", demand="反映有人受贿").visit_no
    receipt = issue_receipt(number, one.session)
    served = Delivery(How.IN_PERSON, one.session.clock.today(), Received.SIGNED)
    deliver_paper(receipt.number, served, one.session)
    for desk in (one, other):
        assert desk.sync().failure is None
    with other.session.read() as unit:
        assert unit.papers(number) == ()
        assert unit.problems() == ()
    assert other.store.figures().parked == 0
    with hub.engine.connect() as connection:
        bodies = connection.scalars(select(op.c.body).where(op.c.kind == "document")).all()
    assert [body for body in bodies if "回执".encode() in bytes(body) or b'"content"' in bytes(body)] == []


def test_pictures_brought_to_another_window_are_fetched(hub: LiveHub, station: MakeStation) -> None:
    one, other = station(1).enrolled(hub), station(1).enrolled(hub)
    content = os.urandom(300_000)
    draft = parse_visit(visit("骆青崖"))
    materials = (Material("身份证复印件", 1, False), Material("补偿协议", 3, True, content=content))
    number = register_visit(replace(draft, materials=materials), one.session).visit_no
    with one.session.read() as unit:
        assert [bool(unit.attachment_content(number, a.attachment_id)) for a in unit.attachments(number)] == [
            False,
            True,
        ]
    assert one.sync().failure is None
    assert other.sync().failure is None
    with other.session.read() as unit:
        listed = unit.attachments(number)
        assert [a.name for a in listed] == ["身份证复印件", "补偿协议"]
        assert unit.attachment_content(number, listed[1].attachment_id) == content
        assert unit.attachment_content(number, listed[0].attachment_id) == b""


def test_terms_are_counted_from_the_hubs_date_where_the_clock_is_wrong(
    hub: LiveHub, station: MakeStation
) -> None:
    desk = station(1).enrolled(hub)
    right = desk.session.clock.today()

    def slow() -> datetime:
        return datetime.now(UTC) - timedelta(days=3)

    def line(bound: Binding) -> HubClient:
        key = Ed25519PrivateKey.from_private_bytes(bound.private_key)
        return HubClient(Address(bound.url, bound.ca), RequestSigner(bound.station_id, key), now=slow)

    assert desk.sync(now=slow, line=line, compare=True).failure is None
    assert desk.session.clock.today() == right + timedelta(days=3)
    assert desk.sync(compare=True).failure is None
    assert desk.session.clock.today() == right


def test_a_clock_set_right_since_is_not_corrected_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    measured = Measured.now(timedelta(days=3))
    assert measured.correction() == timedelta(days=3)
    assert Measured.now(timedelta(minutes=4)).correction() == timedelta(0)
    assert replace(measured, boot="another run").correction() == timedelta(0)
    later = time.time() + 3 * 86400
    monkeypatch.setattr(time, "time", lambda: later)
    assert measured.correction() == timedelta(0)
