"""Papers and a hub: a receipt says when its visit has arrived, and how papers were served arrives too."""

import io

from pypdf import PdfReader

from app.domain.delivery import Delivery, How, Received
from app.intake.paper_delivery import deliver_paper
from app.intake.papers import issue_receipt
from app.intake.results import Paper
from tests.live_hub import LiveHub
from tests.sync.conftest import MakeStation


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
