package io.zonescaler.server.worker;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.zonescaler.server.api.RoleGuard;
import io.zonescaler.server.gateway.PlayerTokens;
import io.zonescaler.v1.proto.LogicWorkerGrpc;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may run a world's logic, and so decide all that happens in it: processes that the node has
 * started; where players need tokens, who has one of a worker; and only where there is neither, any
 * process of this machine.
 */
final class WorkerGuard implements ServerInterceptor {
  /** Number of the process that calls, of those that the node has started; -1 for another one. */
  static final Context.Key<Integer> PROCESS = Context.keyWithDefault("worker-process", -1);

  private static final Set<String> METHODS =
      Set.of(LogicWorkerGrpc.getWorkMethod().getFullMethodName());

  private final WorkerProcesses processes;
  private final @Nullable RoleGuard roles;

  WorkerGuard(WorkerProcesses processes, @Nullable PlayerTokens tokens) {
    this.processes = processes;
    roles = tokens == null ? null : new RoleGuard(tokens, PlayerTokens.WORKER, METHODS);
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    int process = processes.numberOf(RoleGuard.shown(headers));
    if (process >= 0) {
      Context known = Context.current().withValue(PROCESS, process);
      return Contexts.interceptCall(known, call, headers, next);
    }
    if (roles != null) {
      return roles.interceptCall(call, headers, next);
    }
    if (!processes.isEmpty()) {
      call.close(
          Status.UNAUTHENTICATED.withDescription(
              "this node takes the workers that it starts itself (worker.command) and no others,"
                  + " unless there are players.keys, and they show a worker's token"),
          new Metadata());
      return new ServerCall.Listener<>() {};
    }
    return next.startCall(call, headers);
  }
}
