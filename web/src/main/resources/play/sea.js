// Draws the sea around a place: what swims and sails, what has just happened, and the zones' borders if they are wanted.

const GRID = 10;
const EFFECT_MILLIS = { shot: 180, bite: 250, explosion: 900, hatch: 500, trade: 700, looted: 700, launch: 900, spill: 900 };

/** Places in events are counted so. */
const PLACES_PER_UNIT = 64;

/** How fast what is drawn turns to where it goes, per second. */
const TURNING = 9;

const OWNERS = 8;
const natural = new Intl.Collator('en', { numeric: true });

export class Sea {
  #canvas;
  #context;
  #colours = {};
  #effects = [];
  #directions = new Map();

  /** All nodes that were ever seen: one keeps its colour when another is gone. */
  #owners = [];

  constructor(canvas) {
    this.#canvas = canvas;
    this.#context = canvas.getContext('2d');
    this.#readColours();
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#readColours());
    new ResizeObserver(() => this.#resize()).observe(canvas);
    this.#resize();
  }

  #readColours() {
    const style = getComputedStyle(document.documentElement);
    const names = ['sea', 'wave', 'shore', 'ink', 'muted', 'minnow', 'shark', 'trader', 'wreck', 'other', 'own', 'gold'];
    for (const name of names) this.#colours[name] = style.getPropertyValue(`--${name}`).trim();
    this.#colours.owners = Array.from({ length: OWNERS }, (_, i) => style.getPropertyValue(`--owner-${i}`).trim());
  }

