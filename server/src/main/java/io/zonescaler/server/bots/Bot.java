package io.zonescaler.server.bots;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.zonescaler.server.update.ClientView;
import io.zonescaler.server.update.UpdateLayout;
import io.zonescaler.v1.proto.Ack;
import io.zonescaler.v1.proto.ClientMessage;
import io.zonescaler.v1.proto.Command;
import io.zonescaler.v1.proto.GameServiceGrpc.GameServiceStub;
import io.zonescaler.v1.proto.Join;
import io.zonescaler.v1.proto.Leave;
import io.zonescaler.v1.proto.Ping;
import io.zonescaler.v1.proto.ServerMessage;
import io.zonescaler.v1.proto.Update;
import io.zonescaler.v1.proto.View;
import io.zonescaler.v1.proto.Welcome;
import io.zonescaler.v1.proto.World;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * One player without a person: joins, sends numbered commands, counts what comes back, connects
 * again when its stream breaks, where its session goes on, and to another node before its own one
 * stops. Commands that the broken stream left open are sent again under their numbers, unless the
 * next Welcome shows that they were consumed. Thread-safe.
 */
final class Bot {
  private record Open(long number, byte[] payload, long sentNanos) {}

  private static final int MOST_OPEN = 48;
  private static final long RETRY_NANOS = 250_000_000;
  private static final long PING_NANOS = 1_000_000_000;

  /** A node from which nothing at all has come for so long, not even a Pong, is given up. */
  private static final long SILENCE_NANOS = 2_500_000_000L;

  private final String name;
  private final int path;
  private final BotSettings settings;
  private final UpdateLayout layout;
  private final BotTally tally;
  private final Random random;
  private final ArrayDeque<Open> open = new ArrayDeque<>();

  private @Nullable Call call;

  /** Connects to another node while the call goes on. */
  private @Nullable Call successor;

  private boolean relocating;
  private boolean welcomed;
  private boolean inSession;
  private boolean leaving;
  private long lostNanos;

  /** With these the session goes on in another stream. */
  private ByteString resumeToken = ByteString.EMPTY;

  private int mostMessageBytes;
  private @Nullable ClientView view;
  private long viewTick;

  private @Nullable World world;
  private long startNanos;
  private long avatar;
  private long lastNumber;
  private long acked;
  private long counterAtStart = -1;
  private long counter = -1;
  private long tickNanos;
  private long longestGapNanos;
  private long takenGapNanos;
  private boolean brokenSince;
  private boolean shutOut;

  Bot(int number, BotSettings settings, UpdateLayout layout, BotTally tally) {
    this.settings = settings;
    this.layout = layout;
    this.tally = tally;
    path = number;
    BotTrace trace = settings.trace();
    name = settings.names() + (trace == null ? String.valueOf(number) : trace.name(number));
    random = new Random(settings.seed() * 1_000_003 + number);
    lostNanos = System.nanoTime() - RETRY_NANOS;
  }

  /** Whether it should be connected to another node than it is. */
  synchronized boolean wantsNode() {
    return !leaving
        && !shutOut
        && (call == null || (relocating && successor == null))
        && System.nanoTime() - lostNanos >= RETRY_NANOS;
  }

  /** Whether it does not get in, however often it tries. */
  synchronized boolean isShutOut() {
    return shutOut;
  }

  /** Changes to another node; what it is connected to it leaves when that has worked. */
  synchronized void relocate() {
    relocating = call != null;
  }

