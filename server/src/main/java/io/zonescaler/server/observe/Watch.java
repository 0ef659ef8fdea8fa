package io.zonescaler.server.observe;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.zonescaler.game.World;
import io.zonescaler.server.api.WorldMessages;
import io.zonescaler.server.observe.Difference.Change;
import io.zonescaler.server.observe.Difference.Place;
import io.zonescaler.state.EmittedEvent;
import io.zonescaler.v1.proto.Entity;
import io.zonescaler.v1.proto.Observed;
import io.zonescaler.v1.proto.ObservedEvent;
import io.zonescaler.world.Space;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One observer: what it wants, and how far it has been told. For the observers' thread. */
final class Watch {
  /** Bytes of one message, about: far below gRPC's usual limit of 4 MiB. */
  private static final int MESSAGE_BYTES = 1 << 19;

  private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

  private final World world;
  private final long worldId;
  private final Wish wish;
  private final ServerCallStreamObserver<Observed> stream;
  private long next;
  private @Nullable WorldTick before;

  /**
   * An observer that has been told nothing.
   *
   * @param next the first tick to tell; 0 to begin anew
   */
  Watch(
      World world, long worldId, Wish wish, ServerCallStreamObserver<Observed> stream, long next) {
    this.world = world;
    this.worldId = worldId;
    this.wish = wish;
    this.stream = stream;
    this.next = next;
  }

  boolean isOver() {
    return stream.isCancelled();
  }

  /** The next tick to tell; 0 if it begins anew. */
  long next() {
    return next;
  }

  /** Whether another tick can be told now. */
  boolean canGoOn(History history) {
    return !isOver() && stream.isReady() && next <= history.newest() && history.newest() >= 0;
  }

  /** Tells the newest tick as a whole. */
  void begin(History history) {
    WorldTick now = history.at(history.newest(), null);
    Difference all = new Difference(null, now, world.schema().gameKinds());
    Message message = new Message(now.tick(), true);
    all.changes().forEach(message::add);
    message.last();
    before = now;
    next = now.tick() + 1;
  }

  /** The tick before the next one. */
  WorldTick before(History history) {
    WorldTick there = before;
    return there != null && there.tick() == next - 1 ? there : history.at(next - 1, null);
  }

  /** Tells what has changed in the next tick. */
  void tell(Difference difference, WorldTick now) {
    Message message = new Message(next, false);
    difference.changes().forEach(message::add);
    difference.events().stream().filter(wish::isAbout).forEach(message::add);
    message.last();
    before = now;
    next++;
  }

  /** Ends the stream, if it has not ended by itself; nothing may be told any more. */
  void end(Status status) {
    try {
      if (!isOver()) {
        stream.onError(status.asRuntimeException());
      }
    } catch (IllegalStateException | StatusRuntimeException e) {
      LOG.debug("An observer was gone already: {}", e.toString());
    }
  }

  /** The messages of one tick. */
  private final class Message {
    private final Space space = world.space();
    private final Observed.Builder out = Observed.newBuilder();
    private final long tick;
    private final boolean anew;
    private int size;

    Message(long tick, boolean anew) {
      this.tick = tick;
      this.anew = anew;
    }

    void add(Change change) {
      Place now = change.now();
      Place was = change.before();
      if (now != null && wish.isAbout(now)) {
        Entity entity = WorldMessages.entity(space, now.table(), now.row());
        out.addChanged(entity);
        added(entity.getSerializedSize());
      } else if (was != null && wish.isAbout(was)) {
        out.addGone(was.table().id[was.row()]);
        added(Long.BYTES);
      }
    }

    void add(EmittedEvent event) {
      ObservedEvent.Builder told =
          ObservedEvent.newBuilder()
              .setKind(event.kind())
              .setEntity(event.entity())
              .addPosition(space.toUnits(0, event.x()))
              .addPosition(space.toUnits(1, event.y()));
      if (space.dimensions() == 3) {
        told.addPosition(space.toUnits(2, event.z()));
      }
      long[] arguments = {event.a(), event.b(), event.c(), event.d()};
      int count = world.schema().events().get(event.kind()).arguments().size();
      for (int i = 0; i < count; i++) {
        told.addArguments(arguments[i]);
      }
      ObservedEvent whole = told.build();
      out.addEvents(whole);
      added(whole.getSerializedSize());
    }

    private void added(int bytes) {
      size += bytes;
      if (size > MESSAGE_BYTES) {
        send(false);
      }
    }

    void last() {
      send(true);
    }

    private void send(boolean last) {
      stream.onNext(out.setTick(tick).setWorld(worldId).setAnew(anew).setLastPart(last).build());
      out.clear();
      size = 0;
    }
  }
}
