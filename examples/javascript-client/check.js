// Reads updates and what should be in view after each, as ExampleViewTest writes them; fails at the first difference.
import { readFileSync } from 'node:fs';
import { ENCODING, View } from './view.js';

const { schema, dimensions, sequences } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
let updates = 0;

function shown(view) {
  return [...view.entities.values()]
    .map((entity) => {
      const raw = entity.raw.map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value.toString()));
      return [BigInt.asUintN(64, entity.id).toString(16), entity.kind.name, ...entity.position, ...raw].join(' ');
    })
    .sort();
}

function requireEqual(what, found, asked) {
  if (JSON.stringify(found) !== JSON.stringify(asked)) {
    console.error(`${what}\n  found ${JSON.stringify(found)}\n  asked ${JSON.stringify(asked)}`);
    process.exit(1);
  }
}

for (const sequence of sequences) {
  let view = new View(schema, dimensions);
  for (const update of sequence) {
    const changes = view.apply(ENCODING, Buffer.from(update.data, 'base64'));
    requireEqual('view', shown(view), update.view);
    requireEqual('events', changes.events.map((e) => [e.kind, ...e.position, ...e.arguments].join(' ')), update.events);
    updates++;
    if (update.brought !== undefined) {
      const brought = view.bringAlong(update.most);
      requireEqual('brought along', Buffer.from(brought).toString('base64'), update.brought);
      view = new View(schema, dimensions);
      view.apply(ENCODING, brought);
    }
  }
}
console.log(`${updates} updates read`);
