package io.zonescaler.grid;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.JMX;
import javax.management.MalformedObjectNameException;
import org.apache.ignite.Ignite;
import org.apache.ignite.internal.util.typedef.internal.U;
import org.apache.ignite.spi.discovery.tcp.TcpDiscoverySpi;
import org.apache.ignite.spi.discovery.tcp.TcpDiscoverySpiMBean;

/**
 * Makes Ignite look for dead nodes now. Its discovery ring notices that a process has died when it
 * next has something to send to it, which takes up to half a second when nothing happens; whoever
 * sees a connection break knows at once. Only looks: a node that answers stays a member.
 */
public final class RingCheck {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Ignite ignite;
  private final TcpDiscoverySpiMBean ring;
  private final AtomicLong lastNanos = new AtomicLong(System.nanoTime() - PAUSE_NANOS);

  /** A check of the ring that {@code ignite} is in. */
  public RingCheck(Ignite ignite) {
    this.ignite = ignite;
    try {
      // Of the discovery, only its management interface can send something around the ring.
      ring =
          JMX.newMBeanProxy(
              ignite.configuration().getMBeanServer(),
              U.makeMBeanName(ignite.name(), "SPIs", TcpDiscoverySpi.class.getSimpleName()),
              TcpDiscoverySpiMBean.class);
    } catch (MalformedObjectNameException e) {
      throw new IllegalStateException("the discovery's management interface has no name", e);
    }
  }

  /** Sends a message once around the ring, at most ten times a second; any thread. */
  public void now() {
    long last = lastNanos.get();
    long now = System.nanoTime();
    if (now - last >= PAUSE_NANOS && lastNanos.compareAndSet(last, now)) {
      ring.checkRingLatency(ignite.cluster().nodes().size());
    }
  }
}
