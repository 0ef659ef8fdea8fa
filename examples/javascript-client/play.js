// Plays the demo game: sails in circles, tells what is in sight.
import { parseArgs } from 'node:util';
import { Player } from './client.js';

const USAGE = 'usage: play [--seconds 10] [--name NAME] [--token TOKEN] [--json] HOST:PORT...';
const GIVE_UP_MILLIS = 5000;

function fail(text) {
  console.error(`${text}\n${USAGE}`);
  process.exit(1);
}

function options() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        seconds: { type: 'string', default: '10' },
        name: { type: 'string', default: 'javascript' },
        token: { type: 'string', default: '' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    return fail(error.message);
  }
}

const { values, positionals: nodes } = options();
const seconds = Number(values.seconds);
if (values.help) {
  console.log(USAGE);
  process.exit(0);
}
if (nodes.length === 0) fail('name a node');
if (!(seconds >= 0)) fail(`--seconds ${values.seconds} is no number`);

const player = new Player(nodes, { name: values.token ? '' : values.name, token: () => values.token });
const counts = { sent: 0, acknowledged: 0, refused: 0, forgotten: 0, updates: 0, resumed: 0, events: 0 };
const timers = [];
let heading = 0;
let last;
const say = (text) => (values.json ? console.error(text) : console.log(text));

function look() {
  const self = player.self();
  if (self) last = { commands: Number(self.value('commands')), inView: player.view.entities.size };
  return self;
}

player.on('welcome', (welcome) => {
  counts.resumed += welcome.resumed ? 1 : 0;
  say(`${welcome.resumed ? 'goes on' : 'plays'} at node ${welcome.node}, tick ${welcome.world.tick}`);
});
player.on('update', (update, changes) => {
  counts.updates++;
  counts.events += changes.events.length;
});
player.on('ack', ({ refusal }) => {
  counts.acknowledged++;
  counts.refused += refusal ? 1 : 0;
});
player.on('forgotten', () => counts.forgotten++);
player.on('notice', (text) => say(text));
player.on('interrupted', (error) => say(`interrupted: ${error.message}`));
player.on('ended', (reason, text) => {
  timers.forEach(clearInterval);
  if (values.json) console.log(JSON.stringify({ ...counts, open: player.open.length, ...last, reason }));
  else console.log(`${reason}: ${text}`);
  process.exit(reason === 'LEFT' ? 0 : 1);
});

/** What is open is consumed first, and the world's own count of commands comes with the next update. */
function finish() {
  timers.splice(0).forEach(clearInterval);
  const until = Date.now() + GIVE_UP_MILLIS;
  timers.push(
    setInterval(() => {
      const isSettled = look() && player.open.length === 0 && last.commands >= counts.sent;
      if (isSettled || Date.now() > until) player.leave();
    }, 50),
  );
  setTimeout(() => fail('the world does not answer'), 2 * GIVE_UP_MILLIS);
}

timers.push(setTimeout(finish, 1000 * seconds));
process.once('SIGINT', finish).once('SIGTERM', finish);
timers.push(
  setInterval(() => {
    // STEER, heading of 256 to a full turn, thrust: see ShipCommand of the demo game.
    heading = (heading + 4) % 256;
    if (player.command([1, heading, 200]) !== undefined) counts.sent++;
  }, 100),
  setInterval(() => {
    const self = look();
    if (!self) return;
    const place = player.place(self).map((x) => x.toFixed(1));
    say(`tick ${player.tick}: at ${place.join(', ')} with ${self.value('gold')} gold; ${last.inView} in view`);
  }, 1000),
);
await player.join();