  /** Asks a node that has been silent whether it is there, and gives it up in the end. */
  synchronized void listen() {
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

  /** Connects to {@code to}, the node whose turn it is. */
  synchronized void connect(GameServiceStub to) {
    Call started = new Call();
    if (call == null) {
      call = started;
    } else {
      successor = started;
    }
    to.play(started);
    Join.Builder join =
        Join.newBuilder()
            .setName(name)
            .setViewRadius(settings.viewRadius())
            .setToken(settings.tokens().apply(name))
            .setResumeToken(resumeToken);
    if (view != null) {
      byte[] data = view.encode(mostMessageBytes / 2);
      started.view.apply(UpdateLayout.ENCODING, data);
      join.setView(
          View.newBuilder()
              .setTick(viewTick)
              .setEncoding(UpdateLayout.ENCODING)
              .setData(ByteString.copyFrom(data)));
    }
    started.send(ClientMessage.newBuilder().setJoin(join).build());
  }

  synchronized boolean isConnected() {
    return call != null;
  }

  /** Whether it can be told from the world what became of its commands. */
  synchronized boolean isReady() {
    return inSession && (counterAtStart >= 0 || settings.counter().isEmpty());
  }

  /** Sends one command more, unless too many are open. */
  synchronized void command() {
    Call now = call;
    if (!isReady() || now == null || leaving || open.size() >= MOST_OPEN) {
      return;
    }
    Open next = new Open(++lastNumber, payload(), System.nanoTime());
    open.add(next);
    tally.sent.increment();
    now.send(next);
  }

  private byte[] payload() {
    BotTrace trace = settings.trace();
    Call now = call;
    ClientView.Seen self = now == null ? null : now.view.find(avatar);
    World in = world;
    if (trace == null || self == null || in == null) {
      return settings.commands().apply(random);
    }
    double[] place = new double[3];
    for (int axis = 0; axis < in.getDimensions(); axis++) {
      place[axis] = in.getMin(axis) + self.position(axis) * in.getQuantum();
    }
    return trace.command(path, (System.nanoTime() - startNanos) / 1e9, place);
  }

  /** The traces' time begins now. */
  synchronized void start() {
    startNanos = System.nanoTime();
  }

  /** Commands of which nothing is known. */
  synchronized int openCommands() {
    return open.size();
  }

  /** Whether everything is known, and the world's counter has come as well. */
  synchronized boolean isSettled() {
    return open.isEmpty() && (counterAtStart < 0 || counter - counterAtStart == acked);
  }

  /** Acknowledged commands that the world's counter does not show. */
  synchronized long lost() {
    return counterAtStart < 0 ? 0 : Math.max(0, acked - (counter - counterAtStart));
  }

  /** Commands that the world's counter shows though they were sent once. */
  synchronized long doubled() {
    return counterAtStart < 0 ? 0 : Math.max(0, counter - counterAtStart - acked - open.size());
  }

  /** Stops measuring gaps, says goodbye. */
  synchronized void leave() {
    leaving = true;
    if (tickNanos != 0) {
      tally.longestGap(Math.max(takenGapNanos, longestNanos()));
      tickNanos = 0;
    }
    Call now = call;
    if (now != null) {
      now.send(ClientMessage.newBuilder().setLeave(Leave.getDefaultInstance()).build());
    }
  }

  /** The longest gap since the last call, one that lasts still included; empty before a tick. */
  synchronized Optional<BotGap> takeGap() {
    if (tickNanos == 0) {
      return Optional.empty();
    }
    long longest = longestNanos();
    Optional<BotGap> gap = Optional.of(new BotGap(longest / 1e6, brokenSince));
    takenGapNanos = Math.max(takenGapNanos, longest);
    longestGapNanos = 0;
    brokenSince = false;
    return gap;
  }

  private long longestNanos() {
    return Math.max(longestGapNanos, System.nanoTime() - tickNanos);
  }

  private void welcomed(Call from, Welcome welcome) {
    relocating = false;
    if (!welcomed) {
      welcomed = true;
      tally.connected.incrementAndGet();
      lastNumber = welcome.getLastCommand();
    }
    if (welcome.getResumed()) {
      tally.resumed.increment();
    }
    resumeToken = welcome.getResumeToken();
    mostMessageBytes = welcome.getMaxMessageBytes();
    avatar = welcome.getAvatarId();
    world = welcome.getWorld();
    inSession = true;
    while (!open.isEmpty() && open.peek().number() <= welcome.getLastCommand()) {
      open.remove();
      acked++;
      tally.acked.increment();
    }
    open.forEach(from::send);
  }

  private void updated(Call from, Update update) {
    long now = System.nanoTime();
    if (tickNanos != 0) {
      longestGapNanos = Math.max(longestGapNanos, now - tickNanos);
    }
    if (!leaving) {
      tickNanos = now;
    }
    ClientView mine = from.view;
    ClientView.Changes changes = mine.apply(update.getEncoding(), update.getData().toByteArray());
    view = mine;
    viewTick = update.getTick();
    tally.updates.increment();
    tally.updateBytes.add(update.getData().size());
    tally.changed.add(changes.entered().size() + (long) changes.changed());
    tally.skipped.add(update.getSkippedTicks());
    ClientView.Seen self = mine.find(avatar);
    int column = self == null ? -1 : self.kind().indexOf(settings.counter());
    if (self != null && column >= 0) {
      counter = self.raw(column);
      if (counterAtStart < 0) {
        counterAtStart = counter;
      }
    }
  }

  private void acked(Ack ack) {
    Open head = open.peek();
    if (head != null && head.number() == ack.getNumber()) {
      open.remove();
      acked++;
      tally.acked.increment();
      tally.ack(System.nanoTime() - head.sentNanos());
      if (!ack.getRefusal().isEmpty()) {
        tally.refused.increment();
      }
    }
  }

  private synchronized void heard(Call from, ServerMessage message) {
    if (from == successor && message.getKindCase() == ServerMessage.KindCase.WELCOME) {
      call = from;
      successor = null;
      brokenSince = true;
    }
    from.heardNanos = System.nanoTime();
    from.pinged = false;
    if (call != from) {
      return;
    }
    tally.bytes.add(message.getSerializedSize());
    switch (message.getKindCase()) {
      case WELCOME -> welcomed(from, message.getWelcome());
      case UPDATE -> updated(from, message.getUpdate());
      case ACK -> acked(message.getAck());
      case RELOCATE -> relocating = true;
      case GOODBYE, NOTICE, PONG, KIND_NOT_SET -> {}
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
    shutOut = status.getCode() == Status.Code.UNAUTHENTICATED;
    relocating = false;
    call = null;
    inSession = false;
    lostNanos = System.nanoTime();
    brokenSince = true;
    if (!leaving) {
      tally.reconnects.increment();
      tally.firstTrouble.compareAndSet(
          "", name + ": " + status.getCode() + " " + status.getDescription());
    }
  }

  /** One connection. */
  private final class Call implements ClientResponseObserver<ClientMessage, ServerMessage> {
    final ClientView view = new ClientView(layout);
    long heardNanos = System.nanoTime();
    boolean pinged;
    private @Nullable ClientCallStreamObserver<ClientMessage> requests;

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
