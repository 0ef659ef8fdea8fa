// The demo game's world without its rules.
import { work } from '../../examples/javascript-worker/lib/worker.js';
import { game } from '../../examples/javascript-worker/sea/game.js';

function tick(step) {
  while (step.next());
}

const still = {
  name: game.name,
  version: game.version,
  begin(world) {
    const logic = game.begin(world) ?? game;
    return { populate: (cell) => logic.populate(cell), tick };
  },
};
const worker = work(process.env.ZONESCALER_WORKER, still, { token: process.env.ZONESCALER_TOKEN });
process.stdin.once('end', () => worker.stop()).resume();
