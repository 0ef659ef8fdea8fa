// What a client knows of the world: reads update data of encoding 2, as docs/updates.md has it. Needs nothing else.

export const ENCODING = 2;

/** Widths in bits that the codes 0 to 15 stand for. */
const WIDTHS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 20, 24, 32, 64];

/** Values that have a width in common. */
const BLOCK = 16;

const MOST_ENTITIES = 1 << 20;

class Source {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
    this.pending = 0;
    this.byte = 0;
  }

  next() {
    if (this.at >= this.bytes.length) {
      throw new RangeError(`a damaged update: it ends too early, after ${this.at} bytes`);
    }
    return this.bytes[this.at++];
  }

  /** An unsigned number of up to 64 bits, as a BigInt. */
  varint() {
    let value = 0n;
    for (let shift = 0n; shift < 64n; shift += 7n) {
      const b = this.next();
      value |= BigInt(b & 127) << shift;
      if (b < 128) return BigInt.asUintN(64, value);
    }
    throw new RangeError(`a damaged update: a number at byte ${this.at} does not end`);
  }

  /** A small unsigned number. */
  number(what, limit) {
    const value = this.varint();
    if (value > BigInt(limit)) throw new RangeError(`a damaged update: ${what} ${value}`);
    return Number(value);
  }

  zigzag() {
    return unzigzag(this.varint());
  }

  fixed(bytes) {
    let value = 0n;
    for (let i = 0; i < bytes; i++) value |= BigInt(this.next()) << BigInt(8 * i);
    return value;
  }

  take(length) {
    if (length < 0 || length > this.bytes.length - this.at) {
      throw new RangeError(`a damaged update: a string of ${length} bytes`);
    }
    this.at += length;
    return Uint8Array.prototype.slice.call(this.bytes, this.at - length, this.at);
  }

  /** The next bits, as a BigInt; those of the last byte are gone after align. */
  bits(width) {
    let value = 0n;
    for (let have = 0; have < width; ) {
      if (this.pending === 0) {
        this.byte = this.next();
        this.pending = 8;
      }
      const taken = Math.min(this.pending, width - have);
      value |= BigInt(this.byte & ((1 << taken) - 1)) << BigInt(have);
      this.byte >>= taken;
      this.pending -= taken;
      have += taken;
    }
    return value;
  }

  align() {
    this.pending = 0;
  }
}

function unzigzag(value) {
  return (value >> 1n) ^ -(value & 1n);
}

class Sink {
  constructor() {
    this.bytes = [];
  }

  varint(value) {
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest > 127n; rest >>= 7n) this.bytes.push(Number(rest & 127n) | 128);
    this.bytes.push(Number(rest));
  }

  zigzag(value) {
    const v = BigInt(value);
    this.varint((v << 1n) ^ (v >> 63n));
  }

  fixed(value, bytes) {
    const v = BigInt.asUintN(64, value);
    for (let i = 0; i < bytes; i++) this.bytes.push(Number((v >> BigInt(8 * i)) & 255n));
  }
}

/** An entity in view. */
class Entity {
  constructor(id, kind, kindIndex, dimensions) {
    /** Its id, a BigInt. */
    this.id = id;
    this.kind = kind;
    this.kindIndex = kindIndex;
    /** Its place in quanta. */
    this.position = new Array(dimensions).fill(0);
    /** Raw values: BigInt for numbers (bits, of F32 and F64), Uint8Array for BYTES. */
    this.raw = new Array(kind.columns.length).fill(0n);
    this.last = new Array(dimensions + kind.columns.length).fill(0n);
  }

  /** The value of a column: a number, a BigInt for I64, a Uint8Array for BYTES; undefined if there is no such column. */
  value(name) {
    const index = this.kind.columns.findIndex((column) => column.name === name);
    if (index < 0) return undefined;
    const column = this.kind.columns[index];
    const raw = this.raw[index];
    const bits = new DataView(new ArrayBuffer(8));
    switch (column.type) {
      case 'FIXED':
        return Number(raw) * column.quantum;
      case 'I32':
        return Number(raw);
      case 'F32':
        bits.setInt32(0, Number(raw));
        return bits.getFloat32(0);
      case 'F64':
        bits.setBigInt64(0, raw);
        return bits.getFloat64(0);
      default:
        return raw;
    }
  }
}

const isPredicted = (type) => type === 'FIXED' || type === 'I32';

export class View {
  /**
   * Of a client that has seen nothing yet.
   *
   * @param schema as WorldService.GetSchema tells it: kinds with columns, events with arguments
   * @param dimensions 2 or 3
   */
  constructor(schema, dimensions) {
    this.schema = schema;
    this.dimensions = dimensions;
    this.byHandle = [];
    /** All entities in view, by id. */
    this.entities = new Map();
  }

  /** Takes in an update's data; what has entered and left, how many have changed, and what has happened. */
  apply(encoding, bytes) {
    if (encoding !== ENCODING) throw new RangeError(`an update of encoding ${encoding}, this client reads ${ENCODING}`);
    const source = new Source(bytes);
    if (source.number('flags', 1) === 1) {
      this.byHandle = [];
      this.entities.clear();
    }
    const left = this.#left(source);
    const changed = this.#changed(source);
    const entered = this.#entered(source);
    const events = this.#events(source);
    if (source.at !== bytes.length) throw new RangeError('a damaged update: it goes on after its end');
    return { entered, left, changed, events };
  }

