"""Finding matters of a county by their words: pairs of hanzi by sound, the rare ones first.

Pairs and not trigrams: two hanzi are a word, and what the database's own trigrams make of Chinese depends
on its locale. PostgreSQL keeps them as a `tsvector` under GIN, SQLite in FTS5; scoring is ours.
"""

import re
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from app.duplicates.rarity import rarity
from app.duplicates.sounds import by_sound

_ASKED = 10
_RARE = 0.35
"""What a pair must weigh to be searched by; everyday words stand in every other matter."""
_FEW = 0.02
"""Share of a county's matters that the pairs searched by may stand in together: what is read is bounded."""
_LEAST_ASKED = 3
_COUNTED_FOR_S = 600.0
_MOST = 100
_RUNS = re.compile("[\u3400-\u9fff]{2,}|[\U00020000-\U0003ffff]{2,}")


@dataclass(frozen=True)
class Alike:
    """A matter with some of the words; `score` 0…1 is the weight they share."""

    matter_id: str
    score: float


def pairs_of(told: str) -> dict[str, float]:
    """Pairs of hanzi by sound, each with its weight."""
    known = rarity()
    found: dict[str, float] = {}
    for run in _RUNS.findall(by_sound(told)):
        for at in range(len(run) - 1):
            pair = run[at : at + 2]
            found[pair] = known.get(pair, 1.0)
    return found


def share_of(known: str, told: str) -> float:
    """How much of a known text's weight stands in what was told, 0…1."""
    weights, have = pairs_of(known), pairs_of(told).keys()
    whole = sum(weights.values())
    return sum(weight for pair, weight in weights.items() if pair in have) / whole if whole else 0.0


def index_words(connection: Connection, county: str, matters: Iterable[tuple[str, str]]) -> None:
    """Make matters findable: (matter id, what was said)."""
    rows = [
        {"county": county, "matter_id": matter_id, "words": " ".join(pairs_of(told))}
        for matter_id, told in matters
    ]
    rows = [row for row in rows if row["words"]]
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        # Pairs are hanzi alone, so that a space parts them; one statement for all rows.
        statement = text(
            "INSERT INTO matter_text (county, matter_id, words)"
            " SELECT :county, matter_id, array_to_tsvector(string_to_array(words, ' '))"
            " FROM unnest(CAST(:ids AS uuid[]), CAST(:told AS text[])) AS t (matter_id, words)"
            " ON CONFLICT DO NOTHING"
        )
        ids, told = [row["matter_id"] for row in rows], [row["words"] for row in rows]
        connection.execute(statement, {"county": county, "ids": ids, "told": told})
        return
    connection.execute(
        text("INSERT INTO matter_text (county, matter_id, words) VALUES (:county, :matter_id, :words)"),
        rows,
    )


def alike(connection: Connection, county: str, told: str) -> Sequence[Alike]:
    """Matters of the county that share rare words with what was told, best first."""
    asked = pairs_of(told)
    rare = sorted((pair for pair, weight in asked.items() if weight >= _RARE), key=lambda p: -asked[p])
    if not rare:
        return ()
    if connection.dialect.name == "postgresql":
        found = connection.execute(
            text(
                "SELECT CAST(matter_id AS text), tsvector_to_array(words) FROM matter_text"
                " WHERE county = :county AND words @@ CAST(:asked AS tsquery) LIMIT :most"
            ),
            {"county": county, "asked": _two_of(_rarest(rare, _common(connection))), "most": _MOST},
        )
        held = [(matter_id, set(words)) for matter_id, words in found]
    else:
        found = connection.execute(
            text(
                "SELECT matter_id, words FROM matter_text"
                " WHERE matter_text MATCH :asked AND county = :county LIMIT :most"
            ),
            {"county": county, "asked": " OR ".join(f'"{pair}"' for pair in rare[:_ASKED]), "most": _MOST},
        )
        held = [(matter_id, set(words.split())) for matter_id, words in found]
    whole = sum(asked.values())
    scored = [
        Alike(matter_id, sum(asked[word] for word in words & asked.keys()) / whole)
        for matter_id, words in held
    ]
    return sorted(scored, key=lambda one: (-one.score, one.matter_id))


def _rarest(pairs: Sequence[str], common: Mapping[str, float]) -> Sequence[str]:
    """Those that stand in the fewest matters, as many as the bound allows."""
    ordered = sorted(pairs, key=lambda pair: common.get(pair, 0.0))[:_ASKED]
    share, taken = 0.0, 0
    for pair in ordered:
        share += common.get(pair, 0.0)
        if share > _FEW and taken >= _LEAST_ASKED:
            break
        taken += 1
    return ordered[:taken]


def _two_of(pairs: Sequence[str]) -> str:
    """A query for at least two of them: who shares much of what was told shares two."""
    quoted = [f"'{pair}'" for pair in pairs]
    if len(quoted) < _LEAST_ASKED:
        return " | ".join(quoted)
    return " | ".join(f"{one} & ({' | '.join(quoted[at:])})" for at, one in enumerate(quoted[:-1], 1))


def _common(connection: Connection) -> Mapping[str, float]:
    """Share of matters in which the commonest pairs stand, as the database counted last.

    Kept by the connection for some minutes.
    """
    counted_at, common = connection.info.get("common_pairs", (-_COUNTED_FOR_S, {}))
    if time.monotonic() - counted_at < _COUNTED_FOR_S:
        return common  # type: ignore[no-any-return]
    common = {}
    for pairs, shares in connection.execute(
        text(
            "SELECT CAST(CAST(most_common_elems AS text) AS text[]), most_common_elem_freqs FROM pg_stats"
            " WHERE tablename LIKE 'matter_text%' AND attname = 'words' AND most_common_elems IS NOT NULL"
        )
    ):
        # The last three are the least, the greatest and the share of nulls.
        for pair, share in zip(pairs, shares, strict=False):
            common[pair] = max(share, common.get(pair, 0.0))
    connection.info["common_pairs"] = time.monotonic(), common
    return common


def finds_chinese(connection: Connection) -> bool:
    """Whether this database tells Chinese words apart; asked once, at the start."""
    if connection.dialect.name != "postgresql":
        return True
    asked = text(
        "SELECT array_to_tsvector(ARRAY['青苗', '补偿']) @@ CAST('''青苗''' AS tsquery)"
        " AND NOT array_to_tsvector(ARRAY['青苗']) @@ CAST('''征地''' AS tsquery)"
    )
    return bool(connection.scalar(asked))
