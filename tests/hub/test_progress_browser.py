"""The visitor's page in a real browser without scripts: on a narrow screen, by keys alone, read out, dark."""

import io
import itertools
import threading
import time
import unicodedata
from collections.abc import Iterator, Mapping

import httpx
import pypdf
import pytest

from app.intake.progress import MOST_WRONG
from app.rulepacks import load_rulepack
from db.hub.progress import SqlProgressBook
from tests.hub.progress_stages import Told, fill_stages
from tests.live_hub import LiveHub, fresh_hub, sqlite_url
from tests.private_chromium import Page, PrivateChromium
from ui.web.progress_page import ProgressPage

REPLIED = "已经书面答复"
# What stands out of its box or of the window; a field shows all of its text at the widest.
_CUT = """[...document.querySelectorAll('body *')].filter(e => {
  const box = e.getBoundingClientRect();
  return !e.classList.contains('skip') && (e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0
    && getComputedStyle(e).display !== 'inline' || box.right > innerWidth + 0.5 || box.left < -0.5);
}).map(e => e.outerHTML.slice(0, 80))"""
# WCAG 2.2, contrast ratio of every text against what is painted behind it.
_CONTRASTS = """(() => {
  const channel = v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const parts = text => text.match(/[0-9.]+/g).map(Number);
  const behind = e => {
    for (; e; e = e.parentElement) {
      const told = parts(getComputedStyle(e).backgroundColor);
      if (told.length < 4 || told[3] === 1) return told;
    }
    return matchMedia('(prefers-color-scheme: dark)').matches ? [18, 18, 18] : [255, 255, 255];
  };
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), made = [];
  while (walk.nextNode()) {
    const text = walk.currentNode.textContent.trim(), e = walk.currentNode.parentElement;
    if (!text) continue;
    const [a, b] = [light(parts(getComputedStyle(e).color)), light(behind(e))].sort((x, y) => y - x);
    made.push([(a + 0.05) / (b + 0.05), text.slice(0, 20)]);
  }
  return made;
})()"""
_SMALL_TARGETS = """[...document.querySelectorAll('a:not(.skip), button, .choice, #number, #code')]
  .map(e => [e.getBoundingClientRect(), e.outerHTML.slice(0, 60)])
  .filter(([box]) => box.height < 44 || box.width < 44).map(([, text]) => text)"""


@pytest.fixture(scope="module")
def browser() -> Iterator[PrivateChromium]:
    with PrivateChromium() as running:
        yield running


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveHub]:
    engine = fresh_hub(sqlite_url(tmp_path_factory.mktemp("hub")))
    with LiveHub(
        engine, lambda store: ProgressPage(SqlProgressBook(store), load_rulepack()).routes()
    ) as running:
        yield running


@pytest.fixture(scope="module")
def stages(hub: LiveHub) -> Mapping[str, Told]:
    return fill_stages(hub)


def ask(page: Page, hub: LiveHub, number: str, code: str) -> None:
    """By keys alone, from the top of the page: past the way round, number, code, button."""
    page.open(hub.address.url + "/")
    for text in ("", number, code):
        page.press("Tab")
        page.write(text)
    page.press("Tab")
    page.press("Enter", leads_on=True)


def assert_focused(page: Page, wanted: str) -> None:
    """What is to have the focus when a page opens has it with the first frame, soon after it was loaded."""
    until = time.monotonic() + 20
    while (
        told := page.value("document.activeElement.id || document.activeElement.textContent.trim()")
    ) != wanted:
        assert time.monotonic() < until, told
        threading.Event().wait(0.02)


def heading_levels(page: Page) -> list[int]:
    return [int(n["level"]) for n in page.spoken() if n["role"] == "heading"]


def test_every_stage_is_whole_on_the_narrowest_screen_in_light_and_dark(
    browser: PrivateChromium, hub: LiveHub, stages: Mapping[str, Told]
) -> None:
    page = browser.page(320, 256)  # 1280 × 1024 at 400 %
    for stage, told in stages.items():
        ask(page, hub, told.number, told.code)
        text = page.value("document.body.innerText")
        assert stage in text
        assert told.number in text
        for secret in ("骆青崖", "1101991990", "1390000", "青苗", "纪委", "内部批示", told.code):
            assert secret not in text
        for scheme in ("light", "dark"):
            page.show_as(scheme)
            assert min(page.value(_CONTRASTS))[0] >= 4.5, min(page.value(_CONTRASTS))
        assert page.value("document.scrollingElement.scrollWidth") == 320
        assert page.value(_CUT) == []
        assert page.value(_SMALL_TARGETS) == []
    assert page.complaints() == []


@pytest.mark.parametrize("width", [360, 768, 1366])
def test_no_width_cuts_anything(
    browser: PrivateChromium, hub: LiveHub, stages: Mapping[str, Told], width: int
) -> None:
    page = browser.page(width)
    page.open(hub.address.url + "/")
    assert page.value(_CUT) == []
    ask(page, hub, stages[REPLIED].number, stages[REPLIED].code)
    assert page.value("document.scrollingElement.scrollWidth") == width
    assert page.value(_CUT) == []
    asked_for = {url.removeprefix(hub.address.url) for url in page.requests()}
    assert asked_for <= {"/progress", "/progress.css"}


