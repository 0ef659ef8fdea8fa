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
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A player's session over any number of streams, one after another. When a stream breaks, falls
 * silent, or its node is about to stop, the session {@linkplain #wantsNode wants} another one and
 * goes on there: with its resume token, with what it still has of the world, and with the commands
 * that are open, under their numbers, unless the Welcome shows that they were consumed.
 * Thread-safe; has no thread of its own: somebody calls {@link #timer} and {@link #connect}.
 */
public final class PlayerSession {
  private record Open(long number, byte[] payload, long sentNanos) {}

  private static final long RETRY_NANOS = 250_000_000;
  private static final long PING_NANOS = 1_000_000_000;

  /** A node from which nothing at all has come for so long, not even a Pong, is given up. */
  private static final long SILENCE_NANOS = 2_500_000_000L;

  /** Of a message's most bytes, what a view may have. */
  private static final int VIEW_SHARE = 2;

  private final Player player;
  private final UpdateLayout layout;
  private final PlayerListener listener;
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
  private long lostNanos = System.nanoTime() - RETRY_NANOS;
  private long lastNumber;

  /**
   * A session that is not connected yet.
   *
   * @param layout of the world, as {@link UpdateLayout#of} tells from its schema
   */
  public PlayerSession(Player player, UpdateLayout layout, PlayerListener listener) {
    this.player = player;
    this.layout = layout;
    this.listener = listener;
  }

  // ---- for whoever drives it

  /** Whether it should be connected to another node than it is. */
  public synchronized boolean wantsNode() {
    return !leaving
        && !over
        && (call == null || (relocating && successor == null))
        && System.nanoTime() - lostNanos >= RETRY_NANOS;
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
    Call started = new Call();
    if (call == null) {
      call = started;
    } else {
      successor = started;
    }
    Join.Builder join =
        Join.newBuilder().setName(player.name()).setViewRadius(player.viewRadius()).setToken(token);
    Welcome known = welcome;
    if (known != null) {
      join.setResumeToken(known.getResumeToken());
      ClientView had = view;
      if (had != null) {
        join.setView(started.takeOver(had, known.getMaxMessageBytes() / VIEW_SHARE));
      }
    }
    to.play(started);
    started.send(ClientMessage.newBuilder().setJoin(join).build());
  }

  /** Asks a node that has been silent whether it is there, and gives it up in the end. */
  public synchronized void timer() {
    Call now = call;
    if (now == null || !inSession) {
      return;
    }
    long silence = System.nanoTime() - now.heardNanos;
    if (silence > SILENCE_NANOS) {
      now.cancel();
      ended(now, Status.UNAVAILABLE.withDescription("nothing has come for seconds"));
    } else if (silence > PING_NANOS && !now.pinged) {
      now.pinged = true;
      now.send(ClientMessage.newBuilder().setPing(Ping.getDefaultInstance()).build());
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
   */
  public synchronized long command(byte[] payload) {
    Welcome known = welcome;
    if (known == null || leaving || over || open.size() >= known.getMaxOutstandingCommands()) {
      return 0;
    }
    Open next = new Open(++lastNumber, payload.clone(), System.nanoTime());
    open.add(next);
    Call now = call;
    if (now != null && inSession) {
      now.send(next);
    }
    return next.number();
  }

  /** Says goodbye: the avatar is parked once the open commands are consumed. */
  public synchronized void leave() {
    leaving = true;
    Call now = call;
    if (now != null) {
      now.send(ClientMessage.newBuilder().setLeave(Leave.getDefaultInstance()).build());
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
    // More, if the player has played with another client in the meantime.
    lastNumber = Math.max(lastNumber, told.getLastCommand());
    welcome = told;
    inSession = true;
    listener.welcomed(told);
    while (!open.isEmpty() && open.peek().number() <= told.getLastCommand()) {
      Open done = open.remove();
      listener.acknowledged(done.number(), done.sentNanos(), -1, "");
    }
    open.forEach(from::send);
  }

  private void updated(Call from, Update update) {
    ClientView.Changes changes;
    try {
      changes = from.view.apply(update.getEncoding(), update.getData().toByteArray());
    } catch (IllegalArgumentException e) {
      view = null;
      from.cancel();
      ended(from, Status.DATA_LOSS.withDescription(e.getMessage()).withCause(e));
      return;
    }
    view = from.view;
    viewTick = update.getTick();
    listener.updated(update, changes);
  }

  private void acknowledged(Ack ack) {
    Open head = open.peek();
    if (head != null && head.number() == ack.getNumber()) {
      open.remove();
      listener.acknowledged(ack.getNumber(), head.sentNanos(), ack.getTick(), ack.getRefusal());
    }
  }

  private synchronized void heard(Call from, ServerMessage message) {
    if (from == successor && message.getKindCase() == ServerMessage.KindCase.WELCOME) {
      call = from;
      successor = null;
    }
    from.heardNanos = System.nanoTime();
    from.pinged = false;
    if (message.getKindCase() == ServerMessage.KindCase.GOODBYE) {
      from.goodbye = message.getGoodbye();
    }
    if (call != from || over) {
      return;
    }
    listener.received(message);
    switch (message.getKindCase()) {
      case WELCOME -> welcomed(from, message.getWelcome());
      case UPDATE -> updated(from, message.getUpdate());
      case ACK -> acknowledged(message.getAck());
      case NOTICE -> listener.noticed(message.getNotice().getText());
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
      lostNanos = System.nanoTime();
    }
    if (call != which) {
      return;
    }
    call = null;
    inSession = false;
    relocating = false;
    lostNanos = System.nanoTime();
    Goodbye.Reason reason = which.goodbye.getReason();
    switch (reason) {
      case LEFT, TAKEN_OVER, REFUSED, UNAUTHENTICATED, SESSION_ENDED -> {
        over = true;
        listener.ended(reason, which.goodbye.getText());
      }
      case REASON_UNSPECIFIED,
          TOO_SLOW,
          NODE_STOPPING,
          AVATAR_GONE,
          FULL,
          RESUMED,
          UNRECOGNIZED -> {
        if (leaving) {
          over = true;
          listener.ended(reason, which.goodbye.getText());
        } else {
          listener.interrupted(status);
        }
      }
    }
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

    void send(Open command) {
      send(
          ClientMessage.newBuilder()
              .setCommand(
                  Command.newBuilder()
                      .setNumber(command.number())
                      .setPayload(ByteString.copyFrom(command.payload())))
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
