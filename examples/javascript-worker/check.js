// Checks what game logic sees and does against the rules in plain words, without a cluster; fails at the first
// difference.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fromWorker, kindTask, toWorker, worldOf } from './fake.js';
import { hash, unit } from './lib/hash.js';
import { bigintOf } from './lib/numbers.js';
import { Table } from './lib/table.js';
import { answer } from './lib/tasks.js';
import { game as sea } from './sea/game.js';

const FILE = {
  world: { min: [-50, -50], max: [150, 150] },
  kinds: [
    {
      name: 'thing',
      teleports: true,
      columns: [
        { name: 'speed', type: 'fixed', quantum: 0.1 },
        { name: 'small', type: 'i32' },
        { name: 'large', type: 'i64' },
        { name: 'single', type: 'f32' },
        { name: 'double', type: 'f64' },
        { name: 'text', type: 'bytes', maxBytes: 4 },
      ],
    },
    { name: 'other', columns: [{ name: 'small', type: 'i32' }] },
    { name: 'hero', avatar: true, columns: [{ name: 'health', type: 'i32' }] },
  ],
  messages: [{ name: 'pay', arguments: ['gold'] }, { name: 'hit', arguments: ['a', 'b', 'c', 'd'] }, { name: 'ping' }],
  events: [{ name: 'boom', arguments: ['x', 'y'] }],
  variables: [
    { name: 'wind', type: 'real' },
    { name: 'phase', type: 'integer' },
  ],
};
const DEEP = { ...FILE, world: { min: [-50, -50, 10], max: [50, 50, 70] } };
const SEED = -987654321012345678n;
const TICK = 77;
const long = (value) => ({ low: Number(BigInt.asIntN(32, value)), high: Number(value >> 32n), unsigned: false });
const flat = worldOf(FILE, long(SEED));
const deep = worldOf(DEEP, long(SEED));
let checks = 0;

function same(found, asked, what) {
  checks++;
  assert.deepEqual(found, asked, what);
}

function throws(action, pattern, what) {
  checks++;
  assert.throws(action, pattern, what);
}

/** What a node gets for a task, with rows as numbers: {done, tables, effects by kind and actor, failures}. */
function run(world, game, entitiesOf) {
  const kinds = world.lists.kinds.map((kind) => kindTask(world, kind, entitiesOf[kind.name] ?? []));
  const variables = [long(0x3fd0000000000000n), -5];
  const { task } = toWorker({ task: { id: 9, tick: { zone: 1, tick: TICK, variables, kinds } } });
  const failures = [];
  const made = answer(world, game, task, (where, error) => failures.push(`${where}: ${error.message}`));
  const { done } = fromWorker({ done: { id: task.id, ...made } });
  const tables = done.tick.rows.map((rows, k) => {
    // Reserved columns are left out of answers: put nothing in their place.
    const lanes = [...rows.lanes];
    const nothing = { numbers: Buffer.alloc(0), strings: [] };
    const all = world.lists.kinds[k].list.map((column) => (column.reserved ? nothing : lanes.shift()));
    same(lanes.length, 0, 'a lane per column that is not reserved');
    same(rows.ids.length, 0, 'no ids');
    return Table.read(world.lists.kinds[k], { ...rows, lanes: all }, world.deep);
  });
  const effects = {};
  let last = -1;
  for (const one of done.tick.effects) {
    same(one.kind * 1000 + one.actor > last, true, 'effects in order');
    last = one.kind * 1000 + one.actor;
    effects[`${world.lists.kinds[one.kind].name} ${one.actor}`] = one;
  }
  return { done, tables, effects, failures, kinds: task.tick.kinds };
}

function each(name, act) {
  return {
    tick(step) {
      if (step.kind.name !== name) return;
      for (let i = 0; step.next(); i++) act(step, i);
    },
  };
}

const one = (more) => ({ thing: [{ id: 5, x: 3200, y: 3200, z: 1000, ...more }] });

let state = 7;
function random(bound) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * bound);
}

