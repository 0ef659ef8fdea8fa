package io.zonescaler.node;

import io.zonescaler.grid.Salvage;
import io.zonescaler.server.tls.TlsIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.IgniteSpring;
import org.apache.ignite.IgniteState;
import org.apache.ignite.Ignition;
import org.apache.ignite.IgnitionListener;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.events.Event;
import org.apache.ignite.events.EventType;
import org.apache.ignite.internal.util.typedef.X;
import org.apache.ignite.lang.IgnitePredicate;
import org.apache.ignite.spi.IgniteSpiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.BeansException;
import org.springframework.context.support.FileSystemXmlApplicationContext;
import org.springframework.core.env.MapPropertySource;

/**
 * A running node: {@code node.xml} with a node's settings, started through Ignite's Spring support.
 * While it is up, the file {@code ready} in its work directory holds its process id.
 */
public final class NodeRuntime implements AutoCloseable {
  /** In the work directory while the node is up. */
  public static final String READY_FILE = "ready";

  /** What to do about a failure that has no explanation of ours. */
  public static final String UNEXPLAINED = "see the log above";

  /**
   * In the work directory from the time the node has been in a grid; with it, a node only joins.
   */
  static final String MEMBER_FILE = "member";

  private static final Logger LOG = LoggerFactory.getLogger(NodeRuntime.class);

  /** A certificate that ends within this time is warned of. */
  private static final Duration SOON = Duration.ofDays(30);

  private static final Duration LONGEST_LEAVE = Duration.ofSeconds(20);

  private final FileSystemXmlApplicationContext context;
  private final Ignite ignite;
  private final Path ready;

  private final CompletableFuture<End> end;
  private final MajorityWatch majority;
  private final AtomicReference<@Nullable Salvage> taken;
  private volatile boolean closed;

  private NodeRuntime(
      FileSystemXmlApplicationContext context,
      Ignite ignite,
      Path ready,
      CompletableFuture<End> end,
      MajorityWatch majority,
      AtomicReference<@Nullable Salvage> taken) {
    this.majority = majority;
    this.taken = taken;
    this.context = context;
    this.ignite = ignite;
    this.ready = ready;
    this.end = end;
  }

  /**
   * Starts a node and waits until its grid is active and all its beans are up.
   *
   * @param xml path of {@code node.xml}
   * @throws UserError if that fails
   */
  public static NodeRuntime start(NodeSettings settings, Path xml) {
    return start(settings, xml, false, null);
  }

  /**
   * Starts a node again that the others have expelled: it goes back to them, whatever it was.
   *
   * @param salvage what it brings along, or null
   */
  static NodeRuntime startAgain(NodeSettings settings, Path xml, @Nullable Salvage salvage) {
    return start(settings, xml, true, salvage);
  }

  private static NodeRuntime start(
      NodeSettings settings, Path xml, boolean goesBack, @Nullable Salvage salvage) {
    requireProtection(settings);
    Path work = Path.of(settings.get("node.workDirectory")).toAbsolutePath();
    Path member = work.resolve(MEMBER_FILE);
    Map<String, Object> properties = new HashMap<>(settings.asMap());
    try {
      Files.createDirectories(work);
      Files.deleteIfExists(work.resolve(READY_FILE));
      properties.putAll(Membership.settings(settings, Files.exists(member), goesBack));
    } catch (IOException e) {
      throw UserError.failed(
          "the work directory cannot be used: " + e,
          work.toString(),
          "set node.workDirectory to a directory that can be written");
    }
    FileSystemXmlApplicationContext context = context(xml, properties, settings);
    MajorityWatch majority = null;
    Ignite ignite = null;
    CompletableFuture<End> end = new CompletableFuture<>();
    try {
      AtomicBoolean expelled = new AtomicBoolean();
      IgniteConfiguration configuration = context.getBean(IgniteConfiguration.class);
      watch(configuration, expelled, end);
      ignite = IgniteSpring.start(configuration, context);
      AtomicReference<@Nullable Salvage> taken = new AtomicReference<>(salvage);
      if (salvage != null) {
        giveBack(salvage, ignite, taken);
      }
      majority =
          new MajorityWatch(
              ignite,
              context.getBean(WorldBean.class).node(),
              context.getBean(NodeTls.class).identity(),
              expelled,
              found -> {
                // What is not given back yet is more than what this node has now.
                taken.compareAndSet(null, found);
                end.complete(expelled.get() ? End.EXPELLED : End.CUT_OFF);
              });
      Path ready = work.resolve(READY_FILE);
      Files.writeString(ready, Long.toString(ProcessHandle.current().pid()));
      return new NodeRuntime(context, ignite, ready, end, majority, taken);
    } catch (IgniteCheckedException | RuntimeException | IOException e) {
      if (majority != null) {
        majority.close();
      }
      if (ignite != null) {
        // The next attempt must not meet it.
        Ignition.stop(ignite.name(), true);
      }
      end.complete(End.STOPPED);
      context.close();
      throw explain(e, settings, member);
    }
  }

