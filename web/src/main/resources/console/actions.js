// What operators do: asks for confirmation, asks the node, and says what has become of it.

import { byId, el } from './dom.js';

const SHOWN_MILLIS = 12000;
const PATIENCE_MILLIS = 60000;
const MOST_NOTES = 3;

export class Actions {
  constructor() {
    this.dialog = byId('confirm');
    this.expected = [];
    this.status = null;
    this.answer = () => {};
    byId('confirm-no').addEventListener('click', () => this.dialog.close(''));
    // It may have been opened for another question before it is told that it was closed.
    this.dialog.addEventListener('close', () => this.dialog.open || this.answer(this.dialog.returnValue === 'yes'));
  }

  /**
   * Lets the operator confirm; gives what was chosen, `true` if there is nothing to choose, or null. `choice` has a label and
   * either options (values and texts) or a value to change.
   */
  confirm({ title, about, button, danger, choice }) {
    const { dialog } = this;
    byId('confirm-title').textContent = title;
    byId('confirm-about').textContent = about;
    const yes = byId('confirm-yes');
    yes.textContent = button;
    yes.classList.toggle('danger', Boolean(danger));
    const field = choice && (choice.options
      ? el('select', { id: 'confirm-choice' }, ...choice.options.map(([value, words]) => el('option', { value }, words)))
      : el('input', { id: 'confirm-choice', value: choice.value, inputMode: 'decimal' }));
    byId('confirm-field').replaceChildren(...(choice ? [el('label', {}, `${choice.label} `, field)] : []));
    this.answer(false);
    dialog.returnValue = '';
    dialog.showModal();
    (danger ? byId('confirm-no') : field || yes).focus();
    return new Promise((done) => {
      this.answer = (isYes) => done(!isYes ? null : choice ? field.value : true);
    });
  }

  /** Asks the node for something; gives its answer, or null if it was refused, which is said then. */
  async post(path, query = {}) {
    const text = new URLSearchParams(query).toString();
    try {
      const response = await fetch(`/api/v1/${path}${text ? `?${text}` : ''}`, { method: 'POST' });
      const answer = await response.json();
      if (response.ok) return answer;
      this.say('bad', `Refused: ${answer.error.what}.`, answer.error.remedy);
    } catch {
      this.say('bad', 'The node does not answer: it is not known whether it has heard of this.', 'Look at what the page shows, then ask again.');
    }
    return null;
  }

  /** Tells something for some seconds; a returned function tells something else in its place. */
  say(level, what, more = '') {
    const note = el('li', { data: { level } });
    let timer = 0;
    const tell = (nextLevel, nextWhat, nextMore = '') => {
      note.dataset.level = nextLevel;
      note.replaceChildren(el('b', {}, nextWhat), nextMore ? el('span', { className: 'muted' }, ` ${nextMore}`) : '');
      clearTimeout(timer);
      if (nextLevel !== 'busy') timer = setTimeout(() => note.remove(), SHOWN_MILLIS);
      if (!note.isConnected) byId('notes').append(note);
      const said = [...byId('notes').children].filter((one) => one.dataset.level !== 'busy');
      said.slice(0, -MOST_NOTES).forEach((one) => one.remove());
    };
    tell(level, what, more);
    return tell;
  }

  /** Waits until `outcome(status)` gives a sentence, and says it. */
  expect(what, outcome) {
    this.expected.push({ tell: this.say('busy', what), outcome, since: performance.now() });
  }

  /** A new status has come. */
  update(status) {
    this.status = status;
    this.expected = this.expected.filter(({ tell, outcome, since }) => {
      const done = outcome(status);
      if (done) tell('good', done);
      else if (performance.now() - since > PATIENCE_MILLIS) tell('bad', 'Nothing has come of it after a minute.', 'The events and decisions may say why.');
      else return true;
      return false;
    });
  }

  // ---- the world

  async pause() {
    if (await this.confirm({ title: 'Pause the world?', about: 'Its clock stops for every player, until somebody resumes it.', button: 'Pause' })) {
      this.post('pause');
    }
  }

  async balance(on) {
    const about = on ? 'Zones are split, merged and moved again because of the load.' : 'Zones stay as they are and where they are, whatever the load, until this is taken back.';
    if (await this.confirm({ title: on ? 'Let zones follow the load?' : 'Keep zones where they are?', about, button: on ? 'Follow the load' : 'Stop balancing' })) {
      if (await this.post(`balance/${on ? 'resume' : 'pause'}`)) {
        this.expect(on ? 'Zones are to follow the load…' : 'Balancing is to stop…', ({ world }) => world.balancing === on && (on ? 'Zones follow the load.' : 'Balancing is paused.'));
      }
    }
  }

