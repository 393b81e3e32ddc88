"""Finding matters of a county by their words: pairs of hanzi by sound, the rare ones first.

Pairs and not trigrams: two hanzi are a word, and what the database's own trigrams make of Chinese depends
on its locale. PostgreSQL keeps them as a `tsvector` under GIN, SQLite in FTS5; scoring is ours.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from app.duplicates.rarity import rarity
from app.duplicates.sounds import by_sound

_ASKED = 8
_RARE = 0.35
"""What a pair must weigh to be searched by; everyday words stand in every other matter."""
_MOST = 200
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
        {"county": county, "matter_id": matter_id, "words": list(pairs_of(told))}
        for matter_id, told in matters
    ]
    rows = [row for row in rows if row["words"]]
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        statement = text(
            "INSERT INTO matter_text (county, matter_id, words)"
            " VALUES (:county, CAST(:matter_id AS uuid), array_to_tsvector(CAST(:words AS text[])))"
            " ON CONFLICT DO NOTHING"
        )
        connection.execute(statement, rows)
        return
    connection.execute(
        text("INSERT INTO matter_text (county, matter_id, words) VALUES (:county, :matter_id, :words)"),
        [{**row, "words": " ".join(row["words"])} for row in rows],
    )


def alike(connection: Connection, county: str, told: str) -> Sequence[Alike]:
    """Matters of the county that share rare words with what was told, best first."""
    asked = pairs_of(told)
    rare = sorted((pair for pair, weight in asked.items() if weight >= _RARE), key=lambda p: -asked[p])
    if not rare:
        return ()
    rare = rare[:_ASKED]
    if connection.dialect.name == "postgresql":
        found = connection.execute(
            text(
                "SELECT CAST(matter_id AS text), tsvector_to_array(words) FROM matter_text"
                " WHERE county = :county AND words @@ CAST(:asked AS tsquery) LIMIT :most"
            ),
            {"county": county, "asked": " | ".join(f"'{pair}'" for pair in rare), "most": _MOST},
        )
        held = [(matter_id, set(words)) for matter_id, words in found]
    else:
        found = connection.execute(
            text(
                "SELECT matter_id, words FROM matter_text"
                " WHERE matter_text MATCH :asked AND county = :county LIMIT :most"
            ),
            {"county": county, "asked": " OR ".join(f'"{pair}"' for pair in rare), "most": _MOST},
        )
        held = [(matter_id, set(words.split())) for matter_id, words in found]
    whole = sum(asked.values())
    scored = [
        Alike(matter_id, sum(asked[word] for word in words & asked.keys()) / whole)
        for matter_id, words in held
    ]
    return sorted(scored, key=lambda one: (-one.score, one.matter_id))


def finds_chinese(connection: Connection) -> bool:
    """Whether this database tells Chinese words apart; asked once, at the start."""
    if connection.dialect.name != "postgresql":
        return True
    asked = text(
        "SELECT array_to_tsvector(ARRAY['青苗', '补偿']) @@ CAST('''青苗''' AS tsquery)"
        " AND NOT array_to_tsvector(ARRAY['青苗']) @@ CAST('''征地''' AS tsquery)"
    )
    return bool(connection.scalar(asked))
