"""The receipt as a reader meets it: text copied out, QR scanned, pages looked at."""

import dataclasses
import io
import re
import subprocess
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import zxingcpp
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader
from pyzbar import pyzbar

from app.domain.person import PersonDraft
from app.errors import UnsupportedGlyph
from app.receipts.checks import parse_payload
from app.receipts.content import content_from_json, content_to_json
from app.receipts.fonts import missing_glyphs, shown
from app.receipts.render import render_receipt
from tests.fakes.receipts import NUMBER, OFFICE, PETITIONER, VISIT_NO, matter, receipt

RARE_NAME = "䶮㛃·𬱖𠮷𪚥"
FORMS = [(paper, large) for paper in ("a5", "a4") for large in (False, True)]


def squeezed(text: str) -> str:
    """Text without any blank: where lines end says nothing."""
    return re.sub(r"\s", "", text)


def compared(text: str) -> str:
    """Text without blanks and hyphens: pdftotext takes hyphens at line ends for word division."""
    return re.sub(r"[-\u2010]", "", squeezed(unicodedata.normalize("NFC", text)))


def poppler_text(pdf: bytes, tmp_path: Path) -> str:
    path = tmp_path / "receipt.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-enc", "UTF-8", path, "-"], capture_output=True, check=True)
    return done.stdout.decode("utf-8")


