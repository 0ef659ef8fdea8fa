// The moving points of interest of one tick: in every tile some points on Lissajous curves, which wax and wane. Each is
// a pure function of seed, tile, number and tick. Holds the points of the tile asked for last.
import { bounded, hash, mix64, unit } from '../lib/hash.js';
import { PI, sin } from '../lib/math.js';

const PER_TILE = 8;
const TURN = 2 * PI;

/** Largest speed of a lure on an axis, in units per tick. */
const SPEED = 0.12;

/** Half the extent of the curves as a part of the tile's edge. */
const REACH = 0.38;

/** Ticks from one peak of a lure's strength to the next. */
const PERIOD = 1600;

export class Lures {
  constructor(waters, tick) {
    this.waters = waters;
    this.tick = tick;
    this.x = new Float64Array(PER_TILE);
    this.y = new Float64Array(PER_TILE);
    this.z = new Float64Array(PER_TILE);
    this.reluctance = new Float64Array(PER_TILE);
    this.tileX = -1;
    this.tileY = 0;
    this.tileZ = 0;
  }

  /** Number of the lure that attracts most at a place: near and strong. */
  strongest(px, py, pz) {
    this.#enter(px, py, pz);
    const { x, y, z, reluctance } = this;
    let best = 0;
    let least = Number.MAX_VALUE;
    for (let i = 0; i < PER_TILE; i++) {
      const dx = x[i] - px;
      const dy = y[i] - py;
      const dz = z[i] - pz;
      const effort = (dx * dx + dy * dy + dz * dz) * reluctance[i];
      if (effort < least) {
        least = effort;
        best = i;
      }
    }
    return best;
  }

  /** Number of the lure that the present entity visits: by its id, another one every 2^shift ticks. */
  errand(step, shift) {
    this.#enter(step.x, step.y, step.z);
    return bounded(hash(step.id, Math.floor(this.tick / 2 ** shift)), PER_TILE);
  }

  /** Makes the lures those of the tile that covers a place. */
  #enter(px, py, pz) {
    const tx = this.waters.tile(0, px);
    const ty = this.waters.tile(1, py);
    const tz = this.waters.tile(2, pz);
    if (tx === this.tileX && ty === this.tileY && tz === this.tileZ) return;
    this.tileX = tx;
    this.tileY = ty;
    this.tileZ = tz;
    for (let i = 0; i < PER_TILE; i++) this.#place(i);
  }

  #place(lure) {
    const key = hash(hash(this.waters.seed, this.tileX, this.tileY), this.tileZ, lure);
    this.x[lure] = this.#coordinate(0, this.tileX, key);
    this.y[lure] = this.#coordinate(1, this.tileY, key);
    this.z[lure] = this.waters.deep ? this.#coordinate(2, this.tileZ, key) : 0;
    const strength = 0.6 + 0.4 * this.#wave(hash(key, 3), TURN / PERIOD);
    this.reluctance[lure] = 1 / (strength * strength);
  }

  #coordinate(axis, tile, key) {
    const edge = this.waters.tileEdge(axis);
    const phase = hash(key, axis);
    const rate = (SPEED / (REACH * edge)) * (0.6 + 0.4 * unit(mix64(phase)));
    return this.waters.tileMin(axis, tile) + edge * (0.5 + REACH * this.#wave(phase, rate));
  }

  #wave(phase, rate) {
    return sin(unit(phase) * TURN + this.tick * rate);
  }
}
