package io.zonescaler.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonescaler.client.update.ClientView;
import io.zonescaler.client.update.UpdateLayout;
import io.zonescaler.server.fixture.RaftGame;
import io.zonescaler.server.fixture.TestClient;
import io.zonescaler.server.fixture.Truth;
import io.zonescaler.server.update.Sight;
import io.zonescaler.state.Ids;
import io.zonescaler.v1.proto.Update;
import io.zonescaler.world.Box;
import io.zonescaler.world.Space;
import io.zonescaler.zone.Zone;
import io.zonescaler.zone.ZoneMap;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AreaOfInterestTest extends GatewayTestBase {
  /** A name whose home is within {@code near} quanta of that of {@code of}, or else far from it. */
  private String nameOf(String of, boolean near) {
    Space space = rafts.space();
    long there = PlayerNames.idOf(of);
    for (int i = 0; ; i++) {
      String name = "p" + i;
      long player = PlayerNames.idOf(name);
      double dx = Ids.homePlace(space, player, 0) - Ids.homePlace(space, there, 0);
      double dy = Ids.homePlace(space, player, 1) - Ids.homePlace(space, there, 1);
      double distance = Math.sqrt(dx * dx + dy * dy) / space.radius();
      if (near ? distance < 0.5 : distance > 2.5 && Math.abs(dy) < space.radius() / 2.0) {
        return name;
      }
    }
  }

  @Test
  void twoClientsSeeEachOtherEnterChangeSplashAndLeave() {
    TestClient anna = playing("anna");
    TestClient ben = playing(nameOf("anna", true));
    long a = anna.welcome().getAvatarId();
    long b = ben.welcome().getAvatarId();
    await("anna sees ben enter").until(() -> anna.hasEntered(b));
    await("ben sees anna enter").until(() -> ben.hasEntered(a));
    awaitAck(ben, ben.command(1, 0, 7));
    await("anna sees ben's course").until(() -> anna.value(b, "vy") == 7);
    int[] from = anna.position(b);
    await("anna sees ben float").until(() -> anna.position(b)[1] != from[1]);
    awaitAck(ben, ben.command(3, 99));
    await("anna sees the splash")
        .until(
            () ->
                anna.events().stream()
                    .anyMatch(e -> e.entity() == b && e.arguments().equals(List.of(99L))));
    ben.leave();
    await("anna sees ben leave").until(() -> anna.hasLeft(b));
    assertThat(anna.status()).isNull();
  }

  @Test
  void aClientIsToldTheWorldsVariablesAndWhenTheyAreSet() {
    TestClient anna = playing("anna");
    await("an update").until(() -> !anna.updates().isEmpty());
    Update first = anna.updates().get(0);
    assertThat(first.getVariablesList()).hasSize(2);
    assertThat(first.getVariables(0).getValue().getInteger()).isEqualTo(1);
    assertThat(first.getVariables(1).getValue().getReal()).isEqualTo(0.5);
    world.set(RaftGame.PHASE, 7);
    await("it is in force")
        .atMost(Duration.ofSeconds(30))
        .until(() -> anna.updates().stream().skip(1).anyMatch(u -> u.getVariablesCount() > 0));
    Update changed =
        anna.updates().stream().skip(1).filter(u -> u.getVariablesCount() > 0).findFirst().get();
    assertThat(changed.getVariablesList()).hasSize(1);
    assertThat(changed.getVariables(0).getVariable()).isEqualTo(RaftGame.PHASE.index());
    assertThat(changed.getVariables(0).getValue().getInteger()).isEqualTo(7);
    long decided = world.control().directives().inForce(0, changed.getTick()).firstTick();
    assertThat(changed.getTick() - changed.getSkippedTicks())
        .isLessThanOrEqualTo(decided)
        .isPositive();
    assertThat(changed.getTick()).isGreaterThanOrEqualTo(decided);
  }

  @Test
  void anAvatarThatFloatsAwayLeavesTheViewAndComesBack() {
    TestClient anna = playing("anna");
    TestClient ben = playing(nameOf("anna", true));
    long b = ben.welcome().getAvatarId();
    await("anna sees ben").until(() -> anna.hasEntered(b));
    ben.command(1, 90, 0);
    anna.command(1, -90, 0);
    await("ben is out of sight").until(() -> anna.hasLeft(b));
    assertThat(anna.position(b)).isNull();
    ben.command(1, -90, 0);
    anna.command(1, 90, 0);
    await("ben is back").until(() -> anna.position(b) != null);
  }

  @Test
  void walkingOverManyZonesMissesNoTickAndSeesExactlyWhatIsThere() {
    Truth truth = new Truth(rafts);
    world.listen(truth);
    TestClient anna = playing("anna");
    long avatar = anna.welcome().getAvatarId();
    Set<Long> zones = new HashSet<>();
    int[] course = {80, 45};
    anna.command(1, course[0], course[1]);
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (zones.size() < 8 && System.nanoTime() < deadline) {
      int[] at = anna.position(avatar);
      Zone zone = world.control().newestMap().locate(at[0], at[1], at[2]);
      zones.add(zone.id());
      for (int axis = 0; axis < 2; axis++) {
        int edge = rafts.space().bounds().max(axis);
        boolean turn = course[axis] > 0 ? at[axis] > edge * 0.9 : at[axis] < edge * 0.1;
        if (turn) {
          course[axis] = -course[axis];
          awaitAck(anna, anna.command(1, course[0], course[1]));
        }
      }
      awaitAck(anna, anna.command(0));
    }
    assertThat(zones).as("zones that anna has been in").hasSizeGreaterThanOrEqualTo(8);
    List<Update> updates = anna.updates();
    for (int i = 1; i < updates.size(); i++) {
      assertThat(updates.get(i).getTick()).isEqualTo(updates.get(i - 1).getTick() + 1);
    }
    anna.vanish();
    ClientView view = new ClientView(Sight.layout(rafts.schema(), 2));
    for (Update update : updates) {
      view.apply(update.getEncoding(), update.getData().toByteArray());
      assertThat(Truth.of(view))
          .as("tick %d", update.getTick())
          .isEqualTo(truth.around(avatar, update.getTick(), rafts.space().radius()));
    }
  }

  private List<Zone> around(ZoneMap map, int[] at) {
    Box box = new Box(at[0], at[1], at[2], at[0] + 1, at[1] + 1, at[2] + 1);
    return map.within(box, rafts.space().radius());
  }

  @Test
  void aTickIsShownOnlyWhenAllZonesOfTheAreaHaveIt() {
    ZoneMap map = world.control().newestMap();
    TestClient anna = playing(nameAtHome(home -> around(map, home).size() > 1));
    int[] at = anna.position(anna.welcome().getAvatarId());
    long own = map.locate(at[0], at[1], at[2]).id();
    List<Zone> area = around(map, at);
    long other = area.stream().mapToLong(Zone::id).filter(z -> z != own).findFirst().getAsLong();
    long[] held = {-1};
    world.late =
        s -> {
          if (s.zone() == other && held[0] < 0) {
            held[0] = s.tick();
          }
          return s.zone() == other;
        };
    await("a tick is held back").until(() -> held[0] >= 0);
    long ticks = held[0] + 5;
    await("the world goes on").until(() -> endpoint.gateway().newestTick() > ticks);
    assertThat(anna.newestTick()).isEqualTo(held[0] - 1);
    awaitAck(anna, anna.command(0));
    assertThat(anna.newestTick()).isEqualTo(held[0] - 1);
    world.deliverLate();
    await("anna sees on").until(() -> anna.newestTick() > ticks);
  }

  @Test
  void hiddenColumnsAndKindsAreNeverSent() {
    TestClient anna = playing("anna");
    UpdateLayout.KindLayout kind = Sight.layout(rafts.schema(), 2).kinds().get(0);
    assertThat(kind.columns().stream().map(c -> c.name()))
        .containsExactly("$player", "commands", "vx", "vy", "note");
    assertThat(RaftGame.SECRET.visible()).isFalse();
    anna.leave();
    await("anna is parked").until(() -> anna.status() != null);
    TestClient ben = playing(nameOf("anna", true));
    await("ben sees something").until(() -> ben.updates().size() > 20);
    assertThat(ben.hasEntered(anna.welcome().getAvatarId())).isFalse();
    assertThat(ben.hasEntered(Ids.home(PlayerNames.idOf("anna")))).isFalse();
  }
}
