"""A county that has registered for years: matters written straight into the hub's tables, for its queries.

Their words are those of `make_background`, each with a village and a family of its own.
"""

import random
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import psycopg

from db.hub.words import pairs_of
from tests.bench.make_background import invented

_TEXTS = 20_000
_HANZI = "柏溪上坞沙河石桥城关东街桐岭茶云雾岔梨园青苔白鹭湾双桂芦荻汀洲崖峪垭坪沱汊圩埠碾砦"
_PAGE = 20_000
_NEAR = [{"content_class": "", "place": "雾泽县柏溪镇", "unit": "雾泽县水利局"}]

Told = tuple[str, str, frozenset[str]]
"""Demand, facts and the pairs of words in both."""


def texts(chance: random.Random, count: int = _TEXTS) -> list[Told]:
    """What may have been said, without the place."""
    made = []
    for number in range(count):
        one = invented(chance, number, _NEAR)
        made.append((one["demand"], one["facts"], frozenset(pairs_of(f"{one['demand']}\n{one['facts']}"))))
    return made


def village(chance: random.Random) -> str:
    """One of some millions."""
    return "".join(chance.choice(_HANZI) for _ in range(4)) + "村"


def fill_county(db: str, county: str, offices: list[str], count: int) -> None:
    """Write matters of offices into a fresh hub; the index over words is made afterwards, as for any load."""
    chance = random.Random(7)
    said = texts(chance, min(_TEXTS, count))
    with psycopg.connect(db) as connection:
        connection.execute("DROP INDEX ix_matter_text_words")
        for first in range(0, count, _PAGE):
            rows = list(_rows(chance, county, offices, said, range(first, min(first + _PAGE, count))))
            for table, columns, at in _TABLES:
                with connection.cursor().copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row[at])
        connection.execute("SET maintenance_work_mem = '512MB'")
        connection.execute("CREATE INDEX ix_matter_text_words ON matter_text USING gin (words)")
    with psycopg.connect(db, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


_TABLES = (
    (
        "matter",
        "county, matter_id, visit_id, visit_no, reg_no, office, position, query_code, purpose, route,"
        " outcome, unit, demand, due_on, local_date, registered_at, sealed, version",
        0,
    ),
    ("matter_person", "county, person, matter_id", 1),
    ("matter_text", "county, matter_id, words", 2),
)


def _rows(
    chance: random.Random, county: str, offices: list[str], said: list[Told], numbers: range
) -> Iterator[tuple[tuple[object, ...], tuple[object, ...], tuple[object, ...]]]:
    for number in numbers:
        demand, _, words = said[number % len(said)]
        day = date(2025, 1, 1) + timedelta(days=number % 600)
        visit_no, matter_id = f"{county}S{number:09d}", uuid.UUID(int=chance.getrandbits(128), version=4)
        own = pairs_of(village(chance))
        lexemes = " ".join(f"'{pair}'" for pair in sorted({*words, *own}))
        yield (
            (
                county, matter_id, uuid.UUID(int=chance.getrandbits(128), version=4), visit_no,
                f"{visit_no}-1", offices[number % len(offices)], 0, f"{number:012d}", "claim", "", "ACCEPT",
                "雾泽县自然资源局", demand, None, day, datetime.combine(day, time(2, tzinfo=UTC)), False, 1,
            ),
            (county, f"{chance.getrandbits(256):064x}", matter_id),
            (county, matter_id, lexemes),
        )  # fmt: skip
