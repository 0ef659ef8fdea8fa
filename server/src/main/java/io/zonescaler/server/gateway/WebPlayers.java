package io.zonescaler.server.gateway;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import io.zonescaler.v1.proto.ClientMessage;
import io.zonescaler.v1.proto.Relocate;
import io.zonescaler.v1.proto.Schema;
import io.zonescaler.v1.proto.ServerMessage;
import io.zonescaler.v1.proto.World;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Players whose clients are web pages: the same sessions and limits as those of {@link
 * PlayService}, with each message as a text, in protobuf's JSON form (field names as in the
 * protocol, so that {@code bytes} are base64). Thread-safe.
 */
public final class WebPlayers {
  /**
   * Characters of messages that wait to be looked at; each counts as some more. A client that sends
   * more is not one of ours.
   */
  private static final int MOST_UNREAD = 256 * 1024;

  private static final int OVERHEAD = 100;

  /** Of what a parser says, which quotes what it was given. */
  private static final int LONGEST_PROBLEM = 200;

  private static final int NORMAL = 1000;
  private static final int GOING_AWAY = 1001;
  private static final int POLICY_VIOLATION = 1008;
  private static final int TRY_AGAIN_LATER = 1013;

  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer()
          .preservingProtoFieldNames()
          .includingDefaultValueFields()
          .omittingInsignificantWhitespace();

  private final GatewayLoop loop;
  private final LongFunction<World> summary;
  private final Schema schema;
  private final Supplier<Map<String, String>> nodes;
  private final int maxMessageBytes;

  /**
   * Makes sessions of a gateway.
   *
   * @param summary what clients are told of the world, given its newest tick
   * @param schema what clients are told of the game's declarations
   * @param nodes {@code host:port} of each node's web server, by that of its game API
   */
  WebPlayers(
      GatewayLoop loop,
      LongFunction<World> summary,
      Schema schema,
      Supplier<Map<String, String>> nodes,
      int maxMessageBytes) {
    this.loop = loop;
    this.summary = summary;
    this.schema = schema;
    this.nodes = nodes;
    this.maxMessageBytes = maxMessageBytes;
  }

  /** What carries texts to a client and back; {@link #send} and {@link #close} keep their order. */
  public interface Socket {
    /** Where the client is; null if that is not known. */
    @Nullable InetAddress address();

    /** Whether the client is there. */
    boolean isOpen();

    /** Whether what is sent now would leave soon. */
    boolean hasRoom();

    /** Sends a text; does not wait. */
    void send(String text);

    /**
     * Closes, after all that was sent.
     *
     * @param code why, by RFC 6455
     */
    void close(int code, String reason);
  }

  /** Whether players have to prove who they are. */
  public boolean areKnown() {
    return loop.tokens() != null;
  }

  /** Longest text that is a message; longer ones need not be read. */
  public int mostCharacters() {
    // Bytes take four thirds of their number, and names and quotes come on top.
    return 2 * maxMessageBytes + 1024;
  }

  /** {@code host:port} of the web servers of all nodes. */
  public List<String> nodes() {
    return List.copyOf(nodes.get().values());
  }

  /** What a client has to know before it joins: {@code world}, {@code schema} and {@code nodes}. */
  public String world() {
    String world = print(summary.apply(loop.newestTick()));
    String list = String.join(",", nodes().stream().map(node -> '"' + node + '"').toList());
    return "{\"world\":" + world + ",\"schema\":" + print(schema) + ",\"nodes\":[" + list + "]}";
  }

  /** A client has connected. */
  public Visit connected(Socket socket) {
    Visit visit = new Visit(socket);
    loop.open(visit);
    return visit;
  }

  private static String print(MessageOrBuilder message) {
    try {
      return PRINTER.print(message);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a message that has no JSON form: " + message, e);
    }
  }

  /** The nodes that a client should go to, as it knows them. */
  private ServerMessage translated(ServerMessage message) {
    Map<String, String> known = nodes.get();
    return message.toBuilder()
        .setRelocate(
            Relocate.newBuilder()
                .addAllNodes(
                    message.getRelocate().getNodesList().stream()
                        .map(known::get)
                        .filter(Objects::nonNull)
                        .toList()))
        .build();
  }

  /** One client's stay; any thread may call it. */
  public final class Visit extends ClientStream {
    private final Socket socket;
    private final AtomicInteger unread = new AtomicInteger();
    private volatile boolean isFlooded;

    private Visit(Socket socket) {
      super(loop, AddressOfCaller.text(socket.address()));
      this.socket = socket;
    }

    /** A text has come. */
    public void received(String text) {
      int size = text.length() + OVERHEAD;
      if (isFlooded) {
        return;
      }
      if (unread.addAndGet(size) > MOST_UNREAD) {
        isFlooded = true;
        tell(
            s ->
                s.refuse(Refusal.tooMuch(GatewayLimit.BYTES_PER_SECOND, "too many bytes at once")));
        return;
      }
      Inbound message = parsed(text);
      loop.post(
          () -> {
            unread.addAndGet(-size);
            if (session != null) {
              session.received(message);
            }
          });
    }

    private Inbound parsed(String text) {
      if (text.length() > mostCharacters()) {
        return tooLong(text.length());
      }
      ClientMessage.Builder message = ClientMessage.newBuilder();
      try {
        JsonFormat.parser().merge(text, message);
      } catch (InvalidProtocolBufferException | RuntimeException e) {
        String problem = String.valueOf(e.getMessage());
        return new Inbound(
            null,
            "a text that is no zonescaler.v1.ClientMessage in JSON: "
                + problem.substring(0, Math.min(problem.length(), LONGEST_PROBLEM)),
            null,
            text.length());
      }
      ClientMessage built = message.build();
      int bytes = built.getSerializedSize();
      // What a client says besides counts as well, but not that bytes are base64 here.
      return bytes > maxMessageBytes
          ? tooLong(bytes)
          : new Inbound(built, "", null, Math.max(bytes, text.length() * 3 / 4));
    }

    private Inbound tooLong(int length) {
      return new Inbound(
          null,
          "a message of more than " + maxMessageBytes + " bytes, the most that is allowed",
          GatewayLimit.MESSAGE_BYTES,
          length);
    }

    /** The node's web server is about to stop. */
    public void stop() {
      tell(s -> s.stop(Refusal.stopping(loop.access().node())));
    }

    /** The network takes more again. */
    public void hasRoomAgain() {
      tell(Session::ready);
    }

    /** The client is gone. */
    public void gone() {
      tell(Session::disconnected);
    }

    @Override
    boolean isOpen() {
      return socket.isOpen();
    }

    @Override
    boolean hasRoom() {
      return socket.hasRoom();
    }

    @Override
    void write(ServerMessage message) {
      socket.send(print(message.hasRelocate() ? translated(message) : message));
    }

    @Override
    void end(Refusal why) {
      socket.close(
          switch (why.status()) {
            case OK -> NORMAL;
            case UNAVAILABLE -> GOING_AWAY;
            case RESOURCE_EXHAUSTED -> TRY_AGAIN_LATER;
            default -> POLICY_VIOLATION;
          },
          why.text());
    }

    @Override
    public void next() {
      // Messages come as the client sends them; those that wait are bounded.
    }
  }
}
