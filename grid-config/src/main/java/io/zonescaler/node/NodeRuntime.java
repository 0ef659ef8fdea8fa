package io.zonescaler.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.IgniteException;
import org.apache.ignite.IgniteSpring;
import org.apache.ignite.Ignition;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.internal.util.typedef.X;
import org.apache.ignite.spi.IgniteSpiException;
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

  /**
   * In the work directory from the time the node has been in a grid; with it, a node only joins.
   */
  static final String MEMBER_FILE = "member";

  private static final Logger LOG = LoggerFactory.getLogger(NodeRuntime.class);

  private static final Duration LONGEST_LEAVE = Duration.ofSeconds(20);

  private final FileSystemXmlApplicationContext context;
  private final Ignite ignite;
  private final Path ready;

  private NodeRuntime(FileSystemXmlApplicationContext context, Ignite ignite, Path ready) {
    this.context = context;
    this.ignite = ignite;
    this.ready = ready;
  }

  /**
   * Starts a node and waits until its grid is active and all its beans are up.
   *
   * @param xml path of {@code node.xml}
   * @throws UserError if that fails
   */
  public static NodeRuntime start(NodeSettings settings, Path xml) {
    Path work = Path.of(settings.get("node.workDirectory")).toAbsolutePath();
    Path member = work.resolve(MEMBER_FILE);
    Map<String, Object> properties = new HashMap<>(settings.asMap());
    try {
      Files.createDirectories(work);
      Files.deleteIfExists(work.resolve(READY_FILE));
      properties.putAll(Membership.settings(settings, Files.exists(member)));
    } catch (IOException e) {
      throw UserError.failed(
          "the work directory cannot be used: " + e,
          work.toString(),
          "set node.workDirectory to a directory that can be written");
    }
    FileSystemXmlApplicationContext context = context(xml, properties, settings);
    try {
      Ignite ignite = IgniteSpring.start(context.getBean(IgniteConfiguration.class), context);
      Path ready = work.resolve(READY_FILE);
      Files.writeString(ready, Long.toString(ProcessHandle.current().pid()));
      return new NodeRuntime(context, ignite, ready);
    } catch (IgniteCheckedException | IgniteException | IOException e) {
      context.close();
      throw explain(e, settings, member);
    }
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
    TimeoutException late = X.cause(e, TimeoutException.class);
    if (late != null) {
      return UserError.connection(String.valueOf(late.getMessage()), name, remedy(member));
    }
    IgniteSpiException spi = X.cause(e, IgniteSpiException.class);
    if (spi != null) {
      return UserError.connection(
          "cannot join the grid: " + spi.getMessage(),
          name + ", grid.discovery = " + settings.get("grid.discovery"),
          remedy(member));
    }
    return UserError.failed("cannot start: " + e, name, "see the log above");
  }

  private static String remedy(Path member) {
    return Files.exists(member)
        ? "start the other members; this node was one before, so it only joins (to found a new world, delete "
            + member
            + ")"
        : "start the other nodes, and check grid.discovery, grid.host and the ports";
  }

  /** The node. */
  public Ignite ignite() {
    return ignite;
  }

  /**
   * Lets others take over what this node owns before it stops; waits no longer than it takes them
   * normally.
   */
  void leave() {
    try {
      if (!context.getBean(WorldBean.class).node().leave(LONGEST_LEAVE)) {
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
    try {
      Files.deleteIfExists(ready);
    } catch (IOException e) {
      LOG.warn("{} cannot be deleted: {}", ready, e.toString());
    }
    Ignition.stop(ignite.name(), true);
    context.close();
  }
}
