from __future__ import annotations

from rollcall.protocol.users import SetUserInfo, UserId, UserInfo
from rollcall.usecases.changing.wanted import Wanted


def test_no_credential_shows_in_what_may_be_logged() -> None:
    user_id = UserId("7")
    wanted = Wanted(
        change=SetUserInfo(id=user_id, password="1234", face=b"a face"),
        seen=UserInfo(id=user_id, name="Ana", card="987654"),
        more_fingers=(b"a finger",),
        more_palms=(b"a palm",),
    )
    shown = repr(wanted)
    assert "Ana" in shown
    assert not any(each in shown for each in ("1234", "a face", "987654", "a finger", "a palm"))