function searches(world) {
  const place = (id) => ({
    id: BigInt(random(2 ** 31)) * 2n ** 31n + BigInt(id),
    x: random(Math.min(2000, world.size[0])),
    y: random(Math.min(2000, world.size[1])),
    z: world.deep ? random(world.size[2]) : 0,
    isGhost: id % 4 === 0,
  });
  const entities = { thing: [], other: [] };
  for (let i = 0; i < 400; i++) {
    entities.thing.push({ ...place(i), small: i });
    entities.other.push({ ...place(i), small: -i });
  }
  entities.thing.push({ ...entities.thing[1], id: 1n });
  const found = [];
  const { kinds, effects, failures } = run(
    world,
    each('thing', (step, i) => {
      for (const [kind, radius] of [
        [world.kinds.thing, 10],
        [world.kinds.other, 10],
        [world.kinds.thing, 3.3],
        [world.kinds.other, 0],
        [world.kinds.thing, -1],
        [world.kinds.other, 11],
        [world.kinds.thing, NaN],
      ]) {
        const count = step.neighbours(kind, radius);
        const handles = Array.from({ length: count }, (_, at) => step.neighbour(at));
        const { small } = kind.columns;
        const d = (h) => [step.dx(h), step.dy(h), step.dz(h)];
        const seen = handles.map((h) => [h, step.idOf(h), ...d(h), step.numberOf(small, h)]);
        found.push({ actor: i, id: step.id, place: [step.x, step.y, step.z], kind, radius, seen });
        throws(() => step.neighbour(count), RangeError);
      }
    }),
    entities,
  );
  same(failures, []);
  const tables = kinds.map(({ rows }, k) => Table.read(world.lists.kinds[k], rows, world.deep));
  const { thing } = tables.reduce((all, table) => ({ ...all, [table.kind.name]: table }), {});
  const actors = Table.wordsOf(kinds[0].actors);
  let neighbours = 0;
  for (const { actor, id, place, kind, radius, seen } of found) {
    const row = actors[actor];
    const table = tables[kind.index];
    const quanta = Math.floor(Math.max(0, radius <= 10 ? radius : 10) * 64);
    const asked = [];
    for (let other = 0; other < table.size; other++) {
      const d = [table.x[other] - thing.x[row], table.y[other] - thing.y[row], table.z[other] - thing.z[row]];
      if (d[0] * d[0] + d[1] * d[1] + d[2] * d[2] > quanta * quanta || (table === thing && other === row)) continue;
      const otherId = bigintOf({ low: table.ids[2 * other], high: table.ids[2 * other + 1] });
      asked.push([other, otherId, d[0] / 64, d[1] / 64, d[2] / 64, table.number(kind.columns.small, other)]);
    }
    neighbours += asked.length;
    same(seen, asked, `neighbours of row ${row} within ${radius}`);
    const [x, y, z] = [thing.x[row] / 64 + world.min[0], thing.y[row] / 64 + world.min[1], thing.z[row] / 64];
    same(place, [x, y, world.deep ? z + world.min[2] : 0]);
    same(id, bigintOf({ low: thing.ids[2 * row], high: thing.ids[2 * row + 1] }));
  }
  same(neighbours > 10000, true, 'enough of them');
  same(effects['thing 0'].violations, 2, 'two searches too far');
}

