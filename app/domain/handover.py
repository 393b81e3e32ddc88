"""A transfer that came in: objection, consent, return (domain reference 7, T5); who handles at last."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from app.domain.matter import MatterDraft
from app.domain.matter_state import MatterDates
from app.domain.matter_step import (
    DISPUTED,
    OBJECTED,
    RETURN_AGREED,
    RETURNED,
    SETTLED,
    SUCCEEDED,
    UNIT_IN_TEXT,
    words_without_source,
)
from app.domain.record import MatterEventRecord


def handover_problems(kind: str, on: date, dates: MatterDates) -> tuple[str, ...]:
    """Why a step of the objection cannot be: each stands on the one before, and a return on consent.

    Args:
        kind, on: of the step to be recorded.
        dates: of the matter before it.
    """
    return tuple(_problems(kind, on, dates))


def _problems(kind: str, on: date, dates: MatterDates) -> Iterator[str]:
    came, objected, agreed = dates.transfer_received_on, dates.objected_on, dates.return_agreed_on
    if kind == OBJECTED and came is None:
        yield "没有收到转送（交办）的记录，无从提出异议：请先补记收到转送的日期。"
    if kind in (RETURN_AGREED, RETURNED) and (came is None or objected is None):
        yield "没有提出异议的记录：不属于本单位职权的，先在收到转送之日起5个工作日内书面提出异议并说明理由。"
    elif kind == RETURNED and agreed is None:
        yield "没有转送单位同意退回的记录：未经同意不得自行退回（第二十三条第三款），请先补记同意的日期。"
    elif kind == RETURNED and agreed is not None and on < agreed:
        yield f"退回日期早于转送单位同意退回的日期（{agreed}），请核对。"


def settled(matter: MatterDraft, events: Iterable[MatterEventRecord]) -> MatterDraft:
    """The matter with its lead unit and dispute as the steps recorded since have made them [Art. 24].

    Args:
        events: in order of the days they happened.
    """
    for event in events:
        if event.kind == DISPUTED:
            matter = replace(matter, in_dispute=True)
        elif event.kind in UNIT_IN_TEXT and (unit := words_without_source(event.text)):
            dispute = matter.in_dispute and event.kind != SETTLED
            matter = replace(matter, lead_unit=unit, target_unit=unit, in_dispute=dispute)
    return matter


def successor(events: Iterable[MatterEventRecord]) -> str:
    """The unit that took the place of a merged or abolished one; empty if none did."""
    named = [words_without_source(e.text) for e in events if e.kind == SUCCEEDED]
    return named[-1] if named else ""
