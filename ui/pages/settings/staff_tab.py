"""Staff: who may sign in: widgets only."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.domain.office import StaffMember
from ui.labels import STAFF_ROLE_ZH, label
from ui.pages.settings.tab import SettingsTab
from ui.widgets.buttons import key_button
from ui.widgets.card import note
from ui.widgets.fields import combo_box, labelled, line_edit
from ui.widgets.table import Column, RowsModel, table_view


class StaffTab(SettingsTab):
    """The list on the left; adding, passwords and the recovery code on the right."""

    add_requested = Signal(str, str, str)
    reset_requested = Signal(str, str)
    deactivate_requested = Signal(str)
    own_password_requested = Signal(str, str)
    code_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("settingsStaff", "人员设置", parent)
        self._model: RowsModel[StaffMember] = RowsModel(
            (
                Column("姓名（用户名）", lambda m: m.name, 0, bold=True),
                Column("角色", lambda m: label(STAFF_ROLE_ZH, m.role), 120),
                Column("状态", lambda m: "在用" if m.active else "已停用", 80, _tone),
            ),
            self,
        )
        self._table = table_view(self._model, "人员列表", "staffTable")
        self._table.selectionModel().selectionChanged.connect(self._on_selected)
        self.message.setObjectName("staffMessage")
        whole = QHBoxLayout(self)
        whole.setContentsMargins(18, 16, 18, 16)
        whole.setSpacing(24)
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self._table, 1)
        whole.addLayout(left, 1)
        right = QVBoxLayout()
        right.setSpacing(8)
        for part in (self._make_add(), self._make_reset(), self._make_own(), self._make_code()):
            right.addLayout(part)
            right.addSpacing(10)
        self.hold_while_busy(self._add, self._own, self._code, self._reset, self._leave)
        right.addWidget(self.message)
        right.addStretch(1)
        whole.addLayout(right, 1)
        self._on_selected()

    def show_staff(self, members: tuple[StaffMember, ...]) -> None:
        """Show everybody, also those who left."""
        self._model.show_rows(members)
        self._on_selected()

    def show_code(self, code: str) -> None:
        """Show a new recovery code, once; empty hides it."""
        self._code_value.setText(code)
        for widget in (self._code_value, self._code_explain):
            widget.setVisible(bool(code))

    def clear_inputs(self) -> None:
        """Empty every field, passwords above all."""
        for field in (self._name, self._password, self._new, self._old, self._mine, self._mine_again):
            field.clear()

    def _make_add(self) -> QVBoxLayout:
        self._name = line_edit("新人员姓名", "staffName", max_points=30)
        self._role = combo_box("角色", STAFF_ROLE_ZH, "staffRole")
        self._password = _secret("初始密码", "staffPassword")
        self._add = key_button("增加", name="staffAdd", kind="primary")
        self._add.setAccessibleName("增加人员")
        self._add.clicked.connect(self._on_add)
        return _part(
            "增加人员",
            labelled("姓名（用户名）", self._name),
            labelled("角色", self._role),
            labelled("初始密码（至少 8 位）", self._password),
            self._add,
        )

    def _make_reset(self) -> QVBoxLayout:
        self._new = _secret("新密码", "staffNewPassword")
        self._reset = key_button("重设密码", name="staffReset")
        self._leave = key_button("停用", name="staffDeactivate", kind="danger")
        self._leave.setAccessibleDescription("停用后不能登录，登记过的内容仍保留其姓名")
        self._reset.clicked.connect(self._on_reset)
        self._leave.clicked.connect(lambda: self.deactivate_requested.emit(self._chosen()))
        part = _part("", labelled("新密码（至少 8 位）", self._new), self._reset, self._leave)
        self._selected_title = QLabel()
        self._selected_title.setProperty("role", "title")
        part.insertWidget(0, self._selected_title)
        return part

    def _make_own(self) -> QVBoxLayout:
        self._old = _secret("我的原密码", "ownOld")
        self._mine = _secret("我的新密码", "ownNew")
        self._mine_again = _secret("再输一次我的新密码", "ownAgain")
        self._own = key_button("修改", name="ownChange")
        self._own.setAccessibleName("修改我的密码")
        self._own.clicked.connect(self._on_own)
        return _part(
            "修改我的密码",
            labelled("原密码", self._old),
            labelled("新密码", self._mine),
            labelled("再输一次", self._mine_again),
            self._own,
        )

    def _make_code(self) -> QVBoxLayout:
        self._code = key_button("生成新的恢复码", name="newRecoveryCode")
        self._code.clicked.connect(self.code_requested)
        self._code_value = QLabel()
        self._code_value.setObjectName("recoveryCode")
        self._code_value.setProperty("role", "code")
        self._code_value.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._code_explain = note("请抄写或打印后封存，离开本页即不再显示；旧恢复码已失效。", "warn")
        part = QVBoxLayout()
        part.setSpacing(4)
        title = QLabel("恢复码")
        title.setProperty("role", "title")
        row = QHBoxLayout()
        row.addWidget(note("所有人都忘记密码时，用它重设。只显示一次。"), 1)
        row.addWidget(self._code)
        part.addWidget(title)
        part.addLayout(row)
        part.addWidget(self._code_value)
        part.addWidget(self._code_explain)
        self.show_code("")
        return part

    def _chosen(self) -> str:
        # The selection, not the current cell: that comes to be as soon as the keyboard passes by.
        chosen = self._table.selectionModel().selectedRows()
        members = [self._model.rows[index.row()] for index in chosen]
        return next((m.name for m in members if m.active), "")

    def _on_selected(self) -> None:
        name = self._chosen()
        self._selected_title.setText(f"所选人员：{name}" if name else "所选人员：请先在左边选择")
        for widget in (self._new, self._reset, self._leave):
            widget.setEnabled(bool(name))

    def _on_add(self) -> None:
        if not self._name.text().strip() or not self._password.text():
            self.show_message("请填写姓名和初始密码。")
            return
        self.add_requested.emit(self._name.text().strip(), self._role.currentData(), self._password.text())

    def _on_reset(self) -> None:
        if not self._new.text():
            self.show_message("请填写新密码。")
            return
        self.reset_requested.emit(self._chosen(), self._new.text())

    def _on_own(self) -> None:
        if not self._old.text() or not self._mine.text():
            self.show_message("请填写原密码和新密码。")
        elif self._mine.text() != self._mine_again.text():
            self.show_message("两次输入的新密码不一样，请重新输入。")
        else:
            self.own_password_requested.emit(self._old.text(), self._mine.text())


def _tone(member: StaffMember) -> str:
    return "" if member.active else "muted"


def _secret(caption: str, name: str) -> QLineEdit:
    field = line_edit(caption, name)
    field.setEchoMode(QLineEdit.EchoMode.Password)
    return field


def _part(title: str, *widgets: QWidget) -> QVBoxLayout:
    part = QVBoxLayout()
    part.setSpacing(4)
    if title:
        words = QLabel(title)
        words.setProperty("role", "title")
        part.addWidget(words)
    row = QHBoxLayout()
    row.setSpacing(8)
    for widget in widgets:
        is_button = widget.metaObject().className() == "KeyButton"
        row.addWidget(widget, 0 if is_button else 1, Qt.AlignmentFlag.AlignBottom)
    part.addLayout(row)
    return part
