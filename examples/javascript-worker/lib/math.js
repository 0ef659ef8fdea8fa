// io.zonescaler.math.PortableMath in JavaScript, line by line: each result is the same 64 bits as Java's. Math.sin and
// its kin differ between machines and versions, so game logic must not use them; the Java sources name the algorithms.
import { ATAN_HIGH, ATAN_LOW, EXP2_HIGH, EXP2_LOW, LOG_C, LOG_HIGH, LOG_LOW, TWO_OVER_PI } from './tables.js';

const PI_HIGH = 3.141592653589793;
const PI_LOW = 1.2246467991473532e-16;
const HALF_PI_HIGH = 1.5707963267948966;
const HALF_PI_LOW = 6.123233995736766e-17;

/** The double nearest to pi. */
export const PI = PI_HIGH;

// ---- Exact: error-free steps

const P24 = 16777216;
const P53 = 9007199254740992;
const P54 = 18014398509481984;
const P64 = 18446744073709552000;
const P500 = 3.273390607896142e+150;
const P600 = 4.149515568880993e+180;
const P1023 = 8.98846567431158e+307;
const M24 = 5.960464477539063e-8;
const M27 = 7.450580596923828e-9;
const M60 = 8.673617379884035e-19;
const M100 = 7.888609052210118e-31;
const M500 = 3.054936363499605e-151;
const M600 = 2.409919865102884e-181;
const SPLITTER = 134217729;
const ROUNDER = 6755399441055744;

const real = new Float64Array(1);
const words = new Int32Array(real.buffer);
const HIGH = 1;
real[0] = 1;
if (words[HIGH] === 0) throw new Error('only little-endian machines are supported');

/** a * b - product exactly, where product is the rounded product. */
function productError(a, b, product) {
  const wideA = SPLITTER * a;
  const highA = wideA - (wideA - a);
  const lowA = a - highA;
  const wideB = SPLITTER * b;
  const highB = wideB - (wideB - b);
  const lowB = b - highB;
  return highA * highB - product + highA * lowB + lowA * highB + lowA * lowB;
}

/** a + b - sum exactly, where sum is the rounded sum. */
function sumError(a, b, sum) {
  const partOfB = sum - a;
  return a - (sum - partOfB) + (b - partOfB);
}

/** The integer nearest to x, ties to even, for |x| below 2^51. */
function round(x) {
  return x + ROUNDER - ROUNDER;
}

function abs(x) {
  return x <= 0 ? 0 - x : x;
}

function highWord(x) {
  real[0] = x;
  return words[HIGH];
}

function negative(x) {
  return highWord(x) < 0;
}

function withHighWord(high, low) {
  real[0] = low;
  words[HIGH] = high;
  return real[0];
}

/** 2^k for k in -1022..1023. */
function powerOfTwo(k) {
  return withHighWord((k + 1023) << 20, 0);
}

// ---- Trigonometry

const QUARTER_PI = 0.7853981633974483;
const QUARTERS_PER_RADIAN = 0.6366197723675814;
const CUT_LIMIT = 1647099;

const HALF_PI_1 = 1.5707963267341256;
const HALF_PI_2 = 6.077100506303966e-11;
const HALF_PI_3 = 2.0222662487111665e-21;
const HALF_PI_4 = 8.4784276603689e-32;

const S1 = -0.16666666666666666;
const S2 = 0.008333333333330936;
const S3 = -0.00019841269836740532;
const S4 = 0.0000027557316093198404;
const S5 = -2.5051129896450185e-8;
const S6 = 1.5917988979397435e-10;

const C1 = 0.041666666666666664;
const C2 = -0.0013888888888887389;
const C3 = 0.0000248015872987544;
const C4 = -2.755731726587808e-7;
const C5 = 2.087614504941318e-9;
const C6 = -1.138254464534925e-11;

const SIN = 0;
const COS = 1;
const TAN = 2;

export function sin(x) {
  return abs(x) < M27 ? x : reduce(x, SIN);
}

export function cos(x) {
  return abs(x) < M27 ? 1 : reduce(x, COS);
}

export function tan(x) {
  return abs(x) < M27 ? x : reduce(x, TAN);
}

