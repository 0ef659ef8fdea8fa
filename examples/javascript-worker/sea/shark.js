// Sharks: a hungry one chases the nearest ship or minnow, scares the minnows around and bites; then it idles towards a
// lure for a while. All that it does to others are messages.
import { Lures } from './lures.js';
import { Mail } from './mail.js';
import { CREW_SHARK, SPEED_QUANTUM, place } from './sea.js';
import { isTurn, nearest, squareOf } from './sight.js';
import { leaveWreck } from './wreck.js';

const SIGHT = 10;
const FRIGHT = 4.5;
const JAWS = 1.2;
const DAMAGE = 60;
const SATED_TICKS = 60;
const CRUISE = 0.24;
const CHASE = 0.57;
const AGILITY = 0.03;

/** A frightened minnow's kick, in units per tick. */
const KICK = 0.12;

/** Ticks between two frights of the same shark. */
const FRIGHT_EVERY = 4;

/** A shark idles towards another lure every 2^this ticks. */
const ROAM_SHIFT = 9;

export function tickSharks(step, sea, waters) {
  const lures = new Lures(waters, step.tick);
  while (step.next()) {
    const mail = Mail.read(step, sea);
    const gold = step.number(sea.SHARK_GOLD) + mail.gold;
    const health = step.number(sea.SHARK_HEALTH) - mail.damage;
    if (health <= 0) {
      leaveWreck(step, sea, CREW_SHARK, gold);
      continue;
    }
    step.set(sea.SHARK_GOLD, gold);
    step.set(sea.SHARK_HEALTH, health);
    if (step.tick < step.number(sea.SHARK_HUNGRY) || !hunts(step, sea, waters)) {
      const lure = lures.errand(step, ROAM_SHIFT);
      swim(step, sea, waters, lures.x[lure] - step.x, lures.y[lure] - step.y, lures.z[lure] - step.z, CRUISE);
    }
  }
}

function hunts(step, sea, waters) {
  let prey = nearest(step, step.neighbours(sea.SHIP, SIGHT));
  if (prey < 0 || step.numberOf(sea.SHIP_HEALTH, prey) <= 0) {
    const seen = step.neighbours(sea.MINNOW, SIGHT);
    prey = nearest(step, seen);
    if (isTurn(step, FRIGHT_EVERY)) frighten(step, sea, seen);
  }
  if (prey < 0) return false;
  const dx = step.dx(prey);
  const dy = step.dy(prey);
  const dz = step.dz(prey);
  if (dx * dx + dy * dy + dz * dz < JAWS * JAWS) {
    step.send(prey, sea.HIT, DAMAGE);
    step.emit(sea.BITE, place(step.x + dx), place(step.y + dy), place(step.z + dz), DAMAGE);
    step.set(sea.SHARK_HUNGRY, step.tick + SATED_TICKS);
  }
  swim(step, sea, waters, dx, dy, dz, CHASE);
  return true;
}

function frighten(step, sea, seen) {
  for (let i = 0; i < seen; i++) {
    const minnow = step.neighbour(i);
    const square = squareOf(step, minnow);
    if (square < FRIGHT * FRIGHT) {
      const kick = KICK / SPEED_QUANTUM / (Math.sqrt(square) + 1);
      step.send(
        minnow,
        sea.HIT,
        0,
        Math.trunc(step.dx(minnow) * kick),
        Math.trunc(step.dy(minnow) * kick),
        Math.trunc(step.dz(minnow) * kick),
      );
    }
  }
}

/** Turns towards a direction and swims on. */
function swim(step, sea, waters, toX, toY, toZ, pace) {
  const scale = pace / (Math.sqrt(toX * toX + toY * toY + toZ * toZ) + 1e-9);
  let vx = step.number(sea.SHARK_VX);
  let vy = step.number(sea.SHARK_VY);
  let vz = step.number(sea.SHARK_VZ);
  const ax = toX * scale - vx;
  const ay = toY * scale - vy;
  const az = toZ * scale - vz;
  const change = Math.sqrt(ax * ax + ay * ay + az * az) + 1e-9;
  const share = Math.min(1, AGILITY / change);
  vx += ax * share + waters.inward(0, step.x) * AGILITY;
  vy += ay * share + waters.inward(1, step.y) * AGILITY;
  vz += az * share + waters.inward(2, step.z) * AGILITY;
  step.set(sea.SHARK_VX, vx);
  step.set(sea.SHARK_VY, vy);
  step.set(sea.SHARK_VZ, vz);
  step.moveTo(step.x + vx, step.y + vy, step.z + vz);
}
