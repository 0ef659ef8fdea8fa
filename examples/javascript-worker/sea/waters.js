// The shape of the world: its bounds, and the tiles that it is divided into, each with its own lures.

/** Distance in units from the bounds at which swimmers begin to turn back. */
const SHORE = 8;

/** Largest edge of a tile; about 5,000 swimmers live in one. */
const FLAT_TILE = 512;
const DEEP_TILE = 150;

export class Waters {
  constructor(world) {
    this.dimensions = world.dimensions;
    this.deep = world.dimensions === 3;
    this.seed = world.seed;
    this.min = [0, 0, 0];
    this.max = [0, 0, 0];
    this.tiles = [1, 1, 1];
    const largest = this.deep ? DEEP_TILE : FLAT_TILE;
    for (let axis = 0; axis < this.dimensions; axis++) {
      this.min[axis] = world.min[axis];
      this.max[axis] = world.max[axis];
      this.tiles[axis] = Math.max(1, Math.floor((this.max[axis] - this.min[axis]) / largest + 0.5));
    }
  }

  /** Number of the tile that covers a coordinate on an axis. */
  tile(axis, at) {
    const share = (at - this.min[axis]) / (this.max[axis] - this.min[axis]);
    return this.dimensions <= axis || !(share > 0)
      ? 0
      : Math.min(this.tiles[axis] - 1, Math.floor(share * this.tiles[axis]));
  }

  tileEdge(axis) {
    return (this.max[axis] - this.min[axis]) / this.tiles[axis];
  }

  tileMin(axis, tile) {
    return this.min[axis] + tile * this.tileEdge(axis);
  }

  /** How deep a coordinate is in the shore of an axis: 0 outside, up to 1 (-1) at the lower (upper) bound. */
  inward(axis, at) {
    if (axis >= this.dimensions) return 0;
    const low = at - this.min[axis];
    if (low < SHORE) return 1 - low / SHORE;
    const high = this.max[axis] - at;
    return high < SHORE ? high / SHORE - 1 : 0;
  }

  /** Whether going on with that velocity would soon leave the world. */
  isAshore(axis, at, velocity) {
    return (
      axis < this.dimensions &&
      ((velocity < 0 && at + velocity < this.min[axis] + 1) || (velocity > 0 && at + velocity > this.max[axis] - 1))
    );
  }
}
