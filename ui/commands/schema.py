"""`station schema`: the JSON Schema of the inputs."""

import argparse
import json

from app.intake.schemas import SCHEMAS, schema
from ui.commands.world import DONE, World

HELP = "输出 visit、office 或 event 输入文件的 JSON Schema"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.add_argument("name", choices=SCHEMAS, metavar="|".join(SCHEMAS))


def run(args: argparse.Namespace, world: World) -> int:
    """The schema is JSON either way; indented for people."""
    made = schema(args.name)
    world.answer(made, json.dumps(made, ensure_ascii=False, indent=2))
    return DONE
