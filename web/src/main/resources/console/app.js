// The console: wires the live feed to the map and the panels, and publishes window.zonescaler for tests and the curious.

import { Actions } from './actions.js';
import { Cut } from './cut.js';
import { Decisions } from './decisions.js';
import { byId, count, decimals, el, keyed, micros, text } from './dom.js';
import { Details } from './details.js';
import { Drawing } from './draw.js';
import { hexId, readFrame, rowOf } from './frame.js';
import { Live } from './live.js';
import { Load } from './load.js';
import { Palette } from './palette.js';
import { Panels } from './panels.js';
import { Playback } from './playback.js';
import { Players } from './players.js';
import { Rewind } from './rewind.js';
import { Slots } from './slots.js';
import { tabs } from './tabs.js';
import { Timeline } from './timeline.js';
import { View } from './view.js';

const STALE_MILLIS = 3000;

const palette = new Palette();
const live = new Playback();
const canvas = byId('canvas');
const actions = new Actions();
const view = new View(canvas, {
  click,
  hover,
  escape,
  grab: (px, py) => cut.grab(px, py),
  drag: (px, py) => cut.drag(px, py),
  key: (e) => cut.key(e),
});
const drawing = new Drawing(canvas, view, palette);
const cut = new Cut(view, {
  split: (zone, axis, at) => actions.split(zone, axis, at),
  changed: () => (view.dirty = true),
  focus: () => canvas.focus(),
});
const rewind = new Rewind({ shown: shownPast });
const panels = new Panels(palette, actions);
const slots = new Slots(palette, (zone) => select({ zone }));
const timeline = new Timeline(palette, { rewind: rewindTo });
const load = new Load(palette, { select: (zone) => select({ zone }), rewind: rewindTo });
const decisions = new Decisions(actions, { rewind: rewindTo });
const players = new Players(palette);
const details = new Details(palette, actions, { select, cut: beginCut, line: (zone) => load.line(zone), journey, rewind: rewindTo });
tabs(byId('tabs'));

const state = { connection: 'connecting', retryAt: 0, hello: null, status: null, statusAt: 0, frames: 0, fps: 0 };
const scene = {
  playback: live, cut, journey: null, loads: new Map(), owners: new Map(), ownersVersion: 0, colourBy: 'node', quantum: 1, selected: null, hovered: null, now: 0,
  weights: [], weight: (kind) => scene.weights[kind] || 1,
};

new Live({
  connection(connection, retryAt) {
    Object.assign(state, { connection, retryAt });
    condition();
  },
  hello(hello) {
    state.hello = hello;
    details.hello = hello;
    live.clear();
    live.tickRate = hello.world.tickRate;
    rewind.tickRate = hello.world.tickRate;
    scene.quantum = hello.world.quantum;
    scene.weights = hello.kinds.map((kind, i) => (kind.role === 'AVATAR' ? 2.2 : i === 0 ? 1 : 1.45));
    document.querySelector('.caption').classList.toggle('deep', hello.world.dimensions === 3);
    insets();
    view.world(hello.world.size[0], hello.world.size[1]);
    panels.hello(hello);
    decisions.hello(hello);
  },
  status(message) {
    state.status = message.status;
    state.statusAt = performance.now();
    palette.learn(message.owners);
    loads(message.status.zones);
    for (const panel of [panels, actions, load, decisions, players]) panel.update(message.status);
    slots.update(message);
    legend();
    condition();
  },
  frame(buffer) {
    const frame = readFrame(buffer, performance.now());
    live.push(frame);
    state.frames++;
    text('tick', count(frame.tick));
    if (!rewind.active) {
      drawing.addEvents(frame, frame.receivedAt);
      own(frame);
      cut.update(frame);
    }
    condition();
  },
});

/** Shows who owns the zones of a frame. */
function own(frame) {
  const key = frame.zones.map(({ id, owner }) => `${id} ${owner}`).join();
  if (key === scene.ownersKey) return;
  scene.ownersKey = key;
  scene.owners = new Map(frame.zones.map(({ id, owner }) => [id, owner]));
  palette.learn(scene.owners.values());
  scene.ownersVersion++;
  view.dirty = true;
}

/** How much of the busiest zone's time each zone takes. */
function loads(zones) {
  const most = Math.max(1, ...zones.map((zone) => zone.tickMicros));
  scene.loads = new Map(zones.map((zone) => [zone.id, zone.tickMicros / most]));
  scene.mostMicros = most;
  if (scene.colourBy === 'load') {
    scene.ownersVersion++;
    view.dirty = true;
  }
}

// ---- going back in time

/** The map shows another tick of the past, or the present again. */
function shownPast(isPast) {
  scene.playback = isPast ? rewind.playback : live;
  const frame = scene.playback.newest;
  if (frame) own(frame);
  if (isPast && cut.zone) cut.cancel();
  text('map-age', isPast ? ', as it was' : '');
  view.dirty = true;
}

function rewindTo(tick) {
  if (state.hello?.keepsPast) rewind.open(tick);
  else actions.say('bad', 'This node keeps no history to go back to.', 'Set gateway.historySeconds, or look at a node that has it.');
}

function journey(found) {
  scene.journey = found;
  view.dirty = true;
}

// ---- cutting a zone

function beginCut(id) {
  const zone = live.newest?.zones.find((one) => one.id === id);
  if (rewind.active) rewind.close();
  if (zone) cut.begin(zone, state.hello.world);
}

function escape() {
  if (rewind.active) rewind.close();
  else select(null);
}

