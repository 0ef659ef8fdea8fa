// What the page says in its bar, its audit, its nodes and variables: redrawn from each status, once a second.

import { button, byId, count, decimals, el, keyed, swatch, text } from './dom.js';
import { OLDEST } from './draw.js';

export class Panels {
  constructor(palette, actions) {
    this.palette = palette;
    this.actions = actions;
  }

  hello(hello) {
    text('world-name', hello.world.name);
    text('this-node', hello.node);
    document.title = `${hello.world.name} · ZoneScaler`;
    byId('controls').hidden = !hello.maySteer;
    byId('play').hidden = !hello.plays;
    byId('rewind-open').hidden = !hello.keepsPast;
    this.here = hello;
  }

  update(status) {
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
    this.variables(status.variables);
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
    keyed(byId('nodes'), nodes, (node) => node.name, (node) => this.node(node.name, () => byId('nodes').dataset.coordinator));
    byId('nodes').dataset.coordinator = world.coordinator;
  }

  /** A node's line, which stays as long as the node is known. */
  node(name, coordinator) {
    const { here, palette, actions } = this;
    const state = el('small', { className: 'muted' });
    const what = el('span', { className: 'what' });
    const bar = el('i', {});
    const load = el('div', { className: 'load' }, bar);
    const where = el('span', {});
    const does = el('span', { className: 'does' },
      here?.maySteer ? button('Drain', () => actions.end(name, true), { className: 'link', title: 'Let others take over, then end it' }) : '',
      here?.mayKill ? button('Kill', () => actions.end(name, false), { className: 'link', title: 'End it at once, as in a crash' }) : '');
    const dot = swatch(palette.owner(name));
    const element = el('li', { data: { node: name } }, dot, el('span', { className: 'name' }, name, ' ', state), what, load,
      el('div', { className: 'where' }, where, does));
    const update = (node) => {
      const colour = palette.owner(name);
      element.style.setProperty('--swatch', colour);
      dot.style.setProperty('--swatch', colour);
      element.dataset.state = node.state;
      bar.style.width = `${Math.min(100, node.load * 100)}%`;
      element.title = node.grpc ? `game API at ${node.grpc}` : '';
      load.title = `load ${decimals(node.load * 100, 1)} % of a core`;
      what.textContent = `${node.zones} ${node.zones === 1 ? 'zone' : 'zones'} · ${count(node.entities)} entities`;
      where.textContent = [coordinator() === name ? 'coordinates' : '', node.pid ? `pid ${node.pid}` : '', node.cpu ? `${decimals(node.cpu, 2)} cores busy` : ''].filter(Boolean).join(' · ');
      does.hidden = node.state !== 'up';
      const isHere = here?.node === name;
      const words = { up: isHere ? 'this node' : node.http ? 'open' : '', silent: `silent for ${Math.round(node.heardMillis / 1000)} s` }[node.state] ?? node.state;
      if (state.textContent !== words) {
        state.replaceChildren(words === 'open' ? el('a', { href: `${location.protocol}//${node.http}/`, title: `Its dashboard, at ${node.http}` }, 'open') : words);
      }
    };
    return { element, update };
  }

  variables(variables) {
    byId('variables-panel').hidden = variables.length === 0;
    keyed(byId('variables'), variables, ({ name }) => name, ({ name }) => {
      const value = el('span', { data: { variable: name } });
      let now = 0;
      const change = this.here?.maySteer ? button('Set', () => this.actions.set(name, now), { className: 'link', title: `Give ${name} another value` }) : '';
      const update = (variable) => {
        now = variable.value;
        value.dataset.value = now;
        value.textContent = variable.next === null ? String(now) : `${now}, then ${variable.next} at tick ${count(variable.nextTick)}`;
      };
      return { element: el('li', {}, el('span', { className: 'muted' }, name), value, change), update };
    });
  }

  legend(colourBy, kinds, most) {
    const items = {
      node: () => this.palette.nodes.map((name) => [this.palette.owner(name), name]),
      kind: () => kinds.flatMap((kind, i) => (kind.shown ? [[this.palette.kind(i), kind.role === 'AVATAR' ? `${kind.name} (player)` : kind.name]] : [])),
      load: () => this.palette.loads.map((colour, i, { length }) => [colour, i === 0 ? 'little' : i === length - 1 ? most : '']),
      age: () => this.palette.loads.map((colour, i, { length }) => [colour, i === 0 ? 'newest' : i === length - 1 ? `${OLDEST} ticks behind` : '']),
    }[colourBy]();
    text('colour-by-words', { node: 'the node that simulates it', kind: 'its kind', load: 'the time that a tick of its zone takes', age: 'how many ticks its zone is behind the most advanced one' }[colourBy]);
    byId('legend-items').replaceChildren(...items.map(([colour, name]) => el('li', {}, swatch(colour, true), name)));
    for (const one of document.querySelectorAll('[data-colour]')) {
      one.setAttribute('aria-pressed', String(one.dataset.colour === colourBy));
    }
  }
}
