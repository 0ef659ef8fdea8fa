// The last minutes: each node's load as a line, and what has happened on the same axis and as a list.

import { button, byId, count, decimals, el, text } from './dom.js';

/** At least and at most so much is shown. */
const LEAST_MILLIS = 60000;
const MOST_MILLIS = 5 * 60000;
const MARKS = 5;

const HEIGHT = 132;
const FOOT = 16;
const SHOWN = 8;
const ASK_MILLIS = 1000;
const KEPT_MILLIS = 15 * 60 * 1000;

/** How near a pointer has to be to what has happened, in pixels. */
const NEAR = 6;

const SIGNS = { NODES: '◆', ZONES: '▲', TROUBLE: '!', ALARM: '✕' };

export class Timeline {
  /** `on` has rewind(tick). */
  constructor(palette, on) {
    this.palette = palette;
    this.on = on;
    this.canvas = byId('timeline');
    this.samples = [];
    this.events = [];
    this.last = 0;
    this.pointed = undefined;
    this.canvas.addEventListener('pointermove', (e) => this.point(e.offsetX));
    this.canvas.addEventListener('pointerleave', () => this.point(undefined));
    this.canvas.addEventListener('keydown', (e) => this.step(e));
    this.canvas.addEventListener('click', () => this.pointed && this.on.rewind(this.pointed.tick));
    new ResizeObserver(() => this.draw()).observe(this.canvas.parentElement);
    setInterval(() => this.ask(), ASK_MILLIS);
  }

  async ask() {
    if (document.hidden) return;
    try {
      const { samples, events } = await (await fetch(`/api/v1/timeline?since=${this.last}`)).json();
      // Another node's clock, after this page's has come back.
      if (samples.length > 0 && samples[0].time < this.last) this.clear();
      this.samples.push(...samples);
      this.events.push(...events);
      if (samples.length > 0) this.last = samples[samples.length - 1].time;
      const oldest = this.last - KEPT_MILLIS;
      this.samples = this.samples.filter(({ time }) => time > oldest);
      this.events = this.events.filter(({ time }) => time > oldest);
      this.list();
      this.draw();
    } catch {
      // The node is gone; the page says so elsewhere.
    }
  }

  clear() {
    this.samples = [];
    this.events = [];
  }

  /** How much is shown: what there is. */
  get span() {
    const known = this.samples.length ? this.last - this.samples[0].time : 0;
    return Math.max(LEAST_MILLIS, Math.min(MOST_MILLIS, known));
  }

  get from() {
    return this.last - this.span;
  }

  x(time) {
    return ((time - this.from) / this.span) * this.canvas.clientWidth;
  }

  point(x) {
    this.pointed = x === undefined || !this.samples.length ? undefined : this.nearest(x);
    this.hint();
    this.draw();
  }

  nearest(x) {
    return this.samples.reduce((best, sample) => (Math.abs(this.x(sample.time) - x) < Math.abs(this.x(best.time) - x) ? sample : best));
  }

