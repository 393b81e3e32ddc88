"""May a hub work on this database? What keeps it from it, in sentences with the remedy."""

from collections.abc import Iterator

from sqlalchemy import Connection, Engine, exc, inspect, text

from app.errors import BadInput
from db.hub.engine import spoken_url
from db.hub.migrate import REVISIONS, hub_revision
from db.hub.rows import SHARED, metadata
from db.hub.words import finds_chinese


def require_fit(engine: Engine, url: str, *, fresh: bool = False) -> None:
    """Refuse a database that would lose or not find what is registered.

    Args:
        fresh: no tables are expected yet.

    Raises:
        BadInput: with one sentence for each thing that is wrong.
    """
    try:
        with engine.connect().execution_options(begin="DEFERRED") as connection, connection.begin():
            problems = list(_problems(connection, fresh))
    except (exc.DBAPIError, exc.TimeoutError, OSError) as error:
        raise BadInput(
            [
                f"连不上数据库 {spoken_url(url)}。没有改动任何内容。"
                "请核对 --db 的地址、账号，以及数据库服务是否在运行。"
            ]
        ) from error
    if problems:
        raise BadInput(problems)


def _problems(connection: Connection, fresh: bool) -> Iterator[str]:
    if connection.dialect.name == "postgresql":
        yield from _server(connection)
    revision = hub_revision(connection)
    if fresh:
        return
    if not revision:
        yield "数据库里还没有上级的表。请先运行 station hub init --db。"
        return
    if revision not in REVISIONS:
        yield "数据库由更新的程序写过，旧程序不能使用。请升级本程序。"
        return
    if revision != REVISIONS[-1]:
        yield "数据库的表需要升级。请先停止服务，做好备份，再运行 station hub init --db。"
        return
    yield from _keys(connection)
    if not finds_chinese(connection):
        yield "数据库查不到中文词。请用 UTF8 编码和 C.UTF-8 区域建库。"


def _server(connection: Connection) -> Iterator[str]:
    def shown(name: str) -> str:
        return str(connection.scalar(text(f"SHOW {name}")))

    if shown("fsync") != "on":
        yield "数据库关闭了 fsync，断电会丢失已收到的登记。请在 postgresql.conf 中设 fsync = on 并重启。"
    if shown("synchronous_commit") == "off":
        yield "数据库关闭了 synchronous_commit，断电会丢失已收到的登记。请设 synchronous_commit = on。"
    if shown("full_page_writes") != "on":
        yield "数据库关闭了 full_page_writes，断电可能损坏数据。请设 full_page_writes = on。"
    if shown("server_encoding") != "UTF8":
        yield "数据库不是 UTF8 编码，存不下中文姓名。请用 createdb -E UTF8 重建数据库。"
    ctype = connection.scalar(text("SELECT datctype FROM pg_database WHERE datname = current_database()"))
    if ctype in {"C", "POSIX"}:
        yield (
            f"数据库的区域（LC_CTYPE）是 {ctype}，不能查找中文。"
            "请用 createdb -E UTF8 --lc-ctype=C.UTF-8 -T template0 重建数据库。"
        )
    if shown("transaction_read_only") == "on":
        yield "数据库是只读的（可能是备机）。请连接主库。"


def _keys(connection: Connection) -> Iterator[str]:
    """Every table that grows is keyed by county first, so that it can be parted by county."""
    seen = inspect(connection)
    for table in metadata.sorted_tables:
        if table.name in SHARED:
            continue
        keys = [seen.get_pk_constraint(table.name)["constrained_columns"]]
        keys += [list(map(str, i["column_names"])) for i in seen.get_indexes(table.name) if i["unique"]]
        if any(key[:1] != ["county"] for key in keys):
            yield f"表 {table.name} 的键不以县开头，无法按县分区。请联系程序的提供者。"