/** Leaves room for what lies over the map. */
function insets() {
  view.insetTop = document.querySelector('.caption').offsetHeight;
  const legendHeight = byId('legend').offsetHeight;
  const footHeight = byId('foot').offsetHeight;
  byId('map').style.setProperty('--legend', `${legendHeight}px`);
  view.insetBottom = legendHeight + (footHeight ? footHeight + 8 : 0);
  if (view.fitted) view.fit();
}
new ResizeObserver(insets).observe(document.querySelector('.caption'));
new ResizeObserver(insets).observe(byId('legend'));
new ResizeObserver(insets).observe(byId('foot'));

/** Which of loading, live, paused, stale and disconnected it is, in the pill and over the map. */
function condition() {
  const now = performance.now();
  const frame = live.newest;
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
  elsewhere(state.connection !== 'open');
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

/** Names the other nodes, which show the same world, when this one does not answer. */
function elsewhere(isLost) {
  const others = (state.status?.nodes ?? []).filter((node) => node.state === 'up' && node.http && node.name !== state.hello?.node);
  byId('veil-links').hidden = !isLost || others.length === 0;
  if (!isLost) return;
  keyed(byId('veil-links'), others, ({ name }) => name, ({ name, http }) => ({
    element: el('a', { href: `${location.protocol}//${http}/` }, `Go to ${name}`),
    update() {},
  }));
}

function legend() {
  const key = `${scene.colourBy}/${palette.version}`;
  if (state.hello && (legend.shown !== key || scene.colourBy === 'load')) {
    legend.shown = key;
    panels.legend(scene.colourBy, state.hello.kinds, micros(scene.mostMicros ?? 0));
  }
}

function nearest(px, py, reach) {
  const { playback } = scene;
  const { segment } = playback;
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
  const frame = scene.playback.newest;
  return frame ? frame.zones.find((z) => qx >= z.min[0] && qx < z.max[0] && qy >= z.min[1] && qy < z.max[1]) : undefined;
}

function click(px, py, reach) {
  const row = nearest(px, py, reach);
  if (row >= 0) {
    const { ids } = scene.playback.segment.to;
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

byId('pause').addEventListener('click', () => (document.body.dataset.world === 'paused' ? actions.post('resume') : actions.pause()));
byId('step').addEventListener('click', () => actions.post('step', { ticks: 1 }));
byId('rewind').addEventListener('keydown', (e) => e.key === 'Escape' && escape());
document.addEventListener('keydown', (e) => {
  const isTyping = e.target.matches('input:not([type=range]), select, dialog *');
  if (e.key === 'r' && !isTyping && !e.ctrlKey && !e.metaKey && !e.altKey && !byId('rewind-open').hidden) byId('rewind-open').click();
});
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

/** How old what is shown is. */
function age(now) {
  const seconds = (now - live.newest.receivedAt) / 1000 + (live.newest.tick - live.playTick) / live.tickRate;
  text('map-age', ` (${decimals(seconds, 1)} s ago)`);
}

let last = 0;
let theme = palette.version;
function turn(now) {
  const seconds = Math.min(0.25, (now - last) / 1000);
  last = now;
  const moved = live.advance(seconds, state.status ? state.status.world.speed : 1) && !rewind.active;
  const { selected, playback } = scene;
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
    if (!rewind.active && live.newest) age(now);
    state.fps += ((seconds > 0 ? 1 / seconds : 60) - state.fps) / 30;
  }
  requestAnimationFrame(turn);
}
requestAnimationFrame(turn);

const wanted = /^#(entity|zone)=([0-9a-f]{1,20})$/.exec(location.hash);
if (wanted) select({ [wanted[1]]: wanted[2] });

/** For tests: what the page knows right now. Ids are texts as in the API; positions are in the game's unit. */
window.zonescaler = {
  get tick() { return live.newest ? live.newest.tick : -1; },
  get shownTick() { return scene.playback.playTick; },
  get entities() { return live.newest ? live.newest.count : 0; },
  get zones() { return live.newest ? live.newest.zones.map((z) => z.id) : []; },
  get connection() { return state.connection; },
  get condition() { return state.condition; },
  get frames() { return state.frames; },
  get past() { return rewind.active ? { tick: rewind.tick, entities: rewind.playback.newest?.count ?? 0, ...rewind.range } : null; },
  get journey() { return scene.journey; },
  /** The line of the cut that is being chosen, from end to end in CSS pixels of the canvas. */
  get cut() {
    if (!cut.zone) return null;
    const [from, to] = drawing.cutLine(cut);
    return { zone: cut.zone.id, axis: cut.axis, at: cut.units, from, to };
  },
  get fps() { return state.fps; },
  get status() { return state.status; },
  get selected() { return scene.selected; },
  get timeline() { return { samples: timeline.samples.length, events: timeline.events.map(({ text: what }) => what) }; },
  ids(limit = Infinity) {
    const frame = live.newest;
    return frame ? Array.from({ length: Math.min(limit, frame.count) }, (_, i) => hexId(frame.ids[2 * i], frame.ids[2 * i + 1])) : [];
  },
  entity(id) {
    const frame = live.newest;
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
    const { playback } = scene;
    const row = playback.segment ? rowOf(playback.segment.to, id) : -1;
    return row < 0 ? null : [view.x + playback.x[row] * view.scale, view.y + playback.y[row] * view.scale];
  },
  /** Where a place of a journey is drawn now. */
  onMap: ({ x, y }) => [view.x + x * view.scale, view.y + y * view.scale],
  select,
};
