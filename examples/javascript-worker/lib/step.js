// One tick of the actors of one kind, like io.zonescaler.tick.KernelStep: what game logic sees of its entity and around
// it, and what it can do. Everything read is of the tick before.
import { Effects, failureOf } from './effects.js';
import { absorb, begin, highOf, presentBounded, presentUnit } from './hash.js';
import { bigint, bigintOf, numberOf } from './numbers.js';

/** A message as its receiver sees it. */
export class Message {
  #arguments;

  constructor(kind, sender, longs) {
    this.kind = kind;
    this.sender = sender;
    this.#arguments = longs;
  }

  /** Argument `at` as a Number; 0 for one that was not given. */
  argument(at) {
    return at < this.#arguments.length ? numberOf(this.#arguments[at]) : 0;
  }

  /** Argument `at` as a BigInt. */
  bigint(at) {
    return at < this.#arguments.length ? bigintOf(this.#arguments[at]) : 0n;
  }
}

export class Step {
  #world;
  #tables;
  #variables;
  #now;
  #next;
  #actors;
  #deliveries;
  #orders;
  #effects;
  #done = [];
  #ordinal = -1;
  /** The present actor, and its row; -1 at none. */
  #actor = -1;
  #row = -1;
  #inboxFrom = 0;
  #inboxTo = 0;
  #ordersFrom = 0;
  #ordersTo = 0;
  #draws = 0;
  #fromX = 0;
  #fromY = 0;
  #fromZ = 0;
  #near;
  #found = 0;
  #neighbours = new Int32Array(64);
  #quantum;
  #failed;

  /**
   * @param tables of all kinds
   * @param task {kind, actors: row numbers, deliveries, orders} of this kind
   * @param values of the world variables
   * @param failed called with id and error when the logic fails on an entity
   */
  constructor(world, tables, task, tick, values, failed) {
    this.#world = world;
    this.#tables = tables;
    this.#variables = values;
    this.#now = tables[task.kind.index];
    this.#next = this.#now.select(task.actors);
    this.#actors = task.actors;
    this.#deliveries = task.deliveries;
    this.#orders = task.orders;
    this.#effects = new Effects(world);
    this.#near = this.#now;
    this.#quantum = world.quantum;
    this.#failed = failed;
    /** Kind of the entities. */
    this.kind = task.kind;
    /** The tick being made. */
    this.tick = tick;
  }

