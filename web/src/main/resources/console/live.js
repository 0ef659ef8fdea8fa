// The live socket: connects, reconnects, and tells what comes. Lets go while the page has been hidden for long.

const FIRST_RETRY = 500;
const LONGEST_RETRY = 8000;
const HIDDEN_FOR = 30000;

export class Live {
  /** `on` has hello, status, frame and connection (connecting, open, closed with the time of the next try). */
  constructor(on) {
    this.on = on;
    this.retry = FIRST_RETRY;
    this.hiddenTimer = 0;
    document.addEventListener('visibilitychange', () => this.visibility());
    this.open();
  }

  open() {
    clearTimeout(this.retryTimer);
    this.on.connection('connecting', 0);
    const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/live`);
    this.socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.onmessage = (message) => {
      if (this.socket !== socket) return;
      if (typeof message.data === 'string') this.text(JSON.parse(message.data));
      else this.on.frame(message.data);
    };
    socket.onclose = () => {
      if (this.socket === socket) this.closed();
    };
  }

  text(message) {
    if (message.type === 'hello') {
      this.retry = FIRST_RETRY;
      this.on.hello(message);
      this.on.connection('open', 0);
    } else if (message.type === 'status') {
      this.on.status(message);
    }
  }

  closed() {
    this.socket = null;
    const wait = this.retry * (0.8 + 0.4 * Math.random());
    this.retry = Math.min(LONGEST_RETRY, this.retry * 1.7);
    this.on.connection('closed', performance.now() + wait);
    this.retryTimer = setTimeout(() => this.open(), wait);
  }

  visibility() {
    clearTimeout(this.hiddenTimer);
    if (document.hidden) {
      this.hiddenTimer = setTimeout(() => {
        clearTimeout(this.retryTimer);
        const socket = this.socket;
        this.socket = null;
        if (socket) socket.close();
        this.asleep = true;
      }, HIDDEN_FOR);
    } else if (this.asleep) {
      this.asleep = false;
      this.open();
    }
  }
}
