// How players fare at each node's gateway.

import { byId, bytes, count, decimals, el, keyed, swatch, text } from './dom.js';

const millis = ({ p50, p99 }) => (p99 > 0 ? `${decimals(p50, 0)} / ${decimals(p99, 0)}` : '–');

const COLUMNS = [
  ['Clients', (g) => count(g.clients)],
  ['Sent', (g) => `${bytes(Math.round(g.bytesPerSecond))}/s`],
  ['Ack ms', (g) => millis(g.ackMillis)],
  ['Gap ms', (g) => millis(g.gapMillis)],
];

export class Players {
  constructor(palette) {
    this.palette = palette;
    byId('gateway-columns').replaceChildren(...['Node', ...COLUMNS.map(([name]) => name)].map((name, i) => el('th', { className: i ? 'num' : '', scope: 'col' }, name)));
  }

  update({ nodes, world }) {
    const up = nodes.filter((node) => node.state === 'up' && node.gateway);
    const clients = up.reduce((sum, { gateway }) => sum + gateway.clients, 0);
    text('gateways-summary', `${count(clients)} ${clients === 1 ? 'client' : 'clients'}, ${count(world.players)} in the world`);
    keyed(byId('gateways'), up, (node) => node.name, (node) => this.row(node.name));
    const limits = up.flatMap(({ name, gateway }) => Object.entries(gateway.limits).filter(([, times]) => times > 0).map(([limit, times]) => [name, limit, times]));
    byId('limits-none').hidden = limits.length > 0;
    byId('limits').replaceChildren(...limits.map(([name, limit, times]) => el('li', {}, swatch(this.palette.owner(name)), ` ${name}: ${limit} ${count(times)}`)));
  }

  row(name) {
    const cells = COLUMNS.map(() => el('td', { className: 'num' }));
    const element = el('tr', { data: { gateway: name } }, el('td', {}, swatch(this.palette.owner(name)), name), ...cells);
    return { element, update: ({ gateway }) => COLUMNS.forEach(([, words], i) => (cells[i].textContent = words(gateway))) };
  }
}
