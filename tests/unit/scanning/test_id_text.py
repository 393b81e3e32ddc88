"""Lines of text to fields and warnings, without any model."""

from datetime import date

import pytest

from app.domain.identity import DocType, IdDocument
from app.scanning.id_evidence import judge
from app.scanning.id_text import (
    document_words,
    enough,
    is_document_line,
    is_document_number,
    is_document_word,
    is_other_paper,
    read_document,
)
from app.scanning.specimens import ZonePerson, td1_lines, td3_lines
from app.scanning.text_line import TextLine, agreed

TODAY = date(2026, 11, 22)


def line(text: str, left: float, top: float, *, mark: float = 0.99, options=()) -> TextLine:
    return TextLine(text, left, top, left + 24 * len(text), top + 30, (mark,) * len(text), options)


def read(lines: list[TextLine]) -> IdDocument | None:
    reading = read_document(lines, TODAY)
    return None if reading is None else judge(reading, TODAY)


def front(printed: str = "110199199003070017", **changed: TextLine) -> list[TextLine]:
    lines = {
        "name": line("姓名 甲某", 50, 50),
        "sex": line("性别男", 50, 120),
        "ethnic": line("民族汉", 250, 120),
        "birth": line("出生 1990年3月7日", 50, 190),
        "label": line("住址", 50, 262),
        "street": line("北京市样例区虚构街道", 150, 260),
        "house": line("1号院2号楼303室", 150, 310),
        "mark": line("样张", 800, 312),
        "number_label": line("公民身份号码", 50, 520),
        "number": line(printed, 330, 518),
    }
    return list((lines | changed).values())


def test_front_gives_every_field_and_no_warning():
    found = read(front())
    assert found.doc_type is DocType.PRC_ID_FRONT
    assert found.fields.present() == {
        "name": "甲某",
        "sex": "male",
        "ethnicity": "汉",
        "birth_date": "1990-03-07",
        "address": "北京市样例区虚构街道1号院2号楼303室",
        "number": "110199199003070017",
    }
    assert found.warnings == ()
    assert set(found.confidence) == set(found.fields.present())


def test_a_wrong_check_digit_is_told_and_not_mended():
    found = read(front("110199199003070018"))
    assert found.fields.number == "110199199003070018"
    assert "number_check_failed" in found.warnings


def test_a_doubted_digit_is_mended_when_check_birth_and_sex_prove_it():
    options = [((char, 0.99),) for char in "110199199003078017"]
    options[14] = (("8", 0.6), ("0", 0.35))
    number = line("110199199003078017", 330, 518, options=tuple(options))
    found = read(front(number=number))
    assert found.fields.number == "110199199003070017"
    assert "number_check_failed" not in found.warnings


def doubted_number(number: str, *places: int, rival: str = "0", mark: float = 0.35) -> TextLine:
    """A number some characters of which are as likely another digit."""
    options = tuple(
        ((char, mark), (rival, 0.9 - mark)) if i in places else ((char, 0.99),)
        for i, char in enumerate(number)
    )
    marks = tuple(mark if i in places else 0.99 for i in range(18))
    return TextLine(number, 330, 518, 900, 548, marks, options)


def test_birth_and_sex_say_nothing_of_the_characters_beside_them():
    wrong = "11019919900307945X"  # printed 00 where 94 is read; the check character holds for both
    found = read(front(number=doubted_number(wrong, 14, 15)))
    assert "number_uncertain" in found.warnings
    assert found.confidence["number"] <= 0.5
    for at in (14, 15, 17):
        number = "110199199003070017"
        assert "number_uncertain" in read(front(number=doubted_number(number, at, rival="4"))).warnings


def test_birth_sex_and_division_excuse_the_characters_they_speak_for():
    listed = "110101199003070011"
    for places, rival in ((range(6, 14), "5"), ((16,), "2"), ((0, 3), "9")):
        found = read(front(number=doubted_number(listed, *places, rival=rival, mark=0.5)))
        assert found.warnings == ()
        assert found.confidence["number"] > 0.9
    for places, rival in (((16,), "3"), ((5,), "2")):  # as possible as what was read
        found = read(front(number=doubted_number(listed, *places, rival=rival, mark=0.5)))
        assert "number_uncertain" in found.warnings
    unprinted = [
        each for each in front(number=doubted_number(listed, 13, rival="5")) if "出生" not in each.text
    ]
    assert "number_uncertain" in read(unprinted).warnings