  #resize() {
    const ratio = Math.min(2, devicePixelRatio || 1);
    this.#canvas.width = Math.max(1, Math.round(this.#canvas.clientWidth * ratio));
    this.#canvas.height = Math.max(1, Math.round(this.#canvas.clientHeight * ratio));
  }

  /** Something has happened: an event of an update, with its place in units. */
  happened(event, place) {
    const name = event.kind;
    if (EFFECT_MILLIS[name] && !document.hidden) this.#effects.push({ name, place, args: event.arguments, since: performance.now() });
  }

  /**
   * @param scene {x, y: the middle, radius: units that are to be seen, world, entities: [{id, kind, x, y, heading?, own}],
   *   zones: [{id, owner, min, max}], labels: whether borders are drawn, seconds: since the last time}
   */
  draw(scene) {
    const c = this.#context;
    const { width, height } = this.#canvas;
    const scale = Math.min(width, height) / (2 * scene.radius);
    c.setTransform(1, 0, 0, 1, 0, 0);
    const toX = (x) => width / 2 + (x - scene.x) * scale;
    const toY = (y) => height / 2 + (y - scene.y) * scale;
    this.#water(scene, toX, toY);
    if (scene.labels) this.#zones(scene, toX, toY, scale);
    const seen = new Set();
    for (const entity of scene.entities) {
      seen.add(entity.id);
      this.#entity(entity, toX(entity.x), toY(entity.y), scale, scene.seconds);
    }
    for (const id of this.#directions.keys()) if (!seen.has(id)) this.#directions.delete(id);
    this.#drawEffects(toX, toY, scale);
  }

  /** Water, with lines to see oneself move by, and land around it. */
  #water(scene, toX, toY) {
    const c = this.#context;
    const { width, height } = this.#canvas;
    const { min, max } = scene.world;
    c.fillStyle = this.#colours.shore;
    c.fillRect(0, 0, width, height);
    c.save();
    c.beginPath();
    c.rect(toX(min[0]), toY(min[1]), toX(max[0]) - toX(min[0]), toY(max[1]) - toY(min[1]));
    c.clip();
    c.fillStyle = this.#colours.sea;
    c.fillRect(0, 0, width, height);
    const left = scene.x - (width / Math.min(width, height)) * scene.radius;
    const top = scene.y - (height / Math.min(width, height)) * scene.radius;
    c.strokeStyle = this.#colours.wave;
    c.lineWidth = 1.5;
    c.beginPath();
    for (let x = Math.floor(left / GRID) * GRID; toX(x) < width; x += GRID) {
      c.moveTo(toX(x), 0);
      c.lineTo(toX(x), height);
    }
    for (let y = Math.floor(top / GRID) * GRID; toY(y) < height; y += GRID) {
      c.moveTo(0, toY(y));
      c.lineTo(width, toY(y));
    }
    c.stroke();
    c.restore();
  }

  #zones(scene, toX, toY, scale) {
    const c = this.#context;
    const fresh = new Set(scene.zones.map((zone) => zone.owner).filter((owner) => !this.#owners.includes(owner)));
    this.#owners.push(...[...fresh].sort(natural.compare));
    c.font = `600 ${Math.max(11, scale * 1.3)}px system-ui, sans-serif`;
    for (const zone of scene.zones) {
      const colour = this.#colours.owners[this.#owners.indexOf(zone.owner) % OWNERS];
      const [x, y] = [toX(zone.min[0]), toY(zone.min[1])];
      const [w, h] = [toX(zone.max[0]) - x, toY(zone.max[1]) - y];
      if (x + w < 0 || y + h < 0 || x > this.#canvas.width || y > this.#canvas.height) continue;
      c.globalAlpha = 0.1;
      c.fillStyle = colour;
      c.fillRect(x, y, w, h);
      c.globalAlpha = 1;
      c.strokeStyle = colour;
      c.lineWidth = 2;
      c.strokeRect(x + 1, y + 1, w - 2, h - 2);
      c.fillStyle = colour;
      c.fillText(`zone ${zone.id} at ${zone.owner}`, Math.max(x, 0) + 10, Math.min(y + h, this.#canvas.height) - 12);
    }
  }

  /** Turns towards where it goes, as headings are told of ships only. */
  #direction(entity, seconds) {
    const known = this.#directions.get(entity.id) ?? { x: entity.x, y: entity.y, angle: entity.heading ?? 0 };
    const [dx, dy] = [entity.x - known.x, entity.y - known.y];
    const wanted = entity.heading ?? (dx * dx + dy * dy > 1e-6 ? Math.atan2(dy, dx) : known.angle);
    const turn = Math.atan2(Math.sin(wanted - known.angle), Math.cos(wanted - known.angle));
    known.angle += turn * Math.min(1, TURNING * seconds);
    [known.x, known.y] = [entity.x, entity.y];
    this.#directions.set(entity.id, known);
    return known.angle;
  }

  #entity(entity, x, y, scale, seconds) {
    const c = this.#context;
    const angle = this.#direction(entity, seconds);
    c.save();
    c.translate(x, y);
    c.scale(scale, scale);
    switch (entity.kind) {
      case 'minnow':
        c.rotate(angle);
        this.#fish(0.55, this.#colours.minnow);
        break;
      case 'shark':
        c.rotate(angle);
        this.#fish(1.5, this.#colours.shark);
        break;
      case 'trader':
        c.rotate(angle);
        this.#hull(1.1, this.#colours.trader);
        c.fillStyle = this.#colours.gold;
        c.beginPath();
        c.arc(0, 0, 0.35, 0, 2 * Math.PI);
        c.fill();
        break;
      case 'ship':
        c.rotate(angle);
        c.globalAlpha = entity.lost ? 0.35 : 1;
        this.#hull(1.3, entity.own ? this.#colours.own : this.#colours.other);
        break;
      default:
        c.rotate(0.7);
        c.strokeStyle = this.#colours.wreck;
        c.lineWidth = 0.25;
        c.strokeRect(-0.4, -0.4, 0.8, 0.8);
    }
    c.restore();
  }

  #fish(length, colour) {
    const c = this.#context;
    c.fillStyle = colour;
    c.beginPath();
    c.ellipse(0, 0, length * 0.62, length * 0.24, 0, 0, 2 * Math.PI);
    c.moveTo(-length * 0.5, 0);
    c.lineTo(-length, length * 0.3);
    c.lineTo(-length, -length * 0.3);
    c.fill();
  }

  #hull(length, colour) {
    const c = this.#context;
    c.fillStyle = colour;
    c.beginPath();
    c.moveTo(length, 0);
    c.quadraticCurveTo(length * 0.2, length * 0.62, -length * 0.8, length * 0.42);
    c.lineTo(-length * 0.8, -length * 0.42);
    c.quadraticCurveTo(length * 0.2, -length * 0.62, length, 0);
    c.fill();
    c.strokeStyle = this.#colours.ink;
    c.lineWidth = 0.08;
    c.stroke();
  }

  #drawEffects(toX, toY, scale) {
    const c = this.#context;
    const now = performance.now();
    this.#effects = this.#effects.filter((effect) => now - effect.since < EFFECT_MILLIS[effect.name]);
    for (const { name, place, args, since } of this.#effects) {
      const age = (now - since) / EFFECT_MILLIS[name];
      const [x, y] = [toX(place[0]), toY(place[1])];
      c.globalAlpha = 1 - age;
      if (name === 'shot' || name === 'bite' || name === 'trade' || name === 'looted') {
        c.strokeStyle = name === 'shot' || name === 'bite' ? this.#colours.own : this.#colours.gold;
        c.lineWidth = name === 'shot' ? 3 : 2;
        c.beginPath();
        c.moveTo(x, y);
        c.lineTo(toX(Number(args[0]) / PLACES_PER_UNIT), toY(Number(args[1]) / PLACES_PER_UNIT));
        c.stroke();
      } else {
        c.strokeStyle = name === 'explosion' ? this.#colours.own : this.#colours.gold;
        c.lineWidth = 3;
        c.beginPath();
        c.arc(x, y, (0.4 + 2.6 * age) * scale, 0, 2 * Math.PI);
        c.stroke();
      }
    }
    c.globalAlpha = 1;
  }
}
