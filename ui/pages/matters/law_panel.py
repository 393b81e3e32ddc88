"""Terms with their reckoning, the steps of jurisdiction, limits elsewhere: widgets only."""

from PySide6.QtWidgets import QTextBrowser, QVBoxLayout, QWidget

from app.domain.elsewhere import NO_SUIT, LimitElsewhere
from app.intake.results import MatterDetail
from ui.pages.matters.words import nature_of, term_text


class LawPanel(QWidget):
    """What runs and why, in words; nothing here is typed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = QTextBrowser()
        self._text.setObjectName("matterLaw")
        self._text.setAccessibleName("期限与依据")
        self._text.setTabChangesFocus(True)
        self._text.setOpenLinks(False)
        self._text.setMinimumHeight(80)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 6, 0, 0)
        whole.addWidget(self._text)

    def show_law(self, detail: MatterDetail, limits: tuple[LimitElsewhere, ...]) -> None:
        """Fill in what follows in law for one matter."""
        lines = ["【在计期限】"]
        for term in detail.terms:
            lines.append(f"{nature_of(term)}　{term_text(term)}")
            lines.append(f"　{term.how}")
        if not detail.terms:
            lines.append("没有在计的期限。")
        if limits:
            lines += ["", "【其他程序的期限，不因来访停止计算】"]
            lines += [f"　{limit.sentence}" for limit in limits]
            lines.append(f"　{NO_SUIT}")
        if detail.steps:
            lines += ["", "【管辖与层级】"]
            for step in detail.steps:
                mark = "（待确定）" if step.open else ""
                lines.append(f"{step.number}. {step.answer}{mark}〔第{article_zh(step.article)}〕")
        self._text.setPlainText("\n".join(lines))


def article_zh(article: str) -> str:
    """`23(2)` as people cite it: 二十三条第二款; items of 5, 31 and 44 to 46 are 项."""
    number, _, part = article.partition("(")
    named = f"{_numeral(int(number))}条"
    if not part:
        return named
    unit = "项" if int(number) in _ITEMS else "款"
    return f"{named}第{_numeral(int(part.rstrip(')')))}{unit}"


_ITEMS = frozenset({5, 14, 26, 31, 44, 45, 46})
_DIGITS = "零一二三四五六七八九"


def _numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")