function values() {
  const { speed, small, large, single, double, text } = flat.kinds.thing.columns;
  const bytes = Uint8Array.of(1, 2);
  const before = { speed: 1.5, small: 3, large: 4, single: 0.5, double: 0.25, text: bytes };
  // column, value, what becomes of it; undefined for a violation
  const cases = [
    [speed, 0.34, 3 * 0.1],
    [speed, 0.36, 4 * 0.1],
    [speed, -0.36, -4 * 0.1],
    [speed, -0.0, 0],
    [speed, 7, 70 * 0.1],
    [speed, 7n, 70 * 0.1],
    [speed, 214748364.7, 2147483647 * 0.1],
    [speed, 214748364.8, undefined],
    [speed, -214748364.8, -2147483648 * 0.1],
    [speed, -214748365, undefined],
    [speed, NaN, undefined],
    [speed, Infinity, undefined],
    [speed, bytes, undefined],
    [small, 2.5, 3],
    [small, -2.5, -2],
    [small, 2147483647.4, 2147483647],
    [small, 2147483647.5, undefined],
    [small, -2147483648.5, -2147483648],
    [small, 2 ** 31, undefined],
    [small, -(2n ** 31n), -(2 ** 31)],
    [small, 2n ** 31n, undefined],
    [small, 2n ** 64n, undefined],
    [small, NaN, undefined],
    [large, 2.5, 3n],
    [large, -0.5, 0n],
    [large, -1, -1n],
    [large, 2 ** 52 + 1, 2n ** 52n + 1n],
    [large, 2 ** 60, 2n ** 60n],
    [large, -(2 ** 63), -(2n ** 63n)],
    [large, 2 ** 63, undefined],
    [large, 2n ** 63n - 1n, 2n ** 63n - 1n],
    [large, -(2n ** 63n), -(2n ** 63n)],
    [large, 2n ** 63n, undefined],
    [large, -Infinity, undefined],
    [single, 0.1, Math.fround(0.1)],
    [single, 1e300, Infinity],
    [single, -0, -0],
    [single, 16777217n, 16777216],
    [single, NaN, undefined],
    [double, 0.1, 0.1],
    [double, -0, -0],
    [double, 2n ** 53n + 1n, 2 ** 53],
    [double, NaN, undefined],
    [double, bytes, undefined],
    [text, Uint8Array.of(1, 2, 3, 4), Buffer.of(1, 2, 3, 4)],
    [text, new Uint8Array(), Buffer.of()],
    [text, new Uint8Array(5), undefined],
    [text, 5, undefined],
  ];
  for (const [column, value, becomes] of cases) {
    const what = `${column} = ${value}`;
    const { tables, effects, failures } = run(flat, each('thing', (step) => step.set(column, value)), one(before));
    same(failures, [], what);
    const reads = column === large ? 'bigint' : column === text ? 'bytes' : 'number';
    const stored = tables[0][reads](column, 0);
    const old = { ...before, speed: 15 * 0.1, large: 4n, text: Buffer.from(bytes) }[column.name];
    checks++;
    if (becomes instanceof Buffer) assert.deepEqual(Buffer.from(stored), becomes, what);
    else if (becomes === undefined && column === text) assert.deepEqual(Buffer.from(stored), old, what);
    else assert.ok(Object.is(stored, becomes === undefined ? old : becomes), `${what} became ${stored}`);
    same(effects['thing 0']?.violations ?? 0, becomes === undefined ? 1 : 0, what);
  }
}

function reading() {
  const { speed, small, large, single, double, text } = flat.kinds.thing.columns;
  const seen = [];
  const { failures } = run(
    flat,
    each('thing', (step) => {
      seen.push(step.number(speed), step.number(small), step.number(large), step.number(single), step.number(double));
      seen.push(step.bigint(small), step.bigint(large), [...step.bytes(text)]);
      seen.push(step.variable(flat.variables.wind), step.variable(flat.variables.phase), step.tick);
      throws(() => step.number(text), TypeError);
      throws(() => step.bytes(small), TypeError);
      throws(() => step.bigint(double), TypeError);
      throws(() => step.number(flat.kinds.other.columns.small), TypeError);
      throws(() => step.set(flat.kinds.other.columns.small, 1), TypeError);
      throws(() => step.set(small, '5'), TypeError);
      throws(() => step.set(small, undefined), TypeError);
      throws(() => step.variable({ index: 0, name: 'wind' }), TypeError);
    }),
    one({ speed: 1.2, small: -7, large: -(2n ** 40n), single: 0.1, double: 0.1, text: Uint8Array.of(9, 8) }),
  );
  same(failures, []);
  const asked = [12 * 0.1, -7, -(2 ** 40), Math.fround(0.1), 0.1, -7n, -(2n ** 40n), [9, 8], 0.25, -5, TICK];
  same(seen, asked);
  const far = run(flat, each('thing', (step) => step.number(large)), one({ large: 2n ** 53n }));
  same(far.failures.length, 1, 'a number of 2^53 is too large for a Number');
  same(far.effects['thing 0'].failure, '9007199254740992 is too large for a Number; read a BigInt');
}

