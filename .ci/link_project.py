"""Put this checkout and the command `station` into the virtual environment that runs this script.

A path file and a start script instead of an editable installation: nothing is built, so nothing
besides the lock has to be downloaded, and a changed file counts at once.
"""

import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START = """\
#!{python}
import sys

from ui.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
"""


def link() -> Path:
    """Write both files; return the path of the command."""
    site_packages = Path(sysconfig.get_path("purelib"))
    (site_packages / "reception_station.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    command = Path(sys.prefix) / "bin" / "station"
    command.write_text(START.format(python=sys.executable), encoding="utf-8")
    command.chmod(0o755)
    return command


if __name__ == "__main__":
    link()
