// Wrecks are what the dead leave: they keep the gold until a ship loots it or a fresh creature hatches with it, so that
// neither gold nor population is lost. A wreck without a crew is a chest: when its time is over it gives its gold to a
// trader or minnow.
import { Mail } from './mail.js';
import { CREW_NONE, CREW_SHARK, CREW_TRADER } from './sea.js';
import { find, nearest } from './sight.js';

/** Ticks that a wreck lies there. */
const TICKS = 240;

const SIGHT = 10;

/** The present entity dies here. */
export function leaveWreck(step, sea, crew, gold) {
  step.emit(sea.EXPLOSION, crew, gold);
  putWreck(step, sea, step.x, step.y, step.z, crew, gold);
  step.despawn();
}

/** Puts a wreck at a place; effects is a step or an undeliverable message. */
export function putWreck(effects, sea, x, y, z, crew, gold) {
  effects.spawn(sea.WRECK, x, y, z).set(sea.WRECK_CREW, crew).set(sea.WRECK_GOLD, gold);
}

export function tickWrecks(step, sea) {
  while (step.next()) {
    const gold = step.number(sea.WRECK_GOLD) + Mail.read(step, sea).gold;
    let until = step.number(sea.WRECK_UNTIL);
    if (until === 0) {
      until = step.tick + TICKS;
      step.set(sea.WRECK_UNTIL, until);
    }
    if (gold > 0 && isLooted(step, sea, gold)) {
      hatch(step, sea, 0);
    } else if (step.tick < until) {
      step.set(sea.WRECK_GOLD, gold);
    } else if (step.number(sea.WRECK_CREW) !== CREW_NONE || gold === 0 || isGiven(step, sea, gold)) {
      hatch(step, sea, gold);
    } else {
      step.set(sea.WRECK_GOLD, gold);
    }
  }
}

/** Hands the gold to the first looter that is still in sight. */
function isLooted(step, sea, gold) {
  for (let m = 0; m < step.messages; m++) {
    const message = step.message(m);
    if (message.kind === sea.LOOT) {
      const ship = find(step, sea.SHIP, SIGHT, message.sender);
      if (ship >= 0) {
        step.send(ship, sea.GIFT, gold);
        return true;
      }
    }
  }
  return false;
}

function isGiven(step, sea, gold) {
  let finder = nearest(step, step.neighbours(sea.TRADER, SIGHT));
  if (finder < 0) finder = nearest(step, step.neighbours(sea.MINNOW, SIGHT));
  if (finder >= 0) step.send(finder, sea.GIFT, gold);
  return finder >= 0;
}

function hatch(step, sea, gold) {
  const crew = step.number(sea.WRECK_CREW);
  if (crew !== CREW_NONE) {
    const kind = crew === CREW_SHARK ? sea.SHARK : crew === CREW_TRADER ? sea.TRADER : sea.MINNOW;
    sea.equip(step.spawn(kind, step.x, step.y, step.z), kind, gold);
    step.emit(sea.HATCH, crew);
  }
  step.despawn();
}
