// A player's client: one session over any number of streams, as game.proto says it, whatever carries them.
import { ENCODING, View } from './view.js';

/** Reasons of a Goodbye after which no other stream will do. */
const FINAL = new Set(['LEFT', 'TAKEN_OVER', 'REFUSED', 'UNAUTHENTICATED', 'SESSION_ENDED']);

const RETRY_MILLIS = 250;
const LONGEST_RETRY_MILLIS = 4000;
const PING_MILLIS = 1000;
const SILENCE_MILLIS = 2500;

/** After so many updates in a row that cannot be read, no other stream will do. */
const MOST_UNREADABLE = 3;

class Emitter {
  #handlers = new Map();

  on(event, handler) {
    this.#handlers.set(event, [...(this.#handlers.get(event) ?? []), handler]);
    return this;
  }

  emit(event, ...values) {
    for (const handler of this.#handlers.get(event) ?? []) handler(...values);
  }
}

/**
 * Events: welcome (Welcome), update (Update, changes), ack ({number, tick, refusal}), forgotten (number), notice (text),
 * interrupted (error), ended (reason, text).
 */
export class Player extends Emitter {
  /**
   * @param transport how nodes are reached: ask(node) promises {world, schema}, maybe with all nodes; open(node, heard, ended)
   *   begins a stream {write(message), cancel()}, tells messages, and once that it has ended, with an error or undefined,
   *   which is busy if it was refused for want of room only, unwanted if that node never wants this client; close() closes all
   * @param nodes some of the nodes, as host:port
   * @param options name, token (a function that makes one), viewRadius
   */
  constructor(transport, nodes, options = {}) {
    super();
    this.transport = transport;
    if (nodes.length === 0) throw new RangeError('a client needs at least one node, as host:port');
    this.nodes = [...nodes];
    this.name = options.name ?? '';
    this.token = options.token ?? (() => '');
    this.viewRadius = options.viewRadius ?? 0;
    /** What is in view; undefined before the first update. */
    this.view = undefined;
    this.welcome = undefined;
    /** Which of the nodes it is connected to, or was last. */
    this.at = undefined;
    this.open = [];
    this.turn = 0;
    this.attempts = 0;
    this.unreadable = 0;
    this.preferred = [];
  }

  /** Learns what the world is like, from whichever node answers, and begins to join. */
  async join() {
    for (; !this.over && !this.schema; this.turn++) {
      const node = this.nodes[this.turn % this.nodes.length];
      try {
        const { world, schema, nodes = [] } = await this.transport.ask(node);
        this.world = world;
        this.schema = schema;
        this.#know(nodes);
        this.turn--;
      } catch (error) {
        this.emit('interrupted', error);
        await new Promise((resolve) => setTimeout(resolve, RETRY_MILLIS));
      }
    }
    if (this.over) return this;
    this.timer = setInterval(() => this.#watch(), 100);
    this.#connect();
    return this;
  }

  #know(nodes) {
    this.nodes.push(...nodes.filter((node) => !this.nodes.includes(node)));
  }

  #connect() {
    if (this.leaving || this.over || (this.stream && this.successor)) return;
    const node = this.preferred.shift() ?? this.nodes[this.turn++ % this.nodes.length];
    let token;
    try {
      token = this.token();
    } catch (error) {
      this.emit('interrupted', error);
      this.#later();
      return;
    }
    const stream = { view: new View(this.schema, this.world.dimensions), heard: Date.now(), node };
    const join = { token, view_radius: this.viewRadius };
    // An empty name would be a name.
    if (this.name) join.name = this.name;
    if (this.welcome) join.resume_token = this.welcome.resume_token;
    if (this.view) {
      const data = this.view.bringAlong(this.welcome.max_message_bytes / 2);
      stream.view.apply(ENCODING, data);
      join.view = { tick: this.tick, encoding: ENCODING, data };
    }
    stream.call = this.transport.open(
      node,
      (message) => this.#heard(stream, message),
      (error) => this.#ended(stream, error),
    );
    if (this.stream) this.successor = stream;
    else this.stream = stream;
    stream.call.write({ join });
  }

