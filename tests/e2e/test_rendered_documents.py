"""One picture of every kind of document, in looks that nothing was tuned on, through the real models."""

import json

import pytest

from app.scanning.id_reader import IdReader
from tests.bench.scan_accuracy import judged
from tests.rendering.sets import rendered, rendered_set, write_set
from tests.rendering.words import TODAY

SEED = 31
KINDS = ("resident_front", "temporary", "hmt_front", "passport", "mainland_front", "td1")
OTHER = ("lookalike", "wrong_check")


@pytest.fixture(scope="module")
def reader() -> IdReader:
    return IdReader(today=lambda: TODAY)


def test_documents_of_every_kind_are_read_and_no_wrong_number_is_stated(reader):
    right = []
    for place, kind in enumerate(KINDS):
        sample = rendered(place, SEED, kind=kind)
        found = reader.read(sample.data)
        faults, results = judged(sample.label, found)
        assert "multiple" not in found.warnings, kind
        assert results["no wrong number stated as valid"], (kind, faults)
        assert found.doc_type == sample.label["doc_type"], kind
        right.append(not faults)
    assert sum(right) >= len(KINDS) - 1, dict(zip(KINDS, right, strict=True))


@pytest.mark.parametrize("kind", OTHER)
def test_what_is_no_single_good_document_is_said(reader, kind):
    sample = rendered(OTHER.index(kind) * 3, SEED, kind=kind)
    assert judged(sample.label, reader.read(sample.data))[1]["negatives handled"]


def test_a_set_is_the_same_from_the_same_seed_and_is_kept_with_its_labels(tmp_path):
    write_set(tmp_path, 2, SEED)
    rows = [json.loads(line) for line in (tmp_path / "labels.jsonl").read_text(encoding="utf-8").splitlines()]
    again = list(rendered_set(2, SEED))
    assert [row["file"] for row in rows] == [sample.label["file"] for sample in again]
    assert (tmp_path / rows[0]["file"]).read_bytes() == again[0].data
    assert {"doc_type", "fields", "difficulty"} <= set(rows[0])