def test_two_digits_hardly_doubted_are_uncertain_only_if_the_check_would_not_notice_both():
    wrong = "11019919900307945X"  # printed 00 where 94 is read; the check character holds for both
    assert "number_uncertain" in read(front(number=doubted_number(wrong, 14, 15, mark=0.7))).warnings
    noticed = doubted_number(wrong, 14, 15, rival="1", mark=0.7)
    assert "number_uncertain" not in read(front(number=noticed)).warnings
    nearly_sure = doubted_number(wrong, 14, 15, mark=0.85)
    assert "number_uncertain" not in read(front(number=nearly_sure)).warnings


def test_a_mended_number_has_no_check_left_for_its_other_characters():
    def number(mark: float) -> TextLine:
        printed, read_as = "110199199003070017", "110199199003078017"
        doubts = {14: (("8", 0.6), ("0", 0.35)), 15: (("0", mark), ("4", 1 - mark))}
        options = options_of(read_as, doubts)
        marks = tuple({14: 0.6, 15: mark}.get(i, 0.99) for i in range(len(printed)))
        return TextLine(read_as, 330, 518, 900, 548, marks, options)

    assert "number_uncertain" in read(front(number=number(0.75))).warnings
    assert "number_uncertain" not in read(front(number=number(0.95))).warnings


def test_a_number_against_the_printed_birth_is_uncertain():
    found = read(front(birth=line("出生 1991年3月7日", 50, 190)))
    assert {"number_uncertain", "field_uncertain:birth_date"} <= set(found.warnings)


def test_a_number_against_the_printed_sex_is_uncertain():
    found = read(front(sex=line("性别女", 50, 120)))
    assert {"number_uncertain", "field_uncertain:sex"} <= set(found.warnings)


def test_faint_words_are_told():
    found = read(
        front(name=line("姓名 甲某", 50, 50, mark=0.5), street=line("北京市样例区", 150, 260, mark=0.5))
    )
    assert {"name_uncertain", "address_uncertain"} <= set(found.warnings)


def test_an_unknown_ethnicity_is_told():
    assert "field_uncertain:ethnicity" in read(front(ethnic=line("民族漠", 250, 120))).warnings


def test_a_front_without_its_number_says_so():
    lines = [each for each in front() if each.text != "110199199003070017"]
    found = read(lines)
    assert found.fields.number == ""
    assert "number_uncertain" in found.warnings


def test_a_permit_front_is_known_by_its_number_and_has_no_ethnicity():
    lines = front("810000198805120032", birth=line("出生 1988年5月12日", 50, 190))
    found = read(lines)
    assert found.doc_type is DocType.HMT_RESIDENCE
    assert found.fields.ethnicity == ""
    assert found.warnings == ()


def test_name_dots_become_the_middle_dot():
    assert read(front(name=line("姓名 甲某•乙", 50, 50))).fields.name == "甲某·乙"


def back(validity: str, title: str = "居民身份证", *more: TextLine) -> list[TextLine]:
    return [
        line("中华人民共和国", 300, 60),
        line(title, 300, 150),
        line("签发机关", 250, 360),
        line("北京市公安局样例分局", 430, 360),
        line("有效期限", 250, 420),
        line(validity, 430, 420),
        *more,
    ]


def test_back_with_a_long_validity():
    found = read(back("2020.05.06-长期"))
    assert found.doc_type is DocType.PRC_ID_BACK
    assert found.fields.present() == {
        "issuer": "北京市公安局样例分局",
        "valid_from": "2020-05-06",
        "valid_to": "long",
    }
    assert found.warnings == ()


def test_an_expired_back_is_told_only():
    assert read(back("2006.05.06-2026.05.06")).warnings == ("expired",)


def test_a_day_outside_the_calendar_is_no_field():
    found = read(back("2020.02.30-2040.02.28"))
    assert found.fields.valid_from == ""
    assert "field_uncertain:valid_from" in found.warnings


