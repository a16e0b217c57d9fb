"""API key, interfaces and certificates of a simulated device (protocol-notes 3.2).

server.py listens.
"""

from __future__ import annotations

import ipaddress
import ssl
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import UNSET, UnsetType

from rollcall.protocol.command import Success
from rollcall.protocol.security import SetSecurityConfig, TlsConfig
from rollcall.simulator.codes import Code, Refusal
from rollcall.simulator.setup import Answers, Setup

if TYPE_CHECKING:
    from cryptography import x509


@dataclass(frozen=True, slots=True)
class Interfaces:
    """Which interfaces are open, and what HTTPS shows; `late_s` and `broken` are faults."""

    http: bool = True
    https: bool = False
    certificate: str = ""
    key: str = ""
    late_s: float = 0.0
    broken: bool = False
    other_certificate: bool = False


class Security:
    """Settings that nothing can read back (S3); they count from after the answer on (S4)."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self.api_key = setup.profile.api_key
        self.interfaces = Interfaces()
        self.verify_uploads = False
        self.ca_certificate = ""
        self.changed: Callable[[Interfaces], None] | None = None
        """Told of new interfaces; a server that listens for them sets it."""
        self.answers: Answers = {SetSecurityConfig: self.configure}

    def configure(self, command: SetSecurityConfig) -> Success:
        """Check everything, and take it into use once the answer is sent; what is missing stays."""
        tls = TlsConfig() if command.tls is UNSET else command.tls
        old, active = self.interfaces, self._setup.active
        new = replace(
            old,
            http=_or(command.enable_http, old.http),
            https=_or(tls.enabled, old.https),
            certificate=_or(tls.device_cert, old.certificate),
            key=_or(tls.device_key, old.key),
            late_s=float(active.get("https-late", 0)),
            broken="https-never-starts" in active,
            other_certificate="https-other-certificate" in active,
        )
        if not (new.http or new.https):
            raise Refusal(Code.INVALID_PARAMETER, "enable_http")
        if new.https:
            server_context(new)
        if tls.ca_cert is not UNSET and tls.ca_cert:
            _check_authority(tls.ca_cert)
        api_key = _or(command.api_key, self.api_key)
        if "truncate-key" in active:
            api_key = api_key[: int(active["truncate-key"])]
        self._setup.afterwards.append(lambda: self._apply(api_key, tls, new))
        return Success()

    def _apply(self, api_key: str, tls: TlsConfig, new: Interfaces) -> None:
        self.verify_uploads = _or(tls.validate_certificate, self.verify_uploads)
        self.ca_certificate = _or(tls.ca_cert, self.ca_certificate)
        self.api_key = api_key
        if new != self.interfaces:
            self.interfaces = new
            if self.changed is not None:
                self.changed(new)


def server_context(interfaces: Interfaces) -> ssl.SSLContext:
    """Give what HTTPS shows. Raises `Refusal` for a certificate and key that do not work."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    # Python reads them from files only.
    with tempfile.TemporaryDirectory(prefix="device-") as folder:
        certificate, key = Path(folder, "certificate.pem"), Path(folder, "key.pem")
        certificate.write_text(interfaces.certificate, encoding="utf-8")
        key.touch(mode=0o600)
        key.write_text(interfaces.key, encoding="utf-8")
        try:
            context.load_cert_chain(certificate, key, password=_no_password)
        except (ssl.SSLError, ValueError):
            raise Refusal(Code.INVALID_CERTIFICATE, "device_cert") from None
    return context


def _no_password() -> str:
    """Refuse a key with a password instead of asking for it on the terminal."""
    raise ValueError("the key has a password")


def _check_authority(pem: str) -> None:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=pem)
    except (ssl.SSLError, ValueError):
        raise Refusal(Code.INVALID_CERTIFICATE, "ca_cert") from None


def _or(new: Any, old: Any) -> Any:  # noqa: ANN401  # as many types as settings
    return old if isinstance(new, UnsetType) else new


def self_signed(host: str) -> tuple[str, str]:
    """Make a certificate for a host and its key, both as PEM, good for ten years."""
    from cryptography import x509  # slow to import, and seldom needed
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host[:64])])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=3650))
        .add_extension(x509.SubjectAlternativeName([_general_name(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    return (
        certificate.public_bytes(serialization.Encoding.PEM).decode(),
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode(),
    )


def _general_name(host: str) -> x509.GeneralName:
    from cryptography import x509

    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)
