package io.zonescaler.bench;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The cost of a world without a framework: the minnows of the demo game ({@code
 * io.zonescaler.demo.Minnow}), in the same density, with the same rules and constants, as one would
 * write them by hand for one thread. Float arrays, a uniform grid that every tick is made anew by a
 * counting sort, which also puts neighbours next to each other in memory; no schema, no quanta, no
 * messages, no hashes, nothing stored or sent. Not thread-safe.
 *
 * <p>The world is a square of {@code edge} units with the corner at 0; speeds are in units per
 * tick.
 */
public final class BareLoop {
  private static final float SIGHT = 10;
  private static final float PER_SIGHT2 = 1 / (SIGHT * SIGHT);
  private static final float CROWD = 20;
  private static final float LEAST_ROOM = -3;
  private static final float CRUISE = 0.34f;
  private static final float FASTEST = 0.6f;
  private static final float ALIGNMENT = 0.06f;
  private static final float COHESION = 0.0012f;
  private static final float SEPARATION = 0.003f;
  private static final float LURE = 0.012f;
  private static final float SWIRL = 0.006f;
  private static final float SETTLE = 0.1f;
  private static final float TURN_BACK = 0.08f;
  private static final float SHORE = 8;

  private final int count;
  private final float edge;
  private final int cells;
  private final BareLures lures;
  private long tick;
  private long neighbours;

  // The state, in the order of the last tick's grid.
  private final int[] id;
  private final float[] x;
  private final float[] y;
  private final float[] vx;
  private final float[] vy;

  // The state at the start of a tick, ordered by cell.
  private final int[] oldId;
  private final float[] oldX;
  private final float[] oldY;
  private final float[] oldVx;
  private final float[] oldVy;
  private final int[] cellOf;
  private final int[] start;

  /** So many minnows at random places of a square. */
  public BareLoop(int count, double edge, long seed) {
    this.count = count;
    this.edge = (float) edge;
    cells = (int) Math.ceil(edge / SIGHT);
    lures = new BareLures(this.edge, seed);
    id = new int[count];
    x = new float[count];
    y = new float[count];
    vx = new float[count];
    vy = new float[count];
    oldId = new int[count];
    oldX = new float[count];
    oldY = new float[count];
    oldVx = new float[count];
    oldVy = new float[count];
    cellOf = new int[count];
    start = new int[cells * cells + 1];
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < count; i++) {
      id[i] = i;
      x[i] = (float) (random.nextDouble() * edge);
      y[i] = (float) (random.nextDouble() * edge);
      vx[i] = (float) (0.4 * random.nextDouble() - 0.2);
      vy[i] = (float) (0.4 * random.nextDouble() - 0.2);
    }
  }

  /** Moves every minnow once. */
  public void tick() {
    lures.move(++tick);
    sort();
    neighbours = 0;
    for (int cy = 0; cy < cells; cy++) {
      for (int cx = 0; cx < cells; cx++) {
        int cell = cy * cells + cx;
        if (start[cell] < start[cell + 1]) {
          moveCell(cx, cy, start[cell], start[cell + 1]);
        }
      }
    }
  }

  private void sort() {
    Arrays.fill(start, 0);
    for (int i = 0; i < count; i++) {
      int cell = cell(y[i]) * cells + cell(x[i]);
      cellOf[i] = cell;
      start[cell]++;
    }
    int sum = 0;
    for (int c = 0; c < start.length; c++) {
      sum += start[c];
      start[c] = sum;
    }
    for (int i = count - 1; i >= 0; i--) {
      int to = --start[cellOf[i]];
      oldId[to] = id[i];
      oldX[to] = x[i];
      oldY[to] = y[i];
      oldVx[to] = vx[i];
      oldVy[to] = vy[i];
    }
    System.arraycopy(oldId, 0, id, 0, count);
  }

  private static int cell(float at) {
    return (int) (at / SIGHT);
  }

  private void moveCell(int cx, int cy, int from, int to) {
    int left = Math.max(0, cx - 1);
    int right = Math.min(cells - 1, cx + 1);
    int low = Math.max(0, cy - 1);
    int high = Math.min(cells - 1, cy + 1);
    for (int i = from; i < to; i++) {
      float px = oldX[i];
      float py = oldY[i];
      int seen = 0;
      float sumX = 0;
      float sumY = 0;
      float awayX = 0;
      float awayY = 0;
      float alongX = 0;
      float alongY = 0;
      for (int row = low; row <= high; row++) {
        int end = start[row * cells + right + 1];
        for (int j = start[row * cells + left]; j < end; j++) {
          float dx = oldX[j] - px;
          float dy = oldY[j] - py;
          float square = dx * dx + dy * dy;
          if (square <= SIGHT * SIGHT && j != i) {
            float nearness = 1 - square * PER_SIGHT2;
            seen++;
            sumX += dx;
            sumY += dy;
            awayX -= dx * nearness;
            awayY -= dy * nearness;
            alongX += oldVx[j];
            alongY += oldVy[j];
          }
        }
      }
      neighbours += seen;
      swim(i, seen, sumX, sumY, awayX, awayY, alongX, alongY);
    }
  }

  private void swim(
      int i,
      int seen,
      float sumX,
      float sumY,
      float awayX,
      float awayY,
      float alongX,
      float alongY) {
    float px = oldX[i];
    float py = oldY[i];
    float ux = oldVx[i];
    float uy = oldVy[i];
    int lure = lures.strongest(px, py);
    float toX = lures.x(lure) - px;
    float toY = lures.y(lure) - py;
    float room = Math.max(1 - seen / CROWD, LEAST_ROOM);
    float perSeen = seen == 0 ? 0 : 1f / seen;
    float draw = room * COHESION * perSeen;
    float align = seen == 0 ? 0 : ALIGNMENT;
    float perDistance = 1 / (float) Math.sqrt(toX * toX + toY * toY + 1);
    float pull = room * LURE * perDistance;
    float swirl = ((lure & 1) == 0 ? SWIRL : -SWIRL) * perDistance;
    ux += sumX * draw + awayX * SEPARATION + (alongX * perSeen - ux) * align;
    uy += sumY * draw + awayY * SEPARATION + (alongY * perSeen - uy) * align;
    ux += toX * pull - toY * swirl + inward(px) * TURN_BACK;
    uy += toY * pull + toX * swirl + inward(py) * TURN_BACK;
    float speed = (float) Math.sqrt(ux * ux + uy * uy) + 1e-9f;
    float change = Math.min(speed + (CRUISE - speed) * SETTLE, FASTEST) / speed;
    vx[i] = ux * change;
    vy[i] = uy * change;
    x[i] = inside(px + ux * change);
    y[i] = inside(py + uy * change);
  }

  private float inward(float at) {
    if (at < SHORE) {
      return 1 - at / SHORE;
    }
    float high = edge - at;
    return high < SHORE ? high / SHORE - 1 : 0;
  }

  private float inside(float at) {
    return at < 0 ? 0 : at >= edge ? Math.nextDown(edge) : at;
  }

  /** Number of minnows. */
  public int count() {
    return count;
  }

  /** Mean number of other minnows that a minnow saw in the last tick. */
  public double meanNeighbours() {
    return (double) neighbours / count;
  }

  /** Mean speed, in units per tick. */
  public double meanSpeed() {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += Math.hypot(vx[i], vy[i]);
    }
    return sum / count;
  }

  /** A number that depends on all of the state, so that no work can be left out. */
  public double checksum() {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += x[i] * (id[i] & 7) + y[i];
    }
    return sum;
  }
}
