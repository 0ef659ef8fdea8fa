// Draws the map: world, zones, entities, events, selection. Entities are drawn colour by colour, so that a frame of
// 20,000 changes the fill style a few times only.

const EVENT_MILLIS = 700;
const DART_PIXELS = 2.3;
const LABEL_WIDTH = 64;

/** So many ticks behind the others a zone has the last colour. */
export const OLDEST = 10;

export class Drawing {
  constructor(canvas, view, palette) {
    this.context = canvas.getContext('2d', { alpha: false });
    this.view = view;
    this.palette = palette;
    this.order = new Int32Array(0);
    this.buckets = [];
    this.sorted = '';
    this.flashes = [];
  }

  /**
   * `scene`: playback, owners (zone id to node name), loads (zone id to a part of the most), colourBy, weights, selected, hovered,
   * cut, journey, now.
   */
  draw(scene) {
    const { context: c, view, palette } = this;
    c.setTransform(view.ratio, 0, 0, view.ratio, 0, 0);
    c.fillStyle = palette.outside;
    c.fillRect(0, 0, view.width, view.height);
    c.fillStyle = palette.map;
    c.fillRect(view.x, view.y, view.size[0] * view.scale, view.size[1] * view.scale);
    const segment = scene.playback.segment;
    if (!segment) return;
    this.zones(scene, segment.to);
    this.sort(scene, segment.to);
    this.entities(scene, segment);
    this.events(scene);
    this.labels(scene, segment.to);
    this.trail(scene);
    this.selection(scene, segment.to);
    this.cut(scene.cut);
  }

  /** The colour of a zone, and of what is in it unless that has one of its own. */
  zoneColour(scene, zone) {
    if (scene.colourBy === 'load') return this.palette.load(scene.loads.get(zone.id) ?? 0);
    return scene.colourBy === 'age' ? this.palette.load(zone.behind / OLDEST) : this.palette.owner(scene.owners.get(zone.id));
  }

  /** Where the selected entity has been, in the colours of the nodes that simulated it. */
  trail({ journey }) {
    if (!journey) return;
    const { context: c, view, palette } = this;
    let stay = 0;
    let last = null;
    c.lineWidth = 2;
    c.lineJoin = 'round';
    for (const { tick, x, y } of journey.trail) {
      while (stay < journey.stays.length - 1 && journey.stays[stay].toTick < tick) stay++;
      const at = { tick, x: view.x + x * view.scale, y: view.y + y * view.scale };
      if (last) {
        c.strokeStyle = palette.owner(journey.stays[stay].owner);
        c.beginPath();
        c.moveTo(last.x, last.y);
        c.lineTo(at.x, at.y);
        c.stroke();
      }
      last = at;
    }
  }

  /** Both ends of a cut's line, in CSS pixels of the canvas. */
  cutLine(cut) {
    const [x, y, w, h] = this.box(cut.zone);
    const at = (cut.axis === 0 ? this.view.x : this.view.y) + cut.at * this.view.scale;
    return cut.axis === 0 ? [[at, y], [at, y + h]] : [[x, at], [x + w, at]];
  }

  /** A cut that is being chosen: the line with its handle, and the two halves apart. */
  cut(cut) {
    if (!cut.zone) return;
    const { context: c, palette } = this;
    const [x, y, w, h] = this.box(cut.zone);
    const [from, to] = this.cutLine(cut);
    const middle = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
    const at = from[cut.axis];
    c.fillStyle = palette.accent;
    c.globalAlpha = 0.14;
    if (cut.axis === 0) c.fillRect(x, y, at - x, h);
    else c.fillRect(x, y, w, at - y);
    c.globalAlpha = 1;
    for (const [width, colour, dash] of [[6, palette.map, []], [3, palette.accent, [9, 5]]]) {
      c.lineWidth = width;
      c.strokeStyle = colour;
      c.setLineDash(dash);
      c.beginPath();
      c.moveTo(...from);
      c.lineTo(...to);
      c.stroke();
    }
    c.setLineDash([]);
    c.beginPath();
    c.arc(...middle, 9, 0, 6.2832);
    c.fillStyle = palette.accent;
    c.fill();
    c.lineWidth = 2.5;
    c.strokeStyle = palette.map;
    c.stroke();
  }

