package io.zonescaler.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What three real node processes serve, in a real browser. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DashboardBrowserTest {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final double LIMIT_MILLIS = 60_000;

  /** The first entity that is seen in one node's zone and later, on the same page, in another's. */
  private static final String CROSSING =
      """
      () => {
        const z = window.zonescaler;
        if (!z || z.entities < 1000) return null;
        window.before = window.before || new Map();
        for (const id of z.ids(2000)) {
          const now = z.entity(id);
          const then = window.before.get(id);
          if (now && then && then.owner && now.owner && then.owner !== now.owner) {
            return { from: then, to: now };
          }
          if (now && !then) window.before.set(id, now);
        }
        return null;
      }
      """;

  /** The way, as a key, to the nearest zone of another node, and how far it is. */
  private static final String NEAREST_BORDER =
      """
      () => {
        const { ship, zones } = window.play;
        const at = (x, y) => zones.find((z) => x >= z.min[0] && x < z.max[0] && y >= z.min[1] && y < z.max[1]);
        const here = at(ship.x, ship.y);
        const ways = [
          ['ArrowLeft', here.min[0] - 1, ship.y], ['ArrowRight', here.max[0] + 1, ship.y],
          ['ArrowUp', ship.x, here.min[1] - 1], ['ArrowDown', ship.x, here.max[1] + 1],
        ];
        return ways
          .map(([key, x, y]) => ({ key, zone: at(x, y), far: Math.hypot(x - ship.x, y - ship.y) }))
          .filter(({ zone }) => zone && zone.owner !== here.owner)
          .sort((a, b) => a.far - b.far)
          .map(({ key, zone }) => ({ key, zone: zone.id }))[0];
      }
      """;

  /**
   * As the browser counts them: Playwright's events may come after what the page does with a file.
   */
  private static final String BYTES_LOADED =
      """
      () => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
        .reduce((sum, file) => sum + file.decodedBodySize, 0)
      """;

  private static final String IS_IN_ZONE =
      """
      (id) => {
        const { ship, zones } = window.play;
        const zone = zones.find((z) => z.id === id);
        return ship.x > zone.min[0] + 2 && ship.x < zone.max[0] - 2 && ship.y > zone.min[1] + 2 && ship.y < zone.max[1] - 2;
      }
      """;

  @TempDir private static Path directory;
  private static UserShell shell;
  private final List<String> errors = new ArrayList<>();

  @BeforeAll
  static void startThreeNodes() throws IOException {
    boolean present = Files.isExecutable(CHROMIUM);
    if (System.getenv("ZONESCALER_BROWSER_REQUIRED") != null) {
      assertThat(present).as("%s is there", CHROMIUM).isTrue();
    }
    assumeTrue(present, CHROMIUM + " is not installed");
    shell = new UserShell(directory);
    // Over HTTPS, the longer way; without TLS the page is the same.
    List<String> command = new ArrayList<>(List.of("start"));
    command.addAll(shell.certificates(directory.resolve("certificates")));
    assertThat(shell.zonescaler(command.toArray(String[]::new)).exitCode()).isZero();
  }

  @AfterAll
  static void stop() throws IOException {
    if (shell != null) {
      shell.zonescaler("stop");
    }
  }

  /** Does something with a page of a browser of this size. */
  private void browse(int width, int height, Visit visit) throws IOException {
    try (Playwright playwright = Playwright.create();
        Browser browser =
            playwright
                .chromium()
                .launch(
                    new BrowserType.LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setArgs(
                            List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--disable-background-networking",
                                "--disable-component-update")))) {
      Page page = browser.newPage(new Browser.NewPageOptions().setIgnoreHTTPSErrors(true));
      page.setViewportSize(width, height);
      page.onPageError(errors::add);
      visit.to(page);
      assertThat(errors).isEmpty();
    }
  }

  private interface Visit {
    void to(Page page) throws IOException;
  }

  private static Object await(Page page, String condition, Object argument) {
    return page.waitForFunction(
            condition,
            argument,
            new Page.WaitForFunctionOptions().setTimeout(LIMIT_MILLIS).setPollingInterval(50))
        .jsonValue();
  }

  private static double number(Page page, String expression) {
    return ((Number) page.evaluate(expression)).doubleValue();
  }

  @Test
  @Order(1)
  void entitiesCrossTheBordersBetweenNodesOnTheLiveMap() throws IOException {
    LocalNode node = shell.cluster().node("n2");
    browse(
        1280,
        800,
        page -> {
          page.navigate(node.url() + "/");
          Map<?, ?> crossing = (Map<?, ?>) await(page, CROSSING, null);
          Map<?, ?> from = (Map<?, ?>) crossing.get("from");
          Map<?, ?> to = (Map<?, ?>) crossing.get("to");
          assertThat(to.get("id")).isEqualTo(from.get("id"));
          assertThat(to.get("zone")).isNotEqualTo(from.get("zone"));
          Path picture = Path.of("target", "dashboard.png");
          page.screenshot(new Page.ScreenshotOptions().setPath(picture));
          assertThat(Files.size(picture)).isGreaterThan(20_000);
          assertThat(page.evaluate("() => window.zonescaler.status.audit.ok")).isEqualTo(true);
        });
  }

  @Test
  @Order(2)
  void aShipSailsAcrossABorderAndThroughTheDeathOfItsNode() throws IOException {
    browse(
        1100,
        750,
        page -> {
          page.navigate(shell.cluster().node("n2").url() + "/play");
          page.locator("#name").fill("anna");
          page.keyboard().press("Enter");
          await(page, "() => window.play.phase === 'playing' && window.play.ship", null);
          assertThat(number(page, BYTES_LOADED)).isBetween(10_000d, 300_000d);
          page.keyboard().press("KeyB");
          await(page, "() => window.play.zones.length > 0", null);

          Map<?, ?> border = (Map<?, ?>) page.evaluate(NEAREST_BORDER);
          String key = border.get("key").toString();
          page.keyboard().down(key);
          await(page, IS_IN_ZONE, border.get("zone"));
          page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "play.png")));
          assertThat(number(page, "() => window.play.worstJump")).isLessThan(1);
          page.keyboard().up(key);

          String node = page.evaluate("() => window.play.node").toString();
          page.keyboard().down("ArrowDown");
          shell.zonescaler("kill", node);
          await(page, "(node) => window.play.node !== node && window.play.resumed === 1", node);
          double tick = number(page, "() => window.play.tick");
          await(page, "(tick) => window.play.tick > tick + 40", tick);
          assertThat(number(page, "() => window.play.worstJump")).isLessThan(1);
          page.keyboard().up("ArrowDown");

          double acked = number(page, "() => window.play.counts.acked");
          page.keyboard().press("Space");
          await(page, "(acked) => window.play.counts.acked > acked", acked);
          assertThat(number(page, "() => window.play.counts.open")).isLessThan(5);

          page.setViewportSize(390, 800);
          page.mouse().move(350, 400);
          double before = number(page, "() => window.play.ship.x");
          page.mouse().down();
          page.mouse().up();
          await(page, "(x) => window.play.ship.x > x + 2 || window.play.ship.x > 508", before);
          page.screenshot(
              new Page.ScreenshotOptions().setPath(Path.of("target", "play-phone.png")));
          page.keyboard().press("Escape");
          await(page, "() => window.play.phase === 'ashore'", null);
          assertThat(page.locator("#problem").isVisible()).isFalse();
        });
  }

  @Test
  @Order(3)
  void theTimelineTellsOfADeathThatNobodyWatched() throws IOException {
    LocalNode node =
        shell.cluster().nodes().stream()
            .filter(one -> one.state().equals("up"))
            .findFirst()
            .orElseThrow();
    browse(
        1280,
        900,
        page -> {
          page.navigate(node.url() + "/");
          await(
              page,
              "() => window.zonescaler.timeline.events.some((e) => /^node n[123] is (silent|gone)$/.test(e))",
              null);
          await(page, "() => window.zonescaler.timeline.samples > 10", null);
          assertThat(page.locator("#timeline-events").textContent())
              .containsPattern("is (silent|gone)");
          page.locator("#timeline").focus();
          page.keyboard().press("ArrowLeft");
          assertThat(page.locator("#timeline-hint").textContent())
              .contains("tick")
              .contains("speed");
          page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "timeline.png")));
        });
  }
}
