// io.zonescaler.math.StableHash in JavaScript: the same 64-bit hashes as Java's. Arguments are BigInts (64 bits count)
// or safe integers; hashes are signed BigInts.
//
// Inside, 64 bits are two words of 32 bits in module variables: a BigInt for every step would cost ten times as much.

const TWO_32 = 4294967296;
const UNIT = 1.1102230246251565e-16; // 2^-53
const GAMMA_HIGH = 0x9e3779b9 | 0;
const GAMMA_LOW = 0x7f4a7c15;

let high = 0;
let low = 0;

/** Upper word of the product of two unsigned words. */
function upper(a, b) {
  const a1 = a >>> 16;
  const a0 = a & 0xffff;
  const b1 = b >>> 16;
  const b0 = b & 0xffff;
  const middle = a1 * b0 + (Math.imul(a0, b0) >>> 16);
  const other = a0 * b1 + (middle & 0xffff);
  return (a1 * b1 + Math.floor(middle / 65536) + Math.floor(other / 65536)) | 0;
}

/** state = (state ^ (state >>> shift)) * factor */
function step(shift, factorHigh, factorLow) {
  const h = high ^ (high >>> shift);
  const l = low ^ ((low >>> shift) | (high << (32 - shift)));
  high = (upper(l, factorLow) + Math.imul(h, factorLow) + Math.imul(l, factorHigh)) | 0;
  low = Math.imul(l, factorLow);
}

function mix() {
  step(30, 0xbf58476d, 0x1ce4e5b9);
  step(27, 0x94d049bb, 0x133111eb);
  const h = high;
  high = h ^ (h >>> 31);
  low ^= (low >>> 31) | (h << 1);
}

/** Begins a hash of so many numbers. */
export function begin(count) {
  high = 0;
  low = count;
}

/** Takes in one more number, as two words. */
export function absorb(valueHigh, valueLow) {
  const sum = ((low ^ valueLow) >>> 0) + GAMMA_LOW;
  high = ((high ^ valueHigh) + GAMMA_HIGH + (sum >= TWO_32 ? 1 : 0)) | 0;
  low = sum | 0;
  mix();
}

/** Upper word of a safe integer. */
export function highOf(number) {
  return Math.floor(number / TWO_32) | 0;
}

/** The present hash in [0, 1), as unit does it. */
export function presentUnit() {
  return ((high >>> 0) * 2097152 + (low >>> 11)) * UNIT;
}

/** The present hash in [0, bound), as bounded does it. */
export function presentBounded(bound) {
  if (!(bound >= 1 && bound <= 0x7fffffff && Number.isInteger(bound))) {
    throw new RangeError(`bound is ${bound}; it must be a whole number from 1 to 2^31 - 1`);
  }
  const carry = (Math.imul(high, bound) >>> 0) + (upper(low, bound) >>> 0) >= TWO_32 ? 1 : 0;
  return (upper(high, bound) >>> 0) + carry;
}

function present() {
  return (BigInt(high) << 32n) | BigInt(low >>> 0);
}

function load(hash) {
  if (typeof hash === 'bigint') {
    low = Number(BigInt.asIntN(32, hash));
    high = Number(BigInt.asIntN(32, hash >> 32n));
  } else if (Number.isSafeInteger(hash)) {
    low = hash | 0;
    high = highOf(hash);
  } else {
    throw new TypeError(`${hash} is neither a BigInt nor a safe integer`);
  }
}

/** Mixes 64 bits. */
export function mix64(x) {
  load(x);
  mix();
  return present();
}

/** Hashes numbers, in order; 2 to 4 of them as Java's do. */
export function hash(...numbers) {
  let stateHigh = 0;
  let stateLow = numbers.length;
  for (const number of numbers) {
    load(number);
    const valueHigh = high;
    const valueLow = low;
    high = stateHigh;
    low = stateLow;
    absorb(valueHigh, valueLow);
    stateHigh = high;
    stateLow = low;
  }
  return present();
}

/** Maps a hash to a multiple of 2^-53 in [0, 1). */
export function unit(hashed) {
  load(hashed);
  return presentUnit();
}

/** Maps a hash to an integer in [0, bound). */
export function bounded(hashed, bound) {
  load(hashed);
  return presentBounded(bound);
}
