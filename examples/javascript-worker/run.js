// Runs the logic of the demo game for some nodes, until it is stopped.
import { parseArgs } from 'node:util';
import { work } from './lib/worker.js';
import { game } from './sea/game.js';

const USAGE = `usage: run [--name NAME] [--token TOKEN] [HOST:PORT...]
Runs the logic of game '${game.name}' version '${game.version}' for the nodes that listen for workers there.
  --name NAME    what it is called in the nodes' logs
  --token TOKEN  proves that it may, where players need tokens: one with "roles": ["worker"]; better in ZONESCALER_TOKEN, as
                 others can see how programs are called
Without addresses it works for the node that has started it (worker.command), and ends with it.`;

function fail(text) {
  console.error(`${text}\n${USAGE}`);
  process.exit(1);
}

function options() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { name: { type: 'string' }, token: { type: 'string' }, help: { type: 'boolean', default: false } },
    });
  } catch (error) {
    return fail(error.message);
  }
}

const { values, positionals } = options();
if (values.help) {
  console.log(USAGE);
  process.exit(0);
}
const { ZONESCALER_WORKER: starter, ZONESCALER_TOKEN: itsToken } = process.env;
const isStarted = positionals.length === 0 && Boolean(starter);
const nodes = isStarted ? [starter] : positionals;
if (nodes.length === 0) fail('name a node');

const token = values.token ?? itsToken;
const workers = nodes.map((node) => work(node, game, { name: values.name, token }));
const stop = () => workers.forEach((worker) => worker.stop());
process.once('SIGINT', stop).once('SIGTERM', stop);
if (isStarted) process.stdin.once('end', stop).once('error', stop).resume();
const reasons = await Promise.all(workers.map((worker) => worker.ended));
process.exit(reasons.some((why) => why !== '') ? 1 : 0);
