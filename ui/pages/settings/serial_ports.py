"""Which serial ports this computer has."""


def serial_ports() -> tuple[str, ...]:
    """Device names as `CardReader` takes them, `/dev/ttyUSB0` or `COM3`, in order of name."""
    from serial.tools import list_ports

    return tuple(sorted(port.device for port in list_ports.comports()))
