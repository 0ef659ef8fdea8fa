// The console: wires the live feed to the map and the panels, and publishes window.zonescaler for tests and the curious.

import { byId, count, text } from './dom.js';
import { Details } from './details.js';
import { Drawing } from './draw.js';
import { hexId, readFrame, rowOf } from './frame.js';
import { Live } from './live.js';
import { Palette } from './palette.js';
import { Panels } from './panels.js';
import { Playback } from './playback.js';
import { Slots } from './slots.js';
import { Timeline } from './timeline.js';
import { View } from './view.js';

const STALE_MILLIS = 3000;

const palette = new Palette();
const playback = new Playback();
const canvas = byId('canvas');
const view = new View(canvas, { click, hover, escape: () => select(null) });
const drawing = new Drawing(canvas, view, palette);
const panels = new Panels(palette, (zone) => select({ zone }));
const slots = new Slots(palette, (zone) => select({ zone }));
const timeline = new Timeline(palette);
const details = new Details(palette, { select });

const state = { connection: 'connecting', retryAt: 0, hello: null, status: null, statusAt: 0, frames: 0, fps: 0 };
const scene = {
  playback, owners: new Map(), ownersVersion: 0, colourBy: 'node', quantum: 1, selected: null, hovered: null, now: 0,
  weights: [], weight: (kind) => scene.weights[kind] || 1,
};

new Live({
  connection(connection, retryAt) {
    Object.assign(state, { connection, retryAt });
    condition();
  },
  hello(hello) {
    state.hello = hello;
    playback.clear();
    playback.tickRate = hello.world.tickRate;
    scene.quantum = hello.world.quantum;
    scene.weights = hello.kinds.map((kind, i) => (kind.role === 'AVATAR' ? 2.2 : i === 0 ? 1 : 1.45));
    document.querySelector('.caption').classList.toggle('deep', hello.world.dimensions === 3);
    insets();
    view.world(hello.world.size[0], hello.world.size[1]);
    panels.hello(hello);
  },
  status(message) {
    state.status = message.status;
    state.statusAt = performance.now();
    palette.learn(message.owners);
    const owners = new Map(message.status.zones.map((zone) => [zone.id, zone.owner]));
    if (String([...owners]) !== String([...scene.owners])) {
      scene.owners = owners;
      scene.ownersVersion++;
      view.dirty = true;
    }
    panels.status(message.status);
    slots.update(message);
    legend();
    condition();
  },
  frame(buffer) {
    const frame = readFrame(buffer, performance.now());
    playback.push(frame);
    drawing.addEvents(frame, frame.receivedAt);
    state.frames++;
    text('tick', count(frame.tick));
    condition();
  },
});

/** Leaves room for what lies over the map. */
function insets() {
  view.insetTop = document.querySelector('.caption').offsetHeight;
  view.insetBottom = byId('legend').offsetHeight;
  if (view.fitted) view.fit();
}
new ResizeObserver(insets).observe(document.querySelector('.caption'));
new ResizeObserver(insets).observe(byId('legend'));

/** Which of loading, live, paused, stale and disconnected it is, in the pill and over the map. */
function condition() {
  const now = performance.now();
  const frame = playback.newest;
  const world = state.status ? state.status.world.state : 'waiting';
  const silent = now - Math.max(state.statusAt, frame ? frame.receivedAt : 0);
  let [name, level, veil] = ['Live', 'good', ''];
  if (state.connection !== 'open') {
    const seconds = Math.max(0, Math.ceil((state.retryAt - now) / 1000));
    const again = state.connection === 'closed' && seconds ? `trying again in ${seconds} s` : 'trying now';
    [name, level] = state.hello ? ['Disconnected', 'bad'] : ['Connecting', 'warn'];
    veil = state.hello ? `The connection to node ${state.hello.node} is lost; ${again}. The map shows the last tick that came.` : `Connecting to the node; ${again}.`;
  } else if (world === 'waiting' || (!frame && world !== 'stalled')) {
    [name, level, veil] = ['Loading', 'warn', world === 'waiting' ? 'The world has not made its first tick yet.' : 'Waiting for the first map from all zones…'];
  } else if (silent > STALE_MILLIS) {
    [name, level, veil] = ['Stale', 'bad', `The node has been silent for ${Math.round(silent / 1000)} s. The map shows the last tick that came.`];
  } else if (world === 'paused') {
    [name, level] = ['Paused', 'warn'];
  } else if (world === 'stalled' || now - frame.receivedAt > STALE_MILLIS) {
    const trouble = state.status.world.trouble;
    [name, level, veil] = ['Stalled', 'bad', `The world makes no ticks: the last that all zones made is ${frame ? count(frame.tick) : 'unknown here'}.${trouble ? ` The reason: ${trouble}.` : ''}`];
  } else if (state.status.world.speed < 0.9 && state.status.world.tick > 200) {
    [name, level] = ['Slow', 'warn'];
  }
  if (state.status && !state.status.audit.ok && !veil) [name, level] = ['Audit broken', 'bad'];
  text('state', name);
  byId('state').dataset.level = level;
  document.body.dataset.connection = state.connection;
  document.body.dataset.world = world;
  state.condition = name.toLowerCase();
  document.body.dataset.condition = state.condition;
  byId('veil').classList.toggle('off', !veil);
  if (veil) text('veil-text', veil);
  byId('pause').textContent = world === 'paused' ? 'Resume' : 'Pause';
  byId('step').disabled = world !== 'paused';
}
setInterval(condition, 500);

function legend() {
  const key = `${scene.colourBy}/${palette.version}`;
  if (state.hello && legend.shown !== key) {
    legend.shown = key;
    panels.legend(scene.colourBy, scene.owners, state.hello.kinds);
  }
}