def test_permit_back_has_the_travel_permit_number():
    found = read(back("2024.03.01-2029.03.01", "台湾居民居住证", line("通行证号码00000012", 250, 480)))
    assert found.doc_type is DocType.HMT_RESIDENCE
    assert found.fields.document_number == "00000012"
    assert found.warnings == ()


def foreign(number: str, birth: str = "1988.05.12") -> list[TextLine]:
    return [
        line("中华人民共和国外国人永久居留身份证", 130, 30),
        line("姓名/Name", 350, 120),
        line("CESHI, JIA", 350, 150),
        line("测试甲", 350, 190),
        line("性别/Sex", 350, 230),
        line("男/M", 350, 260),
        line("出生日期/Date of Birth", 350, 300),
        line(birth, 350, 330),
        line("国籍/Nationality", 350, 370),
        line("乌托邦/UTO", 350, 400),
        line("2024.02.01-2034.02.01", 350, 470),
        line("证件号码/ID No.", 350, 510),
        line(number, 350, 540),
    ]


def test_foreign_card_of_2023():
    found = read(foreign("91190019880512001X"))
    assert found.doc_type is DocType.FOREIGN_PERMANENT_RESIDENCE
    assert found.fields.present() == {
        "name": "CESHI JIA",
        "name_zh": "测试甲",
        "sex": "male",
        "birth_date": "1988-05-12",
        "number": "91190019880512001X",
        "valid_from": "2024-02-01",
        "valid_to": "2034-02-01",
        "nationality": "UTO",
    }
    assert found.warnings == ()


def test_foreign_card_of_2017_needs_birth_and_country_to_agree():
    assert read(foreign("UTO110188051202")).warnings == ()
    assert read(foreign("UTO110188061202")).warnings == ("number_uncertain",)
    assert read(foreign("QQQ110188051202")).warnings == ("number_uncertain",)


def zone(lines: tuple[str, ...], *more: TextLine) -> list[TextLine]:
    return [*more, *(line(text, 50, 400 + 60 * i) for i, text in enumerate(lines))]


def test_passport_with_issue_date_and_both_names():
    person = ZonePerson(surname="O'CESHI", given_names="JIA")
    found = read(
        zone(
            td3_lines(person),
            line("PASSPORT/PASSEPORT", 50, 40),
            line("Code of issuing State/Passport No.", 480, 40),
            line("测试", 480, 100),
            line("O'CESHI", 480, 140),
            line("JIA", 480, 200),
            line("07 JAN 2025", 480, 260),
        )
    )
    assert found.doc_type is DocType.PASSPORT
    assert found.fields.present() == {
        "name": "O'CESHI JIA",
        "sex": "male",
        "birth_date": "1990-03-07",
        "valid_from": "2025-01-07",
        "valid_to": "2035-01-06",
        "nationality": "UTO",
        "document_number": "E00000001",
    }
    assert found.warnings == ()


def test_the_name_in_ideographs_may_stand_three_lines_above_the_latin_one():
    person = ZonePerson(nationality="CHN")
    above = [line("护照", 480, 20), line("甲某", 480, 60), line("CESHI, JIA YI", 480, 150)]
    assert read(zone(td3_lines(person), *above)).fields.name_zh == "甲某"
    assert not read(zone(td3_lines(person), line("护照", 480, 60), above[-1])).fields.name_zh


def test_a_stroke_read_for_an_i_of_the_zone_leaves_no_doubt():
    lines = td1_lines(ZonePerson(surname="XENIA", number="Z9A000002"))
    options = options_of(lines[2], {3: (("I", 0.02), ("L", 0.01))})
    stroke = TextLine(
        "XEN|A" + lines[2][5:], 50, 520, 800, 550, (0.99,) * 3 + (0.66,) + (0.99,) * 26, options
    )
    found = read([*zone(lines[:2]), stroke])
    assert found.fields.name.startswith("XENIA")
    assert found.warnings == ()


def test_letters_read_as_digits_are_put_right_where_the_place_decides():
    first, second = td3_lines(ZonePerson())
    found = read(zone((first.replace("UTO", "UT0"), second.replace("UTO900307", "UT09OO3O7"))))
    assert found.fields.nationality == "UTO"
    assert found.fields.birth_date == "1990-03-07"
    assert "mrz_check_failed" not in found.warnings