  /** Arrow keys go through the seconds. */
  step(event) {
    const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === 'Enter' && this.pointed) this.on.rewind(this.pointed.tick);
    if (!way || !this.samples.length) return;
    event.preventDefault();
    const at = this.pointed ? this.samples.indexOf(this.pointed) + way : this.samples.length - 1;
    this.pointed = this.samples[Math.max(0, Math.min(this.samples.length - 1, at))];
    this.hint();
    this.draw();
  }

  hint() {
    if (!this.pointed) {
      text('timeline-hint', 'Up to the last five minutes. Point at it, or use the arrow keys; press to go back there.');
      return;
    }
    const { time, tick, speed, load } = this.pointed;
    const loads = Object.entries(load).sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true })).map(([name, part]) => `${name} ${decimals(100 * part, 0)} %`);
    const near = this.events.filter((event) => Math.abs(this.x(event.time) - this.x(time)) < NEAR).map((event) => event.text);
    text('timeline-hint', [new Date(time).toLocaleTimeString(), `tick ${count(tick)}`, `speed ${decimals(speed, 2)}`, ...loads, ...near].join(' · '));
  }

  list() {
    const newest = this.events.slice(-SHOWN).reverse();
    text('timeline-summary', this.events.length > newest.length ? `${newest.length} of ${this.events.length}` : '');
    byId('timeline-none').hidden = newest.length > 0;
    const shown = newest.map((event) => `${event.time}${event.text}`).join();
    if (this.listed === shown) return;
    this.listed = shown;
    byId('timeline-events').replaceChildren(...newest.map((event) =>
      el('li', { data: { sort: event.sort } },
        el('span', { className: 'sign', title: event.sort.toLowerCase() }, SIGNS[event.sort]),
        el('span', {}, event.text),
        button(new Date(event.time).toLocaleTimeString(), () => this.on.rewind(event.tick), { className: 'link', title: `Rewind to tick ${count(event.tick)}` }))));
  }

  draw() {
    const { canvas, palette } = this;
    const width = canvas.clientWidth;
    if (!width) return;
    const ratio = Math.min(3, window.devicePixelRatio || 1);
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(HEIGHT * ratio);
    canvas.style.height = `${HEIGHT}px`;
    const c = canvas.getContext('2d');
    c.setTransform(ratio, 0, 0, ratio, 0, 0);
    c.clearRect(0, 0, width, HEIGHT);
    const shown = this.samples.filter(({ time }) => time >= this.from);
    const most = Math.max(0.1, ...shown.flatMap(({ load }) => Object.values(load))) * 1.1;
    const floor = HEIGHT - FOOT;
    const y = (load) => floor - (load / most) * (floor - 12);
    this.axes(c, width, floor, most, y);
    const names = [...new Set(shown.flatMap(({ load }) => Object.keys(load)))];
    c.lineWidth = 1.6;
    c.lineJoin = 'round';
    for (const name of names) {
      c.strokeStyle = palette.owner(name);
      c.beginPath();
      let isDown = false;
      for (const { time, load } of shown) {
        const part = load[name];
        if (part === undefined) isDown = false;
        else if (isDown) c.lineTo(this.x(time), y(part));
        else {
          c.moveTo(this.x(time), y(part));
          isDown = true;
        }
      }
      c.stroke();
    }
    this.marks(c, floor);
  }

  axes(c, width, floor, most, y) {
    const { palette } = this;
    c.strokeStyle = palette.grid;
    c.fillStyle = palette.muted;
    c.lineWidth = 1;
    c.font = '10.5px system-ui, sans-serif';
    c.beginPath();
    const step = most > 1.5 ? 1 : most > 0.6 ? 0.5 : most > 0.25 ? 0.2 : 0.05;
    for (let load = step; load < most; load += step) {
      c.moveTo(0, Math.round(y(load)) + 0.5);
      c.lineTo(width, Math.round(y(load)) + 0.5);
    }
    c.moveTo(0, floor + 0.5);
    c.lineTo(width, floor + 0.5);
    c.stroke();
    for (let load = step; load < most; load += step) c.fillText(`${decimals(100 * load, 0)} %`, 2, y(load) - 2);
    for (let mark = 1; mark < MARKS; mark++) {
      const seconds = (this.span * (MARKS - mark)) / MARKS / 1000;
      const words = seconds < 90 ? `−${decimals(seconds, 0)} s` : `−${decimals(seconds / 60, 1)} min`;
      c.fillText(words, (width * mark) / MARKS - c.measureText(words).width / 2, HEIGHT - 3);
    }
  }

  marks(c, floor) {
    const { palette } = this;
    const colours = { NODES: palette.accent, ZONES: palette.muted, TROUBLE: palette.warn, ALARM: palette.bad };
    for (const { time, sort } of this.events) {
      if (time < this.from) continue;
      const x = Math.round(this.x(time)) + 0.5;
      c.strokeStyle = colours[sort];
      c.fillStyle = colours[sort];
      c.globalAlpha = 0.55;
      c.beginPath();
      c.moveTo(x, 8);
      c.lineTo(x, floor);
      c.stroke();
      c.globalAlpha = 1;
      c.fillText(SIGNS[sort], x - c.measureText(SIGNS[sort]).width / 2, 9);
    }
    if (this.pointed) {
      const x = Math.round(this.x(this.pointed.time)) + 0.5;
      c.strokeStyle = palette.ink;
      c.beginPath();
      c.moveTo(x, 0);
      c.lineTo(x, floor);
      c.stroke();
    }
  }
}