def pypdf_text(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def picture(pdf: bytes, tmp_path: Path, dpi: int) -> Image.Image:
    path = tmp_path / "receipt.pdf"
    path.write_bytes(pdf)
    subprocess.run(
        ["pdftoppm", "-r", str(dpi), "-mono", "-f", "1", "-l", "1", path, tmp_path / "page"], check=True
    )
    (page,) = tmp_path.glob("page*.pbm")
    return Image.open(page).convert("L")


def test_text_comes_back_whole_from_pdftotext(tmp_path):
    demand = "请求查明𠮷安里𪚥姓农户<b>补偿款</b> & 名单；阿依古丽·买买提 2,400.50 元。"
    content = receipt(
        [matter(1, demand=demand), matter(2)], addressee=PersonDraft(name=RARE_NAME, id_no="A1234567")
    )
    text = poppler_text(render_receipt(content).pdf, tmp_path)
    assert RARE_NAME in text
    assert NUMBER in text
    assert VISIT_NO in text
    assert "2026年11月23日10时43分" in text
    assert squeezed(demand) in squeezed(text)
    owed_words = [
        *("来访登记回执", "8F3K-22M1", "8F3K-22M2", "最迟2026年12月8日书面告知", "您的权利", "送达回证"),
        *("您的诉求：请求", "处理情况：拟转送柏溪镇人民政府处理", "拒绝签收", "见证人", "送达方式"),
        *("来访人数：6人，其中代表5人", "接待窗口：2号窗口", "接待人林知夏", "收到材料：3页"),
        *("登记状态：已登记", "来访时间：2026年11月23日10时43分"),
    ]
    owed_words += [OFFICE.name, OFFICE.phone, OFFICE.address, squeezed(OFFICE.hours)]
    owed_words += [f"登记编号：{VISIT_NO}-1", f"登记编号：{VISIT_NO}-2"]
    for owed in owed_words:
        assert owed in squeezed(text)
    assert "199003070017" not in text


@pytest.mark.parametrize(("paper", "large_print"), FORMS)
def test_rare_names_come_back_from_both_extractors_on_every_form(tmp_path, paper, large_print):
    content = receipt(addressee=PersonDraft(name=RARE_NAME))
    pdf = render_receipt(content, paper=paper, large_print=large_print).pdf
    for text in (poppler_text(pdf, tmp_path), pypdf_text(pdf)):
        assert RARE_NAME in text
        assert "青苗补偿款" in squeezed(text)


@pytest.mark.parametrize(("paper", "large_print"), FORMS)
def test_qr_is_read_by_two_decoders_at_203_dpi_in_pure_black_and_white(tmp_path, paper, large_print):
    content = receipt()
    page = picture(render_receipt(content, paper=paper, large_print=large_print).pdf, tmp_path, 203)
    (by_zbar,) = pyzbar.decode(page, symbols=[pyzbar.ZBarSymbol.QRCODE])
    (by_zxing,) = zxingcpp.read_barcodes(page, formats=zxingcpp.BarcodeFormat.QRCode)
    assert by_zbar.data.decode("ascii") == by_zxing.text
    found = parse_payload(by_zxing.text)
    assert found is not None
    assert (found.visit_no, found.reference, found.check) == (VISIT_NO, "2026-02-00871", content.check)


def test_qr_survives_a_crease_and_a_stain(tmp_path):
    content = receipt()
    page = picture(render_receipt(content).pdf, tmp_path, 203)
    (symbol,) = zxingcpp.read_barcodes(page)
    corner = symbol.position.top_left
    page.paste(255, (corner.x + 70, corner.y + 60, corner.x + 95, corner.y + 85))
    page.paste(255, (corner.x, corner.y + 100, corner.x + 200, corner.y + 102))
    assert zxingcpp.read_barcodes(page)[0].text == symbol.text
    assert pyzbar.decode(page)[0].data.decode("ascii") == symbol.text


def test_sealed_receipt_says_nothing_else(tmp_path):
    secrets = {"demand": "举报某局长", "query_code": "S3CR-ET00", "target_unit": "县纪委监委"}
    content = receipt([matter(1, sealed=True, **secrets), matter(2, sealed=True, **secrets)])
    paper = render_receipt(content)
    text = squeezed(poppler_text(paper.pdf, tmp_path))
    for told in (
        NUMBER,
        VISIT_NO,
        f"{VISIT_NO}-1",
        f"{VISIT_NO}-2",
        "2026年11月23日10时43分",
        "收到材料：3页",
    ):
        assert squeezed(told) in text
    for hidden in ("举报", "检举", "控告", "涉密", "局长", "S3CR", "纪委", "骆青崖", "110199****", "诉求",
                   "处理情况", "查询码", "林知夏", "来访人数", "号窗口"):  # fmt: skip
        assert hidden not in text
    assert paper.pages == 1


def test_mixed_receipt_never_shows_the_sealed_part(tmp_path):
    sealed = matter(2, sealed=True, demand="举报某局长", query_code="S3CR-ET00", target_unit="县纪委监委")
    text = squeezed(poppler_text(render_receipt(receipt([matter(1), sealed])).pdf, tmp_path))
    assert f"其他登记编号：{VISIT_NO}-2" in text
    assert "青苗补偿款" in text
    for hidden in ("举报", "局长", "S3CR", "纪委"):
        assert hidden not in text


def test_equal_contents_make_equal_bytes_and_others_do_not():
    once, again = render_receipt(receipt()), render_receipt(content_from_json(content_to_json(receipt())))
    assert once == again
    assert render_receipt(receipt([matter(1, demand="另一诉求")])).sha256 != once.sha256


def test_reprint_is_marked_on_every_page_and_first_print_nowhere(tmp_path):
    content = receipt([matter(index) for index in range(1, 9)])
    first, later = render_receipt(content), render_receipt(content, reprint=True)
    assert first.pages == later.pages > 1
    assert "补打" not in poppler_text(first.pdf, tmp_path)
    for page in PdfReader(io.BytesIO(later.pdf)).pages:
        assert "补打" in page.extract_text()


@pytest.mark.parametrize("paper", ["a5", "a4"])
def test_one_matter_is_one_page_with_its_service_slip(paper):
    assert render_receipt(receipt([matter(1, demand="诉" * 60 + "。")]), paper=paper).pages == 1


def test_twenty_matters_flow_over_numbered_pages_in_order(tmp_path):
    content = receipt([matter(index, demand=f"第{index}件：" + "诉" * 190) for index in range(1, 21)])
    paper = render_receipt(content)
    pages = PdfReader(io.BytesIO(paper.pdf)).pages
    assert len(pages) == paper.pages > 5
    for index, page in enumerate(pages, start=1):
        text = squeezed(page.extract_text())
        assert f"第{index}页共{paper.pages}页" in text
        assert NUMBER in text
    text = squeezed(poppler_text(paper.pdf, tmp_path))
    places = [text.index(f"第{index}件：") for index in range(1, 21)]
    assert places == sorted(places)
    assert "送达回证" in squeezed(pages[-1].extract_text())


def test_name_of_sixty_characters_and_long_office_lines_wrap(tmp_path):
    long_name = "阿不都热合曼·" * 8 + "𠮷𪚥䶮㛃"
    assert len(long_name) == 60
    content = receipt([matter(1, demand="诉求" * 100)], addressee=PersonDraft(name=long_name))
    paper = render_receipt(content)
    text = squeezed(poppler_text(paper.pdf, tmp_path))
    assert long_name in text
    assert "诉求" * 100 in text
    assert_ink_within_margins(paper.pdf, tmp_path)


def assert_ink_within_margins(pdf: bytes, tmp_path: Path) -> None:
    """Nothing of the first A5 page stands nearer to the edge than office printers can print."""
    ink = picture(pdf, tmp_path, 50)
    left, upper, right, lower = ink.point(lambda shade: 255 - shade).getbbox()
    per_mm = 50 / 25.4
    assert left >= 12 * per_mm - 1
    assert upper >= 4 * per_mm
    assert right <= (148 - 12) * per_mm + 1
    assert lower <= (210 - 4) * per_mm


def test_office_with_the_longest_lines_keeps_within_the_paper(tmp_path):
    office = dataclasses.replace(
        OFFICE,
        name="雾泽县" * 20,
        address="云岭省雾泽县柏溪镇人民路十八号" * 8,
        phone="0990-1234567、0990-1234568" * 3,
        hours="周一至周五 8:30–12:00、14:30–17:30，" * 6,
    )
    content = receipt(office=office, receptionist="林" * 60, addressee=PersonDraft(name="名" * 60))
    paper = render_receipt(content, reprint=True)
    assert_ink_within_margins(paper.pdf, tmp_path)
    text = squeezed(poppler_text(paper.pdf, tmp_path))
    for owed in (office.name, office.address, squeezed(office.hours), "林" * 60, "补打"):
        assert owed in text


def test_office_without_contact_lines_still_gets_a_foot(tmp_path):
    office = dataclasses.replace(OFFICE, address="", phone="", hours="")
    text = squeezed(poppler_text(render_receipt(receipt(office=office)).pdf, tmp_path))
    assert "第1页共1页" in text
    assert "电话" not in text


def test_pdf_embeds_its_fonts_and_tells_nothing_personal():
    pdf = render_receipt(receipt()).pdf
    reader = PdfReader(io.BytesIO(pdf))
    assert reader.metadata is not None
    assert reader.metadata.title == f"来访登记回执 {NUMBER}"
    assert PETITIONER.name not in str(dict(reader.metadata))
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            assert "/FontFile2" in font.get_object()["/FontDescriptor"]
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"  # type: ignore[index]


def test_character_without_glyph_is_refused_or_noted(tmp_path):
    content = receipt([matter(1, demand="补偿😀款ي")])
    with pytest.raises(UnsupportedGlyph) as refused:
        render_receipt(content)
    assert refused.value.characters == "😀ي"
    text = squeezed(poppler_text(render_receipt(content, note_missing=True).pdf, tmp_path))
    assert "补偿〔U+1F600〕款〔U+064A〕" in text


def test_papers_made_at_the_same_time_do_not_mix(tmp_path):
    contents = [receipt([matter(1, demand=f"第{index}人的诉求")]) for index in range(8)]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(render_receipt, contents))
    assert together == [render_receipt(content) for content in contents]
    assert "第5人的诉求" in poppler_text(together[5].pdf, tmp_path)


