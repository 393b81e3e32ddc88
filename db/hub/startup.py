"""May a hub work on this database? What keeps it from it, in sentences with the remedy.

Source: sync.md 3, "Hub refuses to start"; PostgreSQL documentation 20.5 (write-ahead log).
"""

from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, exc, inspect, text

from app.errors import BadInput
from app.intake.hub_fitness import Fitness
from db.hub.engine import spoken_url
from db.hub.migrate import REVISIONS, hub_revision
from db.hub.rows import SHARED, metadata
from db.hub.words import finds_chinese

_CLOCK_S = 5.0
"""Deadlines are of days; a signature is good for a day. So much apart two machines on one NTP never are."""


def require_fit(engine: Engine, url: str, *, fresh: bool = False) -> None:
    """Refuse a database that would lose or not find what is registered.

    Args:
        fresh: no tables are expected yet.

    Raises:
        BadInput: with one sentence for each thing that is wrong.
    """
    problems = [f"{one.found}{one.remedy}" for one in look_at_database(engine, url, fresh=fresh) if one.stops]
    if problems:
        raise BadInput(problems)


def look_at_database(engine: Engine, url: str, *, fresh: bool = False) -> list[Fitness]:
    """Everything that can be told of the database, good and bad.

    Raises:
        BadInput: it cannot be reached.
    """
    try:
        with engine.connect().execution_options(begin="DEFERRED") as connection, connection.begin():
            found: list[Fitness] = []
            if connection.dialect.name == "postgresql":
                found += [*_durable(connection), _locale(connection), _writable(connection)]
                found += [_clock(connection), _standby(connection)]
            if not fresh or hub_revision(connection) not in {"", *REVISIONS}:
                found += _tables(connection)
            return found
    except (exc.DBAPIError, exc.TimeoutError, OSError) as error:
        raise BadInput(
            [
                f"连不上数据库 {spoken_url(url)}。没有改动任何内容。"
                "请核对 --db 的地址、账号，以及数据库服务是否在运行。"
            ]
        ) from error


def _stop(check: str, title: str, found: str, remedy: str) -> Fitness:
    return Fitness(check, title, False, found, remedy, stops=True)


def _shown(connection: Connection, name: str) -> str:
    return str(connection.scalar(text(f"SHOW {name}")))


_DURABLE = {
    "fsync": "断电会丢失已收到的登记。",
    "synchronous_commit": "断电会丢失已收到的登记。",
    "full_page_writes": "断电可能损坏数据。",
}


def _durable(connection: Connection) -> Iterator[Fitness]:
    for name, harm in _DURABLE.items():
        if _shown(connection, name) == "off":
            remedy = f"请在 postgresql.conf 中设 {name} = on，重启数据库后再试。"
            yield _stop(name, "断电保护", f"数据库关闭了 {name}，{harm}", remedy)
        else:
            yield Fitness(name, "断电保护", True, f"{name} 已打开")


def _locale(connection: Connection) -> Fitness:
    encoding = _shown(connection, "server_encoding")
    if encoding != "UTF8":
        found = f"数据库是 {encoding} 编码，存不下中文姓名。"
        return _stop("locale", "中文", found, "请用 createdb -E UTF8 -T template0 重建数据库。")
    ctype = connection.scalar(text("SELECT datctype FROM pg_database WHERE datname = current_database()"))
    if ctype in {"C", "POSIX"}:
        remedy = "请用 createdb -E UTF8 --lc-ctype=C.UTF-8 -T template0 重建数据库。"
        return _stop("locale", "中文", f"数据库的区域（LC_CTYPE）是 {ctype}，不能查找中文。", remedy)
    return Fitness("locale", "中文", True, f"编码 UTF8，区域 {ctype}")


def _writable(connection: Connection) -> Fitness:
    if _shown(connection, "transaction_read_only") == "on":
        return _stop("writable", "读写", "数据库是只读的（可能是备机）。", "请连接主库。")
    return Fitness("writable", "读写", True, "可以写入")


def _clock(connection: Connection) -> Fitness:
    there = connection.scalar(text("SELECT clock_timestamp()"))
    apart = abs((there - datetime.now(UTC)).total_seconds()) if there else 0.0
    if apart > _CLOCK_S:
        found = f"本机与数据库所在机器的时间相差 {apart:.0f} 秒"
        return Fitness(
            "clock", "时钟", False, found, "请在两台机器上打开网络对时（NTP），期限按本机时间计算。"
        )
    return Fitness("clock", "时钟", True, "与数据库一致")


def _standby(connection: Connection) -> Fitness:
    named = _shown(connection, "synchronous_standby_names")
    if not named:
        found = "没有同步备机：这台数据库的磁盘损坏时，最近收到的登记只在各接访台上"
        return Fitness("standby", "备机", True, f"{found}，会自动补报")
    if (level := _shown(connection, "synchronous_commit")) == "local":
        found = f"设了同步备机，但 synchronous_commit = {level}，提交时不等备机"
        return Fitness("standby", "备机", False, found, "请设 synchronous_commit = on。")
    if not connection.scalar(text("SELECT count(*) FROM pg_stat_replication")):
        found = f"设了同步备机 {named}，但没有备机连着：上报会一直等待，登记暂存在各接访台"
        return Fitness("standby", "备机", False, found, "请恢复备机，或者按本单位的规定暂时取消同步备机。")
    return Fitness("standby", "备机", True, f"同步备机 {named} 连着")


def _tables(connection: Connection) -> Iterator[Fitness]:
    revision, title = hub_revision(connection), "表"
    if not revision:
        yield _stop("migrations", title, "数据库里还没有上级的表。", "请先运行 station hub init --db。")
    elif revision not in REVISIONS:
        yield _stop("migrations", title, "数据库由更新的程序写过，旧程序不能使用。", "请升级本程序。")
    elif revision != REVISIONS[-1]:
        remedy = "请先停止服务，做好备份，再运行 station hub init --db。"
        yield _stop("migrations", title, "数据库的表需要升级。", remedy)
    else:
        yield Fitness("migrations", title, True, f"版本 {revision}")
        yield from _keys(connection)
        yield _search(connection)


def _search(connection: Connection) -> Fitness:
    if finds_chinese(connection):
        return Fitness("search", "中文检索", True, "能查到两个字的词")
    remedy = "请用 UTF8 编码和 C.UTF-8 区域建库。"
    return _stop("search", "中文检索", "数据库查不到中文词。", remedy)


def _keys(connection: Connection) -> Iterator[Fitness]:
    """Every table that grows is keyed by county first, so that it can be parted by county."""
    wrong = tables_without_county(connection)
    for name in wrong:
        found = f"表 {name} 的键不以县开头，无法按县分区。"
        yield _stop("keys", "按县分区", found, "请联系程序的提供者。")
    if not wrong:
        yield Fitness("keys", "按县分区", True, "每张表的键都以县开头")


def tables_without_county(connection: Connection) -> list[str]:
    """Tables of the database, not shared by all counties, with a key that does not begin with the county."""
    seen = inspect(connection)
    made = []
    for table in metadata.sorted_tables:
        if table.name in SHARED:
            continue
        keys = [seen.get_pk_constraint(table.name)["constrained_columns"]]
        keys += [list(map(str, i["column_names"])) for i in seen.get_indexes(table.name) if i["unique"]]
        keys += [u["column_names"] for u in seen.get_unique_constraints(table.name)]
        if any(key[:1] != ["county"] for key in keys):
            made.append(table.name)
    return made
