"""Somebody's authenticator app: a real one's arithmetic, at the real time."""

import asyncio
import time
from dataclasses import dataclass

import httpx2
import pyotp

from server.stores.mongo import collection
from tests.cast import PASSWORD, Person
from tests.documents import account_id
from tests.pages import Page

STEP_SECONDS = 30
ROOM_SECONDS = 10
PLACE = "/settings/two-step"


@dataclass
class App:
    """What an app knows of one account, and the recovery codes that came with it."""

    secret: str
    recovery_codes: list[str]

    def code(self, steps: int = 0) -> str:
        """The code that is shown now, or so many steps later."""
        return pyotp.TOTP(self.secret).at(time.time(), counter_offset=steps)

    @property
    def wrong_code(self) -> str:
        """No code of these minutes."""
        near = {self.code(steps) for steps in range(-4, 5)}
        return next(f"{number:06}" for number in range(10) if f"{number:06}" not in near)


def secret_on(page: Page) -> str:
    return page.one("code").text.replace(" ", "")


def codes_on(page: Page) -> list[str]:
    return [element.text for element in page.all("code")]


async def set_up(person: Person) -> App:
    """Turn two-step sign-in on, with the code of this moment, which is thereby used."""
    page = Page((await person.get(f"{PLACE}/app")).text)
    app = App(secret_on(page), [])
    answer = await person.post(PLACE, data={"pending": page.value("pending"), "code": app.code()})
    assert answer.status_code == 200, answer.text
    app.recovery_codes = codes_on(Page(answer.text))
    await time_goes_by(person)
    return app


async def time_goes_by(person: Person) -> None:
    """As if all codes that were used had been used long ago."""
    await collection("credentials").update_one({"_id": await account_id(person)}, {"$set": {"totp.step": 0}})


async def room_in_step() -> None:
    """Return when the code that is shown now stays for some seconds."""
    left = STEP_SECONDS - time.time() % STEP_SECONDS
    if left < ROOM_SECONDS:
        await asyncio.sleep(left)


async def give_password(browser: Person, login: str, next_: str = "") -> httpx2.Response:
    """The first step of signing in; what it leads to."""
    return await browser.post("/login", data={"login": login, "password": PASSWORD, "next": next_})


async def give_code(browser: Person, code: str, **form: str) -> httpx2.Response:
    return await browser.post("/login/code", data={"code": code, **form}, follow_redirects=False)


def is_refused(answer: httpx2.Response) -> bool:
    """Whether a code was refused, with words beside the field."""
    return answer.status_code == 422 and "not right" in Page(answer.text).beside("code")
