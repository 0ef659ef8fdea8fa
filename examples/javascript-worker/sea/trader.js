// Traders drift from lure to lure and sell goods: who pays gets cargo and the change.
import { Lures } from './lures.js';
import { Mail, goldIn } from './mail.js';
import { CREW_TRADER } from './sea.js';
import { find, isTurn } from './sight.js';
import { leaveWreck } from './wreck.js';

/** Gold for one piece of cargo. */
const PRICE = 10;

const SIGHT = 10;
const PACE = 0.12;

/** Ticks between two corrections of the course. */
const COURSE_TICKS = 32;

/** A trader makes for another lure every 2^this ticks. */
const ROUTE_SHIFT = 11;

/** Ticks between two times that a trader teleports, and about how far, in units. */
const PASSAGE_TICKS = 512;
const PASSAGE = 64;

export function tickTraders(step, sea, waters) {
  const lures = new Lures(waters, step.tick);
  while (step.next()) {
    const mail = Mail.read(step, sea);
    const gold = step.number(sea.TRADER_GOLD) + mail.gold;
    const health = step.number(sea.TRADER_HEALTH) - mail.damage;
    if (health <= 0) {
      leaveWreck(step, sea, CREW_TRADER, gold);
      continue;
    }
    step.set(sea.TRADER_GOLD, gold - deliver(step, sea));
    step.set(sea.TRADER_HEALTH, health);
    drift(step, sea, lures);
    if (isTurn(step, PASSAGE_TICKS)) takePassage(step, lures);
  }
}

/** Nobody meets a trader on the passage towards its lure. */
function takePassage(step, lures) {
  const { x, y, z } = step;
  const lure = lures.errand(step, ROUTE_SHIFT);
  const toX = lures.x[lure] - x;
  const toY = lures.y[lure] - y;
  const toZ = lures.z[lure] - z;
  const scale = PASSAGE / (Math.sqrt(toX * toX + toY * toY + toZ * toZ) + 1);
  step.teleport(x + toX * scale, y + toY * scale, z + toZ * scale);
}

/** Answers the payments of buyers in sight; the change that was given. */
function deliver(step, sea) {
  let given = 0;
  for (let i = 0; i < step.messages; i++) {
    const message = step.message(i);
    if (message.kind === sea.PAY) {
      const paid = goldIn(message);
      const buyer = find(step, sea.SHIP, SIGHT, message.sender);
      if (buyer >= 0) {
        const change = paid % PRICE;
        step.send(buyer, sea.GOODS, change, (paid - change) / PRICE);
        given += change;
      }
    }
  }
  return given;
}

function drift(step, sea, lures) {
  const { x, y, z } = step;
  let vx = step.number(sea.TRADER_VX);
  let vy = step.number(sea.TRADER_VY);
  let vz = step.number(sea.TRADER_VZ);
  if (isTurn(step, COURSE_TICKS) || (vx === 0 && vy === 0)) {
    const lure = lures.errand(step, ROUTE_SHIFT);
    const toX = lures.x[lure] - x;
    const toY = lures.y[lure] - y;
    const toZ = lures.z[lure] - z;
    const scale = PACE / (Math.sqrt(toX * toX + toY * toY + toZ * toZ) + 1);
    vx = toX * scale;
    vy = toY * scale;
    vz = toZ * scale;
    step.set(sea.TRADER_VX, vx);
    step.set(sea.TRADER_VY, vy);
    step.set(sea.TRADER_VZ, vz);
  }
  step.moveTo(x + vx, y + vy, z + vz);
}
