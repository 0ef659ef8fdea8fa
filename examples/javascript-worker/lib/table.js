// Entities of one kind as columns of words, like io.zonescaler.state.EntityTable.
import { bigint, double, float, floatBits, integer, isLong, putBigint, putDouble, putInteger } from './numbers.js';

const NO_WORDS = new Int32Array(0);
const NO_BYTES = Buffer.alloc(0);
const TWO_31 = 2147483648;
const TWO_63 = 9223372036854775808;

function bytesOf(words) {
  return Buffer.from(words.buffer, words.byteOffset, words.byteLength);
}

export class Table {
  constructor(kind, size, ids, x, y, z, lanes, strings) {
    this.kind = kind;
    this.size = size;
    /** Two words each. */
    this.ids = ids;
    this.x = x;
    this.y = y;
    this.z = z;
    /** By column: words, none for BYTES. */
    this.lanes = lanes;
    /** By column: byte strings, none but for BYTES. */
    this.strings = strings;
    this.cell = undefined;
  }

  /** The numbers of 32 bits in some bytes. */
  static wordsOf(bytes) {
    const { buffer, byteOffset, length } = bytes;
    return byteOffset % 4 === 0
      ? new Int32Array(buffer, byteOffset, length >> 2)
      : new Int32Array(buffer.slice(byteOffset, byteOffset + length));
  }

  /** Zeros. */
  static of(kind, size) {
    const words = (width) => new Int32Array(size * width);
    const lanes = kind.list.map((column) => words(column.width));
    const strings = kind.list.map((column) => (column.width === 0 ? new Array(size).fill(NO_BYTES) : []));
    return new Table(kind, size, NO_WORDS, words(1), words(1), words(1), lanes, strings);
  }

  /** The content of a message Rows. */
  static read(kind, rows, deep) {
    const x = Table.wordsOf(rows.x);
    const lanes = rows.lanes.map((lane) => Table.wordsOf(lane.numbers));
    const strings = rows.lanes.map((lane) => lane.strings);
    const z = deep ? Table.wordsOf(rows.z) : new Int32Array(x.length);
    return new Table(kind, x.length, Table.wordsOf(rows.ids), x, Table.wordsOf(rows.y), z, lanes, strings);
  }

  /** Some rows of it, without ids. */
  select(rows) {
    const table = Table.of(this.kind, rows.length);
    for (let to = 0; to < rows.length; to++) {
      const from = rows[to];
      table.x[to] = this.x[from];
      table.y[to] = this.y[from];
      table.z[to] = this.z[from];
    }
    for (const column of this.kind.written) {
      const from = this.lanes[column.index];
      const to = table.lanes[column.index];
      if (column.width === 1) for (let i = 0; i < rows.length; i++) to[i] = from[rows[i]];
      else if (column.width === 0) rows.forEach((row, i) => table.#copyValue(column, i, this, row));
      else {
        for (let i = 0; i < rows.length; i++) {
          to[2 * i] = from[2 * rows[i]];
          to[2 * i + 1] = from[2 * rows[i] + 1];
        }
      }
    }
    return table;
  }

  /** Takes over place and values, but for reserved columns, of a row of another table. */
  copyRow(to, other, from) {
    this.x[to] = other.x[from];
    this.y[to] = other.y[from];
    this.z[to] = other.z[from];
    for (const column of this.kind.written) this.#copyValue(column, to, other, from);
  }

  #copyValue(column, to, other, from) {
    const { index, width } = column;
    if (width === 0) this.strings[index][to] = other.strings[index][from];
    for (let i = 0; i < width; i++) this.lanes[index][width * to + i] = other.lanes[index][width * from + i];
  }

  /** As a message Rows, without ids and reserved columns. */
  message(deep) {
    return { x: bytesOf(this.x), y: bytesOf(this.y), z: deep ? bytesOf(this.z) : NO_BYTES, lanes: this.laneMessages() };
  }

  laneMessages() {
    const { lanes, strings } = this;
    return this.kind.written.map(({ index }) => ({ numbers: bytesOf(lanes[index]), strings: strings[index] }));
  }

  number(column, row) {
    // First what most columns are, so that this is short where it is put into loops.
    return column.isScaled ? this.lanes[column.index][row] * column.quantum : this.#otherNumber(column, row);
  }

