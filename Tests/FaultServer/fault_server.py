"""A server that misbehaves on request, for the tests of UsherHTTP and UsherMatrix. Python's standard library and openssl only.

Prints one line of JSON when it is ready (ports, paths of certificate authorities) and ends when its standard input is closed.

What a request gets is written in the request: the parameter `do` of the query, or, for the userinfo endpoint, the access token,
is a JSON object {"do": NAME, ...}. Under /t/NAME/ a test has its own routes: POST /t/NAME/control {"METHOD /path": [order, ...]}
sets what is answered in turn (the last one stays; a path without a query matches any), GET /t/NAME/seen lists what was asked.
An answer with a "gate" waits until somebody asks for /open/GATE.
GET /counters says how many connections each listener took, and which server names were sent in TLS handshakes.
"""

import json
import os
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

lock = threading.Lock()
routes, seen, counters, gates = {}, {}, {"server_names": []}, {}


def openssl(*arguments, cwd):
    subprocess.run(["openssl", *arguments], cwd=cwd, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def make_authority(folder, name):
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", f"/CN={name}", "-keyout", f"{name}.key", "-out", f"{name}.pem", cwd=folder)


def make_certificate(folder, name, authority, names):
    with open(os.path.join(folder, f"{name}.ext"), "w", encoding="ascii") as file:
        file.write(f"subjectAltName={names}\n")
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=127.0.0.1",
            "-keyout", f"{name}.key", "-out", f"{name}.csr", cwd=folder)
    openssl("x509", "-req", "-in", f"{name}.csr", "-CA", f"{authority}.pem", "-CAkey", f"{authority}.key", "-CAcreateserial",
            "-days", "2", "-extfile", f"{name}.ext", "-out", f"{name}.pem", cwd=folder)


def tls(folder, name):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(os.path.join(folder, f"{name}.pem"), os.path.join(folder, f"{name}.key"))
    context.sni_callback = lambda _socket, server_name, _context: counters["server_names"].append(server_name or "")
    return context


def read_request(connection, buffered):
    """The next request of a connection; None when there is none."""
    while b"\r\n\r\n" not in buffered:
        piece = connection.recv(65536)
        if not piece:
            return None
        buffered += piece
    head, _, rest = bytes(buffered).partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ", 2)
    headers = dict(line.split(": ", 1) for line in lines if ": " in line)
    length = next((int(value) for name, value in headers.items() if name.lower() == "content-length"), 0)
    while len(rest) < length:
        rest += connection.recv(65536)
    buffered[:] = rest[length:]
    return method, target, headers, rest[:length].decode("utf-8", "replace")