def test_unknown_paper_is_refused():
    with pytest.raises(ValueError, match="paper"):
        render_receipt(receipt(), paper="b5")


TRICKY = st.text(
    alphabet=st.one_of(
        st.sampled_from("一二三𠮷𪚥䶮<>&%()[]\\/'\"·，。（）《》\n\t\u202e\u200b\u00ad\ufe0f 😀é１Ａab0"),
        st.characters(),
    ),
    max_size=300,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=TRICKY, name=TRICKY.filter(lambda text: len(text) <= 60))
@example(words="\\(\r\n)" * 40, name=")")
@example(words="诉" * 5000, name="名" * 60)
@example(words="a" * 2000, name="")
def test_any_text_is_printed_whole_or_its_characters_are_named(words, name, tmp_path):
    content = receipt([matter(1, demand=words)], addressee=PersonDraft(name=name))
    missing = missing_glyphs(f"{words}\n{name}")
    if missing:
        with pytest.raises(UnsupportedGlyph) as refused:
            render_receipt(content)
        assert set(refused.value.characters) == set(missing)
    pdf = render_receipt(content, note_missing=bool(missing)).pdf
    text = squeezed(poppler_text(pdf, tmp_path))
    page_foot_and_head = r"地址：云岭省.{,80}?共\d页雾泽县人民来访接待中心来访登记回执雾信访〔2026〕02-00871"
    text = re.sub(page_foot_and_head, "", text, flags=re.DOTALL)
    for owed in (words, name):
        assert compared(shown(owed)) in compared(text)