  #otherNumber(column, row) {
    const lane = this.lanes[column.index];
    switch (column.type) {
      case 'F32':
        return float(lane[row]);
      case 'F64':
        return double(lane[2 * row + 1], lane[2 * row]);
      case 'I64':
        return integer(lane[2 * row + 1], lane[2 * row]);
      default:
        throw new TypeError(`${column} is a byte string, not a number`);
    }
  }

  bigint(column, row) {
    const lane = this.lanes[column.index];
    if (column.type === 'I64') return bigint(lane[2 * row + 1], lane[2 * row]);
    if (column.type === 'I32') return BigInt(lane[row]);
    throw new TypeError(`${column} is no column of whole numbers`);
  }

  bytes(column, row) {
    if (column.type !== 'BYTES') throw new TypeError(`${column} is a number, not a byte string`);
    return this.strings[column.index][row];
  }

  /**
   * Writes a value, rounded to what the column can hold: whole Numbers and BigInts as EntityTable.setInteger does it,
   * others as setReal does.
   *
   * @return false, and nothing written, for what the column cannot hold
   */
  set(column, row, value) {
    if (typeof value === 'number') return this.#setNumber(column, row, value);
    if (typeof value === 'bigint') return this.#setBigint(column, row, value);
    if (!(value instanceof Uint8Array)) throw new TypeError(`${column} cannot be ${value}`);
    if (column.type !== 'BYTES' || value.length > column.maxBytes) return false;
    this.strings[column.index][row] = Buffer.from(value);
    return true;
  }

  #setNumber(column, row, value) {
    const lane = this.lanes[column.index];
    switch (column.type) {
      case 'FIXED': {
        const steps = value / column.quantum + 0.5;
        if (!(steps >= -TWO_31 && steps < TWO_31)) return false;
        lane[row] = Math.floor(steps);
        return true;
      }
      case 'F32':
        if (value !== value) return false;
        lane[row] = floatBits(value);
        return true;
      case 'F64':
        if (value !== value) return false;
        putDouble(lane, row, value);
        return true;
      case 'I32':
      case 'I64': {
        // From 2^52 on, adding a half would change a whole number.
        const whole = Number.isInteger(value) ? value : Math.floor(value + 0.5);
        const limit = column.width === 1 ? TWO_31 : TWO_63;
        if (!(whole >= -limit && whole < limit)) return false;
        if (column.width === 1) lane[row] = whole;
        else putInteger(lane, row, whole);
        return true;
      }
      default:
        return false;
    }
  }

  #setBigint(column, row, value) {
    if (column.type !== 'I64') return isLong(value) && this.#setNumber(column, row, Number(value));
    if (!isLong(value)) return false;
    putBigint(this.lanes[column.index], row, value);
    return true;
  }

  /**
   * Finds the rows within radius quanta of a place, in order.
   *
   * @param except a row to leave out, or -1
   * @param found receives them; must have room for all rows and one more
   * @return their number
   */
  within(world, px, py, pz, radius, except, found) {
    this.cell ??= this.#cells(world);
    const edge = world.radius;
    const cellsX = world.cells[0];
    const cellsY = world.cells[1];
    const fromX = px < radius ? 0 : ((px - radius) / edge) | 0;
    const fromY = py < radius ? 0 : ((py - radius) / edge) | 0;
    const fromZ = pz < radius ? 0 : ((pz - radius) / edge) | 0;
    const toX = Math.min(((px + radius) / edge) | 0, cellsX - 1);
    const toY = Math.min(((py + radius) / edge) | 0, cellsY - 1);
    const toZ = Math.min(((pz + radius) / edge) | 0, world.cells[2] - 1);
    let n = 0;
    for (let cz = fromZ; cz <= toZ; cz++) {
      for (let cy = fromY; cy <= toY; cy++) {
        const base = cellsX * (cy + cellsY * cz);
        n = world.deep
          ? this.#deep(px, py, pz, radius, base + fromX, base + toX, except, found, n)
          : this.#flat(px, py, radius, base + fromX, base + toX, except, found, n);
      }
    }
    return n;
  }

  #cells(world) {
    const cell = new Int32Array(this.size);
    for (let row = 0; row < this.size; row++) cell[row] = world.cellOf(this.x[row], this.y[row], this.z[row]);
    return cell;
  }

  #firstOf(wanted) {
    const cell = this.cell;
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (cell[middle] < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #flat(px, py, radius, first, last, except, found, before) {
    const { cell, size, x, y } = this;
    const limit = radius * radius;
    let n = before;
    for (let row = this.#firstOf(first); row < size && cell[row] <= last; row++) {
      const dx = x[row] - px;
      const dy = y[row] - py;
      found[n] = row;
      n += dx * dx + dy * dy <= limit && row !== except ? 1 : 0;
    }
    return n;
  }

  #deep(px, py, pz, radius, first, last, except, found, before) {
    const { cell, size, x, y, z } = this;
    const limit = radius * radius;
    let n = before;
    for (let row = this.#firstOf(first); row < size && cell[row] <= last; row++) {
      const dx = x[row] - px;
      const dy = y[row] - py;
      const dz = z[row] - pz;
      found[n] = row;
      n += dx * dx + dy * dy + dz * dz <= limit && row !== except ? 1 : 0;
    }
    return n;
  }
}
