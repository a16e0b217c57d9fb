from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise

import pytest

from rollcall.protocol.users import Privilege, UserId
from rollcall.simulator.population import DEPARTMENTS, SampleLog, people
from rollcall.simulator.profile import Deviation, Profile
from rollcall.simulator.templates import data_of
from rollcall.simulator.users import User

TODAY = date(2025, 6, 2)


def test_people_are_the_same_for_the_same_seed() -> None:
    assert list(people(Profile(users=50))) == list(people(Profile(users=50)))
    assert list(people(Profile(users=50))) != list(people(Profile(users=50, seed=2)))


def test_names_come_in_four_scripts() -> None:
    users = list(people(Profile(users=200)))
    scripts = {
        unicodedata.name(letter).split()[0]
        for user in users
        for letter in user.name
        if letter.isalpha()
    }
    assert scripts == {"LATIN", "CJK", "ARABIC", "CYRILLIC"}
    assert {user.department for user in users} == set(DEPARTMENTS)
    assert all(len(user.name.encode("utf-16-le")) <= 48 for user in users)


def test_people_have_plausible_credentials() -> None:
    users = list(people(Profile(users=500, face_bytes=28_000)))
    assert users[0].privilege is Privilege.ADMINISTRATOR
    assert {len(user.fingers) for user in users} == {0, 1, 2, 3}
    assert {len(data_of(user.face)) for user in users} == {0, 28_000}
    assert {len(data_of(each)) for user in users for each in user.fingers} == {1404}
    assert any(user.password.startswith("0") for user in users)
    assert len({user.card for user in users if user.card}) > 100
    templates = [data_of(each) for user in users for each in user.fingers]
    assert len(set(templates)) == len(templates)


def test_people_of_one_company_are_the_same_on_devices_of_any_size() -> None:
    small = Profile(users=30, seed=2, company=7)
    big = Profile(users=500, seed=3, company=7)
    assert list(people(small)) == list(people(big))[:30]
    assert list(people(small)) != list(people(Profile(users=30, seed=2)))


def test_people_deviate_where_the_device_has_them_otherwise_and_nobody_else_does() -> None:
    usual = {user.id: user for user in people(Profile(users=41, company=7))}
    several = next(user for user in usual.values() if len(user.fingers) == 3)
    with_face = next(user for user in usual.values() if user.face and user is not several)
    here = {
        user.id: user
        for user in people(
            Profile(
                users=40,
                company=7,
                deviations=(
                    Deviation(number=int(several.id), fingers=2),
                    Deviation(number=int(with_face.id), has_no_face=True),
                    Deviation(number=20, is_missing=True),
                    Deviation(number=21, is_somebody_else=True),
                    Deviation(number=22, name="Ann Berg", department="Sales"),
                    Deviation(number=23, privilege=Privilege.MANAGER),
                ),
            )
        )
    }
    assert usual.keys() - here.keys() == {"20"}
    assert here[several.id] == replace(several, fingers=several.fingers[:2])
    assert here[with_face.id] == replace(with_face, face=None)
    assert here[UserId("21")].name != usual[UserId("21")].name
    assert not _templates(here[UserId("21")]) & {
        each for user in usual.values() for each in _templates(user)
    }
    assert here[UserId("22")] == replace(usual[UserId("22")], name="Ann Berg", department="Sales")
    assert here[UserId("23")].privilege is Privilege.MANAGER
    changed = {several.id, with_face.id, *(UserId(str(each)) for each in range(21, 24))}
    for user_id in here.keys() - changed:
        assert here[user_id] == usual[user_id]


def _templates(user: User) -> set[bytes]:
    kept = (*user.fingers, *user.palms, *([user.face] if user.face else []))
    return {data_of(each) for each in kept}


@pytest.mark.parametrize("users", [1, 12, 500, 5000])
def test_no_more_templates_than_the_device_can_hold(users: int) -> None:
    profile = Profile(users=users)
    everybody = list(people(profile))
    assert len(everybody) == users
    assert sum(user.face is not None for user in everybody) <= 3000
    assert sum(len(user.fingers) for user in everybody) <= 15_000
    assert sum(len(user.palms) for user in everybody) <= 1000


@pytest.mark.parametrize(
    ("users", "records"), [(1, 1), (1, 7), (12, 250), (24, 3000), (3, 9000), (500, 20_000), (0, 5)]
)
def test_there_are_exactly_as_many_records_as_wanted(users: int, records: int) -> None:
    profile = Profile(users=users, records=records)
    log = SampleLog(profile, list(people(profile)), today=TODAY)
    assert len(log) == (records if users else 0)
    assert len(log[0:records]) == len(log)


def test_a_year_of_workdays_ends_yesterday() -> None:
    profile = Profile(users=500, records=20_000)
    log = SampleLog(profile, list(people(profile)), today=TODAY)
    times = [datetime.fromisoformat(each.time) for each in log[0:20_000]]
    assert {time.weekday() for time in times} == {0, 1, 2, 3, 4}
    assert times[-1].date() == date(2025, 5, 30)
    assert 350 < (times[-1] - times[0]).days < 370
    assert all(re.fullmatch(r"[\d-]{10}T[\d:]{8}", each.time) for each in log[0:20_000:100])


def test_people_come_in_the_morning_and_go_in_the_evening() -> None:
    profile = Profile(users=10, records=40)
    log = SampleLog(profile, list(people(profile)), today=TODAY)
    hours = [int(each.time[11:13]) for each in log[0:40]]
    assert {5, 6, 8, 9} & set(hours[:10])
    assert {15, 17, 18} & set(hours[-10:])


def test_the_clock_was_set_back_once() -> None:
    profile = Profile(users=100, records=5000)
    log = SampleLog(profile, list(people(profile)), today=TODAY)
    times = [datetime.fromisoformat(each.time) for each in log[0:5000]]
    back = [pair for pair in pairwise(times) if pair[1] < pair[0]]
    assert len(back) == 1


def test_a_few_records_belong_to_nobody() -> None:
    profile = Profile(users=100, records=5000)
    users = list(people(profile))
    log = SampleLog(profile, users, today=TODAY)
    strangers = {each.user_id for each in log[0:5000]} - {user.id for user in users}
    assert strangers == {"107"}


def test_records_are_the_same_in_whatever_order_they_are_read() -> None:
    profile = Profile(users=30, records=4000)
    users = list(people(profile))
    forward = SampleLog(profile, users, today=TODAY)
    backward = SampleLog(profile, users, today=TODAY)
    pages = [backward[at : at + 100] for at in range(3900, -1, -100)]
    assert [each for page in reversed(pages) for each in page] == forward[0:4000]
    with pytest.raises(IndexError):
        forward[4000]
