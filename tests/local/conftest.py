"""Supervisors as root and as an ordinary user."""

import os
import pwd
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ledger.local.persons import Person, ourselves, reaches
from tests.local.supervising import Supervise, Supervised


@pytest.fixture
def supervise() -> Iterator[Supervise]:
    """Starts supervisors that are gone when the test ends."""
    begun: list[Supervised] = []

    def begin(data: Path, person: Person | None = None, *arguments: str) -> Supervised:
        begun.append(Supervised(data, person or ourselves(), *arguments))
        return begun[-1]

    yield begin
    for one in begun:
        if one.process.poll() is None:
            one.end()


@pytest.fixture
def ordinary_user() -> Person:
    """An ordinary user: ourselves, or nobody where we are root."""
    if os.geteuid() != 0:
        return ourselves()
    entry = pwd.getpwnam("nobody")
    return Person(entry.pw_uid, entry.pw_gid, "nobody")


@pytest.fixture(params=["ourselves", "ordinary user"])
def person(request: pytest.FixtureRequest, ordinary_user: Person) -> Person:
    """Ourselves, and an ordinary user if we are root."""
    if request.param == "ourselves":
        return ourselves()
    if ordinary_user.is_us:
        pytest.skip("we are an ordinary user already")
    return ordinary_user


@pytest.fixture
def owned_folder(tmp_path: Path) -> Callable[[Person], Path]:
    """A maker of a folder that belongs to the person and can be walked to by them."""

    def make(person: Person) -> Path:
        for parent in (tmp_path, *tmp_path.parents):
            if not reaches(person, parent) and parent.owner() == pwd.getpwuid(os.geteuid()).pw_name:
                parent.chmod(0o755)
        folder = tmp_path / "home"
        folder.mkdir()
        person.own(folder)
        return folder

    return make
