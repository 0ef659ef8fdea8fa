// A worker: works on the tasks of one node, and comes back when the connection is lost.
import grpc from '@grpc/grpc-js';
import { CHANNEL_OPTIONS, LogicWorker } from './protocol.js';
import { answer } from './tasks.js';
import { World } from './world.js';

const { status } = grpc;

const FIRST_PAUSE_MILLIS = 250;
const LONGEST_PAUSE_MILLIS = 4000;

/** After so many answers in a row that cannot be right, the game or this worker is wrong. */
const MOST_WRONG = 3;

/** A stream that has lasted for so long was a good one. */
const GOOD_MILLIS = 5000;

/** So has one in which so many tasks were done. */
const GOOD_TASKS = 20;

/** Failures of the game that are told; each only once. */
const MOST_FAILURES = 100;

/** What it is no use to come back after. */
const FINAL = new Set([
  status.FAILED_PRECONDITION,
  status.UNAUTHENTICATED,
  status.PERMISSION_DENIED,
  status.UNIMPLEMENTED,
]);

/** Worlds by game and what nodes say of them: nodes of one world share one. */
const worlds = new WeakMap();

function enter(game, registered) {
  if (!worlds.has(game)) worlds.set(game, new Map());
  const known = worlds.get(game);
  const said = LogicWorker.service.Work.responseSerialize({ registered: { ...registered, answer_millis: 0 } });
  const key = said.toString('base64');
  if (!known.has(key)) {
    const world = new World(registered);
    known.set(key, { world, logic: game.begin?.(world) ?? game });
  }
  return known.get(key);
}

export class Worker {
  /**
   * @param node host:port
   * @param game {name, version, begin?(world), populate?(cell), tick(step), joined?(player, avatar),
   *   undeliverable?(lost)}; begin may return another object with the methods that follow it, made for this world
   * @param options name, token, say (called with lines of text), complain (the same, for problems)
   */
  constructor(node, game, options = {}) {
    this.node = node;
    this.game = game;
    this.name = options.name ?? `javascript-${process.pid}`;
    this.say = options.say ?? console.log;
    this.complain = options.complain ?? console.error;
    this.metadata = new grpc.Metadata();
    if (options.token) this.metadata.set('authorization', `Bearer ${options.token}`);
    this.client = new LogicWorker(node, grpc.credentials.createInsecure(), CHANNEL_OPTIONS);
    this.attempts = 0;
    this.wrong = 0;
    this.failures = new Set();
    /** Resolves to why it has ended: a text, empty if it was told to stop. */
    this.ended = new Promise((resolve) => (this.resolveEnded = resolve));
    this.#connect();
  }

  #connect() {
    const stream = { call: this.client.Work(this.metadata), tasks: 0 };
    this.stream = stream;
    stream.call.on('data', (message) => this.#heard(stream, message));
    stream.call.on('status', (ending) => this.#ended(stream, ending));
    // The status says it all.
    stream.call.on('error', () => {});
    stream.call.write({ register: { game: this.game.name, version: this.game.version, name: this.name } });
  }

  #heard(stream, message) {
    if (stream !== this.stream || stream.problem) return;
    try {
      if (message.registered) this.#registered(stream, message.registered);
      else if (message.task) this.#work(stream, message.task);
    } catch (error) {
      stream.problem = `cannot do what it asks: ${error?.stack ?? error}`;
      stream.call.cancel();
    }
  }

  #registered(stream, registered) {
    stream.since = Date.now();
    Object.assign(stream, enter(this.game, registered));
    const { name, dimensions } = stream.world;
    this.say(`${this.node}: ${this.name} works for world ${name} (${dimensions}D) of game ${this.game.name}`);
  }

  #work(stream, task) {
    const done = answer(stream.world, stream.logic, task, (where, error) => this.#failed(where, error));
    stream.call.write({ done: { id: task.id, ...done } });
    // The one before was right, or this one would not have come.
    if (++stream.tasks > GOOD_TASKS) this.wrong = 0;
  }

  #failed(where, error) {
    const text = error?.stack ?? String(error);
    if (this.failures.has(text) || this.failures.size >= MOST_FAILURES) return;
    this.failures.add(text);
    this.complain(`${this.node}: the game failed on ${where}: ${text}`);
  }

  #ended(stream, { code, details }) {
    if (stream !== this.stream || this.over) return;
    const said = code === status.OK ? 'the node has ended the stream' : `${status[code]}: ${details}`;
    const why = stream.problem ?? said;
    if (Date.now() - (stream.since ?? Infinity) > GOOD_MILLIS) {
      this.wrong = 0;
      this.attempts = 0;
    }
    if (code === status.INVALID_ARGUMENT) this.wrong++;
    if (FINAL.has(code) || this.wrong >= MOST_WRONG) {
      this.#end(FINAL.has(code) ? why : `${this.wrong} wrong answers in a row; ${why}`);
      return;
    }
    // A node that starts, or is gone, would be told of again and again.
    if (this.attempts === 0 || why !== this.lastWhy) this.complain(`${this.node}: ${why}; trying again`);
    this.lastWhy = why;
    const pause = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS * 2 ** this.attempts++);
    this.retry = setTimeout(() => this.#connect(), pause * (0.75 + Math.random() / 2));
  }

  #end(why) {
    this.over = true;
    clearTimeout(this.retry);
    if (why) this.complain(`${this.node}: ${this.name} stops: ${why}`);
    this.client.close();
    this.resolveEnded(why);
  }

  /** Ends its work; what it has not answered, others do. */
  stop() {
    if (this.over) return;
    this.stream.call.end();
    this.#end('');
  }
}

/** Works for a node with a game until it is stopped; see Worker. */
export function work(node, game, options) {
  return new Worker(node, game, options);
}
