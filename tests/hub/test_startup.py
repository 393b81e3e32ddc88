"""Before a hub serves: what is wrong with its database or machine is told, with the remedy, or stops it."""

import itertools
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from app.errors import BadInput
from db.hub.engine import open_hub_engine
from db.hub.rows import SHARED, metadata
from db.hub.startup import look_at_database, require_fit, tables_without_county
from tests.hub.test_through_nginx import ROOT
from tests.live_hub import fresh_hub, sqlite_url
from tests.private_postgres import PrivatePostgres


def database(postgres: PrivatePostgres, how: str) -> str:
    """A database made so, on the same server."""
    address = postgres.url()
    name = address.rpartition("/")[2]
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}_wrong TEMPLATE template0 {how}")
    return f"{address}_wrong"


def problems(url: str, *, fresh: bool = True) -> list[str]:
    engine = open_hub_engine(url)
    try:
        require_fit(engine, url, fresh=fresh)
    except BadInput as error:
        return error.problems
    finally:
        engine.dispose()
    return []


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'", ["LATIN1", "createdb -E UTF8"]),
        ("ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'", ["LC_CTYPE", "C.UTF-8"]),
        ("ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'POSIX'", ["LC_CTYPE"]),
    ],
)
def test_a_database_that_cannot_hold_or_find_chinese_is_refused(
    postgres: PrivatePostgres, how: str, words: list[str]
) -> None:
    (said,) = problems(database(postgres, how))
    assert all(word in said for word in words)


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("synchronous_commit = off", ["synchronous_commit", "断电会丢失"]),
        ("default_transaction_read_only = on", ["只读", "主库"]),
    ],
)
def test_a_database_set_wrongly_is_refused(postgres: PrivatePostgres, setting: str, words: list[str]) -> None:
    url = postgres.url()
    assert problems(url) == []
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {url.rpartition('/')[2]} SET {setting}")
    (said,) = problems(url)
    assert all(word in said for word in words)


@pytest.fixture
def server_setting(postgres: PrivatePostgres) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        yield connection
        connection.execute("ALTER SYSTEM RESET ALL")
        connection.execute("SELECT pg_reload_conf()")


def _reloaded(connection: psycopg.Connection[tuple[object, ...]], name: str, value: str) -> None:
    connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
    connection.execute("SELECT pg_reload_conf()")
    while connection.execute(f"SHOW {name}").fetchone() != (value,):
        connection.execute("SELECT pg_sleep(0.02)")


@pytest.mark.parametrize("name", ["fsync", "full_page_writes"])
def test_a_server_that_may_lose_what_it_took_is_refused(
    postgres: PrivatePostgres, server_setting: psycopg.Connection[tuple[object, ...]], name: str
) -> None:
    url = postgres.url()
    _reloaded(server_setting, name, "off")
    (said,) = problems(url)
    assert name in said
    assert f"{name} = on" in said


def test_a_standby_that_is_not_waited_for_is_told(
    postgres: PrivatePostgres, server_setting: psycopg.Connection[tuple[object, ...]]
) -> None:
    url = postgres.url()
    engine = open_hub_engine(url)

    def standby() -> tuple[bool, str]:
        return next(
            (f.ok, f.found) for f in look_at_database(engine, url, fresh=True) if f.check == "standby"
        )

    assert standby()[0]
    assert "没有同步备机" in standby()[1]
    _reloaded(server_setting, "synchronous_standby_names", "ANY 1 (*)")
    engine.dispose()
    assert not standby()[0]
    assert "没有备机连着" in standby()[1]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET synchronous_commit = local")  # nobody is there to be waited for
        connection.execute(f"ALTER DATABASE {url.rpartition('/')[2]} SET synchronous_commit = local")
    engine.dispose()
    assert not standby()[0]
    assert "synchronous_commit = local" in standby()[1]
    engine.dispose()


@pytest.mark.parametrize("lite", [True, False])
def test_tables_of_another_version_are_refused_with_what_to_do(
    postgres: PrivatePostgres, tmp_path: Path, lite: bool
) -> None:
    url = sqlite_url(tmp_path) if lite else postgres.url()
    assert ["station hub init" in said for said in problems(url, fresh=False)] == [True]
    engine = fresh_hub(url)
    assert problems(url, fresh=False) == []
    for revision, word in (("h0001", "备份"), ("h9999", "升级本程序")):
        with engine.begin() as connection:
            connection.execute(text("UPDATE hub_version SET version_num = :r"), {"r": revision})
        (said,) = problems(url, fresh=False)
        assert word in said
    (said,) = problems(url, fresh=True)  # nor does init touch what a newer program made
    assert "升级本程序" in said
    engine.dispose()