function reduce(x, which) {
  const ax = abs(x);
  if (ax <= QUARTER_PI) return evaluate(which, 0, x, 0);
  if (ax < CUT_LIMIT) {
    const n = round(x * QUARTERS_PER_RADIAN);
    const a = x - n * HALF_PI_1;
    const b = n * HALF_PI_2;
    const c = n * HALF_PI_3;
    const ab = a - b;
    const high = ab - c;
    const low = sumError(a, -b, ab) + sumError(ab, -c, high) - n * HALF_PI_4;
    const sum = high + low;
    return evaluate(which, n | 0, sum, low - (sum - high));
  }
  if (ax < Infinity) {
    const { quadrant, high, low } = reduceLarge(ax);
    return x < 0 ? evaluate(which, -quadrant, -high, -low) : evaluate(which, quadrant, high, low);
  }
  return NaN;
}

/** A function at quadrant * pi/2 + x + y. */
function evaluate(which, quadrant, x, y) {
  if (which === TAN) return tangent((quadrant & 1) !== 0, x, y);
  const turned = which === SIN ? quadrant : quadrant + 1;
  const value = (turned & 1) === 0 ? x + sineTail(x, y) : cosine(x, y);
  return (turned & 2) === 0 ? value : -value;
}

/** sin(x + y) - x. */
function sineTail(x, y) {
  const z = x * x;
  const p = S2 + z * (S3 + z * (S4 + z * (S5 + z * S6)));
  return z * x * (S1 + z * p) + (y - 0.5 * z * y);
}

function cosine(x, y) {
  const half = 0.5 * (x * x);
  const head = 1 - half;
  return head + cosineTail(x, y, half, head);
}

/** cos(x + y) - head, where head is the rounded 1 - half. */
function cosineTail(x, y, half, head) {
  const z = x * x;
  const p = C1 + z * (C2 + z * (C3 + z * (C4 + z * (C5 + z * C6))));
  return 1 - head - half + (z * z * p - x * y);
}

/** tan(x + y), or -1/tan(x + y) in an odd quadrant, by a corrected division. */
function tangent(odd, x, y) {
  let tail = sineTail(x, y);
  const sine = x + tail;
  const sineLow = tail - (sine - x);
  const half = 0.5 * (x * x);
  const head = 1 - half;
  tail = cosineTail(x, y, half, head);
  const cosine = head + tail;
  const cosineLow = tail - (cosine - head);
  return odd ? -quotient(cosine, cosineLow, sine, sineLow) : quotient(sine, sineLow, cosine, cosineLow);
}

function quotient(n, nLow, d, dLow) {
  const q = n / d;
  const product = q * d;
  const rest = n - product - productError(q, d, product);
  return q + (rest + nLow - q * dLow) / d;
}

// ---- LargeAngle

const DIGIT_BITS = 24;
const FRACTION_DIGITS = 7;

function reduceLarge(angle) {
  const exponent = (highWord(angle) >>> 20) - 1023;
  const place = (exponent / DIGIT_BITS) | 0;
  let rest = angle * powerOfTwo(-DIGIT_BITS * place);
  const x0 = Math.floor(rest);
  rest = (rest - x0) * P24;
  const x1 = Math.floor(rest);
  rest = (rest - x1) * P24;
  const x2 = Math.floor(rest);
  const x3 = (rest - x2) * P24;

  let turns = 0;
  let turnsLow = 0;
  let carry = 0;
  for (let p = FRACTION_DIGITS; p > 0; p--) {
    const sum = column(place - 1 + p, x0, x1, x2, x3) + carry;
    carry = Math.floor(sum * M24 + 0.5);
    const digit = (sum - carry * P24) * powerOfTwo(-DIGIT_BITS * p);
    const total = digit + turns;
    turnsLow += sumError(digit, turns, total);
    turns = total;
  }
  const quarters = column(place - 1, x0, x1, x2, x3) + carry;
  const quadrant = (quarters - 4 * Math.floor(0.25 * quarters)) | 0;

  const product = turns * HALF_PI_HIGH;
  const error = productError(turns, HALF_PI_HIGH, product) + (turns * HALF_PI_LOW + turnsLow * HALF_PI_HIGH);
  const high = product + error;
  return { quadrant, high, low: error - (high - product) };
}

