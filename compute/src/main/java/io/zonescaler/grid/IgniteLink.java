package io.zonescaler.grid;

import io.zonescaler.cluster.FrameFeed;
import io.zonescaler.cluster.Link;
import io.zonescaler.cluster.MessageCodec;
import io.zonescaler.cluster.NodeMessage;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteException;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.lang.IgniteBiPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages between nodes over Ignite's own messaging; frames over a faster feed while there is one.
 * What cannot be sent is dropped, as {@link Link} allows.
 */
final class IgniteLink implements Link, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IgniteLink.class);
  private static final String TOPIC = "zonescaler";

  private final Ignite ignite;
  private final String name;
  private final MajorityProbe probe;
  private final Executor loop;
  private final BiConsumer<String, NodeMessage> receiver;
  private final MessageCodec codec;
  private final IgniteBiPredicate<UUID, byte[]> listener;
  private volatile @Nullable FrameFeed feed;

  IgniteLink(
      Ignite ignite,
      String name,
      MajorityProbe probe,
      Executor loop,
      BiConsumer<String, NodeMessage> receiver,
      MessageCodec codec) {
    this.ignite = ignite;
    this.name = name;
    this.probe = probe;
    this.loop = loop;
    this.receiver = receiver;
    this.codec = codec;
    listener = this::received;
    ignite.message().localListen(TOPIC, listener);
  }

  void feed(FrameFeed newFeed) {
    feed = newFeed;
  }

  private boolean received(UUID node, byte[] bytes) {
    ClusterNode sender = ignite.cluster().node(node);
    if (sender != null) {
      try {
        NodeMessage message = codec.decode(bytes);
        String from = sender.consistentId().toString();
        loop.execute(() -> receiver.accept(from, message));
      } catch (IllegalArgumentException e) {
        LOG.atWarn()
            .addKeyValue("peer", sender.consistentId().toString())
            .log("A message from node {} is ignored: {}", sender.consistentId(), e.getMessage());
      }
    }
    return true;
  }

  @Override
  public void send(String node, NodeMessage message) {
    if (node.equals(name)) {
      loop.execute(() -> receiver.accept(name, message));
      return;
    }
    FrameFeed fast = feed;
    if (message instanceof NodeMessage.Frames frames
        && fast != null
        && fast.send(node, frames.frames())) {
      return;
    }
    for (ClusterNode other : ignite.cluster().forServers().nodes()) {
      if (other.consistentId().toString().equals(node)) {
        post(List.of(other), message);
      }
    }
  }

  @Override
  public void broadcast(NodeMessage message) {
    send(name, message);
    List<ClusterNode> others =
        ignite.cluster().forServers().nodes().stream().filter(n -> !n.isLocal()).toList();
    if (!others.isEmpty()) {
      post(others, message);
    }
  }

  private void post(List<ClusterNode> nodes, NodeMessage message) {
    try {
      ignite.message(ignite.cluster().forNodes(nodes)).send(TOPIC, codec.encode(message));
    } catch (IgniteException e) {
      LOG.debug("A message to {} is lost", nodes, e);
    }
  }

  @Override
  public void probeMajority(Consumer<Boolean> done) {
    probe.probe(done);
  }

  @Override
  public void close() {
    try {
      ignite.message().stopLocalListen(TOPIC, listener);
    } catch (IgniteException | IllegalStateException e) {
      LOG.debug("The grid has stopped before: nobody listens any more", e);
    }
  }
}