function moves() {
  const at = (world, move, start = {}) => {
    const { tables, effects } = run(world, each('thing', move), one(start));
    return [tables[0].x[0], tables[0].y[0], tables[0].z[0], effects['thing 0']?.violations ?? 0];
  };
  same(at(flat, (step) => step.moveTo(step.x + 1, step.y)), [3264, 3200, 0, 0], 'a step of S');
  same(at(flat, (step) => step.moveTo(step.x + 1.01, step.y)), [3200, 3200, 0, 1], 'a step beyond S');
  same(at(flat, (step) => step.moveTo(step.x + 1, step.y + 0.1)), [3200, 3200, 0, 1], 'a diagonal beyond S');
  same(at(flat, (step) => step.moveTo(step.x + 0.0079, step.y - 0.0078)), [3201, 3200, 0, 0], 'to the nearest quantum');
  same(at(flat, (step) => step.moveTo(NaN, step.y)), [3200, 3200, 0, 1], 'NaN');
  same(at(flat, (step) => step.moveTo(step.x, step.y, NaN)), [3200, 3200, 0, 0], 'in 2D, z is nothing');
  same(at(deep, (step) => step.moveTo(step.x, step.y, NaN)), [3200, 3200, 1000, 1], 'in 3D it is something');
  same(at(deep, (step) => step.moveTo(step.x + 0.5, step.y)), [3232, 3200, 1000, 0], 'within its plane');
  same(at(deep, (step) => step.moveTo(step.x, step.y, step.z - 1)), [3200, 3200, 936, 0]);
  same(at(flat, (step) => step.moveTo(-51, -50.5), { x: 3, y: 9 }), [0, 0, 0, 0], 'the edge of the world');
  same(at(flat, (step) => step.moveTo(1e300, 150), { x: 12790, y: 12799 }), [12799, 12799, 0, 0], 'its other edge');
  const move = (step) => {
    step.moveTo(step.x + 1, step.y);
    step.moveTo(step.x + 2, step.y);
  };
  same(at(flat, move), [3200, 3200, 0, 1], 'the last move counts');
}

function failing() {
  const entities = { thing: [], other: [], hero: [] };
  for (let i = 0; i < 6; i++) entities.thing.push({ id: i, x: 3200, y: 3200, small: i, text: Uint8Array.of(i) });
  entities.thing[3].isGhost = true;
  for (let i = 0; i < 3; i++) entities.other.push({ id: i, x: i, y: 0, small: i });
  const { small, text } = flat.kinds.thing.columns;
  let calls = 0;
  const game = {
    tick(step) {
      if (step.kind.name === 'thing') {
        calls++;
        while (step.next()) {
          step.set(small, step.number(small) + 10);
          step.set(text, Uint8Array.of(77));
          step.moveTo(step.x + 1, step.y);
          step.emit(flat.events.boom, 1);
          step.spawn(flat.kinds.other, step.x, step.y).set(flat.kinds.other.columns.small, 5);
          step.moveTo(NaN, 0);
          step.moveTo(step.x + 1, step.y);
          if (step.id === 1n || step.id === 4n) throw new Error(`no ${step.id}`);
          if (step.id === 2n) return;
        }
      } else if (step.kind.name === 'other') {
        throw new Error('');
      }
    },
  };
  const { tables, effects, failures } = run(flat, game, entities);
  same([...tables[0].lanes[small.index]], [10, 1, 12, 4, 15], 'those that failed are as they were');
  same(tables[0].strings[text.index].map((value) => value[0]), [77, 1, 77, 4, 77]);
  same([...tables[0].x], [3264, 3200, 3264, 3200, 3264]);
  same(calls, 4, 'again after a failure, and after a return');
  same(effects['thing 1'].failure, 'no 1');
  same([effects['thing 1'].effects, effects['thing 1'].violations], [[], 0]);
  same([effects['thing 2'].effects.length, effects['thing 2'].violations, effects['thing 2'].failure], [2, 1, '']);
  same([0, 1, 2].map((i) => effects[`other ${i}`].failure), ['Error', 'Error', 'Error'], 'failures before next()');
  same([...tables[1].lanes[0]], [0, 1, 2]);
  same(failures.length, 5);
  throws(() => {
    const early = { tick: (step) => step.set(small, 1) };
    const { effects: made } = run(flat, early, one({}));
    throw new Error(made['thing 0'].failure);
  }, /call next\(\) first/);
  const lazy = run(flat, { tick() {} }, entities);
  same(lazy.done.tick.effects, []);
  same([...lazy.tables[0].lanes[small.index]], [0, 1, 2, 4, 5], 'logic that does nothing');
}

