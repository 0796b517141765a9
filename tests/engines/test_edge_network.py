"""What stands between the engine and the service: no network, slow names, proxies, filters that open TLS."""

from __future__ import annotations

import base64
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from audiocast.engines import EngineSpec, open_engine
from audiocast.engines.edge import EdgeEngine
from audiocast.errors import ConfigError, EngineError
from audiocast.models import Clip, Utterance
from tests.engines.edge_server import EdgeServer

ELSEWHERE = "edge.invalid/consumer/speech/synthesize/readaloud"

pytestmark = pytest.mark.usefixtures("edge_server")


def engine(**options: Any) -> EdgeEngine:
    made = open_engine(EngineSpec("edge", options))
    assert isinstance(made, EdgeEngine)
    return made


def say(**options: Any) -> Clip:
    return engine(**options).speak(Utterance("管城新闻。", "zh-CN-YunyangNeural", EdgeEngine.fingerprint))


def failure(**options: Any) -> EngineError:
    with pytest.raises(EngineError) as caught:
        say(**options)
    return caught.value


@contextmanager
def answering(reply: bytes, tls: ssl.SSLContext | None = None) -> Iterator[tuple[int, list[bytes]]]:
    """Answer every connection with ``reply`` once it has asked something; yields the port and what was asked."""
    asked: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                try:
                    stream = tls.wrap_socket(connection, server_side=True) if tls else connection
                    asked.append(stream.recv(65536))
                    stream.sendall(reply)
                except OSError:
                    continue

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listener.getsockname()[1], asked
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


