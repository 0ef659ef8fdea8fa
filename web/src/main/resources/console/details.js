// The card of what is selected, an entity or a zone: read from the API once a second.

import { button, byId, bytes, count, decimals, el, micros, swatch, text } from './dom.js';

const JOURNEY_MILLIS = 15000;
const STAYS = 8;

export class Details {
  /**
   * `on` has select(selection or null), cut(zone), line(zone) (an element), journey(journey or null) and rewind(tick); `actions` are what operators may
   * do.
   */
  constructor(palette, actions, on) {
    this.palette = palette;
    this.actions = actions;
    this.on = on;
    this.hello = null;
    this.selected = null;
    this.following = false;
    byId('deselect').addEventListener('click', () => on.select(null));
    byId('follow').addEventListener('click', () => this.follow(!this.following));
    setInterval(() => this.refresh(), 1000);
  }

  follow(on) {
    this.following = on;
    byId('follow').setAttribute('aria-pressed', String(on));
  }

  /** Shows `{entity}` or `{zone}`, or nothing. */
  show(selected) {
    this.selected = selected;
    byId('selection').hidden = !selected;
    this.follow(false);
    if (!selected) return;
    byId('follow').hidden = !selected.entity;
    text('selection-title', selected.entity ? `Entity ${selected.entity}` : `Zone ${selected.zone}`);
    text('selection-about', 'Reading…');
    byId('selection-facts').replaceChildren();
    byId('selection-actions').replaceChildren();
    byId('journey').hidden = true;
    this.on.journey(null);
    this.journeyAt = -JOURNEY_MILLIS;
    this.offered = '';
    byId('selection').dataset.selected = selected.entity ? `entity ${selected.entity}` : `zone ${selected.zone}`;
    this.refresh();
  }

  async refresh() {
    const selected = this.selected;
    if (!selected || document.hidden) return;
    const path = selected.entity ? `entity/${selected.entity}` : `zone/${selected.zone}`;
    try {
      const response = await fetch(`/api/v1/${path}`);
      const found = await response.json();
      if (this.selected !== selected) return;
      if (found.error) this.gone(found.error);
      else if (selected.entity) this.entity(found);
      else this.zone(found);
      if (selected.entity) await this.journey(selected);
    } catch (e) {
      if (this.selected === selected) text('selection-about', 'The node does not answer; trying again.');
    }
  }

  gone(error) {
    text('selection-about', `${error.what}; ${error.remedy}.`);
    byId('selection-facts').replaceChildren();
    byId('selection-actions').replaceChildren();
    this.offered = '';
  }

  /** Buttons of what may be done; they stay while they are the same, so that none is pressed in vain. */
  offer(...actions) {
    const key = JSON.stringify([this.selected, ...actions.map(([words]) => words)]);
    if (key === this.offered || !this.hello?.maySteer) return;
    this.offered = key;
    byId('selection-actions').replaceChildren(...actions.map(([words, title, run]) => button(words, run, { title })));
  }

  /** Where the entity has been, as far as the node keeps it. */
  async journey(selected) {
    if (!this.hello?.keepsPast || performance.now() - this.journeyAt < JOURNEY_MILLIS) return;
    this.journeyAt = performance.now();
    const response = await fetch(`/api/v1/past/entity/${selected.entity}`);
    if (!response.ok || this.selected !== selected) return;
    const { stays, trail } = await response.json();
    const { origin, quantum, tickRate } = this.hello.world;
    this.on.journey({ stays, trail: trail.map(({ tick, position: [x, y] }) => ({ tick, x: (x - origin[0]) / quantum, y: (y - origin[1]) / quantum })) });
    byId('journey').hidden = false;
    const shown = stays.slice(-STAYS).reverse();
    text('journey-summary', stays.length > shown.length ? `${shown.length} of ${stays.length}` : '');
    byId('journey-stays').replaceChildren(...shown.map((stay) =>
      el('li', { data: { zone: stay.zone, owner: stay.owner } },
        ...this.node(stay.owner), ` · zone ${stay.zone} `,
        el('span', { className: 'muted' }, `for ${decimals((stay.toTick - stay.fromTick + 1) / tickRate, 1)} s `),
        button('see', () => this.on.rewind(stay.fromTick), { className: 'link', title: `Rewind to tick ${count(stay.fromTick)}, when it came` }))));
  }

