package io.zonescaler.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonescaler.cluster.NodeReport.TickTotals;
import io.zonescaler.cluster.NodeReport.Wish;
import io.zonescaler.cluster.NodeReport.Work;
import io.zonescaler.cluster.NodeReport.ZoneReport;
import io.zonescaler.cluster.RecentTimes.Percentiles;
import io.zonescaler.state.Totals;
import io.zonescaler.world.Space;
import io.zonescaler.world.WorldSettings;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Reports between nodes, of other releases too. */
class MessageCodecTest {
  private static final GatewayReport GATEWAY =
      new GatewayReport(
          40,
          123_456.5,
          800.25,
          79.5,
          12,
          Map.of("gateway.maxClients", 3L, "gateway.slowMillis", 1L),
          new Percentiles(43_000, 98_000, 120_000),
          new Percentiles(50_000, 71_000, 250_000));

  private final MessageCodec codec =
      new MessageCodec(new Space(WorldSettings.flat(100, 100).build()));

  private static NodeReport report(GatewayReport gateway) {
    Totals totals = new Totals(2);
    totals.entities = 9;
    totals.hash = -7;
    totals.amounts[1] = 1_000;
    return new NodeReport(
        "n1",
        5,
        Wish.LEAVER,
        List.of(new ZoneReport(8, 400, true, 200, 7, 2, 350, 4096, 390, new CutPlaces(64, 128, 0))),
        List.of(new TickTotals(4, 8, totals)),
        new Work(30, 10, new Percentiles(9_000, 21_000, 40_000), 77_000_000, 55_000_000),
        1.5,
        gateway);
  }

  private byte[] bytes(NodeReport report) {
    return codec.encode(new NodeMessage.Report(report));
  }

  private NodeReport read(byte[] bytes) {
    return ((NodeMessage.Report) codec.decode(bytes)).report();
  }

  @Test
  void aReportArrivesAsItWasSent() {
    assertThat(read(bytes(report(GATEWAY)))).isEqualTo(report(GATEWAY));
    assertThat(read(bytes(report(GatewayReport.NONE)))).isEqualTo(report(GatewayReport.NONE));
  }

  @Test
  void aReportOfAnEarlierReleaseTellsNothingOfTheGateway() {
    byte[] now = bytes(report(GatewayReport.NONE));
    int gatewayBytes = 4 + 3 * 8 + 8 + 4 + 2 * 3 * 8;
    byte[] earlier = Arrays.copyOf(now, now.length - gatewayBytes);
    assertThat(read(earlier)).isEqualTo(report(GatewayReport.NONE));
  }

  @Test
  void whatALaterReleaseAppendsIsSkipped() {
    byte[] now = bytes(report(GATEWAY));
    assertThat(read(Arrays.copyOf(now, now.length + 50))).isEqualTo(report(GATEWAY));
  }

  @Test
  void aCutReportIsDamaged() {
    byte[] now = bytes(report(GATEWAY));
    assertThatThrownBy(() -> read(Arrays.copyOf(now, now.length - 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("damaged");
  }
}
