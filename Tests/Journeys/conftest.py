"""Journeys of people with a browser: the real daemon, a real homeserver, Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from rig.browser import Browser, Page
from rig.fixtures import authority, build_house, federation, house, proxy, roster, synapse
from rig.usher import Usher

__all__ = ["authority", "browser", "build_house", "federation", "house", "open_page", "proxy", "roster", "synapse"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with Browser() as browser:
        yield browser


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens pages in fresh profiles, and closes them when the test is over."""
    pages: list[Page] = []

    def open_one(usher: Usher, width: int = 1280) -> Page:
        pages.append(browser.page(usher, width))
        return pages[-1]

    yield open_one
    for page in pages:
        page.close()