  /**
   * Requires that a node which others can reach is protected, or is said to need no protection.
   *
   * @throws UserError if it is not, or its certificate or keys cannot be used
   */
  public static void requireProtection(NodeSettings settings) {
    boolean proves = PlayerKeys.of(settings).tokens() != null;
    TlsIdentity identity = NodeTls.of(settings).identity();
    boolean encrypts = identity != null;
    String host = settings.get("grid.host");
    if (identity != null && !identity.isFor(host)) {
      throw UserError.arguments(
          "the node's certificate is not for its own host: others would not believe it",
          "tls.certificate = " + settings.get("tls.certificate") + ", grid.host = " + host,
          "take a certificate that names " + host + " (zonescaler certificates --hosts)");
    }
    if (identity != null && identity.validFor().compareTo(SOON) < 0) {
      LOG.warn(
          "The node's certificate is valid for {} days only: replace it, and restart node by node",
          identity.validFor().toDays());
    }
    if (isOfThisMachineOnly(host)
        || (proves && encrypts)
        || settings.get("grid.unprotected").equals("true")) {
      return;
    }
    String missing =
        encrypts
            ? "players and observers do not prove who they are (players.keys)"
            : proves
                ? "nothing is encrypted, and nodes do not prove who they are (tls.certificate)"
                : "nothing is encrypted, and nobody proves who they are (tls.certificate,"
                    + " players.keys)";
    throw UserError.arguments(
        "others can reach this node, and it is not protected: " + missing,
        "grid.host = " + host,
        "listen on 127.0.0.1, set these, or set grid.unprotected=true in a network that nobody else"
            + " is on");
  }

