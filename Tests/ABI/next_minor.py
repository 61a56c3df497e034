#!/usr/bin/env python3
"""Makes the header of a version that does not exist: the next minor number, and two members more at the end of every struct that
may grow. With it, plugins and hosts of two versions can be tried against each other.

    next_minor.py HEADER > NEW_HEADER
"""

import re
import sys
from pathlib import Path

# As Plugins/PluginTestHost/HostVersion.swift has them.
GROWN = "  uint64_t grown_1;\n  uint64_t grown_2;\n"
FROZEN = ("usher_str", "usher_item", "usher_call")


def grow(match: re.Match) -> str:
    """The struct with the new members, unless it is frozen."""
    return match[0] if match["name"] in FROZEN else match["head"] + match["body"] + GROWN + match["end"]


def main() -> None:
    """Reads the header that the command line names, writes the next one."""
    header = Path(sys.argv[1]).read_text(encoding="utf-8")
    minor = int(re.search(r"#define USHER_ABI_MINOR (\d+)", header)[1])
    header = header.replace(f"#define USHER_ABI_MINOR {minor}", f"#define USHER_ABI_MINOR {minor + 1}")
    struct = r"(?P<head>^(?:typedef )?struct (?P<name>\w+) \{\n)(?P<body>.*?)(?P<end>^\}[^;]*;$)"
    sys.stdout.write(re.sub(struct, grow, header, flags=re.M | re.S))


if __name__ == "__main__":
    main()
