"""An invented office and visit, from which tests make receipts."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone
from typing import Any

from app.domain.matter import Level, Outcome
from app.domain.office import Office, OfficeKind
from app.domain.person import IdType, PersonDraft
from app.receipts.content import ReceiptContent, ReceiptMatter, receipt_content

CHINA = timezone(timedelta(hours=8))
KEY = b"a key that only tests use, 32 by"
VISIT_NO = "110199001261123020KQ00111"
NUMBER = "雾信访〔2026〕02-00871"
OFFICE = Office(
    code="110199",
    name="雾泽县人民来访接待中心",
    short="雾信访",
    kind=OfficeKind.XINFANG,
    level=Level.COUNTY,
    division_code="110199",
    address="云岭省雾泽县柏溪镇人民路18号",
    phone="0990-1234567",
    hours="周一至周五 8:30–12:00、14:30–17:30",
    windows=3,
)
PETITIONER = PersonDraft(
    name="骆青崖", id_type=IdType.PRC_ID, id_no="110199199003070017", phone="13900002210"
)


def matter(index: int = 1, **changes: Any) -> ReceiptMatter:
    """Matter `index` of the visit, as it would be registered."""
    given: dict[str, Any] = {
        "reg_no": f"{VISIT_NO}-{index}",
        "query_code": f"8F3K-22M{index}",
        "demand": "请求公开并按标准补足上坞村七组2023年水库扩建征地的青苗补偿款。",
        "outcome": Outcome.TRANSFER,
        "target_unit": "柏溪镇人民政府",
        "notice_by": date(2026, 12, 8),
    }
    return ReceiptMatter(**(given | changes))


def receipt(matters: Sequence[ReceiptMatter] | None = None, **changes: Any) -> ReceiptContent:
    """The receipt of one visit by six people with five representatives."""
    given: dict[str, Any] = {
        "office": OFFICE,
        "number": NUMBER,
        "visit_no": VISIT_NO,
        "visited_at": datetime(2026, 11, 23, 10, 43, tzinfo=CHINA),
        "issued_at": datetime(2026, 11, 23, 10, 50, tzinfo=CHINA),
        "window": 2,
        "receptionist": "林知夏",
        "addressee": PETITIONER,
        "present": 6,
        "representatives": 5,
        "matters": [matter()] if matters is None else matters,
        "key": KEY,
        "material_pages": 3,
    }
    return receipt_content(**(given | changes))
