"""Reads and works a window as a screen reader does; run by Debian's Python, which has PyGObject.

    /usr/bin/python3 atspi_driver.py APPLICATION_NAME

A question a line on stdin, an answer a line on stdout, both JSON; the questions are the methods of
`Reader`. AT-SPI's D-Bus interfaces are asked directly: libatspi keeps names and children of its own,
which are old whenever its event loop does not run. Only the roles' words come from it.

Controls are asked for by objectName: Qt publishes as AccessibleId the way down to a control, such as
`QApplication.MainWindow.….loginUser`, of which the last part is the objectName.
"""

import json
import sys
from collections.abc import Iterator
from typing import Any, NamedTuple

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402  the version comes first

_A11Y = "org.a11y.atspi."
_SHOWING, _FOCUSED, _ENABLED, _CHECKED = 25, 12, 8, 4
_MOST_CELLS = 400
_CALL_MS = 20_000
_TRIES = 10


class Node(NamedTuple):
    """One accessible: the program's bus name and the object's path."""

    bus: str
    path: str


class Gone(LookupError):
    """The window changed while it was read; the question can be asked again."""


class Reader:
    """One application's tree. Raises LookupError for a control that is not there (yet)."""

    def __init__(self, application: str) -> None:
        session = Gio.bus_get_sync(Gio.BusType.SESSION)
        address = session.call_sync(
            "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None, 0, _CALL_MS
        ).unpack()[0]
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        self._bus = Gio.DBusConnection.new_for_address_sync(address, flags)
        self._application = application
        self._found: dict[str, Node] = {}

    def controls(self) -> list[dict[str, str]]:
        """Every accessible below the application: objectName, name, description, role."""
        return [
            {
                "id": self._id(node),
                "name": self._property(node, "Accessible", "Name"),
                "description": self._property(node, "Accessible", "Description"),
                "role": self._role(node),
            }
            for node in self._below(self._root())
        ]

    def look(self, control: str) -> dict[str, Any]:
        """Name, role, states and text of one control."""
        node = self._find(control)
        low, high = self._call(node, "Accessible", "GetState")
        states = low | high << 32
        return {
            "name": self._property(node, "Accessible", "Name"),
            "description": self._property(node, "Accessible", "Description"),
            "role": self._role(node),
            "showing": bool(states >> _SHOWING & 1),
            "focused": bool(states >> _FOCUSED & 1),
            "enabled": bool(states >> _ENABLED & 1),
            "checked": bool(states >> _CHECKED & 1),
            "text": self._text(node),
            "box": list(self._call(node, "Component", "GetExtents", GLib.Variant("(u)", (0,)))),
        }

    def labels(self, control: str) -> list[str]:
        """Names of everything inside a control, in order: cells of a table, cards of a list."""
        names = []
        for node in self._below(self._find(control)):
            if name := self._property(node, "Accessible", "Name"):
                names.append(name)
            if len(names) >= _MOST_CELLS:
                break
        return names

    def write(self, control: str, text: str) -> bool:
        """Put a text into an editable control, as an assistive program does."""
        node = self._find(control)
        return bool(self._call(node, "EditableText", "SetTextContents", GLib.Variant("(s)", (text,))))

    def focus(self, control: str) -> bool:
        """Move the keyboard to a control."""
        return bool(self._call(self._find(control), "Component", "GrabFocus"))

    def press(self, control: str) -> bool:
        """Do what a click would do."""
        node = self._find(control)
        return bool(self._call(node, "Action", "DoAction", GLib.Variant("(i)", (0,))))

    def _root(self) -> Node:
        registry = Node("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
        for node in self._children(registry):
            if self._property(node, "Accessible", "Name") == self._application:
                return node
        raise LookupError(self._application)

    def _find(self, control: str) -> Node:
        node = self._found.get(control)
        if node is not None and self._alive(node, control):
            return node
        for node in self._below(self._root()):
            if self._id(node) == control:
                self._found[control] = node
                return node
        raise LookupError(control)

    def _alive(self, node: Node, control: str) -> bool:
        try:
            return self._id(node) == control
        except LookupError:
            return False

    def _below(self, node: Node) -> Iterator[Node]:
        for child in self._children(node):
            yield child
            yield from self._below(child)

    def _children(self, node: Node) -> list[Node]:
        found = [Node(*child) for child in self._call(node, "Accessible", "GetChildren")]
        return [child for child in found if not child.path.endswith("/null")]

    def _id(self, node: Node) -> str:
        return str(self._property(node, "Accessible", "AccessibleId")).rpartition(".")[2]

    def _role(self, node: Node) -> str:
        return str(Atspi.role_get_name(Atspi.Role(self._call(node, "Accessible", "GetRole"))))

    def _text(self, node: Node) -> str:
        try:
            length = self._property(node, "Text", "CharacterCount")
            return str(self._call(node, "Text", "GetText", GLib.Variant("(ii)", (0, length))))
        except LookupError:
            return ""

    def _property(self, node: Node, interface: str, name: str) -> Any:
        asked = GLib.Variant("(ss)", (_A11Y + interface, name))
        return self._send(node, "org.freedesktop.DBus.Properties", "Get", asked)

    def _call(self, node: Node, interface: str, method: str, arguments: GLib.Variant | None = None) -> Any:
        return self._send(node, _A11Y + interface, method, arguments)

    def _send(self, node: Node, interface: str, method: str, arguments: GLib.Variant | None) -> Any:
        try:
            answer = self._bus.call_sync(
                node.bus, node.path, interface, method, arguments, None, 0, _CALL_MS, None
            )
        except GLib.Error as error:
            if Gio.DBusError.get_remote_error(error) == "org.freedesktop.DBus.Error.UnknownObject":
                raise Gone(node.path) from error
            raise LookupError(f"{node.path} {method}: {error.message}") from error
        return answer.unpack()[0]


def main() -> None:
    """Answer until stdin is closed."""
    reader: Reader | None = None
    for line in sys.stdin:
        question = json.loads(line)
        answer = {}
        for _ in range(_TRIES):
            try:
                reader = reader or Reader(sys.argv[1])
                answer = {"ok": getattr(reader, question["do"])(*question["with"])}
                break
            except Gone as error:
                answer = {"missing": str(error)}
            except (LookupError, GLib.Error) as error:
                answer = {"missing": str(error)}
                break
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
