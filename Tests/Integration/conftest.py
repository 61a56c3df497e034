"""Black-box tests without a browser: the real daemon, its real workers, a real homeserver."""

from rig.fixtures import authority, build_house, fake_homeserver, federation, house, proxy, roster, synapse

__all__ = ["authority", "build_house", "fake_homeserver", "federation", "house", "proxy", "roster", "synapse"]
