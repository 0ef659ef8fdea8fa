// Compares lib/math.js and lib/hash.js with Java's test vectors, bit by bit.
import { readFileSync } from 'node:fs';
import * as hashes from './lib/hash.js';
import * as math from './lib/math.js';

const VECTORS = new URL('../../compute/src/test/resources/io/zonescaler/math/vectors.tsv', import.meta.url);
const MOST_SHOWN = 10;
const bits = new BigInt64Array(1);
const reals = new Float64Array(bits.buffer);
const counts = new Map();
let differences = 0;

function realOf(text) {
  bits[0] = BigInt.asIntN(64, BigInt(`0x${text}`));
  return reals[0];
}

function bitsOf(real) {
  reals[0] = real;
  return bits[0];
}

function apply(name, args) {
  const numbers = args.map((text) => BigInt.asIntN(64, BigInt(`0x${text}`)));
  switch (name) {
    case 'mix64':
      return hashes.mix64(numbers[0]);
    case 'hash':
      return hashes.hash(...numbers);
    case 'unit':
      return bitsOf(hashes.unit(numbers[0]));
    case 'bounded':
      return BigInt(hashes.bounded(numbers[0], Number(numbers[1])));
    default:
      return bitsOf(math[name](...args.map(realOf)));
  }
}

function compare(what, group, found, asked) {
  counts.set(group, (counts.get(group) ?? 0) + 1);
  if (BigInt.asUintN(64, found) === BigInt.asUintN(64, asked)) return;
  if (++differences <= MOST_SHOWN) console.error(`${what}: found ${BigInt.asUintN(64, found).toString(16)}`);
}

for (const line of readFileSync(VECTORS, 'utf8').split('\n')) {
  if (!line || line.startsWith('#')) continue;
  const [name, ...columns] = line.split('\t');
  compare(line, name, apply(name, columns.slice(0, -1)), BigInt(`0x${columns.at(-1)}`));
}

// The published SplitMix64 sequence of seed 1234567, and the edges of unit and bounded.
const GAMMA = 0x9e3779b97f4a7c15n;
[
  6457827717110365317n,
  3203168211198807973n,
  9817491932198370423n,
  4593380528125082431n,
  16408922859458223821n,
].forEach((asked, n) => compare(`SplitMix64 ${n}`, 'published', hashes.mix64(1234567n + BigInt(n + 1) * GAMMA), asked));
compare('unit(0)', 'published', bitsOf(hashes.unit(0n)), bitsOf(0));
compare('unit(-1)', 'published', bitsOf(hashes.unit(-1n)), bitsOf(1 - 2 ** -53));
compare('bounded(-1)', 'published', BigInt(hashes.bounded(-1n, 0x7fffffff)), 0x7ffffffen);
compare('bounded(0)', 'published', BigInt(hashes.bounded(0n, 0x7fffffff)), 0n);

// Against the definition, in BigInts, and with Numbers for small arguments.
const wrap = (x) => BigInt.asUintN(64, x);
function plainMix(x) {
  let z = wrap((x ^ (x >> 30n)) * 0xbf58476d1ce4e5b9n);
  z = wrap((z ^ (z >> 27n)) * 0x94d049bb133111ebn);
  return z ^ (z >> 31n);
}
const plainHash = (...values) => values.reduce((s, v) => plainMix(wrap((s ^ wrap(v)) + GAMMA)), BigInt(values.length));
const SMALL = [0, 1, -1, 2 ** 31, -(2 ** 31), 2 ** 32, 2 ** 32 - 1, 2 ** 53 - 1, 1 - 2 ** 53, -(2 ** 32), 12345678901];
let value = 42n;
for (let i = 0; i < 2000; i++) {
  value = plainMix(wrap(value + GAMMA));
  const small = SMALL[i % SMALL.length];
  const bound = Number(value & 0x7ffffffen) + 1;
  compare(`mix64(${value})`, 'definition', hashes.mix64(value), plainMix(value));
  const hashed = plainHash(value, BigInt(small), BigInt(i));
  compare(`hash(${value}, ${small}, ${i})`, 'definition', hashes.hash(value, small, i), hashed);
  const upper = (plainMix(value) * BigInt(bound)) >> 64n;
  const found = BigInt(hashes.bounded(hashes.mix64(value), bound));
  compare(`bounded(mix64(${value}), ${bound})`, 'definition', found, upper);
  const exact = Number(value >> 11n) * 2 ** -53;
  compare(`unit(${value})`, 'definition', bitsOf(hashes.unit(value)), bitsOf(exact));
}

console.log([...counts].map(([name, count]) => `${name} ${count}`).join(', '));
console.log(differences === 0 ? 'all bits are the same' : `${differences} differences`);
process.exit(differences === 0 ? 0 : 1);
