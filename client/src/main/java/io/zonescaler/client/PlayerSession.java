package io.zonescaler.client;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.zonescaler.client.update.ClientView;
import io.zonescaler.client.update.UpdateLayout;
import io.zonescaler.v1.proto.Ack;
import io.zonescaler.v1.proto.ClientMessage;
import io.zonescaler.v1.proto.Command;
import io.zonescaler.v1.proto.GameServiceGrpc.GameServiceStub;
import io.zonescaler.v1.proto.Goodbye;
import io.zonescaler.v1.proto.Join;
import io.zonescaler.v1.proto.Leave;
import io.zonescaler.v1.proto.Ping;
import io.zonescaler.v1.proto.ServerMessage;
import io.zonescaler.v1.proto.Update;
import io.zonescaler.v1.proto.View;
import io.zonescaler.v1.proto.Welcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A player's session over any number of streams, one after another. When a stream breaks, falls
 * silent, or its node is about to stop, the session {@linkplain #wantsNode wants} another one and
 * goes on there: with its resume token, with what it still has of the world, and with the commands
 * that are open, under their numbers, unless the Welcome shows that they were consumed.
 * Thread-safe; has no thread of its own: somebody calls {@link #timer} and {@link #connect}.
 */
public final class PlayerSession {
  private record Open(long number, ByteString payload, long sentNanos) {}

  private static final System.Logger LOG = System.getLogger(PlayerSession.class.getName());

  /** Pause between two attempts: the first two, and the longest. */
  private static final long RETRY_NANOS = 250_000_000;

  private static final long LONGEST_RETRY_NANOS = 4_000_000_000L;

  private static final long NANOS_IN_MILLI = 1_000_000;

  private static final long PING_NANOS = 1_000_000_000;

  /** A node from which nothing at all has come for so long, not even a Pong, is given up. */
  private static final long SILENCE_NANOS = 2_500_000_000L;

  /** What a command's message has besides its payload, at most. */
  private static final int COMMAND_FRAMING = 32;

  /** After so many updates in a row that cannot be read, no other stream will do. */
  private static final int MOST_UNREADABLE = 3;

  /** Of a message's most bytes, what a view may have. */
  private static final int VIEW_SHARE = 2;

  private final Player player;
  private final UpdateLayout layout;
  private final PlayerListener listener;
  private final @Nullable CommandTracer tracer;
  private final ArrayDeque<Open> open = new ArrayDeque<>();

  private @Nullable Call call;

  /** Connects to another node while the call goes on. */
  private @Nullable Call successor;

  private @Nullable Welcome welcome;
  private @Nullable ClientView view;
  private long viewTick;
  private boolean inSession;
  private boolean relocating;
  private List<String> nodes = List.of();
  private boolean leaving;
  private boolean over;
  private long lostNanos = System.nanoTime();
  private long pauseNanos;
  private int attempts;
  private int unreadable;
  private long lastNumber;

  /**
   * A session that is not connected yet.
   *
   * @param layout of the world, as {@link UpdateLayout#of} tells from its schema
   */
  public PlayerSession(Player player, UpdateLayout layout, PlayerListener listener) {
    this(player, layout, listener, null);
  }

  /**
   * The same, of a client that traces its commands.
   *
   * @param tracer makes their root spans; null if the nodes do
   */
  public PlayerSession(
      Player player, UpdateLayout layout, PlayerListener listener, @Nullable CommandTracer tracer) {
    this.player = player;
    this.layout = layout;
    this.listener = listener;
    this.tracer = tracer;
  }

  // ---- for whoever drives it

  /** Whether it should be connected to another node than it is. */
  public synchronized boolean wantsNode() {
    return !leaving
        && !over
        && (call == null || (relocating && successor == null))
        && System.nanoTime() - lostNanos >= pauseNanos;
  }

  /** Nodes, as host:port, of which the next one should be; any if there are none. */
  public synchronized List<String> preferredNodes() {
    return nodes;
  }

  /** Connects to the node whose turn it is. */
  public void connect(GameServiceStub to) {
    connect(to, player.token().get());
  }

  private synchronized void connect(GameServiceStub to, String token) {
    if (leaving || over) {
      return;
    }
    Call started = new Call();
    Join.Builder join =
        Join.newBuilder()
            .setViewRadius(player.viewRadius())
            .setToken(token)
            .setTraces(tracer != null);
    if (!player.name().isEmpty()) {
      // An empty name would be a name.
      join.setName(player.name());
    }
    Welcome known = welcome;
    if (known != null) {
      join.setResumeToken(known.getResumeToken());
      ClientView had = view;
      if (had != null) {
        join.setView(started.takeOver(had, known.getMaxMessageBytes() / VIEW_SHARE));
      }
    }
    if (call == null) {
      call = started;
    } else {
      successor = started;
    }
    to.play(started);
    started.send(ClientMessage.newBuilder().setJoin(join).build());
  }

  /** Asks nodes that have been silent whether they are there, and gives them up in the end. */
  public synchronized void timer() {
    watch(successor);
    watch(call);
  }

  private void watch(@Nullable Call which) {
    if (which == null) {
      return;
    }
    long silence = System.nanoTime() - which.heardNanos;
    if (silence > SILENCE_NANOS) {
      which.cancel();
      ended(which, Status.UNAVAILABLE.withDescription("nothing has come for seconds"));
    } else if (silence > PING_NANOS && !which.pinged) {
      which.pinged = true;
      which.send(ClientMessage.newBuilder().setPing(Ping.getDefaultInstance()).build());
    }
  }

  /** Changes to another node; what it is connected to it leaves when that has worked. */
  public synchronized void relocate() {
    relocating = call != null;
  }

  // ---- for the player

  /**
   * Sends a command.
   *
   * @return its number; 0 if too many commands are open, or nobody has joined yet
   * @throws IllegalArgumentException if it is longer than the server takes
   */
  public synchronized long command(byte[] payload) {
    Welcome known = welcome;
    if (known == null || leaving || over || open.size() >= known.getMaxOutstandingCommands()) {
      return 0;
    }
    int most = known.getMaxMessageBytes() - COMMAND_FRAMING;
    if (payload.length > most) {
      throw new IllegalArgumentException(
          "a command of " + payload.length + " bytes; this server takes " + most);
    }
    Open next = new Open(++lastNumber, ByteString.copyFrom(payload), System.nanoTime());
    open.add(next);
    Call now = call;
    if (now != null && inSession) {
      now.send(next);
    }
    return next.number();
  }

  /** Says goodbye: the avatar is parked once the open commands are consumed. */
  public synchronized void leave() {
    if (leaving || over) {
      return;
    }
    leaving = true;
    Call now = call;
    if (now == null) {
      end(
          Goodbye.Reason.LEFT,
          "left without a connection: the avatar waits a while before it goes");
    } else if (inSession) {
      now.sendLeave();
    }
  }

  /** The last welcome, or null before the first. */
  public synchronized @Nullable Welcome welcome() {
    return welcome;
  }

  /**
   * What is in view, or null before the first update. Changes with each update: look at it while
   * the session is locked, in a call of the listener or in {@code synchronized (session)}.
   */
  public synchronized @Nullable ClientView view() {
    return view;
  }

  /** Whether there is a stream. */
  public synchronized boolean isConnected() {
    return call != null;
  }

  /** Whether the session goes on in this moment. */
  public synchronized boolean isInSession() {
    return inSession;
  }

  /** Whether it is over, and nothing more comes. */
  public synchronized boolean isOver() {
    return over;
  }

  /** Commands of which nothing is known. */
  public synchronized int openCommands() {
    return open.size();
  }

  // ---- what comes

  private void welcomed(Call from, Welcome told) {
    relocating = false;
    nodes = List.of();
    attempts = 0;
    welcome = told;
    List<Open> consumed = new ArrayList<>();
    while (!open.isEmpty() && open.peek().number() <= told.getLastCommand()) {
      consumed.add(open.remove());
    }
    List<Open> forgotten = new ArrayList<>();
    if (!told.getResumed()) {
      // Another client of the player may have used the numbers, or the world was put back.
      forgotten.addAll(consumed);
      consumed.clear();
      if (!open.isEmpty() && open.peek().number() != told.getLastCommand() + 1) {
        forgotten.addAll(open);
        open.clear();
      }
    }
    if (open.isEmpty()) {
      lastNumber = told.getLastCommand();
    }
    inSession = true;
    open.forEach(from::send);
    if (leaving) {
      from.sendLeave();
    }
    tell(() -> listener.welcomed(told));
    consumed.forEach(c -> tell(() -> listener.acknowledged(c.number(), c.sentNanos(), -1, "")));
    forgotten.forEach(c -> tell(() -> listener.forgotten(c.number())));
  }

  private void updated(Call from, Update update) {
    ClientView.Changes changes;
    try {
      changes = from.view.apply(update.getEncoding(), update.getData().toByteArray());
    } catch (IllegalArgumentException e) {
      view = null;
      from.cancel();
      unreadable++;
      if (unreadable >= MOST_UNREADABLE) {
        end(Goodbye.Reason.REASON_UNSPECIFIED, String.valueOf(e.getMessage()));
      } else {
        ended(from, Status.DATA_LOSS.withDescription(e.getMessage()).withCause(e));
      }
      return;
    }
    unreadable = 0;
    view = from.view;
    viewTick = update.getTick();
    tell(() -> listener.updated(update, changes));
  }

  /** A listener's fault must not end the stream. */
  private static void tell(Runnable what) {
    try {
      what.run();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "a listener has failed", e);
    }
  }

  private void acknowledged(Ack ack) {
    Open head = open.peek();
    if (head != null && head.number() == ack.getNumber()) {
      open.remove();
      long tick = ack.getOutcomeUnknown() ? -1 : ack.getTick();
      tell(() -> listener.acknowledged(ack.getNumber(), head.sentNanos(), tick, ack.getRefusal()));
      trace(head, ack.getRefusal());
    }
  }

  private void trace(Open command, String refusal) {
    CommandTracer told = tracer;
    Welcome known = welcome;
    if (told == null || known == null || known.getTracesOneIn() == 0) {
      return;
    }
    CommandTrace trace =
        CommandTrace.of(known.getWorld().getChecksum(), known.getPlayerId(), command.number());
    if (trace.isTraced(known.getTracesOneIn())) {
      long now = System.currentTimeMillis();
      long sent =
          (now * NANOS_IN_MILLI - (System.nanoTime() - command.sentNanos())) / NANOS_IN_MILLI;
      tell(() -> told.acknowledged(trace, command.number(), sent, now, refusal));
    }
  }

  private synchronized void heard(Call from, ServerMessage message) {
    Call before = call;
    if (from == successor && message.getKindCase() == ServerMessage.KindCase.WELCOME) {
      call = from;
      successor = null;
      inSession = false;
      if (before != null) {
        before.cancel();
      }
    }
    from.heardNanos = System.nanoTime();
    from.pinged = false;
    if (message.getKindCase() == ServerMessage.KindCase.GOODBYE) {
      from.goodbye = message.getGoodbye();
    }
    if (call != from || over) {
      return;
    }
    tell(() -> listener.received(message));
    switch (message.getKindCase()) {
      case WELCOME -> welcomed(from, message.getWelcome());
      case UPDATE -> updated(from, message.getUpdate());
      case ACK -> acknowledged(message.getAck());
      case NOTICE -> tell(() -> listener.noticed(message.getNotice().getText()));
      case RELOCATE -> {
        relocating = true;
        nodes = List.copyOf(message.getRelocate().getNodesList());
      }
      case GOODBYE, PONG, KIND_NOT_SET -> {}
    }
  }

  private synchronized void ended(Call which, Status status) {
    if (successor == which) {
      successor = null;
      pause();
    }
    if (call != which || over) {
      return;
    }
    inSession = false;
    relocating = false;
    // What ends this stream may be the one that follows it.
    call = successor;
    successor = null;
    if (call != null) {
      tell(() -> listener.interrupted(status));
      return;
    }
    pause();
    Goodbye.Reason reason = which.goodbye.getReason();
    boolean isFinal =
        switch (reason) {
          case LEFT, TAKEN_OVER, UNAUTHENTICATED, SESSION_ENDED -> true;
          case REFUSED -> leaving || status.getCode() != Status.Code.RESOURCE_EXHAUSTED;
          case REASON_UNSPECIFIED,
              TOO_SLOW,
              NODE_STOPPING,
              AVATAR_GONE,
              FULL,
              RESUMED,
              UNRECOGNIZED ->
              leaving;
        };
    if (isFinal) {
      end(reason, which.goodbye.getText());
    } else {
      tell(() -> listener.interrupted(status));
    }
  }

  private void end(Goodbye.Reason reason, String text) {
    over = true;
    call = null;
    if (successor != null) {
      successor.cancel();
    }
    successor = null;
    inSession = false;
    tell(() -> listener.ended(reason, text));
  }

  /** Attempts become rarer, and those of many clients do not stay together. */
  private void pause() {
    lostNanos = System.nanoTime();
    long pause = Math.min(LONGEST_RETRY_NANOS, RETRY_NANOS << Math.min(16, attempts / 2));
    pauseNanos =
        attempts < 2 ? pause : (long) (pause * ThreadLocalRandom.current().nextDouble(0.75, 1.25));
    attempts++;
  }

  /** One stream. */
  private final class Call implements ClientResponseObserver<ClientMessage, ServerMessage> {
    final ClientView view = new ClientView(layout);
    Goodbye goodbye = Goodbye.getDefaultInstance();
    long heardNanos = System.nanoTime();
    boolean pinged;
    private @Nullable ClientCallStreamObserver<ClientMessage> requests;

    /** Begins with what another stream has brought. */
    View takeOver(ClientView had, int mostBytes) {
      byte[] data = had.encode(mostBytes);
      view.apply(UpdateLayout.ENCODING, data);
      return View.newBuilder()
          .setTick(viewTick)
          .setEncoding(UpdateLayout.ENCODING)
          .setData(ByteString.copyFrom(data))
          .build();
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<ClientMessage> stream) {
      requests = stream;
    }

    void cancel() {
      if (requests != null) {
        requests.cancel("given up", null);
      }
    }

    void send(ClientMessage message) {
      if (requests != null) {
        requests.onNext(message);
      }
    }

    void sendLeave() {
      send(ClientMessage.newBuilder().setLeave(Leave.getDefaultInstance()).build());
    }

    void send(Open command) {
      send(
          ClientMessage.newBuilder()
              .setCommand(
                  Command.newBuilder().setNumber(command.number()).setPayload(command.payload()))
              .build());
    }

    @Override
    public void onNext(ServerMessage message) {
      heard(this, message);
    }

    @Override
    public void onError(Throwable why) {
      ended(this, Status.fromThrowable(why));
    }

    @Override
    public void onCompleted() {
      ended(this, Status.OK);
    }
  }
}