function column(top, x0, x1, x2, x3) {
  return x0 * digit(top) + x1 * digit(top - 1) + x2 * digit(top - 2) + x3 * digit(top - 3);
}

function digit(index) {
  return index < 0 ? 0 : TWO_OVER_PI[index];
}

// ---- ArcTangent

const T1 = -0.3333333333333333;
const T2 = 0.19999999999999002;
const T3 = -0.14285714278281272;
const T4 = 0.11111091732433977;
const T5 = -0.09070282250877332;
const THREE_QUARTERS_PI = 2.356194490192345;

export function atan(tangent) {
  return atan2(tangent, 1);
}

export function atan2(y, x) {
  if (x !== x || y !== y) return NaN;
  let ax = abs(x);
  let ay = abs(y);
  let angle = special(ay, x, ax);
  if (angle < 0) {
    const larger = ax > ay ? ax : ay;
    if (larger > P500) {
      ax *= M600;
      ay *= M600;
    } else if (larger < M500) {
      ax *= P600;
      ay *= P600;
    }
    if (x > 0 && ay < ax * M60) return y / x;
    angle = ay > ax ? angleOf(ax, ay, true, x < 0) : angleOf(ay, ax, false, x < 0);
  }
  return negative(y) ? -angle : angle;
}

/** The angle of a point on an axis or at infinity, or -1 for any other. */
function special(ay, x, ax) {
  if (ay === Infinity && ax === Infinity) return x > 0 ? 0.5 * HALF_PI_HIGH : THREE_QUARTERS_PI;
  if (ay === 0 || ax === Infinity) return negative(x) ? PI_HIGH : 0;
  if (ax === 0 || ay === Infinity) return HALF_PI_HIGH;
  return -1;
}

/** The angle of a point above the x axis; n is the smaller coordinate's magnitude, steep if that is x. */
function angleOf(n, d, steep, left) {
  const j = round(16 * (n / d));
  const c = 0.0625 * j;
  const cd = c * d;
  const cn = c * n;
  const top = n - cd;
  const topLow = -productError(c, d, cd);
  const bottom = d + cn;
  const bottomLow = cn - (bottom - d);

  const u = top / bottom;
  const product = u * bottom;
  const rest = top - product - productError(u, bottom, product);
  const uLow = (rest + topLow - u * bottomLow) / bottom;

  const z = u * u;
  const tail = z * u * (T1 + z * (T2 + z * (T3 + z * (T4 + z * T5))));
  const tableHigh = ATAN_HIGH[j | 0];
  const high = tableHigh + u;
  const low = tableHigh - high + u + (ATAN_LOW[j | 0] + (uLow + tail));
  if (!steep && !left) return high + low;
  const baseHigh = steep ? HALF_PI_HIGH : PI_HIGH;
  const baseLow = steep ? HALF_PI_LOW : PI_LOW;
  const part = steep === left ? high : -high;
  const partLow = steep === left ? low : -low;
  const sum = baseHigh + part;
  return sum + (baseHigh - sum + part + (baseLow + partLow));
}

// ---- Exponential

const STEPS_PER_UNIT = 46.16624130844683;
const STEP_HIGH = 0.021660849392446835;
const STEP_LOW = 5.145609244655338e-14;

const E2 = 0.5;
const E3 = 0.16666666666577892;
const E4 = 0.041666666666555746;
const E5 = 0.008333363009920802;
const E6 = 0.0013888925979650567;

const LARGEST = 709.8;
const SMALLEST = -745.2;

export function exp(x) {
  return x !== x ? NaN : expOf(x, 0);
}

function expOf(high, low) {
  if (high > LARGEST) return Infinity;
  if (high < SMALLEST) return 0;
  const n = round(high * STEPS_PER_UNIT);
  const steps = n | 0;
  const r = high - n * STEP_HIGH - n * STEP_LOW + low;
  const p = r + r * r * (E2 + r * (E3 + r * (E4 + r * (E5 + r * E6))));
  const table = EXP2_HIGH[steps & 31];
  const value = table + (EXP2_LOW[steps & 31] + table * p);
  return scale(value, steps >> 5);
}

/** value * 2^k, rounded once, for a value near 1 to 2 and k in -1080..1024. */
function scale(value, k) {
  if (k > 1023) return value * P1023 * 2;
  if (k < -1021) return value * powerOfTwo(k + 100) * M100;
  return value * powerOfTwo(k);
}

