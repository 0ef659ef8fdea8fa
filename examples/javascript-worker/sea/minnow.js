// Minnows flock: each swims along with the minnows it sees (alignment), towards them (cohesion) and away from the
// nearest (separation), after Reynolds, "Flocks, Herds, and Schools", 1987, and towards the strongest lure. In a crowd
// it is driven away. This is the bulk of the game's work: one search per minnow.
import { Lures } from './lures.js';
import { Mail } from './mail.js';
import { CREW_MINNOW } from './sea.js';
import { leaveWreck } from './wreck.js';

/** How far a minnow sees. */
const SIGHT = 10;

/** With so many neighbours in sight, nothing draws a minnow any more. */
const FLAT_CROWD = 20;
const DEEP_CROWD = 24;

/** Limit of how much stronger than any draw a crowd's repulsion becomes. */
const LEAST_ROOM = -3;

const CRUISE = 0.34;
const FASTEST = 0.6;
const ALIGNMENT = 0.06;
const COHESION = 0.0012;
const SEPARATION = 0.003;
const LURE = 0.012;
const SWIRL = 0.006;

/** Part of the way to CRUISE that a minnow's speed goes in a tick. */
const SETTLE = 0.1;

const TURN_BACK = 0.08;
const PER_SIGHT2 = 1 / (SIGHT * SIGHT);

export function tickMinnows(step, sea, waters) {
  new Minnows(step, sea, waters).run();
}

class Minnows {
  constructor(step, sea, waters) {
    this.step = step;
    this.sea = sea;
    this.waters = waters;
    this.lures = new Lures(waters, step.tick);
    this.deep = waters.deep;
    this.current = step.variable(sea.CURRENT);
    // What the present minnow sees: sums over its neighbours.
    this.seen = 0;
    this.sumX = 0;
    this.sumY = 0;
    this.sumZ = 0;
    this.awayX = 0;
    this.awayY = 0;
    this.awayZ = 0;
    this.alongX = 0;
    this.alongY = 0;
    this.alongZ = 0;
    // What frightens it.
    this.kickX = 0;
    this.kickY = 0;
    this.kickZ = 0;
  }

  run() {
    const { step } = this;
    while (step.next()) {
      this.kickX = 0;
      this.kickY = 0;
      this.kickZ = 0;
      if (step.messages === 0 || this.#survives()) {
        this.#look();
        this.#swim();
      }
    }
  }

  #survives() {
    const { step, sea } = this;
    const mail = Mail.read(step, sea);
    this.kickX = mail.kickX;
    this.kickY = mail.kickY;
    this.kickZ = mail.kickZ;
    const gold = step.number(sea.MINNOW_GOLD) + mail.gold;
    const health = step.number(sea.MINNOW_HEALTH) - mail.damage;
    if (health <= 0) {
      leaveWreck(step, sea, CREW_MINNOW, gold);
      return false;
    }
    step.set(sea.MINNOW_GOLD, gold);
    step.set(sea.MINNOW_HEALTH, health);
    return true;
  }

  /** Adds up what the minnow sees. */
  #look() {
    const { step, deep } = this;
    const { MINNOW, MINNOW_VX, MINNOW_VY, MINNOW_VZ } = this.sea;
    const count = step.neighbours(MINNOW, SIGHT);
    let centreX = 0;
    let centreY = 0;
    let centreZ = 0;
    let apartX = 0;
    let apartY = 0;
    let apartZ = 0;
    let courseX = 0;
    let courseY = 0;
    let courseZ = 0;
    for (let i = 0; i < count; i++) {
      const other = step.neighbour(i);
      const dx = step.dx(other);
      const dy = step.dy(other);
      let square = dx * dx + dy * dy;
      let dz = 0;
      if (deep) {
        dz = step.dz(other);
        square += dz * dz;
        courseZ += step.numberOf(MINNOW_VZ, other);
      }
      const nearness = 1 - square * PER_SIGHT2;
      centreX += dx;
      centreY += dy;
      centreZ += dz;
      apartX -= dx * nearness;
      apartY -= dy * nearness;
      apartZ -= dz * nearness;
      courseX += step.numberOf(MINNOW_VX, other);
      courseY += step.numberOf(MINNOW_VY, other);
    }
    this.seen = count;
    this.sumX = centreX;
    this.sumY = centreY;
    this.sumZ = centreZ;
    this.awayX = apartX;
    this.awayY = apartY;
    this.awayZ = apartZ;
    this.alongX = courseX;
    this.alongY = courseY;
    this.alongZ = courseZ;
  }

  #swim() {
    const { step, sea, waters, lures, deep, seen } = this;
    const { x, y, z } = step;
    let vx = step.number(sea.MINNOW_VX);
    let vy = step.number(sea.MINNOW_VY);
    let vz = deep ? step.number(sea.MINNOW_VZ) : 0;
    const lure = lures.strongest(x, y, z);
    const toX = lures.x[lure] - x;
    const toY = lures.y[lure] - y;
    const toZ = deep ? lures.z[lure] - z : 0;

    const room = Math.max(1 - seen / (deep ? DEEP_CROWD : FLAT_CROWD), LEAST_ROOM);
    const perSeen = seen === 0 ? 0 : 1 / seen;
    const draw = room * COHESION * perSeen;
    const align = seen === 0 ? 0 : ALIGNMENT;
    const level = toX * toX + toY * toY + 1;
    const pull = (room * LURE) / Math.sqrt(level + toZ * toZ);
    const swirl = ((lure & 1) === 0 ? SWIRL : -SWIRL) / Math.sqrt(level);

    vx += this.sumX * draw + this.awayX * SEPARATION + (this.alongX * perSeen - vx) * align;
    vy += this.sumY * draw + this.awayY * SEPARATION + (this.alongY * perSeen - vy) * align;
    vx += toX * pull - toY * swirl + waters.inward(0, x) * TURN_BACK + this.kickX;
    vy += toY * pull + toX * swirl + waters.inward(1, y) * TURN_BACK + this.kickY;
    if (deep) {
      vz += this.sumZ * draw + this.awayZ * SEPARATION + (this.alongZ * perSeen - vz) * align;
      vz += toZ * pull + waters.inward(2, z) * TURN_BACK + this.kickZ;
    }
    const speed = Math.sqrt(vx * vx + vy * vy + vz * vz) + 1e-9;
    const change = Math.min(speed + (CRUISE - speed) * SETTLE, FASTEST) / speed;
    this.#go(x, y, z, vx * change, vy * change, vz * change);
  }

  #go(x, y, z, vx, vy, vz) {
    const { step, sea } = this;
    step.set(sea.MINNOW_VX, vx);
    step.set(sea.MINNOW_VY, vy);
    if (this.deep) step.set(sea.MINNOW_VZ, vz);
    step.moveTo(x + vx + this.current, y + vy, z + vz);
  }
}
