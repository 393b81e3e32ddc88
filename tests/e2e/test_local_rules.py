"""A rule pack laid beside a store: it rules what the commands say, and a broken one is a sentence."""

import pytest

from tests.e2e.conftest import Station, crowd, visit

PACK = """pack = "own"
version = "1"
title = "本县"

[[rule]]
name = "rep_limit"
value = {limit}
source = "县信访局规定"
basis = "office"
"""


def lay(station: Station, limit: str) -> None:
    folder = station.folder / "rulepacks"
    folder.mkdir(exist_ok=True)
    (folder / "own.toml").write_text(PACK.format(limit=limit), "utf-8")


def blocked(station: Station) -> list[dict[str, int]]:
    people = [*crowd(4, "representative"), *crowd(3, "group_member", 4)]
    found = station.check(visit(people=people)).json["findings"]
    return [finding["about"] for finding in found if finding["rule"] == "rep_limit"]


def test_a_lower_limit_laid_beside_the_store_holds_at_once(station: Station) -> None:
    assert blocked(station) == []
    lay(station, "[[10, 3]]")
    assert blocked(station) == [{"person": 3}]


@pytest.mark.parametrize("limit", ["9", '"three"', "[[10, 9]]"])
def test_a_pack_against_the_regulation_opens_nothing(station: Station, limit: str) -> None:
    lay(station, limit)
    answer = station("list", "matters")
    assert answer.code == 2
    assert "own.toml" in answer.said
    assert "rep_limit" in answer.said
    assert "Traceback" not in answer.said
