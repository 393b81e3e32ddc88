"""What no bundled font can show, told while there is still time: it would stand as its code on paper."""

from collections.abc import Iterator

from app.domain.finding import About, Effect, Finding, Rule
from app.domain.visit import VisitDraft
from app.receipts.fonts import missing_glyphs


def not_shown_sentence(characters: str) -> str:
    """One sentence for whoever is about to print.

    Args:
        characters: each once; from right to left or left to right, each is told with its code.
    """
    named = "、".join(f"U+{ord(char):04X}" for char in characters)
    return (
        f"有{len(characters)}个字没有字形，纸上印成编码（{named}，形如〔U+1F600〕）："
        "请改用通行的写法，或者打印后手写补上。登记不受影响。"
    )


def not_shown_findings(draft: VisitDraft) -> Iterator[Finding]:
    """One finding a person or matter whose words cannot be shown whole."""
    for index, person in enumerate(draft.people):
        yield from _finding(f"{person.name}{person.address}", About(person=index))
    for index, matter in enumerate(draft.matters):
        words = f"{matter.demand}{matter.facts}{matter.place}{matter.reported_unit}{matter.target_unit}"
        yield from _finding(words, About(matter=index))


def _finding(words: str, about: About) -> Iterator[Finding]:
    if missing := missing_glyphs(words):
        yield Finding(Rule.NOT_SHOWN, Effect.INFO, "", not_shown_sentence(missing), about)
