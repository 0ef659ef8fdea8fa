// The panels around the map, redrawn from each status, once a second.

import { byId, bytes, count, decimals, el, micros, swatch, text } from './dom.js';

const BUSIEST = 6;
const NEWEST = 8;
const DECISIONS_MILLIS = 5000;

export class Panels {
  constructor(palette, onZone) {
    this.palette = palette;
    this.onZone = onZone;
  }

  hello(hello) {
    text('world-name', hello.world.name);
    text('this-node', hello.node);
    document.title = `${hello.world.name} · ZoneScaler`;
    byId('controls').hidden = !hello.maySteer;
    byId('play').hidden = !hello.plays;
    this.hello_ = hello;
  }

  status(status) {
    const { world } = status;
    text('speed', `${decimals(world.speed, 2)}×`);
    text('rate', `${decimals(world.speed * world.tickRate, 1)} of ${world.tickRate}/s`);
    text('entities', count(world.entities));
    text('players', count(world.players));
    text('zones', count(status.zones.length));
    text('hash', world.hash);
    text('hash-tick', world.tick < 0 ? '' : `at tick ${count(world.tick)}`);
    this.audit(status.audit);
    this.nodes(status);
    this.busiest(status);
    this.variables(status.variables);
    this.decisions(world.balancing);
    const { error, errorOfSame } = status.forecast;
    text('forecast', errorOfSame === 0 ? '' : `Load in 30 s is predicted with an error of ${decimals(100 * error, 0)} %; "same as now" has ${decimals(100 * errorOfSame, 0)} %.`);
    const { target, slotsBelow } = status.redundancy;
    const whole = slotsBelow === 0;
    text('redundancy', whole ? `all have ${target} ${target === 1 ? 'backup' : 'backups'}` : `${count(slotsBelow)} lack a backup`);
    byId('redundancy').classList.toggle('lacking', !whole);
  }

  audit(audit) {
    const known = audit.tick >= 0;
    const sound = known ? (audit.ok ? 'good' : 'bad') : '';
    const zero = (value, level) => (!known ? '' : value === 0 ? 'good' : level);
    const counters = [
      ['entities', 'entities', audit.entities, sound],
      ['spawned', 'spawned', audit.spawned, sound],
      ['despawned', 'despawned', audit.despawned, sound],
      ['broken', 'broken checks', audit.duplicates, zero(audit.duplicates, 'bad')],
      ...Object.entries(audit.amounts).map(([name, amount]) => [`amount-${name}`, `${name}, conserved`, amount, sound]),
      ['failures', 'kernel failures', audit.failures, zero(audit.failures, 'warn')],
      ['violations', 'violations', audit.violations, zero(audit.violations, 'warn')],
      ['idle', 'idle frames', audit.idleFrames, zero(audit.idleFrames, 'warn')],
      ['unchecked', 'unchecked', audit.unchecked, zero(audit.unchecked, 'warn')],
    ];
    byId('audit').dataset.ok = known ? String(audit.ok) : 'unknown';
    byId('audit-counters').replaceChildren(
      ...counters.map(([key, label, value, level]) =>
        el('li', { data: { counter: key, level, value } }, el('b', {}, known ? count(value) : '–'), el('span', {}, label))),
    );
    byId('audit-break').hidden = audit.ok;
    text('audit-break', audit.ok ? '' : `First break: ${audit.firstBreak}`);
  }

  nodes({ world, nodes, plan }) {
    text('nodes-summary', `${nodes.filter((n) => n.state === 'up').length} up · plan ${plan.number}`);
    byId('nodes').replaceChildren(...nodes.map((node) => this.node(node, node.name === world.coordinator)));
  }

