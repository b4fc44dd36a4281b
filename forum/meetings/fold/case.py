"""What one event does to the core of a meeting's state."""

from collections.abc import Callable
from typing import Any

Case = Callable[[dict[str, Any], dict[str, Any]], None]
