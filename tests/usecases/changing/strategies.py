"""Any user a device can tell of, and any change of one."""

from __future__ import annotations

from hypothesis import strategies as st
from msgspec import UNSET

from rollcall.protocol.users import Privilege, SetUserInfo, UserId, UserInfo

ID = UserId("7")
TEMPLATE = st.sampled_from([b"A", b"B", b"C", b"D"])  # so few that equal ones meet
FEW = st.lists(TEMPLATE, max_size=4).map(tuple)
_CARD = st.sampled_from(["", "0", "5", "005", "6"])
_PASSWORD = st.sampled_from(["", "1", "01"])
_NAME = st.sampled_from(["", "Ana", "Eva"])
_FACE = st.sampled_from([b"", b"face", b"other"])
_PRIVILEGE = st.sampled_from([each for each in Privilege if each.is_known])


def whole_users() -> st.SearchStrategy[UserInfo]:
    absent = st.just(UNSET)
    return st.builds(
        UserInfo,
        id=st.just(ID),
        name=_NAME,
        department=_NAME,
        privilege=_PRIVILEGE,
        password=absent | _PASSWORD,
        card=absent | _CARD,
        fingers=absent | FEW,
        face=absent | _FACE,
        palms=absent | FEW,
    )


def users() -> st.SearchStrategy[UserInfo | None]:
    return st.none() | whole_users()


def changes() -> st.SearchStrategy[SetUserInfo]:
    absent = st.just(UNSET)
    return st.builds(
        SetUserInfo,
        id=st.just(ID),
        name=absent | _NAME,
        department=absent | _NAME,
        privilege=absent | _PRIVILEGE,
        password=absent | _PASSWORD,
        card=absent | _CARD,
        fingers=absent | FEW,
        face=absent | _FACE,
        palms=absent | FEW,
    )
