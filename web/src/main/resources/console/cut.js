// Cutting a zone in two on the map: a line across it that is dragged, or moved with the arrow keys, until it is right.

import { byId, count, decimals, text } from './dom.js';

const GRAB_PIXELS = 16;
const STEPS = 64;
const AXES = 'xy';

export class Cut {
  /** `on` has split(zone, axis, at) with a place in the game's unit, changed(), and focus(). */
  constructor(view, on) {
    this.view = view;
    this.on = on;
    this.zone = null;
    this.axis = 0;
    this.at = 0;
    byId('cut-turn').addEventListener('click', () => this.turn());
    byId('cut-do').addEventListener('click', () => this.finish());
    byId('cut-cancel').addEventListener('click', () => this.cancel());
  }

  /** Begins with the middle of the longer side; `world` has origin and quantum. */
  begin(zone, world) {
    this.zone = zone;
    this.world = world;
    this.axis = this.length(0) >= this.length(1) ? 0 : 1;
    this.middle();
    byId('cut-bar').hidden = false;
    this.on.focus();
    this.tell();
  }

  length(axis) {
    return this.zone.max[axis] - this.zone.min[axis];
  }

  middle() {
    this.at = this.zone.min[this.axis] + Math.floor(this.length(this.axis) / 2);
  }

  turn() {
    this.axis = 1 - this.axis;
    this.middle();
    this.tell();
  }

  cancel() {
    this.zone = null;
    byId('cut-bar').hidden = true;
    this.on.changed();
  }

  finish() {
    const { zone, axis, units } = this;
    this.cancel();
    this.on.split(zone.id, AXES[axis], units);
  }

  get units() {
    return this.world.origin[this.axis] + this.at * this.world.quantum;
  }

  moveTo(at) {
    const { zone, axis } = this;
    this.at = Math.max(zone.min[axis] + 1, Math.min(zone.max[axis] - 1, Math.round(at)));
    this.tell();
  }

  /** Whether a press at a pixel takes hold of the line; it follows then. */
  grab(px, py) {
    if (!this.zone) return false;
    const { view, axis, zone } = this;
    const [along, across] = axis === 0 ? [px - view.x, py - view.y] : [py - view.y, px - view.x];
    const isNear = Math.abs(along - this.at * view.scale) <= GRAB_PIXELS;
    const other = 1 - axis;
    return isNear && across >= zone.min[other] * view.scale - GRAB_PIXELS && across <= zone.max[other] * view.scale + GRAB_PIXELS;
  }

  drag(px, py) {
    const { view, axis } = this;
    this.moveTo((axis === 0 ? px - view.x : py - view.y) / view.scale);
  }

  /** Keys of the map while a cut is chosen; whether it was one. */
  key(e) {
    if (!this.zone) return false;
    const step = e.shiftKey ? 1 : Math.max(1, this.length(this.axis) / STEPS);
    const along = [['ArrowLeft', 'ArrowRight'], ['ArrowUp', 'ArrowDown']][this.axis].indexOf(e.key);
    if (along >= 0) this.moveTo(this.at + (along ? step : -step));
    else if (e.key.startsWith('Arrow') || e.key === 't') this.turn();
    else if (e.key === 'Enter') this.finish();
    else if (e.key === 'Escape') this.cancel();
    else return false;
    return true;
  }

  tell() {
    text('cut-text', `Zone ${this.zone.id} at ${AXES[this.axis]} = ${decimals(this.units, 2)}${this.counts ? `: ${this.counts.map(count).join(' | ')} entities` : ''}`);
    this.on.changed();
  }

  /** A newer map is shown: the zone may be gone, and what is on both sides is counted. */
  update(frame) {
    if (!this.zone) return;
    if (!frame.zones.some(({ id }) => id === this.zone.id)) {
      this.cancel();
      return;
    }
    const place = frame.zones.findIndex(({ id }) => id === this.zone.id);
    const along = this.axis === 0 ? frame.x : frame.y;
    this.counts = [0, 0];
    for (let i = 0; i < frame.count; i++) {
      if (frame.zone[i] === place) this.counts[along[i] < this.at ? 0 : 1]++;
    }
    this.tell();
  }
}
