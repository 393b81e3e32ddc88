"""Texts with stretches marked, shortened around the first of them. Whatever was said is escaped. Pure."""

from collections.abc import Sequence
from html import escape

Marks = Sequence[tuple[int, int]]
_SHORTEST = 46


def marked_html(text: str, marks: Marks) -> str:
    """The text with its matching stretches highlighted; line breaks stay."""
    shown, at = "", 0
    for first, last in sorted(marks):
        start, end = max(first, at), min(last, len(text))
        if end <= start:
            continue
        shown += escape(text[at:start])
        shown += f'<span style="background-color:#ffe49c">{escape(text[start:end])}</span>'
        at = end
    return (shown + escape(text[at:])).replace("\n", "<br>")


def bracketed(text: str, marks: Marks) -> str:
    """The same in plain letters: matching stretches stand in 【】."""
    shown, at = "", 0
    for first, last in sorted(marks):
        start, end = max(first, at), min(last, len(text))
        if end > start:
            shown += f"{text[at:start]}【{text[start:end]}】"
            at = end
    return shown + text[at:]


def shortened(text: str, marks: Marks, width: int = _SHORTEST) -> tuple[str, list[tuple[int, int]]]:
    """A stretch of the text that shows the first match, with its marks moved along."""
    if len(text) <= width:
        return text, list(marks)
    first = min((s for s, _ in marks), default=0)
    start = max(0, min(first - 6, len(text) - width))
    lead = "…" if start else ""
    tail = "…" if start + width < len(text) else ""
    moved = [
        (max(s - start, 0) + len(lead), min(e - start, width) + len(lead))
        for s, e in marks
        if e > start and s < start + width
    ]
    return lead + text[start : start + width] + tail, moved
