// Picks one of the neighbours that an entity sees.

/** Handle of the nearest of the neighbours found by the last search, -1 if there is none. */
export function nearest(step, found) {
  let best = -1;
  let least = Number.MAX_VALUE;
  for (let i = 0; i < found; i++) {
    const handle = step.neighbour(i);
    const square = squareOf(step, handle);
    if (square < least) {
      least = square;
      best = handle;
    }
  }
  return best;
}

/** Searches for the entity with that id; its handle, or -1 if it is not in sight. */
export function find(step, kind, radius, id) {
  const found = step.neighbours(kind, radius);
  for (let i = 0; i < found; i++) {
    if (step.idOf(step.neighbour(i)) === id) return step.neighbour(i);
  }
  return -1;
}

/** Squared distance of a neighbour. */
export function squareOf(step, handle) {
  const dx = step.dx(handle);
  const dy = step.dy(handle);
  const dz = step.dz(handle);
  return dx * dx + dy * dy + dz * dz;
}

/** Whether it is this entity's turn, one of `period`, a power of two. */
export function isTurn(step, period) {
  return (BigInt(step.tick) + step.id) % BigInt(period) === 0n;
}
