"""What is fetched comes from the address that was checked, whatever its name leads to by then."""

from __future__ import annotations

import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from urllib3.util import connection

from recordings.media import FilmUnavailable, film_length, film_open

NAME = "films.example.com"
# Addresses that nothing here has.
PUBLIC = ["93.184.215.14", "93.184.215.15"]


def certificate(path, name: str) -> str:
    """A file with a key and a certificate of `name`, to be trusted as it is."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(pem + made.public_bytes(Encoding.PEM))
    return str(path)


class Film(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.hosts.append(self.headers["Host"])
        self.send_response(200)
        self.send_header("Content-Length", "4")
        self.end_headers()
        self.wfile.write(b"film")

    def log_message(self, *_arguments: object) -> None:
        """Nothing."""


@pytest.fixture
def storage(tmp_path, monkeypatch):
    """Starts a storage over https on this machine, whose certificate is the name's, and trusted."""
    running = []

    def start(name: str) -> ThreadingHTTPServer:
        path = certificate(tmp_path / "storage.pem", name)
        server = ThreadingHTTPServer(("127.0.0.1", 0), Film)
        server.hosts = []
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", path)
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        running.append(server)
        return server

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


def link_to(server: ThreadingHTTPServer) -> str:
    return f"https://{NAME}:{server.server_port}/film.mp4"


def read(link: str, *addresses: str) -> bytes:
    with film_open(link, addresses=lambda _url: addresses) as answer:
        return b"".join(answer.chunks())


def test_the_name_is_asked_for_and_its_certificate_is_wanted(storage):
    server = storage(NAME)

    assert read(link_to(server), "127.0.0.1") == b"film"
    assert server.hosts == [f"{NAME}:{server.server_port}"]


@pytest.mark.parametrize("name", ["other.example.com", "127.0.0.1"])
def test_no_certificate_of_another_name_will_do(storage, name):
    server = storage(name)

    with pytest.raises(FilmUnavailable):
        read(link_to(server), "127.0.0.1")
    assert server.hosts == []


def test_where_one_address_cannot_be_reached_the_next_one_is_tried(storage):
    server = storage(NAME)

    assert read(link_to(server), "127.0.0.2", "::1", "127.0.0.1") == b"film"


def test_a_name_that_leads_into_the_own_network_a_moment_later_leads_nowhere(
    settings, unreachable_api, monkeypatch
):
    settings.RECORDING_HOSTS = [NAME]
    answers, reached = [PUBLIC], []

    def resolve(_host, *_arguments, **_options):
        found = answers.pop() if answers else ["127.0.0.1"]
        return [(0, 0, 0, "", (each, 443)) for each in found]

    def connect(address, *_arguments, **_options):
        reached.append(address)
        raise OSError("out of reach")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(connection, "create_connection", connect)
    with pytest.raises(FilmUnavailable):
        film_length(f"https://{NAME}/film.mp4")

    assert reached == [(each, 443) for each in PUBLIC]
