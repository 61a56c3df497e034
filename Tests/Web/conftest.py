"""Makes web/dev importable, whose fakes the tests of the pages run against."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "web" / "dev"))
