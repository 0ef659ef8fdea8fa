// Answers tasks: the pure function from a Task to a Done.
import { Draft, Effects, failureOf } from './effects.js';
import { bigintOf, numberOf } from './numbers.js';
import { Population } from './population.js';
import { Message, Step } from './step.js';
import { Table } from './table.js';

/**
 * The content of a message Done, without its id.
 *
 * @param game {populate?(cell), tick(step), joined?(player, avatar), undeliverable?(lost)}
 * @param task a message Task
 * @param failed called with where and error when the game fails on an entity, message or player
 */
export function answer(world, game, task, failed) {
  switch (task.work) {
    case 'tick':
      return { tick: tick(world, game, task.tick, failed) };
    case 'lost':
      return { lost: lost(world, game, task.lost, failed) };
    case 'populate':
      return { populate: populated(world, game, task.populate, failed) };
    case 'join':
      return { join: joined(world, game, task.join, failed) };
    default:
      throw new Error('a task of a kind that this worker does not know: update it');
  }
}

function tick(world, game, task, failed) {
  const values = world.variablesOf(task.variables);
  const now = numberOf(task.tick);
  const tables = task.kinds.map(({ rows }, k) => Table.read(world.lists.kinds[k], rows, world.deep));
  const rows = [];
  const effects = [];
  task.kinds.forEach((kindTask, k) => {
    const kind = world.lists.kinds[k];
    const actors = Table.wordsOf(kindTask.actors);
    const part = { kind, actors, deliveries: kindTask.deliveries, orders: kindTask.orders };
    const failedOn = (id, error) => failed(`${kind} ${hex(id)} in tick ${now}`, error);
    const step = new Step(world, tables, part, now, values, failedOn);
    if (actors.length > 0) Step.run(step, game);
    const outcome = Step.outcome(step);
    rows.push(outcome.rows);
    effects.push(...outcome.effects);
  });
  return { rows, effects };
}

function hex(id) {
  return BigInt.asUintN(64, id).toString(16);
}

/** A message whose receiver is gone, and what the game makes of it around the receiver's last place. */
class Undeliverable {
  #world;
  #place;
  #effects;

  constructor(world, entry, effects) {
    this.#world = world;
    this.#place = [entry.x, entry.y, entry.z];
    this.#effects = effects;
    this.message = new Message(world.lists.messages[entry.message], bigintOf(entry.sender), entry.arguments);
    /** Id of the entity that it was for, a BigInt. */
    this.target = bigintOf(entry.target);
    effects.begin(entry.x, entry.y, entry.z);
  }

  /** The receiver's last coordinate on an axis (0 x, 1 y, 2 z). */
  position(axis) {
    return this.#world.toUnits(axis, this.#place[axis]);
  }

  spawn(kind, x, y, z) {
    return this.#effects.spawn(kind, x, y, z);
  }

  emit(kind, ...args) {
    this.#effects.emit(kind, args);
  }

  source(quantity, amount) {
    this.#effects.source(quantity, amount);
  }

  sink(quantity, amount) {
    this.#effects.sink(quantity, amount);
  }
}

function lost(world, game, task, failed) {
  const done = [];
  if (!game.undeliverable) return { effects: done };
  const effects = new Effects(world);
  task.messages.forEach((entry, actor) => {
    const message = new Undeliverable(world, entry, effects);
    try {
      game.undeliverable(message);
    } catch (error) {
      failed(`a lost ${message.message.kind} in tick ${numberOf(task.tick)}`, error);
      done.push({ actor, failure: failureOf(error) });
      return;
    }
    const { violations } = effects;
    if (effects.list.length > 0 || violations > 0) done.push({ actor, effects: effects.take(), violations });
  });
  return { effects: done };
}

function populated(world, game, task, failed) {
  try {
    const cells = task.cells.map((cell) => {
      const population = new Population(world, cell);
      game.populate?.(population);
      return Population.outcome(population);
    });
    return { cells };
  } catch (error) {
    failed('the start population', error);
    return { failure: failureOf(error) };
  }
}

function joined(world, game, task, failed) {
  return { avatars: task.players.map((player) => greeted(world, game, bigintOf(player), failed)) };
}

function greeted(world, game, player, failed) {
  if (!game.joined) return {};
  const avatar = new Draft(world.avatar, () => {});
  try {
    game.joined(player, avatar);
  } catch (error) {
    failed(`player ${hex(player)}`, error);
    return { failure: failureOf(error) };
  }
  return { lanes: Draft.table(avatar).laneMessages() };
}
