"""Black-box tests without a browser: the real daemon, its real workers, a real homeserver."""

from rig.fixtures import authority, build_house, fake_homeserver, house, proxy, synapse

__all__ = ["authority", "build_house", "fake_homeserver", "house", "proxy", "synapse"]
