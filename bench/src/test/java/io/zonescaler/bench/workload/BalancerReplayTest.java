package io.zonescaler.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonescaler.bench.workload.ReplayedCluster.Setup;
import io.zonescaler.cluster.Decision;
import io.zonescaler.world.Box;
import io.zonescaler.zone.Zone;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the balancer makes of workloads, in virtual time: it helps, and it does no harm. */
class BalancerReplayTest {
  private static final int WARM_SECONDS = 60;
  private static final int SECONDS = 240;
  private static final int MOVES = 6;
  private static final int UNDONE_SECONDS = 300;

  private static Setup following(int moves) {
    return new Setup(3, 48, 0.5, 0.667, moves, moves == 0 ? 0 : 0.12, moves > 0, false);
  }

  private static Walkers workload(String name) {
    return Workloads.all().stream()
        .filter(walkers -> walkers.world().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aWorldThatIsEvenIsLeftAlone() {
    ReplayedCluster cluster = new ReplayedCluster(workload("waypoints"), following(MOVES));
    for (int second = 0; second < WARM_SECONDS + 120; second++) {
      assertThat(unevenness(cluster.second())).isLessThan(1.15);
    }
    assertThat(cluster.decisions()).isEmpty();
    assertThat(cluster.zones()).isEqualTo(48);
  }

  /** What the fullest node has to do over the mean. */
  private static double unevenness(double[] busy) {
    return Arrays.stream(busy).max().orElseThrow() / Arrays.stream(busy).average().orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"flash-crowd", "flock"})
  void nodesAreMoreEvenThanWithZonesThatStayAndNothingIsUndone(String name) {
    ReplayedCluster still = new ReplayedCluster(workload(name), following(0));
    ReplayedCluster ours = new ReplayedCluster(workload(name), following(MOVES));
    Cuts cuts = new Cuts();
    double before = 0;
    double after = 0;
    for (int second = 0; second < WARM_SECONDS + SECONDS; second++) {
      double stillNow = unevenness(still.second()) - 1;
      double oursNow = unevenness(ours.second()) - 1;
      cuts.look(ours, second);
      if (second >= WARM_SECONDS) {
        before += stillNow;
        after += oursNow;
      }
    }
    assertThat(after).as("sum of what the fullest node has too much").isLessThan(0.8 * before);
    assertThat(still.decisions()).isEmpty();
    assertThat(mostMovesInAMinute(ours.decisions())).isBetween(1, MOVES);
    assertThat(cuts.seen).isGreaterThan(10);
    assertThat(cuts.undone).isEmpty();
  }

  private static int mostMovesInAMinute(List<Decision> decisions) {
    List<Long> moves =
        decisions.stream()
            .filter(decision -> decision.what().startsWith("move of zone"))
            .map(Decision::millis)
            .toList();
    int most = 0;
    for (long from : moves) {
      // They are asked for up to a quarter of a minute before they are made.
      most =
          Math.max(most, (int) moves.stream().filter(m -> m >= from && m < from + 45_000).count());
    }
    return most;
  }

  /** What is cut is not joined again soon, or zones would begin anew for nothing. */
  private static final class Cuts {
    final List<String> undone = new ArrayList<>();
    int seen;
    private final Map<Box, Integer> since = new HashMap<>();

    void look(ReplayedCluster cluster, int second) {
      Set<Box> boxes =
          cluster.control().oldestMap().zones().stream().map(Zone::box).collect(Collectors.toSet());
      for (Box box : boxes) {
        List<Box> parts =
            since.containsKey(box)
                ? List.of()
                : since.keySet().stream().filter(box::contains).toList();
        seen += parts.isEmpty() && !since.containsKey(box) && second > 0 ? 1 : 0;
        for (Box part : parts) {
          if (since.get(part) > 0 && second - since.get(part) < UNDONE_SECONDS) {
            undone.add(box + " at " + second + " s, parts are from " + since.get(part) + " s");
          }
        }
      }
      boxes.forEach(box -> since.putIfAbsent(box, second));
      since.keySet().retainAll(boxes);
    }
  }
}
