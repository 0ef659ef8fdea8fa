// Measures a TickTask of 1,000 minnows at the demo's density, with the ghosts around them: decode, logic and encode.
import { readFileSync } from 'node:fs';
import { kindTask, worldOf } from './fake.js';
import { LogicWorker } from './lib/protocol.js';
import { answer } from './lib/tasks.js';
import { game } from './sea/game.js';

const { requestSerialize, responseDeserialize, responseSerialize } = LogicWorker.service.Work;
const MINNOWS = 1000;
const CROWD = 20;
const WARM_UP = 300;
const TICKS = 1000;
const DENSITY = 5000 / (512 * 512);

const world = worldOf(JSON.parse(readFileSync(new URL('sea/game.json', import.meta.url))));
const logic = game.begin(world);
let state = 1;

function random() {
  state = (Math.imul(state, 1103515245) + 12345) >>> 0;
  return state / 2 ** 32;
}

/** Minnows in a square of the world, and ghosts within R around it. */
function task(density, tick) {
  const edge = Math.sqrt(MINNOWS / density);
  const from = 256 - edge / 2;
  const outer = edge + 20;
  const entities = Array.from({ length: Math.round(density * outer * outer) }, (_, i) => {
    const at = [from - 10 + random() * outer, from - 10 + random() * outer];
    const isGhost = at.some((c) => c < from || c >= from + edge);
    const [x, y] = at.map((c) => Math.floor(c / world.quantum));
    return { id: i + 1, x, y, isGhost, vx: random() - 0.5, vy: random() - 0.5, health: 100, gold: 5 };
  });
  const kinds = world.lists.kinds.map((kind) => kindTask(world, kind, kind.name === 'minnow' ? entities : []));
  const ghosts = entities.filter(({ isGhost }) => isGhost).length;
  return { bytes: responseSerialize({ task: { id: 1, tick: { tick, variables: [0], kinds } } }), ghosts };
}

function run(name, density) {
  const tasks = Array.from({ length: 20 }, (_, i) => task(density, i + 1));
  const times = { decode: [], logic: [], encode: [], all: [] };
  let bytes = 0;
  let neighbours = 0;
  for (let i = 0; i < WARM_UP + TICKS; i++) {
    const input = tasks[i % tasks.length];
    const begin = performance.now();
    const message = responseDeserialize(input.bytes).task;
    const decoded = performance.now();
    const done = answer(world, logic, message, (where, error) => {
      throw error;
    });
    const answered = performance.now();
    bytes = requestSerialize({ done: { id: message.id, ...done } }).length;
    const end = performance.now();
    if (i < WARM_UP) continue;
    times.decode.push(decoded - begin);
    times.logic.push(answered - decoded);
    times.encode.push(end - answered);
    times.all.push(end - begin);
  }
  const counting = {
    tick(step) {
      while (step.next()) neighbours += step.neighbours(step.kind, 10);
    },
  };
  answer(world, counting, responseDeserialize(tasks[0].bytes).task, console.error);
  const { ghosts, bytes: inBytes } = tasks[0];
  console.log(
    `${name}: ${MINNOWS} minnows with ${(neighbours / MINNOWS).toFixed(1)} neighbours, ${ghosts} ghosts; ` +
      `${inBytes.length} bytes in, ${bytes} out`,
  );
  for (const [part, list] of Object.entries(times)) {
    list.sort((a, b) => a - b);
    const at = (p) => list[Math.floor(list.length * p)].toFixed(2);
    console.log(`  ${part.padEnd(6)} p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`);
  }
}

run('demo density', DENSITY);
run('crowded', CROWD / (Math.PI * 100));
