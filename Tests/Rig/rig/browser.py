"""A real browser at Usher's pages: Debian's Chromium, steered by Playwright.

Pages are used as people use them, by what they read: roles, labels and words.
"""

from __future__ import annotations

import os
from types import TracebackType
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Locator, expect, sync_playwright

from rig import places
from rig.matrix import Account
from rig.usher import Link, Usher
from rig.waiting import PATIENCE_S

_PATIENCE_MS = PATIENCE_S * 1000


class Browser:
    """Chromium without a window; use it in a `with`."""

    def __enter__(self) -> Browser:
        self._playwright = sync_playwright().start()
        # Chromium's own sandbox does not work for root.
        sandbox = [] if os.getuid() else ["--no-sandbox"]
        self._chromium = self._playwright.chromium.launch(executable_path="/usr/bin/chromium", args=sandbox)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._chromium.close()
        self._playwright.stop()

    def page(self, usher: Usher, width: int = 1280, height: int = 900) -> Page:
        """A fresh profile (no cookies) with one page."""
        context = self._chromium.new_context(viewport={"width": width, "height": height}, locale="en-GB")
        context.set_default_timeout(_PATIENCE_MS)
        return Page(usher, context.new_page())


class Page:
    """One tab, and a memory of everything it did that a good page does not do."""

    def __init__(self, usher: Usher, tab: Any) -> None:
        self.usher = usher
        #: Playwright's page.
        self.tab = tab
        self._complaints: list[str] = []
        self._requests: list[str] = []
        tab.on("console", self._on_console)
        tab.on("pageerror", lambda error: self._complaints.append(f"uncaught: {error}"))
        tab.on("request", lambda request: self._requests.append(request.url))

    def close(self) -> None:
        self.tab.context.close()

    def open(self, link: Link) -> None:
        """Opens an invite link and waits until the page says something about it."""
        self.tab.goto(link.url)
        self.heading().wait_for()

    def heading(self, name: str | None = None) -> Locator:
        """The page's one main heading; with `name`, only if it reads exactly so."""
        if name is None:
            return self.tab.get_by_role("heading", level=1)
        return self.tab.get_by_role("heading", level=1, name=name, exact=True)

    def field(self, label: str) -> Locator:
        return self.tab.get_by_label(label, exact=True)

    def button(self, name: str) -> Locator:
        return self.tab.get_by_role("button", name=name, exact=True)

    def identify(self, user_id: str) -> None:
        """Types a Matrix ID and goes on to the password."""
        self.field("Matrix ID or server").fill(user_id)
        self.button("Continue").click()
        self.field("Password").wait_for()

    def confirm(self, password: str) -> None:
        """Types the password and sends it to the homeserver."""
        self.field("Password").fill(password)
        self.button("Confirm").click()

    def accept_invitation(self, link: Link, account: Account) -> None:
        """The whole way of a newcomer, from the link to "You are invited"."""
        self.open(link)
        self.identify(account.user_id)
        self.confirm(account.password)
        self.heading("You are invited").wait_for()

    def tab_to(self, target: Locator) -> None:
        """Presses the Tab key until `target` has the focus, as somebody without a mouse does."""
        for _ in range(40):
            if target.evaluate("element => element === document.activeElement"):
                assert target.evaluate("element => element.matches(':focus-visible')"), "the focus cannot be seen"
                return
            self.tab.keyboard.press("Tab")
        raise AssertionError(f"the Tab key does not lead to {target}")

    def look(self, name: str) -> None:
        """Saves a picture below .build-rig/screenshots, and checks what a machine can see: nothing is cut off to the side, and
        axe finds no barrier."""
        folder = places.RIG_BUILD / "screenshots"
        folder.mkdir(parents=True, exist_ok=True)
        width = self.tab.viewport_size["width"]
        self.tab.evaluate("document.fonts.ready")
        self.tab.screenshot(path=folder / f"{name}-{width}.png", full_page=True, animations="disabled")
        wide = self.tab.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{name} is {wide} px wide in a window of {width} px"
        found = Axe().run(self.tab)
        assert found.violations_count == 0, found.generate_report()

    def check_manners(self, expected: tuple[str, ...] = ()) -> None:
        """Raises when the page wrote an error to the console (but for those that contain a text of `expected`), or asked anybody
        but Usher and the person's own homeserver for anything."""
        complaints = [text for text in self._complaints if not any(each in text for each in expected)]
        assert not complaints, f"the browser's console says: {complaints}"
        own = (f"{self.usher.url}/", f"{self.usher.client_url}/", "data:")
        foreign = [url for url in self._requests if not url.startswith(own)]
        assert not foreign, f"the page asked strangers: {foreign}"
        secret = [url for url in self._requests if any(each in url.partition("#")[0] for each in self.usher.secrets)]
        assert not secret, f"a secret is in the address of a request: {secret}"

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._complaints.append(f"{message.type}: {message.text} ({message.location.get('url', '')})")


def expect_text(locator: Locator, text: str) -> None:
    """Waits until `locator` shows `text`."""
    expect(locator).to_contain_text(text, timeout=_PATIENCE_MS)
