"""Who a browser is signed in as, asked of the site."""

from tests.cast import Person


async def is_signed_in(person: Person, **options: dict[str, str]) -> bool:
    answer = await person.client.get("/notifications", follow_redirects=False, **options)  # type: ignore[arg-type]
    assert answer.status_code in (200, 303)
    return answer.status_code == 200
