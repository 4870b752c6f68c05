"""Measure from Enter to the first visible statement: `python tests/widget/first_statement.py`.

On a scripted service it is the widget's own share; on `--index DIR` it holds the answering too.
"""

import argparse
import statistics
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

import told  # noqa: E402
from browsing import CHROMIUM, FLAGS  # noqa: E402
from fake_archive import FakeArchive, running  # noqa: E402
from serving import serving  # noqa: E402

from service.app import create_app  # noqa: E402
from service.settings import Settings  # noqa: E402

ROUNDS = 5
# From the press of the key to the frame in which a statement is there.
WATCH = """(question) => new Promise((done) => {
  const chat = document.querySelector("dateline-chat");
  const field = chat.shadowRoot.querySelector("textarea");
  field.value = question;
  field.dispatchEvent(new Event("input"));
  const before = chat.shadowRoot.querySelectorAll(".said, .declined").length;
  const began = performance.now();
  const look = () => {
    if (chat.shadowRoot.querySelectorAll(".said, .declined").length > before)
      requestAnimationFrame(() => done(performance.now() - began));
  };
  new MutationObserver(look).observe(chat.shadowRoot, { childList: true, subtree: true });
  field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
})"""


def measure(page: Page, address: str, questions: list[str]) -> list[float]:
    """Return milliseconds for each question, asked anew in each round; the first warms up."""
    page.goto(address)
    page.wait_for_function("document.querySelector('dateline-chat').shadowRoot !== null")
    page.evaluate(WATCH, questions[0])
    return [page.evaluate(WATCH, each) for _ in range(ROUNDS) for each in questions]


def main() -> None:
    """Print median and 95th percentile."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path)
    index = parser.parse_args().index
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page()
        if index:
            with serving(create_app(Settings(index=index))) as address:
                page.goto(f"{address}/v1/archive")
                suggested = page.evaluate("fetch('/v1/archive').then((r) => r.json())")
                taken = measure(page, address, suggested["suggestions"])
        else:
            archive = FakeArchive()
            archive.tells(told.ferry("When is the last ferry?"))
            with running(archive):
                taken = measure(page, archive.address, ["When is the last ferry?"])
        browser.close()
    cut = statistics.quantiles(taken, n=20)[-1]
    print(f"{len(taken)} answers: median {statistics.median(taken):.0f} ms, p95 {cut:.0f} ms")


if __name__ == "__main__":
    main()
