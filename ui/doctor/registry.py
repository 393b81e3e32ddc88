"""Which checks there are, in the order they are shown."""

from ui.doctor.checks import Check
from ui.doctor.machine_checks import (
    look_at_calendar,
    look_at_camera,
    look_at_clock,
    look_at_disk,
    look_at_fonts,
    look_at_printer,
)
from ui.doctor.reader_check import look_at_reader

CHECKS: tuple[Check, ...] = (
    Check("reader", "证件阅读器", look_at_reader, limit_s=15.0),
    Check("camera", "高拍仪", look_at_camera),
    Check("printer", "打印机", look_at_printer),
    Check("fonts", "字体", look_at_fonts),
    Check("disk", "磁盘", look_at_disk),
    Check("clock", "日期时间", look_at_clock),
    Check("calendar", "放假安排", look_at_calendar),
)