_FIRST_KEY_COLUMNS = """
SELECT c.relname, a.attname FROM pg_index i
JOIN pg_class c ON c.oid = i.indrelid
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
WHERE i.indisunique AND c.relnamespace = 'public'::regnamespace AND NOT c.relispartition
"""


def test_keys_hold_by_the_rule_of_a_database_spread_by_county(postgres: PrivatePostgres) -> None:
    """Citus: every primary and unique key has the distribution column, and so has what refers elsewhere."""
    for table in metadata.sorted_tables:
        keyed = [tuple(c.name for c in table.primary_key.columns)]
        keyed += [tuple(c.name for c in index.columns) for index in table.indexes]
        shared = table.name in SHARED
        assert shared == (keyed[0][0] != "county")
        if not shared:
            assert all(columns[0] == "county" for columns in keyed), table.name
            assert table.c.county.nullable is False
            refers = [key.column.table.name for key in table.foreign_keys]
            assert all(name in SHARED for name in refers), table.name
    engine = fresh_hub(postgres.url())
    with engine.connect() as connection:
        assert tables_without_county(connection) == []
        unlike = {name for name, first in connection.execute(text(_FIRST_KEY_COLUMNS)) if first != "county"}
        assert unlike == {*SHARED, "hub_version"}
        connection.execute(text("CREATE UNIQUE INDEX wrong ON rating (matter_id, about)"))
        assert tables_without_county(connection) == ["rating"]
    engine.dispose()


def _check(*arguments: object, action: str = "check") -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "ui", "hub", action, *map(str, arguments)],
        cwd=ROOT,
        env={k: v for k, v in os.environ.items() if k != "STATION_HUB_DB"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_command_tells_all_of_it_and_changes_nothing(postgres: PrivatePostgres, tmp_path: Path) -> None:
    url = postgres.url().replace("hub@", "hub:s3cret@")
    fresh_hub(url).dispose()
    papers = tmp_path / "papers"
    papers.mkdir(mode=0o755)
    done = _check("--db", url, "--papers", papers, "--json")
    assert done.returncode == 1, done.stderr
    told = {line["check"]: line for line in json.loads(done.stdout)}
    assert {"fsync", "locale", "migrations", "standby", "clock", "disk", "private"} <= set(told)
    assert [name for name in ("private", "password") if told[name]["ok"]] == []
    assert f"chmod go= {papers}" in told["private"]["remedy"]
    assert "s3cret" not in done.stdout + done.stderr


def test_serving_warns_of_what_does_not_stop_it_and_refuses_a_proxy_that_is_none(tmp_path: Path) -> None:
    db = sqlite_url(tmp_path)
    fresh_hub(db).dispose()
    wrong = _check("--db", db, "--proxy", "nginx.example", action="serve")
    assert wrong.returncode == 2
    assert "--proxy" in wrong.stderr
    (tmp_path / "hub.db").chmod(0o644)
    command = [sys.executable, "-m", "ui", "hub", "serve", "--db", db, "--papers", str(tmp_path / "papers")]
    with subprocess.Popen(
        [*command, "--listen", "127.0.0.1:0", "--proxy", "10.0.0.0/24"],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stderr is not None
        said = list(itertools.takewhile(lambda line: "上级服务运行在" not in line, server.stderr))
        server.terminate()
    assert any("别的用户也能读" in line and "chmod go=" in line for line in said)


def test_a_hub_in_one_file_is_nobody_elses_to_read(tmp_path: Path) -> None:
    fresh_hub(sqlite_url(tmp_path)).dispose()
    assert (tmp_path / "hub.db").stat().st_mode & 0o077 == 0


def test_a_database_out_of_reach_is_told_without_its_password() -> None:
    done = _check("--db", "postgresql://hub:s3cret@127.0.0.1:1/hub")
    assert done.returncode == 2
    assert "连不上数据库" in done.stderr
    assert "s3cret" not in done.stderr
    assert "Traceback" not in done.stderr
