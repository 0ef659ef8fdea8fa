// What the page knows of ships, as the demo game has it (Ship, ShipCommand): their commands, and how they move.

const FULL_TURN = 256;
const TO_RADIANS = Math.PI / 128;

/** Speed at full thrust, in units per tick. */
export const FULL_SPEED = 0.4;

export const SHOOT = Uint8Array.of(2);

/** Gold that a trade is for. */
const PRICE = 10;
export const TRADE = Uint8Array.of(3, PRICE);

/** Steers by a direction in radians, 0 is +x; thrust is 0 to 1. */
export function steering(direction, thrust) {
  const heading = Math.round((direction / (2 * Math.PI)) * FULL_TURN) & 255;
  return Uint8Array.of(1, heading, Math.round(255 * Math.max(0, Math.min(1, thrust))));
}

/** How ships move, for Motion. A state has x, y, vx, vy in units, heading in radians, and whether it sails at all. */
export class ShipModel {
  #world;
  #before;

  /** @param world as Player has it, once it has joined */
  set world(world) {
    this.#world = world;
  }

  /** Velocities are not told: they show in two places. */
  read(entity, tick) {
    const { min, quantum } = this.#world;
    const [x, y] = entity.position.map((quanta, axis) => min[axis] + quanta * quantum);
    const heading = entity.value('heading') * TO_RADIANS;
    const sails = entity.value('health') > 0;
    const before = this.#before;
    const ticks = before ? tick - before.tick : 0;
    let { vx, vy } = before ?? { vx: 0, vy: 0 };
    if (ticks > 0) [vx, vy] = [(x - before.x) / ticks, (y - before.y) / ticks];
    if (!sails || Math.hypot(vx, vy) > 2 * FULL_SPEED) [vx, vy] = [0, 0];
    this.#before = { x, y, vx, vy, tick };
    return { x, y, vx, vy, heading, sails };
  }

  command(state, payload) {
    if (payload[0] !== 1 || !state.sails) return state;
    const heading = payload[1] * TO_RADIANS;
    const speed = (FULL_SPEED * payload[2]) / 255;
    return { ...state, heading, vx: speed * Math.cos(heading), vy: speed * Math.sin(heading) };
  }

  tick(state) {
    if (!state.sails) return state;
    const { min, max } = this.#world;
    const [vx, x] = this.#along(state.x, state.vx, min[0], max[0]);
    const [vy, y] = this.#along(state.y, state.vy, min[1], max[1]);
    return { ...state, x, y, vx, vy };
  }

  /** Ships turn back a unit before the end of the world. */
  #along(at, v, min, max) {
    const turns = (v < 0 && at + v < min + 1) || (v > 0 && at + v > max - 1);
    const speed = turns ? -v : v;
    return [speed, at + speed];
  }
}

/** A predicted state between two ticks. */
export function between({ from, to, part }) {
  return { ...to, x: from.x + part * (to.x - from.x), y: from.y + part * (to.y - from.y) };
}
