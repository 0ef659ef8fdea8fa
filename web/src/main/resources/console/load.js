// The load: how evenly the nodes have it, how well it is predicted, all zones as a table, and ticks that came late.

import { button, byId, bytes, count, decimals, el, keyed, micros, swatch, text } from './dom.js';

const SLOW_MILLIS = 3000;
const SLOW_SHOWN = 10;

/** Seconds of each zone, and the size of their line. */
const KEPT = 120;
const WIDTH = 120;
const HEIGHT = 20;
const SVG = 'http://www.w3.org/2000/svg';

const COLUMNS = [
  ['Zone', (zone) => Number(zone.id)],
  ['Owner', (zone) => zone.owner],
  ['Entities', (zone) => -zone.entities],
  ['Players', (zone) => -zone.players],
  ['Tick', (zone) => -zone.tickMicros],
  ['Frame', (zone) => -zone.frameBytes],
];

const CAUSES = {
  kernel: 'the game\'s code',
  queue: 'waiting for a thread',
  source: 'waiting for',
  commit: 'the store',
  exchange: 'an exchange of the grid',
  stall: 'the node, which stood still',
  clock: 'the clock, which the coordinator held',
  takeover: 'the death of its owner',
};

export class Load {
  /** `on` has select(zone) and rewind(tick). */
  constructor(palette, on) {
    this.palette = palette;
    this.on = on;
    this.column = 4;
    this.history = new Map();
    this.turned = false;
    byId('zone-columns').replaceChildren(...COLUMNS.map(([name], i) => {
      const header = el('button', { type: 'button', className: 'link' }, name);
      header.addEventListener('click', () => this.sort(i));
      return el('th', { className: i > 1 ? 'num' : '', scope: 'col' }, header);
    }));
    setInterval(() => this.ask(), SLOW_MILLIS);
  }

  sort(column) {
    this.turned = this.column === column && !this.turned;
    this.column = column;
    this.zones();
  }

  update(status) {
    this.status = status;
    this.remember(status.zones);
    const loads = status.nodes.filter((node) => node.state === 'up').map((node) => node.load);
    const mean = loads.reduce((sum, load) => sum + load, 0) / Math.max(1, loads.length);
    const most = Math.max(0, ...loads);
    text('imbalance', mean > 0 ? `The fullest node has ${decimals(most / mean, 2)} times the mean of ${decimals(100 * mean, 0)} % of a core.` : '');
    const { error, errorOfSame } = status.forecast;
    text('forecast', errorOfSame === 0 ? '' : `Load in 30 s is predicted with an error of ${decimals(100 * error, 0)} %; "same as now" has ${decimals(100 * errorOfSame, 0)} %.`);
    this.zones();
  }

  /** Keeps what each zone's ticks have taken while this page was open. */
  remember(zones) {
    const now = new Map();
    for (const { id, tickMicros } of zones) now.set(id, [...(this.history.get(id) ?? []), tickMicros].slice(-KEPT));
    this.history = now;
  }

  /** A zone's tick times of the last minutes as a line. */
  line(zone) {
    const values = this.history.get(zone) ?? [];
    const most = Math.max(1, ...values);
    const points = values.map((value, i) => `${(i * WIDTH) / (KEPT - 1)},${HEIGHT - (value / most) * (HEIGHT - 1)}`).join(' ');
    const svg = document.createElementNS(SVG, 'svg');
    svg.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
    svg.setAttribute('class', 'line');
    svg.setAttribute('role', 'img');
    svg.setAttribute('aria-label', `Time per tick over the last ${values.length} s, at most ${micros(most)}`);
    const line = document.createElementNS(SVG, 'polyline');
    line.setAttribute('points', points);
    svg.append(line);
    return svg;
  }

  zones() {
    const { zones } = this.status;
    const [, by] = COLUMNS[this.column];
    const sign = this.turned ? -1 : 1;
    const sorted = [...zones].sort((a, b) => sign * (by(a) < by(b) ? -1 : by(a) > by(b) ? 1 : 0) || a.slot - b.slot);
    text('zones-summary', count(zones.length));
    [...byId('zone-columns').children].forEach((header, i) => header.setAttribute('aria-sort', i !== this.column ? 'none' : this.turned ? 'descending' : 'ascending'));
    keyed(byId('zone-rows'), sorted, (zone) => zone.id, (zone) => this.row(zone.id));
  }

  row(id) {
    const name = el('button', { type: 'button', className: 'link' }, id);
    const owner = el('td', {});
    const numbers = COLUMNS.slice(2).map(() => el('td', { className: 'num' }));
    const element = el('tr', { data: { zone: id } }, el('td', {}, name), owner, ...numbers);
    element.addEventListener('click', () => this.on.select(id));
    const update = (zone) => {
      if (element.dataset.owner !== zone.owner) {
        element.dataset.owner = zone.owner;
        owner.replaceChildren(swatch(this.palette.owner(zone.owner)), zone.owner || 'none');
      }
      [count(zone.entities), count(zone.players), micros(zone.tickMicros), bytes(zone.frameBytes)].forEach((words, i) => (numbers[i].textContent = words));
    };
    return { element, update };
  }

  async ask() {
    if (document.hidden || byId('load-tab').hidden) return;
    try {
      const { slowTicks, counts } = await (await fetch('/api/v1/slow-ticks')).json();
      byId('slow-none').hidden = slowTicks.length > 0;
      const all = Object.entries(counts).filter(([, times]) => times > 0).sort(([, a], [, b]) => b - a);
      text('slow-summary', all.map(([cause, times]) => `${cause} ${count(times)}`).join(' · '));
      byId('slow-ticks').replaceChildren(...slowTicks.slice(0, SLOW_SHOWN).map((slow) => this.slow(slow)));
    } catch {
      // The node is gone; the page says so elsewhere.
    }
  }

  slow({ time, tick, zone, lateMillis, cause, source, sourceNode, millis }) {
    const waited = cause === 'source' ? ` zone ${source} on ${sourceNode || 'no node'}` : '';
    const phases = Object.entries(millis).map(([phase, took]) => `${phase} ${decimals(took, 0)}`).join(', ');
    return el('li', { data: { cause }, title: `Milliseconds: ${phases}` },
      el('span', { className: 'muted' }, `${new Date(time).toLocaleTimeString()} tick `),
      button(count(tick), () => this.on.rewind(tick), { className: 'link', title: `Rewind to tick ${count(tick)}` }),
      ` of zone ${zone}: ${decimals(lateMillis, 0)} ms late, by ${CAUSES[cause] ?? cause}${waited}`);
  }
}