function separate() {
  const entities = { thing: [0, 1, 2, 3].map((id) => ({ id, x: 3200, y: 3200 })) };
  const game = each('thing', (step) => {
    const i = Number(step.id);
    if (i !== 1) step.set(flat.kinds.thing.columns.small, NaN);
    if (i > 0) step.spawn(flat.kinds.other, step.x, step.y);
    if (i === 2) throw new Error('no');
  });
  const { effects } = run(flat, game, entities);
  const seen = [0, 1, 2, 3].map((i) => [effects[`thing ${i}`].effects.length, effects[`thing ${i}`].violations]);
  same(seen, [[0, 1], [1, 0], [0, 0], [1, 1]], 'what one does is not another\'s');
}

function signals() {
  const sender = -(2n ** 63n) + 5n;
  const deliveries = [
    { message: 0, sender: long(sender), arguments: [long(2n ** 62n)] },
    { message: 1, sender: 3, arguments: [-1, 2, -(2 ** 33), 0] },
  ];
  const orders = [
    { number: 4, payload: Buffer.of(1, 2) },
    { number: 5, payload: Buffer.of() },
  ];
  const entities = {
    thing: [
      { id: 1, x: 3200, y: 3200 },
      { id: 2, x: 3210, y: 3200, deliveries },
      { id: 3, x: 3220, y: 3200, deliveries: [{ message: 2, sender: 9, arguments: [] }] },
    ],
    hero: [
      { id: 8, x: 3200, y: 3300, health: 10 },
      { id: 9, x: 3200, y: 3301, health: 20, $player: 3, orders },
      { id: 10, x: 3200, y: 9000, health: 30 },
    ],
  };
  const heard = [];
  const commands = [];
  const { thing, hero, other } = flat.kinds;
  const { pay, hit, ping } = flat.messages;
  const { gold } = flat.quantities;
  const game = {
    tick(step) {
      while (step.kind === thing && step.next()) {
        for (let i = 0; i < step.messages; i++) {
          const message = step.message(i);
          const args = [0, 1, 2, 3].map((at) => message.bigint(at));
          heard.push([step.id, message.kind.name, message.sender, args]);
          if (message.kind === hit) same(message.argument(2), -(2 ** 33));
          if (message.kind === pay) throws(() => message.argument(0), RangeError);
        }
        throws(() => step.message(step.messages), RangeError);
        if (step.id !== 2n) continue;
        const found = step.neighbours(hero, 10);
        same(found, 2);
        step.send(step.neighbour(1), hit, 1, -2n, -(2n ** 63n), Math.trunc(-0.5));
        throws(() => step.send(2, ping), /is the handle of no 'hero'/, 'too far away');
        throws(() => step.send(99, ping), RangeError);
        throws(() => step.send(step.neighbour(0), ping, 1), /'ping' takes 0 arguments, not 1/);
        throws(() => step.send(step.neighbour(0), hit, 1.5), TypeError);
        throws(() => step.send(step.neighbour(0), hit, 2 ** 53), TypeError);
        throws(() => step.send(step.neighbour(0), hit, 2n ** 63n), TypeError);
        throws(() => step.send(step.neighbour(0), hit, '1'), TypeError);
        throws(() => step.send(step.neighbour(0), flat.events.boom), TypeError);
        throws(() => step.spawn(hero, step.x, step.y), TypeError);
        throws(() => step.emit(flat.events.boom, 1, 2, 3), RangeError);
        const draft = step.spawn(other, step.x - 1, step.y);
        step.emit(flat.events.boom, 7);
        step.source(gold, 5);
        step.sink(gold, 6n);
        draft.set(other.columns.small, 4).set(other.columns.small, 2n ** 40n);
        throws(() => draft.set(thing.columns.small, 1), TypeError);
        step.spawn(other, step.x + 2, step.y);
        step.teleport(step.x + 30.01, step.y - 1000);
        step.teleport(NaN, 0);
        step.despawn();
      }
      while (step.kind === hero && step.next()) {
        for (let i = 0; i < step.commands; i++) {
          const { number, payload, refuse } = step.command(i);
          commands.push([step.id, number, [...payload]]);
          if (i === 1) refuse('no');
        }
        throws(() => step.command(step.commands), RangeError);
        throws(() => step.despawn(), /an avatar cannot despawn/);
        throws(() => step.teleport(1, 1), /a 'hero' cannot teleport/);
        throws(() => step.set(hero.columns.$player, 1), TypeError);
        same(step.number(hero.columns.$player), step.id === 9n ? 3 : 0);
        step.set(hero.columns.health, step.number(hero.columns.health) + 1);
      }
    },
  };
  const { tables, effects, failures } = run(flat, game, entities);
  same(failures, []);
  const asked = [
    [2n, 'pay', sender, [2n ** 62n, 0n, 0n, 0n]],
    [2n, 'hit', 3n, [-1n, 2n, -(2n ** 33n), 0n]],
    [3n, 'ping', 9n, [0n, 0n, 0n, 0n]],
  ];
  same(heard, asked);
  same(commands, [
    [9n, 4, [1, 2]],
    [9n, 5, []],
  ]);
  same(Object.keys(effects), ['thing 1', 'hero 1']);
  const [sent, spawned, emitted, source, sink, far, teleported, despawned] = effects['thing 1'].effects;
  same([sent.send.message, sent.send.kind, sent.send.row], [1, 2, 1]);
  same(sent.send.arguments.map(bigintOf), [1n, -2n, -(2n ** 63n), 0n]);
  const place = ({ spawn }) => [spawn.kind, spawn.row.x.readInt32LE(), spawn.row.y.readInt32LE(), spawn.row.z.length];
  same([...place(spawned), spawned.spawn.row.lanes[0].numbers.readInt32LE()], [1, 3146, 3200, 0, 4]);
  same([...place(far), far.spawn.row.lanes[0].numbers.readInt32LE()], [1, 3210, 3200, 0, 0], 'too far: at the actor');
  same(effects['thing 1'].violations, 3, 'a value that does not fit, a child too far away, and no place');
  same([emitted.emit.event, emitted.emit.arguments.map(bigintOf)], [0, [7n]]);
  same([source.source.quantity, bigintOf(source.source.amount), bigintOf(sink.sink.amount)], [0, 5n, 6n]);
  same(despawned.despawn, true);
  same({ ...teleported.teleport }, { x: 3210 + 1921, y: 0, z: 0 });
  same(effects['hero 1'].effects.map(({ refusal }) => [refusal.order, refusal.reason]), [[1, 'no']]);
  same([...tables[2].lanes[hero.columns.health.index]], [11, 21, 31]);
}

