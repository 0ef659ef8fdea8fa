package io.zonescaler.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LoadAffinityFunctionTest {
  @Test
  void everyNodeHasItsShareOfEveryRole() {
    for (int n = 1; n <= 6; n++) {
      List<String> nodes = IntStream.range(0, n).mapToObj(i -> "n" + i).toList();
      for (int backups = 0; backups <= 3; backups++) {
        int[][] count = new int[backups + 1][n];
        for (int slot = 0; slot < 240; slot++) {
          List<String> owners = LoadAffinityFunction.ownersOf(slot, nodes, backups);
          assertThat(owners).hasSize(Math.min(backups + 1, n)).doesNotHaveDuplicates();
          for (int role = 0; role < owners.size(); role++) {
            count[role][nodes.indexOf(owners.get(role))]++;
          }
        }
        for (int role = 0; role <= Math.min(backups, n - 1); role++) {
          for (int node = 0; node < n; node++) {
            assertThat(count[role][node]).isEqualTo(240 / n);
          }
        }
      }
    }
    assertThat(LoadAffinityFunction.ownersOf(3, Collections.<String>emptyList(), 1)).isEmpty();
  }

  @Test
  void partitionIsTheSlotAndNothingElse() {
    LoadAffinityFunction function = new LoadAffinityFunction(256);
    assertThat(function.partition(new ZoneKey(99, 17, 3))).isEqualTo(17);
    assertThat(function.partition(17)).isEqualTo(17);
    assertThatThrownBy(() -> function.partition(new ZoneKey(99, 256, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[0, 256)");
    assertThatThrownBy(() -> function.partition("a")).hasMessageContaining("no slot");
    assertThatThrownBy(() -> new LoadAffinityFunction(0)).hasMessageContaining("world.slots = 0");
  }
}
