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
