// 64-bit numbers: as messages have them (Longs: two words), and as games do.

const TWO_32 = 4294967296;
const real64 = new Float64Array(1);
const words64 = new Int32Array(real64.buffer);
const real32 = new Float32Array(1);
const words32 = new Int32Array(real32.buffer);

/** Two words as a BigInt. */
export function bigint(high, low) {
  return (BigInt(high) << 32n) | BigInt(low >>> 0);
}

/** Two words as a Number. */
export function integer(high, low) {
  const number = high * TWO_32 + (low >>> 0);
  if (!Number.isSafeInteger(number)) {
    throw new RangeError(`${bigint(high, low)} is too large for a Number; read a BigInt`);
  }
  return number;
}

export function double(high, low) {
  words64[0] = low;
  words64[1] = high;
  return real64[0];
}

export function float(word) {
  words32[0] = word;
  return real32[0];
}

export function floatBits(value) {
  real32[0] = value;
  return words32[0];
}

/** Writes a double, or a whole number of 64 bits, to a lane of words. */
export function putDouble(lane, at, value) {
  real64[0] = value;
  lane[2 * at] = words64[0];
  lane[2 * at + 1] = words64[1];
}

export function putInteger(lane, at, value) {
  lane[2 * at] = value | 0;
  lane[2 * at + 1] = Math.floor(value / TWO_32);
}

export function putBigint(lane, at, value) {
  lane[2 * at] = Number(BigInt.asIntN(32, value));
  lane[2 * at + 1] = Number(value >> 32n);
}

export function bigintOf(long) {
  return bigint(long.high, long.low);
}

export function numberOf(long, isReal = false) {
  return isReal ? double(long.high, long.low) : integer(long.high, long.low);
}

/** Whether a BigInt has at most 64 bits. */
export function isLong(value) {
  return BigInt.asIntN(64, value) === value;
}

/** A whole number, as messages take it. */
export function longOf(value) {
  if (Number.isSafeInteger(value)) return value;
  if (typeof value === 'bigint' && isLong(value)) {
    return { low: Number(BigInt.asIntN(32, value)), high: Number(value >> 32n), unsigned: false };
  }
  throw new TypeError(`${value} is neither a safe integer nor a BigInt of 64 bits`);
}
