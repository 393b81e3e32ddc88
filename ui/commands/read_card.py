"""`station read-card`: one card from a GA 450 reader."""

import argparse
import math
import time

from app.errors import BadInput, NoReader
from app.scanning.card_ports import AUTO
from app.scanning.card_reader import read_card
from ui.commands.world import DONE, World
from ui.document_text import document_text
from ui.text import sentence_for

HELP = "用证件阅读器读取一张证件"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare port and time-out."""
    parser.add_argument(
        "--port",
        required=True,
        help="阅读器端口：auto 自动查找，或 /dev/ttyUSB0、COM3、hid:厂商号:产品号、usb:厂商号:产品号",
    )
    parser.add_argument("--timeout", type=float, default=15.0, help="等待放卡的秒数，默认 15")


def run(args: argparse.Namespace, world: World) -> int:
    """Read one card and print it; needs no store.

    Raises:
        BadInput: the time-out is no positive number of seconds.
        StationError: whatever kept the card from being read.
    """
    if not (math.isfinite(args.timeout) and args.timeout > 0):
        raise BadInput(["--timeout 应是大于 0 的秒数，没有读卡。"])
    begun = time.perf_counter()
    try:
        document = read_card(args.port, args.timeout)
    except NoReader as error:
        if args.port == AUTO:
            raise
        raise BadInput([f"端口 {args.port}：{sentence_for(error)}"]) from error
    taken_ms = round((time.perf_counter() - begun) * 1000)
    world.answer(
        {
            "doc_type": document.doc_type.value,
            "fields": document.fields.present(),
            "confidence": dict(document.confidence),
            "warnings": list(document.warnings),
            "ms": taken_ms,
            "source": document.source,
            **({"printed_address": document.printed_address} if document.printed_address else {}),
        },
        document_text(document),
    )
    return DONE
