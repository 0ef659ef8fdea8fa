package io.zonescaler.web;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.zonescaler.cluster.ControlRecord;
import io.zonescaler.cluster.NodeMessage;
import io.zonescaler.cluster.Reshaping;
import io.zonescaler.cluster.WorldAccess;
import io.zonescaler.web.DashboardAccess.Caller;
import io.zonescaler.web.status.Status.NodeStatus;
import io.zonescaler.web.status.StatusJson;
import io.zonescaler.web.status.StatusReader;
import io.zonescaler.world.WorldVariable;
import io.zonescaler.zone.MapChange;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * What operators ask for, over HTTP: from this machine, or from others with an operator's token.
 * Proxies speak for other machines; pages of other origins may not steer, whoever looks at them.
 */
final class Steering {
  private static final long MOST_TICKS = 1_000_000;

  /** Headers by which proxies say that they speak for somebody else. */
  private static final List<String> PROXIES =
      List.of(
          "Forwarded",
          "X-Forwarded-For",
          "X-Forwarded-Host",
          "X-Forwarded-Proto",
          "X-Real-IP",
          "Via");

  private static final List<String> AXES = List.of("x", "y", "z");

  private static final Pattern ZONE = Pattern.compile("[0-9]{1,18}");
  private static final Pattern CONTROLS = Pattern.compile("\\p{Cntrl}");
  private static final Logger LOG = LoggerFactory.getLogger(Steering.class);

  private final WorldAccess access;
  private final Visitors visitors;
  private final StatusReader status;
  private final boolean drills;
  private final Reshaping reshaping;

  /**
   * For a node's web server.
   *
   * @param drills whether nodes may be killed
   */
  Steering(WorldAccess access, Visitors visitors, StatusReader status, boolean drills) {
    this.access = access;
    this.visitors = visitors;
    this.status = status;
    this.drills = drills;
    reshaping = new Reshaping(access);
  }

  Handler handler(NodeMessage.Steering steering) {
    return context -> {
      answer(context, steer(context, steering));
    };
  }

  /** Cuts a zone in two. */
  void split(Context context) {
    String where = requireOperator(context);
    long zone = zoneOf(context, where);
    String axis = context.queryParam("axis");
    int across = axis == null ? -1 : AXES.indexOf(axis);
    if (axis != null && across < 0) {
      throw new ApiException(
          400, "axis '" + axis + "'", where, "give axis=x, y or z, or leave it out");
    }
    String at = context.queryParam("at");
    if (at != null && across < 0) {
      throw new ApiException(400, "at = " + at + " without an axis", where, "give axis=x, y or z");
    }
    Integer place = at == null ? null : quanta(across, at, where);
    reshape(context, where, () -> reshaping.split(zone, across, place));
  }

  /** Makes one zone of two. */
  void merge(Context context) {
    String where = requireOperator(context);
    long zone = zoneOf(context, where);
    long with = number(context.queryParam("with"), "with", where);
    reshape(context, where, () -> reshaping.merge(zone, with));
  }

  /** Lets another node own a zone. */
  void move(Context context) {
    String where = requireOperator(context);
    long zone = zoneOf(context, where);
    String node = nodeOf(context, where);
    reshape(context, where, () -> reshaping.move(zone, node));
  }

  /** Keeps a zone on a node, whatever the load; or lets it go where the load leads it. */
  void pin(Context context, boolean keep) {
    String where = requireOperator(context);
    long zone = zoneOf(context, where);
    String node = keep ? nodeOf(context, where) : "";
    int slot = possible(where, () -> reshaping.pin(zone, node));
    access.pin(slot, node);
    String move = new MapChange.Move(zone, node, MapChange.ANY_SLOT).toString();
    answer(context, Map.of("requested", keep ? move : "unpin", "slot", slot));
  }

  /** Gives a world variable another value. */
  void set(Context context) {
    String where = requireOperator(context);
    String name = context.queryParam("variable");
    String value = context.queryParam("value");
    if (name == null || value == null) {
      throw new ApiException(
          400, "no variable or no value is given", where, "give variable=NAME&value=NUMBER");
    }
    WorldVariable variable = possible(where, () -> access.world().schema().variable(name));
    Number number = possible(where, () -> variable.parse(value));
    access.set(variable, number);
    answer(context, Map.of("requested", "set", "variable", name, "value", number.toString()));
  }