  node(node, coordinates) {
    const colour = this.palette.owner(node.name);
    const here = this.hello_ && this.hello_.node === node.name;
    const bar = el('i', {});
    bar.style.width = `${Math.min(100, node.load * 100)}%`;
    const where = [coordinates ? 'coordinates' : '', node.pid ? `pid ${node.pid}` : '', node.cpu ? `${decimals(node.cpu, 2)} cores busy` : '', node.grpc ? `gRPC ${node.grpc}` : ''];
    const line = el('div', { className: 'where' }, where.filter(Boolean).join(' · '));
    const link = node.http && !here ? el('a', { href: `${location.protocol}//${node.http}/`, title: `Its dashboard, at ${node.http}` }, 'open') : '';
    const states = { up: here ? 'this node' : link, silent: `silent for ${Math.round(node.heardMillis / 1000)} s` };
    return el('li', { data: { node: node.name, state: node.state }, swatch: colour },
      swatch(colour),
      el('span', { className: 'name' }, node.name, ' ', el('small', { className: 'muted' }, states[node.state] ?? node.state)),
      el('span', { className: 'what' }, `${node.zones} ${node.zones === 1 ? 'zone' : 'zones'} · ${count(node.entities)} entities`),
      el('div', { className: 'load', title: `load ${decimals(node.load * 100, 1)} % of a core` }, bar),
      line);
  }

  busiest(status) {
    const { zones } = status;
    const shown = [...zones].sort((a, b) => b.tickMicros - a.tickMicros || a.slot - b.slot).slice(0, BUSIEST);
    text('zones-summary', zones.length > shown.length ? `${shown.length} of ${zones.length}` : `${zones.length}`);
    byId('zone-rows').replaceChildren(...shown.map((zone) => {
      const row = el('tr', { data: { zone: zone.id, owner: zone.owner } },
        el('td', {}, zone.id),
        el('td', {}, swatch(this.palette.owner(zone.owner)), zone.owner || 'none'),
        el('td', { className: 'num' }, count(zone.entities)),
        el('td', { className: 'num' }, micros(zone.tickMicros)),
        el('td', { className: 'num' }, bytes(zone.frameBytes)));
      row.addEventListener('click', () => this.onZone(zone.id));
      return row;
    }));
  }

  variables(variables) {
    byId('variables-panel').hidden = variables.length === 0;
    byId('variables').replaceChildren(...variables.flatMap(({ name, value, next, nextTick }) => [
      el('dt', {}, name),
      el('dd', { data: { variable: name, value } }, next === null ? String(value) : `${value}, then ${next} at tick ${count(nextTick)}`),
    ]));
  }

  async decisions(balancing) {
    text('decisions-summary', balancing ? 'zones follow the load' : 'balancing is paused');
    if (performance.now() - (this.askedAt ?? -DECISIONS_MILLIS) < DECISIONS_MILLIS) {
      return;
    }
    this.askedAt = performance.now();
    try {
      const { decisions } = await (await fetch('/api/v1/decisions')).json();
      byId('decisions-panel').hidden = decisions.length === 0 && balancing;
      byId('decisions').replaceChildren(...decisions.slice(0, NEWEST).map(decision));
    } catch {
      // The node is gone; the page says so elsewhere.
    }
  }

  legend(colourBy, owners, kinds) {
    const items = colourBy === 'node'
      ? this.palette.nodes.map((name) => [this.palette.owner(name), name])
      : kinds.flatMap((kind, i) => (kind.shown ? [[this.palette.kind(i), kind.role === 'AVATAR' ? `${kind.name} (player)` : kind.name]] : []));
    text('colour-by-words', colourBy === 'node' ? 'the node that simulates it' : 'its kind');
    byId('legend-items').replaceChildren(...items.map(([colour, name]) => el('li', {}, swatch(colour, true), name)));
    for (const button of document.querySelectorAll('[data-colour]')) {
      button.setAttribute('aria-pressed', String(button.dataset.colour === colourBy));
    }
  }
}

const percent = (part) => (part === null ? '–' : `${decimals(100 * part, 0)} %`);

function decision({ id, time, automatic, what, reason, fullestBefore, fullestPredicted, fullestAchieved }) {
  return el('li', { data: { decision: id, automatic } },
    el('div', {}, el('span', { className: 'muted' }, new Date(time).toLocaleTimeString()), ' ', el('b', {}, what)),
    el('div', { className: 'muted' }, `${automatic ? '' : 'by hand: '}${reason}`),
    el('div', { className: 'muted' }, `${percent(fullestBefore)} → ${percent(fullestPredicted)} → ${percent(fullestAchieved)}`));
}
