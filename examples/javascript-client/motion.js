// Where things are between updates: others are interpolated, a little late; one's own avatar is predicted. As WorldClock,
// Interpolation and Prediction of the client library in Java have it. Times are in milliseconds, places in quanta.

/** Updates that the clock looks back upon. */
const WINDOW = 32;

/** An update that is later than that: the world has stood still, and goes on. */
const STANDSTILL_MILLIS = 500;

const LONGEST_LEAD_MILLIS = 2000;
const SMOOTHING = 0.1;

/** Places that are kept of an entity. */
const KEPT = 8;

/** How many ticks late others are drawn: one may be late, and motion goes on. */
const DELAY_TICKS = 2;

/** Further ahead nothing is predicted: then the world stands, or is out of reach. */
const MOST_AHEAD = 64;

/** Which tick of the world is shown, or felt, at a moment. The earliest of late updates show the world's pace best. */
export class Clock {
  #tickMillis;
  #origins = [];
  #lastTick = 0;
  #lead = 0;

  constructor(tickRate) {
    this.#tickMillis = 1000 / tickRate;
  }

  /** An update of a tick has come. */
  updated(tick, now) {
    const origin = now - tick * this.#tickMillis;
    const isBack = tick < this.#lastTick - WINDOW;
    if (this.#origins.length > 0 && (isBack || origin - Math.min(...this.#origins) > STANDSTILL_MILLIS)) this.#origins = [];
    this.#lastTick = tick;
    this.#origins.push(origin);
    if (this.#origins.length > WINDOW) this.#origins.shift();
  }

  /** A command that was sent at one time was consumed by a tick. */
  acknowledged(sent, tick) {
    if (tick < 0 || this.#origins.length === 0) return;
    const lead = tick - this.newest(sent);
    // One that was sent again in another stream shows how long that took.
    if (lead <= LONGEST_LEAD_MILLIS / this.#tickMillis) this.#lead += (lead - this.#lead) * (this.#lead === 0 ? 1 : SMOOTHING);
  }

  /** The newest tick that can have come by then, with the part of the next one; 0 at first. */
  newest(now) {
    return this.#origins.length === 0 ? 0 : Math.max(0, (now - Math.min(...this.#origins)) / this.#tickMillis);
  }

  /** The tick that is likely to consume a command that is sent then, with a part of the next one. */
  consuming(now) {
    return this.newest(now) + Math.max(1, this.#lead);
  }
}

/** Where entities were in the last ticks, to be drawn straight on from one to the next. */
export class Trails {
  #farthest;
  #trails = new Map();
  #last = -1;

  /** @param farthest what goes farther than that in a tick jumps */
  constructor(farthest) {
    this.#farthest = farthest;
  }

  /** @param places iterable of [key, coordinates] of all that is there at a tick */
  updated(tick, places) {
    // Another gateway, or another world: what was shown before does not lead here.
    if (tick <= this.#last) this.#trails.clear();
    this.#last = tick;
    for (const [key, place] of places) {
      let trail = this.#trails.get(key);
      if (!trail) this.#trails.set(key, (trail = []));
      trail.push({ tick, place: [...place] });
      if (trail.length > KEPT) trail.shift();
    }
    for (const [key, trail] of this.#trails) {
      if (trail[trail.length - 1].tick < tick) this.#trails.delete(key);
    }
  }

  /**
   * Where to draw something; undefined if it is not there.
   *
   * @param newest the newest tick that can be here, as the clock tells
   */
  place(key, newest) {
    const trail = this.#trails.get(key);
    if (!trail) return undefined;
    const shown = newest - DELAY_TICKS;
    let after = trail[trail.length - 1];
    for (let i = trail.length - 2; i >= 0 && after.tick > shown; i--) {
      const before = trail[i];
      if (before.tick <= shown) return this.#between(before, after, shown);
      after = before;
    }
    return after.place;
  }

  #between(before, after, shown) {
    const ticks = after.tick - before.tick;
    const part = (shown - before.tick) / ticks;
    const way = after.place.map((x, axis) => x - before.place[axis]);
    if (Math.hypot(...way) > this.#farthest * ticks) return before.place;
    return before.place.map((x, axis) => x + part * way[axis]);
  }
}

/**
 * The avatar as it will be once the world has consumed what the player has done: the state of the last update, with the
 * open commands and the ticks until then done to it again.
 */
export class Prediction {
  #model;
  #open = [];
  #state;
  #tick;

  /** @param model {command(state, payload), tick(state)}: the state after a command, and the one a tick later */
  constructor(model, tick, state) {
    this.#model = model;
    this.#tick = tick;
    this.#state = state;
  }

  /** A command was sent; a tick is likely to consume it. */
  sent(number, payload, likelyTick) {
    const after = this.#open.length === 0 ? likelyTick : Math.max(likelyTick, this.#open[this.#open.length - 1].tick);
    this.#open.push({ number, payload, tick: after, consumed: false });
  }

  /** A tick has consumed a command; -1 if it is not known which: then it counts until the next update. */
  acknowledged(number, tick) {
    for (const sent of this.#open) {
      if (sent.number === number) {
        sent.consumed = true;
        sent.tick = tick >= 0 ? tick : this.#tick + 1;
      }
    }
    this.#forgetConsumed();
  }

  #forgetConsumed() {
    this.#open = this.#open.filter((sent) => !sent.consumed || sent.tick > this.#tick);
  }

  /** The world has this state at a tick. */
  updated(tick, state) {
    this.#tick = tick;
    this.#state = state;
    this.#forgetConsumed();
    // What has not come in time for the ticks until now comes later.
    for (const sent of this.#open) sent.tick = Math.max(sent.tick, tick + 1);
  }

  /** The state as it will be at a tick, in all likelihood; not far ahead if no updates come. */
  at(then) {
    let state = this.#state;
    let next = 0;
    const last = Math.min(then, this.#tick + MOST_AHEAD);
    for (let t = this.#tick + 1; t <= last; t++) {
      for (; next < this.#open.length && this.#open[next].tick <= t; next++) {
        state = this.#model.command(state, this.#open[next].payload);
      }
      state = this.#model.tick(state);
    }
    return state;
  }
}

/** What a player is to see at a moment: listens to a Player, and sends its commands. */
export class Motion {
  #player;
  #model;
  #clock;
  #trails;
  #prediction;
  #sent = new Map();

  /**
   * @param player of player.js, that has not joined yet
   * @param model of Prediction; also read(entity, tick): the state of the avatar in view
   */
  constructor(player, model) {
    this.#player = player;
    this.#model = model;
    player.on('welcome', () => this.#welcomed());
    player.on('update', (update) => this.#updated(update));
    player.on('ack', ({ number, tick }) => this.#acknowledged(number, Number(tick)));
    player.on('forgotten', (number) => this.#acknowledged(number, -1));
  }

  #welcomed() {
    const { world } = this.#player;
    this.#clock ??= new Clock(world.tick_rate);
    this.#trails ??= new Trails(world.max_step / world.quantum);
  }

  #updated(update) {
    const tick = Number(update.tick);
    const { view } = this.#player;
    this.#clock.updated(tick, performance.now());
    const places = [...view.entities.values()].map((entity) => [entity.id, entity.position]);
    if (update.eye?.length > 0) places.push(['eye', update.eye]);
    this.#trails.updated(tick, places);
    const self = this.#player.self();
    if (!self) {
      // On a long way: where it was leads to nothing, and its commands are refused.
      this.#prediction = undefined;
      return;
    }
    const state = this.#model.read(self, tick);
    if (this.#prediction) this.#prediction.updated(tick, state);
    else this.#prediction = new Prediction(this.#model, tick, state);
  }

  #acknowledged(number, tick) {
    const sent = this.#sent.get(number);
    this.#sent.delete(number);
    if (sent !== undefined) this.#clock?.acknowledged(sent, tick);
    this.#prediction?.acknowledged(number, tick);
  }

  /** Sends a command, which is felt at once; its number, or undefined if too many are open. */
  command(payload) {
    const number = this.#player.command(payload);
    if (number !== undefined) {
      const now = performance.now();
      this.#sent.set(number, now);
      this.#prediction?.sent(number, payload, Math.ceil(this.#clock.consuming(now)));
    }
    return number;
  }

  /** Where to draw an entity, in quanta; undefined if it is not in view. */
  place(id) {
    return this.#trails?.place(id, this.#clock.newest(performance.now()));
  }

  /** Where the view is from while the avatar is on a long way, in quanta; undefined else. */
  eye() {
    return this.place('eye');
  }

  /**
   * The avatar's state as the player feels it, as two states and a number from 0 to 1 that says how far it is from the
   * first to the second; undefined while it is not in view.
   */
  self() {
    if (!this.#prediction) return undefined;
    const then = this.#clock.consuming(performance.now());
    const first = Math.floor(then);
    return { from: this.#prediction.at(first), to: this.#prediction.at(first + 1), part: then - first };
  }
}
