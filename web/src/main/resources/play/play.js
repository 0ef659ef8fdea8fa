// The demo game for players: joins, steers, shows; publishes window.play for tests and the curious.
import { Motion } from './lib/motion.js';
import { Player } from './lib/player.js';
import { WebSockets } from './lib/websocket.js';
import { Sea } from './sea.js';
import { FULL_SPEED, SHOOT, ShipModel, TRADE, between, steering } from './ship.js';

const VIEW_RADIUS = 40;

/** Less than what is told is shown, so that nothing appears from nowhere. */
const SHOWN_RADIUS = 30;

/** How fast a wrong prediction is put right, per second; farther off than the second it is not smoothed. */
const CORRECTION = 8;
const FARTHEST_CORRECTION = 12;
/** How far a ship is put right in one picture, in units. */
const LARGEST_CORRECTION = 0.5;

/** A gap that a player need not be told of. */
const SILENCE_MILLIS = 700;

const STEERING_MILLIS = 100;
const STEER_AGAIN_MILLIS = 1000;
const ZONES_MILLIS = 2000;
const MESSAGE_MILLIS = 4000;

const byId = (id) => document.getElementById(id);
const wanted = new URLSearchParams(location.search);
const sea = new Sea(byId('sea'));
const model = new ShipModel();
const keys = new Set();
const state = { phase: 'ashore', heard: 0, zones: [], labels: false, trouble: '', frames: 0, worstJump: 0, resumed: 0, acked: 0, refused: 0 };
let player;
let motion;

/** The ship as it is drawn, which follows the predicted one; undefined ashore. */
let drawn;
let last = 0;
let course;

/** The course that the world knows of, or is told; undefined if it has to be told again. */
let sentCourse;

let sentNumber;
let steersFrom = 0;
let messageUntil = 0;

function text(id, value) {
  const node = byId(id);
  if (node.textContent !== String(value)) node.textContent = value;
}

function phase(name) {
  state.phase = name;
  document.body.dataset.phase = name;
  byId('join').hidden = name !== 'ashore';
  byId('ship').hidden = byId('controls').hidden = name === 'ashore';
}

function say(words) {
  text('message', words);
  byId('message').hidden = !words;
  messageUntil = performance.now() + MESSAGE_MILLIS;
}

function units(position) {
  return position.map((quanta, axis) => player.world.min[axis] + quanta * player.world.quantum);
}

const token = wanted.get('token') ?? '';

/** Another game would not understand this page's commands. */
async function isDemo() {
  const answer = await fetch('/play/world');
  const { schema } = await answer.json();
  return schema.kinds.some((kind) => kind.name === 'ship' && kind.avatar && kind.columns.some(({ name }) => name === 'heading'));
}

async function join(name) {
  phase('boarding');
  try {
    if (!(await isDemo())) {
      ashore('This world has another game than the demo, which this page cannot play.');
      return;
    }
  } catch (error) {
    ashore(`The node does not answer: ${error.message}`);
    return;
  }
  player = new Player(new WebSockets(location.protocol === 'https:'), [location.host], {
    name: token ? '' : name,
    token: () => token,
    viewRadius: VIEW_RADIUS,
  });
  motion = new Motion(player, model);
  player.on('welcome', (welcome) => {
    model.world = player.world;
    state.resumed += welcome.resumed ? 1 : 0;
    state.heard = performance.now();
    state.trouble = '';
    if (!welcome.resumed) sentCourse = undefined;
    phase('playing');
    byId('sea').focus({ preventScroll: true });
  });
  player.on('update', (update, { events }) => {
    state.heard = performance.now();
    events.forEach((event) => sea.happened(event, units(event.position)));
  });
  player.on('ack', ({ number, refusal }) => {
    state.acked++;
    state.refused += refusal ? 1 : 0;
    if (refusal && number === sentNumber) steerAgain();
    if (refusal && refusal !== 'the gun is being loaded') say(refusal);
  });
  player.on('notice', say);
  player.on('forgotten', steerAgain);
  player.on('interrupted', (error) => {
    state.trouble = error.message;
  });
  player.on('ended', (reason, words) => ashore(reason === 'LEFT' ? '' : words));
  player.join();
}

