"""A player's client: one session over any number of streams, as game.proto says it."""

from __future__ import annotations

import asyncio
import random
import sys
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import grpc
import grpc.aio

from view import ENCODING, Changes, Column, ColumnType, DamagedUpdate, Entity, EventKind, Kind, Schema, View

# Where play has the stubs made.
sys.path.append(str(Path(__file__).parent / "stubs"))

from zonescaler.v1 import game_pb2, game_pb2_grpc, world_pb2, world_pb2_grpc  # noqa: E402

# Reasons of a Goodbye after which no other stream will do.
FINAL = {"LEFT", "TAKEN_OVER", "REFUSED", "UNAUTHENTICATED", "SESSION_ENDED"}

ASK_SECONDS = 3.0
RETRY_SECONDS = 0.25
LONGEST_RETRY_SECONDS = 4.0
PING_SECONDS = 1.0
SILENCE_SECONDS = 2.5
LOOK_SECONDS = 0.05

# After so many updates in a row that cannot be read, no other stream will do.
MOST_UNREADABLE = 3

# What a command's message has besides its payload, at most.
COMMAND_FRAMING = 32

# A channel that has failed would have pauses of its own; one that shares nothing with it tries at once.
CHANNEL_OPTIONS = [("grpc.use_local_subchannel_pool", 1)]


class Listener:
    """What a player wants to hear; what is not overridden is ignored."""

    def welcomed(self, welcome: game_pb2.Welcome) -> None:
        """The session has begun, or goes on in another stream."""

    def updated(self, update: game_pb2.Update, changes: Changes) -> None:
        """The view is that of another tick."""

    def acknowledged(self, number: int, tick: int | None, refusal: str) -> None:
        """A command was consumed; at an unknown tick, perhaps refused, if that is None."""

    def forgotten(self, number: int) -> None:
        """What became of a command is not known."""

    def noticed(self, text: str) -> None:
        """Something the player should know."""

    def interrupted(self, why: str) -> None:
        """A stream was lost; the session looks for another one by itself."""


@dataclass(frozen=True)
class Ended:
    """Why a session is over: a reason of Goodbye, by name."""

    reason: str
    text: str


@dataclass(frozen=True)
class _Command:
    number: int
    payload: bytes


@dataclass(eq=False)
class _Stream:
    view: View
    heard: float = field(default_factory=time.monotonic)
    pinged: bool = False
    goodbye: game_pb2.Goodbye = field(default_factory=game_pb2.Goodbye)
    # None ends it.
    outbox: asyncio.Queue[game_pb2.ClientMessage | None] = field(default_factory=asyncio.Queue)
    call: grpc.aio.StreamStreamCall | None = None

    def send(self, message: game_pb2.ClientMessage) -> None:
        self.outbox.put_nowait(message)

    def send_command(self, command: _Command) -> None:
        told = game_pb2.Command(number=command.number, payload=command.payload)
        self.send(game_pb2.ClientMessage(command=told))

    def send_leave(self) -> None:
        self.send(game_pb2.ClientMessage(leave=game_pb2.Leave()))

    async def requests(self) -> AsyncIterator[game_pb2.ClientMessage]:
        while (message := await self.outbox.get()) is not None:
            yield message

    def cancel(self) -> None:
        if self.call is not None:
            self.call.cancel()


def _schema_of(told: world_pb2.Schema) -> Schema:
    return Schema(
        tuple(
            Kind(kind.name, tuple(Column(c.name, ColumnType(c.type), c.quantum) for c in kind.columns))
            for kind in told.kinds
        ),
        tuple(EventKind(event.name, tuple(event.arguments)) for event in told.events),
    )


def _reason_of(goodbye: game_pb2.Goodbye) -> str:
    known = game_pb2.Goodbye.DESCRIPTOR.enum_types_by_name["Reason"].values_by_number.get(goodbye.reason)
    return known.name if known else str(goodbye.reason)


def _text_of(error: grpc.aio.AioRpcError) -> str:
    return f"{error.code().name}: {error.details()}"


