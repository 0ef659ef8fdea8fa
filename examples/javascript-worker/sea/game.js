// The demo game's logic, as io.zonescaler.demo.DemoGame has it: the same to the last bit.
import { goldIn } from './mail.js';
import { tickMinnows } from './minnow.js';
import { CREW_NONE, Sea } from './sea.js';
import { tickSharks } from './shark.js';
import { tickShips } from './ship.js';
import { tickTraders } from './trader.js';
import { Waters } from './waters.js';
import { putWreck, tickWrecks } from './wreck.js';

const CREATURES = 5000;

/** Creatures per unit of area of a 2D world, and of volume of a 3D world. */
const FLAT_DENSITY = CREATURES / (512 * 512);
const DEEP_DENSITY = CREATURES / (150 * 150 * 150);

const SHARKS = 0.01;
const TRADERS = 0.01;
const MINNOW_GOLD = 5;
const TRADER_GOLD = 1000;

export const game = {
  name: 'sea',
  version: '1',
  begin: (world) => logicOf(new Sea(world), new Waters(world)),
};

function logicOf(sea, waters) {
  const ticks = new Map([
    [sea.MINNOW, tickMinnows],
    [sea.SHARK, tickSharks],
    [sea.TRADER, tickTraders],
    [sea.WRECK, tickWrecks],
    [sea.SHIP, tickShips],
  ]);
  return {
    populate(cell) {
      const density = waters.deep ? DEEP_DENSITY : FLAT_DENSITY;
      for (let i = cell.count(density * (1 - SHARKS - TRADERS)); i > 0; i--) {
        const minnow = cell.spawn(sea.MINNOW);
        sea.equip(minnow, sea.MINNOW, MINNOW_GOLD);
        push(cell, minnow);
      }
      for (let i = cell.count(density * SHARKS); i > 0; i--) {
        const shark = cell.spawn(sea.SHARK);
        sea.equip(shark, sea.SHARK, 0);
        push(cell, shark);
      }
      for (let i = cell.count(density * TRADERS); i > 0; i--) {
        sea.equip(cell.spawn(sea.TRADER), sea.TRADER, TRADER_GOLD);
      }
    },

    tick(step) {
      ticks.get(step.kind)(step, sea, waters);
    },

    /** Gold for someone who is gone floats in a chest where they were last seen. */
    undeliverable(lost) {
      const gold = goldIn(lost.message);
      if (gold > 0) {
        putWreck(lost, sea, lost.position(0), lost.position(1), lost.position(2), CREW_NONE, gold);
        lost.emit(sea.SPILL, gold);
      }
    },
  };
}

function push(cell, draft) {
  const { vx, vy } = draft.kind.columns;
  draft.set(vx, 0.4 * cell.random() - 0.2).set(vy, 0.4 * cell.random() - 0.2);
}
