package io.zonescaler.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.zonescaler.game.Command;
import io.zonescaler.game.EntityView;
import io.zonescaler.game.Game;
import io.zonescaler.game.Population;
import io.zonescaler.game.Step;
import io.zonescaler.server.fixture.TestClient;
import io.zonescaler.v1.proto.GetSchemaRequest;
import io.zonescaler.v1.proto.ListEntitiesRequest;
import io.zonescaler.v1.proto.WorldServiceGrpc;
import io.zonescaler.world.Column;
import io.zonescaler.world.EventKind;
import io.zonescaler.world.Kind;
import io.zonescaler.world.Schema;
import io.zonescaler.world.WorldSettings;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A client gets what its player may see, and nothing else. */
class VisibilityTest extends GatewayTestBase {
  /**
   * Spies of teams. Commands: {@code 1 n} join team n; {@code 2 n} cloak (1) or not (0): others
   * than the own team do not see the spy then; {@code 3 n} whisper an event; {@code 6 x y}
   * teleport.
   */
  public static final class SpyGame implements Game {
    static final Kind SPY = Kind.avatar("spy").teleports();
    static final Column TEAM = SPY.i32("team").ofTeam();
    static final Column CLOAK = SPY.i32("cloak").hidden();
    static final Column HEALTH = SPY.i32("health").forOwner();
    static final Column ORDERS = SPY.i32("orders").forTeam();
    static final Kind BAG = Kind.of("bag");
    static final Column OWNER = BAG.i64("owner").ofOwner();
    static final Column CODE = BAG.bytes("code", 8).forOwner();
    static final Kind MINE = Kind.of("mine");
    static final Column LAID_BY = MINE.i32("team").ofTeam();
    static final Column FUSE = MINE.i32("fuse").hidden();
    static final EventKind WHISPER = EventKind.of("whisper", "n");
    private static final Schema SCHEMA = Schema.of(SPY, BAG, MINE).events(WHISPER).build();

    @Override
    public Schema schema() {
      return SCHEMA;
    }

    @Override
    public WorldSettings world() {
      return WorldSettings.flat(80, 80).name("spies").tickRate(40).slots(32).build();
    }

    @Override
    public void populate(Population cell) {}

    @Override
    public boolean shows(EntityView viewer, EntityView entity) {
      if (entity.kind() == MINE) {
        return entity.integer(LAID_BY) == viewer.integer(TEAM);
      }
      return entity.kind() != SPY
          || entity.integer(CLOAK) == 0
          || entity.integer(TEAM) == viewer.integer(TEAM);
    }

    @Override
    public void tick(Step step) {
      while (step.next()) {
        if (step.kind() == MINE) {
          step.set(FUSE, step.integer(FUSE) + 1);
          if (step.integer(FUSE) == 20) {
            step.emit(WHISPER, 99);
            step.despawn();
          }
        }
        if (step.kind() != SPY) {
          continue;
        }
        for (int i = 0; i < step.commands(); i++) {
          Command command = step.command(i);
          byte[] bytes = command.payload();
          switch (bytes[0]) {
            case 1 -> step.set(TEAM, bytes[1]);
            case 2 -> step.set(CLOAK, bytes[1]);
            case 3 -> step.emit(WHISPER, bytes[1]);
            case 6 -> step.teleport(bytes[1], bytes[2]);
            case 5 -> step.spawn(MINE, step.x(), step.y(), step.z()).set(LAID_BY, bytes[1]);
            default ->
                step.spawn(BAG, step.x(), step.y(), step.z())
                    .set(OWNER, step.id())
                    .set(CODE, new byte[] {7, 7});
          }
        }
        step.set(HEALTH, step.integer(HEALTH) + 1);
        step.set(ORDERS, 1000 + step.integer(TEAM));
      }
    }
  }

  @Override
  Game game() {
    return new SpyGame();
  }

  private TestClient anna;
  private TestClient ben;
  private TestClient eve;

  /** Three that see one another. */
  private void meet() {
    int middle = rafts.space().bounds().maxX() / 2;
    Set<String> names = new HashSet<>();
    while (names.size() < 3) {
      names.add(
          nameAtHome(
              at -> Math.abs(at[0] - middle) < middle / 4 && Math.abs(at[1] - middle) < middle / 4,
              names));
    }
    List<TestClient> all = names.stream().map(name -> playing(name, 40)).toList();
    anna = all.get(0);
    ben = all.get(1);
    eve = all.get(2);
    all.forEach(client -> awaitAck(client, client.command(1, client == eve ? 2 : 1)));
    await("all are seen")
        .until(() -> all.stream().allMatch(a -> all.stream().allMatch(b -> sees(a, b))));
  }

  private static boolean sees(TestClient who, TestClient whom) {
    return who.inView().containsKey(avatar(whom));
  }