  box(zone) {
    const { x, y, scale } = this.view;
    return [x + zone.min[0] * scale, y + zone.min[1] * scale, (zone.max[0] - zone.min[0]) * scale, (zone.max[1] - zone.min[1]) * scale];
  }

  zones(scene, frame) {
    const { context: c, palette } = this;
    for (const zone of frame.zones) {
      const [x, y, w, h] = this.box(zone);
      const colour = this.zoneColour(scene, zone);
      const selected = scene.selected && scene.selected.zone === zone.id;
      const hovered = scene.hovered === zone.id;
      c.globalAlpha = palette.zoneFill * (selected ? 2.2 : hovered ? 1.5 : 1);
      c.fillStyle = colour;
      c.fillRect(x, y, w, h);
      // Each zone draws its own border inside its box: where two owners meet, both colours show.
      const line = selected ? 3 : 1.5;
      c.globalAlpha = selected ? 1 : 0.75;
      c.strokeStyle = colour;
      c.lineWidth = line;
      c.strokeRect(x + line / 2, y + line / 2, Math.max(0, w - line), Math.max(0, h - line));
    }
    c.globalAlpha = 1;
  }

  labels(scene, frame) {
    const { context: c, palette, view } = this;
    c.font = '600 11px system-ui, "DejaVu Sans", sans-serif';
    c.textBaseline = 'top';
    for (const zone of frame.zones) {
      const [x, y, w, h] = this.box(zone);
      if (w < 20 || h < 20) continue;
      const owner = scene.owners.get(zone.id) || 'no owner';
      const text = w < LABEL_WIDTH ? zone.id : `${zone.id} · ${owner}`;
      const left = Math.max(x, 6) + 6;
      const top = Math.max(y + 6, view.insetTop + 14);
      if (left > x + w - Math.min(w, LABEL_WIDTH) + 8 || top > y + h - 18) continue;
      c.lineWidth = 3;
      c.strokeStyle = palette.map;
      c.lineJoin = 'round';
      c.strokeText(text, left, top);
      c.fillStyle = this.zoneColour(scene, zone);
      c.fillText(text, left, top);
    }
  }

  /** Orders the rows by colour, once per frame of the world. */
  sort(scene, frame) {
    const key = `${frame.tick}/${frame.mapVersion}/${scene.colourBy}/${scene.ownersVersion}/${this.palette.version}`;
    if (key === this.sorted) return;
    this.sorted = key;
    const byZone = scene.colourBy !== 'kind';
    const zoneColour = frame.zones.map((zone) => this.zoneColour(scene, zone));
    const buckets = new Map();
    const bucketOf = new Uint16Array(frame.count);
    const lookup = new Map();
    for (let i = 0; i < frame.count; i++) {
      const code = byZone ? frame.zone[i] * 256 + frame.kind[i] : frame.kind[i];
      let place = lookup.get(code);
      if (place === undefined) {
        const colour = byZone ? zoneColour[frame.zone[i]] : this.palette.kind(frame.kind[i]);
        const name = `${colour}/${frame.kind[i]}`;
        if (!buckets.has(name)) buckets.set(name, { colour, kind: frame.kind[i], place: buckets.size, count: 0, from: 0 });
        place = buckets.get(name).place;
        lookup.set(code, place);
      }
      bucketOf[i] = place;
    }
    this.buckets = [...buckets.values()];
    for (let i = 0; i < frame.count; i++) this.buckets[bucketOf[i]].count++;
    let from = 0;
    for (const bucket of this.buckets) {
      bucket.from = from;
      from += bucket.count;
      bucket.count = 0;
    }
    if (this.order.length < frame.count) this.order = new Int32Array(frame.count + 1024);
    for (let i = 0; i < frame.count; i++) {
      const bucket = this.buckets[bucketOf[i]];
      this.order[bucket.from + bucket.count++] = i;
    }
    // Common kinds first, so that the rare ones lie on top.
    this.buckets.sort((a, b) => scene.weight(a.kind) - scene.weight(b.kind));
  }

