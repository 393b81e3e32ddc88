"""The demo's window on a real X screen, worked by keys and read as a screen reader reads it."""

import re
from collections.abc import Iterator

import pytest

from tests.private_screen import PrivateScreen

WIDTH_PX, HEIGHT_PX = 1366, 768
COLUMNS = 7
_CHINESE = re.compile(r"[\u4e00-\u9fff]")

DEMAND = "请求公开并按标准补足上坞村七组水库扩建征地的青苗补偿款"
FACTS = "水库扩建征收七组水田 18.6 亩，公告标准为每亩 2400 元，实际每户只领到每亩 1100 元。"

# The fixed names of every page; controls that come and go with what is shown are met in the visit.
ROLES = {
    "text": "loginUser personName personIdNo personAddress personPhone place reportedUnit demand facts"
    " targetUnit reason logSearch matterSearch",
    "password text": "loginPassword",
    "push button": "loginButton lockButton nextVisitor readCard scanDocument addPerson removePerson addMatter"
    " confirmWithVisitor attachments registerAndPrint recordReply",
    "check box": "navReception navLog navMatters navDeadlines navSync navSettings oral",
    "combo box": "personIdType personRole purpose route contentClass outcome",
    "spin button": "presentCount affectedCount logFrom logTo",
    "label": "loginMessage officeLabel syncLight readerLight cameraLight printerLight messageLabel draftState"
    " pendingCount lastSync",
    "panel": "procedures findingsList candidatesList",
    "page tab list": "matterTabs",
    "filler": "statCards settingsOffice settingsDevices settingsStaff settingsRules",
}
# Qt 6.9 publishes a list's or table's accessible name where the objectName of other controls stands.
VIEWS = {
    "queueList": ("list", "今日来访"),
    "peopleTable": ("table", "来访人名单"),
    "logTable": ("table", "来访日志"),
    "matterTable": ("table", "事项列表"),
    "matterTimeline": ("list", "事项经过"),
    "deadlineTable": ("table", "法定期限"),
}
PEOPLE, LOG = VIEWS["peopleTable"][1], VIEWS["logTable"][1]


@pytest.fixture(scope="module")
def screen() -> Iterator[PrivateScreen]:
    """The window with somebody signed in, by the keyboard alone."""
    with PrivateScreen() as opened:
        assert opened.look("loginUser")["text"] == opened.user
        assert opened.look("loginPassword")["focused"]
        opened.type(opened.password)
        opened.key("Return")
        opened.until(lambda: opened.look("personName")["focused"])
        yield opened


def test_every_control_has_its_name_its_chinese_words_and_its_role(screen: PrivateScreen) -> None:
    controls = screen.ask("controls")
    by_id = {c["id"]: c for c in reversed(controls)}
    expected = {name: role for role, names in ROLES.items() for name in names.split()}
    assert {name: by_id.get(name, {}).get("role") for name in expected} == expected
    unnamed = [n for n in expected if not _CHINESE.search(by_id[n]["name"] + by_id[n]["description"])]
    assert unnamed == []
    assert set(VIEWS.values()) <= {(c["role"], c["name"]) for c in controls}
    boxes = [c for c in controls if c["role"] == "combo box"]
    assert [c["id"] for c in boxes if not _CHINESE.search(c["name"] + c["description"])] == []
    assert {c["id"] for c in controls if c["role"] == "push button" and not c["name"]} == set()


def test_a_visit_of_six_goes_from_the_card_to_the_log(screen: PrivateScreen) -> None:
    _read_six_cards(screen)
    _make_all_representatives(screen)
    _enter_matter(screen)

    said = screen.until(lambda: "不合规定" in (labels := screen.labels("findingsList")) and labels)
    assert any("代表人数超限" in words and "第 6 位" in words for words in said)
    assert "✕ 代表" in screen.labels(PEOPLE)[-COLUMNS:]
    assert screen.until(lambda: screen.look("sameMatter"))["name"] == "是同一事项"
    _all_on_screen(screen)

    screen.key("F9")
    number = screen.until(lambda: screen.look("registeredNumber")["name"])
    assert re.fullmatch(r"[0-9A-Z]{20,}", number)
    screen.until(lambda: "已打印" in screen.look("printState")["name"])
    assert [path.stem for path in screen.papers.glob("*.pdf")] == [number]
    assert screen.look("personName")["text"] == ""
    assert screen.look("personName")["focused"]
    assert "第 6 位按一般来访成员登记" in screen.look("registeredBanner")["name"]
    _all_on_screen(screen)

    screen.key("alt+2")
    rows = screen.until(lambda: (cells := screen.labels(LOG)) and any(DEMAND in c for c in cells) and cells)
    assert "6（代表5）" in rows
    screen.key("alt+1")
    screen.until(lambda: screen.look("personName")["focused"])


