"""What the machine itself must have: camera, printer, fonts, disk, clock, calendar."""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.config import Settings
from app.errors import NoPrinter
from app.paths import resource
from app.printing.jobs import PrinterInfo
from ui.doctor.checks import Found, Place
from ui.labels import CONDITION_ZH

LEAST_FREE_BYTES = 2 * 1024**3
SLOW_FLUSH_S = 1.0
"""A receipt is given out after the visit is on the disk; the desk would wait this long each time."""
_FLUSHES = 3
_AHEAD_DAYS = 45
_LONGEST_USE = timedelta(days=15 * 366)
_RARE = "\U00020bb7䶮㛃"
"""One character of plane 2, one of extension A, one of its later part."""


def look_at_camera(place: Place) -> Found:
    """Which cameras there are; none of this computer's is opened."""
    from app.scanning.frame_source import cameras

    found = (
        [camera.name or camera.address for camera in cameras()] if place.cameras is None else place.cameras()
    )
    if found:
        return Found(True, "、".join(found))
    return Found(
        False,
        "没有发现高拍仪或摄像头",
        "请检查连接线；不用高拍仪也可以选图片文件、用阅读器或手工录入。",
    )


def look_at_printer(place: Place) -> Found:
    """Which printers there are, and how they stand."""
    from app.printing.service import PrintService

    printers: Sequence[PrinterInfo] = ()
    with suppress(NoPrinter):
        printers = PrintService().printers() if place.printers is None else place.printers()
    if not printers:
        return Found(
            False, "没有可用的打印机", "请在系统里添加打印机并打开电源；没有打印机也能登记，以后补打。"
        )
    told = "、".join(f"{p.name} {CONDITION_ZH[p.condition.value]}" for p in printers)
    ready = any(p.condition.value in ("ready", "printing") for p in printers)
    return Found(ready, told, "" if ready else "请到打印机旁处理（缺纸、盖子、卡纸、电源），再检测一次。")


def look_at_fonts(_place: Place) -> Found:
    """Whether the bundled fonts are whole enough to show a rare name."""
    from app.receipts.fonts import missing_glyphs

    try:
        missing = missing_glyphs("接访台" + _RARE)
    except (OSError, ValueError):
        missing = _RARE
    if missing:
        return Found(False, "自带字体缺失或损坏，生僻字打不出来", "请重新安装本程序。")
    return Found(True, "自带字体完整，含生僻字")


def look_at_disk(place: Place) -> Found:
    """Free space where the data are kept, and how long it takes until something is surely on the disk.

    Flushed is a file without a name, so nothing is left behind.
    """
    folder = next(p for p in (place.store, *place.store.parents) if p.is_dir())
    free_bytes = shutil.disk_usage(folder).free
    space = f"{folder} 所在磁盘剩余 {free_bytes / 1024**3:.1f} GB"
    if free_bytes < LEAST_FREE_BYTES:
        return Found(False, space, "请清理磁盘，至少留出 2 GB。")
    try:
        flush_s = _flush_s(folder)
    except OSError:
        return Found(False, f"{folder} 不能写入", "请系统管理员检查数据文件夹的权限，或把数据放到别的磁盘。")
    told = f"{space}，保存一次约 {flush_s:.2f} 秒"
    if flush_s > SLOW_FLUSH_S:
        return Found(False, told, "保存太慢，登记时要等：请关闭占用磁盘的程序，或请系统管理员检查磁盘。")
    return Found(True, told)


def look_at_clock(_place: Place) -> Found:
    """Whether the date can be true and the office's time zone is known."""
    zone_name = Settings().timezone
    try:
        zone = ZoneInfo(zone_name)
    except (ZoneInfoNotFoundError, ValueError):
        return Found(False, f"系统不认识时区 {zone_name}", "请重新安装本程序。")
    now = datetime.now(zone)
    told = f"{now:%Y-%m-%d %H:%M}（{_zone_zh(zone_name)}）"
    built = _program_date(zone)
    if not built - timedelta(days=1) <= now <= built + _LONGEST_USE:
        return Found(
            False, f"{told}，与程序日期 {built:%Y-%m-%d} 不符", "请校准系统日期和时间，否则期限会算错。"
        )
    here = datetime.now().astimezone()
    if here.utcoffset() != now.utcoffset():
        told += f"；本机设的是另一个时区（{here:%Z}），程序一律按{_zone_zh(zone_name)}"
    return Found(True, told)


def look_at_calendar(place: Place) -> Found:
    """Whether this year's holidays are known, by which terms in working days are counted."""
    from app.rulepacks import load_rulepack, local_tables

    calendar = load_rulepack(*local_tables(place.store / "rulepacks")).calendar
    today = datetime.now(ZoneInfo(Settings().timezone)).date()
    coming = (today + timedelta(days=_AHEAD_DAYS)).year
    missing = [year for year in sorted({today.year, coming}) if not calendar.covers(year)]
    if not missing:
        return Found(True, f"{today.year} 年放假安排已有")
    remedy = (
        f"请把国务院办公厅公布的 {missing[0]} 年放假安排写成 holidays_{missing[0]}.csv，"
        f"放进 {place.store / 'rulepacks'}。"
    )
    if today.year in missing:
        return Found(False, f"没有 {today.year} 年的放假安排，工作日只按周末计算", remedy)
    return Found(True, f"{today.year} 年放假安排已有，{coming} 年的还没有", remedy)


def _zone_zh(name: str) -> str:
    """What people call the zone."""
    return "北京时间" if name == "Asia/Shanghai" else f"时区 {name}"


def _flush_s(folder: Path) -> float:
    """The longest of a few flushes, seconds."""
    longest = 0.0
    with _nameless(folder) as file:
        for _ in range(_FLUSHES):
            begun = time.perf_counter()
            file.write(b"\0" * 4096)
            file.flush()
            os.fsync(file.fileno())
            longest = max(longest, time.perf_counter() - begun)
    return longest


def _nameless(folder: Path):
    """A file that is in no folder and gone when closed; on Windows it is in the temporary one."""
    return tempfile.TemporaryFile(dir=None if sys.platform == "win32" else folder)


def _program_date(zone: ZoneInfo) -> datetime:
    """When the program was built or unpacked: the date of its newest table."""
    newest = max(path.stat().st_mtime for path in resource("rulepacks").iterdir())
    return datetime.fromtimestamp(newest, zone)