  facts(rows) {
    byId('selection-facts').replaceChildren(
      ...rows.flatMap((row) => (row ? [el('dt', {}, row[0]), el('dd', {}, ...row.slice(1))] : [el('div', { className: 'rule' })])),
    );
  }

  zoneLink(id) {
    const link = el('button', { type: 'button', className: 'link' }, `zone ${id}`);
    link.addEventListener('click', () => this.on.select({ zone: id }));
    return link;
  }

  node(name) {
    return [swatch(this.palette.owner(name)), ` ${name || 'none'}`];
  }

  entity(entity) {
    text('selection-title', entity.role === 'avatar' ? `${entity.kind} (player)` : entity.kind);
    text('selection-about', `One entity as of tick ${count(entity.tick)}, with all its columns.`);
    this.facts([
      ['id', el('span', { className: 'mono' }, entity.id)],
      ['position', entity.position.map((p) => decimals(p, 2)).join(', ')],
      ['zone', this.zoneLink(entity.zone), ` in slot ${entity.slot}`],
      ['simulated by', ...this.node(entity.owner)],
      null,
      ...Object.entries(entity.columns).map(([name, value]) => [name, typeof value === 'number' && !Number.isInteger(value) ? decimals(value, 4) : String(value)]),
    ]);
    const facts = byId('selection').dataset;
    facts.zone = entity.zone;
    facts.owner = entity.owner;
    this.offer(entity.quarantined
      ? ['Release', 'Let the game\'s code run it again', () => this.actions.quarantine(entity.id, true)]
      : ['Quarantine', 'Keep the game\'s code off it', () => this.actions.quarantine(entity.id, false)]);
  }

  zone({ zone, neighbours, sibling, kinds }) {
    this.current = zone;
    this.sibling = sibling;
    text('selection-about', 'A box of the world, simulated as one on the node that owns its slot.');
    const range = (axis) => `${decimals(zone.min[axis], 1)} to ${decimals(zone.max[axis], 1)}`;
    const links = neighbours.flatMap((id, i) => [i ? ', ' : '', this.zoneLink(id)]);
    this.facts([
      ['owner', ...this.node(zone.owner)],
      ['backups', zone.backups.join(', ') || 'none'],
      ...(zone.pin ? [['pinned to', zone.pin]] : []),
      ['slot', String(zone.slot)],
      ...zone.min.map((_, axis) => ['xyz'[axis], range(axis)]),
      null,
      ['tick', count(zone.tick)],
      ['entities', count(zone.entities)],
      ...(kinds ? Object.entries(kinds).filter(([, n]) => n > 0).map(([kind, n]) => [`· ${kind}`, count(n)]) : []),
      ['players', count(zone.players)],
      ['time per tick', micros(zone.tickMicros)],
      ['· 2 minutes', this.on.line(zone.id)],
      ['newest frame', bytes(zone.frameBytes)],
      ['neighbours', ...links],
    ]);
    const facts = byId('selection').dataset;
    facts.zone = zone.id;
    facts.owner = zone.owner;
    this.offer(
      ['Cut', 'Choose a line across it on the map', () => this.on.cut(zone.id)],
      ['Merge', 'Make one zone of it and a neighbour', () => this.actions.merge(this.current, this.sibling)],
      ['Move', 'Let another node own it', () => this.actions.move(this.current)],
      [zone.pin ? 'Unpin' : 'Pin', zone.pin ? 'Let it follow the load' : 'Keep it on a node, whatever the load', () => this.actions.pin(this.current)],
    );
  }
}