function chance() {
  const id = -(2n ** 60n) - 12345n;
  const drawn = [];
  const game = each('thing', (step) => {
    for (let i = 0; i < 5; i++) drawn.push(step.random());
    drawn.push(step.randomInt(6), step.randomInt(2 ** 31 - 1));
    throws(() => step.randomInt(0), RangeError);
  });
  const { failures } = run(flat, game, one({ id }));
  same(failures, []);
  const hashes = Array.from({ length: 7 }, (_, draw) => hash(SEED, TICK, id, draw));
  const upper = (hashed, bound) => Number((BigInt.asUintN(64, hashed) * BigInt(bound)) >> 64n);
  same(drawn, [...hashes.slice(0, 5).map(unit), upper(hashes[5], 6), upper(hashes[6], 2 ** 31 - 1)]);
}

function lostMessages() {
  const { other } = flat.kinds;
  const game = {
    tick() {},
    undeliverable(lost) {
      if (lost.message.kind === flat.messages.ping) return;
      if (lost.target === 4n) throw new Error('who?');
      same([lost.position(0), lost.position(1), lost.message.argument(0), lost.message.sender], [0, 0, 12, 3n]);
      lost.spawn(other, lost.position(0), lost.position(1)).set(other.columns.small, lost.message.argument(0));
      lost.emit(flat.events.boom);
      lost.source(flat.quantities.gold, 1);
    },
  };
  const message = { message: 0, sender: 3, target: 5, x: 3200, y: 3200, arguments: [12] };
  const messages = [{ ...message, message: 2, arguments: [] }, message, { ...message, target: 4 }];
  const { task } = toWorker({ task: { id: 1, lost: { tick: 5, messages } } });
  const failures = [];
  const { done } = fromWorker({ done: { id: 1, ...answer(flat, game, task, (where) => failures.push(where)) } });
  same(done.work, 'lost');
  same(done.lost.effects.map(({ actor, failure, effects }) => [actor, failure, effects.length]), [
    [1, '', 3],
    [2, 'who?', 0],
  ]);
  same(done.lost.effects[0].effects[0].spawn.row.x.readInt32LE(), 3200);
  same(failures, ['a lost pay in tick 5']);
}

