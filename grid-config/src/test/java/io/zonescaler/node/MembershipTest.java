package io.zonescaler.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who may start a cluster (invariant I9): only a node that lists its own address can. */
class MembershipTest {
  private static final String ALL = "127.0.0.1:47500,127.0.0.1:47501";

  private static Map<String, Object> decide(boolean wasMember, String... keysAndValues) {
    Map<String, String> flags = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      flags.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return decide(flags, wasMember, false);
  }

  private static Map<String, Object> decide(
      Map<String, String> flags, boolean wasMember, boolean goesBack) {
    Map<String, Object> decided =
        Membership.settings(NodeSettings.load(null, Map.of(), flags), wasMember, goesBack);
    assertThat(decided.remove("grid.without"))
        .as("who was gone at the start may have come back since")
        .isEqualTo(goesBack ? "" : flags.getOrDefault("grid.without", ""));
    return decided;
  }

  @Test
  void whoGoesBackPresumesNobodyGone() {
    Map<String, String> flags =
        Map.of("grid.founders", "n1,n2", "grid.discovery", ALL, "grid.without", "n2");
    assertThat(decide(flags, false, false)).containsEntry("grid.founders", "n1,n2");
    assertThat(decide(flags, false, true)).containsEntry("grid.founders", "");
  }

  @Test
  void aFounderListsItself() {
    assertThat(decide(false, "grid.founders", "n1,n2", "grid.discovery", ALL))
        .isEqualTo(Map.of("grid.founders", "n1,n2", "grid.discovery", ALL));
    assertThat(decide(false, "grid.founders", "n1"))
        .isEqualTo(Map.of("grid.founders", "n1", "grid.discovery", "127.0.0.1:47500"));
  }

  @Test
  void aNodeThatJoinsOrWasAMemberDoesNot() {
    Map<String, Object> joins = Map.of("grid.founders", "", "grid.discovery", "127.0.0.1:47501");
    assertThat(decide(false, "grid.discovery", ALL)).isEqualTo(joins);
    assertThat(decide(true, "grid.founders", "n1,n2", "grid.discovery", ALL)).isEqualTo(joins);
  }

  @Test
  void aWorldOnDiskIsKnownByItsFilesSoItsMembersMayFindEachOther() {
    assertThat(
            decide(
                true, "grid.founders", "n1,n2", "grid.discovery", ALL, "grid.dataDirectory", "d"))
        .containsEntry("grid.discovery", ALL);
  }

  @Test
  void nobodyToJoinIsAnError() {
    assertThatThrownBy(() -> decide(false))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("nobody to join");
    assertThatThrownBy(() -> decide(true, "grid.founders", "n1")).isInstanceOf(UserError.class);
  }
}
