"""Local rule packs: each value has a source, a broken file is named, nothing is applied by halves."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.config import Settings
from app.domain.local_rules import BASES_ZH, SETTING_NAMES, Basis, Terms
from app.errors import BadInput
from app.rulepacks import bundled_packs, load_rulepack, local_tables
from tests.fakes.rule_cases import office

GOOD = """pack = "wuze"
version = "2026.1"
title = "雾泽"
use = ["zhejiang_2016"]

[[rule]]
name = "fast_track_days"
value = [1, 2, 7]
source = "县信访局〔2026〕3 号"
basis = "office"
"""


def test_every_bundled_value_has_version_and_source() -> None:
    packs = bundled_packs()
    assert "national" in packs
    for pack in packs.values():
        assert pack.version
        assert pack.title
        assert all(rule.source and rule.basis in Basis for rule in pack.rules)
    assert set(BASES_ZH) == {basis.value for basis in Basis}


def test_the_national_values_are_the_programs_defaults() -> None:
    rules = load_rulepack()
    assert rules.settings_of(office()) == Settings()
    assert rules.local.terms == Terms()
    assert set(rules.local.values) >= SETTING_NAMES - {"large_group"}


def test_an_office_lays_its_own_pack_over_them(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(GOOD, "utf-8")
    rules = load_rulepack(*local_tables(tmp_path))
    assert rules.local.terms.fast_track_days == (1, 2, 7)
    assert rules.local.source_of("fast_track_days") == "县信访局〔2026〕3 号"
    settings = rules.settings_of(office())
    assert (settings.rep_limit_for(8), settings.rep_limit_for(30)) == (3, 5)
    assert rules.settings_of(replace(office(), settings={"rep_limit": 2})).rep_limit == 2


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("value = [1, 2, 7]", "value = [1, 2]"), "fast_track_days：value"),
        (("value = [1, 2, 7]", "value = true"), "fast_track_days：value"),
        (('source = "县信访局〔2026〕3 号"\n', ""), "source"),
        (('basis = "office"', 'basis = "hearsay"'), "basis"),
        (('name = "fast_track_days"', 'name = "refuse_all"'), "refuse_all"),
        (('version = "2026.1"\n', ""), "version"),
        (("zhejiang_2016", "nowhere"), "nowhere"),
        (('title = "雾泽"', 'title = "雾泽"\nspeed = 3'), "speed"),
        (("[[rule]]", "[[rule"), "写法"),
    ],
)
def test_a_pack_that_cannot_be_understood_is_a_sentence_with_its_name(
    tmp_path: Path, change: tuple[str, str], said: str
) -> None:
    (tmp_path / "own.toml").write_text(GOOD.replace(*change), "utf-8")
    with pytest.raises(BadInput) as caught:
        local_tables(tmp_path)
    assert any("own.toml" in sentence and said in sentence for sentence in caught.value.problems)


def test_a_limit_of_representatives_may_only_be_lowered(tmp_path: Path) -> None:
    raised = GOOD.replace("fast_track_days", "rep_limit").replace("[1, 2, 7]", "6")
    (tmp_path / "own.toml").write_text(raised, "utf-8")
    with pytest.raises(BadInput, match="1 problem"):
        local_tables(tmp_path)


def test_a_pack_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadInput) as caught:
        local_tables(tmp_path)
    assert "own.toml" in caught.value.problems[0]


def test_a_bundled_pack_chosen_by_the_office_lies_under_its_own_files(tmp_path: Path) -> None:
    rules = load_rulepack(*local_tables(tmp_path, ("shandong_2015", "fast_track")))
    assert rules.settings_of(office()).id_required_for == "petitioner"
    assert (rules.local.terms.review_decision_days, rules.local.terms.fast_track_days) == (3, (1, 2, 7))
    assert rules.local.values["talk_needs_reps"].version == "2015"
    (tmp_path / "own.toml").write_text(GOOD.replace("[1, 2, 7]", "[1, 1, 5]"), "utf-8")
    assert load_rulepack(*local_tables(tmp_path, ("fast_track",))).local.terms.fast_track_days == (1, 1, 5)


@pytest.mark.parametrize("name", ["national", "atlantis"])
def test_a_pack_that_cannot_be_chosen_is_named_with_those_that_can(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput) as caught:
        local_tables(tmp_path, (name,))
    assert name in caught.value.problems[0]
    assert "shandong_2015" in caught.value.problems[0]
