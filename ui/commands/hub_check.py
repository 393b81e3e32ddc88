"""`station hub check`: may this machine and its database serve as a hub, and what would be better."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from app.paths import default_store
from ui.commands.world import DONE, NEEDS_A_PERSON, World
from ui.doctor.checks import Check, Found, Line, Place, examine, lines_text
from ui.doctor.machine_checks import look_at_clock, look_at_disk

_SQLITE = "sqlite:///"


def check(db: str, papers: Path | None, world: World) -> int:
    """Tell everything, good and bad; nothing is changed.

    Raises:
        BadInput: the database cannot be reached.
    """
    lines = _lines(db, papers, world)
    world.answer([line.as_json() for line in lines], lines_text(lines))
    return DONE if all(line.ok for line in lines) else NEEDS_A_PERSON


def warn(db: str, papers: Path | None, world: World) -> None:
    """Say what would be better, where it does not keep the hub from serving.

    Raises:
        BadInput: the database cannot be reached.
    """
    for line in _lines(db, papers, world):
        if not line.ok:
            world.say(f"注意：{line.title}：{line.found}。{line.remedy}")


def _lines(db: str, papers: Path | None, world: World) -> list[Line]:
    folder = papers or default_store().with_name("hub-papers")
    kept = [Path(db.removeprefix(_SQLITE))] if db.startswith(_SQLITE) else []
    checks = (
        Check("disk", "附件所在磁盘", look_at_disk),
        Check("clock", "本机日期时间", look_at_clock),
        Check("private", "文件权限", lambda place: _private([*kept, place.store])),
        Check("password", "数据库口令", lambda _: _password(db)),
    )
    database = [
        Line(one.check, one.ok, one.found.rstrip("。"), one.remedy, one.title)
        for one in world.hub_fitness(db)
    ]
    return [*database, *examine(checks, Place(folder))]


def _private(kept: list[Path]) -> Found:
    """Database file and papers hold what visitors said: nobody else of the machine may read them."""
    open_to_all = list(_open_to_others(kept))
    if not open_to_all:
        return Found(True, "数据库文件和附件只有本程序的用户能读")
    told = "、".join(map(str, open_to_all))
    return Found(False, f"{told} 别的用户也能读", f"请运行 chmod go= {' '.join(map(str, open_to_all))}")


def _open_to_others(kept: list[Path]) -> Iterator[Path]:
    for path in kept:
        if path.exists() and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            yield path


def _password(db: str) -> Found:
    told = urlsplit(db).password if "://" in db else None
    if told and os.environ.get("STATION_HUB_DB") != db:
        return Found(
            False,
            "写在命令行里，本机的其他用户看得到",
            "请改用环境变量 STATION_HUB_DB，或者把口令放进 ~/.pgpass。",
        )
    return Found(True, "没有写在命令行里")