class Player:
    """
    Everything happens in the event loop that run is called in; nothing here is for other threads.

    nodes: some of the nodes, as host:port
    token: makes a token for each join
    credentials: of the nodes' certificates, where they have some
    """

    def __init__(
        self,
        nodes: Sequence[str],
        listener: Listener | None = None,
        *,
        name: str = "",
        token: Callable[[], str] = lambda: "",
        view_radius: float = 0.0,
        credentials: grpc.ChannelCredentials | None = None,
    ) -> None:
        if not nodes:
            raise ValueError("a client needs at least one node, as host:port")
        # What is in view; None before the first update.
        self.view: View | None = None
        # The tick of the last update.
        self.tick = 0
        self.welcome: game_pb2.Welcome | None = None
        self.world = world_pb2.World()
        self.ended: Ended | None = None
        self._schema = Schema((), ())
        self._nodes = list(nodes)
        self._listener = listener or Listener()
        self._name = name
        self._token = token
        self._view_radius = view_radius
        self._credentials = credentials
        self._open: deque[_Command] = deque()
        self._last_number = 0
        self._stream: _Stream | None = None
        # Connects to another node while the stream goes on.
        self._successor: _Stream | None = None
        self._in_session = False
        self._relocating = False
        self._leaving = False
        self._preferred: list[str] = []
        self._turn = 0
        self._attempts = 0
        self._next_attempt = 0.0
        self._unreadable = 0

    @property
    def open_commands(self) -> int:
        """Commands of which nothing is known yet."""
        return len(self._open)

    async def run(self) -> Ended:
        """Learns what the world is like, from whichever node answers, joins, and plays until the session is over."""
        await self._learn()
        async with asyncio.TaskGroup() as listeners:
            while self.ended is None:
                if self._wants_node():
                    self._connect(listeners)
                self._watch()
                await asyncio.sleep(LOOK_SECONDS)
        return self.ended

    def command(self, payload: bytes) -> int | None:
        """Sends a command, which is consumed once; its number, or None if too many are open, or nobody has joined."""
        welcome = self.welcome
        if welcome is None or self._leaving or self.ended or len(self._open) >= welcome.max_outstanding_commands:
            return None
        most = welcome.max_message_bytes - COMMAND_FRAMING
        if len(payload) > most:
            raise ValueError(f"a command of {len(payload)} bytes; this server takes {most}")
        self._last_number += 1
        command = _Command(self._last_number, bytes(payload))
        self._open.append(command)
        if self._stream and self._in_session:
            self._stream.send_command(command)
        return command.number

    def leave(self) -> None:
        """Says goodbye: the avatar is parked once the open commands are consumed."""
        if self._leaving or self.ended:
            return
        self._leaving = True
        if self._stream is None:
            self._end("LEFT", "left without a connection")
        elif self._in_session:
            self._stream.send_leave()

    def avatar(self) -> Entity | None:
        """The player's avatar, if it is in view."""
        if self.view is None or self.welcome is None:
            return None
        return self.view.entities.get(self.welcome.avatar_id)

    def place(self, entity: Entity) -> list[float]:
        """Where an entity is, in the game's unit."""
        return [low + quanta * self.world.quantum for low, quanta in zip(self.world.min, entity.position)]

    def _channel(self, node: str) -> grpc.aio.Channel:
        if self._credentials:
            return grpc.aio.secure_channel(node, self._credentials, CHANNEL_OPTIONS)
        return grpc.aio.insecure_channel(node, CHANNEL_OPTIONS)

    async def _learn(self) -> None:
        while self.ended is None:
            node = self._nodes[self._turn % len(self._nodes)]
            try:
                async with self._channel(node) as channel:
                    service = world_pb2_grpc.WorldServiceStub(channel)
                    self.world = await service.GetWorld(world_pb2.GetWorldRequest(), timeout=ASK_SECONDS)
                    schema = await service.GetSchema(world_pb2.GetSchemaRequest(), timeout=ASK_SECONDS)
                self._schema = _schema_of(schema)
                return
            except grpc.aio.AioRpcError as error:
                self._turn += 1
                self._listener.interrupted(_text_of(error))
            await asyncio.sleep(RETRY_SECONDS)

    def _wants_node(self) -> bool:
        if self._leaving or time.monotonic() < self._next_attempt:
            return False
        return self._stream is None or (self._relocating and self._successor is None)

    def _next_node(self) -> str:
        if self._preferred:
            return self._preferred.pop(0)
        node = self._nodes[self._turn % len(self._nodes)]
        self._turn += 1
        return node

    def _connect(self, listeners: asyncio.TaskGroup) -> None:
        node = self._next_node()
        try:
            token = self._token()
        except Exception as error:
            self._listener.interrupted(str(error))
            self._pause()
            return
        stream = _Stream(View(self._schema, self.world.dimensions))
        join = game_pb2.Join(token=token, view_radius=self._view_radius)
        if self._name:
            # An empty name would be a name.
            join.name = self._name
        if self.welcome:
            join.resume_token = self.welcome.resume_token
            if self.view:
                data = self.view.bring_along(self.welcome.max_message_bytes // 2)
                stream.view.apply(ENCODING, data)
                join.view.CopyFrom(game_pb2.View(tick=self.tick, encoding=ENCODING, data=data))
        stream.send(game_pb2.ClientMessage(join=join))
        if self._stream:
            self._successor = stream
        else:
            self._stream = stream
        channel = self._channel(node)
        call = stream.call = game_pb2_grpc.GameServiceStub(channel).Play(stream.requests())
        listeners.create_task(self._listen(stream, channel, call))

    async def _listen(
        self, stream: _Stream, channel: grpc.aio.Channel, call: grpc.aio.StreamStreamCall
    ) -> None:
        why = None
        try:
            async with channel:
                async for message in call:
                    self._heard(stream, message)
        except grpc.aio.AioRpcError as error:
            why = error
        finally:
            stream.outbox.put_nowait(None)
        # One that was given up here is cancelled, and does not come so far.
        is_busy = why is not None and why.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
        self._lost(stream, _text_of(why) if why else stream.goodbye.text, is_busy)

    def _watch(self) -> None:
        """Asks nodes that are silent whether they are there, and gives them up in the end."""
        for stream in (self._successor, self._stream):
            if stream is None:
                continue
            silence = time.monotonic() - stream.heard
            if silence > SILENCE_SECONDS:
                stream.cancel()
                self._lost(stream, "nothing has come for seconds")
            elif silence > PING_SECONDS and not stream.pinged:
                stream.pinged = True
                stream.send(game_pb2.ClientMessage(ping=game_pb2.Ping(token=1)))

    def _heard(self, stream: _Stream, message: game_pb2.ServerMessage) -> None:
        stream.heard = time.monotonic()
        stream.pinged = False
        kind = message.WhichOneof("kind")
        if kind == "goodbye":
            stream.goodbye = message.goodbye
        if stream is self._successor and kind == "welcome":
            if self._stream:
                self._stream.cancel()
            self._stream = stream
            self._successor = None
        if stream is not self._stream or self.ended:
            return
        match kind:
            case "welcome":
                self._welcomed(stream, message.welcome)
            case "update":
                self._updated(stream, message.update)
            case "ack":
                self._acknowledged(message.ack)
            case "notice":
                self._listener.noticed(message.notice.text)
            case "relocate":
                self._relocating = True
                self._preferred = list(message.relocate.nodes)
                self._nodes += [node for node in self._preferred if node not in self._nodes]

    def _welcomed(self, stream: _Stream, welcome: game_pb2.Welcome) -> None:
        self.welcome = welcome
        self._attempts = 0
        self._relocating = False
        self._preferred = []
        consumed = []
        while self._open and self._open[0].number <= welcome.last_command:
            consumed.append(self._open.popleft())
        forgotten = []
        if not welcome.resumed:
            forgotten, consumed = consumed, []
            if self._open and self._open[0].number != welcome.last_command + 1:
                forgotten += self._open
                self._open.clear()
        if not self._open:
            self._last_number = welcome.last_command
        for command in self._open:
            stream.send_command(command)
        self._in_session = True
        if self._leaving:
            stream.send_leave()
        self._listener.welcomed(welcome)
        for command in consumed:
            self._listener.acknowledged(command.number, None, "")
        for command in forgotten:
            self._listener.forgotten(command.number)

    def _updated(self, stream: _Stream, update: game_pb2.Update) -> None:
        try:
            changes = stream.view.apply(update.encoding, update.data)
        except DamagedUpdate as error:
            self.view = None
            stream.cancel()
            self._unreadable += 1
            if self._unreadable >= MOST_UNREADABLE:
                self._end("REASON_UNSPECIFIED", str(error))
            else:
                self._lost(stream, str(error))
            return
        self._unreadable = 0
        self.view = stream.view
        self.tick = update.tick
        self._listener.updated(update, changes)

    def _acknowledged(self, ack: game_pb2.Ack) -> None:
        if self._open and self._open[0].number == ack.number:
            self._open.popleft()
            self._listener.acknowledged(ack.number, None if ack.outcome_unknown else ack.tick, ack.refusal)

    def _lost(self, stream: _Stream, why: str, is_busy: bool = False) -> None:
        if stream is self._successor:
            self._successor = None
            self._pause()
        if stream is not self._stream or self.ended:
            return
        self._in_session = False
        self._relocating = False
        # What ends this stream may be the one that follows it.
        self._stream = self._successor
        self._successor = None
        if self._stream:
            self._listener.interrupted(why or "a stream took its place")
            return
        reason = _reason_of(stream.goodbye)
        if self._leaving or (reason in FINAL and not (reason == "REFUSED" and is_busy)):
            self._end(reason, stream.goodbye.text)
            return
        self._pause()
        self._listener.interrupted(why)

    def _pause(self) -> None:
        """Attempts become rarer, and those of many clients do not stay together."""
        pause = min(LONGEST_RETRY_SECONDS, RETRY_SECONDS * 2 ** min(16, self._attempts // 2))
        if self._attempts >= 2:
            pause *= random.uniform(0.75, 1.25)
        self._attempts += 1
        self._next_attempt = time.monotonic() + pause

    def _end(self, reason: str, text: str) -> None:
        self.ended = Ended(reason, text)
        self._in_session = False
        for stream in (self._stream, self._successor):
            if stream:
                stream.cancel()
        self._stream = None
        self._successor = None