def test_lost_fillers_are_given_back():
    first, second = td3_lines(ZonePerson())
    found = read(zone((first[:-3], second.replace("<" * 15, "<" * 13))))
    assert found.fields.document_number == "E00000001"
    assert "mrz_check_failed" not in found.warnings


@pytest.mark.parametrize("lines", [td3_lines, td1_lines])
def test_a_zone_with_a_wrong_check_digit_is_told(lines):
    found = read(zone(lines(ZonePerson(wrong_check=True))))
    assert {"mrz_check_failed", "number_check_failed"} <= set(found.warnings)


def test_a_zone_that_cannot_be_sized_states_nothing():
    first, second = td3_lines(ZonePerson())
    found = read(zone((first, second[:12] + second[14:24] + second[26:])))
    assert found.fields.document_number == ""
    assert "mrz_check_failed" in found.warnings


def test_an_expired_zone():
    assert "expired" in read(zone(td1_lines(ZonePerson(expiry="250106")))).warnings


@pytest.mark.parametrize(
    ("number", "code", "kind"),
    [
        ("H00000001", "CR", DocType.MAINLAND_TRAVEL_PERMIT),
        ("00000012", "CT", DocType.TAIWAN_TRAVEL_PERMIT),
        ("Z9A000002", "I", DocType.TD1),
    ],
)
def test_cards_with_three_lines(number, code, kind):
    nationality = "UTO" if code == "I" else "CHN"
    found = read(zone(td1_lines(ZonePerson(number=number, document_code=code, nationality=nationality))))
    assert found.doc_type is kind
    assert found.fields.document_number == number


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [line("快递单号 811000199003070012", 50, 50), line("收件人 甲某 电话 000", 50, 100)],
        [line("样例银行", 50, 50), line("6200 0000 0000 0000", 50, 200), line("VALID THRU 08/31", 50, 250)],
        [line("姓名：甲某", 50, 50), line("部门：综合", 50, 100), line("工号：00000001", 50, 150)],
        [line("护照", 50, 50), line("PASSPORT", 50, 100)],
    ],
)
def test_other_papers_are_no_documents(lines):
    assert read(lines) is None


OTHER_PAPERS = (
    ("快递单号 811000199003070012", "收件人 甲某 电话 000"),
    ("样例银行", "6200 0000 0000 0000", "VALID THRU 08/31"),
    ("样例图书馆 读者证", "姓名 甲某", "证号 110199199003070017"),
    ("护照", "PASSPORT", "乌托邦"),
)


def stacked(texts, mark: float = 0.99) -> list[TextLine]:
    return [line(text, 50, 50 + 60 * k, mark=mark) for k, text in enumerate(texts)]


@pytest.mark.parametrize("texts", OTHER_PAPERS)
def test_what_is_plainly_another_paper_needs_no_other_look(texts):
    assert is_other_paper(stacked(texts))
    assert not is_other_paper(stacked(texts, mark=0.6))


@pytest.mark.parametrize("texts", OTHER_PAPERS)
@pytest.mark.parametrize("own", ["居民身份证", "公民身份号码", "签发机关 某县公安局", "P<UTOCESHI<<JIA<YI<<"])
def test_a_paper_beside_a_part_of_a_document_is_not_put_away(texts, own):
    assert not is_other_paper(stacked((*texts, own)))


@pytest.mark.parametrize(
    "texts",
    [("护照", "PASSPORT", "E00000000"), ("中华人民共和国", "姓名 甲某"), [f"登记表{n}" for n in range(15)]],
)
def test_what_may_be_a_part_of_a_document_is_looked_at_again(texts):
    assert not is_other_paper(stacked(texts))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("出生 1990年3月7日", True),
        ("1990年11", True),
        ("1990年3月", True),
        ("2026年8月报表", False),
        ("3年2班", False),
    ],
)
def test_a_month_without_a_day_is_a_forms(text, told):
    assert is_document_word(text) is told


def test_words_of_documents_are_counted_once_each_and_figures_as_one_word():
    assert document_words(stacked(("2026年5月1日", "2025年1月", "编号:908298055279001"))) == 1
    assert document_words(front()) >= 5
    assert document_words(stacked(("方知计请条", "算登数"))) == 0


