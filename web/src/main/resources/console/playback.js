// Plays the frames back a little late, so that there are always two to move between: positions are interpolated, whatever
// the jitter of the network. Every entity of the newer frame is shown; one that the older frame lacks appears in place.

import { matchRows } from './frame.js';

const KEPT = 8;
const SNAP_SECONDS = 1.5;

export class Playback {
  constructor() {
    this.frames = [];
    this.playTick = 0;
    this.tickRate = 20;
    this.rows = new Int32Array(0);
    this.x = new Float32Array(0);
    this.y = new Float32Array(0);
    this.segment = null;
    this.interval = 2;
    this.segments = 0;
  }

  clear() {
    this.frames = [];
    this.segment = null;
  }

  push(frame) {
    const last = this.frames[this.frames.length - 1];
    if (last && frame.tick <= last.tick) this.clear();
    if (last && frame.tick > last.tick) this.interval += (Math.min(frame.tick - last.tick, 10) - this.interval) / 8;
    this.frames.push(frame);
    if (this.frames.length > KEPT) this.frames.shift();
    if (this.frames.length === 1) this.playTick = frame.tick;
  }

  get newest() {
    return this.frames[this.frames.length - 1] || null;
  }

  /** Moves on by `seconds`; returns whether anything has moved. */
  advance(seconds, speed) {
    const newest = this.newest;
    if (!newest) return false;
    const before = this.playTick;
    const wanted = newest.tick - 1.25 * this.interval;
    const late = wanted - this.playTick;
    if (Math.abs(late) > SNAP_SECONDS * this.tickRate) this.playTick = wanted;
    else {
      // Real time, a little faster or slower so as to stay the wanted distance behind.
      const rate = this.tickRate * Math.max(0.05, Math.min(1.2, speed || 1));
      this.playTick += seconds * rate * Math.max(0, Math.min(2.5, 1 + late / this.interval / 3));
    }
    this.playTick = Math.max(this.frames[0].tick, Math.min(newest.tick, this.playTick));
    // A world that stands still is shown as of its last tick.
    if (performance.now() - newest.receivedAt > 600) this.playTick = Math.min(newest.tick, this.playTick + seconds * this.tickRate);
    const changed = this.choose();
    if (changed || this.playTick !== before) {
      this.interpolate();
      return true;
    }
    return false;
  }

  /** Chooses the two frames around the play tick. */
  choose() {
    let at = this.frames.length - 1;
    while (at > 0 && this.frames[at - 1].tick >= this.playTick) at--;
    const to = this.frames[at];
    const from = at > 0 ? this.frames[at - 1] : to;
    if (this.segment && this.segment.to === to && this.segment.from === from) return false;
    if (this.rows.length < to.count) {
      const capacity = to.count + (to.count >> 2) + 64;
      this.rows = new Int32Array(capacity);
      this.x = new Float32Array(capacity);
      this.y = new Float32Array(capacity);
    }
    matchRows(from, to, this.rows);
    this.segment = { from, to };
    this.segments++;
    return true;
  }

  interpolate() {
    const { from, to } = this.segment;
    const span = to.tick - from.tick;
    const part = span > 0 ? Math.max(0, Math.min(1, (this.playTick - from.tick) / span)) : 1;
    for (let i = 0; i < to.count; i++) {
      const row = this.rows[i];
      const x = to.x[i];
      const y = to.y[i];
      this.x[i] = row < 0 ? x : from.x[row] + (x - from.x[row]) * part;
      this.y[i] = row < 0 ? y : from.y[row] + (y - from.y[row]) * part;
    }
  }
}
