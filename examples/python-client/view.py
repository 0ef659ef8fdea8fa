"""What a client knows of the world: reads update data of encoding 2, as docs/updates.md has it. Needs nothing else."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

ENCODING = 2

# Widths in bits that the codes 0 to 15 stand for.
WIDTHS = (0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 20, 24, 32, 64)

# Values that have a width in common.
BLOCK = 16

MOST_ENTITIES = 1 << 20
MOST_BROUGHT = 4096
LONGEST_STRING = 1 << 24
MOST_QUANTA = (1 << 31) - 1


class DamagedUpdate(ValueError):
    """An update that cannot be read."""


class ColumnType(IntEnum):
    """As Column.Type of world.proto."""

    FIXED = 1
    I32 = 2
    I64 = 3
    F32 = 4
    F64 = 5
    BYTES = 6

    @property
    def is_predicted(self) -> bool:
        return self in (ColumnType.FIXED, ColumnType.I32)

    @property
    def width(self) -> int:
        return 64 if self in (ColumnType.I64, ColumnType.F64) else 32


@dataclass(frozen=True)
class Column:
    name: str
    type: ColumnType
    quantum: float = 1.0


@dataclass(frozen=True)
class Kind:
    name: str
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class EventKind:
    name: str
    arguments: tuple[str, ...]


@dataclass(frozen=True)
class Schema:
    """As WorldService.GetSchema tells it: kinds with columns, events with arguments."""

    kinds: tuple[Kind, ...]
    events: tuple[EventKind, ...]


@dataclass
class Entity:
    """An entity in view."""

    id: int
    kind: Kind
    kind_index: int
    # Its place in quanta.
    position: list[int]
    # Raw values: signed numbers (the bits, of F32 and F64), bytes of BYTES.
    raw: list[Any]
    # What the update before has added to each coordinate and column.
    last: list[int] = field(repr=False)

    def value(self, name: str) -> float | int | bytes | None:
        """The value of a column; None if there is no such column."""
        for column, raw in zip(self.kind.columns, self.raw):
            if column.name != name:
                continue
            if column.type is ColumnType.FIXED:
                return raw * column.quantum
            if column.type is ColumnType.F32:
                return struct.unpack("<f", struct.pack("<i", raw))[0]
            if column.type is ColumnType.F64:
                return struct.unpack("<d", struct.pack("<q", raw))[0]
            return raw
        return None


@dataclass(frozen=True)
class Event:
    kind: str
    entity: int
    # Where it happened, in quanta.
    position: tuple[int, ...]
    arguments: tuple[int, ...]


@dataclass(frozen=True)
class Changes:
    """What an update brought: ids that have entered and left, how many entities have changed, what has happened."""

    entered: list[int]
    left: list[int]
    changed: int
    events: list[Event]


def signed(value: int, bits: int) -> int:
    """Wraps to a signed number of so many bits."""
    half = 1 << (bits - 1)
    return ((value + half) & ((1 << bits) - 1)) - half


def unzigzag(value: int) -> int:
    return (value >> 1) ^ -(value & 1)


class _Source:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0
        # Bits that are taken of the byte to come.
        self._used = 0

    def take(self, length: int) -> bytes:
        taken = self._data[self._at : self._at + length]
        if len(taken) < length:
            raise DamagedUpdate(f"a damaged update: it ends too early, after {len(self._data)} bytes")
        self._at += length
        return taken

    def varint(self) -> int:
        value = 0
        for shift in range(0, 64, 7):
            byte = self.take(1)[0]
            value |= (byte & 127) << shift
            if byte < 128:
                return value & 0xFFFF_FFFF_FFFF_FFFF
        raise DamagedUpdate(f"a damaged update: a number at byte {self._at} does not end")

    def number(self, what: str, limit: int) -> int:
        """A small number."""
        value = self.varint()
        if value > limit:
            raise DamagedUpdate(f"a damaged update: {what} {value}")
        return value

    def numbers(self, what: str, limit: int, count: int) -> Iterator[int]:
        return (self.number(what, limit) for _ in range(count))

    def zigzag(self) -> int:
        return unzigzag(self.varint())

    def fixed(self, length: int) -> int:
        return int.from_bytes(self.take(length), "little")

    def bits(self, width: int) -> int:
        """The next bits; those that are left of the last byte are gone after align."""
        end = self._used + width
        window = self._data[self._at : self._at + (end + 7) // 8]
        if 8 * len(window) < end:
            raise DamagedUpdate(f"a damaged update: it ends too early, after {len(self._data)} bytes")
        value = (int.from_bytes(window, "little") >> self._used) & ((1 << width) - 1)
        self._at += end // 8
        self._used = end % 8
        return value

    def align(self) -> None:
        if self._used:
            self._at += 1
            self._used = 0

    def require_end(self) -> None:
        if self._at != len(self._data):
            raise DamagedUpdate("a damaged update: it goes on after its end")


class _Sink:
    def __init__(self) -> None:
        self.data = bytearray()

    def varint(self, value: int) -> None:
        rest = value & 0xFFFF_FFFF_FFFF_FFFF
        while rest > 127:
            self.data.append(rest & 127 | 128)
            rest >>= 7
        self.data.append(rest)

    def zigzag(self, value: int) -> None:
        self.varint((value << 1) ^ (value >> 63))

    def fixed(self, value: int, length: int) -> None:
        self.data += (value & ((1 << 8 * length) - 1)).to_bytes(length, "little")

    def whole(self, column_type: ColumnType, raw: Any) -> None:
        match column_type:
            case ColumnType.F32:
                self.fixed(raw, 4)
            case ColumnType.F64:
                self.fixed(raw, 8)
            case ColumnType.BYTES:
                self.varint(len(raw))
                self.data += raw
            case _:
                self.zigzag(raw)


class View:
    """What is in view, at first nothing, in a world of 2 or 3 dimensions."""

    def __init__(self, schema: Schema, dimensions: int) -> None:
        self._schema = schema
        self._dimensions = dimensions
        self._by_handle: list[Entity | None] = []
        # All entities in view, by id.
        self.entities: dict[int, Entity] = {}

    def apply(self, encoding: int, data: bytes) -> Changes:
        """Takes in an update's data. DamagedUpdate if it is damaged, does not follow, or is of another encoding."""
        if encoding != ENCODING:
            raise DamagedUpdate(f"an update of encoding {encoding}, this client reads {ENCODING}")
        source = _Source(data)
        if source.number("flags", 1) == 1:
            self._by_handle.clear()
            self.entities.clear()
        left = self._read_left(source)
        changed = self._read_changed(source)
        entered = self._read_entered(source)
        events = self._read_events(source)
        source.require_end()
        return Changes(entered, left, changed, events)

    def _read_left(self, source: _Source) -> list[int]:
        left = []
        handle = -1
        for _ in range(source.number("number of entities", MOST_ENTITIES)):
            handle += 1 + source.number("handle", MOST_ENTITIES)
            entity = self._by_handle[handle] if handle < len(self._by_handle) else None
            if entity is None:
                raise DamagedUpdate(f"a damaged update: nothing has handle {handle}")
            self._by_handle[handle] = None
            del self.entities[entity.id]
            left.append(entity.id)
        return left

    def _read_changed(self, source: _Source) -> int:
        stayed_of_kind: list[list[Entity]] = [[] for _ in self._schema.kinds]
        for entity in self._by_handle:
            if entity is not None:
                stayed_of_kind[entity.kind_index].append(entity)
        return sum(
            self._read_changed_kind(source, kind, stayed)
            for kind, stayed in zip(self._schema.kinds, stayed_of_kind)
            if stayed
        )

    def _read_changed_kind(self, source: _Source, kind: Kind, stayed: list[Entity]) -> int:
        count = source.number("number of entities", len(stayed))
        changed = []
        for entity in stayed:
            if count == len(stayed) or (count > 0 and source.bits(1)):
                changed.append(entity)
            else:
                entity.last = [0] * len(entity.last)
        source.align()
        if len(changed) != count:
            raise DamagedUpdate("a damaged update: it says how many change, and others do")
        if count == 0:
            return 0
        mask = source.varint()
        for lane in range(self._dimensions + len(kind.columns)):
            column = lane - self._dimensions
            column_type = kind.columns[column].type if column >= 0 else ColumnType.I32
            if not mask >> lane & 1:
                for entity in changed:
                    entity.last[lane] = 0
            elif column_type is ColumnType.BYTES:
                self._read_strings(source, column, changed)
            else:
                self._read_lane(source, lane, column_type, changed)
        source.align()
        return count

    @staticmethod
    def _read_values(source: _Source, count: int) -> list[int]:
        values = []
        for start in range(0, count, BLOCK):
            width = WIDTHS[source.bits(4)]
            values += [source.bits(width) for _ in range(min(BLOCK, count - start))]
        return values

    def _read_strings(self, source: _Source, column: int, changed: list[Entity]) -> None:
        values = self._read_values(source, len(changed))
        source.align()
        for entity, value in zip(changed, values):
            if value:
                entity.raw[column] = source.take(value - 1)

    def _read_lane(self, source: _Source, lane: int, column_type: ColumnType, changed: list[Entity]) -> None:
        column = lane - self._dimensions
        is_predicted = column_type.is_predicted
        has_differences = is_predicted and source.bits(1) == 1
        width = column_type.width
        for entity, value in zip(changed, self._read_values(source, len(changed))):
            difference = unzigzag(value)
            if is_predicted:
                difference = signed(difference + entity.last[lane] if has_differences else difference, 32)
                entity.last[lane] = difference
            if column < 0:
                entity.position[lane] = signed(entity.position[lane] + difference, 32)
            else:
                entity.raw[column] = signed(entity.raw[column] + difference, width)

    def _read_entered(self, source: _Source) -> list[int]:
        entered = []
        for _ in range(source.number("number of entities", MOST_ENTITIES)):
            handle = source.number("handle", MOST_ENTITIES)
            id = source.fixed(8)
            index = source.number("kind", len(self._schema.kinds) - 1)
            kind = self._schema.kinds[index]
            position = list(source.numbers("coordinate", MOST_QUANTA, self._dimensions))
            raw = [self._read_whole(source, column.type) for column in kind.columns]
            if handle >= len(self._by_handle):
                self._by_handle += [None] * (handle + 1 - len(self._by_handle))
            if self._by_handle[handle] is not None or id in self.entities:
                raise DamagedUpdate(f"a damaged update: entity {id:x} enters twice")
            entity = Entity(id, kind, index, position, raw, [0] * (self._dimensions + len(kind.columns)))
            self._by_handle[handle] = entity
            self.entities[id] = entity
            entered.append(id)
        return entered

    @staticmethod
    def _read_whole(source: _Source, column_type: ColumnType) -> int | bytes:
        match column_type:
            case ColumnType.F32:
                return signed(source.fixed(4), 32)
            case ColumnType.F64:
                return signed(source.fixed(8), 64)
            case ColumnType.BYTES:
                return source.take(source.number("length", LONGEST_STRING))
            case _:
                return source.zigzag()

    def _read_events(self, source: _Source) -> list[Event]:
        events = []
        for _ in range(source.number("number of events", MOST_ENTITIES)):
            kind = self._schema.events[source.number("event", len(self._schema.events) - 1)]
            entity = source.fixed(8)
            position = tuple(source.numbers("coordinate", MOST_QUANTA, self._dimensions))
            arguments = tuple(source.zigzag() for _ in kind.arguments)
            events.append(Event(kind.name, entity, position, arguments))
        return events

    def bring_along(self, most_bytes: int) -> bytes:
        """
        All in view, for Join.view: data of an update with which the view of another stream begins. What takes more
        bytes, or is more than 4,096 entities, is left out.
        """
        entered = bytearray()
        count = 0
        for entity in self._by_handle:
            if entity is None:
                continue
            one = _Sink()
            one.varint(count)
            one.fixed(entity.id, 8)
            one.varint(entity.kind_index)
            for coordinate in entity.position:
                one.varint(coordinate)
            for column, raw in zip(entity.kind.columns, entity.raw):
                one.whole(column.type, raw)
            if len(entered) + len(one.data) + 8 > most_bytes or count == MOST_BROUGHT:
                break
            entered += one.data
            count += 1
        out = _Sink()
        for number in (1, 0, count):
            out.varint(number)
        out.data += entered
        out.varint(0)
        return bytes(out.data)
