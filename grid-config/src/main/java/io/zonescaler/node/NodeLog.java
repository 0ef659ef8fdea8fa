package io.zonescaler.node;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.core.joran.spi.JoranException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * The log of a node's process: {@code logback.xml} with the node's name in every line, in the
 * format that its settings say; {@code java.util.logging}, which gRPC uses, goes there too.
 */
final class NodeLog {
  private static final Logger LOG = LoggerFactory.getLogger(NodeLog.class);
  private static final String FORMAT = "log.format";

  private NodeLog() {}

  /**
   * Begins to log so, for the whole process.
   *
   * @throws UserError if {@code logback.xml} cannot be used
   */
  static void begin(NodeSettings settings) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    context.putProperty("node", settings.name());
    context.putProperty(FORMAT, settings.get(FORMAT));
    try {
      new ContextInitializer(context).autoConfig();
    } catch (JoranException e) {
      throw UserError.failed(
          "logging cannot be configured: " + e.getMessage(),
          System.getProperty("logback.configurationFile", "logback.xml"),
          "correct that file");
    }
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }

  /** Whether lines are JSON objects, and nothing else may be between them. */
  static boolean isJson(NodeSettings settings) {
    return settings.get(FORMAT).equals("json");
  }

  /** What a user is told otherwise, as a line of the log. */
  static void tell(UserError error) {
    LOG.atError()
        .addKeyValue("where", error.where())
        .addKeyValue("remedy", error.remedy())
        .log(error.what());
  }
}
