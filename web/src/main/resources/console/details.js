// The card of what is selected, an entity or a zone: read from the API once a second.

import { byId, bytes, count, decimals, el, micros, swatch, text } from './dom.js';

export class Details {
  /** `on` has select(selection or null); `onFollow` is told of the follow button. */
  constructor(palette, on) {
    this.palette = palette;
    this.on = on;
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
    } catch (e) {
      if (this.selected === selected) text('selection-about', 'The node does not answer; trying again.');
    }
  }

  gone(error) {
    text('selection-about', `${error.what}; ${error.remedy}.`);
    byId('selection-facts').replaceChildren();
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
  }

  zone({ zone, neighbours, kinds }) {
    text('selection-about', 'A box of the world, simulated as one on the node that owns its slot.');
    const range = (axis) => `${decimals(zone.min[axis], 1)} to ${decimals(zone.max[axis], 1)}`;
    const links = neighbours.flatMap((id, i) => [i ? ', ' : '', this.zoneLink(id)]);
    this.facts([
      ['owner', ...this.node(zone.owner)],
      ['backups', zone.backups.join(', ') || 'none'],
      ['slot', String(zone.slot)],
      ...zone.min.map((_, axis) => ['xyz'[axis], range(axis)]),
      null,
      ['tick', count(zone.tick)],
      ['entities', count(zone.entities)],
      ...(kinds ? Object.entries(kinds).filter(([, n]) => n > 0).map(([kind, n]) => [`· ${kind}`, count(n)]) : []),
      ['players', count(zone.players)],
      ['time per tick', micros(zone.tickMicros)],
      ['newest frame', bytes(zone.frameBytes)],
      ['neighbours', ...links],
    ]);
    const facts = byId('selection').dataset;
    facts.zone = zone.id;
    facts.owner = zone.owner;
  }
}
