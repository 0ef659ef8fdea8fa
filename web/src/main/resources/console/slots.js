// The grid of slots: a cell in the owner's colour, bright if it holds a zone, its corner in the backup's colour.

import { byId, text } from './dom.js';

const GAP = 2;

export class Slots {
  constructor(palette, onZone) {
    this.palette = palette;
    this.onZone = onZone;
    this.canvas = byId('slots');
    this.owners = [];
    this.backups = [];
    this.zones = new Map();
    this.canvas.addEventListener('pointermove', (e) => this.hint(this.at(e)));
    this.canvas.addEventListener('pointerleave', () => this.hint(-1));
    this.pointed = -1;
    this.canvas.addEventListener('keydown', (e) => this.key(e));
    this.canvas.addEventListener('click', (e) => {
      const zone = this.zones.get(this.at(e));
      if (zone) onZone(zone.id);
    });
    new ResizeObserver(() => this.draw()).observe(this.canvas.parentElement);
  }

  update(message) {
    this.owners = message.owners;
    this.backups = message.backups;
    this.zones = new Map(message.status.zones.map((zone) => [zone.slot, zone]));
    this.draw();
  }

  get columns() {
    const count = Math.max(1, this.owners.length);
    return count <= 64 ? 16 : count <= 256 ? 28 : count <= 1024 ? 48 : 64;
  }

  draw() {
    const { canvas, palette } = this;
    const width = canvas.clientWidth;
    if (!width || !this.owners.length) return;
    const ratio = Math.min(3, window.devicePixelRatio || 1);
    this.cell = (width + GAP) / this.columns;
    const size = this.cell - (this.cell > 8 ? GAP : 1);
    const height = Math.ceil(this.owners.length / this.columns) * this.cell;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.height = `${height}px`;
    const c = canvas.getContext('2d');
    c.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.owners.forEach((owner, slot) => {
      const x = (slot % this.columns) * this.cell;
      const y = Math.floor(slot / this.columns) * this.cell;
      c.globalAlpha = this.zones.has(slot) ? 1 : 0.28;
      c.fillStyle = palette.owner(owner);
      c.beginPath();
      c.roundRect(x, y, size, size, Math.min(2.5, size / 4));
      c.fill();
      const backup = (this.backups[slot] || [])[0];
      if (backup) {
        c.fillStyle = palette.owner(backup);
        c.strokeStyle = palette.card;
        c.lineWidth = 1;
        c.beginPath();
        c.moveTo(x + size, y + size * 0.42);
        c.lineTo(x + size, y + size);
        c.lineTo(x + size * 0.42, y + size);
        c.closePath();
        c.globalAlpha = 1;
        c.fillStyle = palette.card;
        if (size > 12) c.fill();
        c.globalAlpha = this.zones.has(slot) ? 1 : 0.28;
        c.beginPath();
        c.moveTo(x + size, y + size * 0.55);
        c.lineTo(x + size, y + size);
        c.lineTo(x + size * 0.55, y + size);
        c.closePath();
        c.fillStyle = palette.owner(backup);
        c.fill();
      }
    });
    c.globalAlpha = 1;
  }

  at(e) {
    const column = Math.floor(e.offsetX / this.cell);
    const slot = Math.floor(e.offsetY / this.cell) * this.columns + column;
    return column < this.columns && slot < this.owners.length ? slot : -1;
  }

  /** Arrow keys go through the slots; Enter opens the zone in one. */
  key(e) {
    const way = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -this.columns, ArrowDown: this.columns }[e.key];
    const zone = this.zones.get(this.pointed);
    if (way) this.hint(Math.max(0, Math.min(this.owners.length - 1, this.pointed + way)));
    else if (e.key === 'Enter' && zone) this.onZone(zone.id);
    else return;
    e.preventDefault();
  }

  hint(slot) {
    this.pointed = slot;
    const zone = this.zones.get(slot);
    text('slot-hint', slot < 0
      ? 'Point at a slot for its number, owner and backup.'
      : `Slot ${slot}: ${zone ? `zone ${zone.id}` : 'no zone'} · owner ${this.owners[slot] || 'none'} · backup ${(this.backups[slot] || []).join(', ') || 'none'}`);
  }
}
