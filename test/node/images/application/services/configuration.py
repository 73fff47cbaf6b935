"""The environment that a service is given, and how it refuses one that will not do."""

import os
import sys
from typing import NoReturn


def refuse(reason: str) -> NoReturn:
    """Ends the start with one line. The reason names variables, never their values."""
    sys.exit(f"refusing to start: {reason}")


def required(variable: str) -> str:
    """The value of a variable without which the service does not start."""
    return os.environ.get(variable) or refuse(f"{variable} is not set")


def expect(variable: str, value: str) -> None:
    """Refuses any other value: this program implements only that one."""
    if os.environ.get(variable) != value:
        refuse(f"{variable} must be {value}")


def enabled(variable: str) -> bool:
    """Whether a switch is on; it is off where it is not set."""
    return os.environ.get(variable, "").lower() == "true"


def text(variable: str, default: str) -> str:
    """The value of a variable that has a default."""
    return os.environ.get(variable) or default
