// The start population of one cell, like io.zonescaler.tick.StartPopulation. Ids are the node's to make.
import { Draft, spawnOf } from './effects.js';
import { absorb, begin, presentUnit } from './hash.js';

const SALT = 0x706f70;

export class Population {
  #world;
  #cell;
  #box;
  #draws = 0;
  #drafts = [];

  constructor(world, cell) {
    this.#world = world;
    this.#cell = cell;
    this.#box = world.cellBox(cell);
  }

  /** What came out, as a message CellSpawns. */
  static outcome(population) {
    return { spawns: population.#drafts.map((draft) => spawnOf(draft, population.#world)) };
  }

  /** Lower bound of the cell on an axis (0 x, 1 y, 2 z). */
  min(axis) {
    return this.#world.toUnits(axis, this.#box.min[axis]);
  }

  /** Upper bound, exclusive. */
  max(axis) {
    return this.#world.toUnits(axis, this.#box.max[axis]);
  }

  /** How many entities this cell gets at a mean number per unit of area (2D) or volume (3D); rounds at random. */
  count(density) {
    let expected = density;
    for (let axis = 0; axis < this.#world.dimensions; axis++) expected *= this.max(axis) - this.min(axis);
    const whole = Math.floor(expected);
    return whole + (this.random() < expected - whole ? 1 : 0);
  }

  /** A random number in [0, 1), from the world's seed and this cell only. */
  random() {
    begin(4);
    absorb(this.#world.seedHigh, this.#world.seedLow);
    absorb(0, SALT);
    absorb(0, this.#cell);
    absorb(0, this.#draws++);
    return presentUnit();
  }

  /** Makes an entity at a place, which is moved into the cell if it lies outside; without a place, at a random one. */
  spawn(kind, ...place) {
    const world = this.#world;
    world.require('kinds', kind);
    if (kind.avatar) throw new TypeError(`a start population cannot have a '${kind}'`);
    const [x, y, z] = place.length > 0 ? place : this.#anywhere();
    const quanta = [this.#inside(0, x), this.#inside(1, y), world.deep ? this.#inside(2, z) : 0];
    // The node counts what a column cannot hold no more than this does.
    const draft = new Draft(kind, () => {});
    Draft.place(draft, ...quanta);
    this.#drafts.push(draft);
    return draft;
  }

  #anywhere() {
    const x = this.min(0) + this.random() * (this.max(0) - this.min(0));
    const y = this.min(1) + this.random() * (this.max(1) - this.min(1));
    const z = this.#world.deep ? this.min(2) + this.random() * (this.max(2) - this.min(2)) : 0;
    return [x, y, z];
  }

  #inside(axis, units) {
    return Math.max(this.#box.min[axis], Math.min(this.#world.toQuanta(axis, units), this.#box.max[axis] - 1));
  }
}
