"""EVENT.json and the steps the program knows are one list."""

import pytest

from app.domain.matter_state import EVENTS
from app.domain.matter_step import (
    LONGEST_STEP_TEXT,
    NEEDS_SECOND_DATE,
    NEEDS_TEXT,
    SOURCES_ZH,
    STEP_KINDS,
    MatterStep,
)
from app.errors import BadInput
from app.intake.schemas import require, schema
from ui.labels import EVENT_ZH

ON = "2026-11-23"


def event(kind: str, **more: object) -> dict[str, object]:
    return {"kind": kind, "on": ON, **more}


def test_the_schema_names_what_the_code_takes() -> None:
    properties = schema("event")["properties"]
    assert properties["kind"]["enum"] == list(STEP_KINDS)
    assert properties["source"]["enum"] == list(SOURCES_ZH)
    assert properties["text"]["maxLength"] == LONGEST_STEP_TEXT
    assert set(properties) == set(MatterStep.__dataclass_fields__)
    assert set(EVENTS) <= set(STEP_KINDS)
    assert set(STEP_KINDS) <= set(EVENT_ZH)


@pytest.mark.parametrize("kind", STEP_KINDS)
def test_each_kind_is_taken_with_what_it_needs_and_refused_without(kind: str) -> None:
    needs: dict[str, object] = {}
    if kind in NEEDS_SECOND_DATE:
        needs["extended_to"] = "2026-12-23"
    if kind in NEEDS_TEXT:
        needs["text"] = "县水利局"
    require(event(kind, **needs), "event")
    for missing in needs:
        with pytest.raises(BadInput) as caught:
            require(event(kind, **{k: v for k, v in needs.items() if k != missing}), "event")
        assert caught.value.problems == [f"{missing}：缺少此项。"]


@pytest.mark.parametrize(
    "wrong",
    [
        event("poem"),
        event("accepted_on", source="hearsay"),
        event("accepted_on", text="长" * 201),
        {"kind": "accepted_on"},
        {"kind": "accepted_on", "on": "2026-02-30"},
        event("accepted_on", score=1),
    ],
)
def test_what_is_no_step_is_refused_with_a_sentence(wrong: dict[str, object]) -> None:
    with pytest.raises(BadInput) as caught:
        require(wrong, "event")
    assert caught.value.problems[0].endswith("。")
