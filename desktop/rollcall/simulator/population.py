"""Sample people and a year of their attendance, the same for the same seed, made on demand."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random

from rollcall.protocol.users import Privilege, UserId
from rollcall.simulator.log import StoredRecord
from rollcall.simulator.profile import Deviation, Profile
from rollcall.simulator.templates import Sample
from rollcall.simulator.users import User

DEPARTMENTS = (
    "Company", "Office", "Production", "Warehouse", "Sales", "财务部", "الإدارة", "Склад",
)  # fmt: skip
WORKDAYS_A_YEAR = 261

_LATIN = (
    (
        "Anna Anders Beatriz Carlos Chloé Daniel Elif Emma Erik Fatou François Giulia Grace "
        "Hana Ingrid Isabel Jakub João Julia Karin Kwame Lars Lucía Marie Mateo Nadia Noah "
        "Olivia Øystein Paolo Priya Renée Sofia Søren Thomas Ursula Víctor Wanda Yusuf Zoë"
    ),
    (
        "Almeida Andersson Bauer Bianchi Brown Costa Dubois Eriksen Fernández Fischer García "
        "Hansen Hoang Ivić Jansen Johnson Kaya Kowalska Larsen Lefèvre López Meyer Moreau "
        "Müller Nguyen Novák Okafor Petrov Quist Rossi Santos Schmidt Silva Smith Taylor "
        "Ünal Virtanen Weber Young"
    ),
)
_CHINESE = (
    "王 李 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 郭 何 林 高 罗",
    "伟 芳 娜 秀英 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 秀兰 霞 平 刚 桂英 文 建华",
)
_ARABIC = (
    "محمد أحمد علي فاطمة عائشة خديجة يوسف إبراهيم مريم زينب حسن حسين عمر خالد ليلى سارة",
    "العلي الحسن المصري الشامي حداد خوري نجار منصور سليمان عبدالله الخطيب القاسم",
)
_CYRILLIC = (
    (
        "Анна Борис Виктор Галина Дмитрий Елена Иван Ирина Константин Лариса Мария Николай Ольга "
        "Пётр Светлана Татьяна"
    ),
    "Бондаренко Волков Громов Ковальчук Кравец Лебедь Мельник Новик Орлик Ткачук Шевченко Юрченко",
)
_SCRIPTS = (_LATIN, _LATIN, _LATIN, _CHINESE, _CHINESE, _ARABIC, _CYRILLIC)


def people(profile: Profile) -> Iterator[User]:
    """Give the users of a device, numbered from 1, with no more templates than it can hold."""
    company = profile.seed if profile.company is None else profile.company
    random = Random(f"{company} people")
    shares = _shares(profile)
    deviations = {each.number: each for each in profile.deviations}
    missing = sum(each.is_missing for each in profile.deviations)
    for number in range(1, profile.users + missing + 1):
        user = _person(profile, number, random, shares, company=company)
        deviation = deviations.get(number)
        if deviation is None:
            yield user
        elif deviation.is_somebody_else:
            elsewhere = company + 1
            other = Random(f"{elsewhere} {number}")
            yield _person(profile, number, other, shares, company=elsewhere)
        elif not deviation.is_missing:
            yield _deviating(user, deviation)


def _deviating(user: User, deviation: Deviation) -> User:
    return replace(
        user,
        name=deviation.name or user.name,
        department=deviation.department or user.department,
        privilege=deviation.privilege or user.privilege,
        fingers=user.fingers[: deviation.fingers],
        face=None if deviation.has_no_face else user.face,
    )


def _person(
    profile: Profile, number: int, random: Random, shares: tuple[float, ...], *, company: int
) -> User:
    # Devices of one company draw as many chances for each, so what they can differs in palms only.
    can, seed = profile.capabilities, f"{company} {number}"
    chance = random.random
    with_face, fingers_share, with_palm = shares
    fingers = random.choices((0, 1, 2, 3), (2, 4, 3, 1))[0] if chance() < fingers_share else 0
    return User(
        id=UserId(str(number)),
        name=_name(random),
        department=DEPARTMENTS[int(chance() ** 2 * len(DEPARTMENTS))],
        privilege=_privilege(number, chance()),
        password=f"{int(chance() * 10**5):05d}" if can.password and chance() < 0.25 else "",
        card=str(10_000_000 + number * 37 + company) if can.card and chance() < 0.4 else "",
        fingers=tuple(
            Sample(f"{seed} finger {each}", profile.finger_bytes) for each in range(fingers)
        ),
        face=Sample(f"{seed} face", profile.face_bytes) if chance() < with_face else None,
        palms=(Sample(f"{seed} palm", profile.palm_bytes),) if chance() < with_palm else (),
    )


def _shares(profile: Profile) -> tuple[float, float, float]:
    """Give which part of the people has a face, fingers and a palm, within abilities and limits."""
    can, limits, users = profile.capabilities, profile.limits, max(1, profile.users)

    def share(able: object, limit: object, usual: float, each: float) -> float:
        if able is not True:
            return 0.0
        # Nine tenths of what fits, so that chance does not go beyond the limit.
        room = limit / (users * each) * 0.9 if isinstance(limit, int) else 1.0
        return min(usual, room)

    return (
        share(can.face, limits.faces, 0.85, 1),
        share(can.fingerprint, limits.fingers, 1.0, 1.3),
        share(can.palm, limits.palms, 0.15, 1),
    )


def _name(random: Random) -> str:
    script = random.choice(_SCRIPTS)
    first, last = (random.choice(part.split()) for part in script)
    return f"{first}{last}" if script is _CHINESE else f"{first} {last}"


def _privilege(number: int, chance: float) -> Privilege:
    if number == 1:
        return Privilege.ADMINISTRATOR
    return Privilege.MANAGER if number == 2 or chance < 0.01 else Privilege.USER


class SampleLog(Sequence[StoredRecord]):
    """The records of the workdays up to yesterday, made day by day when they are read.

    A few people come every day, to work, to lunch and back, and home; others now and then. Now and
    then a record belongs to a user who is gone, and once the clock was set back by 54 minutes.
    """

    def __init__(self, profile: Profile, users: Sequence[User], *, today: date) -> None:
        self._count = profile.records if users else 0
        self._users = users
        self._seed = profile.seed
        self._regulars = min(len(users), max(10, self._count // (WORKDAYS_A_YEAR * 4)))
        days = 1
        if self._count:
            days = min(WORKDAYS_A_YEAR, -(-self._count // (self._regulars * 4)))
        self._days = _workdays(today, days)
        self._starts = [self._count * day // days for day in range(days + 1)]
        self._made: dict[int, list[StoredRecord]] = {}

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, place):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN204
        """Give one record, or a list of some."""
        if isinstance(place, slice):
            return [self._record(each) for each in range(*place.indices(self._count))]
        if not 0 <= place < self._count:
            raise IndexError(place)
        return self._record(place)

    def _record(self, place: int) -> StoredRecord:
        day = bisect_right(self._starts, place) - 1
        records = self._made.get(day)
        if records is None:
            if len(self._made) > 16:
                self._made.clear()
            records = self._made[day] = self._day(day)
        return records[place - self._starts[day]]

    def _day(self, day: int) -> list[StoredRecord]:
        count = self._starts[day + 1] - self._starts[day]
        random = Random(f"{self._seed} day {day}")
        events = self._events(count, random)
        midnight = datetime.combine(self._days[day], time())
        set_back_from = len(events) // 2 if day == len(self._days) // 2 else len(events)
        records = []
        for place, (second, user) in enumerate(events):
            moment = midnight + timedelta(seconds=second - (3240 if place >= set_back_from else 0))
            records.append(
                StoredRecord(user_id=user.id, time=moment.isoformat(), mode=_mode(user, random))
            )
        if records and day % 37 == 5:
            records[-1] = StoredRecord(
                user_id=UserId(str(len(self._users) + 7)), time=records[-1].time, mode="face"
            )
        return records

    def _events(self, count: int, random: Random) -> list[tuple[int, User]]:
        """Give `count` moments of a day, in seconds, and who verified."""
        who = self._present(-(-count // 4), random)
        stays = [_stay(user, random) for user in who]
        events = [(at, user) for user, stay in zip(who, stays, strict=True) for at in stay[::3]]
        events += [(at, user) for user, stay in zip(who, stays, strict=True) for at in stay[1:3]]
        while len(events) < count:  # more than everybody four times: people go in and out
            events.append((random.randrange(7 * 3600, 19 * 3600), random.choice(who)))
        # One in and out of each comes first in the list, so what is cut off is lunch.
        return sorted(events[:count], key=lambda each: (each[0], int(each[1].id)))

    def _present(self, count: int, random: Random) -> list[User]:
        regulars = self._users[: self._regulars]
        who = random.sample(regulars, min(count, len(regulars)))
        if len(self._users) > self._regulars:
            who = [random.choice(self._users) if random.random() < 0.1 else user for user in who]
        return who


def _workdays(today: date, count: int) -> list[date]:
    days: list[date] = []
    day = today
    while len(days) < count:
        day -= timedelta(days=1)
        if day.weekday() < 5:
            days.append(day)
    return days[::-1]


def _stay(user: User, random: Random) -> tuple[int, int, int, int]:
    """Give when a person comes, leaves for lunch, comes back and goes, in seconds of the day."""
    start = 6 if int(user.id) % 10 == 3 else 9  # one in ten has the early shift
    gauss = random.gauss

    def around(hour: float, spread_min: float) -> int:
        return int(hour * 3600 + gauss(0, spread_min * 60))

    return (
        around(start - 0.1, 8),
        around(start + 3, 4),
        around(start + 3.9, 4),
        around(start + 9.1, 15),
    )


def _mode(user: User, random: Random) -> str:
    ways = [
        way
        for way, there in (
            ("face", user.face), ("face", user.face), ("face", user.face),
            ("fp", user.fingers), ("card", user.card), ("pwd", user.password),
        )
        if there
    ]  # fmt: skip
    return random.choice(ways) if ways else "pwd"
