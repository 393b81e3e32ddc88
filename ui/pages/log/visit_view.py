"""A visit opened from the log, to read: what was registered, its papers, what was said since, who looked."""

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QTabWidget, QTextBrowser, QVBoxLayout, QWidget

from app.domain.amendment import FIELDS_ZH, Change
from app.domain.day_review import ReviewKind
from app.domain.words import ID_TYPES_ZH, NOTIFY_ZH, OUTCOMES_ZH, PURPOSES_ZH, ROLES_ZH, RULES_ZH
from app.intake.results import SummaryMatter, VisitSummary
from app.intake.visit_file import VisitFile
from ui.widgets.buttons import key_button

REVIEW_STEPS_ZH = {
    ReviewKind.CHECKED: "审阅通过",
    ReviewKind.ASKED: "询问",
    ReviewKind.ANSWERED: "答复",
    ReviewKind.REFUSAL_SIGNED: "签字（不予、不再受理）",
}
_ACTIONS_ZH = {
    "register": "登记",
    "view_visit": "查看来访",
    "view_attachment": "查看材料",
    "view_matter": "查看事项",
    "amend": "更正",
    "check_line": "审阅",
    "ask_back": "询问",
    "answer_question": "答复",
    "sign_refusal": "签字",
    "sign": "来访人签名",
    "issue": "出具文书",
    "reprint": "补打文书",
    "print": "打印文书",
    "record_event": "记录办理进程",
    "tick_grounds": "核对条件",
    "link_matters": "关联事项",
    "unlink_matter": "撤销关联",
    "judge_pair": "判断是否同一事项",
}
_STYLE = (
    "<style>h3{margin:10px 0 4px 0;font-size:14px} td{padding:2px 14px 2px 0;vertical-align:top} "
    "td.k{color:#52606d} p{margin:4px 0}</style>"
)


