package io.zonescaler.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonescaler.demo.DemoGame;
import io.zonescaler.game.Game;
import io.zonescaler.game.Population;
import io.zonescaler.game.Step;
import io.zonescaler.game.World;
import io.zonescaler.node.NodeSettings;
import io.zonescaler.node.UserError;
import io.zonescaler.server.bots.BotReport;
import io.zonescaler.server.bots.BotReport.Percentiles;
import io.zonescaler.world.Kind;
import io.zonescaler.world.Schema;
import io.zonescaler.world.WorldSettings;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BotRunTest {
  private static final World DEMO = World.of(new DemoGame());

  private final Interruption interruption = new Interruption();

  /** A game whose avatars count, but not so that clients see it. */
  private static final class Shy implements Game {
    private final Kind avatar = Kind.avatar("shy");

    Shy() {
      avatar.i64("commands").hidden();
      avatar.f32("mood");
    }

    @Override
    public Schema schema() {
      return Schema.of(avatar).build();
    }

    @Override
    public WorldSettings world() {
      return WorldSettings.flat(100, 100).build();
    }

    @Override
    public void populate(Population cell) {}

    @Override
    public void tick(Step step) {}
  }

  @Test
  void botsPlayGamesWithAvatars() {
    assertThat(BotRun.obstacle(DEMO)).isNull();
    assertThat(BotRun.hasSampleCommands(new DemoGame())).isTrue();
    assertThat(BotRun.obstacle(World.of(new Wanderers()))).contains("no avatars");
    assertThat(BotRun.hasSampleCommands(new Shy())).isFalse();
  }

  @Test
  void theUsualCounterIsTakenWhereItCanBeSeen() {
    World shy = World.of(new Shy());
    assertThat(BotRun.counter(DEMO, null)).isEqualTo("commands");
    assertThat(BotRun.counter(shy, null)).isEmpty();
    assertThat(BotRun.counter(shy, "")).isEmpty();
    for (String wrong : List.of("commands", "mood", "none")) {
      assertThatThrownBy(() -> BotRun.counter(shy, wrong))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("no visible integer column '" + wrong + "'");
    }
  }

  @Test
  void eachRunHasItsOwnPlayers() {
    assertThat(BotRun.newNames()).startsWith("bot-").isNotEqualTo(BotRun.newNames());
  }

  private @Nullable UserError verdict(int connected, long lost, long open) {
    Percentiles none = new Percentiles(0, 0, 0);
    BotReport report =
        new BotReport(
            connected,
            90,
            80,
            lost,
            0,
            open,
            0,
            0,
            0,
            0,
            0,
            0,
            none,
            none,
            1,
            0,
            0,
            "",
            "bot-7: gone");
    return new BotRun(
            BotRun.settings(
                List.of("a:1"),
                20,
                5,
                "bot-",
                "commands",
                DEMO.game(),
                NodeSettings.load(null, Map.of(), Map.of())),
            interruption)
        .verdict(report);
  }

  @Test
  void aRunFailsUnlessAllBotsPlayedToTheEnd() {
    assertThat(verdict(20, 0, 0)).isNull();
    assertThat(verdict(19, 0, 0))
        .hasMessage("only 19 of 20 bots could join")
        .extracting(UserError::exitCode, UserError::where)
        .containsExactly(4, "[a:1]");
    UserError open = verdict(20, 0, 10);
    assertThat(open).hasMessageContaining("10 commands were still not acknowledged");
    assertThat(open.remedy()).contains("bot-7: gone");
    assertThat(verdict(20, 3, 0)).hasMessageContaining("3 commands were lost");
  }

  @Test
  void anInterruptedRunFailsOnlyIfCommandsWereLost() {
    interruption.ask();
    assertThat(verdict(3, 0, 10)).isNull();
    assertThat(verdict(3, 1, 0)).hasMessageContaining("1 commands were lost");
  }
}