def test_two_numbers_on_a_page_are_more_than_one_document():
    second = [line("公民身份号码", 50, 1120), line("11019919900307005X", 330, 1118)]
    assert read_document([*front(), *second], TODAY).others


def options_of(text: str, doubts: dict[int, tuple[tuple[str, float], ...]]):
    return tuple(doubts.get(i, ((char, 0.99),)) for i, char in enumerate(text))


@pytest.mark.parametrize(
    ("thought_of", "plain", "printed", "sure"),
    [
        (False, False, "C1G25O493", True),
        (True, False, "C1G25O493", True),
        # A wrong check digit calls for such a change sooner or later: the print alone proves it.
        (True, False, "", False),
        (False, True, "", False),
        (False, False, "C1G250493", False),
        (False, False, "", False),
    ],
)
def test_a_nought_that_is_an_o_is_mended_and_sure_when_check_digits_and_print_prove_it(
    thought_of, plain, printed, sure
):
    first, second = td3_lines(ZonePerson(number="C1G25O493"))
    misread = second.replace("C1G25O493", "C1G250493")
    options = options_of(misread, {5: (("0", 0.9), ("O", 0.09))} if thought_of else {})
    marks = tuple(0.99 if plain or i != 7 else 0.9 for i in range(44))
    lines = [line(first, 50, 400), TextLine(misread, 50, 460, 1100, 490, marks, options)]
    found = read([*lines, line(printed, 480, 40)])
    assert found.fields.document_number == "C1G25O493"
    assert ("number_uncertain" not in found.warnings) is sure


def test_where_two_noughts_could_be_the_o_the_printed_number_decides():
    true, misread = "AOB0C0001", "A0B0C0001"  # the second and the eighth place weigh alike
    first, second = td3_lines(ZonePerson(number=true))
    lines = zone((first, second.replace(true, misread)))
    assert {"mrz_check_failed", "number_uncertain"} <= set(read(lines).warnings)
    told = read([*lines, line(true, 480, 40)])
    assert told.fields.document_number == true
    assert "number_uncertain" not in told.warnings


def test_noughts_that_cancel_out_in_the_check_digits_are_left_to_a_person():
    # The O at place 8 weighs as much as those at 4 and 6 together.
    first, second = td3_lines(ZonePerson(number="512OGO50K"))
    misread = second.replace("512OGO50K", "5120G050K")
    lines = zone((first, misread))
    assert {"number_uncertain", "mrz_check_failed"} <= set(read(lines).warnings)
    told = read([*lines, line("512OGO50K", 480, 40)])
    assert told.fields.document_number == "512OGO50K"
    assert "number_uncertain" not in told.warnings


def test_a_number_that_passes_is_doubted_when_the_print_shows_other_noughts_that_pass_too():
    first, second = td3_lines(ZonePerson(number="OO1A11A11"))  # 24 × 7 + 24 × 3 is a full ten
    misread = zone((first, second.replace("OO1A11A11", "001A11A11")))
    assert "number_uncertain" in read([*misread, line("OO1A11A11", 480, 40)]).warnings
    assert "number_uncertain" not in read([*zone((first, second)), line("OO1A11A11", 480, 40)]).warnings


def zone_with_doubt(number: str, at: int, rival: str) -> list[TextLine]:
    """A passport's zone whose number has a character that may as well be another one."""
    first, second = td3_lines(ZonePerson(number=number))
    doubted = options_of(second, {at: ((number[at], 0.6), (rival, 0.35))})
    marks = tuple(0.6 if i == at else 0.99 for i in range(44))
    return [line(first, 50, 400), TextLine(second, 50, 460, 1100, 490, marks, doubted)]


@pytest.mark.parametrize("twins", ["G6", "L1", "FP", "EO", "DN", "HR", "KU", "CM", "VL", "S8", "K<"])
def test_a_doubted_sign_that_no_check_digit_tells_from_its_rival_is_uncertain_unless_printed(twins):
    sign, rival = twins[0], twins[-1]
    number = f"A{sign}1234567"
    lines = zone_with_doubt(number, 1, rival)
    assert "number_uncertain" in read(lines).warnings
    assert "number_uncertain" not in read([*lines, line(number, 480, 40)]).warnings


def test_a_rival_that_the_check_digits_rule_out_leaves_no_doubt():
    assert "number_uncertain" not in read(zone_with_doubt("AG1234567", 1, "C")).warnings


