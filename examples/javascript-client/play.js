// Plays the demo game: sails in circles, tells what is in sight. Usage: ./play [--seconds 10] [--name NAME] HOST:PORT...
import { parseArgs } from 'node:util';
import { Player } from './client.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '10' },
    name: { type: 'string', default: 'javascript' },
    token: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
  },
});
const nodes = positionals.length > 0 ? positionals : ['127.0.0.1:9090'];
const player = new Player(nodes, { name: values.name, token: () => values.token });
const counts = { sent: 0, acknowledged: 0, refused: 0, updates: 0, resumed: 0, events: 0 };
const say = (text) => (values.json ? console.error(text) : console.log(text));

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
player.on('notice', (text) => say(text));
player.on('interrupted', (error) => say(`interrupted: ${error.message}`));
player.on('ended', (reason, text) => {
  if (values.json) console.log(JSON.stringify({ ...counts, open: player.open.length, commands: last?.commands, inView: last?.inView, reason }));
  else console.log(`${reason}: ${text}`);
  process.exitCode = reason === 'LEFT' ? 0 : 1;
});

let heading = 0;
let last;
await player.join();
const steering = setInterval(() => {
  // STEER, heading of 256 to a full turn, thrust: see ShipCommand of the demo game.
  heading = (heading + 4) % 256;
  if (player.command([1, heading, 200]) !== undefined) counts.sent++;
}, 100);
const telling = setInterval(() => {
  const self = player.self();
  if (!self) return;
  last = { commands: Number(self.value('commands')), inView: player.view.entities.size };
  const place = player.place(self).map((x) => x.toFixed(1));
  say(`tick ${player.tick}: at ${place.join(', ')} with ${self.value('gold')} gold; ${last.inView} in view`);
}, 1000);
function finish() {
  clearTimeout(ending);
  clearInterval(steering);
  // What is open is consumed first, and the world's own count of commands comes with the next update.
  const settled = setInterval(() => {
    const self = player.self();
    last = self ? { commands: Number(self.value('commands')), inView: player.view.entities.size } : last;
    if (player.open.length > 0 || (self && self.value('commands') < counts.sent)) return;
    clearInterval(settled);
    clearInterval(telling);
    player.leave();
  }, 50);
}
const ending = setTimeout(finish, 1000 * Number(values.seconds));
process.once('SIGINT', finish).once('SIGTERM', finish);
