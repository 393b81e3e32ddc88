"""The log's own tables.

`log_line`, `log_text` and `log_matter` repeat what visits say, corrections included, in the form in which
lists and figures ask for it: narrow rows, because every page read has to be decrypted. They can be made
anew at any time (`db.log_lines`). The other three are records, only ever added to.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.rows import Row


class LogLineRow(Row):
    """A visit as it is filtered, sorted and counted; content columns are empty where it is sealed."""

    __tablename__ = "log_line"
    __table_args__ = (Index("ix_log_line_local_date", "local_date", "seq"),)
    key: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.visit_id"), unique=True)
    visit_no: Mapped[str] = mapped_column(index=True)
    seq: Mapped[int]
    local_date: Mapped[date]
    hour: Mapped[int]
    registered_at: Mapped[datetime]
    visited_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    window: Mapped[int]
    received_by: Mapped[str]
    present: Mapped[int]
    representatives: Mapped[int]
    sealed: Mapped[bool]
    visitors: Mapped[str]
    purpose: Mapped[str]
    content_code: Mapped[str]
    matters: Mapped[int]
    repeats: Mapped[int]
    competent_level: Mapped[str]
    outcome: Mapped[str]
    target_unit: Mapped[str]
    due_on: Mapped[date | None]
    told: Mapped[bool]
    confirmed: Mapped[bool]
    review: Mapped[str]
    reviewed_by: Mapped[str]
    reviewed_at: Mapped[datetime | None]
    amended: Mapped[bool]


class LogTextRow(Row):
    """The longer texts of a line; words are looked for in `names` and `words`, both in small letters."""

    __tablename__ = "log_text"
    key: Mapped[int] = mapped_column(ForeignKey("log_line.key"), primary_key=True, autoincrement=False)
    place: Mapped[str]
    demand: Mapped[str]
    procedures: Mapped[str]
    documents: Mapped[str]
    remark: Mapped[str]
    names: Mapped[str]
    words: Mapped[str]


class LogMatterRow(Row):
    """A matter-time (件次) as it is counted; of a sealed one only that it is.

    `root_id`: the matter it was judged to be, itself if none: distinct ones are 件.
    """

    __tablename__ = "log_matter"
    __table_args__ = (
        Index("ix_log_matter_local_date", "local_date"),
        Index("ix_log_matter_root_id", "root_id"),
    )
    matter_id: Mapped[str] = mapped_column(ForeignKey("matter.matter_id"), primary_key=True)
    key: Mapped[int] = mapped_column(ForeignKey("log_line.key"), index=True)
    local_date: Mapped[date]
    root_id: Mapped[str]
    sealed: Mapped[bool]
    purpose: Mapped[str]
    route: Mapped[str]
    content_code: Mapped[str]
    place_code: Mapped[str]
    outcome: Mapped[str]
    target_unit: Mapped[str]
    reported_unit: Mapped[str]
    competent_level: Mapped[str]
    repeat: Mapped[bool]


class AmendmentRow(Row):
    """A correction by addition: old and new value by field name, of the visit or of one of its matters."""

    __tablename__ = "amendment"
    amend_id: Mapped[str] = mapped_column(primary_key=True)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.visit_id"), index=True)
    about_id: Mapped[str]
    base: Mapped[str]
    fields: Mapped[dict[str, Any]]
    reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]


class LineReviewRow(Row):
    """A step of the review of a line: checked, asked back, answered, refusal signed."""

    __tablename__ = "line_review"
    review_id: Mapped[str] = mapped_column(primary_key=True)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.visit_id"), index=True)
    kind: Mapped[str] = mapped_column(index=True)
    text: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]


class DaySignatureRow(Row):
    """A day of the log signed: the canonical JSON that was signed, and its digest.

    `here`: signed in this store; another window's lines may be sealed for this one and are not compared.
    """

    __tablename__ = "day_signature"
    signature_id: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(index=True)
    content: Mapped[bytes]
    digest: Mapped[str]
    reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    here: Mapped[bool]