@pytest.fixture
def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def dial(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setattr("edge_tts.communicate.WSS_URL", f"{url}?a=b")


def test_nothing_listens(monkeypatch: pytest.MonkeyPatch, unused_port: int) -> None:
    dial(monkeypatch, f"ws://127.0.0.1:{unused_port}/")
    error = failure()
    assert "no connection to the Edge service (127.0.0.1: Connect call failed" in str(error)
    assert " object at 0x" not in str(error)
    assert (error.trouble, error.retryable) == ("unreachable", True)


def test_a_name_that_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    def look_up(*_: Any, **__: Any) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    dial(monkeypatch, f"ws://{ELSEWHERE}")
    error = failure()
    assert "no connection to the Edge service" in str(error)
    assert "edge.invalid" in str(error)
    assert (error.trouble, error.retryable) == ("unreachable", True)


def test_a_name_server_that_never_answers_is_left_at_the_connect_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    answered = threading.Event()

    def look_up(*_: Any, **__: Any) -> None:
        answered.wait(30)
        raise socket.gaierror(socket.EAI_AGAIN, "too late")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    dial(monkeypatch, f"ws://{ELSEWHERE}")
    try:
        error = failure(connect_limit_s=0.2)
    finally:
        answered.set()
    assert "Connection timeout" in str(error)
    assert (error.trouble, error.retryable) == ("unreachable", True)


# ---- proxies --------------------------------------------------------------------------------------------------


def test_both_endpoints_are_asked_through_the_proxy(
    edge_server: EdgeServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The server is the proxy: without TLS one is asked for the whole URL."""
    dial(monkeypatch, f"ws://{ELSEWHERE}/edge/v1")
    monkeypatch.setattr("edge_tts.voices.VOICE_LIST", f"http://{ELSEWHERE}/voices/list?a=b")
    proxy = f"http://127.0.0.1:{edge_server.port}"
    assert say(proxy=proxy)
    assert engine(proxy=proxy, data_dir=tmp_path).ask_voices()
    assert (edge_server.connections, edge_server.voices_asked) == (1, 1)


def test_a_proxy_that_is_not_there_is_named_without_its_password(edge_server: EdgeServer, unused_port: int) -> None:
    error = failure(proxy=f"http://reader:hush@127.0.0.1:{unused_port}")
    assert f"the proxy http://127.0.0.1:{unused_port} cannot be reached" in str(error)
    assert "proxy" in error.way_out
    assert "hush" not in str(error)
    assert (error.trouble, error.retryable) == ("unreachable", True)
    assert edge_server.connections == 0


@pytest.mark.parametrize(
    ("status", "trouble", "retryable", "reason"),
    [
        ("407 Proxy Authentication Required", "refusal", False, "wants a name and a password"),
        ("401 Unauthorized", "refusal", False, "answered 401"),
        ("403 Forbidden", "refusal", False, "without a usable date"),
        ("502 Bad Gateway", "unreachable", True, "answered 502"),
        ("429 Too Many Requests", "throttle", True, "answered 429"),
    ],
)
def test_a_proxy_that_refuses_is_named(
    monkeypatch: pytest.MonkeyPatch, status: str, trouble: str, retryable: bool, reason: str
) -> None:
    dial(monkeypatch, f"wss://{ELSEWHERE}/edge/v1")
    with answering(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()) as (port, asked):
        error = failure(proxy=f"http://reader:hush@127.0.0.1:{port}")
    assert asked
    assert asked[0].startswith(b"CONNECT edge.invalid:443")
    assert b"Proxy-Authorization: Basic" in asked[0]
    assert f"the proxy http://127.0.0.1:{port}" in str(error)
    assert reason in str(error)
    assert "hush" not in str(error)
    assert (error.trouble, error.retryable) == (trouble, retryable)


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1080", "127.0.0.1:7890", "http://", "http://host:port", ""])
def test_a_proxy_that_the_library_cannot_use_is_a_mistake_in_the_settings(proxy: str) -> None:
    with pytest.raises(ConfigError, match="'proxy'") as caught:
        open_engine(EngineSpec("edge", {"proxy": proxy}))
    assert "http://host:port" in caught.value.way_out


# ---- TLS ------------------------------------------------------------------------------------------------------


def test_a_certificate_that_nobody_vouches_for_is_about_the_ca(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with answering(b"", tls=untrusted(tmp_path)) as (port, _):
        dial(monkeypatch, f"wss://127.0.0.1:{port}/edge/v1")
        error = failure()
    assert "certificate is not trusted" in str(error)
    assert "CA in certifi's file" in error.way_out
    assert (error.trouble, error.retryable) == ("refusal", False)


def test_an_answer_without_tls_is_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    with answering(b"HTTP/1.1 200 OK\r\n\r\n") as (port, _):
        dial(monkeypatch, f"wss://127.0.0.1:{port}/edge/v1")
        error = failure()
    assert "no connection" in str(error)
    assert (error.trouble, error.retryable) == ("unreachable", True)


def untrusted(folder: Path) -> ssl.SSLContext:
    """Return a server's context with a self-signed certificate, built here: the key pair is RFC 8032's first test."""

    def der(tag: int, *parts: bytes) -> bytes:
        body = b"".join(parts)
        size = bytes([len(body)]) if len(body) < 128 else bytes([0x82, *len(body).to_bytes(2, "big")])
        return bytes([tag]) + size + body

    def pem(label: str, body: bytes) -> str:
        return f"-----BEGIN {label}-----\n{base64.encodebytes(body).decode()}-----END {label}-----\n"

    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    public = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    ed25519 = der(0x30, der(0x06, b"\x2b\x65\x70"))
    name = der(0x30, der(0x31, der(0x30, der(0x06, b"\x55\x04\x03"), der(0x0C, b"loopback"))))
    valid = der(0x30, der(0x17, b"200101000000Z"), der(0x17, b"491231000000Z"))
    key = der(0x30, ed25519, der(0x03, b"\0", public))
    signed = der(0x30, der(0xA0, der(0x02, b"\2")), der(0x02, b"\1"), ed25519, name, valid, name, key)
    certificate = der(0x30, signed, ed25519, der(0x03, bytes(65)))
    private = der(0x30, der(0x02, b"\0"), ed25519, der(0x04, der(0x04, seed)))
    both = folder / "loopback.pem"
    both.write_text(pem("CERTIFICATE", certificate) + pem("PRIVATE KEY", private), encoding="ascii")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    return context