/** Back at the beginning, maybe with a reason. */
function ashore(problem) {
  player = undefined;
  drawn = undefined;
  course = undefined;
  sentCourse = undefined;
  text('problem', problem);
  byId('problem').hidden = !problem;
  phase('ashore');
}

/** The course was not taken, as ships that are lost take none: it is told again, not at once. */
function steerAgain() {
  sentCourse = undefined;
  steersFrom = performance.now() + STEER_AGAIN_MILLIS;
}

// ---- what the player wants

const COURSES = {
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
  KeyA: [-1, 0], KeyD: [1, 0], KeyW: [0, -1], KeyS: [0, 1],
};

function steer() {
  let [x, y] = [0, 0];
  for (const key of keys) {
    x += COURSES[key][0];
    y += COURSES[key][1];
  }
  course = x || y ? { direction: Math.atan2(y, x), thrust: 1 } : { direction: course?.direction ?? 0, thrust: 0 };
}

function command(payload) {
  if (state.phase === 'playing') motion.command(payload);
}

function showZones() {
  state.labels = !state.labels;
  byId('borders').setAttribute('aria-pressed', state.labels);
  learnZones();
}

const DEEDS = { Space: () => command(SHOOT), KeyT: () => command(TRADE), KeyB: showZones, Escape: () => player?.leave() };

addEventListener('keydown', (event) => {
  if (state.phase !== 'playing' || event.ctrlKey || event.metaKey || event.altKey) return;
  const isButton = event.target instanceof HTMLButtonElement;
  if (COURSES[event.code]) {
    keys.add(event.code);
    steer();
  } else if (DEEDS[event.code] && !event.repeat && !(isButton && event.code === 'Space')) {
    DEEDS[event.code]();
  } else return;
  event.preventDefault();
});
addEventListener('keyup', (event) => {
  if (keys.delete(event.code)) steer();
});
addEventListener('blur', () => {
  if (keys.size > 0) {
    keys.clear();
    steer();
  }
});

/** Touch or mouse: the ship goes where one points, and stops when its middle is touched. */
function point(event) {
  if (event.type === 'pointermove' && event.buttons === 0) return;
  const dx = event.clientX - innerWidth / 2;
  const dy = event.clientY - innerHeight / 2;
  const far = Math.hypot(dx, dy);
  course = { direction: Math.atan2(dy, dx), thrust: far < 30 ? 0 : Math.min(1, far / 140) };
}
byId('sea').addEventListener('pointerdown', point);
byId('sea').addEventListener('pointermove', point);

byId('fire').addEventListener('click', DEEDS.Space);
byId('trade').addEventListener('click', DEEDS.KeyT);
byId('borders').addEventListener('click', showZones);
byId('leave').addEventListener('click', DEEDS.Escape);
byId('join').addEventListener('submit', (event) => {
  event.preventDefault();
  join(byId('name').value.trim());
});

setInterval(() => {
  if (course && state.phase === 'playing' && performance.now() >= steersFrom) {
    const payload = steering(course.direction, course.thrust);
    if (String(payload) === String(sentCourse)) return;
    sentNumber = motion.command(payload);
    if (sentNumber !== undefined) sentCourse = payload;
  }
}, STEERING_MILLIS);

/** Where players have to prove who they are, zones are not for them: there is no button. */
async function learnZones() {
  try {
    const answer = await fetch(`${location.protocol}//${player?.at ?? location.host}/play/zones`);
    if (answer.status === 404) byId('borders').hidden = true;
    else state.zones = await answer.json();
  } catch {
    // That node may be gone; the next time it is another one.
  }
}
setInterval(() => {
  if (state.labels) learnZones();
}, ZONES_MILLIS);
learnZones();

// ---- what the player sees

/** Moves the drawn ship to where it is predicted; what was predicted wrongly is put right little by little. */
function follow(seconds) {
  const felt = motion.self();
  const eye = motion.eye();
  const before = drawn;
  if (felt) {
    const now = between(felt);
    drawn = { ...now, isAway: false };
    if (before && !before.isAway) {
      // What the last picture showed, moved on as the ship sails, is where this one begins.
      const x = before.x + (before.vx * seconds * player.world.tick_rate) - now.x;
      const y = before.y + (before.vy * seconds * player.world.tick_rate) - now.y;
      const far = Math.hypot(x, y);
      // Slow pictures, and long ways after a node's death, must not make it a jump.
      const left = far > FARTHEST_CORRECTION ? 0 : Math.max(Math.exp(-CORRECTION * seconds), 1 - LARGEST_CORRECTION / far);
      drawn.x += x * left;
      drawn.y += y * left;
    }
  } else if (eye) {
    const [x, y] = units(eye);
    drawn = { x, y, vx: 0, vy: 0, heading: before?.heading ?? 0, sails: false, isAway: true };
  }
  if (before && drawn && !drawn.isAway && !before.isAway) {
    const way = Math.hypot(drawn.x - before.x, drawn.y - before.y);
    const expected = FULL_SPEED * seconds * player.world.tick_rate;
    state.worstJump = Math.max(state.worstJump, way - expected);
  }
}

