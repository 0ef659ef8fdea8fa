// What the demo game declares (game.json), for one world: its kinds and columns under the names that Sea.java gives
// them. Lengths are in the world's unit and speeds in units per tick.

/** Resolution of velocities. */
export const SPEED_QUANTUM = 1 / 256;

/** Resolution of places in events. */
const PLACES_PER_UNIT = 64;

/** Health of whoever is unhurt. */
export const FULL_HEALTH = 100;

/** What hatches from a wreck; nothing, if it is a chest. */
export const CREW_NONE = 0;
export const CREW_MINNOW = 1;
export const CREW_SHARK = 2;
export const CREW_TRADER = 3;

/** A coordinate as events carry it. */
export function place(coordinate) {
  return Math.floor(coordinate * PLACES_PER_UNIT + 0.5);
}

/** MINNOW and MINNOW_GOLD and so on, from minnow and gold. */
export class Sea {
  constructor(world) {
    for (const kind of Object.values(world.kinds)) {
      const name = kind.name.toUpperCase();
      this[name] = kind;
      for (const column of kind.written) this[`${name}_${column.name.toUpperCase()}`] = column;
    }
    const named = [world.messages, world.events, world.variables, world.quantities];
    for (const one of named.flatMap(Object.values)) this[one.name.toUpperCase()] = one;
  }

  /** Makes a draft of kind MINNOW, SHARK or TRADER an unhurt one. */
  equip(draft, kind, gold) {
    draft.set(kind.columns.health, FULL_HEALTH).set(kind.columns.gold, gold);
  }
}
