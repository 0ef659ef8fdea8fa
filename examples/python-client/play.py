"""Plays the demo game: sails in circles, tells what is in sight."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys
import time
from dataclasses import asdict, dataclass
from typing import NoReturn

from client import Ended, Listener, Player, game_pb2
from view import Changes, Entity

USAGE = "play [--seconds 10] [--name NAME] [--token TOKEN] [--json] HOST:PORT..."
GIVE_UP_SECONDS = 5.0
# A command of the demo game, see its ShipCommand: STEER, heading of 256 to a full turn, thrust.
STEER = 1
THRUST = 200


def fail(text: str) -> NoReturn:
    sys.exit(f"{text}\nusage: {USAGE}")


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        fail(message)


@dataclass
class Counts:
    sent: int = 0
    acknowledged: int = 0
    refused: int = 0
    forgotten: int = 0
    updates: int = 0
    resumed: int = 0
    events: int = 0


class Captain(Listener):
    def __init__(self, options: argparse.Namespace) -> None:
        self.counts = Counts()
        # What the world has counted, and how much is in view; empty before the avatar is seen.
        self.last: dict[str, int] = {}
        self._json: bool = options.json
        name = "" if options.token else options.name
        self.player = Player(options.nodes, self, name=name, token=lambda: options.token)

    def say(self, text: str) -> None:
        print(text, file=sys.stderr if self._json else sys.stdout, flush=True)

    def welcomed(self, welcome: game_pb2.Welcome) -> None:
        self.counts.resumed += welcome.resumed
        self.say(f"{'goes on' if welcome.resumed else 'plays'} at node {welcome.node}, tick {welcome.world.tick}")

    def updated(self, update: game_pb2.Update, changes: Changes) -> None:
        self.counts.updates += 1
        self.counts.events += len(changes.events)

    def acknowledged(self, number: int, tick: int | None, refusal: str) -> None:
        self.counts.acknowledged += 1
        self.counts.refused += refusal != ""

    def forgotten(self, number: int) -> None:
        self.counts.forgotten += 1

    def noticed(self, text: str) -> None:
        self.say(text)

    def interrupted(self, why: str) -> None:
        self.say(f"interrupted: {why}")

    def look(self) -> Entity | None:
        avatar = self.player.avatar()
        if avatar and self.player.view:
            in_view = len(self.player.view.entities)
            self.last = {"commands": int(avatar.value("commands") or 0), "inView": in_view}
        return avatar

    async def sail(self) -> None:
        heading = 0
        while True:
            await asyncio.sleep(0.1)
            heading = (heading + 4) % 256
            if self.player.command(bytes([STEER, heading, THRUST])) is not None:
                self.counts.sent += 1

    async def tell(self) -> None:
        while True:
            await asyncio.sleep(1)
            avatar = self.look()
            if avatar:
                place = ", ".join(f"{x:.1f}" for x in self.player.place(avatar))
                gold, in_view = avatar.value("gold"), self.last["inView"]
                self.say(f"tick {self.player.tick}: at {place} with {gold} gold; {in_view} in view")

    async def finish(self) -> None:
        """What is open is consumed first, and the world's own count of commands comes with the next update."""
        until = time.monotonic() + GIVE_UP_SECONDS
        while time.monotonic() < until:
            if self.look() and not self.player.open_commands and self.last["commands"] >= self.counts.sent:
                break
            await asyncio.sleep(0.05)
        self.player.leave()

    def sum_up(self, ended: Ended) -> None:
        if self._json:
            all_counts = asdict(self.counts) | {"open": self.player.open_commands, **self.last, "reason": ended.reason}
            print(json.dumps(all_counts, separators=(",", ":")))
        else:
            print(f"{ended.reason}: {ended.text}")


def stop_signals() -> asyncio.Event:
    """Is set by the first signal to stop; the second one does what it does to any process."""
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()

    def stop(number: int) -> None:
        loop.remove_signal_handler(number)
        stopped.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop, number)
    return stopped


async def play(options: argparse.Namespace) -> int:
    captain = Captain(options)
    stopped = asyncio.create_task(stop_signals().wait())
    session = asyncio.create_task(captain.player.run())
    sailing = [asyncio.create_task(captain.sail()), asyncio.create_task(captain.tell())]
    await asyncio.wait([session, stopped], timeout=options.seconds, return_when=asyncio.FIRST_COMPLETED)
    for task in sailing:
        task.cancel()
    finishing = asyncio.create_task(captain.finish())
    await asyncio.wait([session], timeout=2 * GIVE_UP_SECONDS)
    finishing.cancel()
    if not session.done():
        fail("the world does not answer")
    ended = session.result()
    captain.sum_up(ended)
    return 0 if ended.reason == "LEFT" else 1


def main() -> int:
    parser = Parser(usage=USAGE, description=__doc__, allow_abbrev=False)
    parser.add_argument("--seconds", type=float, default=10, help="how long to sail; 10 if not said")
    parser.add_argument("--name", default="python", help="the player's name, where no tokens are needed")
    parser.add_argument("--token", default="", help="a JSON Web Token that says who the player is")
    parser.add_argument("--json", action="store_true", help="write what was counted as JSON, all else to stderr")
    parser.add_argument("nodes", nargs="*", metavar="HOST:PORT", help="some of the nodes")
    options = parser.parse_intermixed_args()
    if not options.nodes:
        fail("name a node")
    if not options.seconds >= 0:
        fail(f"--seconds {options.seconds} is no number")
    return asyncio.run(play(options))


if __name__ == "__main__":
    sys.exit(main())
