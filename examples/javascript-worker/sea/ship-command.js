// A player's command to a ship, from its bytes: ShipCommand.java has the table of payloads.

const STEEPEST = 64;
const LONGEST_AMOUNT = 9;

function invalid(problem) {
  return { type: 'INVALID', problem };
}

function tooLong(name, bytes) {
  return invalid(`${name} is too long: ${bytes.length} bytes`);
}

/** {type, heading?, thrust?, pitch?, amount? (a BigInt), problem?}; of type INVALID if the bytes are no command. */
export function decode(bytes) {
  if (bytes.length === 0) return invalid('unknown command: it is empty');
  switch (bytes[0]) {
    case 0:
      return bytes.length === 1 ? { type: 'NOOP' } : tooLong('NOOP', bytes);
    case 1:
      return decodeSteer(bytes);
    case 2:
      return bytes.length === 1 ? { type: 'SHOOT' } : tooLong('SHOOT', bytes);
    case 3:
      return decodeTrade(bytes);
    default:
      return invalid(`unknown command ${bytes[0]}`);
  }
}

function decodeSteer(bytes) {
  if (bytes.length < 3) return invalid('STEER has no heading or no thrust');
  const pitch = bytes.length === 3 ? 0 : (bytes[3] << 24) >> 24;
  if (pitch < -STEEPEST || pitch > STEEPEST) return invalid(`STEER has pitch ${pitch}, it must be -64 to 64`);
  return bytes.length > 4 ? tooLong('STEER', bytes) : { type: 'STEER', heading: bytes[1], thrust: bytes[2], pitch };
}

function decodeTrade(bytes) {
  let amount = 0n;
  for (let i = 1; i < bytes.length && i <= LONGEST_AMOUNT; i++) {
    amount |= BigInt(bytes[i] & 127) << BigInt(7 * (i - 1));
    if (bytes[i] < 128) return i === bytes.length - 1 ? { type: 'TRADE', amount } : tooLong('TRADE', bytes);
  }
  return invalid('TRADE has no amount, or one of 2^63 or more');
}
