// A player's client over gRPC, for Node.
import { fileURLToPath } from 'node:url';
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';
import { Player as AnyPlayer } from './player.js';

const PROTOS = fileURLToPath(new URL('../../client/src/main/proto/', import.meta.url));
const OPTIONS = { includeDirs: [PROTOS], keepCase: true, longs: String, enums: String, defaults: true, oneofs: true };
const { zonescaler } = grpc.loadPackageDefinition(loader.loadSync('zonescaler/v1/game.proto', OPTIONS));
const { GameService, WorldService } = zonescaler.v1;

const ASK_MILLIS = 3000;

/** Reaches nodes by gRPC. */
class Grpc {
  #credentials;
  #clients = new Map();

  constructor(credentials) {
    this.#credentials = credentials;
  }

  #client(Service, node) {
    const key = `${Service.serviceName} ${node}`;
    if (!this.#clients.has(key)) this.#clients.set(key, new Service(node, this.#credentials));
    return this.#clients.get(key);
  }

  #call(node, method) {
    const deadline = Date.now() + ASK_MILLIS;
    return new Promise((resolve, reject) => {
      this.#client(WorldService, node)[method]({}, { deadline }, (error, answer) => (error ? reject(error) : resolve(answer)));
    });
  }

  async ask(node) {
    return { world: await this.#call(node, 'GetWorld'), schema: await this.#call(node, 'GetSchema') };
  }

  open(node, heard, ended) {
    const call = this.#client(GameService, node).Play();
    call.on('data', heard);
    call.on('error', (error) => ended(Object.assign(error, { busy: error.code === grpc.status.RESOURCE_EXHAUSTED })));
    call.on('end', () => ended(undefined));
    return { write: (message) => call.write(message), cancel: () => call.cancel() };
  }

  close() {
    this.#clients.forEach((client) => client.close());
  }
}

/** See player.js; options may have credentials of grpc-js, too. */
export class Player extends AnyPlayer {
  constructor(nodes, options = {}) {
    super(new Grpc(options.credentials ?? grpc.credentials.createInsecure()), nodes, options);
  }
}