  /** Lets zones follow the load, or not. */
  void balance(Context context, boolean on) {
    requireOperator(context);
    access.steer(NodeMessage.Steering.BALANCE, on ? 1 : 0);
    answer(context, Map.of("requested", "balancing", "on", on));
  }

  /** What is asked, or a refusal that says why it is not possible. */
  private static <T> T possible(String where, Supplier<T> asked) {
    try {
      return asked.get();
    } catch (IllegalArgumentException e) {
      throw new ApiException(
          409, String.valueOf(e.getMessage()), where, "see zonescaler status for what there is");
    }
  }

  private void reshape(Context context, String where, Supplier<MapChange> wanted) {
    ControlRecord control = access.control();
    if (control != null && control.pauseAt() != Long.MAX_VALUE) {
      throw new ApiException(
          409,
          "the world is paused, and new zones begin with a tick that is to come",
          where,
          "first: zonescaler resume");
    }
    MapChange change = possible(where, wanted);
    access.reshape(change);
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("requested", change.toString());
    if (change instanceof MapChange.Split split) {
      out.put("axis", AXES.get(split.axis()));
      out.put("at", access.world().space().toUnits(split.axis(), split.at()));
    }
    answer(context, out);
  }

  private int quanta(int axis, String text, String where) {
    try {
      return access.world().space().toQuanta(axis, Double.parseDouble(text));
    } catch (NumberFormatException e) {
      throw new ApiException(400, "at = '" + text + "' is no number", where, "give at=NUMBER");
    }
  }

  private static long zoneOf(Context context, String where) {
    return number(context.queryParam("zone"), "zone", where);
  }

  private static long number(@Nullable String text, String name, String where) {
    if (text != null && text.matches("[0-9]{1,18}")) {
      return Long.parseLong(text);
    }
    throw new ApiException(
        400,
        "'" + text + "' is no zone's id",
        where,
        "give " + name + "=ID, a number as zonescaler zones shows it");
  }

  /** Goes on without a dead member of the grid. */
  void forget(Context context) {
    String where = requireOperator(context);
    String node = nodeOf(context, where);
    access.forget(node);
    answer(context, Map.of("requested", "forget"));
  }

  /** Ends a node, when others have taken over or at once. */
  void end(Context context, boolean orderly) {
    String where = requireOperator(context);
    String node = nodeOf(context, where);
    if (!orderly && !drills) {
      throw new ApiException(
          403,
          "nodes are not killed from here",
          where,
          "set http.drills=true where that is wanted; or kill the process on its machine");
    }
    List<String> up =
        status.read().nodes().stream()
            .filter(one -> one.state().equals("up"))
            .map(NodeStatus::name)
            .toList();
    if (!up.contains(node)) {
      throw new ApiException(
          409, "node '" + node + "' is not up", where, "give one of " + String.join(", ", up));
    }
    if (orderly && up.size() == 1) {
      throw new ApiException(
          409,
          "node " + node + " is the last one: nobody could take over its zones",
          where,
          "stop it where it runs");
    }
    access.end(node, orderly);
    answer(context, Map.of("requested", orderly ? "drain" : "kill", "node", node));
  }

  /** Keeps the kernel off an entity, or lets it run it again. */
  void quarantine(Context context, boolean release) {
    String where = requireOperator(context);
    String entity = context.queryParam("entity");
    if (entity == null || !entity.matches("[0-9a-fA-F]{1,16}")) {
      throw new ApiException(
          400,
          "'" + entity + "' is no entity id",
          where,
          "give entity=ID, 1 to 16 hexadecimal digits");
    }
    access.quarantine(Long.parseUnsignedLong(entity, 16), release);
    answer(context, Map.of("requested", release ? "release" : "quarantine"));
  }

  private static void answer(Context context, Map<String, ?> fields) {
    context.contentType("application/json").result(StatusJson.write(fields));
  }

  private static String nodeOf(Context context, String where) {
    String node = context.queryParam("node");
    if (node == null || node.isEmpty()) {
      throw new ApiException(400, "no node is named", where, "give node=NAME");
    }
    return node;
  }

