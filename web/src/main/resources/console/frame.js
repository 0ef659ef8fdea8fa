// Reads a map frame in place: typed arrays over the received bytes, no copy. The writer, with the layout, is MapFrame.java.

const MAGIC = 0x324d535a;
const HEADER = 44;
const ZONE = 32;

const padded = (bytes) => (bytes + 3) & ~3;

/** A zone's id, which has 64 bits, as the decimal text that the API uses. */
const idText = (low, high) => ((BigInt(high) << 32n) | BigInt(low)).toString();

/** An entity's id as 16 hexadecimal digits. */
export const hexId = (low, high) =>
  (high >>> 0).toString(16).padStart(8, '0') + (low >>> 0).toString(16).padStart(8, '0');

export function readFrame(buffer, receivedAt) {
  const head = new DataView(buffer);
  if (buffer.byteLength < HEADER || head.getUint32(0, true) !== MAGIC) {
    throw new Error('this is no map frame; reload the page');
  }
  const count = head.getUint32(4, true);
  const zoneCount = head.getUint32(24, true);
  const eventCount = head.getUint32(28, true);
  let at = HEADER;
  const zones = [];
  for (let i = 0; i < zoneCount; i++, at += ZONE) {
    zones.push({
      id: idText(head.getUint32(at, true), head.getInt32(at + 4, true)),
      min: [8, 12, 16].map((o) => head.getInt32(at + o, true)),
      max: [20, 24, 28].map((o) => head.getInt32(at + o, true)),
    });
  }
  const namesAt = buffer.byteLength - head.getUint32(40, true);
  const names = new TextDecoder().decode(new Uint8Array(buffer, namesAt)).split('\n');
  const behind = new Uint8Array(buffer, namesAt - padded(zoneCount), zoneCount);
  zones.forEach((zone, i) => Object.assign(zone, { owner: names[i], behind: behind[i] }));
  const take = (Type, length) => {
    const array = new Type(buffer, at, length);
    at += padded(length * Type.BYTES_PER_ELEMENT);
    return array;
  };
  return {
    tick: head.getFloat64(8, true),
    mapVersion: head.getFloat64(16, true),
    millis: head.getFloat64(32, true),
    receivedAt,
    count,
    zones,
    ids: take(Int32Array, 2 * count), // low, high
    x: take(Int32Array, count),
    y: take(Int32Array, count),
    z: take(Int32Array, count),
    zone: take(Uint16Array, count),
    kind: take(Uint8Array, count),
    events: { count: eventCount, x: take(Int32Array, eventCount), y: take(Int32Array, eventCount), kind: take(Uint8Array, eventCount) },
  };
}

/** Row of an id given as 16 hexadecimal digits, or -1: a binary search, as frames are sorted by id. */
export function rowOf(frame, id) {
  const high = parseInt(id.slice(0, 8), 16) | 0;
  const low = parseInt(id.slice(8), 16) >>> 0;
  let from = 0;
  let to = frame.count;
  while (from < to) {
    const mid = (from + to) >>> 1;
    const h = frame.ids[2 * mid + 1];
    if (h < high || (h === high && frame.ids[2 * mid] >>> 0 < low)) from = mid + 1;
    else to = mid;
  }
  return from < frame.count && frame.ids[2 * from] >>> 0 === low && frame.ids[2 * from + 1] === high ? from : -1;
}

/** For every row of `now` the row of the same entity in `before`, or -1: one pass over two sorted lists. */
export function matchRows(before, now, out) {
  const a = before.ids;
  const b = now.ids;
  let i = 0;
  for (let j = 0; j < now.count; j++) {
    const high = b[2 * j + 1];
    const low = b[2 * j] >>> 0;
    while (i < before.count && (a[2 * i + 1] < high || (a[2 * i + 1] === high && a[2 * i] >>> 0 < low))) i++;
    out[j] = i < before.count && a[2 * i + 1] === high && a[2 * i] >>> 0 === low ? i : -1;
  }
  return out;
}