function nearest(px, py, reach) {
  const segment = playback.segment;
  let best = -1;
  let least = reach * reach;
  for (let i = 0; segment && i < segment.to.count; i++) {
    const dx = view.x + playback.x[i] * view.scale - px;
    const dy = view.y + playback.y[i] * view.scale - py;
    if (dx * dx + dy * dy < least) {
      least = dx * dx + dy * dy;
      best = i;
    }
  }
  return best;
}

function zoneAt(px, py) {
  const qx = Math.floor((px - view.x) / view.scale);
  const qy = Math.floor((py - view.y) / view.scale);
  const frame = playback.newest;
  return frame ? frame.zones.find((z) => qx >= z.min[0] && qx < z.max[0] && qy >= z.min[1] && qy < z.max[1]) : undefined;
}

function click(px, py, reach) {
  const row = nearest(px, py, reach);
  if (row >= 0) {
    const { ids } = playback.segment.to;
    select({ entity: hexId(ids[2 * row], ids[2 * row + 1]) });
  } else {
    const zone = zoneAt(px, py);
    select(zone ? { zone: zone.id } : null);
  }
}

function hover(px, py) {
  const zone = px < 0 ? null : zoneAt(px, py);
  const id = zone ? zone.id : null;
  canvas.classList.toggle('over', px >= 0 && (Boolean(zone) || nearest(px, py, 9) >= 0));
  if (scene.hovered !== id) {
    scene.hovered = id;
    view.dirty = true;
  }
}

function select(selected) {
  scene.selected = selected;
  history.replaceState(null, '', selected ? `#${selected.entity ? `entity=${selected.entity}` : `zone=${selected.zone}`}` : location.pathname);
  details.show(selected);
  view.dirty = true;
}

async function steer(what) {
  const response = await fetch(`/api/v1/${what}`, { method: 'POST' });
  if (!response.ok) {
    const { error } = await response.json();
    text('state', error.what);
  }
}

byId('pause').addEventListener('click', () => steer(document.body.dataset.world === 'paused' ? 'resume' : 'pause'));
byId('step').addEventListener('click', () => steer('step?ticks=1'));
byId('zoom-in').addEventListener('click', () => view.zoom(1.5));
byId('zoom-out').addEventListener('click', () => view.zoom(1 / 1.5));
byId('zoom-fit').addEventListener('click', () => view.fit());
for (const button of document.querySelectorAll('[data-colour]')) {
  button.addEventListener('click', () => {
    scene.colourBy = button.dataset.colour;
    view.dirty = true;
    legend();
  });
}

let last = 0;
let theme = palette.version;
function turn(now) {
  const seconds = Math.min(0.25, (now - last) / 1000);
  last = now;
  const moved = playback.advance(seconds, state.status ? state.status.world.speed : 1);
  const { selected } = scene;
  if (selected && selected.entity && playback.segment) {
    selected.row = rowOf(playback.segment.to, selected.entity);
    if (details.following && selected.row >= 0) view.centre(playback.x[selected.row], playback.y[selected.row]);
  }
  if (moved || view.dirty || drawing.flashes.length || theme !== palette.version) {
    if (theme !== palette.version) {
      slots.draw();
      timeline.draw();
    }
    theme = palette.version;
    view.dirty = false;
    scene.now = now;
    drawing.draw(scene);
    if (playback.segment) text('map-tick', count(Math.floor(playback.playTick)));
    state.fps += ((seconds > 0 ? 1 / seconds : 60) - state.fps) / 30;
  }
  requestAnimationFrame(turn);
}
requestAnimationFrame(turn);

const wanted = /^#(entity|zone)=([0-9a-f]{1,20})$/.exec(location.hash);
if (wanted) select({ [wanted[1]]: wanted[2] });

/** For tests: what the page knows right now. Ids are texts as in the API; positions are in the game's unit. */
window.zonescaler = {
  get tick() { return playback.newest ? playback.newest.tick : -1; },
  get shownTick() { return playback.playTick; },
  get entities() { return playback.newest ? playback.newest.count : 0; },
  get zones() { return playback.newest ? playback.newest.zones.map((z) => z.id) : []; },
  get connection() { return state.connection; },
  get condition() { return state.condition; },
  get frames() { return state.frames; },
  get fps() { return state.fps; },
  get status() { return state.status; },
  get selected() { return scene.selected; },
  get timeline() { return { samples: timeline.samples.length, events: timeline.events.map(({ text: what }) => what) }; },
  ids(limit = Infinity) {
    const frame = playback.newest;
    return frame ? Array.from({ length: Math.min(limit, frame.count) }, (_, i) => hexId(frame.ids[2 * i], frame.ids[2 * i + 1])) : [];
  },
  entity(id) {
    const frame = playback.newest;
    const row = frame ? rowOf(frame, id) : -1;
    if (row < 0) return null;
    const { origin, quantum } = state.hello.world;
    const zone = frame.zones[frame.zone[row]].id;
    const unit = (axis, quanta) => origin[axis] + quanta * quantum;
    return {
      id, tick: frame.tick, kind: state.hello.kinds[frame.kind[row]].name, zone, owner: scene.owners.get(zone) || '',
      x: unit(0, frame.x[row]), y: unit(1, frame.y[row]), z: unit(2, frame.z[row]),
    };
  },
  /** Where an entity is drawn now, in CSS pixels of the canvas. */
  pixel(id) {
    const row = playback.segment ? rowOf(playback.segment.to, id) : -1;
    return row < 0 ? null : [view.x + playback.x[row] * view.scale, view.y + playback.y[row] * view.scale];
  },
  select,
};
