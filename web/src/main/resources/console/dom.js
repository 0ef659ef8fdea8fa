// Small helpers around the page's elements and numbers.

export const byId = (id) => document.getElementById(id);

/** An element with properties, attributes in `data`, and children (texts or elements). */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  const { data, swatch, ...rest } = properties;
  Object.assign(element, rest);
  if (data) Object.assign(element.dataset, data);
  if (swatch) element.style.setProperty('--swatch', swatch);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/**
 * Shows one element per item and keeps those that are there, so that what has the focus keeps it, and a press ends where it
 * began. `make(item)` gives an element and what updates it.
 */
export function keyed(parent, items, key, make) {
  parent.kept ??= new Map();
  const now = new Map();
  for (const item of items) {
    const id = key(item);
    const one = parent.kept.get(id) ?? make(item);
    one.update(item);
    now.set(id, one);
  }
  parent.kept = now;
  const elements = [...now.values()].map(({ element }) => element);
  if (elements.length !== parent.children.length || elements.some((element, i) => parent.children[i] !== element)) {
    parent.replaceChildren(...elements);
  }
}

/** A button that does something. */
export function button(words, run, properties = {}) {
  const element = el('button', { type: 'button', ...properties }, words);
  element.addEventListener('click', (e) => {
    e.stopPropagation();
    run();
  });
  return element;
}

export const swatch = (colour, dot) => el('span', { className: dot ? 'swatch dot' : 'swatch', swatch: colour });

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
export const count = (value) => whole.format(value);

export function text(id, value) {
  const element = byId(id);
  if (element.textContent !== value) element.textContent = value;
}

export function bytes(value) {
  return value < 1000 ? `${value} B` : value < 1e6 ? `${(value / 1000).toFixed(value < 1e4 ? 1 : 0)} kB` : `${(value / 1e6).toFixed(1)} MB`;
}

export function micros(value) {
  return value < 1000 ? `${value} µs` : `${(value / 1000).toFixed(value < 1e4 ? 1 : 0)} ms`;
}

export const decimals = (value, digits) => Number(value).toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
