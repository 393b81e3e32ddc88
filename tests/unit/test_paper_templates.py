"""An office may change the wording, not what the law requires; faults are named with their line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.papers import PAPERS
from app.errors import BadInput
from app.receipts.document import PartKind, compose
from app.receipts.template import (
    LETTERHEAD,
    PLACEHOLDERS,
    TABLES,
    bundled,
    bundled_text,
    fill,
    read_letterhead,
    read_template,
    templated,
)


def problems(id_: str, text: str) -> str:
    with pytest.raises(BadInput) as caught:
        read_letterhead(text) if id_ == LETTERHEAD else read_template(id_, text)
    return "\n".join(caught.value.problems)


@pytest.mark.parametrize("id_", [id_ for id_ in templated() if id_ != LETTERHEAD])
def test_the_programs_own_wording_carries_what_each_paper_must(id_):
    template = bundled(id_)
    assert template.title
    used = (
        {part.table for part in template.parts}
        | {
            name
            for part in template.parts
            for text in (part.text, *(cell for row in part.rows for cell in row))
            for name in PLACEHOLDERS
            if f"{{{name}}}" in text
        }
        | {name for name in PLACEHOLDERS if f"{{{name}}}" in template.title}
    )
    assert PAPERS[id_].must <= used


def test_another_wording_is_taken():
    text = bundled_text("referral_notice").replace("请您向下列机关、单位提出", "烦请您到下列单位提出")
    template = read_template("referral_notice", text)
    assert "烦请您到下列单位提出" in template.parts[0].text


def test_an_unknown_placeholder_is_named_with_its_line():
    text = bundled_text("referral_notice").replace("{why}", "{reason_of_mine}")
    said = problems("referral_notice", text)
    line = next(n for n, each in enumerate(text.splitlines(), 1) if "{reason_of_mine}" in each)
    assert f"第{line}行：没有名为 {{reason_of_mine}} 的占位符" in said


def test_an_unknown_placeholder_used_often_is_told_once_with_all_its_lines():
    text = bundled_text("transfer_notice").replace("您", "{of_mine}您", 2)
    lines = [str(n) for n, each in enumerate(text.splitlines(), 1) if "{of_mine}" in each]
    said = problems("transfer_notice", text)
    assert said.count("没有名为 {of_mine} 的占位符") == 1
    assert f"第{'、'.join(lines)}行" in said


@pytest.mark.parametrize("id_", ["acceptance_notice", "non_acceptance_notice", "transfer_notice"])
def test_what_the_law_requires_cannot_be_left_out(id_):
    for name in PAPERS[id_].must:
        text = bundled_text(id_).replace(f"{{{name}}}", "某")
        assert PLACEHOLDERS[name] in problems(id_, text)


def test_tables_that_are_required_cannot_be_left_out():
    text = bundled_text("materials_receipt").replace('[[part]]\ntable = "materials"\n', "")
    assert 'table = "materials"' in problems("materials_receipt", text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('version = "1"\ntitle = ', "第2行"),
        ('version = "1"', "缺少 title"),
        ('version = "1"\ntitle = "甲"\ncolour = "red"', "没有“colour”"),
        ('version = "1"\ntitle = "甲"\npart = 3', "[[part]]"),
        ('version = "1"\ntitle = "甲"\n[[part]]\ntext = "a"\nrows = []', "第1段"),
        ('version = "1"\ntitle = "甲"\n[[part]]\nrows = [["a"]]', "rows"),
        ('version = "1"\ntitle = "甲"\n[[part]]\ntable = "nothing"', "没有名为“nothing”的表"),
        ('version = "1"\ntitle = "甲"\n[[part]]\ntext = "{demand"', "花括号"),
        ("x = '" + "甲" * 50_000 + "'", "太长"),
    ],
)
def test_what_is_wrong_is_said(text, said):
    assert said in problems("referral_notice", text)


def test_the_letterhead_takes_four_texts():
    assert read_letterhead('version = "2"\nphone = "12345"').phone == "12345"
    assert "没有“fax”" in problems(LETTERHEAD, 'version = "1"\nfax = "1"')
    assert "phone" in problems(LETTERHEAD, 'version = "1"\nphone = 5')


def test_a_row_without_its_fact_is_left_out_and_words_of_visitors_are_only_words():
    template = read_template("transfer_notice", bundled_text("transfer_notice"))
    values = dict.fromkeys(PLACEHOLDERS, "{why}<b>") | {"report_by": ""}
    parts = compose(template, values, {})
    labels = [row[0] for part in parts if part.kind is PartKind.FIELDS for row in part.rows]
    assert "去向单位" in labels
    assert "反馈期限" not in labels
    assert "{why}<b>" in parts[0].text


@given(st.dictionaries(st.sampled_from(sorted(PLACEHOLDERS)), st.text(max_size=20)))
def test_filling_puts_every_fact_in_or_leaves_the_whole_out(values):
    text = "您于{visited_on}提出{demand}。"
    made = fill(text, values)
    if values.get("visited_on") and values.get("demand"):
        assert made == f"您于{values['visited_on']}提出{values['demand']}。"
    else:
        assert made == ""


def test_tables_are_no_placeholders():
    assert not TABLES & set(PLACEHOLDERS)
