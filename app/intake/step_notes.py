"""What a person should read before a step is kept: nothing here refuses it."""

from collections.abc import Sequence
from datetime import date, timedelta

from app.domain.calendar import WorkCalendar
from app.domain.deadlines import FIXED_TERMS, LONGEST_EXTENSION_DAYS, DeadlineKind, last_day_of
from app.domain.matter import Route
from app.domain.matter_state import OVERDUE_STATES, STEPS_ZH, MatterDates, MatterState
from app.domain.matter_step import EACH_COUNTS, OBJECTED
from app.domain.matter_terms import RunningTerm
from app.domain.record import MatterEventRecord, MatterFile

_REVIEWS = frozenset({"review_received_on", "review_opinion_on", "recheck_received_on", "recheck_opinion_on"})


def same_day(file: MatterFile, received: date, event: MatterEventRecord) -> list[str]:
    """Which comes first among the steps of one day is never left to be guessed."""
    kinds = {e.kind for e in file.events if e.on == event.on and e.kind != event.kind}
    if event.on == received:
        kinds.add("received_on")
    named = [words for name, words in STEPS_ZH.items() if name in kinds | {event.kind}]
    if not kinds or len(named) < 2:
        return []
    order = "、".join(words.removesuffix("日期") for words in named)
    return [f"{event.on}这一天有不止一项进展，按程序先后计算：{order}。先后不是这样的，请核对日期。"]


def replaces(file: MatterFile, event: MatterEventRecord) -> list[str]:
    """The same step was recorded before: which one counts is said."""
    if event.kind in EACH_COUNTS:
        return []
    earlier = [e.on for e in file.events if e.kind == event.kind]
    if not earlier:
        return []
    return [f"此前记录过同一项进展（{earlier[-1]}），原记录保留；以后按这次的{event.on}计算。"]


def out_of_place(kind: str, dates: MatterDates, state: str, on: date) -> list[str]:
    """A step the procedure does not foresee here: recorded all the same, but a person is told."""
    notes = []
    if kind in _REVIEWS and dates.route is Route.DUTY:
        notes.append("复查、复核只适用于第三十一条第六项的处理意见，这件事项按第三十一条第五项办理，请核对。")
    if kind == "review_received_on" and dates.replied_on is None:
        notes.append("没有送达处理意见的记录：复查以收到书面答复为前提，请先补记答复。")
    if kind == "recheck_received_on" and dates.review_opinion_on is None:
        notes.append("没有送达复查意见的记录：复核以收到复查意见为前提，请先补记复查意见。")
    if kind == "recheck_opinion_on" and dates.recheck_received_on is None:
        notes.append("没有收到复核申请的记录，请核对。")
    if kind == "review_received_on" and state == MatterState.REPLIED_REVIEW_LAPSED:
        notes.append("复查申请期已过：照常登记接收，是否复查由带班研究决定，不得当场拒绝。")
    if kind == "recheck_received_on" and state == MatterState.REVIEWED_RECHECK_LAPSED:
        notes.append("复核申请期已过：照常登记接收，是否复核由带班研究决定，不得当场拒绝。")
    if kind == "extended_to" and state == MatterState.OVERDUE_NO_REPLY:
        notes.append(f"{on}时六十日已经届满：期满后才批准的延期，请带班核对。")
    if kind == "recheck_opinion_on":
        notes.append("复核意见送达后，同一事实和理由不再受理；有新的事实、理由的，作为新事项。")
    return notes


def long_extension(event: MatterEventRecord, dates: MatterDates) -> list[str]:
    """An extension beyond day 90 counts only up to it [Art. 34]."""
    if event.kind != "extended_to" or dates.accepted_on is None or event.extended_to is None:
        return []
    furthest = dates.accepted_on + timedelta(days=60 + LONGEST_EXTENSION_DAYS)
    if event.extended_to <= furthest:
        return []
    return [f"延期最多三十日：只计到{furthest}。"]


def still_late(after: str) -> list[str]:
    """Overdue stays overdue: urged on, never a ground to refuse [Art. 40]."""
    if after not in OVERDUE_STATES:
        return []
    return ["记录以后仍是超期：请今天报告带班并督办；来访照常登记，不得以此拒绝。"]


def late_objection(event: MatterEventRecord, dates: MatterDates, calendar: WorkCalendar) -> list[str]:
    """Five working days for a reasoned objection [Art. 23(3)]."""
    start = dates.transfer_received_on
    if event.kind != OBJECTED or start is None:
        return []
    last = last_day_of(start, FIXED_TERMS[DeadlineKind.T5], calendar)
    if event.on <= last:
        return ["异议期间本单位的十五日书面告知期限照常计算；未经转送单位同意，不得自行退回。"]
    return [f"五个工作日的异议期到{last}已满：照常记录，是否退回由转送单位决定，书面告知期限照常计算。"]


def uncovered(terms: Sequence[RunningTerm]) -> list[str]:
    """Days counted by weekends only are said to be so, not only where each is explained."""
    years = sorted({year for term in terms for year in term.uncovered_years})
    if not years:
        return []
    named = "、".join(str(year) for year in years)
    return [f"{named} 年的节假日安排尚未导入，期限只按周末计算，可能有出入。"]
