"""Who is sent away goes, whatever she is waiting for at that moment."""

import asyncio

import pytest

from server.realtime.socket import COME_BACK, Socket


class Nowhere:
    """A line to no tab."""

    def write(self, frame: bytes) -> None: ...

    def waiting(self) -> int:
        return 0

    async def taken(self) -> None: ...

    def beat(self) -> None: ...


@pytest.mark.parametrize("is_answered", [True, False], ids=["as its answer comes", "while it waits"])
async def test_a_tab_is_sent_away_while_a_store_is_asked_for_it(is_answered: bool) -> None:
    socket = Socket(None, Nowhere(), 1024)
    answers: list[asyncio.Future[None]] = []

    async def ask_a_store() -> None:
        answers.append(asyncio.get_running_loop().create_future())
        await asyncio.wait_for(answers[-1], 60)

    serving = asyncio.create_task(socket.serve(ask_a_store))
    await asyncio.sleep(0)  # it has asked
    if is_answered:
        answers[0].set_result(None)
    socket.close(COME_BACK)
    async with asyncio.timeout(10):
        await serving
    assert len(answers) == 1, "it asked no more"
