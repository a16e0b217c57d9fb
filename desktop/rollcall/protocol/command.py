"""What every command and every reply is: a frozen value that knows its name on the wire."""

from __future__ import annotations

from base64 import b64encode
from typing import Any, ClassVar, Generic, TypeVar, dataclass_transform, get_args

import msgspec


class _WireMeta(msgspec.StructMeta):
    """Makes every value of the wire frozen and built by keywords."""

    def __new__(
        mcs, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **options: Any
    ) -> Any:  # noqa: ANN401  # as msgspec says it
        settled = {"frozen": True, "kw_only": True, **options}
        return super().__new__(mcs, name, bases, namespace, **settled)


@dataclass_transform(kw_only_default=True, field_specifiers=(msgspec.field,))
class Wire(msgspec.Struct, metaclass=_WireMeta):
    """A value that travels. Members left at `UNSET` are absent from the message."""

    def __repr__(self) -> str:
        """Show every member but those whose type is marked secret (fields.py)."""
        parts = (
            f"{name}={'<hidden>' if name in _secret_members(type(self)) else repr(value)}"
            for name, value in zip(
                self.__struct_fields__, msgspec.structs.astuple(self), strict=True
            )
            if value is not msgspec.UNSET
        )
        return f"{type(self).__name__}({', '.join(parts)})"

    def secrets(self) -> frozenset[str]:
        """Give every secret in here as the wire has it, so that an echo of it can be masked."""
        found: set[str] = set()
        for name in self.__struct_fields__:
            value = getattr(self, name)
            is_secret = name in _secret_members(type(self))
            for each in value if isinstance(value, tuple) else (value,):
                if isinstance(each, Wire):
                    found |= each.secrets()
                elif is_secret and isinstance(each, str):
                    found.add(each)
                elif is_secret and isinstance(each, bytes):
                    found.add(b64encode(each).decode())
        return frozenset(found - {""})


class Reply(Wire):
    """What a device answers when it did what was asked.

    `result_names` are the words accepted in the member `result`; the first is the documented one.
    """

    result_names: ClassVar[tuple[str, ...]]

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "result_names" not in cls.__dict__:
            cls.result_names = (cls.__name__,)

    def quotes(self) -> int:
        """Count the quotes of its JSON: what came with more had a member twice (envelope.py)."""
        return msgspec.json.encode(self).count(b'"')

    @classmethod
    def tidied(cls, payload: object) -> object:
        """Bring a known sloppiness of devices into the documented shape.

        Tried when the quick way of reading failed, as is `rescued`.
        """
        return payload

    @classmethod
    def rescued(cls, payload: object, original: object) -> object:  # noqa: ARG003  # for AttendLog
        """Give up what cannot be read where the rest is worth having; `payload` is repaired."""
        return payload


class Success(Reply):
    """Done, and nothing to tell (specification, Command successful response)."""


ReplyT_co = TypeVar("ReplyT_co", bound=Reply, covariant=True)


class Command(Wire, Generic[ReplyT_co]):
    """Something a device can be asked.

    `names` are the spellings of the member `cmd`, the one to send first: where the specification
    spells a command in two ways the second is for devices that do not know the first.
    """

    names: ClassVar[tuple[str, ...]]
    reply: ClassVar[type[Reply]]
    writes: ClassVar[bool] = True

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "names" not in cls.__dict__:
            cls.names = (cls.__name__,)
        for base in getattr(cls, "__orig_bases__", ()):
            for argument in get_args(base):
                if isinstance(argument, type) and issubclass(argument, Reply):
                    cls.reply = argument


class Query(Command[ReplyT_co]):
    """Changes nothing on the device, so it may be asked again."""

    writes: ClassVar[bool] = False


class Change(Command[ReplyT_co]):
    """Changes the device, so it is never repeated blindly (reliability M1)."""


_SECRETS: dict[type[Wire], frozenset[str]] = {}


def _secret_members(kind: type[Wire]) -> frozenset[str]:
    if kind not in _SECRETS:
        _SECRETS[kind] = frozenset(
            field.name
            for field in msgspec.structs.fields(kind)
            if _is_secret(msgspec.inspect.type_info(field.type))
        )
    return _SECRETS[kind]


def _is_secret(info: msgspec.inspect.Type) -> bool:
    match info:
        case msgspec.inspect.Metadata(extra={"secret": True}):
            return True
        case msgspec.inspect.Metadata(type=inner):
            return _is_secret(inner)
        case msgspec.inspect.UnionType(types=types):
            return any(_is_secret(each) for each in types)
        case msgspec.inspect.VarTupleType(item_type=item):
            return _is_secret(item)
        case _:
            return False