  private String requireOperator(Context context) {
    String where = "POST " + context.path();
    if (isFromThisMachine(context)) {
      logAsked("somebody on this machine", context);
      return where;
    }
    boolean isOwnPage =
        sameOrigin(context.header("Host"), context.header("Origin"))
            && !isOfOtherSite(context::header);
    Caller caller = visitors.caller(context::header);
    String problem = isOwnPage ? caller.mayNotSteer() : "pages of other origins may not steer";
    if (problem != null) {
      throw new ApiException(
          403,
          problem,
          where,
          "send an operator's token (Authorization: Bearer TOKEN), or use 127.0.0.1:<port> or the"
              + " command line on the node's own machine");
    }
    logAsked(CONTROLS.matcher(caller.name()).replaceAll("?") + " from " + context.ip(), context);
    return where;
  }

  private static void logAsked(String who, Context context) {
    String query = context.queryString();
    String zone = context.queryParam("zone");
    LoggingEventBuilder line = LOG.atInfo();
    if (zone != null && ZONE.matcher(zone).matches()) {
      line = line.addKeyValue("zone", Long.parseLong(zone));
    }
    line.log("{} asks for {}{}", who, context.path(), query == null ? "" : "?" + query);
  }

  /** Whether who looks from there may steer, as far as can be told without being asked to. */
  boolean maySteer(String address, Function<String, @Nullable String> header) {
    String host = header.apply("Host");
    String origin = header.apply("Origin");
    return fromThisMachine(address, host, origin, isPassedOn(header))
        || (sameOrigin(host, origin) && visitors.caller(header).mayNotSteer() == null);
  }

  private Map<String, Object> steer(Context context, NodeMessage.Steering steering) {
    String where = requireOperator(context);
    long ticks = steering == NodeMessage.Steering.STEP ? ticks(context, where) : 0;
    access.steer(steering, ticks);
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("requested", steering.name().toLowerCase(Locale.ROOT));
    out.put("ticks", ticks);
    out.put("tick", access.view().audit().tick());
    return out;
  }

  private static long ticks(Context context, String where) {
    String text = context.queryParam("ticks");
    try {
      long ticks = text == null ? 1 : Long.parseLong(text);
      if (ticks >= 1 && ticks <= MOST_TICKS) {
        return ticks;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new ApiException(
        400,
        "ticks = '" + text + "' is not possible",
        where,
        "give ticks=N with N from 1 to " + MOST_TICKS);
  }

  /** Whether a request comes from this machine, and from no page of another origin. */
  static boolean isFromThisMachine(Context context) {
    return fromThisMachine(
        context.ip(),
        context.header("Host"),
        context.header("Origin"),
        isPassedOn(context::header));
  }

  /**
   * Whether somebody else has asked: another machine of a proxy here, or a page of another site.
   */
  static boolean isPassedOn(Function<String, @Nullable String> header) {
    return PROXIES.stream().anyMatch(name -> header.apply(name) != null)
        || (isOfOtherSite(header) && !"navigate".equals(header.apply("Sec-Fetch-Mode")));
  }

  private static boolean isOfOtherSite(Function<String, @Nullable String> header) {
    String site = header.apply("Sec-Fetch-Site");
    return "cross-site".equals(site) || "same-site".equals(site);
  }

  /** The same, by what a request says. */
  static boolean fromThisMachine(
      String address, @Nullable String host, @Nullable String origin, boolean proxied) {
    return !proxied && isLoopback(address) && isLoopback(nameOf(host)) && sameOrigin(host, origin);
  }

  /** Whether a page that a browser loaded from this very server asks, or no page at all. */
  static boolean sameOrigin(@Nullable String host, @Nullable String origin) {
    if (origin == null) {
      return true;
    }
    try {
      return host != null && host.equalsIgnoreCase(URI.create(origin).getRawAuthority());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** The numeric host of a socket address, or empty. */
  static String addressOf(SocketAddress address) {
    return address instanceof InetSocketAddress inet && inet.getAddress() != null
        ? inet.getAddress().getHostAddress()
        : "";
  }

  private static String nameOf(@Nullable String host) {
    if (host == null) {
      return "";
    }
    int colon = host.lastIndexOf(':');
    return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
  }

  static boolean isLoopback(String name) {
    return name.equalsIgnoreCase("localhost")
        || name.equals("127.0.0.1")
        || name.matches("\\[?(::1|0:0:0:0:0:0:0:1)]?");
  }
}
