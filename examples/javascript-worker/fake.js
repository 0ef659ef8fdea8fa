// A node's part, made by hand for check.js and bench.js: what it says of a world, and tasks, through the real protocol.
import { LogicWorker } from './lib/protocol.js';
import { Table } from './lib/table.js';
import { World } from './lib/world.js';

const { requestDeserialize, requestSerialize, responseDeserialize, responseSerialize } = LogicWorker.service.Work;
const RESERVED = ['$player', '$command', '$epoch'].map((name) => ({ name, type: 'I64', quantum: 1, reserved: true }));

/** A message ToWorker as a worker gets it. */
export function toWorker(message) {
  return responseDeserialize(responseSerialize(message));
}

/** A message FromWorker as a node gets it. */
export function fromWorker(message) {
  return requestDeserialize(requestSerialize(message));
}

/** The world of a game file. */
export function worldOf(file, seed = 1) {
  const { name = 'fake', min, max, quantum = 1 / 64, interestRadius = 10, maxStep = 1, tickRate = 20 } = file.world;
  const radius = Math.ceil(interestRadius / quantum);
  const size = min.map((from, axis) => Math.ceil((max[axis] - from) / quantum));
  const column = ({ name, type, quantum = 1, maxBytes = 0 }) => ({
    name,
    type: type.toUpperCase(),
    quantum,
    max_bytes: maxBytes,
  });
  const signal = ({ name, arguments: args = [] }) => ({ name, arguments: args });
  const registered = {
    world: {
      name,
      dimensions: min.length,
      min,
      max,
      quantum,
      interest_radius: interestRadius,
      max_step: maxStep,
      tick_rate: tickRate,
    },
    schema: {
      kinds: file.kinds.map(({ name, avatar = false, teleports = false, columns = [] }) => ({
        name,
        avatar,
        teleports,
        columns: [...(avatar ? RESERVED : []), ...columns.map(column)],
      })),
      messages: (file.messages ?? []).map(signal),
      events: (file.events ?? []).map(signal),
      variables: (file.variables ?? []).map(({ name, type }) => ({ name, type: type === 'real' ? 'F64' : 'I64' })),
      quantities: ['gold'],
    },
    seed,
    radius,
    step: Math.floor(maxStep / quantum),
    size,
    cells: size.map((length) => Math.floor((length + radius - 1) / radius)),
    answer_millis: 700,
  };
  return new World(toWorker({ registered }).registered);
}

const bytesOf = (words) => Buffer.from(words.buffer, words.byteOffset, words.byteLength);

/**
 * A message KindTask.
 *
 * @param entities {id, x, y, z (in quanta), isGhost?, deliveries?, orders?, and values of columns}
 */
export function kindTask(world, kind, entities) {
  const cell = ({ x, y, z = 0 }) => world.cellOf(x, y, z);
  const ordered = [...entities].sort((a, b) => cell(a) - cell(b) || (a.id < b.id ? -1 : 1));
  const table = Table.of(kind, ordered.length);
  const ids = BigInt64Array.from(ordered, ({ id }) => BigInt(id));
  ordered.forEach((entity, row) => {
    table.x[row] = entity.x;
    table.y[row] = entity.y;
    table.z[row] = entity.z ?? 0;
    for (const column of kind.list) {
      if (entity[column.name] !== undefined) table.set(column, row, entity[column.name]);
    }
  });
  const rows = { ids: bytesOf(ids), x: bytesOf(table.x), y: bytesOf(table.y) };
  if (world.deep) rows.z = bytesOf(table.z);
  rows.lanes = kind.list.map(({ index }) => ({ numbers: bytesOf(table.lanes[index]), strings: table.strings[index] }));
  const acting = ordered.map((entity, row) => ({ entity, row })).filter(({ entity }) => !entity.isGhost);
  const of = (which) => acting.flatMap(({ entity }, actor) => (entity[which] ?? []).map((one) => ({ actor, ...one })));
  const actors = bytesOf(Int32Array.from(acting, ({ row }) => row));
  return { rows, actors, deliveries: of('deliveries'), orders: of('orders') };
}