def test_a_picture_is_read_from_a_file(screen: PrivateScreen) -> None:
    screen.key("F2")
    screen.until(lambda: screen.look("personName")["text"] == "")
    screen.key("F4")
    screen.until(lambda: screen.look("cameraPanel")["showing"])
    screen.key("Escape")  # before the demo's camera lays a card down
    screen.until(lambda: not screen.look("cameraPanel")["showing"])
    screen.key("ctrl+o")
    screen.until(lambda: screen.look("fileNameEdit")["focused"])
    screen.ask("write", "fileNameEdit", str(screen.samples / "居民身份证_正面.png"))
    screen.key("Return")
    screen.until(lambda: screen.look("readingChecked")["showing"])
    number = screen.look("personIdNo")["text"]
    assert re.fullmatch(r"110199\d{11}[\dX]", number)
    screen.ask("press", "readingChecked")
    screen.until(lambda: not screen.look("readingChecked")["showing"])
    screen.key("F2")
    screen.until(lambda: screen.look("personName")["focused"] and not screen.look("personName")["text"])


def test_pages_open_for_a_screen_reader_and_the_window_locks(screen: PrivateScreen) -> None:
    for nav, control in (("navMatters", "matterSearch"), ("navSettings", "settingsDevices")):
        screen.ask("press", nav)
        screen.until(lambda control=control: screen.look(control)["showing"])
    screen.key("ctrl+l")
    screen.until(lambda: screen.look("loginPassword")["focused"])
    assert not screen.look("officeLabel")["name"].endswith(screen.user)
    assert not screen.look("settingsDevices")["showing"]
    screen.type(screen.password)
    screen.key("Return")
    screen.until(lambda: screen.look("settingsDevices")["showing"])
    screen.key("alt+1")
    screen.until(lambda: screen.look("readCard")["showing"])


def test_a_lead_signs_the_day_with_a_screen_reader_and_a_receptionist_cannot(screen: PrivateScreen) -> None:
    screen.ask("press", "navLog")
    screen.until(lambda: screen.look("logSearch")["showing"])
    assert not screen.look("signDay")["showing"]
    _sign_in_as(screen, screen.lead)
    screen.ask("press", "navLog")
    screen.until(lambda: screen.look("signDay")["showing"])
    screen.ask("press", "signDay")
    screen.until(lambda: screen.look("closingSign")["enabled"])
    assert any("待审阅的日志" in words for words in screen.labels("未了事项"))
    screen.ask("write", "closingReason", "交接班")
    screen.ask("press", "closingSign")
    screen.until(lambda: "审签" in screen.look("dayStanding")["name"])
    screen.ask("press", "closingClose")
    _sign_in_as(screen, screen.user)
    screen.ask("press", "navReception")
    screen.until(lambda: screen.look("readCard")["showing"])


def _sign_in_as(screen: PrivateScreen, name: str) -> None:
    screen.ask("press", "lockButton")
    screen.until(lambda: screen.look("loginOther")["showing"])
    screen.ask("press", "loginOther")
    screen.until(lambda: screen.look("loginButton")["name"] == "登录")
    screen.ask("write", "loginUser", name)
    screen.ask("write", "loginPassword", screen.password)
    screen.ask("press", "loginButton")
    screen.until(lambda: screen.look("officeLabel")["showing"] and screen.look("navLog")["showing"])


def _read_six_cards(screen: PrivateScreen) -> None:
    screen.key("F2")
    screen.until(lambda: screen.look("personName")["text"] == "")
    for count in range(1, 7):
        screen.key("F3")
        screen.until(lambda count=count: _names(screen)[count - 1 : count])
    assert all(_names(screen))


def _names(screen: PrivateScreen) -> list[str]:
    """First cells of the table's rows: after the header each row is its number and its cells."""
    return screen.labels(PEOPLE)[COLUMNS + 1 :: COLUMNS + 1]


def _make_all_representatives(screen: PrivateScreen) -> None:
    """From the last row upwards: the row is chosen in the table, its role with a digit."""
    names = _names(screen)
    for name in reversed(names):
        screen.until(lambda name=name: screen.look("personName")["text"] == name)
        screen.ask("focus", "personName")
        screen.key("Tab")
        screen.until(lambda: screen.look("personRole")["focused"])
        screen.key("2")
        screen.until(lambda: screen.look("personRole")["name"] == "代表")
        screen.ask("focus", "personName")
        screen.key("shift+Tab")
        screen.until(lambda: screen.look(PEOPLE)["focused"])
        screen.key("Up")


def _enter_matter(screen: PrivateScreen) -> None:
    screen.ask("focus", "contentClassText")
    screen.type("0201")
    screen.until(lambda: "征地补偿" in screen.look("contentClassText")["text"])
    screen.key("Return")
    for control, text in (
        ("place", "柏溪镇上坞村七组"),
        ("reportedUnit", "柏溪镇人民政府"),
        ("demand", DEMAND),
        ("facts", FACTS),
    ):
        assert screen.ask("write", control, text)
        assert screen.look(control)["text"] == text
    screen.ask("focus", "procedure_none")
    screen.key("space")
    screen.until(lambda: screen.look("procedure_none")["checked"])


def _all_on_screen(screen: PrivateScreen) -> None:
    """What a visit needs is wholly on the smallest screen, and nothing has to be scrolled to."""
    for control in ("nextVisitor", "readCard", "personName", "facts", "outcome", "registerAndPrint"):
        left, top, width, height = screen.look(control)["box"]
        assert left >= 0, control
        assert top >= 0, control
        assert left + width <= WIDTH_PX, control
        assert top + height <= HEIGHT_PX, control
        assert width > 40, control
        assert height >= 20, control
