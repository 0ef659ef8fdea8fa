// What a node says of its world, and the world's geometry as io.zonescaler.world.Space has it.
import { bigintOf, numberOf } from './numbers.js';

/** A column of a kind. */
class Column {
  constructor(kind, declared, index) {
    this.kind = kind;
    this.index = index;
    this.name = declared.name;
    this.type = declared.type;
    this.quantum = declared.quantum;
    this.maxBytes = declared.max_bytes;
    this.reserved = declared.reserved;
    /** Whether its values are 32-bit counts of its quantum, which is 1 for I32. */
    this.isScaled = this.type === 'FIXED' || this.type === 'I32';
    /** Words of 32 bits that a value takes; 0 for BYTES. */
    this.width = this.type === 'BYTES' ? 0 : this.type === 'I64' || this.type === 'F64' ? 2 : 1;
  }

  toString() {
    return `${this.kind.name}.${this.name}`;
  }
}

/** A kind of entity. */
class Kind {
  constructor(declared, index) {
    this.index = index;
    this.name = declared.name;
    this.avatar = declared.avatar;
    this.teleports = declared.teleports;
    this.list = declared.columns.map((column, at) => new Column(this, column, at));
    /** What games write. */
    this.written = this.list.filter((column) => !column.reserved);
    this.columns = byName(this.list);
  }

  toString() {
    return this.name;
  }
}

/** A kind of message or event. */
class Signal {
  constructor(declared, index) {
    this.index = index;
    this.name = declared.name;
    this.arguments = declared.arguments;
  }

  toString() {
    return this.name;
  }
}

class Variable {
  constructor(declared, index) {
    this.index = index;
    this.name = declared.name;
    this.isReal = declared.type === 'F64';
  }
}

class Quantity {
  constructor(name, index) {
    this.index = index;
    this.name = name;
  }
}

function byName(list) {
  return Object.fromEntries(list.map((one) => [one.name, one]));
}

/** A world of a game: kinds, messages, events, variables and quantities by name, and its settings. */
export class World {
  /** @param registered a message Registered */
  constructor(registered) {
    const { world, schema, size, cells } = registered;
    this.name = world.name;
    this.dimensions = world.dimensions;
    this.min = world.min;
    this.max = world.max;
    this.quantum = world.quantum;
    this.interestRadius = world.interest_radius;
    this.maxStep = world.max_step;
    this.tickRate = world.tick_rate;
    this.seed = bigintOf(registered.seed);
    this.seedHigh = registered.seed.high;
    this.seedLow = registered.seed.low;

    /** The same, by index. */
    this.lists = {
      kinds: schema.kinds.map((kind, index) => new Kind(kind, index)),
      messages: schema.messages.map((message, index) => new Signal(message, index)),
      events: schema.events.map((event, index) => new Signal(event, index)),
      variables: schema.variables.map((variable, index) => new Variable(variable, index)),
      quantities: schema.quantities.map((name, index) => new Quantity(name, index)),
    };
    this.kinds = byName(this.lists.kinds);
    this.messages = byName(this.lists.messages);
    this.events = byName(this.lists.events);
    this.variables = byName(this.lists.variables);
    this.quantities = byName(this.lists.quantities);
    this.avatar = this.lists.kinds.find((kind) => kind.avatar);

    this.deep = this.dimensions === 3;
    /** Interest radius, and edge of a cell, in quanta. */
    this.radius = registered.radius;
    this.step = registered.step;
    this.size = this.deep ? size : [...size, 1];
    this.cells = this.deep ? cells : [...cells, 1];
    this.origin = this.deep ? this.min : [...this.min, 0];
  }

  /**
   * Values of the world variables, as a task has them.
   *
   * @param values Longs
   */
  variablesOf(values) {
    return this.lists.variables.map((variable, index) => numberOf(values[index], variable.isReal));
  }

  toUnits(axis, quanta) {
    return this.origin[axis] + quanta * this.quantum;
  }

  toQuanta(axis, units) {
    const steps = (units - this.origin[axis]) / this.quantum + 0.5;
    const last = this.size[axis] - 1;
    return steps < 1 ? 0 : steps >= last ? last : steps | 0;
  }

  cellOf(x, y, z) {
    const edge = this.radius;
    return this.cellAt((x / edge) | 0, (y / edge) | 0, (z / edge) | 0);
  }

  cellAt(cx, cy, cz) {
    return cx + this.cells[0] * (cy + this.cells[1] * cz);
  }

  /** The bounds of a cell, in quanta. */
  cellBox(cell) {
    const [cellsX, cellsY] = this.cells;
    const at = [cell % cellsX, ((cell / cellsX) | 0) % cellsY, (cell / (cellsX * cellsY)) | 0];
    const min = at.map((c) => c * this.radius);
    return { min, max: min.map((from, axis) => Math.min(from + this.radius, this.size[axis])) };
  }

  /** Whether a displacement in quanta is at most S. */
  isStep(dx, dy, dz) {
    return dx * dx + dy * dy + dz * dz <= this.step * this.step;
  }

  /** Throws unless something is one of this world's kinds, messages, events, variables or quantities. */
  require(which, one) {
    if (one === undefined || this.lists[which][one?.index] !== one) {
      const names = this.lists[which].map((known) => known.name).join(', ');
      throw new TypeError(`'${one?.name ?? one}' is none of this world's ${which}: ${names}`);
    }
    return one;
  }
}
