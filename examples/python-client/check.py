"""Reads updates and what should be in view after each, as a test writes them; fails at the first difference."""

import base64
import json
import sys
from pathlib import Path
from typing import Any

from view import ENCODING, Column, ColumnType, EventKind, Kind, Schema, View


def schema_of(described: dict[str, Any]) -> Schema:
    return Schema(
        tuple(
            Kind(
                kind["name"],
                tuple(Column(c["name"], ColumnType[c["type"]], c["quantum"]) for c in kind["columns"]),
            )
            for kind in described["kinds"]
        ),
        tuple(EventKind(event["name"], tuple(event["arguments"])) for event in described["events"]),
    )


def shown(view: View) -> list[str]:
    lines = []
    for entity in view.entities.values():
        raw = (value.hex() if isinstance(value, bytes) else value for value in entity.raw)
        lines.append(" ".join(map(str, [f"{entity.id:x}", entity.kind.name, *entity.position, *raw])))
    return sorted(lines)


def require_equal(what: str, found: object, asked: object) -> None:
    if found != asked:
        sys.exit(f"{what}\n  found {json.dumps(found)}\n  asked {json.dumps(asked)}")


def main(file: str) -> None:
    asked = json.loads(Path(file).read_text(encoding="utf-8"))
    schema, dimensions = schema_of(asked["schema"]), asked["dimensions"]
    updates = 0
    for sequence in asked["sequences"]:
        view = View(schema, dimensions)
        for update in sequence:
            changes = view.apply(ENCODING, base64.b64decode(update["data"]))
            require_equal("view", shown(view), update["view"])
            events = [" ".join(map(str, [e.kind, *e.position, *e.arguments])) for e in changes.events]
            require_equal("events", events, update["events"])
            updates += 1
            if "brought" in update:
                brought = view.bring_along(update["most"])
                require_equal("brought along", base64.b64encode(brought).decode(), update["brought"])
                view = View(schema, dimensions)
                view.apply(ENCODING, brought)
    print(f"{updates} updates read")


if __name__ == "__main__":
    main(sys.argv[1])
