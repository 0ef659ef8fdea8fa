// Who owns what and why: who is expected and present, the plan, what was decided, and what would be.

import { button, byId, decimals, el, text } from './dom.js';

const NEWEST = 8;
const ASK_MILLIS = 5000;

export class Decisions {
  /** `on` has rewind(tick). */
  constructor(actions, on) {
    this.actions = actions;
    this.on = on;
    this.askedAt = -ASK_MILLIS;
    byId('balance').addEventListener('click', () => actions.balance(!this.balancing));
    byId('what-if').addEventListener('click', () => this.whatIf());
  }

  hello(hello) {
    byId('balance').hidden = !hello.maySteer;
  }

  update({ world, nodes, plan, redundancy: { target, slotsBelow } }) {
    this.balancing = world.balancing;
    text('redundancy', slotsBelow === 0 ? `all have ${target} ${target === 1 ? 'backup' : 'backups'}` : `${slotsBelow} lack a backup`);
    byId('redundancy').classList.toggle('lacking', slotsBelow > 0);
    const missing = nodes.filter((node) => node.state !== 'up').map((node) => `${node.name} is ${node.state}`);
    text('members', `${nodes.length} expected, ${nodes.length - missing.length} present${missing.length ? `: ${missing.join(', ')}` : ''}.`);
    text('plan', `Plan ${plan.number}: ${plan.reason}${plan.moves ? `; it moved ${plan.moves} ${plan.moves === 1 ? 'slot' : 'slots'}` : ''}.${world.mapPending >= 0 ? ` A changed map holds from tick ${world.mapPending} on.` : ''}`);
    text('decisions-summary', world.balancing ? 'zones follow the load' : 'balancing is paused');
    text('balance', world.balancing ? 'Stop balancing' : 'Balance');
    this.ask();
  }

  async ask() {
    if (performance.now() - this.askedAt < ASK_MILLIS) return;
    this.askedAt = performance.now();
    try {
      const { decisions } = await (await fetch('/api/v1/decisions')).json();
      byId('decisions-none').hidden = decisions.length > 0;
      byId('decisions').replaceChildren(...decisions.slice(0, NEWEST).map((one) => this.decision(one)));
    } catch {
      // The node is gone; the page says so elsewhere.
    }
  }

  decision({ id, time, tick, automatic, what, reason, fullestBefore, fullestPredicted, fullestAchieved }) {
    return el('li', { data: { decision: id, automatic } },
      el('div', {}, button(new Date(time).toLocaleTimeString(), () => this.on.rewind(tick), { className: 'link', title: `Rewind to tick ${tick}` }), ' ', el('b', {}, what)),
      el('div', { className: 'muted' }, `${automatic ? '' : 'by hand: '}${reason}`),
      el('div', { className: 'muted' }, `${percent(fullestBefore)} → ${percent(fullestPredicted)} → ${percent(fullestAchieved)}`));
  }

  /** What the present loads would lead to. */
  async whatIf() {
    const response = await fetch('/api/v1/what-if');
    const plan = await response.json();
    if (plan.error) {
      text('what-if-answer', `${plan.error.what}; ${plan.error.remedy}.`);
      byId('what-if-moves').replaceChildren();
      return;
    }
    text('what-if-answer', plan.moves.length
      ? `The fullest node would go from ${percent(plan.fullestBefore)} to ${percent(plan.fullestAfter)}:`
      : `Nothing would move: the fullest node is at ${percent(plan.fullestBefore)}.`);
    byId('what-if-moves').replaceChildren(...plan.moves.map((move) =>
      el('li', {}, `${move.zone ? `zone ${move.zone}` : `slot ${move.slot}`}: ${move.from} → ${move.to}`, el('span', { className: 'muted' }, ` ${move.reason}`))));
  }
}

const percent = (part) => (part === null ? '–' : `${decimals(100 * part, 0)} %`);