function population() {
  for (const world of [flat, deep]) {
    const { thing } = world.kinds;
    const cells = [0, 1, world.cellAt(...world.cells.map((count) => count - 1))];
    const game = {
      tick() {},
      populate(cell) {
        const count = cell.count(0.02);
        for (let i = 0; i < count; i++) cell.spawn(thing).set(thing.columns.small, i);
        cell.spawn(thing, -1000, 1e6, NaN).set(thing.columns.small, -1);
      },
    };
    const { task } = toWorker({ task: { id: 1, populate: { cells } } });
    const { done } = fromWorker({ done: { id: 1, ...answer(world, game, task, assert.fail) } });
    same(done.populate.cells.length, cells.length);
    done.populate.cells.forEach(({ spawns }, c) => {
      const { min, max } = world.cellBox(cells[c]);
      let draws = 0;
      const draw = () => unit(hash(SEED, 0x706f70, cells[c], draws++));
      const edges = min.map((from, axis) => (max[axis] - from) / 64).slice(0, world.dimensions);
      const expected = edges.reduce((product, edge) => product * edge, 0.02);
      const count = Math.floor(expected) + (draw() < expected - Math.floor(expected) ? 1 : 0);
      same(spawns.length, count + 1);
      const axes = (list) => list.slice(0, world.dimensions);
      const places = spawns.map(({ row }) => axes([row.x, row.y, row.z]).map((q) => q.readInt32LE()));
      same(places.at(-1), axes([min[0], max[1] - 1, min[2]]));
      for (const place of places.slice(0, -1)) {
        const asked = edges.map((edge, axis) => min[axis] + Math.floor(draw() * edge * 64 + 0.5));
        same(place, asked.map((q, axis) => Math.min(q, max[axis] - 1)));
      }
    });
  }
}

function joining() {
  const { hero } = flat.kinds;
  const ask = (game) => {
    const { task } = toWorker({ task: { id: 1, join: { players: [long(-6n)] } } });
    return fromWorker({ done: { id: 1, ...answer(flat, game, task, () => {}) } }).done.join.avatars[0];
  };
  const joined = ask({ tick() {}, joined: (player, avatar) => avatar.set(hero.columns.health, Number(player)) });
  same([joined.lanes.length, joined.lanes[0].numbers.readInt32LE(), joined.failure], [1, -6, '']);
  same(ask({ tick() {} }), { lanes: [], failure: '' });
  const failed = ask({ tick() {}, joined: (_, avatar) => avatar.set(hero.columns.$player, 1) });
  same(failed.failure, "hero.$player is no column that a game can set of a 'hero'");
}

/** The demo game runs; that it is the same as Java's, a node's verification shows. */
function demo() {
  const file = JSON.parse(readFileSync(new URL('sea/game.json', import.meta.url)));
  const world = worldOf(file);
  const game = sea.begin(world);
  const spawned = answer(world, game, { work: 'populate', populate: { cells: [0, 1, 60, 200] } }, assert.fail);
  same(spawned.populate.cells.some(({ spawns }) => spawns.length > 0), true);
  const entities = { minnow: [], shark: [], trader: [], ship: [] };
  for (let i = 0; i < 60; i++) {
    const place = { x: 3000 + random(900), y: 3000 + random(900), health: 100 };
    entities.minnow.push({ id: i, ...place, gold: 5 });
    if (i < 4) entities.shark.push({ id: 100 + i, ...place });
    if (i < 4) entities.trader.push({ id: 200 + i, ...place, gold: 1000 });
    const payloads = ['02', '0305', '0140c8', '07', '00'].map((text) => Buffer.from(text, 'hex'));
    const orders = payloads.map((payload, n) => ({ number: n + 1, payload }));
    if (i < 4) entities.ship.push({ id: 300 + i, ...place, gold: 50, orders });
  }
  const { effects, failures, tables } = run(world, { ...game, tick: (step) => game.tick(step) }, entities);
  same(failures, []);
  same(tables[4].size, 4);
  const refusals = effects['ship 0'].effects.filter((effect) => effect.refusal).map(({ refusal }) => refusal.reason);
  same(refusals.includes('unknown command 7'), true);
}

const parts = [reading, values, moves, failing, separate, signals, chance, lostMessages, population, joining, demo];
parts.forEach((part) => part());
searches(flat);
searches(deep);
console.log(`${checks} checks passed`);
