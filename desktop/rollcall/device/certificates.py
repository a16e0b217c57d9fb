"""What certificate a device shows, pinned by SHA-256, and making certificates of our own.

Names, dates and chains do not count for a pin: devices move, and a factory's clock is no judge.
"""

from __future__ import annotations

import hashlib
import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import ec


AUTHORITY_LIFE: Final = timedelta(days=3650)
DEVICE_LIFE: Final = timedelta(
    days=3650
)  # a device is seldom visited, and the pin outlives it anyway
_SKEW: Final = timedelta(days=1)  # devices' clocks are often behind


class PinMismatch(ssl.SSLError):
    """The certificate shown is not the pinned one; raised before a byte of a request is sent."""

    def __init__(self, found: str) -> None:
        super().__init__("the certificate is not the pinned one")
        self.found = found


class _PinnedObject(ssl.SSLObject):
    """The TLS of one connection; the last act of its handshake is a look at the certificate."""

    def do_handshake(self) -> None:
        super().do_handshake()
        context = self.context
        if isinstance(context, PinnedContext):
            found = fingerprint(self.getpeercert(binary_form=True) or b"")
            if found != context.pin:
                raise PinMismatch(found)


class PinnedContext(ssl.SSLContext):
    """A client's TLS settings for one pinned certificate."""

    pin: str
    sslobject_class = _PinnedObject  # ssl's documented hook


def fingerprint(certificate: bytes) -> str:
    """Give the SHA-256 of a DER certificate as lower-case hexadecimal digits."""
    return hashlib.sha256(certificate).hexdigest()


def normalised_pin(text: str) -> str:
    """Give a fingerprint as people write it, with colons and capitals, in the form of our pins."""
    return "".join(each for each in text.lower() if each not in ": \t")


def context_for(pin: str | None) -> ssl.SSLContext:
    """Give TLS settings that take the pinned certificate only; any one where `pin` is None."""
    if pin is None:
        return open_context()
    context = PinnedContext(ssl.PROTOCOL_TLS_CLIENT)
    context.pin = normalised_pin(pin)
    _settle(context)
    return context


@cache
def open_context() -> ssl.SSLContext:
    """Give the shared TLS settings that take any certificate; no authorities are loaded (20 ms)."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    _settle(context)
    return context


def _settle(context: ssl.SSLContext) -> None:
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.TLSv1_2


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A certificate and its private key, PEM; with `chain` it is what a server shows."""

    certificate: str
    key: str = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the certificate."""
        return fingerprint(ssl.PEM_cert_to_DER_cert(self.certificate))


def make_authority(name: str = "Rollcall", *, now: datetime | None = None) -> Issued:
    """Make a certificate authority of our own. Slow (a key is made): call it in a worker thread."""
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    subject = _name(name)
    builder = (
        _builder(subject, subject, key, _period(now, AUTHORITY_LIFE))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
    )
    return _issued(builder, signer=key, key=key)


def make_certificate(
    authority: Issued,
    *,
    name: str,
    hosts: Sequence[str],
    now: datetime | None = None,
    life: timedelta = DEVICE_LIFE,
) -> Issued:
    """Make a certificate for addresses and host names, signed by `authority`. Slow, too."""
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    signer = serialization.load_pem_private_key(authority.key.encode(), password=None)
    if not isinstance(signer, ec.EllipticCurvePrivateKey):
        raise TypeError("the authority's key is not one of ours")
    issuer = x509.load_pem_x509_certificate(authority.certificate.encode()).subject
    key = ec.generate_private_key(ec.SECP256R1())
    builder = (
        _builder(_name(name), issuer, key, _period(now, life))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True), critical=True)
        .add_extension(
            x509.ExtendedKeyUsage([x509.oid.ExtendedKeyUsageOID.SERVER_AUTH]), critical=False
        )
        .add_extension(x509.SubjectAlternativeName([_host(each) for each in hosts]), critical=False)
    )
    return _issued(builder, signer=signer, key=key)


def _period(now: datetime | None, life: timedelta) -> tuple[datetime, datetime]:
    start = (now or datetime.now(UTC)) - _SKEW
    return start, start + life


def _name(text: str) -> x509.Name:
    from cryptography import x509

    return x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, text[:64] or "device")])


def _host(text: str) -> x509.GeneralName:
    import ipaddress

    from cryptography import x509

    try:
        return x509.IPAddress(ipaddress.ip_address(text))
    except ValueError:
        return x509.DNSName(text)


def _usage(**wanted: bool) -> x509.KeyUsage:
    from cryptography import x509

    every = dict.fromkeys(
        (
            "digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
            "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
        ),
        False,
    )  # fmt: skip
    return x509.KeyUsage(**{**every, **wanted})


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    period: tuple[datetime, datetime],
) -> x509.CertificateBuilder:
    from cryptography import x509

    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(period[0])
        .not_valid_after(period[1])
    )


def _issued(
    builder: x509.CertificateBuilder,
    *,
    signer: ec.EllipticCurvePrivateKey,
    key: ec.EllipticCurvePrivateKey,
) -> Issued:
    from cryptography.hazmat.primitives import hashes, serialization

    certificate = builder.sign(signer, hashes.SHA256())
    pem: Any = serialization.Encoding.PEM
    return Issued(
        certificate=certificate.public_bytes(pem).decode(),
        key=key.private_bytes(
            pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode(),
    )