  async set(name, value) {
    const wanted = await this.confirm({ title: `Change ${name}?`, about: 'The whole world has the new value from the same tick on.', button: 'Change', choice: { label: `${name} =`, value } });
    if (wanted !== null && await this.post('set', { variable: name, value: wanted })) {
      this.expect(`${name} is to be ${wanted}…`, ({ variables }) => variables.some((v) => v.name === name && v.value === Number(wanted)) && `${name} is ${wanted}.`);
    }
  }

  // ---- zones

  /** Says what became of zones: those of the map that have begun since, in their place. */
  changed(what, ids) {
    const known = new Set(this.status.zones.map((zone) => zone.id));
    const boxes = this.status.zones.filter((zone) => ids.includes(zone.id));
    this.expect(what, ({ zones }) => {
      if (zones.some((zone) => ids.includes(zone.id))) return '';
      const made = zones.filter((zone) => !known.has(zone.id) && boxes.some((box) => overlap(box, zone)));
      const names = made.map((zone) => `zone ${zone.id} on ${zone.owner}`).join(' and ');
      return `Zone ${ids.join(' and ')} ${ids.length > 1 ? 'are' : 'is'} now ${names || 'gone'}.`;
    });
  }

  async split(zone, axis, at) {
    if (await this.post('split', { zone, axis, at })) this.changed(`Zone ${zone} is being cut at ${axis} = ${at}…`, [zone]);
  }

  /** Merges a zone with the one that it can be merged with, if there is one. */
  async merge(zone, sibling) {
    if (!sibling) {
      this.say('bad', `Zone ${zone.id} can be merged with none of its neighbours now.`, 'The zones that it was once cut from have been cut further: merge those first.');
      return;
    }
    const yes = await this.confirm({ title: `Merge zones ${zone.id} and ${sibling}?`, about: 'They become one zone, from a tick some seconds from now.', button: 'Merge' });
    if (yes && await this.post('merge', { zone: zone.id, with: sibling })) {
      this.changed(`Zones ${zone.id} and ${sibling} are being merged…`, [zone.id, sibling]);
    }
  }

  nodes(but) {
    return this.status.nodes.filter((node) => node.state === 'up' && node.name !== but).map(({ name }) => [name, name]);
  }

  async move(zone) {
    const node = await this.confirm({ title: `Move zone ${zone.id}?`, about: `Another node than ${zone.owner} is to own it; nobody in it notices. It gets a new id.`, button: 'Move', choice: { label: 'to', options: this.nodes(zone.owner) } });
    if (node !== null && await this.post('move', { zone: zone.id, node })) this.changed(`Zone ${zone.id} goes to ${node}…`, [zone.id]);
  }

  async pin(zone) {
    if (zone.pin) {
      if (await this.confirm({ title: `Unpin zone ${zone.id}?`, about: 'The load may lead it to another node again.', button: 'Unpin' })) this.post('unpin', { zone: zone.id });
      return;
    }
    const options = [[zone.owner, `${zone.owner}, where it is`], ...this.nodes(zone.owner)];
    const node = await this.confirm({ title: `Pin zone ${zone.id}?`, about: 'It goes to that node and stays there, whatever the load.', button: 'Pin', choice: { label: 'to', options } });
    if (node !== null && await this.post('pin', { zone: zone.id, node })) {
      if (node === zone.owner) this.say('good', `Zone ${zone.id} stays on ${node}.`);
      else this.changed(`Zone ${zone.id} goes to ${node}, and stays there…`, [zone.id]);
    }
  }

  // ---- nodes and entities

  async end(node, orderly) {
    const about = orderly
      ? 'Others take over its zones, its players go to them, then its process ends. Nobody notices.'
      : 'Its process ends at once, as in a crash. Its backups take over, and its players go on elsewhere.';
    if (!await this.confirm({ title: `${orderly ? 'Drain' : 'Kill'} node ${node}?`, about, button: orderly ? 'Drain' : 'Kill', danger: !orderly })) return;
    if (await this.post(orderly ? 'drain' : 'kill', { node })) {
      // One that has left as planned is not spoken of any more.
      const isThere = ({ nodes }) => nodes.some(({ name, state }) => name === node && (orderly || state === 'up'));
      this.expect(orderly ? `Node ${node} is being emptied…` : `Node ${node} is being killed…`, (status) =>
        !isThere(status) && !status.zones.some((zone) => zone.owner === node) && `Node ${node} is gone; others have its zones.`);
    }
  }

  async quarantine(id, release) {
    const about = release ? 'The game\'s code runs it again.' : 'The game\'s code does not run it any more; it stays as it is and where it is.';
    if (await this.confirm({ title: `${release ? 'Release' : 'Quarantine'} this entity?`, about, button: release ? 'Release' : 'Quarantine' })) {
      this.post(release ? 'release' : 'quarantine', { entity: id });
    }
  }
}

const overlap = (a, b) => a.min.every((low, axis) => low < b.max[axis] && b.min[axis] < a.max[axis]);
