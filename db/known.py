"""The search index over every matter that may be found: registered here, and foreign.

Terms stand as CRC-32 numbers: two terms on one number only add a candidate, which the comparison then
drops. Keys of matters holding a term lie in blocks of fixed size, so that how many matters hold it also
says in which block the next key goes, and appending is one statement for one matter or fifty thousand.
FTS5 over the same terms of 200,000 matters was half the size, but took 21 ms where this takes 3 to rank.
"""

import json
import zlib
from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, delete, func, select, text
from sqlalchemy.orm import Session

from app.domain.findable import Findable, ForeignMatter, KnownName
from db.rows import ForeignRow, KnownRow, MatterRow, PostingRow, SettingRow, TermRow
from db.visits import chunks

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

KEY_BYTES = 4
_BLOCK = 1024  # keys
_BLOCK_BITS = 20
_MOST_BLOCKS_READ = 64
"""Of a term that most matters hold, only the newest are looked at."""

_MOST_OF_PERSON = 60
_VERSION = "known_index"

_ADD_KNOWN = "INSERT INTO known_matter (key, matter_key, foreign_key, packed) VALUES (?, ?, ?, ?)"
_ADD_FOREIGN = (
    "INSERT INTO foreign_matter (key, foreign_id, person, place, unit, content_class, demand, facts, day)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_ADD_KEYS = (
    "INSERT INTO known_posting (block, keys) VALUES (?, ?)"
    " ON CONFLICT (block) DO UPDATE SET keys = CAST(keys || excluded.keys AS BLOB)"
)
_SET_HELD = (
    "INSERT INTO known_term (term, held) VALUES (?, ?) ON CONFLICT (term) DO UPDATE SET held = excluded.held"
)
_BLOCKS = text(
    "SELECT t.term, p.keys FROM known_term t JOIN known_posting p"
    " ON p.block BETWEEN (t.term << :bits) + max(0, (t.held - 1) / :size - :most + 1)"
    " AND (t.term << :bits) + (t.held - 1) / :size"
    " WHERE t.term IN (SELECT value FROM json_each(:terms)) ORDER BY p.block"
).bindparams(bits=_BLOCK_BITS, size=_BLOCK)
_TOTAL = text("SELECT max(key) FROM known_matter")
_NAMES = text(
    "SELECT k.key, m.reg_no, f.foreign_id FROM known_matter k"
    " LEFT JOIN matter m ON m.key = k.matter_key AND NOT m.sealed"
    " LEFT JOIN foreign_matter f ON f.key = k.foreign_key"
    " WHERE k.key IN (SELECT value FROM json_each(:keys))"
    " AND (m.reg_no IS NOT NULL OR f.foreign_id IS NOT NULL)"
)


class _Numbers(dict[str, int]):
    """Term → its number, remembered as far as memory allows: an import asks millions of times."""

    def __missing__(self, term: str) -> int:
        number = zlib.crc32(term.encode("utf-8", "surrogatepass"))
        if len(self) < 200_000:
            self[term] = number
        return number


