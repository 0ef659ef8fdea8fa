package io.zonescaler.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonescaler.cluster.Standing.Way;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who stands still goes back to whom, and with what; never two groups to each other. */
class StandingTest {
  private static final Set<String> TWO = Set.of("n1", "n2");
  private static final Set<String> THREE = Set.of("n1", "n2", "n3");
  private static final Set<String> FOUR = Set.of("n1", "n2", "n3", "n4");

  private static Standing of(
      String node, Set<String> members, Set<String> present, Map<Long, Long> seen) {
    return new Standing(node, members, present, false, Set.of(), seen, Map.of(), Set.of(), 0);
  }

  private static Standing lacks(Standing s, boolean goesOn, Set<Long> lost) {
    return new Standing(
        s.node(),
        s.members(),
        s.present(),
        goesOn,
        lost,
        s.seen(),
        s.stored(),
        s.zones(),
        s.nextZone());
  }

  private static Standing stores(Standing s, Map<Long, Long> stored) {
    return new Standing(
        s.node(),
        s.members(),
        s.present(),
        s.goesOn(),
        s.lost(),
        s.seen(),
        stored,
        s.zones(),
        s.nextZone());
  }

  private static Standing knows(Standing s, Set<Long> zones, long nextZone) {
    return new Standing(
        s.node(),
        s.members(),
        s.present(),
        s.goesOn(),
        s.lost(),
        s.seen(),
        s.stored(),
        zones,
        nextZone);
  }

  @Test
  void whoWasCutOffGoesBackToAMajorityThatGoesOn() {
    Standing own = of("n3", THREE, Set.of("n3"), Map.of(1L, 100L));
    Standing other = of("n1", THREE, Set.of("n1", "n2"), Map.of(1L, 150L));
    assertThat(own.back(List.of(other))).isNull();
    assertThat(own.back(List.of(other.withGoesOn(true)))).isEqualTo(new Way("n1", Map.of()));
    Standing stale = of("n1", THREE, THREE, Map.of(1L, 150L)).withGoesOn(true);
    assertThat(own.back(List.of(stale))).as("it does not know yet").isNull();
  }

  @Test
  void whatAMajorityLacksIsWantedAsFarAsAnybodyHasSeenIt() {
    Standing own = of("n3", THREE, Set.of(), Map.of(1L, 100L, 2L, 105L));
    Standing first = of("n1", THREE, Set.of("n1", "n2"), Map.of(1L, 150L, 2L, 98L));
    Standing second = of("n2", THREE, Set.of("n1", "n2"), Map.of(1L, 150L, 2L, 107L));
    Way way = own.back(List.of(lacks(first, false, Set.of(2L)), second));
    assertThat(way).isEqualTo(new Way("n1", Map.of(2L, 107L)));
  }

  @Test
  void whoWasExpelledMakesTheMajorityOfThoseThatWait() {
    Standing own = of("n2", TWO, Set.of(), Map.of(1L, 100L));
    Standing other = stores(of("n1", TWO, Set.of("n1"), Map.of(1L, 99L)), Map.of(1L, 100L));
    assertThat(own.back(List.of(other))).isEqualTo(new Way("n1", Map.of()));
    assertThat(other.back(List.of(own))).as("only one of them moves").isNull();
    Standing behind = stores(other, Map.of(1L, 99L));
    assertThat(own.back(List.of(behind))).as("it would go on from tick 99").isNull();
    assertThat(own.back(List.of(lacks(behind, false, Set.of(1L)))))
        .as("it stands still until it has what it lacks")
        .isEqualTo(new Way("n1", Map.of(1L, 100L)));
  }

  @Test
  void aZoneThatWasSplitSinceIsNotLacking() {
    Standing own = of("n2", TWO, Set.of(), Map.of(1L, 100L, 2L, 100L));
    Standing other = of("n1", TWO, Set.of("n1"), Map.of(2L, 130L, 3L, 130L, 4L, 130L));
    assertThat(own.back(List.of(other))).as("where zone 1 is, nobody says").isNull();
    assertThat(own.back(List.of(knows(other, Set.of(2L, 3L, 4L), 5))))
        .isEqualTo(new Way("n1", Map.of()));
    assertThat(own.back(List.of(knows(other, Set.of(2L), 1))))
        .as("it knows an older map only")
        .isNull();
  }

  @Test
  void twoThatWereExpelledDoNotFollowEachOther() {
    Standing own = of("n2", THREE, Set.of(), Map.of(1L, 100L));
    Standing other = of("n3", THREE, Set.of(), Map.of(1L, 100L));
    assertThat(own.back(List.of(other))).isNull();
    Standing alone = of("n1", THREE, Set.of("n1"), Map.of(1L, 100L));
    assertThat(own.back(List.of(other, alone))).isEqualTo(new Way("n1", Map.of()));
  }

  @Test
  void ofTwoHalvesOneMoves() {
    Standing a = of("n1", FOUR, Set.of("n1", "n2"), Map.of(1L, 100L));
    Standing b = of("n3", FOUR, Set.of("n3", "n4"), Map.of(1L, 100L));
    assertThat(a.back(List.of(b))).isNull();
    assertThat(b.back(List.of(a))).isEqualTo(new Way("n1", Map.of()));
  }

  @Test
  void allThatWereExpelledGoBackToTheOneThatWasNot() {
    Standing own = of("n2", FOUR, Set.of(), Map.of());
    Standing alone = of("n1", FOUR, Set.of("n1"), Map.of());
    assertThat(own.back(List.of(alone))).isNull();
    assertThat(own.back(List.of(alone, of("n3", FOUR, Set.of(), Map.of()))))
        .isEqualTo(new Way("n1", Map.of()));
  }

  @Test
  void tooFewTogetherWait() {
    Standing own = of("n4", FOUR, Set.of("n4"), Map.of());
    assertThat(own.back(List.of(of("n1", FOUR, Set.of("n1"), Map.of())))).isNull();
  }
}
