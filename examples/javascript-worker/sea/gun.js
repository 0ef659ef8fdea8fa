// A ship's gun: hits the nearest thing ahead, whatever it is.
import { place } from './sea.js';
import { squareOf } from './sight.js';

const RANGE = 9;
const DAMAGE = 40;

/** Cosine of half the angle that counts as ahead. */
const AHEAD = 0.8;

/** Fires from the present entity in a direction, a vector of length 1. */
export function fire(step, sea, bowX, bowY, bowZ) {
  let kind;
  let at = 0;
  let least = Number.MAX_VALUE;
  for (const target of [sea.SHIP, sea.SHARK, sea.TRADER, sea.MINNOW]) {
    const found = step.neighbours(target, RANGE);
    for (let i = 0; i < found; i++) {
      const handle = step.neighbour(i);
      const distance = Math.sqrt(squareOf(step, handle));
      const ahead = step.dx(handle) * bowX + step.dy(handle) * bowY + step.dz(handle) * bowZ;
      if (distance < least && ahead >= AHEAD * distance && isThere(step, sea, target, handle)) {
        least = distance;
        kind = target;
        at = i;
      }
    }
  }
  let x = bowX * RANGE;
  let y = bowY * RANGE;
  let z = bowZ * RANGE;
  if (kind) {
    step.neighbours(kind, RANGE);
    const target = step.neighbour(at);
    step.send(target, sea.HIT, DAMAGE);
    x = step.dx(target);
    y = step.dy(target);
    z = step.dz(target);
  }
  step.emit(sea.SHOT, place(step.x + x), place(step.y + y), place(step.z + z), kind ? 1 : 0);
}

/** A lost ship is no target. */
function isThere(step, sea, kind, handle) {
  return kind !== sea.SHIP || step.numberOf(sea.SHIP_HEALTH, handle) > 0;
}
