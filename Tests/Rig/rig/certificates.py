"""A throw-away certificate authority, made with openssl; nothing outside the rig trusts it."""

from __future__ import annotations

import subprocess
from pathlib import Path

_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]


class Authority:
    """A certificate authority in a folder, and the certificate for 127.0.0.1 that it signs."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        #: The authority's certificate, for those who should trust it.
        self.certificate = folder / "ca.pem"
        #: The certificate and key of a server at 127.0.0.1.
        self.server_certificate = folder / "server.pem"
        self.server_key = folder / "server.key"
        key = folder / "ca.key"
        _openssl(
            ["-x509", *_KEY, "-days", "30", "-subj", "/CN=Usher's throw-away authority"],
            ["-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign"],
            ["-keyout", str(key), "-out", str(self.certificate)],
        )
        # An IP address counts only as a subject alternative name.
        _openssl(
            ["-x509", *_KEY, "-days", "30", "-subj", "/CN=127.0.0.1"],
            ["-CA", str(self.certificate), "-CAkey", str(key)],
            ["-addext", "subjectAltName=IP:127.0.0.1", "-addext", "basicConstraints=critical,CA:FALSE"],
            ["-addext", "extendedKeyUsage=serverAuth"],
            ["-keyout", str(self.server_key), "-out", str(self.server_certificate)],
        )


def _openssl(*arguments: list[str]) -> None:
    subprocess.run(["openssl", "req", *sum(arguments, [])], check=True, capture_output=True, text=True)