// ---- Logarithm

const TABLE_START = 0x3fe60000;
const LN2_HIGH = 0.6931471805598903;
const LN2_LOW = 5.497923018708371e-14;

const L3 = 0.3333333333333333;
const L4 = -0.25;
const L5 = 0.19999999999999998;
const L6 = -0.16666666666723537;
const L7 = 0.1428571428576678;
const L8 = -0.1249999916146354;
const L9 = 0.11111110337089936;
const L10 = -0.10004579074293414;
const L11 = 0.0909513590594515;

const SMALLEST_NORMAL = 2.2250738585072014e-308;

export function log(x) {
  if (x > 0 && x < Infinity) return logTimes(x, 1, false);
  if (x === 0) return -Infinity;
  return x > 0 ? x : NaN;
}

export function pow(base, exponent) {
  if (exponent === 0) return 1;
  if (base !== base || exponent !== exponent) return NaN;
  const magnitude = abs(base);
  if (abs(exponent) === Infinity) {
    if (magnitude === 1) return NaN;
    return magnitude > 1 === exponent > 0 ? Infinity : 0;
  }
  const integer = isInteger(exponent);
  if (base < 0 && !integer && magnitude < Infinity) return NaN;
  const power = powOfPositive(magnitude, exponent);
  const odd = integer && !isInteger(0.5 * exponent);
  return odd && negative(base) ? -power : power;
}

function isInteger(x) {
  return abs(x) >= P53 || Math.floor(x) === x;
}

/** Raises a base from [+0, +infinity] to a finite exponent that is not 0. */
function powOfPositive(base, exponent) {
  if (base === 0 || base === Infinity) return (base === 0) === exponent > 0 ? 0 : Infinity;
  if (base === 1) return 1;
  if (abs(exponent) > P64) return base > 1 === exponent > 0 ? Infinity : 0;
  return logTimes(base, exponent, true);
}

/** The logarithm of a positive finite x, or else, if power, e to the factor times that logarithm. */
function logTimes(x, factor, power) {
  const subnormal = x < SMALLEST_NORMAL ? 54 : 0;
  const normal = subnormal === 0 ? x : x * P54;
  const word = highWord(normal);
  const offset = (word - TABLE_START) | 0;
  const j = (offset >> 14) & 63;
  const binades = offset >> 20;
  const k = binades - subnormal;

  const c = LOG_C[j];
  const z = withHighWord((word - (binades << 20)) | 0, normal);
  const zHigh = withHighWord((word - (binades << 20)) | 0, 0);
  const rHigh = zHigh * c - 1;
  const rRest = (z - zHigh) * c;
  const r = rHigh + rRest;
  const rLow = sumError(rHigh, rRest, r);

  const base = k * LN2_HIGH + LOG_HIGH[j];
  const sum = base + r;
  const halfSquare = 0.5 * r * r;
  const high = sum - halfSquare;
  const p = L5 + r * (L6 + r * (L7 + r * (L8 + r * (L9 + r * (L10 + r * L11)))));
  const low =
    k * LN2_LOW +
    LOG_LOW[j] +
    (base - sum + r) +
    (sum - high - halfSquare) -
    productError(0.5 * r, r, halfSquare) +
    (rLow - r * rLow) +
    r * r * r * (L3 + r * (L4 + r * p));
  const logarithm = high + low;
  return power ? expOfProduct(logarithm, low - (logarithm - high), factor) : logarithm;
}

function expOfProduct(logarithm, logLow, factor) {
  const product = factor * logarithm;
  const error = productError(factor, logarithm, product) + factor * logLow;
  return expOf(product, error);
}

// ---- PortableMath

export function hypot2d(x, y) {
  const ax = abs(x);
  const ay = abs(y);
  if (ax === Infinity || ay === Infinity) return Infinity;
  if (x !== x || y !== y) return NaN;
  const larger = ax > ay ? ax : ay;
  if (larger > P500) return length(ax * M600, ay * M600) * P600;
  if (larger < M500) return length(ax * P600, ay * P600) * M600;
  return length(ax, ay);
}

function length(x, y) {
  return Math.sqrt(x * x + y * y);
}
