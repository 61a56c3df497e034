"""Journeys of people with a browser: the real daemon, a real homeserver, Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from rig.browser import Browser, Page
from rig.community import Community
from rig.fixtures import Federation, House, authority, build_house, federation, house, proxy, roster, synapse
from rig.roster import Roster
from rig.usher import RosterInstance, Usher

__all__ = [
    "authority", "browser", "build_house", "community", "federated", "federation", "house", "open_page", "proxy", "roster",
    "synapse",
]


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


@pytest.fixture
def community(build_house: Callable[..., House], roster: Roster) -> Community:
    """An Usher that asks a roster, with a room of its own that nothing governs yet."""
    return Community.around(build_house(rosters={"roster": RosterInstance(roster)}), roster)


@pytest.fixture
def federated(federation: Federation, build_house: Callable[..., House], roster: Roster) -> Community:
    """The same; people of the second homeserver may prove who they are, too."""
    house = build_house(rosters={"roster": RosterInstance(roster)}, private_servers=[federation.second.name])
    return Community.around(house, roster)