def test_a_sign_no_check_digit_guards_stays_a_doubt_when_another_one_was_mended():
    first, second = td3_lines(ZonePerson(number="CLG250493"))
    misread = second.replace("CLG250493", "CLG2S0493")
    for doubts, sure in (({}, True), ({1: (("L", 0.6), ("1", 0.35))}, False)):
        options = options_of(misread, doubts | {4: (("S", 0.6), ("5", 0.35))})
        marks = tuple(options[i][0][1] for i in range(44))
        found = read([line(first, 50, 400), TextLine(misread, 50, 460, 1100, 490, marks, options)])
        assert found.fields.document_number == "CLG250493"
        assert ("number_uncertain" not in found.warnings) is sure


def test_a_digit_in_a_name_of_the_zone_is_its_letter_without_a_doubt():
    person = ZonePerson(surname="OBOE", number="Z9A000002")
    first, second, third = td1_lines(person)
    lines = zone((first, second))
    options = options_of(third, {0: (("0", 0.6), ("O", 0.39))})
    lines.append(TextLine("0" + third[1:], 50, 520, 800, 550, (0.6,) + (0.99,) * 29, options))
    found = read(lines)
    assert found.fields.name.startswith("OBOE")
    assert found.warnings == ()


def test_reading_stops_when_a_zone_and_its_print_agree():
    first, second = td3_lines(ZonePerson())
    printed = [line("CESHI", 480, 140), line("JIA YI", 480, 200), line("07 JAN 2025", 480, 260)]
    assert enough(zone((first, second), *printed), 28, TODAY)
    assert not enough(zone((first, second)), 28, TODAY)
    assert not enough(zone((first, second), *printed), 60, TODAY)
    assert enough(zone(td1_lines(ZonePerson())), 11, TODAY)
    assert not enough(zone(td1_lines(ZonePerson(wrong_check=True))), 11, TODAY)
    assert not enough(front(), 10, TODAY)


@pytest.mark.parametrize(("number", "told"), [("", False), ("0", True), ("1", False)])
def test_a_zone_that_fails_is_read_to_its_end_unless_the_print_has_its_number(number, told):
    lines = td3_lines(ZonePerson(wrong_check=True))
    printed = [line("CESHI", 480, 140), line("JIA YI", 480, 200), line("07 JAN 2025", 480, 260)]
    said = {"": "", "0": lines[1][:9], "1": lines[1][:8] + "X"}[number]
    assert enough(zone(lines, *printed, line(said, 480, 320)), 28, TODAY) is told


def test_a_misread_label_of_the_name_and_of_the_address_is_no_part_of_them():
    found = read(
        front(
            name=line("汪名甲某", 50, 50),
            label=line("住扯北京市样例区虚构街道", 50, 260),
            street=line("样张", 800, 312),
        )
    )
    assert found.fields.name == "甲某"
    assert found.fields.address == "北京市样例区虚构街道1号院2号楼303室"


def test_a_back_on_the_same_page_as_a_front_is_a_second_document():
    assert read_document([*front(), line("居民身份证", 300, 900)], TODAY).others


def test_what_betrays_a_second_card():
    assert is_document_line("中华人民共和国居民身份证")
    assert not is_document_number("中华人民共和国居民身份证")
    assert is_document_number("6200 0000 0000 0000 00")
    assert not is_document_number("编号 110199199003070017")


def test_two_looks_that_agree_leave_less_doubt_and_a_rival_more():
    once = line("甲某", 0, 0, mark=0.7)
    assert agreed(once, line("甲某", 0, 0, mark=0.8)).marks == pytest.approx((0.94, 0.94))
    guess = agreed(line("甲某", 0, 0, mark=0.55), line("甲某", 0, 0, mark=0.93))
    assert guess.marks == pytest.approx((0.93, 0.93))
    digits = agreed(line("11", 0, 0, mark=0.55), line("11", 0, 0, mark=0.9))
    assert digits.marks == pytest.approx((0.955, 0.955))
    for one, other in (("11", "1１"), ("1１", "11")):
        wide = agreed(line(one, 0, 0, mark=0.6), line(other, 0, 0, mark=0.5))
        assert wide.marks == pytest.approx((0.8, 0.8))
    rival = agreed(once, line("甲果", 0, 0, mark=0.4))
    assert rival.text == "甲某"
    assert rival.marks[1] == pytest.approx(0.42)
    assert agreed(once, line("甲果", 0, 0, mark=0.9)).text == "甲果"
    assert max(agreed(once, line("甲某某", 0, 0, mark=0.9)).marks) < 0.9


