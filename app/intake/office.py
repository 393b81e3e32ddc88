"""The office's data, its settings, and the devices of this desk."""

from collections.abc import Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from app.config import Settings
from app.domain.office import Office, StaffRole
from app.domain.scanned_text import GAPS_MS, MOST_PREFIX, can_surround
from app.errors import BadInput, NotAllowed
from app.intake.json_input import cleaned, given
from app.intake.schemas import require, schema
from app.intake.session import DeskSession
from app.printing.jobs import SIZES
from app.rulepacks import local_rules

_MAY_CHANGE = frozenset({StaffRole.LEAD, StaffRole.ADMIN})
_MAY_SET_DEVICES = _MAY_CHANGE | {StaffRole.RECEPTIONIST}
DEVICES = (
    "reader_port",
    "printer",
    "printer_a4",
    "printer_80mm",
    "printer_58mm",
    "receipt_paper",
    "copies",
    "window",
    "camera",
    "scanner",
    "scanner_gun_gap",
    "scanner_gun_prefix",
    "scanner_gun_suffix",
)
_FIXED = frozenset({"code", "division_code", "seq3"})  # parts of numbers already given out


def parse_office(data: object) -> Office:
    """The office of an OFFICE.json object.

    Raises:
        BadInput: unknown or missing fields, or settings that do not exist.
    """
    clean = given(cleaned(data), schema("office"))
    require(clean, "office")
    office = msgspec.convert(clean, type=Office)
    _check_settings(office.settings)
    return office


def read_office(session: DeskSession) -> Office:
    """The office of this store."""
    with session.read() as unit:
        return unit.office()


def change_office(changes: Mapping[str, object], session: DeskSession) -> Office:
    """Change fields of the office; `settings` is laid over the present ones.

    Raises:
        BadInput: fields that do not exist or cannot change once numbers were given out.
        NotAllowed: neither lead nor admin.
    """
    _require(session)
    fixed = sorted(_FIXED & set(changes))
    if fixed:
        raise BadInput([f"{name}：已用于编号，不能修改。" for name in fixed])
    with session.write() as unit:
        office = unit.office()
        merged = msgspec.to_builtins(replace(office, settings=dict(office.settings)))
        settings = changes.get("settings", {})
        if not isinstance(settings, Mapping):
            raise BadInput(["settings：应为一组字段。"])
        merged.update({k: v for k, v in changes.items() if k != "settings"})
        merged["settings"] = {**office.settings, **settings}
        made = parse_office(merged)
        unit.save_office(made)
        unit.note("change_office", office.code, "、".join(sorted([*changes, *settings])))
        unit.commit()
    return made


def read_devices(session: DeskSession) -> dict[str, str]:
    """What is attached to this desk, by the names of `DEVICES`; '' = not set."""
    with session.read() as unit:
        return {name: str(value) if (value := unit.setting(name)) else "" for name in DEVICES}


def change_devices(devices: Mapping[str, str], session: DeskSession) -> None:
    """Set devices of this desk; any member who registers may, so that a desk never stands still.

    Raises:
        BadInput: unknown name, a window number that is none, or what no hand scanner types.
        NotAllowed: the role neither works at a window nor runs the station.
    """
    if session.user.role not in _MAY_SET_DEVICES:
        raise NotAllowed("change_devices")
    unknown = sorted(set(devices) - set(DEVICES))
    if unknown:
        raise BadInput([f"{name}：没有这个设备项。" for name in unknown])
    window = devices.get("window", "")
    if window and not (window.isascii() and window.isdigit() and 1 <= int(window) <= 99):
        raise BadInput(["窗口号应为 1 至 99 的数字。"])
    _check_scanner_gun(devices)
    if devices.get("receipt_paper", "") not in ("", *SIZES):
        raise BadInput([f"回执纸张只能是 {'、'.join(SIZES)}。"])
    if devices.get("copies", "") not in ("", "1", "2"):
        raise BadInput(["份数只能是 1 份或 2 份。"])
    with session.write() as unit:
        for name, value in devices.items():
            unit.save_setting(name, int(value) if name == "window" and value else value)
        unit.note("change_devices", "", "、".join(sorted(devices)))
        unit.commit()


def _check_scanner_gun(devices: Mapping[str, str]) -> None:
    gap, (least, most) = devices.get("scanner_gun_gap", ""), GAPS_MS
    if gap and not (gap.isascii() and gap.isdigit() and least <= int(gap) <= most):
        raise BadInput([f"扫码枪按键间隔应为 {least} 至 {most} 毫秒。"])
    prefix, suffix = devices.get("scanner_gun_prefix", ""), devices.get("scanner_gun_suffix", "")
    if len(prefix) > MOST_PREFIX or len(suffix) > 1 or not can_surround(prefix + suffix):
        raise BadInput([f"扫码枪前缀最多 {MOST_PREFIX} 个、后缀最多 1 个半角字母、数字或符号，不含空格。"])


def _require(session: DeskSession) -> None:
    if session.user.role not in _MAY_CHANGE:
        raise NotAllowed("change_office")


def _check_settings(settings: Mapping[str, object]) -> None:
    try:
        checked = Settings.of(settings)
    except ValueError as error:
        raise BadInput([f"settings.{error}：没有这个设置，或取值不在允许范围内。"]) from error
    local_rules(packs=checked.rule_packs)  # a pack that does not exist is a sentence
    try:
        ZoneInfo(checked.timezone)
    except (ValueError, OSError, ZoneInfoNotFoundError) as error:
        raise BadInput(["settings.timezone：没有这个时区，应写成 Asia/Shanghai 的样子。"]) from error
