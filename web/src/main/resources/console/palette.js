// Colours by owner and by kind, from the style sheet, so that light and dark have their own. A node keeps its colour.

const COLOURS = 8;
const LOADS = 5;
const natural = new Intl.Collator('en', { numeric: true });

export class Palette {
  constructor() {
    this.places = new Map();
    this.version = 0;
    this.read();
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.read());
  }

  read() {
    const style = getComputedStyle(document.documentElement);
    const get = (name) => style.getPropertyValue(name).trim();
    this.owners = Array.from({ length: COLOURS }, (_, i) => get(`--owner-${i}`));
    this.kinds = Array.from({ length: COLOURS }, (_, i) => get(`--kind-${i}`));
    this.none = get('--owner-none');
    for (const name of ['map', 'outside', 'grid', 'label', 'ink', 'card', 'accent', 'muted', 'warn', 'bad']) this[name] = get(`--${name}`);
    this.loads = Array.from({ length: LOADS }, (_, i) => get(`--load-${i}`));
    this.zoneFill = Number(get('--zone-fill'));
    this.version++;
  }

  /** Gives colours to the nodes that have none yet, in the order of their names. */
  learn(names) {
    const fresh = [...new Set(names)].filter((name) => name && !this.places.has(name)).sort(natural.compare);
    for (const name of fresh) this.places.set(name, this.places.size % COLOURS);
    if (fresh.length) this.version++;
  }

  get nodes() {
    return [...this.places.keys()].sort(natural.compare);
  }

  owner(name) {
    const place = this.places.get(name);
    return place === undefined ? this.none : this.owners[place];
  }

  /** Of a part, 0 to 1, of the most that any zone takes. */
  load(part) {
    return this.loads[Math.max(0, Math.min(LOADS - 1, Math.floor(part * LOADS)))];
  }

  kind(index) {
    return this.kinds[index % COLOURS];
  }
}
