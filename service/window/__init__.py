"""Windows of time that a question names, read deterministically against a fixed "now"."""

from service.window.reading import Reading, find_window, read_window
from service.window.span import Window

__all__ = ["Reading", "Window", "find_window", "read_window"]
