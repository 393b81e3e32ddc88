"""USB numbers of readers and of the serial bridges inside them, as far as they are publicly known.

A number only says where to ask first, and whom not to ask; what answers as a reader is one. Sources are
named beside each.
"""

from collections.abc import Mapping
from types import MappingProxyType

KNOWN_BULK: Mapping[tuple[int, int], str] = MappingProxyType(
    {
        # Public drivers for iDR210, ZKTeco ID and SS628 readers over libusb bulk transfers.
        (0x0400, 0xC35A): "居民身份证安全模块（USB）",
        # Open Android driver of Synjones readers, vendor class, bulk or interrupt pipes.
        (0x0316, 0x5020): "新中新阅读器（USB）",
    }
)
KNOWN_READERS: Mapping[tuple[int, int], str] = MappingProxyType(
    {
        **KNOWN_BULK,
        # Device table of an open point-of-sale client, by vendor; the carrier is not stated there.
        (0x10C4, 0x8A1B): "信通阅读器",
        (0x2015, 0x0008): "森锐阅读器",
        (0x9573, 0x4836): "亿数阅读器",
    }
)
BRIDGES: Mapping[tuple[int, int], str] = MappingProxyType(
    {
        # The USB ID repository (linux-usb.org) and the Linux drivers ch341, cp210x, pl2303, ftdi_sio.
        (0x1A86, 0x7523): "CH340",
        (0x1A86, 0x7522): "CH340K",
        (0x1A86, 0x5523): "CH341",
        (0x1A86, 0x55D4): "CH9102",
        (0x10C4, 0xEA60): "CP210x",
        (0x067B, 0x2303): "PL2303",
        (0x067B, 0x23A3): "PL2303GC",
        (0x067B, 0x23C3): "PL2303GT",
        (0x0403, 0x6001): "FT232",
        (0x0403, 0x6015): "FT231X",
    }
)
NEVER_ASKED: Mapping[int, str] = MappingProxyType(
    {
        # Makers of mobile modems (drivers option, qcserial) and of positioning receivers (u-blox).
        0x12D1: "华为上网卡",
        0x19D2: "中兴上网卡",
        0x2C7C: "移远模块",
        0x1199: "Sierra 模块",
        0x1E0E: "SIMCom 模块",
        0x05C6: "高通模块",
        0x1BBB: "TCL 上网卡",
        0x2CB7: "广和通模块",
        0x1546: "u-blox 定位",
        # Boards that restart when their port is opened.
        0x2341: "Arduino",
        0x2A03: "Arduino",
        0x303A: "Espressif",
    }
)
"""Vendors whose serial ports are no readers and are left alone when ports are tried."""

HID_WORDS = ("idcard", "id card", "id-card", "idr", "cvr", "sdt", "samv", "sam_v", "身份证", "居民")
"""A HID product name with one of these is asked too. No other HID device is: it could be a key or a lock."""
