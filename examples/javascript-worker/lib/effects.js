// What game logic causes besides its own entity's columns, like io.zonescaler.tick.EffectBuffer, for one entity or
// message at a time.
import { longOf } from './numbers.js';
import { Table } from './table.js';

/** The arguments of a message or event, as messages take them. */
function longsOf(signal, args) {
  const most = signal.arguments.length;
  if (args.length > most) throw new RangeError(`'${signal.name}' takes ${most} arguments, not ${args.length}`);
  return args.map(longOf);
}

/** An entity that is being made; columns that are not set are zero or empty. */
export class Draft {
  #table;
  #violated;

  /** @param violated called when a column cannot hold a value */
  constructor(kind, violated) {
    this.#table = Table.of(kind, 1);
    this.#violated = violated;
  }

  get kind() {
    return this.#table.kind;
  }

  /** Sets a column: a Number, a BigInt or a Uint8Array, which is copied. */
  set(column, value) {
    if (column.kind !== this.#table.kind || column.reserved) {
      throw new TypeError(`${column} is no column that a game can set of a '${this.#table.kind}'`);
    }
    if (!this.#table.set(column, 0, value)) this.#violated();
    return this;
  }

  /** For the framework: the place in quanta, and what came out. */
  static place(draft, x, y, z) {
    draft.#table.x[0] = x;
    draft.#table.y[0] = y;
    draft.#table.z[0] = z;
  }

  static table(draft) {
    return draft.#table;
  }
}

export class Effects {
  constructor(world) {
    this.world = world;
    this.list = [];
    this.drafts = [];
    this.violations = 0;
  }

  /** From here on, effects belong to what is at that place in quanta; what has not been taken is forgotten. */
  begin(x, y, z) {
    this.x = x;
    this.y = y;
    this.z = z;
    this.violations = 0;
    if (this.list.length > 0) {
      this.list = [];
      this.drafts = [];
    }
  }

  send(signal, kind, row, args) {
    this.world.require('messages', signal);
    this.list.push({ send: { message: signal.index, kind: kind.index, row, arguments: longsOf(signal, args) } });
  }

  sendFar(signal, target, kind, place, args) {
    this.world.require('messages', signal);
    this.world.require('kinds', kind);
    const [x, y, z] = place;
    const far = { message: signal.index, target: longOf(target), kind: kind.index, x, y, z };
    this.list.push({ send_far: { ...far, arguments: longsOf(signal, args) } });
  }

  emit(signal, args) {
    this.world.require('events', signal);
    this.list.push({ emit: { event: signal.index, arguments: longsOf(signal, args) } });
  }

  source(quantity, amount) {
    this.world.require('quantities', quantity);
    this.list.push({ source: { quantity: quantity.index, amount: longOf(amount) } });
  }

  sink(quantity, amount) {
    this.world.require('quantities', quantity);
    this.list.push({ sink: { quantity: quantity.index, amount: longOf(amount) } });
  }

  spawn(kind, x, y, z) {
    const { world } = this;
    world.require('kinds', kind);
    if (kind.avatar) throw new TypeError(`a game cannot spawn a '${kind}': the framework makes players' entities`);
    const draft = new Draft(kind, () => this.violations++);
    let place = [this.x, this.y, this.z];
    if (x !== x || y !== y || (world.deep && z !== z)) {
      this.violations++;
    } else {
      const wanted = [world.toQuanta(0, x), world.toQuanta(1, y), world.deep ? world.toQuanta(2, z) : 0];
      if (world.isStep(wanted[0] - this.x, wanted[1] - this.y, wanted[2] - this.z)) place = wanted;
      else this.violations++;
    }
    Draft.place(draft, ...place);
    this.list.push(undefined);
    this.drafts.push({ at: this.list.length - 1, draft });
    return draft;
  }

  /** Hands over all effects as messages Effect; drafts are read now. */
  take() {
    const { list, drafts } = this;
    for (const { at, draft } of drafts) list[at] = { spawn: spawnOf(draft, this.world) };
    this.list = [];
    this.drafts = [];
    return list;
  }
}

/** A draft as a message Spawn. */
export function spawnOf(draft, world) {
  const table = Draft.table(draft);
  return { kind: table.kind.index, row: table.message(world.deep) };
}

/** What a failure says; never nothing, which would mean that there was none. */
export function failureOf(error) {
  return String(error?.message || error || 'failed');
}