  private static long avatar(TestClient client) {
    return client.welcome().getAvatarId();
  }

  private static long value(TestClient who, TestClient of, String column) {
    Long value = who.value(avatar(of), column);
    return value == null ? -1 : value;
  }

  @Test
  void columnsAreForTheirOwnerOrTeam() {
    meet();
    await("its own").until(() -> value(anna, anna, "health") > 100);
    await("its team's").until(() -> value(ben, anna, "orders") == 1001);
    for (TestClient other : List.of(ben, eve)) {
      assertThat(value(other, anna, "health")).isZero();
    }
    await("another team's").until(() -> value(eve, anna, "team") == 1);
    assertThat(value(eve, anna, "orders")).isZero();

    awaitAck(eve, eve.command(1, 1));
    await("it has changed sides").until(() -> value(eve, anna, "orders") == 1001);
    await("and is seen").until(() -> value(anna, eve, "orders") == 1001);
    assertThat(value(eve, anna, "health")).isZero();
    awaitAck(eve, eve.command(1, 2));
    await("and has gone again").until(() -> value(eve, anna, "orders") == 0);
    await("from both sides").until(() -> value(anna, eve, "orders") == 0);
  }

  @Test
  void whatIsOwnedShowsItsOwnerMore() {
    meet();
    awaitAck(anna, anna.command(4));
    await("all see the bag").until(() -> List.of(anna, ben).stream().allMatch(c -> bag(c) != 0));
    assertThat(anna.bytes(bag(anna), "code")).containsExactly(7, 7);
    assertThat(ben.bytes(bag(ben), "code")).isEmpty();
  }

  /** Id of the bag that a client sees; 0 for none. */
  private static long bag(TestClient client) {
    return client.inView().entrySet().stream()
        .filter(e -> e.getValue().startsWith("bag "))
        .mapToLong(Map.Entry::getKey)
        .findFirst()
        .orElse(0);
  }

  @Test
  void whatTheGameDoesNotShowIsNotSent() {
    meet();
    awaitAck(anna, anna.command(2, 1));
    await("the other team loses sight of it").until(() -> !sees(eve, anna));
    assertThat(sees(ben, anna)).isTrue();
    int heard = eve.events().size();
    awaitAck(anna, anna.command(3, 5));
    await("its team hears it").until(() -> !ben.events().isEmpty());
    long tick = anna.newestTick();
    await("a while").until(() -> eve.newestTick() > tick + 10);
    assertThat(eve.events()).hasSize(heard);
    awaitAck(anna, anna.command(2, 0));
    await("it is seen again").until(() -> sees(eve, anna));
  }

  @Test
  void whoTeleportsIsSeenByNobodyAndSeesWhatItsTeamSees() {
    meet();
    awaitAck(anna, anna.command(2, 1));
    await("the other team loses sight of it").until(() -> !sees(eve, anna));
    awaitAck(ben, ben.command(6, 40, 40));
    awaitAck(eve, eve.command(6, 40, 40));
    await("it is away").until(() -> !sees(ben, ben) || ben.hasLeft(avatar(ben)));
    assertThat(sees(ben, anna)).isTrue();
    assertThat(value(ben, anna, "orders")).isEqualTo(1001);
    assertThat(sees(eve, anna)).isFalse();
    await("it is there").until(() -> sees(ben, ben) && sees(eve, ben) && sees(anna, eve));
    assertThat(List.of(anna.hasLeft(avatar(ben)), eve.hasLeft(avatar(ben)))).containsOnly(true);
    assertThat(sees(eve, anna)).isFalse();
  }

  @Test
  void whatIsHiddenIsNotHeardAsItGoes() {
    meet();
    awaitAck(anna, anna.command(5, 1));
    await("its team hears it").until(() -> !ben.events().isEmpty());
    long tick = ben.newestTick();
    await("a while").until(() -> eve.newestTick() > tick + 10);
    assertThat(eve.events()).isEmpty();
    assertThat(ben.events()).hasSize(1);
  }

  @Test
  void theWholeWorldIsForObserversOnly() {
    WorldServiceGrpc.WorldServiceBlockingStub api = WorldServiceGrpc.newBlockingStub(channel);
    var columns = api.getSchema(GetSchemaRequest.getDefaultInstance()).getKinds(0).getColumnsList();
    for (var column : columns) {
      boolean isForAll = column.getVisibility() == io.zonescaler.v1.proto.Column.Visibility.ALL;
      assertThat(isForAll).isNotEqualTo(List.of("health", "orders").contains(column.getName()));
    }
    assertThatThrownBy(() -> api.listEntities(ListEntitiesRequest.getDefaultInstance()))
        .hasMessageContaining("PERMISSION_DENIED");
  }
}
