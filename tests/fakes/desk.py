"""A signed-in sitting without a store, and rows as the use cases answer them; all invented."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

from app.domain.matter_terms import RunningTerm
from app.domain.office import Level, Office, OfficeKind, StaffMember, StaffRole
from app.errors import WrongPassword
from app.intake.due_board import DueLine
from app.intake.results import LogRow, MatterDetail, MatterEvent, MatterLine
from app.intake.session import DeskSession
from app.rulepacks import load_rulepack

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, 20, tzinfo=UTC)


def fake_session(name: str = "林知夏", role: StaffRole = StaffRole.RECEPTIONIST) -> DeskSession:
    """A session whose store must not be touched: presenters only hand it on."""
    user = StaffMember(f"staff-{name}", name, role)
    return cast("DeskSession", SimpleNamespace(user=user, rules=load_rulepack()))


class FakeGate:
    """Opens for one user and password; counts what was asked."""

    def __init__(self, user: str = "林知夏", password: str = "正确的密码 1", code: str = "AAAA-BBBB") -> None:
        self.user, self.password, self.code = user, password, code
        self.closed = 0
        self.session = fake_session(user)

    def sign_in(self, user: str, password: str) -> DeskSession:
        if (user, password) != (self.user, self.password):
            raise WrongPassword
        return self.session

    def unlock(self, session: DeskSession, password: str) -> None:
        if session is not self.session or password != self.password:
            raise WrongPassword

    def recover(self, user: str, recovery_code: str, new_password: str) -> None:
        if (user, recovery_code) != (self.user, self.code):
            raise WrongPassword
        self.password = new_password

    def close(self) -> None:
        self.closed += 1


def log_row(seq: int = 1, **changes: Any) -> LogRow:
    """One line of the log of TODAY."""
    row = LogRow(
        visit_no=f"11019900126112301{seq:03}",
        seq=seq,
        day=TODAY,
        time_in=datetime(2026, 11, 23, 9, 20 + seq % 40, tzinfo=UTC),
        time_out=None,
        window=2,
        visitors="郝明礼",
        present=1,
        representatives=0,
        purpose="申诉求决",
        content_class="拖欠工资",
        place="雾泽县",
        demand="云栖工地 2 个月工资未发",
        first_or_repeat="初访",
        group=False,
        level_skipping=False,
        procedures="都没有",
        outcome="引导法定途径",
        target_unit="",
        documents="来访登记回执",
        due_on=None,
        notice_on_spot=True,
        receptionist="林知夏",
        synced=False,
        remark="",
        sealed=False,
    )
    return replace(row, **changes)


def matter_line(number: int = 1, **changes: Any) -> MatterLine:
    """One matter."""
    line = MatterLine(
        reg_no=f"110199001261123020{number:03}-1",
        visit_no=f"110199001261123020{number:03}",
        state="accepted_in_time",
        state_zh="已受理，60日办理期内",
        version=1,
        purpose="申诉求决",
        content_code="0201",
        demand="请求公开并按标准补足上坞村七组 2023 年水库扩建征地的青苗补偿款",
        petitioners="骆青崖 等",
        target_unit="柏溪镇人民政府",
        registered_at=NOW,
        due_kind="T7",
        due_on=date(2027, 1, 22),
        days_left=60,
        sealed=False,
    )
    return replace(line, **changes)


def matter_detail(line: MatterLine | None = None) -> MatterDetail:
    """A matter with two steps."""
    return MatterDetail(
        line=line or matter_line(),
        facts="2023 年 4 月水库扩建征收七组水田 18.6 亩，公告标准为每亩 2,400 元，实际每户只领到 1,100 元。",
        events=(
            MatterEvent(NOW, "registered", "来访登记，编号 110199001261123020001-1", "林知夏"),
            MatterEvent(NOW, "accepted_on", "柏溪镇人民政府受理", "周予安"),
        ),
    )


def term(kind: str = "T7", days: int = 60, *, internal: bool = False) -> RunningTerm:
    """A term that ends so many days after TODAY."""
    due = TODAY + timedelta(days=days)
    right = kind in ("T8", "T10")
    how = f"办理（第三十四条）：自2026-11-23起，当日不计，60日，到{due}。"
    return RunningTerm(kind, 0, TODAY, due, internal, right, how, ())


def due_line(number: int, kind: str = "T7", days: int = 60, **changes: Any) -> DueLine:
    """An open term of a matter."""
    supervised = changes.pop("supervised", False)
    internal = changes.pop("internal", False)
    running = term(kind, days, internal=internal)
    unit = changes.pop("unit", "柏溪镇人民政府")
    line = matter_line(number, due_kind=kind, due_on=running.due, days_left=days, **changes)
    return DueLine(line, running, days, supervised, unit, "林知夏")


def office(**changes: Any) -> Office:
    """The invented office."""
    made = Office(
        code="110199001",
        name="雾泽县人民来访接待中心",
        short="雾信访",
        kind=OfficeKind.XINFANG,
        level=Level.COUNTY,
        division_code="110199",
        address="雾泽县清泉路 6 号",
        phone="0000-0000000",
        hours="工作日 8:30–12:00，14:00–17:30",
        windows=3,
    )
    return replace(made, **changes)
