package io.zonescaler.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.ignite.cluster.ClusterState;
import org.junit.jupiter.api.Test;

/** Who makes a world, and when (invariant I9). */
class BootstrapGridTest {
  @Test
  void theGridIsFoundedOnlyWhenAllFoundersAreThere() throws Exception {
    try (TestGrid grid = new TestGrid(16, 1)) {
      List<String> founders = List.of("n1", "n2");
      grid.start("n1");
      assertThatThrownBy(
              () ->
                  new Bootstrap(grid.node("n1"), founders, List.of()).await(Duration.ofMillis(300)))
          .isInstanceOf(TimeoutException.class)
          .hasMessageContaining("[n2]");
      assertThat(grid.node("n1").cluster().state()).isEqualTo(ClusterState.INACTIVE);

      CompletableFuture<Void> first = grid.bootstrap("n1", founders);
      grid.start("n2");
      grid.bootstrap("n2", founders).get(30, TimeUnit.SECONDS);
      first.get(30, TimeUnit.SECONDS);
      assertThat(grid.node("n1").cluster().state()).isEqualTo(ClusterState.ACTIVE);
      assertThat(grid.node("n2").cluster().isBaselineAutoAdjustEnabled()).isFalse();
      assertThat(GridMembers.baseline(grid.node("n2"))).isEqualTo(Set.of("n1", "n2"));

      grid.start("n3");
      grid.bootstrap("n3", List.of()).get(30, TimeUnit.SECONDS);
      assertThat(GridMembers.servers(grid.node("n3"))).isEqualTo(Set.of("n1", "n2", "n3"));
      assertThat(GridMembers.baseline(grid.node("n3")))
          .as("joining is not membership")
          .isEqualTo(Set.of("n1", "n2"));
    }
  }

  @Test
  void nodesThatWereToldToJoinNeverMakeAWorld() {
    try (TestGrid grid = new TestGrid(16, 1)) {
      grid.start("n1", "n2");
      assertThatThrownBy(
              () ->
                  new Bootstrap(grid.node("n1"), List.of(), List.of())
                      .await(Duration.ofMillis(500)))
          .isInstanceOf(TimeoutException.class)
          .hasMessageContaining("told to join");
      assertThat(grid.node("n2").cluster().state()).isEqualTo(ClusterState.INACTIVE);
      assertThatThrownBy(() -> new Bootstrap(grid.node("n1"), List.of("n2", "n3"), List.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("not among the founders [n2, n3]");
    }
  }
}
