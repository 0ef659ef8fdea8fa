// Players' ships: they do what their players command, turn at the edge of the world, loot wrecks they come near, and
// when their health is gone they are lost for a while, which is a state of the ship.
import { PI, cos, sin } from '../lib/math.js';
import { fire } from './gun.js';
import { Mail } from './mail.js';
import { CREW_NONE, FULL_HEALTH, place } from './sea.js';
import { decode } from './ship-command.js';
import { isTurn, nearest } from './sight.js';
import { putWreck } from './wreck.js';

/** Gold that a new ship gets: the only gold that is ever made. */
const START_GOLD = 100;

/** Ticks that a lost ship waits for its next launch. */
const LOST_TICKS = 100;

/** Speed at full thrust, in units per tick. */
const FULL_SPEED = 0.4;

const RELOAD_TICKS = 5;
const TRADE_RANGE = 9;
const LOOT_RANGE = 6;

/** Ticks between two attempts to loot. */
const LOOT_EVERY = 4;

/** Ticks in which the crew repairs one point of health. */
const REPAIR_EVERY = 20;

const TO_RADIANS = PI / 128;

export function tickShips(step, sea, waters) {
  new Ships(step, sea, waters).run();
}

class Ships {
  constructor(step, sea, waters) {
    this.step = step;
    this.sea = sea;
    this.waters = waters;
  }

  run() {
    const { step, sea } = this;
    while (step.next()) {
      this.#read();
      if (this.health <= 0 && step.tick >= step.number(sea.SHIP_LAUNCH)) this.#launch();
      this.#receive();
      this.#obey();
      if (this.health > 0) {
        this.#sail();
        this.#loot();
        this.#repair();
      }
      this.#write();
    }
  }