  /** Asks nodes that are silent whether they are there, and gives them up in the end. */
  #watch() {
    for (const stream of [this.successor, this.stream]) {
      const silence = stream ? Date.now() - stream.heard : 0;
      if (silence > SILENCE_MILLIS) {
        stream.call.cancel();
        this.#ended(stream, new Error('nothing has come for seconds'));
      } else if (silence > PING_MILLIS && !stream.pinged) {
        stream.pinged = true;
        stream.call.write({ ping: { token: '1' } });
      }
    }
  }

  #heard(stream, message) {
    stream.heard = Date.now();
    stream.pinged = false;
    if (message.goodbye) stream.goodbye = message.goodbye;
    if (stream === this.successor && message.welcome) {
      this.stream.call.cancel();
      this.stream = stream;
      this.successor = undefined;
    }
    if (stream !== this.stream || this.over) return;
    if (message.welcome) this.#welcomed(message.welcome);
    else if (message.update) this.#updated(stream, message.update);
    else if (message.ack) this.#acknowledged(message.ack);
    else if (message.notice) this.emit('notice', message.notice.text);
    else if (message.relocate) {
      this.relocating = true;
      this.preferred = [...message.relocate.nodes];
      this.#know(this.preferred);
      this.#connect();
    }
  }

  #welcomed(welcome) {
    this.welcome = welcome;
    this.at = this.stream.node;
    this.attempts = 0;
    this.relocating = false;
    this.preferred = [];
    const last = BigInt(welcome.last_command);
    const done = this.open.filter((command) => command.number <= last);
    this.open = this.open.filter((command) => command.number > last);
    const forgotten = welcome.resumed ? [] : done;
    if (!welcome.resumed && this.open.length > 0 && this.open[0].number !== last + 1n) {
      forgotten.push(...this.open);
      this.open = [];
    }
    if (this.open.length === 0) this.lastNumber = last;
    this.open.forEach((command) => this.#send(command));
    this.inSession = true;
    if (this.leaving) this.stream.call.write({ leave: {} });
    this.emit('welcome', welcome);
    if (welcome.resumed) done.forEach(({ number }) => this.emit('ack', { number, tick: -1n, refusal: '' }));
    forgotten.forEach(({ number }) => this.emit('forgotten', number));
  }

  #updated(stream, update) {
    let changes;
    try {
      changes = stream.view.apply(update.encoding, update.data);
    } catch (error) {
      this.view = undefined;
      stream.call.cancel();
      if (++this.unreadable >= MOST_UNREADABLE) this.#end('REASON_UNSPECIFIED', error.message);
      else this.#ended(stream, error);
      return;
    }
    this.unreadable = 0;
    this.view = stream.view;
    this.tick = update.tick;
    this.emit('update', update, changes);
  }

  #acknowledged(ack) {
    const number = BigInt(ack.number);
    if (this.open[0]?.number === number) {
      this.open.shift();
      this.emit('ack', { number, tick: ack.outcome_unknown ? -1n : BigInt(ack.tick), refusal: ack.refusal });
    }
  }

  #ended(stream, error) {
    if (stream === this.successor) {
      this.successor = undefined;
      this.#later();
    }
    if (stream !== this.stream || this.over) return;
    this.inSession = false;
    this.stream = this.successor;
    this.successor = undefined;
    this.relocating = false;
    if (this.stream) {
      this.emit('interrupted', error ?? new Error('a stream took its place'));
      return;
    }
    const { reason = 'REASON_UNSPECIFIED', text = '' } = stream.goodbye ?? {};
    const isBusy = reason === 'REFUSED' && error?.busy;
    if (this.leaving || (FINAL.has(reason) && !isBusy)) {
      this.#end(reason, text);
      return;
    }
    // One that does not want this client at all will not the next time.
    if (error?.unwanted && !stream.goodbye && this.nodes.length > 1) {
      this.nodes = this.nodes.filter((node) => node !== stream.node);
    }
    this.emit('interrupted', error ?? new Error(text));
    this.#later();
  }

  /** Connects again, after a pause that grows, and not together with others. */
  #later() {
    const pause = Math.min(LONGEST_RETRY_MILLIS, RETRY_MILLIS * 2 ** Math.floor(this.attempts / 2));
    const jitter = this.attempts++ < 2 ? 1 : 0.75 + Math.random() / 2;
    clearTimeout(this.retry);
    this.retry = setTimeout(() => {
      if (!this.stream || this.relocating) this.#connect();
    }, pause * jitter);
  }

  #end(reason, text) {
    this.over = true;
    clearInterval(this.timer);
    clearTimeout(this.retry);
    this.transport.close();
    this.emit('ended', reason, text);
  }

  #send({ number, payload }) {
    this.stream.call.write({ command: { number: number.toString(), payload } });
  }

  /** Sends a command, which is consumed once; its number, a BigInt, or undefined if too many are open. */
  command(payload) {
    if (!this.welcome || this.leaving || this.over || this.open.length >= this.welcome.max_outstanding_commands) return undefined;
    if (typeof payload === 'string') throw new TypeError('a command is bytes, not text');
    const most = this.welcome.max_message_bytes - 32;
    if (payload.length > most) throw new RangeError(`a command of ${payload.length} bytes; this server takes ${most}`);
    const command = { number: ++this.lastNumber, payload: Uint8Array.from(payload) };
    this.open.push(command);
    if (this.inSession) this.#send(command);
    return command.number;
  }

  /** The player's avatar, if it is in view. */
  self() {
    return this.view?.entities.get(BigInt(this.welcome.avatar_id));
  }

  /** Where an entity is, in the game's unit. */
  place(entity) {
    return entity.position.map((quanta, axis) => this.world.min[axis] + quanta * this.world.quantum);
  }

  /** Says goodbye: the avatar is parked once the open commands are consumed. */
  leave() {
    if (this.leaving || this.over) return;
    this.leaving = true;
    if (!this.stream) this.#end('LEFT', 'left without a connection');
    else if (this.inSession) this.stream.call.write({ leave: {} });
  }
}
