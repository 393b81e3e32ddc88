"""Two known matters side by side, as text to read: pure, no widget."""

from html import escape

from app.intake.compare import Comparison, Item, Told
from ui.pages.reception.compare_words import CLASHES, STANDING_ZH
from ui.pages.reception.marked_text import marked_html

_MOST_SHOWN = 600
"""Signs of a text: enough to judge by; the whole stands in each matter's own facts."""


def comparison_html(found: Comparison) -> str:
    """What was told in this matter beside the other: texts with what they share marked, then each item."""
    rows = [_texts("诉求", found.demand, found.known_demand), _texts("事实", found.facts, found.known_facts)]
    rows += [_row(item) for item in found.items]
    head = "<tr><th></th><th align='left'>本件</th><th align='left'>另一件</th><th></th></tr>"
    table = f"<table cellspacing='6' width='100%'>{head}{''.join(rows)}</table>"
    return f"<p>另一件：{escape(found.number)}</p>{table}"


def _texts(label: str, mine: Told, theirs: Told) -> str:
    return f"<tr><td>{label}</td><td>{_cut(mine)}</td><td>{_cut(theirs)}</td><td></td></tr>"


def _cut(told: Told) -> str:
    text = told.text[:_MOST_SHOWN]
    marks = tuple((start, min(end, len(text))) for start, end in told.marks if start < len(text))
    return (marked_html(text, marks) or "—") + ("…" if len(told.text) > _MOST_SHOWN else "")


def _row(item: Item) -> str:
    word = escape(STANDING_ZH[item.standing])
    if item.standing in CLASHES:
        word = f"<b style='color:#8a5300'>{word}</b>"
    cells = (escape(item.label), escape(item.now) or "—", escape(item.known) or "—", word)
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
