// Reaches nodes by WebSocket, for web pages: each message is a text, protobuf's JSON form of those of game.proto.

const ASK_MILLIS = 3000;

/** What a server that has no room for the moment closes with, by RFC 6455 and IANA's registry. */
const TRY_AGAIN_LATER = 1013;

/** What a server closes with that does not want this page. */
const POLICY_VIOLATION = 1008;

function toBase64(bytes) {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

function fromBase64(text) {
  return Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
}

/** A message as a text; bytes are base64. Tokens for resuming are so already. */
function textOf(message) {
  const { join, command } = message;
  if (command) return JSON.stringify({ command: { ...command, payload: toBase64(command.payload) } });
  if (join?.view) return JSON.stringify({ join: { ...join, view: { ...join.view, data: toBase64(join.view.data) } } });
  return JSON.stringify(message);
}

function messageOf(text) {
  const message = JSON.parse(text);
  if (message.update) message.update.data = fromBase64(message.update.data);
  return message;
}

export class WebSockets {
  #isSecure;
  #open = new Set();

  /** @param isSecure whether nodes are reached by TLS */
  constructor(isSecure) {
    this.#isSecure = isSecure;
  }

  async ask(node) {
    const url = `${this.#isSecure ? 'https' : 'http'}://${node}/play/world`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(ASK_MILLIS) });
    if (!answer.ok) throw new Error(`${node} answers ${answer.status}`);
    return answer.json();
  }

  open(node, heard, ended) {
    const socket = new WebSocket(`${this.#isSecure ? 'wss' : 'ws'}://${node}/play/socket`);
    const waiting = [];
    let isOver = false;
    const end = (error) => {
      this.#open.delete(socket);
      if (!isOver) ended(error);
      isOver = true;
    };
    this.#open.add(socket);
    socket.onopen = () => waiting.splice(0).forEach((text) => socket.send(text));
    socket.onmessage = ({ data }) => {
      if (!isOver) heard(messageOf(data));
    };
    socket.onclose = ({ code, reason }) => {
      const error = new Error(reason || `the connection to ${node} is closed (${code})`);
      end(code === 1000 ? undefined : Object.assign(error, { busy: code === TRY_AGAIN_LATER, unwanted: code === POLICY_VIOLATION }));
    };
    return {
      write(message) {
        if (socket.readyState === WebSocket.CONNECTING) waiting.push(textOf(message));
        else if (socket.readyState === WebSocket.OPEN) socket.send(textOf(message));
      },
      cancel() {
        isOver = true;
        socket.close();
      },
    };
  }

  close() {
    this.#open.forEach((socket) => socket.close());
  }
}