function entities() {
  const self = BigInt(player.welcome.avatar_id);
  const all = [];
  for (const entity of player.view.entities.values()) {
    const own = entity.id === self;
    const place = own ? undefined : motion.place(entity.id);
    if (!own && !place) continue;
    const [x, y] = own ? [drawn.x, drawn.y] : units(place);
    const isShip = entity.kind.name === 'ship';
    const heading = own ? drawn.heading : isShip ? entity.value('heading') * (Math.PI / 128) : undefined;
    all.push({ id: entity.id, kind: entity.kind.name, x, y, heading, own, lost: isShip && entity.value('health') <= 0 });
  }
  return all;
}

function report() {
  const now = performance.now();
  const isSilent = now - state.heard > SILENCE_MILLIS;
  const self = player?.self();
  let [name, level] = ['Ashore', ''];
  if (state.phase === 'boarding') [name, level] = ['Boarding', 'warn'];
  else if (state.phase === 'playing') {
    [name, level] = isSilent ? ['Becalmed', 'bad'] : drawn?.isAway ? ['On passage', 'warn'] : ['At sea', 'good'];
  }
  text('state', name);
  byId('state').dataset.level = level;
  const isWaiting = state.phase === 'boarding' || isSilent;
  text('where', isWaiting && state.trouble && state.phase !== 'ashore' ? state.trouble : state.phase === 'playing' ? `${player.welcome.node} · tick ${Number(player.tick ?? 0).toLocaleString('en')}` : '');
  if (self) {
    byId('health').value = Number(self.value('health') ?? 0);
    byId('health').textContent = self.value('health') ?? '';
    text('gold', self.value('gold') ?? '');
    text('cargo', self.value('cargo') ?? '');
    if (self.value('health') <= 0) {
      const ticks = Number(self.value('launch')) - Number(player.tick);
      say(`Your ship is lost; a new one is launched in ${Math.max(1, Math.ceil(ticks / player.world.tick_rate))} s`);
    }
  }
  if (now > messageUntil) byId('message').hidden = true;
}
setInterval(report, 100);

function turn(now) {
  const seconds = Math.min(0.25, (now - last) / 1000);
  last = now;
  if (player?.view && player.welcome) {
    follow(seconds);
    if (drawn) {
      const { zones, labels } = state;
      sea.draw({ x: drawn.x, y: drawn.y, radius: SHOWN_RADIUS, world: player.world, entities: entities(), zones, labels, seconds });
      state.frames++;
    }
  }
  requestAnimationFrame(turn);
}
requestAnimationFrame(turn);

byId('name-label').hidden = Boolean(token);
byId('name').required = !token;
byId('name').value = wanted.get('name') ?? '';
// A token is nobody else's to see.
if (token) history.replaceState(null, '', location.pathname);
if (wanted.get('name') || token) join(wanted.get('name') ?? '');
else byId('name').focus();

/** For tests: what the page knows and shows right now; places are in units. */
window.play = {
  get phase() { return state.phase; },
  get node() { return player?.welcome?.node ?? ''; },
  get tick() { return Number(player?.tick ?? -1); },
  get ship() { return drawn && { x: drawn.x, y: drawn.y, isAway: drawn.isAway }; },
  get world() { return player?.world; },
  get zones() { return state.zones; },
  get entities() { return player?.view?.entities.size ?? 0; },
  get frames() { return state.frames; },
  get worstJump() { return state.worstJump; },
  get resumed() { return state.resumed; },
  get counts() { return { acked: state.acked, refused: state.refused, open: player?.open.length ?? 0 }; },
  get value() { return (column) => Number(player?.self()?.value(column)); },
};