  radius(scene, frame) {
    const unit = this.view.scale / scene.quantum;
    const crowd = Math.max(0.62, Math.min(1, Math.sqrt(6000 / Math.max(1, frame.count))));
    return Math.max(1.15, Math.min(7, 0.62 * unit + 0.45)) * (unit > 4 ? 1 : crowd);
  }

  entities(scene, segment) {
    const { context: c, view } = this;
    const frame = segment.to;
    const base = this.radius(scene, frame);
    const { x: xs, y: ys } = scene.playback;
    for (const bucket of this.buckets) {
      const r = base * scene.weight(bucket.kind);
      const darts = r >= DART_PIXELS;
      c.fillStyle = bucket.colour;
      c.beginPath();
      for (let i = bucket.from; i < bucket.from + bucket.count; i++) {
        const row = this.order[i];
        const px = view.x + xs[row] * view.scale;
        const py = view.y + ys[row] * view.scale;
        if (px < -9 || py < -9 || px > view.width + 9 || py > view.height + 9) continue;
        if (darts) this.dart(px, py, r, segment, row, scene.playback.rows[row]);
        else c.fillRect(px - r, py - r, 2 * r, 2 * r);
      }
      if (darts) {
        c.fill();
        if (scene.weight(bucket.kind) > 1.7) {
          c.lineWidth = 1.25;
          c.strokeStyle = this.palette.ink;
          c.stroke();
        }
      }
    }
  }

  /** An entity that moves points where it goes; one that stands is a disc. */
  dart(px, py, r, { from, to }, row, before) {
    const c = this.context;
    const dx = before < 0 ? 0 : to.x[row] - from.x[before];
    const dy = before < 0 ? 0 : to.y[row] - from.y[before];
    const length = Math.hypot(dx, dy);
    if (length === 0) {
      c.moveTo(px + r, py);
      c.arc(px, py, r * 0.9, 0, 6.2832);
      return;
    }
    const ux = (dx / length) * r * 1.35;
    const uy = (dy / length) * r * 1.35;
    c.moveTo(px + ux, py + uy);
    c.lineTo(px - ux * 0.85 - uy * 0.7, py - uy * 0.85 + ux * 0.7);
    c.lineTo(px - ux * 0.4, py - uy * 0.4);
    c.lineTo(px - ux * 0.85 + uy * 0.7, py - uy * 0.85 - ux * 0.7);
    c.closePath();
  }

  addEvents(frame, now) {
    const { events } = frame;
    for (let i = 0; i < events.count && this.flashes.length < 600; i++) {
      this.flashes.push({ x: events.x[i], y: events.y[i], kind: events.kind[i], tick: frame.tick, from: now });
    }
  }

  events(scene) {
    const { context: c, view, palette } = this;
    this.flashes = this.flashes.filter((flash) => scene.now - flash.from < EVENT_MILLIS);
    for (const flash of this.flashes) {
      const age = (scene.now - flash.from) / EVENT_MILLIS;
      c.globalAlpha = 0.8 * (1 - age);
      c.strokeStyle = palette.kind(flash.kind + 3);
      c.lineWidth = 2 * (1 - age) + 0.5;
      c.beginPath();
      c.arc(view.x + flash.x * view.scale, view.y + flash.y * view.scale, 3 + 11 * Math.sqrt(age), 0, 6.2832);
      c.stroke();
    }
    c.globalAlpha = 1;
  }

  selection(scene) {
    const { selected, playback } = scene;
    if (!selected || selected.row === undefined || selected.row < 0) return;
    const { context: c, view, palette } = this;
    const px = view.x + playback.x[selected.row] * view.scale;
    const py = view.y + playback.y[selected.row] * view.scale;
    const r = Math.max(9, this.radius(scene, playback.segment.to) * 2.4);
    for (const [width, colour] of [[5, palette.map], [2.2, palette.ink]]) {
      c.lineWidth = width;
      c.strokeStyle = colour;
      c.beginPath();
      c.arc(px, py, r, 0, 6.2832);
      c.stroke();
    }
  }
}