  #read() {
    const { step, sea } = this;
    this.health = step.number(sea.SHIP_HEALTH);
    this.gold = step.number(sea.SHIP_GOLD);
    this.vx = step.number(sea.SHIP_VX);
    this.vy = step.number(sea.SHIP_VY);
    this.vz = step.number(sea.SHIP_VZ);
    this.heading = step.number(sea.SHIP_HEADING);
    this.pitch = step.number(sea.SHIP_PITCH);
    this.loaded = step.number(sea.SHIP_LOADED);
  }

  #write() {
    const { step, sea } = this;
    step.set(sea.SHIP_HEALTH, this.health);
    step.set(sea.SHIP_GOLD, this.gold);
    step.set(sea.SHIP_VX, this.vx);
    step.set(sea.SHIP_VY, this.vy);
    step.set(sea.SHIP_VZ, this.vz);
    step.set(sea.SHIP_HEADING, this.heading);
    step.set(sea.SHIP_PITCH, this.pitch);
    step.set(sea.SHIP_LOADED, this.loaded);
  }

  #launch() {
    const { step, sea } = this;
    const launches = step.number(sea.SHIP_LAUNCHES) + 1;
    const minted = launches === 1 ? START_GOLD : 0;
    if (minted > 0) step.source(sea.GOLD, minted);
    this.gold += minted;
    this.health = FULL_HEALTH;
    step.set(sea.SHIP_LAUNCHES, launches);
    step.emit(sea.LAUNCH, launches, minted);
  }

  #receive() {
    const { step, sea } = this;
    const mail = Mail.read(step, sea);
    this.gold += mail.gold;
    if (mail.cargo > 0) step.set(sea.SHIP_CARGO, step.number(sea.SHIP_CARGO) + mail.cargo);
    if (this.health > 0 && mail.damage > 0) {
      this.health = Math.max(0, this.health - mail.damage);
      if (this.health === 0) this.#sink();
    }
  }

  /** Half of the gold floats away in a chest. */
  #sink() {
    const { step, sea } = this;
    const spilled = Math.trunc(this.gold / 2);
    if (spilled > 0) putWreck(step, sea, step.x, step.y, step.z, CREW_NONE, spilled);
    this.gold -= spilled;
    this.vx = 0;
    this.vy = 0;
    this.vz = 0;
    step.emit(sea.EXPLOSION, CREW_NONE, spilled);
    step.set(sea.SHIP_LAUNCH, step.tick + LOST_TICKS);
  }

  #obey() {
    const { step, sea } = this;
    const count = step.commands;
    for (let i = 0; i < count; i++) {
      const command = step.command(i);
      const wanted = decode(command.payload);
      if (wanted.type === 'INVALID') command.refuse(wanted.problem);
      else if (wanted.type === 'STEER') this.#steer(command, wanted);
      else if (wanted.type === 'SHOOT') this.#shoot(command);
      else if (wanted.type === 'TRADE') this.#trade(command, wanted.amount);
    }
    if (count > 0) step.set(sea.SHIP_COMMANDS, step.number(sea.SHIP_COMMANDS) + count);
  }

  #isLost(command) {
    if (this.health <= 0) command.refuse('the ship is lost');
    return this.health <= 0;
  }

  #steer(command, wanted) {
    if (this.#isLost(command)) return;
    this.heading = wanted.heading;
    this.pitch = this.waters.deep ? wanted.pitch : 0;
    const speed = (FULL_SPEED * wanted.thrust) / 255;
    this.vx = speed * this.#bowX();
    this.vy = speed * this.#bowY();
    this.vz = speed * this.#bowZ();
  }

  #bowX() {
    return cos(this.heading * TO_RADIANS) * cos(this.pitch * TO_RADIANS);
  }

  #bowY() {
    return sin(this.heading * TO_RADIANS) * cos(this.pitch * TO_RADIANS);
  }

  #bowZ() {
    return sin(this.pitch * TO_RADIANS);
  }

  #shoot(command) {
    const { step, sea } = this;
    if (this.#isLost(command)) return;
    if (step.tick < this.loaded) {
      command.refuse('the gun is being loaded');
      return;
    }
    this.loaded = step.tick + RELOAD_TICKS;
    fire(step, sea, this.#bowX(), this.#bowY(), this.#bowZ());
  }

  #trade(command, wanted) {
    const { step, sea } = this;
    if (this.#isLost(command)) return;
    if (wanted <= 0n || wanted > this.gold) {
      command.refuse(`cannot pay ${wanted}, the ship has ${this.gold} gold`);
      return;
    }
    const trader = nearest(step, step.neighbours(sea.TRADER, TRADE_RANGE));
    if (trader < 0) {
      command.refuse('no trader is near');
      return;
    }
    // No more than the ship has, which is a Number.
    const amount = Number(wanted);
    this.gold -= amount;
    step.send(trader, sea.PAY, amount);
    step.emit(
      sea.TRADE,
      place(step.x + step.dx(trader)),
      place(step.y + step.dy(trader)),
      place(step.z + step.dz(trader)),
      amount,
    );
  }

  #sail() {
    const { step, waters } = this;
    if (waters.isAshore(0, step.x, this.vx)) {
      this.vx = -this.vx;
      this.heading = (128 - this.heading) & 255;
    }
    if (waters.isAshore(1, step.y, this.vy)) {
      this.vy = -this.vy;
      this.heading = -this.heading & 255;
    }
    if (waters.isAshore(2, step.z, this.vz)) {
      this.vz = -this.vz;
      // Never -0, which is no integer of Java's.
      this.pitch = 0 - this.pitch;
    }
    step.moveTo(step.x + this.vx, step.y + this.vy, step.z + this.vz);
  }

  #loot() {
    const { step, sea } = this;
    if (!isTurn(step, LOOT_EVERY)) return;
    const found = step.neighbours(sea.WRECK, LOOT_RANGE);
    for (let i = 0; i < found; i++) {
      const wreck = step.neighbour(i);
      const there = step.numberOf(sea.WRECK_GOLD, wreck);
      if (there > 0) {
        step.send(wreck, sea.LOOT);
        step.emit(
          sea.LOOTED,
          place(step.x + step.dx(wreck)),
          place(step.y + step.dy(wreck)),
          place(step.z + step.dz(wreck)),
          there,
        );
      }
    }
  }

  #repair() {
    if (this.health < FULL_HEALTH && this.step.tick % REPAIR_EVERY === 0) this.health++;
  }
}
