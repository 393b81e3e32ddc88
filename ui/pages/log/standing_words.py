"""Where the signature of a day stands, in words."""

from app.intake.day_closing import DayStanding

_DIGEST_SHOWN = 16


def standing_words(standing: DayStanding) -> tuple[str, str]:
    """(words, role of style.qss): note while it is not signed, good when signed, warn when changed since."""
    if not standing.signed:
        return f"{standing.day} 的日志还没有审签。", "note"
    last = standing.signatures[0]
    words = f"已由{last.by}于 {last.at} 审签（摘要 {last.digest[:_DIGEST_SHOWN]}）"
    if last.figures is not None:
        words += f"：{last.figures.visits} 批 {last.figures.persons} 人次"
    if last.reason:
        words += f"；当时写明：{last.reason}"
    if standing.broken:
        return f"{words}。签字记录本身被改动，与摘要不符，请联系系统管理员。", "error"
    if standing.altered:
        return (
            f"{words}。有 {len(standing.altered)} 条登记不经更正被改动或者缺失，请联系系统管理员。",
            "error",
        )
    if not standing.changed:
        return f"{words}。签后没有变化。", "good"
    told = [f"补入 {len(standing.added)} 条"] if standing.added else []
    told += [f"更正 {len(standing.amended)} 条"] if standing.amended else []
    now = f"现为 {standing.figures.visits} 批 {standing.figures.persons} 人次"
    return f"{words}。签后{'、'.join(told)}，{now}，可以补签。", "warn"