def test_only_lines_that_may_hold_a_value_deserve_another_look():
    assert line("姓名甲某", 0, 0, mark=0.8).doubted
    assert not line("姓名甲某", 0, 0, mark=0.99).doubted
    assert not line("样张", 0, 0, mark=0.5).doubted
    assert not line("P<UTOCESHI", 0, 0, mark=0.5).doubted


def lower_back(issuer: str, top: float = 700) -> list[TextLine]:
    return [
        line("中华人民共和国", 200, top),
        line("居民身份证", 200, top + 60),
        line(f"签发机关 {issuer}", 120, top + 160),
        line("有效期限 2020.05.06-2040.05.06", 120, top + 220),
    ]


def test_front_and_back_of_one_card_on_a_sheet_are_one_document():
    found = read([*front(), *lower_back("北京市公安局样例分局")])
    assert found.doc_type is DocType.PRC_ID_FRONT
    assert (found.fields.issuer, found.fields.valid_to) == ("北京市公安局样例分局", "2040-05-06")
    assert (found.fields.number, found.warnings) == ("110199199003070017", ())


@pytest.mark.parametrize("issuer", ["上海市公安局样例分局", "北京市公安局虚构分局", "雷山县公安局"])
def test_a_front_and_the_back_of_another_card_are_two_documents(issuer):
    assert read_document([*front(), *lower_back(issuer)], TODAY).others


def test_a_temporary_card_has_authority_and_validity_on_its_face():
    below = [
        line("中华人民共和国临时居民身份证", 200, 0),
        line("签发机关", 50, 560),
        line("北京市公安局样例分局", 330, 560),
        line("有效期限", 50, 600),
        line("2026.10.06-2027.01.05", 330, 600),
    ]
    found = read([*front(), *below])
    assert found.fields.issuer == "北京市公安局样例分局"
    assert (found.fields.valid_from, found.fields.valid_to) == ("2026-10-06", "2027-01-05")
    assert found.warnings == ()


def test_a_driving_licence_is_no_identity_document():
    licence = [line("中华人民共和国机动车驾驶证", 50, 10), line("证号 110199199003070017", 50, 60)]
    licence += [
        line("姓名 甲某", 50, 110),
        line("性别 男", 50, 160),
        line("住址 北京市样例区虚构街道", 50, 210),
    ]
    assert read([*licence, line("出生日期 1990-03-07", 50, 260)]) is None


def test_an_address_whose_further_lines_were_not_seen_is_uncertain():
    found = read(front(house=line("", 150, 310)))
    assert found.fields.address == "北京市样例区虚构街道"
    assert "address_uncertain" in found.warnings


def test_a_region_of_the_list_outweighs_a_faint_character():
    marks = (0.99, 0.99, 0.99, 0.7, 0.99, 0.99, 0.99, 0.99, 0.99, 0.99)
    for street, known in (("北京市朝阳区虚构街道", True), ("北京市嘲阳区虚构街道", False)):
        found = read(front(street=TextLine(street, 150, 260, 400, 290, marks)))
        assert ("address_uncertain" not in found.warnings) is known


def test_full_width_digits_are_digits():
    assert read(front("1１0199199003070017")).fields.number == "110199199003070017"


def test_a_neighbours_edge_is_no_digit():
    found = read(front("1101991990030700171"))
    assert (found.fields.number, found.warnings) == ("110199199003070017", ())


@pytest.mark.parametrize("issued", ["07.01.2025", "07 01 2025", "07 JAN/JANV 2025", "2025-01-07"])
def test_the_day_of_issue_in_whichever_order_the_page_prints_it(issued):
    order = ["07.03.1990", "06.01.2035"] if issued[2] == "." or issued[2:5] == " 01" else []
    dates = [line(text, 480, 60 + 60 * i) for i, text in enumerate([*order, issued])]
    assert read([*zone(td3_lines(ZonePerson())), *dates]).fields.valid_from == "2025-01-07"


