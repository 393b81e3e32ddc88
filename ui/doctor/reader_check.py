"""Is there a card reader, does it answer, and if not, why not."""

import getpass
import os
import stat
import sys
from pathlib import Path

from app.errors import NoReader, NoReaderPermission, ReaderBusy, ReaderSilent, ReaderTrouble
from app.scanning.card_ports import AUTO, Likelihood, ReaderPort, holders, reader_ports
from app.scanning.card_reader import CardReader, ReaderStatus
from ui.doctor.checks import Found, Place
from ui.text import sentence_for

_NONE = "没有发现可接阅读器的端口"
_PLUG = (
    "请检查阅读器的连接线、电源和指示灯，最好直接插在电脑上；不用阅读器的窗口可在“设置”里选“不使用阅读器”。"
)
_RULES = "/etc/udev/rules.d/70-station-card-readers.rules"


def look_at_reader(place: Place) -> Found:
    """Ask every port a reader may be at, or the one that is set; each gets one harmless request."""
    if place.reader == "none":
        return Found(True, "这个窗口设为不使用阅读器")
    ports = [p for p in reader_ports() if p.likelihood is not Likelihood.NEVER]
    if place.reader != AUTO:
        known = [p for p in ports if p.name == place.reader]
        path = place.reader if place.reader.startswith("/") else ""
        ports = known or [ReaderPort(place.reader, "", Likelihood.READER, path)]
    troubles: list[tuple[ReaderPort, ReaderTrouble]] = []
    for port in ports:
        try:
            status = _asked(port, named=place.reader != AUTO)
        except ReaderTrouble as error:
            troubles.append((port, error))
            continue
        module = f"，安全模块 {status.sam_id}" if status.sam_id else ""
        return Found(True, f"{_named(port)} 应答正常{module}")
    if not troubles:
        return Found(False, _NONE, _driver_hint())
    # What a person can do something about comes before mere silence.
    return _explained(*min(troubles, key=lambda pair: _weight(pair[1])), troubles)


def _asked(port: ReaderPort, *, named: bool) -> ReaderStatus:
    if not named and holders(port.path):
        raise ReaderBusy("held")
    reader = CardReader(port.name)
    try:
        return reader.status()
    finally:
        reader.close()


def _weight(error: ReaderTrouble) -> int:
    if isinstance(error, NoReaderPermission):
        return 1
    if isinstance(error, ReaderBusy):
        return 2
    return 3 if isinstance(error, NoReader) else 0


def _explained(
    port: ReaderPort, error: ReaderTrouble, troubles: list[tuple[ReaderPort, ReaderTrouble]]
) -> Found:
    if isinstance(error, NoReaderPermission):
        return Found(False, f"{_named(port)} 不允许当前用户打开", _permission_hint(port))
    if isinstance(error, ReaderBusy):
        by = "、".join(holders(port.path))
        return Found(
            False,
            f"{_named(port)} 正被{'程序 ' + by if by else '另一个程序'} 占用",
            "请关闭厂家的读卡软件、另一个接访台窗口等程序，再检测一次。",
        )
    tried = "、".join(_named(p) for p, _ in troubles)
    if isinstance(error, ReaderSilent):
        return Found(False, f"{tried} 没有阅读器应答", _PLUG)
    if isinstance(error, NoReader):
        return Found(False, f"{tried} 打不开", _PLUG)
    return Found(False, f"{_named(port)} 有阅读器，但不能工作", sentence_for(error))


def _named(port: ReaderPort) -> str:
    return f"{port.name}（{port.label}）" if port.label else port.name


def _permission_hint(port: ReaderPort) -> str:
    if not sys.platform.startswith("linux"):
        return "请用有权限的账户运行，或请系统管理员开放这个设备。"
    if port.path.startswith("/dev/tty"):
        return (
            f"请系统管理员执行 sudo usermod -aG {_group(port.path)} {getpass.getuser()}，"
            "然后注销再登录（或重启电脑）。"
        )
    kind, vendor, product = port.name.lower().split(":")[:3]
    subsystem = 'SUBSYSTEM=="hidraw"' if kind == "hid" else 'SUBSYSTEM=="usb", ENV{DEVTYPE}=="usb_device"'
    rule = f'{subsystem}, ATTRS{{idVendor}}=="{vendor}", ATTRS{{idProduct}}=="{product}", TAG+="uaccess"'
    return (
        f"系统还没有允许普通用户使用这种阅读器：请系统管理员执行 echo '{rule}' | sudo tee {_RULES} && "
        "sudo udevadm control --reload && sudo udevadm trigger，然后重新插拔阅读器。"
    )


def _group(path: str) -> str:
    """The group that owns a device file and may use it, `dialout` where that cannot be told."""
    import grp

    try:
        about = os.stat(path)
        if about.st_mode & stat.S_IWGRP:
            return grp.getgrgid(about.st_gid).gr_name
    except (OSError, KeyError):
        pass
    return "dialout"


def _driver_hint() -> str:
    if sys.platform.startswith("linux") and Path("/sys/module/brltty").exists():
        return "盲文显示程序 brltty 会占走 CH340 串口：请系统管理员卸载 brltty，再重新插拔阅读器。"
    return _PLUG