  /** Runs the game for all actors; one on which it fails stays as it was, and the next one runs. */
  static run(step, game) {
    const end = step.#actors.length;
    while (step.#ordinal < end) {
      const before = step.#ordinal;
      try {
        game.tick(step);
        // Logic that did not ask for an entity does nothing with this kind.
        if (step.#ordinal === before) step.#ordinal = end;
      } catch (error) {
        if (step.#ordinal < end && (step.#ordinal !== before || step.next())) step.#fail(error);
      }
    }
    step.#leave();
  }

  /** What came out: a message Rows, and messages ActorEffects. */
  static outcome(step) {
    return { rows: step.#next.message(step.#world.deep), effects: step.#done };
  }

  #fail(error) {
    this.#next.copyRow(this.#actor, this.#now, this.#row);
    this.#done.push({ kind: this.kind.index, actor: this.#actor, failure: failureOf(error) });
    this.#failed(this.id, error);
    this.#actor = -1;
    this.#row = -1;
  }

  /** Writes down what the present actor did. */
  #leave() {
    const { violations } = this.#effects;
    if (this.#actor >= 0 && (violations > 0 || this.#effects.list.length > 0)) {
      const effects = this.#effects.take();
      this.#done.push({ kind: this.kind.index, actor: this.#actor, effects, violations });
    }
    this.#actor = -1;
    this.#row = -1;
  }

  /** Goes on to the next entity; false at the end. */
  next() {
    this.#leave();
    this.#ordinal++;
    if (this.#ordinal >= this.#actors.length) {
      this.#ordinal = this.#actors.length;
      return false;
    }
    const row = this.#actors[this.#ordinal];
    const now = this.#now;
    this.#actor = this.#ordinal;
    this.#row = row;
    this.#fromX = now.x[row];
    this.#fromY = now.y[row];
    this.#fromZ = now.z[row];
    this.#draws = 0;
    this.#found = 0;
    this.#inboxFrom = this.#inboxTo;
    this.#inboxTo = endOf(this.#deliveries, this.#ordinal, this.#inboxTo);
    this.#ordersFrom = this.#ordersTo;
    this.#ordersTo = endOf(this.#orders, this.#ordinal, this.#ordersTo);
    this.#effects.begin(this.#fromX, this.#fromY, this.#fromZ);
    return true;
  }

  #requireEntity() {
    if (this.#actor < 0) throw new Error('at no entity: call next() first, and stop when it is false');
  }

  // ---- the world

  /** Value of a world variable. */
  variable(variable) {
    return this.#variables[this.#world.require('variables', variable).index];
  }

  // ---- this entity, as of the tick before

  /** A BigInt. */
  get id() {
    const { ids } = this.#now;
    return bigint(ids[2 * this.#row + 1], ids[2 * this.#row]);
  }

  get x() {
    return this.#world.toUnits(0, this.#fromX);
  }

  get y() {
    return this.#world.toUnits(1, this.#fromY);
  }

  /** 0 in 2D. */
  get z() {
    return this.#world.deep ? this.#world.toUnits(2, this.#fromZ) : 0;
  }

  /** Value of a column of numbers; RangeError for one of 2^53 or more. */
  number(column) {
    return this.#now.number(this.#columnOf(this.#now, column), this.#row);
  }

  /** Value of a column of whole numbers, as a BigInt. */
  bigint(column) {
    return this.#now.bigint(this.#columnOf(this.#now, column), this.#row);
  }

  /** Value of a column of byte strings; not to be modified. */
  bytes(column) {
    return this.#now.bytes(this.#columnOf(this.#now, column), this.#row);
  }

  #columnOf(table, column) {
    if (column.kind !== table.kind) throw new TypeError(`${column} is no column of a '${table.kind}'`);
    return column;
  }

  // ---- neighbours, as of the tick before

  /**
   * Finds the entities of a kind within a radius (at most R, else R is used and a violation counted), without itself;
   * their number. Their handles, by neighbour(i), are good until the next search or entity.
   */
  neighbours(kind, radius) {
    this.#requireEntity();
    const world = this.#world;
    let reach = radius;
    if (!(radius <= world.interestRadius)) {
      this.#effects.violations++;
      reach = world.interestRadius;
    }
    const quanta = (Math.max(0, reach) / this.#quantum) | 0;
    const near = this.#tables[kind.index];
    if (near?.kind !== kind) world.require('kinds', kind);
    this.#near = near;
    if (this.#neighbours.length <= near.size) this.#neighbours = new Int32Array(near.size + (near.size >> 2) + 1);
    const except = near === this.#now ? this.#row : -1;
    this.#found = near.within(world, this.#fromX, this.#fromY, this.#fromZ, quanta, except, this.#neighbours);
    return this.#found;
  }

  /** Handle of neighbour `at` of the last search, from 0. */
  neighbour(at) {
    if (!(at >= 0 && at < this.#found)) throw new RangeError(`neighbour ${at} of ${this.#found}`);
    return this.#neighbours[at];
  }

  idOf(handle) {
    const { ids } = this.#near;
    return bigint(ids[2 * handle + 1], ids[2 * handle]);
  }

  /** A neighbour's x minus this entity's. */
  dx(handle) {
    return (this.#near.x[handle] - this.#fromX) * this.#quantum;
  }

  dy(handle) {
    return (this.#near.y[handle] - this.#fromY) * this.#quantum;
  }

  /** 0 in 2D. */
  dz(handle) {
    return (this.#near.z[handle] - this.#fromZ) * this.#quantum;
  }

  numberOf(column, handle) {
    return this.#near.number(this.#columnOf(this.#near, column), handle);
  }

  bigintOf(column, handle) {
    return this.#near.bigint(this.#columnOf(this.#near, column), handle);
  }

  bytesOf(column, handle) {
    return this.#near.bytes(this.#columnOf(this.#near, column), handle);
  }

  // ---- input

  /** Number of messages for this entity. */
  get messages() {
    return this.#inboxTo - this.#inboxFrom;
  }

  /** Message `at`, from 0. */
  message(at) {
    if (!(at >= 0 && at < this.messages)) throw new RangeError(`message ${at} of ${this.messages}`);
    const delivery = this.#deliveries[this.#inboxFrom + at];
    return new Message(this.#world.lists.messages[delivery.message], bigintOf(delivery.sender), delivery.arguments);
  }

  /** Number of new commands of this avatar's player. */
  get commands() {
    return this.#ordersTo - this.#ordersFrom;
  }

  /** Command `at`, from 0: {number, payload, refuse(reason)}. */
  command(at) {
    if (!(at >= 0 && at < this.commands)) throw new RangeError(`command ${at} of ${this.commands}`);
    const { number, payload } = this.#orders[this.#ordersFrom + at];
    const actor = this.#actor;
    const refuse = (reason) => {
      if (this.#actor !== actor) throw new Error('too late to refuse this command: it is another entity\'s turn');
      this.#effects.list.push({ refusal: { order: at, reason: String(reason) } });
    };
    return { number: numberOf(number), payload, refuse };
  }

  // ---- output

  /**
   * Sets a column of this entity: a Number or BigInt, rounded to what it can hold, or a Uint8Array, which is copied.
   * What it cannot hold, NaN too, leaves it as it is and counts a violation.
   */
  set(column, value) {
    this.#requireEntity();
    if (column.kind !== this.kind || column.reserved) {
      throw new TypeError(`${column} is no column that the logic of a '${this.kind}' can write`);
    }
    if (!this.#next.set(column, this.#actor, value)) this.#effects.violations++;
  }

  /**
   * Moves this entity; without z, within its plane. A step longer than S, or to NaN, leaves it where it was and counts
   * a violation; a place outside of the world is moved to its edge.
   */
  moveTo(x, y, z = this.z) {
    this.#requireEntity();
    const world = this.#world;
    let toX = this.#fromX;
    let toY = this.#fromY;
    let toZ = this.#fromZ;
    if (x !== x || y !== y || (world.deep && z !== z)) {
      this.#effects.violations++;
    } else {
      toX = world.toQuanta(0, x);
      toY = world.toQuanta(1, y);
      toZ = world.deep ? world.toQuanta(2, z) : 0;
      if (!world.isStep(toX - this.#fromX, toY - this.#fromY, toZ - this.#fromZ)) {
        this.#effects.violations++;
        toX = this.#fromX;
        toY = this.#fromY;
        toZ = this.#fromZ;
      }
    }
    this.#next.x[this.#actor] = toX;
    this.#next.y[this.#actor] = toY;
    this.#next.z[this.#actor] = toZ;
  }

  /**
   * Takes this entity away to any place of the world, without z within its plane: it is carried there straight, S a
   * tick, out of play until it comes to the place. To NaN it goes nowhere, and a violation is counted. Of several calls
   * in a tick the last one holds, but a removed entity stays removed.
   */
  teleport(x, y, z = this.z) {
    this.#requireEntity();
    if (!this.kind.teleports) {
      throw new TypeError(`a '${this.kind}' cannot teleport: its kind is not declared with "teleports"`);
    }
    const world = this.#world;
    if (x !== x || y !== y || (world.deep && z !== z)) {
      this.#effects.violations++;
    } else {
      const place = { x: world.toQuanta(0, x), y: world.toQuanta(1, y), z: world.deep ? world.toQuanta(2, z) : 0 };
      this.#effects.list.push({ teleport: place });
    }
  }

  /** Removes this entity from the world with the end of this tick. */
  despawn() {
    this.#requireEntity();
    if (this.kind.avatar) {
      throw new Error('an avatar cannot despawn: its player could never come back; make dying a state of it');
    }
    this.#effects.list.push({ despawn: true });
  }

  /** Sends a message to a neighbour, which arrives in the next tick; missing arguments are 0. */
  send(handle, kind, ...args) {
    this.#requireEntity();
    const near = this.#near;
    const dx = near.x[handle] - this.#fromX;
    const dy = near.y[handle] - this.#fromY;
    const dz = near.z[handle] - this.#fromZ;
    if (!(dx * dx + dy * dy + dz * dz <= this.#world.radius * this.#world.radius)) {
      throw new RangeError(`${handle} is the handle of no '${near.kind}' that this entity sees`);
    }
    this.#effects.send(kind, near.kind, handle, args);
  }

  /**
   * Sends a message to where an entity is believed to be, however far that is: it goes straight there, at most S a tick,
   * and is undeliverable there if the entity is not within R then. To NaN it goes nowhere, and a violation is counted.
   *
   * @param target id of the entity, a BigInt
   * @param targetKind its kind
   */
  sendFar(kind, target, targetKind, x, y, z, ...args) {
    this.#requireEntity();
    const world = this.#world;
    let place = [this.#fromX, this.#fromY, this.#fromZ];
    if (x !== x || y !== y || (world.deep && z !== z)) {
      this.#effects.violations++;
    } else {
      place = [world.toQuanta(0, x), world.toQuanta(1, y), world.deep ? world.toQuanta(2, z) : 0];
    }
    this.#effects.sendFar(kind, target, targetKind, place, args);
  }

  /**
   * Makes an entity at a place at most S away (else it is made here and a violation is counted); its columns can be set
   * on the result until the next entity's turn.
   */
  spawn(kind, x, y, z) {
    this.#requireEntity();
    return this.#effects.spawn(kind, x, y, z);
  }

  /** Shows clients an event here; missing arguments are 0. */
  emit(kind, ...args) {
    this.#requireEntity();
    this.#effects.emit(kind, args);
  }

  /** Declares that so much of a conserved quantity was created here in this tick. */
  source(quantity, amount) {
    this.#requireEntity();
    this.#effects.source(quantity, amount);
  }

  /** Declares that so much of a conserved quantity was destroyed here in this tick. */
  sink(quantity, amount) {
    this.#requireEntity();
    this.#effects.sink(quantity, amount);
  }

  // ---- chance

  /** The next random number in [0, 1) of this entity and tick. */
  random() {
    this.#draw();
    return presentUnit();
  }

  /** The next random number in [0, bound) of this entity and tick. */
  randomInt(bound) {
    this.#draw();
    return presentBounded(bound);
  }

  #draw() {
    this.#requireEntity();
    const { ids } = this.#now;
    begin(4);
    absorb(this.#world.seedHigh, this.#world.seedLow);
    absorb(highOf(this.tick), this.tick | 0);
    absorb(ids[2 * this.#row + 1], ids[2 * this.#row]);
    absorb(0, this.#draws++);
  }
}

/** The first place, from `at` on, of what belongs to a later actor. */
function endOf(entries, actor, at) {
  let end = at;
  while (end < entries.length && entries[end].actor === actor) end++;
  return end;
}
