// What the messages of one tick do to an entity, added up.
import { SPEED_QUANTUM } from './sea.js';

/** Number of the gold argument in all messages that have one. */
const GOLD_ARGUMENT = 0;

export class Mail {
  constructor(damage, gold, cargo, kickX, kickY, kickZ) {
    /** Health lost. */
    this.damage = damage;
    /** Gold received, by whatever message: none may be lost. */
    this.gold = gold;
    /** Goods received. */
    this.cargo = cargo;
    /** Change of velocity, in units per tick. */
    this.kickX = kickX * SPEED_QUANTUM;
    this.kickY = kickY * SPEED_QUANTUM;
    this.kickZ = kickZ * SPEED_QUANTUM;
  }

  /** Adds up the messages of the present entity. */
  static read(step, sea) {
    const count = step.messages;
    if (count === 0) return NONE;
    let damage = 0;
    let gold = 0;
    let cargo = 0;
    let x = 0;
    let y = 0;
    let z = 0;
    for (let i = 0; i < count; i++) {
      const message = step.message(i);
      gold += goldIn(message);
      if (message.kind === sea.HIT) {
        damage += message.argument(0);
        x += message.argument(1);
        y += message.argument(2);
        z += message.argument(3);
      } else if (message.kind === sea.GOODS) {
        cargo += message.argument(1);
      }
    }
    return new Mail(damage, gold, cargo, x, y, z);
  }
}

const NONE = new Mail(0, 0, 0, 0, 0, 0);

/** Gold that a message of any kind carries. */
export function goldIn(message) {
  return message.kind.arguments[GOLD_ARGUMENT] === 'gold' ? message.argument(GOLD_ARGUMENT) : 0;
}
