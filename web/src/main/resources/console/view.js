// What part of the world the map shows: pan, zoom and pinch by pointer, wheel and keyboard. Lengths of the world are quanta.

const CLICK_PIXELS = 5;
const CLOSEST = 3; // pixels per quantum at most
const MARGIN = 14;

export class View {
  /**
   * `on` has click(x, y), hover(x, y) in CSS pixels, and escape(); grab(x, y), whether something is taken hold of, which then
   * is told drag(x, y); and key(event), whether that was for something else.
   */
  constructor(canvas, on) {
    this.canvas = canvas;
    this.on = on;
    this.size = [1, 1];
    this.scale = 1;
    this.x = 0;
    this.y = 0;
    this.fitted = true;
    this.dirty = true;
    this.pointers = new Map();
    this.moved = 0;
    new ResizeObserver(() => this.resize()).observe(canvas);
    canvas.addEventListener('pointerdown', (e) => this.down(e));
    canvas.addEventListener('pointermove', (e) => this.move(e));
    canvas.addEventListener('pointerup', (e) => this.up(e));
    canvas.addEventListener('pointercancel', (e) => this.pointers.delete(e.pointerId));
    canvas.addEventListener('pointerleave', () => on.hover(-1, -1));
    canvas.addEventListener('wheel', (e) => this.wheel(e), { passive: false });
    canvas.addEventListener('dblclick', (e) => this.zoom(2, e.offsetX, e.offsetY));
    canvas.addEventListener('keydown', (e) => this.key(e));
  }

  world(sizeX, sizeY) {
    if (this.size[0] !== sizeX || this.size[1] !== sizeY) {
      this.size = [sizeX, sizeY];
      this.resize();
      this.fit();
    }
  }

  resize() {
    this.width = this.canvas.clientWidth;
    this.height = this.canvas.clientHeight;
    this.ratio = Math.min(3, window.devicePixelRatio || 1);
    this.canvas.width = Math.round(this.width * this.ratio);
    this.canvas.height = Math.round(this.height * this.ratio);
    if (this.fitted) this.fit();
    this.dirty = true;
  }

  get fitScale() {
    const top = this.insetTop || 0;
    const bottom = this.insetBottom || 0;
    return Math.min((this.width - 2 * MARGIN) / this.size[0], (this.height - 2 * MARGIN - top - bottom) / this.size[1]);
  }

  fit() {
    this.scale = Math.max(1e-9, this.fitScale);
    this.x = (this.width - this.size[0] * this.scale) / 2;
    this.y = MARGIN + (this.insetTop || 0) + (this.height - 2 * MARGIN - (this.insetTop || 0) - (this.insetBottom || 0) - this.size[1] * this.scale) / 2;
    this.fitted = true;
    this.dirty = true;
  }

  zoom(factor, px = this.width / 2, py = this.height / 2) {
    const next = Math.max(this.fitScale * 0.5, Math.min(CLOSEST, this.scale * factor));
    const ratio = next / this.scale;
    this.x = px - (px - this.x) * ratio;
    this.y = py - (py - this.y) * ratio;
    this.scale = next;
    this.fitted = false;
    this.keep();
  }

  pan(dx, dy) {
    this.x += dx;
    this.y += dy;
    this.fitted = false;
    this.keep();
  }

  centre(qx, qy) {
    this.x = this.width / 2 - qx * this.scale;
    this.y = this.height / 2 - qy * this.scale;
    this.fitted = false;
    this.dirty = true;
  }

  /** Never lets the whole world slip out of sight. */
  keep() {
    const room = 60;
    this.x = Math.max(room - this.size[0] * this.scale, Math.min(this.width - room, this.x));
    this.y = Math.max(room - this.size[1] * this.scale, Math.min(this.height - room, this.y));
    this.dirty = true;
  }

  down(e) {
    this.canvas.setPointerCapture(e.pointerId);
    this.pointers.set(e.pointerId, [e.offsetX, e.offsetY]);
    if (this.pointers.size === 1) {
      this.moved = 0;
      this.grabbed = this.on.grab(e.offsetX, e.offsetY);
    }
  }

  move(e) {
    const last = this.pointers.get(e.pointerId);
    if (!last) {
      this.on.hover(e.offsetX, e.offsetY);
      return;
    }
    if (this.grabbed) {
      this.on.drag(e.offsetX, e.offsetY);
      return;
    }
    const dx = e.offsetX - last[0];
    const dy = e.offsetY - last[1];
    this.moved += Math.abs(dx) + Math.abs(dy);
    if (this.pointers.size === 1) {
      if (this.moved > CLICK_PIXELS) {
        this.canvas.classList.add('panning');
        this.pan(dx, dy);
      }
    } else if (this.pointers.size === 2) {
      const other = [...this.pointers.entries()].find(([id]) => id !== e.pointerId)[1];
      const before = Math.hypot(last[0] - other[0], last[1] - other[1]);
      const after = Math.hypot(e.offsetX - other[0], e.offsetY - other[1]);
      if (before > 0) this.zoom(after / before, (e.offsetX + other[0]) / 2, (e.offsetY + other[1]) / 2);
      this.pan(dx / 2, dy / 2);
    }
    this.pointers.set(e.pointerId, [e.offsetX, e.offsetY]);
  }

  up(e) {
    const alone = this.pointers.size === 1;
    this.pointers.delete(e.pointerId);
    this.canvas.classList.remove('panning');
    if (this.grabbed) {
      this.grabbed = false;
      return;
    }
    if (alone && this.moved <= CLICK_PIXELS) this.on.click(e.offsetX, e.offsetY, e.pointerType === 'touch' ? 18 : 9);
  }

  wheel(e) {
    e.preventDefault();
    const step = e.deltaMode === 1 ? e.deltaY * 16 : e.deltaY;
    this.zoom(Math.exp(-Math.max(-200, Math.min(200, step)) * 0.0022), e.offsetX, e.offsetY);
  }

  key(e) {
    if (this.on.key(e)) {
      e.preventDefault();
      return;
    }
    const keys = {
      ArrowLeft: () => this.pan(60, 0),
      ArrowRight: () => this.pan(-60, 0),
      ArrowUp: () => this.pan(0, 60),
      ArrowDown: () => this.pan(0, -60),
      '+': () => this.zoom(1.4),
      '=': () => this.zoom(1.4),
      '-': () => this.zoom(1 / 1.4),
      0: () => this.fit(),
      Escape: () => this.on.escape(),
    };
    const run = keys[e.key];
    if (run && !e.ctrlKey && !e.metaKey && !e.altKey) {
      e.preventDefault();
      run();
    }
  }
}
