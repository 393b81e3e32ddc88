"""The kept form of a matter: packed and read back unchanged, searched by rare terms, ranked."""

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.duplicates.prepared import OtherVersion, index_terms, pack, plan, prepare, unpack
from app.duplicates.ranking import rank
from app.duplicates.record import MatterText, Verdict
from tests.fakes.matter_pairs import matter_pairs

EVERYDAY = MatterText(
    place="雾泽县青石镇柳湾村三组",
    unit="雾泽县水务局、青石镇政府",
    content_class="农村农业/土地承包流转",
    demand="要求赔偿修渠冲毁的梨园",
    facts="去年修引水渠没做护坡,七月一场雨渠口垮了,冲掉我家梨园二百三十六棵丰水梨,正是头茬挂果。"
    "水务局来量过,说按苗木每棵四十赔,梨树已经长了六年,实际损失七万四千五。",
    date=date(2026, 9, 3),
    person_keys=frozenset({"p1", "p2"}),
)

_matters = st.builds(
    MatterText,
    place=st.text(max_size=40),
    unit=st.text(max_size=40),
    content_class=st.text(max_size=20),
    demand=st.text(max_size=80),
    facts=st.text(max_size=900),
    date=st.none() | st.dates(),
    person_keys=st.frozensets(st.text(max_size=12), max_size=4),
)


@given(_matters)
def test_packed_matters_come_back_unchanged(matter: MatterText) -> None:
    kept = prepare(matter)
    assert unpack(pack(kept)) == kept


@given(_matters)
def test_terms_are_safe_in_a_full_text_query(matter: MatterText) -> None:
    assert all(re.fullmatch(r"[^\W_]+", term) for term in index_terms(prepare(matter)))


def test_an_everyday_matter_is_small_and_holds_no_person_key() -> None:
    packed = pack(prepare(EVERYDAY))
    assert len(packed) < 600
    assert b"p1" not in packed


def test_another_version_is_refused() -> None:
    packed = pack(prepare(EVERYDAY))
    with pytest.raises(OtherVersion):
        unpack(bytes([packed[0] + 1]) + packed[1:])
    with pytest.raises(OtherVersion):
        unpack(b"")


def test_twenty_thousand_characters_are_cut() -> None:
    kept = prepare(replace(EVERYDAY, facts=EVERYDAY.facts * 300))
    assert len(kept.facts) <= 2000
    assert len(pack(kept)) < 3000
    (found,) = rank(kept, [("one", prepare(EVERYDAY))], 5)
    assert found[1].why


def test_differently_written_texts_share_their_terms() -> None:
    kept = index_terms(prepare(MatterText(place="柳湾村三组", demand="赔偿19.3万元", facts="鸿发合作社")))
    asked = index_terms(prepare(MatterText(place="柳弯村3组", demand="赔十九万三", facts="宏发合作社")))
    assert {"193000"} <= kept & asked
    assert len(kept & asked) >= 6


def test_what_every_story_holds_is_not_indexed() -> None:
    assert index_terms(prepare(MatterText(demand="我们没有", facts="说了的,都不给我了"))) == frozenset()


def test_rare_terms_are_asked_first_and_common_ones_not_at_all() -> None:
    query = prepare(EVERYDAY)
    terms = sorted(index_terms(query))
    counts = {term: 1 + 3000 * i for i, term in enumerate(terms)}
    asked = plan(query, lambda ts: {t: counts[t] for t in ts if t in counts}, 1_000_000)
    assert [term for term, _ in asked] == terms[: len(asked)]
    weights = [weight for _, weight in asked]
    assert weights == sorted(weights, reverse=True)
    assert 8 <= len(asked) < len(terms)
    assert len(asked) == 8 or sum(counts[term] for term, _ in asked) <= 20_000


def test_a_term_nobody_used_is_not_asked() -> None:
    assert plan(prepare(EVERYDAY), lambda ts: {}, 10) == ()


def test_the_known_matter_comes_first_among_its_neighbours() -> None:
    pairs = matter_pairs()
    known = list(dict.fromkeys(pair.known for pair in pairs))
    candidates = [(i, prepare(matter)) for i, matter in enumerate(known)]
    ranks = []
    for pair in pairs:
        if pair.said is not Verdict.DIFFERENT:
            keys = [key for key, _ in rank(prepare(pair.query), candidates, 10)]
            ranks.append(keys.index(known.index(pair.known)))
    assert ranks.count(0) >= 0.95 * len(ranks)


def test_no_more_than_the_limit_and_best_first() -> None:
    candidates = [(i, prepare(pair.query)) for i, pair in enumerate(matter_pairs())]
    found = rank(prepare(EVERYDAY), candidates, 5)
    scores = [match.score for _, match in found]
    assert len(found) == 5
    assert scores == sorted(scores, reverse=True)
    assert rank(prepare(EVERYDAY), [], 5) == []
    assert all(match.why for _, match in found)
