// Going back: shows the world as it was at any tick that the node keeps, and where an entity has been.

import { byId, count, decimals, text } from './dom.js';
import { readFrame } from './frame.js';
import { Playback } from './playback.js';

const PLAY_MILLIS = 100;
const RANGE_MILLIS = 2000;

export class Rewind {
  /** `on` has shown(active): the map is to be drawn anew. `tickRate` is set once it is known. */
  constructor(on) {
    this.on = on;
    this.playback = new Playback();
    this.active = false;
    this.tickRate = 20;
    this.range = { oldest: 0, newest: 0 };
    this.slider = byId('rewind-tick');
    this.slider.addEventListener('input', () => {
      this.play(false);
      this.show(Number(this.slider.value));
    });
    byId('rewind-open').addEventListener('click', () => (this.active ? this.close() : this.open()));
    byId('rewind-live').addEventListener('click', () => this.close());
    byId('rewind-play').addEventListener('click', () => this.play(!this.playing));
    setInterval(() => this.active && this.ask(), RANGE_MILLIS);
    setInterval(() => this.playing && this.forward(), PLAY_MILLIS);
  }

  /** Shows a tick, or the newest. */
  async open(tick) {
    if (!await this.ask()) return;
    this.active = true;
    document.body.dataset.mode = 'past';
    byId('rewind').hidden = false;
    byId('rewind-open').setAttribute('aria-pressed', 'true');
    this.slider.focus();
    await this.show(Math.max(this.range.oldest, Math.min(this.range.newest, tick ?? this.range.newest)));
  }

  close() {
    this.active = false;
    this.tick = undefined;
    this.play(false);
    this.playback.clear();
    delete document.body.dataset.mode;
    byId('rewind').hidden = true;
    byId('rewind-open').setAttribute('aria-pressed', 'false');
    this.on.shown(false);
  }

  play(on) {
    this.playing = on;
    byId('rewind-play').textContent = on ? 'Stop' : 'Play';
  }

  forward() {
    const next = this.tick + Math.max(1, Math.round((this.tickRate * PLAY_MILLIS) / 1000));
    if (next > this.range.newest) this.play(false);
    else if (!this.busy) this.show(next);
  }

  /** Asks which ticks there are; whether there are any. */
  async ask() {
    try {
      const range = await (await fetch('/api/v1/past')).json();
      if (range.error || range.newest < 0) return false;
      this.range = range;
      this.slider.min = String(range.oldest);
      this.slider.max = String(range.newest);
      this.tell();
      return true;
    } catch {
      return false;
    }
  }

  /** Shows a tick; while the node is asked, the last of several wishes counts. */
  async show(tick) {
    this.wanted = tick;
    this.tell();
    if (this.busy) return;
    this.busy = true;
    try {
      while (this.active && this.wanted !== this.tick) {
        const asked = this.wanted;
        const response = await fetch(`/api/v1/past/${asked}`);
        if (response.ok) this.take(asked, await response.arrayBuffer());
        else await this.missing(response);
      }
      this.problem = '';
    } catch {
      this.problem = 'the node does not answer';
    } finally {
      this.busy = false;
      this.tell();
    }
  }

  take(tick, buffer) {
    if (!this.active) return;
    this.tick = tick;
    this.playback.clear();
    this.playback.push(readFrame(buffer, performance.now()));
    this.playback.advance(0, 1);
    this.on.shown(true);
  }

  async missing(response) {
    const { error } = await response.json();
    await this.ask();
    if (this.wanted < this.range.oldest) this.wanted = this.range.oldest;
    else throw new Error(error.what);
  }

  tell() {
    const tick = this.wanted ?? this.range.newest;
    this.slider.value = String(tick);
    const ago = (this.range.newest - tick) / this.tickRate;
    const words = this.problem || `tick ${count(tick)}, ${decimals(ago, 1)} s ago`;
    this.slider.setAttribute('aria-valuetext', words);
    text('rewind-text', words);
  }
}
