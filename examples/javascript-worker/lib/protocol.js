// The protocol between nodes and workers: worker.proto, loaded.
import { fileURLToPath } from 'node:url';
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';

const PROTOS = ['server', 'client'].map((part) =>
  fileURLToPath(new URL(`../../../${part}/src/main/proto/`, import.meta.url)),
);
// 64-bit numbers come as Longs, which cost least.
const OPTIONS = { includeDirs: PROTOS, keepCase: true, enums: String, defaults: true, oneofs: true };

const { zonescaler } = grpc.loadPackageDefinition(loader.loadSync('zonescaler/v1/worker.proto', OPTIONS));
export const { LogicWorker } = zonescaler.v1;

const MESSAGE_BYTES = 64 * 1024 * 1024;
export const CHANNEL_OPTIONS = {
  'grpc.max_receive_message_length': MESSAGE_BYTES,
  'grpc.max_send_message_length': MESSAGE_BYTES,
  'grpc.initial_reconnect_backoff_ms': 250,
  'grpc.max_reconnect_backoff_ms': 2000,
};