def test_a_name_the_zone_cuts_short_is_given_whole_from_the_print():
    person = ZonePerson(surname="PAPANDROPOULOUS CHRISTODOULOU", given_names="ANASTASIA MARIA")
    printed = [line("PAPANDROPOULOUS CHRISTODOULOU", 480, 100), line("ANASTASIA MARIA", 480, 160)]
    found = read([*zone(td3_lines(person)), *printed])
    assert found.fields.name == "PAPANDROPOULOUS CHRISTODOULOU ANASTASIA MARIA"
    assert "name_uncertain" not in found.warnings


def test_what_is_left_of_a_permits_english_title_is_no_name():
    face = ["港澳居民来往内地通行证", "LAND TRAVEL PERMIT FOR HONG KONG AND", "姓名甲某", "CESHI, JIA"]
    face += ["出生日期1988.05.12", "性别女", "有效期限2024.03.01-2034.03.01", "证件号码H00000001"]
    found = read([line(text, 50, 60 * i) for i, text in enumerate(face)])
    assert (found.fields.name, found.fields.name_zh) == ("CESHI JIA", "甲某")


def test_a_permit_with_labels_glued_to_its_fields():
    face = ["港澳居民来往内地通行证", "姓名甲某", "CESHI, JIA", "出生日期1988.05.12", "性别女"]
    face += ["有效期限2024.03.01-2034.03.01", "签发机关公安部出入境管理局", "证件号码H0000000101"]
    found = read([line(text, 50, 60 * i) for i, text in enumerate(face)])
    assert found.fields.present() == {
        "name": "CESHI JIA",
        "name_zh": "甲某",
        "sex": "female",
        "birth_date": "1988-05-12",
        "issuer": "公安部出入境管理局",
        "valid_from": "2024-03-01",
        "valid_to": "2034-03-01",
        "document_number": "H0000000101",
    }
    assert found.warnings == ()


@pytest.mark.parametrize(
    "rest", [["性址", "北京市样例区虚构街道"], ["性址北京市样例区虚构街道"], ["生北京市样例区虚构街道"]]
)
def test_what_is_left_of_a_damaged_label_is_no_part_of_the_address(rest):
    lines = [each for each in front() if each.text not in ("住址", "北京市样例区虚构街道")]
    found = read([*lines, *(line(text, 50 + 100 * i, 262) for i, text in enumerate(rest))])
    assert found.fields.address == "北京市样例区虚构街道1号院2号楼303室"
    assert "address_uncertain" not in found.warnings


def test_an_address_that_begins_with_no_known_division_is_doubtful():
    found = read(front(street=line("性址虚构市样例区虚构街道", 150, 260)))
    assert "address_uncertain" in found.warnings


def doubted_name_line(rival: str, mark: float = 0.47) -> list[TextLine]:
    """The zone of CESHI JIA YI whose last Y was read as X."""
    names, data = td3_lines(ZonePerson(surname="CESHI", given_names="JIA YI"))
    at = names.index("YI<")
    names = names[:at] + "X" + names[at + 1 :]
    marks = tuple(mark if i == at else 0.99 for i in range(len(names)))
    options = tuple(((("X", mark), (rival, 0.3))) if i == at else () for i in range(len(names)))
    first = TextLine(names, 50, 400, 50 + 24 * len(names), 430, marks, options)
    printed = [line("CESHI", 480, 140), line("JIA YI", 480, 200), line("07 JAN 2025", 480, 260)]
    return [*printed, first, line(data, 50, 460)]


def test_the_print_decides_a_letter_of_the_zones_name_that_its_reader_doubted():
    found = read(doubted_name_line("Y"))
    assert found.fields.name == "CESHI JIA YI"
    assert "name_uncertain" not in found.warnings


def test_a_letter_nobody_thought_of_leaves_the_name_in_doubt():
    found = read(doubted_name_line("K"))
    assert found.fields.name == "CESHI JIA XI"
    assert "name_uncertain" in found.warnings


def test_a_name_line_read_with_certainty_goes_before_the_print():
    found = read(doubted_name_line("Y", mark=0.99))
    assert found.fields.name == "CESHI JIA XI"
