"""The API key and the HTTP and HTTPS interfaces (specification, Security Configuration)."""

from __future__ import annotations

from msgspec import UNSET, UnsetType, field

from rollcall.protocol.command import Change, Success, Wire
from rollcall.protocol.fields import SecretText, YesNo


class TlsConfig(Wire):
    """The HTTPS interface, and whom the device trusts when it sends records. Texts are PEM.

    `ca_cert` and `validate_certificate` concern the device's uploads; `device_cert` and
    `device_key` its own HTTPS interface (protocol-notes S6).
    """

    enabled: YesNo | UnsetType = UNSET
    validate_certificate: YesNo | UnsetType = UNSET
    ca_cert: str | UnsetType = UNSET
    device_cert: str | UnsetType = UNSET
    device_key: SecretText | UnsetType = UNSET


class SetSecurityConfig(Change[Success]):
    """Set key and interfaces (specification, SetSecurityConfig); nothing reads them back (S3)."""

    api_key: SecretText | UnsetType = UNSET
    enable_http: YesNo | UnsetType = UNSET
    tls: TlsConfig | UnsetType = field(name="tls_conf", default=UNSET)
