"""axe-core on a page, by day and by night, on a desk and in a hand."""

from itertools import product
from typing import Any

from playwright.sync_api import Page, ViewportSize

DESK: ViewportSize = {"width": 1100, "height": 800}
HAND: ViewportSize = {"width": 360, "height": 640}


def violations(page: Page, axe: str) -> list[str]:
    """Return what axe-core finds with all of its rules, light and dark, on a desk and in a hand."""
    page.evaluate(axe)
    found = []
    for scheme, size in product(("light", "dark"), (DESK, HAND)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size(size)
        run: list[dict[str, Any]] = page.evaluate("axe.run().then((found) => found.violations)")
        found += [f"{each['id']}: {node['html']}" for each in run for node in each["nodes"]]
    return found