  private static boolean isOfThisMachineOnly(String host) {
    try {
      return Arrays.stream(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
    } catch (UnknownHostException e) {
      throw UserError.arguments(
          "no address of this name is known",
          "grid.host = " + host,
          "name an address of this machine, or a name that it can resolve");
    }
  }

  private static void giveBack(
      Salvage salvage, Ignite ignite, AtomicReference<@Nullable Salvage> taken) {
    Thread thread =
        new Thread(
            () -> {
              try {
                salvage.giveBack(ignite);
                taken.set(null);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } catch (IllegalStateException e) {
                LOG.warn("Giving back ends, as this node goes again: {}", e.getMessage());
              }
            },
            "zonescaler-salvage");
    thread.setDaemon(true);
    thread.start();
  }

  private static void watch(
      IgniteConfiguration configuration, AtomicBoolean expelled, CompletableFuture<End> end) {
    IgnitePredicate<Event> segmented =
        event -> {
          expelled.set(true);
          return true;
        };
    configuration.setLocalEventListeners(
        Map.of(segmented, new int[] {EventType.EVT_NODE_SEGMENTED}));
    String name = configuration.getIgniteInstanceName();
    IgnitionListener stopped =
        (instance, state) -> {
          if (name.equals(instance) && state != IgniteState.STARTED) {
            end.complete(End.STOPPED);
          }
        };
    Ignition.addListener(stopped);
    end.thenRun(() -> Ignition.removeListener(stopped));
  }

  private static FileSystemXmlApplicationContext context(
      Path xml, Map<String, Object> properties, NodeSettings settings) {
    // "file:" keeps Spring from taking an absolute path as relative.
    FileSystemXmlApplicationContext context =
        new FileSystemXmlApplicationContext(new String[] {"file:" + xml.toAbsolutePath()}, false);
    context
        .getEnvironment()
        .getPropertySources()
        .addFirst(new MapPropertySource("node", properties));
    context.addBeanFactoryPostProcessor(factory -> factory.registerSingleton("settings", settings));
    try {
      context.refresh();
      return context;
    } catch (BeansException e) {
      context.close();
      throw UserError.arguments(
          "the node's configuration cannot be used: " + e.getMostSpecificCause().getMessage(),
          xml.toString(),
          "correct the setting that it names, see grid-config/settings.properties");
    }
  }

  private static UserError explain(Exception e, NodeSettings settings, Path member) {
    LOG.debug("Start failed", e);
    String name = "node " + settings.name();
    UserError explained = X.cause(e, UserError.class);
    if (explained != null) {
      return explained;
    }
    TimeoutException late = X.cause(e, TimeoutException.class);
    if (late != null) {
      return UserError.connection(String.valueOf(late.getMessage()), name, remedy(member));
    }
    String insecure = insecure(e);
    if (insecure != null) {
      return UserError.connection(
          "cannot join the grid: " + insecure,
          name + ", grid.discovery = " + settings.get("grid.discovery"),
          "give all nodes of a world TLS, with certificates of the same authority, or none: see"
              + " tls.certificate, .key and .authority");
    }
    IgniteSpiException spi = X.cause(e, IgniteSpiException.class);
    if (spi != null) {
      return UserError.connection(
          "cannot join the grid: " + spi.getMessage(),
          name + ", grid.discovery = " + settings.get("grid.discovery"),
          remedy(member));
    }
    return UserError.failed("cannot start: " + e, name, UNEXPLAINED);
  }

  /** What Ignite says if the others do not speak TLS, or not with certificates that it trusts. */
  private static @Nullable String insecure(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      String message = cause.getMessage();
      if (message != null && message.startsWith("Unable to establish secure connection")) {
        return message;
      }
    }
    return null;
  }

  private static String remedy(Path member) {
    return Files.exists(member)
        ? "start the other members; this node was one before, so it only joins (to found a new world, delete "
            + member
            + ")"
        : "start the other nodes, and check grid.discovery, grid.host and the ports";
  }

  /** Why a node is up no longer. */
  enum End {
    /** The others took it for dead, as it did not answer them: it may go back to them. */
    EXPELLED,
    /** It had lost the majority, and there is one again, without it: it can go back to that. */
    CUT_OFF,
    /** It was stopped, or stopped by itself. */
    STOPPED
  }

  /** Waits until the node is up no longer. */
  End awaitEnd() throws InterruptedException {
    try {
      return end.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What this node takes along when it goes back, or null. */
  @Nullable Salvage salvage() {
    return taken.get();
  }

  /**
   * Lets others take over what this node owns before it stops; waits no longer than it takes them
   * normally.
   */
  void leave() {
    try {
      if (!context.getBean(WorldBean.class).leave(LONGEST_LEAVE)) {
        LOG.warn(
            "The other nodes have not taken over everything within {} s: their backups do it now",
            LONGEST_LEAVE.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops the node and its beans. */
  @Override
  public void close() {
    majority.close();
    try {
      Files.deleteIfExists(ready);
    } catch (IOException e) {
      LOG.warn("{} cannot be deleted: {}", ready, e.toString());
    }
    Ignition.stop(ignite.name(), true);
    context.close();
    closed = true;
  }

  /** Whether {@link #close} has ended. */
  boolean isClosed() {
    return closed;
  }
}
