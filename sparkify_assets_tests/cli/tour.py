"""What people do in the Dagster UI, as steps: open, materialize, read, and take a picture of what they see.

Here: where things stand on Dagster's pages, and how they are clicked. Not here: what must be true of them (`test_ui`).
"""

import re
from pathlib import Path

from playwright.sync_api import FloatRect, Locator, Page, ViewportSize, expect

WIDTH, HEIGHT = 1600, 1000
WINDOW = ViewportSize(width=WIDTH, height=HEIGHT)
CHROMIUM = [
    "--no-sandbox",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
]
"""Options for a browser that nobody looks at, run by any user, which calls nobody but the page it is shown."""
_LAUNCH = re.compile("^Launch (1 run|backfill)$")


class Tour:
    """One browser window on one Dagster UI. Steps wait for what they need, `seconds` at most."""

    def __init__(self, page: Page, url: str, pictures: Path | None, seconds: int = 60) -> None:
        self.page, self.url, self.pictures = page, url, pictures
        page.set_default_timeout(1000 * seconds)
        expect.set_options(timeout=1000 * seconds)
        self._hide_navigation()

    def open(self, path: str) -> None:
        """Open one of the UI's pages."""
        self.page.goto(self.url + path)

    def lineage(self) -> None:
        """Open the lineage of all assets, every group unfolded."""
        self.open("/asset-groups")
        self.text("staging").wait_for()
        self.page.keyboard.press("Alt+e")
        expect(self.page).to_have_url(re.compile("expanded="))
        # Only a page that is loaded unfolded is zoomed to show the whole graph, if it is about as high as wide.
        self.page.set_viewport_size(ViewportSize(width=WIDTH, height=WIDTH))
        self.page.reload()
        self.text("songplays").wait_for()

    def materialize(self, selection: str, dates: str) -> None:
        """Materialize assets for a date or `[first...last]`, and go to the page of the run or the backfill."""
        self.choose(selection, dates)
        self.launch()

    def choose(self, selection: str, dates: str) -> None:
        """Select assets in the lineage, and fill in what to materialize of them."""
        self.page.set_viewport_size(WINDOW)
        self.open("/asset-groups")
        self.page.locator(".CodeMirror").click()
        self.page.keyboard.type(selection)
        self.page.keyboard.press("Enter")
        self.page.get_by_role("button", name="Materialize all…").click()
        self.page.get_by_placeholder("ex: 20").fill(dates)
        self.page.keyboard.press("Tab")
        expect(self.page.get_by_role("button", name=_LAUNCH)).to_be_enabled()

    def launch(self) -> None:
        """Launch what is filled in, and follow the link to it."""
        self.page.get_by_role("button", name=_LAUNCH).click()
        self.page.get_by_role("link", name="View", exact=True).click()
        self.page.wait_for_url("**/runs/**")

    def check(self, asset: str, name: str) -> Locator:
        """Open a check of an asset, and return the list's entry, which holds its newest result."""
        self.open(f"/assets/{asset}?view=checks")
        self.text(name).click()
        self.page.get_by_text("Latest execution").wait_for()
        return self.text(name).locator("xpath=ancestor::*[2]")

    def switch(self, kind: str, name: str) -> Locator:
        """The switch of one of the `schedules` or `sensors` on the page of all automation."""
        return self.page.locator(f'a[href$="/{kind}/{name}"]').locator("xpath=..").get_by_role("checkbox").last

    def text(self, text: str) -> Locator:
        """The first place on the page where exactly this is to be read."""
        return self.page.get_by_text(text, exact=True).locator("visible=true").first

    def picture(self, name: str, height: int = HEIGHT, top: int = 0, left: int = 0) -> None:
        """Take a picture of the window from `top` and `left` on, `height` pixels high, if pictures are wanted."""
        if self.pictures:
            self.page.wait_for_load_state("networkidle")
            clip = FloatRect(x=left, y=top, width=WIDTH - left, height=height)
            self.page.screenshot(path=self.pictures / f"{name}.png", clip=clip, animations="disabled")

    def _hide_navigation(self) -> None:
        """The pages get the width of Dagster's own navigation; the browser remembers."""
        self.open("/automation")
        self.text("Hide navigation").click()