class VisitView(QDialog):
    """The visit, in tabs. `correct_requested`, `ask_requested` carry its number."""

    correct_requested = Signal(str)
    ask_requested = Signal(str)

    def __init__(self, zone: tzinfo, parent: QWidget | None = None) -> None:
        """Build it; `zone` is the office's."""
        super().__init__(parent)
        self._zone = zone
        self._visit_no = ""
        self.setObjectName("visitFile")
        self.setWindowTitle("来访")
        self.resize(860, 600)
        self._tabs = QTabWidget()
        self._pages = {
            name: self._page(name, title)
            for name, title in (
                ("visitContent", "登记内容"),
                ("visitPapers", "文书和材料"),
                ("visitHistory", "更正和审阅"),
                ("visitLooks", "谁看过、办过"),
            )
        }
        self._correct = key_button("更正", name="visitCorrect")
        self._ask = key_button("询问接待员", name="visitAsk")
        close = key_button("关闭（Esc）", name="visitClose")
        self._correct.clicked.connect(lambda: self.correct_requested.emit(self._visit_no))
        self._ask.clicked.connect(lambda: self.ask_requested.emit(self._visit_no))
        close.clicked.connect(self.close)
        keys = QHBoxLayout()
        keys.addStretch(1)
        for button in (self._correct, self._ask, close):
            button.setAutoDefault(False)
            keys.addWidget(button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(14, 12, 14, 12)
        whole.setSpacing(10)
        whole.addWidget(self._tabs, 1)
        whole.addLayout(keys)

    def show_file(self, opened: VisitFile, *, lead: bool) -> None:
        """Show a visit in front; `lead` sees who looked at it and may correct and ask."""
        self._visit_no = opened.summary.visit_no
        self.setWindowTitle(f"来访 {opened.summary.visit_no}")
        self.setAccessibleName(self.windowTitle())
        self._pages["visitContent"].setHtml(_STYLE + self._content(opened.summary))
        self._pages["visitPapers"].setHtml(_STYLE + self._papers(opened.summary))
        self._pages["visitHistory"].setHtml(_STYLE + self._history(opened))
        self._pages["visitLooks"].setHtml(_STYLE + self._looks(opened))
        self._tabs.setTabVisible(3, lead)
        marked = len(opened.amendments) + len(opened.reviews)
        self._tabs.setTabText(2, f"更正和审阅（{marked}）" if marked else "更正和审阅")
        for button in (self._correct, self._ask):
            button.setVisible(lead)
        if not self.isVisible():
            self._tabs.setCurrentIndex(0)
        self.show()
        self.raise_()
        self.activateWindow()
        self._tabs.setFocus()

    def forget(self) -> None:
        """Nothing of the visit stays."""
        self._visit_no = ""
        for page in self._pages.values():
            page.clear()
        self.setWindowTitle("来访")
        self.close()

    def _page(self, name: str, title: str) -> QTextBrowser:
        page = QTextBrowser()
        page.setObjectName(name)
        page.setAccessibleName(title)
        page.setOpenLinks(False)
        page.setTabChangesFocus(True)
        page.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._tabs.addTab(page, title)
        return page

    def _when(self, moment: datetime) -> str:
        return f"{moment.astimezone(self._zone):%Y-%m-%d %H:%M}"

    def _content(self, told: VisitSummary) -> str:
        facts = [
            ("来访编号", told.visit_no),
            ("来访时间", self._when(told.visited_at)),
            ("登记时间", self._when(told.registered_at)),
            ("窗口", f"{told.window} 号"),
            ("接待员", told.received_by),
            ("来访人数", f"{told.head_count} 人"),
            ("接收方式", NOTIFY_ZH.get(told.notify_by, told.notify_by)),
        ]
        if told.left_early:
            facts.append(("提前离开", "是"))
        if told.remark:
            facts.append(("备注", told.remark))
        facts += [
            (f"已提醒：{RULES_ZH.get(rule, rule)}", reason or "—") for rule, reason in told.acknowledged
        ]
        parts = [_facts(facts), "<h3>来访人</h3>"]
        parts.append(
            _table(
                (
                    p.name,
                    ROLES_ZH.get(p.role, p.role),
                    ID_TYPES_ZH.get(p.id_type, p.id_type) or "—",
                    p.id_no or "—",
                )
                for p in told.people
            )
        )
        for number, matter in enumerate(told.matters, 1):
            parts += [f"<h3>第 {number} 件　{escape(matter.reg_no)}</h3>", _facts(_matter(matter))]
        return "".join(parts)

    def _papers(self, told: VisitSummary) -> str:
        papers = [
            (
                p.document,
                p.number,
                "已作废" if p.voided else f"已制作 {p.prints} 次" if p.prints else "没有打印",
            )
            for p in told.papers
        ]
        brought = [
            (
                a.name,
                f"{a.pages} 页",
                "原件" if a.original else "复印件",
                "有影像" if a.pictured else "没有影像",
            )
            for a in told.attachments
        ]
        shown = "按权限可见。" if told.sealed else "没有。"
        return "".join(
            (
                "<h3>出具的文书</h3>",
                _table(papers) if papers else "<p>没有。</p>",
                "<h3>来访人带来的材料</h3>",
                _table(brought) if brought else f"<p>{shown}</p>",
            )
        )

    def _history(self, opened: VisitFile) -> str:
        said = [
            (a.at, a.by, "更正", opened.about.get(a.about_id, ""), a.reason, self._changes(a.changes))
            for a in opened.amendments
        ]
        said += [(r.at, r.by, REVIEW_STEPS_ZH[r.kind], "", r.text, "") for r in opened.reviews]
        if not said:
            return "<p>登记以后没有更正，也还没有审阅。</p>"
        parts = ["<p>登记的内容始终保留在“登记内容”里，更正写在这里，日志和统计按更正后的计。</p>"]
        for at, by, what, about, text, changes in sorted(said):
            parts.append(f"<h3>{self._when(at)}　{escape(by)}　{escape(what)}　{escape(about)}</h3>")
            parts.append(changes)
            if text:
                parts.append(f"<p>{'理由：' if changes else ''}{escape(text)}</p>")
        return "".join(parts)

    def _changes(self, changes: Sequence[Change]) -> str:
        return _table(
            (FIELDS_ZH[c.field], self._shown(c.field, c.old), "→", self._shown(c.field, c.new))
            for c in changes
        )

    def _shown(self, field: str, value: str) -> str:
        if field == "purpose":
            return PURPOSES_ZH.get(value, value)
        if field == "outcome":
            return OUTCOMES_ZH.get(value, value)
        if field in ("visited_at", "left_at") and value:
            return self._when(datetime.fromisoformat(value))
        return value or "（空）"

    def _looks(self, opened: VisitFile) -> str:
        if not opened.looks:
            return "<p>没有记录。</p>"
        return _table(
            (self._when(look.at), look.who, _ACTIONS_ZH.get(look.action, look.action), look.about)
            for look in opened.looks
        )


def _matter(matter: SummaryMatter) -> list[tuple[str, str]]:
    facts = [("类别", matter.purpose), ("诉求", matter.demand)]
    if matter.sealed:
        return facts
    facts += [("处理方式", matter.outcome), ("承办单位", matter.target_unit or "—")]
    if matter.due_on:
        facts.append(("期限", matter.due_on.isoformat()))
    if matter.reason:
        facts.append(("理由", matter.reason))
    if matter.same_as:
        facts.append(("同一事项", matter.same_as))
    return facts


def _facts(facts: Iterable[tuple[str, str]]) -> str:
    rows = "".join(f'<tr><td class="k">{escape(k)}</td><td>{escape(v)}</td></tr>' for k, v in facts)
    return f"<table>{rows}</table>"


def _table(rows: Iterable[Sequence[str]]) -> str:
    told = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table>{told}</table>"
