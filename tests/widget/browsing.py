"""The browser of the system, as the tests and the scripts start it."""

import shutil
from collections.abc import Callable

from playwright.sync_api import Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

# The fixture `visit`: opens a path of the fake archive.
Visit = Callable[..., Page]