def answer(status, body, headers=()):
    data = body if isinstance(body, bytes) else body.encode()
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(data)}"]
    lines += [f"{name}: {value}" for name, value in dict(headers).items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + data


ENDLESS = {
    "endless_body": (b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 4096),
    "endless_header": (b"HTTP/1.1 200 OK\r\n", b"X-More: " + b"y" * 500 + b"\r\n"),
    "endless_interim": (b"", b"HTTP/1.1 103 Early\r\nLink: " + b"z" * 500 + b"\r\n\r\n"),
}


def misbehave(order, target, headers, connection):
    """Carries out one order; returns whether the connection is used again (or "drop": it dies at the next request)."""
    kind = order.get("do", "answer")
    if kind == "answer":
        time.sleep(order.get("after_ms", 0) / 1000)
        if "gate" in order:
            gate(order["gate"]).wait(300)
        connection.sendall(answer(order.get("status", 200), order.get("body", "{}"), order.get("headers", {})))
        return "drop" if order.get("then_drop") else True
    if kind == "echo":
        connection.sendall(answer(200, json.dumps({"target": target, "headers": headers, "sub": order.get("sub", "")})))
        return True
    if kind == "big":
        connection.sendall(answer(200, b"x" * order["bytes"]))
        return True
    if kind == "big_chunked":
        chunks = b"".join(b"3e8\r\n" + b"x" * 1000 + b"\r\n" for _ in range(order["bytes"] // 1000))
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\n\r\n")
        return True
    if kind in ENDLESS:
        start, piece = ENDLESS[kind]
        connection.sendall(start)
        while True:
            connection.sendall(piece)
    if kind == "drip":
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n")
        while True:
            connection.sendall(b" ")
            time.sleep(0.05)
    if kind == "silence":
        connection.recv(1)
        return False
    if kind == "close":
        return False
    if kind == "raw":
        connection.sendall(order["bytes"].encode("latin-1"))
        return False
    raise ValueError(kind)


def order_of(target):
    query = urllib.parse.parse_qs(urllib.parse.urlsplit(target).query)
    text = (query.get("access_token") or query.get("do") or ["{}"])[0]
    try:
        return json.loads(text)
    except ValueError:
        return {"status": 401, "body": '{"errcode":"M_UNKNOWN_TOKEN","error":"no such token"}'}


def tenant_order(method, target, headers, body):
    _, _, name, path = target.split("/", 3)
    path = "/" + path
    if path == "/control":
        routes.setdefault(name, {}).update(json.loads(body))
        return {}
    if path == "/seen":
        return {"body": json.dumps(seen.get(name, []))}
    seen.setdefault(name, []).append({"method": method, "path": path, "headers": headers, "body": body})
    table = routes.get(name, {})
    orders = table.get(f"{method} {path}") or table.get(f"{method} {path.split('?')[0]}")
    if not orders:
        return {"status": 404, "body": '{"errcode":"M_UNRECOGNIZED","error":"no such route"}'}
    return orders.pop(0) if len(orders) > 1 else orders[0]


def gate(name):
    with lock:
        return gates.setdefault(name, threading.Event())


def find_order(method, target, headers, body):
    if target.startswith("/open/"):
        gate(target.removeprefix("/open/")).set()
        return {}
    with lock:
        if target == "/counters":
            return {"body": json.dumps(counters)}
        if target.startswith("/t/"):
            return tenant_order(method, target, headers, body)
    return order_of(target)


def serve(connection):
    buffered, again = bytearray(), True
    while again:
        request = read_request(connection, buffered)
        if request is None:
            return
        method, target, headers, body = request
        order = find_order(method, target, headers, body)
        if again == "drop":
            return
        again = misbehave(order, target, headers, connection)


def stall(connection):
    connection.recv(1)
    time.sleep(3600)


def handle(connection, behaviour, context):
    try:
        if context:
            connection = context.wrap_socket(connection, server_side=True)
        behaviour(connection)
    except (OSError, ValueError):
        pass
    finally:
        connection.close()


def listen(label, behaviour, context):
    listener = socket.create_server(("127.0.0.1", 0), backlog=512)

    def accept():
        while True:
            connection, _ = listener.accept()
            with lock:
                counters[label] = counters.get(label, 0) + 1
            threading.Thread(target=handle, args=(connection, behaviour, context), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return listener.getsockname()[1]


def main():
    threading.stack_size(256 * 1024)
    with tempfile.TemporaryDirectory(prefix="usher-faults-") as folder:
        make_authority(folder, "ca")
        make_authority(folder, "other")
        make_certificate(folder, "good", "ca", "IP:127.0.0.1,DNS:localhost")
        make_certificate(folder, "stranger", "other", "IP:127.0.0.1,DNS:localhost")
        make_certificate(folder, "nameless", "ca", "DNS:127.0.0.1,DNS:elsewhere.test")
        ports = {
            "plain": listen("plain", serve, None),
            "tls": listen("tls", serve, tls(folder, "good")),
            "kept": listen("kept", serve, tls(folder, "good")),
            "tls_other_authority": listen("tls_other_authority", serve, tls(folder, "stranger")),
            "tls_without_ip": listen("tls_without_ip", serve, tls(folder, "nameless")),
            "stall": listen("stall", stall, None),
            "untouched": listen("untouched", stall, None),
        }
        print(json.dumps({"authority": os.path.join(folder, "ca.pem"), "ports": ports}), flush=True)
        sys.stdin.read()


main()
