"""Where things are."""

from __future__ import annotations

import os
from pathlib import Path

#: The repository.
TOP = Path(__file__).resolve().parents[3]

#: Everything that the rig makes and wants to keep for a look afterwards; ignored by git.
RIG_BUILD = TOP / ".build-rig"

#: What `swift build` made. USHER_PRODUCTS names another folder, to run the rig against another build.
PRODUCTS = Path(os.environ.get("USHER_PRODUCTS", TOP / ".build" / "debug"))

#: The built web pages.
WEB = Path(os.environ.get("USHER_WEB", TOP / "web" / "dist"))

#: The plugins that the products contain.
PLUGINS = ["libusher-invite-token.so"]

#: The example of an authoriser whose third party the tests play. Built beside them, and not shipped.
ROSTER_PLUGIN = "libusher-roster.so"