  #left(source) {
    const left = [];
    let handle = -1;
    for (let i = source.number('number of entities', MOST_ENTITIES); i > 0; i--) {
      handle += 1 + source.number('handle', MOST_ENTITIES);
      const entity = this.byHandle[handle];
      if (!entity) throw new RangeError(`a damaged update: nothing has handle ${handle}`);
      this.byHandle[handle] = undefined;
      this.entities.delete(entity.id);
      left.push(entity.id);
    }
    return left;
  }

  #changed(source) {
    let all = 0;
    const byKind = this.schema.kinds.map(() => []);
    for (const entity of this.byHandle) {
      if (entity) byKind[entity.kindIndex].push(entity);
    }
    this.schema.kinds.forEach((kind, index) => {
      const stayed = byKind[index];
      if (stayed.length === 0) return;
      const count = source.number('number of entities', stayed.length);
      const changed = stayed.filter((entity) => {
        const has = count === stayed.length || (count > 0 && source.bits(1) === 1n);
        if (!has) entity.last.fill(0n);
        return has;
      });
      source.align();
      if (changed.length !== count) throw new RangeError('a damaged update: it says how many change, and others do');
      all += count;
      if (count === 0) return;
      const mask = source.varint();
      for (let lane = 0; lane < this.dimensions + kind.columns.length; lane++) {
        this.#lane(source, kind, lane, ((mask >> BigInt(lane)) & 1n) === 1n, changed);
      }
      source.align();
    });
    return all;
  }

  #lane(source, kind, lane, isThere, changed) {
    const column = lane - this.dimensions;
    const type = column < 0 ? 'I32' : kind.columns[column].type;
    const differences = isThere && isPredicted(type) && source.bits(1) === 1n;
    const values = [];
    for (let from = 0; isThere && from < changed.length; from += BLOCK) {
      const width = WIDTHS[Number(source.bits(4))];
      for (let k = from; k < Math.min(changed.length, from + BLOCK); k++) values.push(source.bits(width));
    }
    if (type === 'BYTES') {
      if (isThere) {
        source.align();
        changed.forEach((entity, k) => {
          if (values[k] !== 0n) entity.raw[column] = source.take(Number(values[k] - 1n));
        });
      }
      return;
    }
    changed.forEach((entity, k) => {
      let value = isThere ? unzigzag(values[k]) : 0n;
      if (isPredicted(type)) {
        value = BigInt.asIntN(32, value + (differences ? entity.last[lane] : 0n));
        entity.last[lane] = value;
      }
      if (column < 0) {
        entity.position[lane] = Number(BigInt.asIntN(32, BigInt(entity.position[lane]) + value));
      } else {
        const bits = type === 'I64' || type === 'F64' ? 64 : 32;
        entity.raw[column] = BigInt.asIntN(bits, entity.raw[column] + value);
      }
    });
  }

  #entered(source) {
    const entered = [];
    for (let i = source.number('number of entities', MOST_ENTITIES); i > 0; i--) {
      const handle = source.number('handle', MOST_ENTITIES);
      const id = source.fixed(8);
      const index = source.number('kind', this.schema.kinds.length - 1);
      const entity = new Entity(id, this.schema.kinds[index], index, this.dimensions);
      for (let axis = 0; axis < this.dimensions; axis++) {
        entity.position[axis] = source.number('coordinate', 0x7fffffff);
      }
      entity.kind.columns.forEach((column, c) => {
        entity.raw[c] = this.#whole(source, column.type);
      });
      if (this.byHandle[handle] || this.entities.has(id)) {
        throw new RangeError(`a damaged update: entity ${id.toString(16)} enters twice`);
      }
      this.byHandle[handle] = entity;
      this.entities.set(id, entity);
      entered.push(id);
    }
    return entered;
  }

  #whole(source, type) {
    switch (type) {
      case 'F32':
        return BigInt.asIntN(32, source.fixed(4));
      case 'F64':
        return BigInt.asIntN(64, source.fixed(8));
      case 'BYTES':
        return source.take(source.number('length', 1 << 24));
      default:
        return source.zigzag();
    }
  }

  #events(source) {
    const events = [];
    for (let i = source.number('number of events', MOST_ENTITIES); i > 0; i--) {
      const kind = this.schema.events[source.number('event', this.schema.events.length - 1)];
      const entity = source.fixed(8);
      const position = [];
      for (let axis = 0; axis < this.dimensions; axis++) position.push(source.number('coordinate', 0x7fffffff));
      const args = kind.arguments.map(() => source.zigzag());
      events.push({ kind: kind.name, entity, position, arguments: args });
    }
    return events;
  }

  /**
   * All in view, for Join.view: data of an update with which the view of another stream begins. What takes more bytes, or
   * is more than 4,096 entities, is left out.
   */
  bringAlong(mostBytes) {
    const entered = new Sink();
    let count = 0;
    for (const entity of this.byHandle) {
      if (!entity) continue;
      const one = new Sink();
      one.varint(count);
      one.fixed(entity.id, 8);
      one.varint(entity.kindIndex);
      entity.position.forEach((coordinate) => one.varint(coordinate));
      entity.kind.columns.forEach((column, c) => {
        if (column.type === 'F32') one.fixed(entity.raw[c], 4);
        else if (column.type === 'F64') one.fixed(entity.raw[c], 8);
        else if (column.type === 'BYTES') {
          one.varint(entity.raw[c].length);
          one.bytes.push(...entity.raw[c]);
        } else one.zigzag(entity.raw[c]);
      });
      if (entered.bytes.length + one.bytes.length + 8 > mostBytes || count === 4096) break;
      entered.bytes.push(...one.bytes);
      count++;
    }
    const out = new Sink();
    out.varint(1);
    out.varint(0);
    out.varint(count);
    out.bytes.push(...entered.bytes);
    out.varint(0);
    return Uint8Array.from(out.bytes);
  }
}
