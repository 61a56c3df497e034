"""Takes the figures of `make bench`: starts what is measured against, runs each measurement several times, keeps the medians.

Machines are shared and noisy: read the figures of one run beside each other, not against another day's.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import loop
from community import Size
from rig import places, ports
from rig.certificates import Authority
from rig.processes import Child
from rig.synapse import Synapse
from rig.usher import Setting, Usher
from rig.waiting import until

#: How often each figure is taken; the median is kept.
RUNS = 5

NGINX = """\
daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; worker_processes 1;
events {{ worker_connections 1024; }}
http {{
  access_log off; keepalive_requests 1000000000; keepalive_timeout 75s;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port} ssl; ssl_certificate {certificate}; ssl_certificate_key {key};
    location = /_matrix/federation/v1/openid/userinfo {{
      default_type application/json; return 200 '{{"sub":"@alice:127.0.0.1:{port}"}}';
    }}
  }}
}}
"""


#: The loop in a community of almost nobody: shows in half a minute that its measurements work, also on a debug build.
SMOKE = Size(200, 5, 200)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=["parts", "loop"], help="the small parts, or the loop over rooms; both by default")
    parser.add_argument("--smoke", action="store_true", help="the loop with almost nobody: whether it can be measured")
    asked = parser.parse_args()
    bench = places.RIG_BUILD / "bench"
    bench.mkdir(parents=True, exist_ok=True)
    figures = {}
    with tempfile.TemporaryDirectory(dir=bench) as name:
        folder = Path(name)
        if asked.only != "loop" and not asked.smoke:
            figures |= parts(folder)
        if asked.only != "parts":
            figures["loop"] = loop.figures(folder, [SMOKE] if asked.smoke else loop.SIZES)
    (bench / "bench.json").write_text(json.dumps(figures, indent=2, sort_keys=True) + "\n")
    print(table(figures))
    print(f"\nThe same as JSON: {(bench / 'bench.json').relative_to(places.TOP)}")


def parts(folder: Path) -> dict:
    return {
        "verifier": verifier(folder),
        "worker_c": worker(folder),
        "start_c": medians(lambda: measured("start", *ALLOW_LIST.options(folder))),
        "start_swift": medians(lambda: measured("start", *INVITE_TOKEN.options(folder))),
        "replace_c": medians(lambda: measured("replace", *ALLOW_LIST.options(folder), "--requirement", "{}")),
        "daemon": daemon(folder),
    }


def medians(take: Callable[[], dict[str, float]]) -> dict[str, float]:
    """Takes the figures RUNS times and keeps the median of each."""
    taken = [take() for _ in range(RUNS)]
    return {name: round(statistics.median(one[name] for one in taken), 3) for name in taken[0]}


def measured(*command: str | Path, pinned: bool = False) -> dict[str, float]:
    """Runs one measurement in a process of its own; `pinned` keeps it and its children on one processor."""
    words = ["taskset", "-c", "0"] if pinned else []
    words += [str(places.PRODUCTS / "usher-bench"), *map(str, command)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(words)} ended with {done.returncode}:\n{done.stderr}")
    return json.loads(done.stdout)


def verifier(folder: Path) -> dict[str, dict[str, float]]:
    """OpenID verifications against nginx, which answers userinfo at once over TLS."""
    authority = Authority(folder / "authority")
    port = ports.take()
    settings = folder / "nginx.conf"
    settings.write_text(
        NGINX.format(
            folder=folder, port=port, certificate=authority.server_certificate, key=authority.server_key
        )
    )
    stub = Child([os.environ["NGINX"], "-c", settings, "-p", folder], folder / "nginx.log")
    until(lambda: listening(port) or not stub.runs, "nginx to answer")
    if not stub.runs:
        sys.exit(f"nginx ended: {stub.log_tail()}")
    try:
        common = ["verifier", "--server", f"127.0.0.1:{port}", "--authority", authority.certificate]
        return {
            f"c{concurrency}": medians(lambda: measured(*common, "--concurrency", str(concurrency)))
            for concurrency in (1, 16, 64)
        }
    finally:
        stub.stop()


def listening(port: int) -> bool:
    """Whether somebody listens: the certificate is not one that Python trusts, so a request tells nothing."""
    needle = f"0100007F:{port:04X} 00000000:0000 0A"
    return needle in Path("/proc/net/tcp").read_text()


@dataclass(frozen=True)
class Plugin:
    """A plugin to measure, and the configuration of its instance."""

    file: Path
    name: str
    config: str

    def options(self, folder: Path) -> list[str | Path]:
        """How usher-bench is told. The plugin gets a fresh directory of its own."""
        directory = Path(tempfile.mkdtemp(dir=folder))
        shutil.copy(self.file, directory / self.file.name)
        return [
            "--worker", places.PRODUCTS / "usher-worker", "--directory", directory, "--file", self.file.name,
            "--plugin", self.name, "--config", self.config,
        ]


ALLOW_LIST = Plugin(places.RIG_BUILD / "bench" / "c-allowlist.so", "c-allowlist", '{"accounts":["4711"]}')
INVITE_TOKEN = Plugin(places.PRODUCTS / "libusher-invite-token.so", "invite-token", "{}")


def worker(folder: Path) -> dict[str, dict[str, float]]:
    """Questions to a C plugin, with both ends on one processor and wherever the kernel puts them."""
    common = ["worker", *ALLOW_LIST.options(folder), "--requirement", "{}"]
    return {
        "one_processor": medians(lambda: measured(*common, pinned=True)),
        "anywhere": medians(lambda: measured(*common)),
    }


def daemon(folder: Path) -> dict[str, float]:
    """Memory of an idle daemon, in megabytes."""
    authority = Authority(folder / "synapse-authority")
    synapse = Synapse(folder / "synapse", authority).start()
    bot = synapse.register("usher", "usher-password")
    room = bot.create_room("Bench")
    usher = Usher(folder / "usher", synapse, Setting(bot=bot, rooms={room: ["invites"]})).start()
    try:
        return {"resident_mb": round(loop.status_mb(usher.pid, "VmRSS"), 1)}
    finally:
        usher.stop()
        synapse.stop()


def table(figures: dict) -> str:
    rows = [("figure", "median", "target")]
    if "verifier" in figures:
        rows += rows_of_parts(figures)
    if "loop" in figures:
        rows += loop.rows(figures["loop"])
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return "\n".join(
        f"{row[0]:<{widths[0]}}  {row[1]:>{widths[1]}}  {row[2]:>{widths[2]}}".rstrip() for row in rows
    )


def rows_of_parts(figures: dict) -> list[tuple[str, str, str]]:
    rows = []
    for concurrency, row in figures["verifier"].items():
        rows.append((f"OpenID verification, {concurrency[1:]} at once: per second", f"{row['per_second']:.0f}", ""))
        rows.append(("  p50 / p99, µs", f"{row['p50_us']:.0f} / {row['p99_us']:.0f}", ""))
        rows.append(("  processor, µs each", f"{row['processor_us_each']:.0f}", ""))
    for where, row in figures["worker_c"].items():
        place = where.replace("_", " ")
        rows.append((f"one evaluate, {place}: p50 / p99, µs", f"{row['alone_p50_us']:.1f} / {row['alone_p99_us']:.1f}",
                     "20" if where == "one_processor" else ""))
        rows.append(("  in a frame of 512, µs each", f"{row['in_frame_p50_us_each']:.2f}", "0.6"))
        rows.append(("  behind an await: p50 / p99, µs", f"{row['awaited_p50_us']:.1f} / {row['awaited_p99_us']:.1f}",
                     "60" if where == "one_processor" else ""))
        rows.append(("  10,000 in one question, ms", f"{row['ten_thousand_p50_ms']:.1f}", "15"))
    for language, key, resident, private in (("C", "start_c", "10", "2"), ("Swift", "start_swift", "15", "2.5")):
        row = figures[key]
        rows.append((f"scan and start of a plugin in {language}, ms", f"{row['p50_ms']:.1f}", "25"))
        rows.append(("  its worker: resident, MB", f"{row['resident_mb']:.1f}", resident))
        # The plugin lies in memory that the daemon wrote, once, so Linux calls its pages dirty where they are mapped.
        rows.append(("  private: with the mapped plugin / without, MB",
                     f"{row['private_dirty_mb']:.1f} / {row['written_mb']:.1f}", private))
    row = figures["replace_c"]
    rows.append(("swap of a version at 1,000 calls a second: p50 / worst, ms", f"{row['p50_ms']:.0f} / {row['worst_ms']:.0f}",
                 "150"))
    rows.append(("daemon, idle: resident, MB", f"{figures['daemon']['resident_mb']}", "60"))
    return rows


if __name__ == "__main__":
    main()