class IndexWriter:
    """Gathers what is to be found and writes it in the transaction of the unit that owns it."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._numbers = _Numbers()
        self._terms, self._keys = array("I"), array("I")
        self._next_key = 0
        self._next_foreign = 0

    def add_own(self, matter_key: int, matter: Findable) -> None:
        """Make a registered matter findable."""
        self._add_known([(matter_key, None, matter)])

    def add_foreign(self, matters: Sequence[tuple[ForeignMatter, Findable]]) -> None:
        """Keep foreign matters and make them findable."""
        first = self._next_foreign or self._after(func.max(ForeignRow.key))
        self._next_foreign = first + len(matters)
        rows = [
            (key, m.foreign_id, m.person, m.place, m.unit, m.content_class, m.demand, m.facts, _iso(m))
            for key, (m, _) in enumerate(matters, first)
        ]
        self._many(_ADD_FOREIGN, rows)
        self._add_known([(None, key, findable) for key, (_, findable) in enumerate(matters, first)])

    def add_foreign_again(self, keys_and_matters: Sequence[tuple[int, Findable]]) -> None:
        """Make foreign matters findable that are kept already."""
        self._add_known([(None, key, findable) for key, findable in keys_and_matters])

    def flush(self) -> None:
        """Write the postings gathered; called before the commit."""
        if not self._terms:
            return
        import numpy as np

        pairs = np.frombuffer(self._terms, np.uint32).astype(np.uint64) << np.uint64(32)
        pairs |= np.frombuffer(self._keys, np.uint32)
        self._terms, self._keys = array("I"), array("I")
        pairs.sort()
        terms = (pairs >> np.uint64(32)).astype(np.int64)
        keys = (pairs & np.uint64(0xFFFFFFFF)).astype("<u4")
        starts = np.flatnonzero(np.diff(terms, prepend=-1))
        found: list[int] = terms[starts].tolist()
        held = _held(self._session, found)
        blocks: list[tuple[int, bytes]] = []
        counts: list[tuple[int, int]] = []
        ends = [*starts[1:].tolist(), len(keys)]
        for term, start, end in zip(found, starts.tolist(), ends, strict=True):
            at, count = start, held.get(term, 0)
            while at < end:
                take = min(_BLOCK - count % _BLOCK, end - at)
                blocks.append((term << _BLOCK_BITS | count // _BLOCK, keys[at : at + take].tobytes()))
                at, count = at + take, count + take
            counts.append((term, count))
        self._many(_ADD_KEYS, blocks)
        self._many(_SET_HELD, counts)

    def _add_known(self, matters: Sequence[tuple[int | None, int | None, Findable]]) -> None:
        first = self._next_key or self._after(func.max(KnownRow.key))
        self._next_key = first + len(matters)
        self._many(
            _ADD_KNOWN,
            [(key, own, foreign, f.packed) for key, (own, foreign, f) in enumerate(matters, first)],
        )
        numbers = self._numbers
        for key, (_, _, findable) in enumerate(matters, first):
            self._terms.extend([numbers[term] for term in findable.terms])
            self._keys.extend([key] * len(findable.terms))

    def _after(self, highest: ColumnElement[int]) -> int:
        return (self._session.scalar(select(highest)) or 0) + 1

    def _many(self, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
        if rows:
            self._session.connection().exec_driver_sql(statement, list(rows))


def clear_index(session: Session, form: int) -> None:
    """Forget what can be found; the matters themselves stay, and wait to be indexed in another form."""
    for row in (PostingRow, TermRow, KnownRow):
        session.execute(delete(row))
    last = [session.scalar(select(func.max(column))) or 0 for column in (MatterRow.key, ForeignRow.key)]
    _stand(session, {"is": 0, "form": form, "own": [0, last[0]], "foreign": [0, last[1]]})


def index_version(session: Session) -> int:
    """The form of what the index holds; 0 while there is none, or it is not whole."""
    return int(_standing(session)["is"])


def index_form(session: Session) -> int:
    """The form of what the index holds, whole or not; 0 where that is not known."""
    standing = _standing(session)
    return int(standing.get("form") or standing["is"])


def to_index(session: Session, most: int) -> tuple[tuple[str, ...], list[tuple[int, ForeignMatter]]]:
    """Numbers of own matters, then foreign matters with their keys, that are the next to be indexed.

    Only what was there when the index was cleared: whatever comes later is indexed as it comes.
    """
    standing = _standing(session)
    after, last = standing.get("own", (0, 0))
    own = session.scalars(
        select(MatterRow.reg_no)
        .where(MatterRow.key > after, MatterRow.key <= last, MatterRow.sealed.is_(False))
        .order_by(MatterRow.key)
        .limit(most)
    ).all()
    if own:
        return tuple(own), []
    after, last = standing.get("foreign", (0, 0))
    return (), [(key, matter) for key, matter in foreign_page(session, after, most) if key <= last]


def indexed_to(session: Session, numbers: Sequence[str], foreign: Sequence[int]) -> int:
    """Remember how far the index has come; returns about how many are left."""
    standing = _standing(session)
    (own, last_own), (other, last_other) = standing.get("own", (0, 0)), standing.get("foreign", (0, 0))
    if numbers:
        own = session.scalar(select(MatterRow.key).where(MatterRow.reg_no == numbers[-1])) or last_own
    elif foreign:
        own, other = last_own, foreign[-1]
    else:
        own, other = last_own, last_other
    _stand(session, {**standing, "own": [own, last_own], "foreign": [other, last_other]})
    return int(last_own - own + last_other - other)


def _standing(session: Session) -> dict[str, Any]:
    row = session.get(SettingRow, _VERSION)
    return dict(row.value) if row else {"is": 0}


def _stand(session: Session, standing: dict[str, Any]) -> None:
    session.merge(SettingRow(name=_VERSION, value=standing))
    session.flush()


def not_yet_findable(session: Session) -> tuple[str, ...]:
    """Numbers of unsealed matters registered here, or told of by another window, that are not indexed."""
    indexed = select(KnownRow.matter_key).where(KnownRow.matter_key.is_not(None))
    return tuple(
        session.scalars(
            select(MatterRow.reg_no)
            .where(MatterRow.sealed.is_(False), MatterRow.key.not_in(indexed))
            .order_by(MatterRow.key)
        )
    )


def set_index_version(session: Session, version: int) -> None:
    """Say of which form the index is, and that it is whole."""
    _stand(session, {"is": version, "form": version})


def known_total(session: Session) -> int:
    """How many matters can be found (no key is ever given up)."""
    return session.scalar(_TOTAL) or 0


def term_counts(session: Session, terms: Sequence[str]) -> dict[str, int]:
    """In how many matters each term stands; terms nobody used are left out."""
    numbers = _Numbers()
    wanted = {term: numbers[term] for term in terms}
    held = _held(session, list(wanted.values()))
    return {term: held[number] for term, number in wanted.items() if number in held}


def known_like(
    session: Session, asked: Sequence[tuple[str, float]], people: Sequence[str], limit: int
) -> tuple[tuple[int, bytes], ...]:
    """Keys and packed forms of the matters that hold the most weight of the terms asked for.

    Args:
        asked: terms with weights.
        people: terms of people; the newest matters of each come besides, whatever else they hold.
        limit: of the first kind.
    """
    import numpy as np

    numbers = _Numbers()
    weights = {numbers[term]: weight for term, weight in asked}
    lists = _postings(session, list(weights), _MOST_BLOCKS_READ)
    best: set[int] = set()
    if lists:
        keys = np.concatenate([held for _, held in lists])
        weight = np.repeat([weights[t] for t, _ in lists], [len(held) for _, held in lists])
        best.update(_heaviest(keys, weight, limit).tolist())
    theirs = _postings(session, [numbers[p] for p in people], 2)
    for person in {term for term, _ in theirs}:
        held = np.concatenate([keys for term, keys in theirs if term == person])
        best.update(held[-_MOST_OF_PERSON:].tolist())
    rows = session.execute(
        text("SELECT key, packed FROM known_matter WHERE key IN (SELECT value FROM json_each(:keys))"),
        {"keys": json.dumps(sorted(best))},
    )
    return tuple((key, packed) for key, packed in rows.all())


def known_names(session: Session, keys: Sequence[int]) -> dict[int, KnownName]:
    """What the keys stand for."""
    rows = session.execute(_NAMES, {"keys": json.dumps(list(keys))})
    return {key: KnownName(reg_no or "", foreign_id or "") for key, reg_no, foreign_id in rows}


def foreign_matters(session: Session, foreign_ids: Sequence[str]) -> tuple[ForeignMatter, ...]:
    """The foreign matters named; unknown numbers are left out."""
    return tuple(
        _foreign(row)
        for chunk in chunks(foreign_ids)
        for row in session.scalars(select(ForeignRow).where(ForeignRow.foreign_id.in_(chunk)))
    )


def foreign_page(session: Session, after_key: int, count: int) -> list[tuple[int, ForeignMatter]]:
    """Foreign matters in order of import, after a key."""
    rows = session.scalars(
        select(ForeignRow).where(ForeignRow.key > after_key).order_by(ForeignRow.key).limit(count)
    )
    return [(row.key, _foreign(row)) for row in rows]


def ids_in_use(session: Session, ids: Sequence[str]) -> frozenset[str]:
    """Those of the ids by which a matter is known here already."""
    rows = session.execute(
        text(
            "WITH given AS (SELECT value AS id FROM json_each(:ids))"
            " SELECT id FROM given WHERE EXISTS (SELECT 1 FROM foreign_matter f WHERE f.foreign_id = id)"
            " OR EXISTS (SELECT 1 FROM matter m WHERE m.reg_no = id)"
        ),
        {"ids": json.dumps(list(ids), ensure_ascii=False)},
    )
    return frozenset(found for (found,) in rows)


def _heaviest(
    keys: "npt.NDArray[np.uint32]", weights: "npt.NDArray[np.float64]", limit: int
) -> "npt.NDArray[np.uint32]":
    """The keys with the greatest sums of weights; of equal ones the newest."""
    import numpy as np

    order = np.argsort(keys, kind="stable")  # quick: the lists put together are sorted each
    ordered = keys[order]
    starts = np.flatnonzero(np.diff(ordered, prepend=ordered[0] + 1))
    distinct = ordered[starts]
    if len(distinct) <= limit:
        return distinct
    # A newer key weighs a trifle more, far less than any term.
    sums = np.add.reduceat(weights[order], starts) + distinct * 1e-13
    return distinct[np.argpartition(-sums, limit)[:limit]]


def _postings(
    session: Session, terms: Sequence[int], most_blocks: int
) -> list[tuple[int, "npt.NDArray[np.uint32]"]]:
    import numpy as np

    rows = session.execute(_BLOCKS, {"terms": json.dumps(list(terms)), "most": most_blocks})
    return [(term, np.frombuffer(keys, "<u4")) for term, keys in rows]


def _held(session: Session, terms: Sequence[int]) -> dict[int, int]:
    rows = session.execute(
        text("SELECT term, held FROM known_term WHERE term IN (SELECT value FROM json_each(:terms))"),
        {"terms": json.dumps(list(terms))},
    )
    return dict(rows.all())


def _foreign(row: ForeignRow) -> ForeignMatter:
    return ForeignMatter(
        row.foreign_id, row.person, row.place, row.unit, row.content_class, row.demand, row.facts, row.day
    )


def _iso(matter: ForeignMatter) -> str | None:
    return matter.day.isoformat() if matter.day else None