def test_larger_letters_do_not_cut_anything(
    browser: PrivateChromium, hub: LiveHub, stages: Mapping[str, Told]
) -> None:
    page = browser.page(360)
    ask(page, hub, stages[REPLIED].number, stages[REPLIED].code)
    page.value("document.documentElement.style.fontSize = '32px'")
    assert page.value("document.scrollingElement.scrollWidth") == 360
    assert page.value(_CUT) == []


def test_a_screen_reader_finds_what_is_asked_and_what_is_wrong(
    browser: PrivateChromium, hub: LiveHub
) -> None:
    page = browser.page()
    page.open(hub.address.url + "/")
    assert page.value("document.documentElement.lang") == "zh-CN"
    spoken = page.spoken()
    fields = [n for n in spoken if n["role"] == "textbox"]
    assert [n["name"] for n in fields] == ["来访编号或登记编号", "查询码"]
    assert all(n["description"] and n["required"] for n in fields)
    assert {"banner", "main", "contentinfo"} <= {n["role"] for n in spoken}
    assert [n["name"] for n in spoken if n["role"] in {"button", "link"}] == ["跳到正文", "查询"]
    assert heading_levels(page) == [1, 2, 2]
    for number, code, title, wrong in (
        ("12", "X", "编号没有填对", ["来访编号或登记编号"]),
        ("110199001261123011A0001X", "", "还差查询码", ["查询码"]),
        ("110199001261123011A0001X", "7K3MQ9TX2HVB", "没有查到", ["来访编号或登记编号", "查询码"]),
    ):
        ask(page, hub, number, code)
        assert_focused(page, "problem")
        assert page.value("document.title").startswith(title)
        spoken = page.spoken()
        alert = next(n for n in spoken if n["role"] == "alert")
        assert alert["focused"]
        fields = [n for n in spoken if n["role"] == "textbox"]
        assert [n["name"] for n in fields if n["invalid"] == "true"] == wrong
        assert all(title in n["description"] for n in fields if n["name"] in wrong)
        assert page.value("[number.value, code.value]") == [number, code]
        page.press("Tab")
        assert_focused(page, "number")


def test_keys_alone_rate_both_and_the_page_says_so(
    browser: PrivateChromium, hub: LiveHub, stages: Mapping[str, Told]
) -> None:
    page = browser.page()
    ask(page, hub, stages[REPLIED].qr, "")
    levels = heading_levels(page)
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(levels))
    groups = [n["name"] for n in page.spoken() if n["role"] == "group"]
    assert groups == ["信访部门：雾泽县人民来访接待中心", "责任单位：雾泽县自然资源局"]
    for name in ("跳到正文", "0100-5550199"):
        page.press("Tab")
        assert_focused(page, name)
    page.press("Tab")
    page.press(" ")
    page.press("Tab")
    page.press(" ")
    page.press("ArrowDown")
    page.press("Tab")
    assert_focused(page, "提交评价")
    page.press("Enter", leads_on=True)
    assert_focused(page, "您的评价已经收到，谢谢。")
    spoken = page.spoken()
    assert next(n for n in spoken if n["role"] == "status")
    assert [n["name"] for n in spoken if n["role"] == "radio" and n["checked"] == "true"] == [
        "满意",
        "基本满意",
    ]
    assert page.complaints() == []


def test_the_focus_is_seen_and_the_first_key_leads_past_the_head(
    browser: PrivateChromium, hub: LiveHub
) -> None:
    page = browser.page()
    page.open(hub.address.url + "/")
    for _ in range(4):
        page.press("Tab")
        outline = page.value(
            "(s => [s.outlineStyle, parseFloat(s.outlineWidth)])(getComputedStyle(document.activeElement))"
        )
        assert outline == ["solid", 3]
    page.open(hub.address.url + "/")
    page.press("Tab")
    page.press("Enter")
    assert_focused(page, "main")


def test_too_many_guesses_get_a_sentence(browser: PrivateChromium, hub: LiveHub) -> None:
    page = browser.page(320)
    with httpx.Client(base_url=hub.address.url, trust_env=False, timeout=20) as line:
        for n in range(MOST_WRONG):
            told = {"number": "110199001261123011B0001X", "code": f"{n:012d}"}
            line.post("/progress", data=told)
    ask(page, hub, told["number"], told["code"])
    assert page.value("document.querySelector('[role=alert]').innerText").startswith("请过一会儿再查")
    assert page.value(_CUT) == []


def test_markup_that_is_typed_stays_a_text(browser: PrivateChromium, hub: LiveHub) -> None:
    page = browser.page(scripts=True)
    evil = "\"><script>document.title='x'</script><img src=x onerror=document.title='x'>"
    ask(page, hub, evil, evil)
    assert page.value("document.title").startswith("编号没有填对")
    assert page.value("document.scripts.length + document.images.length") == 0
    assert page.value("code.value") == evil[:40]


def test_the_answer_is_printed_without_form_and_on_one_sheet(
    browser: PrivateChromium, hub: LiveHub, stages: Mapping[str, Told]
) -> None:
    page = browser.page()
    ask(page, hub, stages[REPLIED].number, stages[REPLIED].code)
    sheet = pypdf.PdfReader(io.BytesIO(page.printed()))
    assert len(sheet.pages) == 1
    # Some signs come back as the radicals that look alike.
    text = "".join(unicodedata.normalize("NFKC", sheet.pages[0].extract_text()).split())
    for word in (stages[REPLIED].number, REPLIED, "最后一天", "截至"):
        assert word in text
    assert "提交评价" not in text
    assert "再查一件" not in text
