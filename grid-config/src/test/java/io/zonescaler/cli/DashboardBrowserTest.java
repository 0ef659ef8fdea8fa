package io.zonescaler.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Mouse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
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

  /** Until the map has made room for what came over it. */
  private static final String THREE_PICTURES =
      """
      async () => {
        for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame);
      }
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
      BrowserContext context =
          browser.newContext(
              new Browser.NewContextOptions().setIgnoreHTTPSErrors(true).setHasTouch(true));
      Page page = context.newPage();
      page.setViewportSize(width, height);
      page.onPageError(errors::add);
      try {
        visit.to(page);
      } catch (RuntimeException | AssertionError e) {
        Path picture = Path.of("target", "failed-" + width + "x" + height + ".png");
        page.screenshot(new Page.ScreenshotOptions().setPath(picture));
        throw e;
      }
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

  /** The console of a node, with the whole world on its map. */
  private void open(Page page, String node) {
    page.navigate(shell.cluster().node(node).url() + "/");
    await(page, "() => window.zonescaler && window.zonescaler.condition === 'live'", null);
  }

  /** Presses a button that asks first, and says yes. */
  private static void ask(Page page, Locator button) {
    button.click();
    page.locator("#confirm-yes").click();
  }

  private static void told(Page page, String text) {
    await(page, "(text) => document.getElementById('notes').textContent.includes(text)", text);
  }

  private static void select(Page page, String zone) {
    page.evaluate("(zone) => window.zonescaler.select({ zone })", zone);
    page.locator("#selection-actions button").first().waitFor();
  }

  private static Locator action(Page page, String name) {
    return page.locator("#selection-actions button:has-text('" + name + "')").first();
  }

  private static List<String> zones(Page page) {
    List<?> ids = (List<?>) page.evaluate("() => window.zonescaler.status.zones.map((z) => z.id)");
    return ids.stream().map(Object::toString).toList();
  }

  /** Zones that have come since, by id. */
  private static List<String> fresh(Page page, List<String> before, int count) {
    await(
        page,
        "([before, count]) => window.zonescaler.status.zones.filter((z) => !before.includes(z.id)).length === count",
        List.of(before, count));
    return zones(page).stream().filter(zone -> !before.contains(zone)).toList();
  }

  private static Object ofZone(Page page, String zone, String field) {
    return page.evaluate(
        "([id, field]) => window.zonescaler.status.zones.find((z) => z.id === id)[field]",
        List.of(zone, field));
  }

  @Test
  @Order(2)
  void aZoneIsCutByDraggingALineAndMadeWholeAndMoved() throws IOException {
    browse(
        1280,
        800,
        page -> {
          open(page, "n1");
          page.locator("#tab-load").click();
          page.locator("#zone-columns button:has-text('Zone')").click();
          page.locator("#zone-rows button:text-is('1')").click();
          List<String> before = zones(page);
          action(page, "Cut").click();
          page.evaluate(THREE_PICTURES);
          Map<?, ?> cut = (Map<?, ?>) page.evaluate("() => window.zonescaler.cut");
          BoundingBox box = page.locator("#canvas").boundingBox();
          List<?> from = (List<?>) cut.get("from");
          List<?> to = (List<?>) cut.get("to");
          double x = box.x + (real(from.get(0)) + real(to.get(0))) / 2;
          double y = box.y + (real(from.get(1)) + real(to.get(1))) / 2;
          page.mouse().move(x, y);
          page.mouse().down();
          page.mouse().move(x + 21, y + 2, new Mouse.MoveOptions().setSteps(6));
          page.mouse().up();
          page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "cut.png")));
          double at = number(page, "() => window.zonescaler.cut.at");
          assertThat(at).isGreaterThan(real(cut.get("at")) + 5);
          page.locator("#cut-do").click();

          List<String> halves = fresh(page, before, 2);
          assertThat(zones(page)).hasSize(before.size() + 1).doesNotContain("1");
          List<?> first = (List<?>) ofZone(page, halves.get(0), "max");
          assertThat(real(first.get(0))).isEqualTo(at);
          told(page, "Zone 1 is now zone " + halves.get(0) + " on ");
          await(page, "(n) => window.zonescaler.zones.length === n", before.size() + 1);

          before = zones(page);
          select(page, halves.get(0));
          ask(page, action(page, "Merge"));
          String whole = fresh(page, before, 1).get(0);

          before = zones(page);
          select(page, whole);
          String owner = ofZone(page, whole, "owner").toString();
          action(page, "Move").click();
          Object goal = page.locator("#confirm-choice").evaluate("(field) => field.value");
          assertThat(goal).isNotEqualTo(owner);
          page.locator("#confirm-yes").click();
          String moved = fresh(page, before, 1).get(0);
          assertThat(ofZone(page, moved, "owner")).isEqualTo(goal);

          select(page, moved);
          ask(page, action(page, "Pin"));
          await(page, "(id) => window.zonescaler.status.zones.find((z) => z.id === id).pin", moved);
          ask(page, action(page, "Unpin"));
          await(
              page, "(id) => !window.zonescaler.status.zones.find((z) => z.id === id).pin", moved);

          page.locator("#tab-ownership").click();
          page.locator("#what-if").click();
          await(page, "() => document.getElementById('what-if-answer').textContent", null);
          assertThat(page.locator("#decisions").textContent()).contains("merge", "move", "split");
          assertThat(page.evaluate("() => window.zonescaler.status.audit.ok")).isEqualTo(true);
        });
  }

  private static double real(Object number) {
    return ((Number) number).doubleValue();
  }

  @Test
  @Order(3)
  void theWorldIsShownAsItWasAndWhereAnEntityHasBeen() throws IOException {
    browse(
        1280,
        800,
        page -> {
          open(page, "n3");
          Object id = page.evaluate("() => window.zonescaler.ids(400)[399]");
          page.evaluate("(id) => window.zonescaler.select({ entity: id })", id);
          await(page, "() => window.zonescaler.journey", null);
          Map<?, ?> first = (Map<?, ?>) page.evaluate("() => window.zonescaler.journey.trail[2]");
          page.locator("#journey-stays button").last().click();
          await(
              page, "() => window.zonescaler.past && window.zonescaler.past.entities > 1000", null);

          // The slider, as a hand would: to the tick of a place on its way.
          page.locator("#rewind-tick")
              .evaluate(
                  "(slider, tick) => { slider.value = String(tick); slider.dispatchEvent(new Event('input')); }",
                  first.get("tick"));
          await(
              page,
              "(tick) => window.zonescaler.past.tick === tick && window.zonescaler.shownTick === tick",
              first.get("tick"));
          List<?> drawn = (List<?>) page.evaluate("(id) => window.zonescaler.pixel(id)", id);
          List<?> expected =
              (List<?>) page.evaluate("(place) => window.zonescaler.onMap(place)", first);
          assertThat(real(drawn.get(0))).isCloseTo(real(expected.get(0)), within(0.1));
          assertThat(real(drawn.get(1))).isCloseTo(real(expected.get(1)), within(0.1));
          page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "rewind.png")));

          page.locator("#rewind-play").click();
          await(page, "(tick) => window.zonescaler.past.tick > tick + 10", first.get("tick"));
          page.locator("#rewind-tick").press("ArrowLeft");
          page.keyboard().press("Escape");
          await(
              page,
              "() => !window.zonescaler.past && window.zonescaler.shownTick > window.zonescaler.tick - 20",
              null);

          // The same tick once more.
          for (int i = 0; i < 2; i++) {
            page.locator("#journey-stays button").last().click();
            await(
                page,
                "() => window.zonescaler.past && window.zonescaler.past.entities > 1000",
                null);
            page.keyboard().press("Escape");
            await(page, "() => !window.zonescaler.past", null);
          }

          ask(page, action(page, "Quarantine"));
          action(page, "Release").waitFor();
          ask(page, action(page, "Release"));
          action(page, "Quarantine").waitFor();
        });
  }

  @Test
  @Order(4)
  void allOfItIsDoneWithTheKeyboard() throws IOException {
    browse(
        1280,
        800,
        page -> {
          open(page, "n2");
          reach(page, "tab-world");
          page.keyboard().press("ArrowRight");
          page.keyboard().press("ArrowRight");
          assertThat(page.locator("#load-tab").isVisible()).isTrue();
          reach(page, "zone-rows");
          page.keyboard().press("Enter");
          action(page, "Cut").waitFor();
          String zone = page.evaluate("() => window.zonescaler.selected.zone").toString();
          List<String> before = zones(page);
          reach(page, "selection-actions");
          page.keyboard().press("Enter");
          double middle = number(page, "() => window.zonescaler.cut.at");
          double axis = number(page, "() => window.zonescaler.cut.axis");
          String way = axis == 0 ? "ArrowRight" : "ArrowDown";
          page.keyboard().press(way);
          page.keyboard().press("Shift+" + way);
          assertThat(number(page, "() => window.zonescaler.cut.at")).isGreaterThan(middle);
          page.keyboard().press("t");
          assertThat(number(page, "() => window.zonescaler.cut.axis")).isEqualTo(1 - axis);
          page.keyboard().press("Enter");
          List<String> halves = fresh(page, before, 2);
          told(page, "Zone " + zone + " is now zone " + halves.get(0));

          page.keyboard().press("r");
          await(
              page, "() => window.zonescaler.past && window.zonescaler.past.entities > 1000", null);
          double newest = number(page, "() => window.zonescaler.past.tick");
          page.keyboard().press("PageDown");
          await(page, "(tick) => window.zonescaler.past.tick < tick - 5", newest);
          page.keyboard().press("Escape");
          await(page, "() => !window.zonescaler.past", null);

          reach(page, "pause");
          page.keyboard().press("Enter");
          page.keyboard().press("Escape");
          assertThat(page.locator("#confirm").isVisible()).isFalse();
          page.keyboard().press("Enter");
          page.keyboard().press("Enter");
          await(page, "() => window.zonescaler.condition === 'paused'", null);
          double tick = number(page, "() => window.zonescaler.status.world.tick");
          reach(page, "step");
          page.keyboard().press("Enter");
          await(page, "(tick) => window.zonescaler.status.world.tick === tick + 1", tick);
          page.keyboard().press("Shift+Tab");
          page.keyboard().press("Enter");
          await(
              page,
              "() => window.zonescaler.condition === 'live' || window.zonescaler.condition === 'slow'",
              null);
        });
  }

  /** Goes on with Tab until something in the element has the focus. */
  private static void reach(Page page, String id) {
    for (int i = 0; i < 200; i++) {
      page.keyboard().press("Tab");
      Object there =
          page.evaluate("(id) => document.getElementById(id).contains(document.activeElement)", id);
      if (there.equals(true)) {
        return;
      }
    }
    throw new AssertionError("nothing in #" + id + " can be reached with Tab");
  }

  @Test
  @Order(5)
  void aPhoneShowsAllOfItAndANodeIsDrained() throws IOException {
    shell.zonescaler("add");
    browse(
        390,
        800,
        page -> {
          page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
          open(page, "n4");
          assertThat(page.locator("#rewind-open").isVisible()).as("n4 keeps a past too").isTrue();
          open(page, "n1");
          for (String tab : List.of("world", "ownership", "load", "players")) {
            page.locator("#tab-" + tab).tap();
            assertThat(page.locator("#" + tab + "-tab").isVisible()).isTrue();
            page.screenshot(
                new Page.ScreenshotOptions()
                    .setFullPage(true)
                    .setPath(Path.of("target", "phone-" + tab + ".png")));
            assertThat(number(page, "() => document.documentElement.scrollWidth")).isEqualTo(390);
          }
          page.locator("#tab-world").tap();
          page.locator("#variables button").first().tap();
          page.locator("#confirm-choice").fill("0.25");
          page.locator("#confirm-yes").tap();
          told(page, " is 0.25.");

          page.locator("#tab-ownership").tap();
          page.locator("#balance").tap();
          page.locator("#confirm-yes").tap();
          told(page, "Balancing is paused.");
          page.locator("#balance").tap();
          page.locator("#confirm-yes").tap();
          told(page, "Zones follow the load.");

          page.locator("#tab-world").tap();
          ask(page, page.locator("#nodes [data-node=n4] button:has-text('Drain')"));
          told(page, "Node n4 is gone; others have its zones.");
          page.screenshot(
              new Page.ScreenshotOptions().setPath(Path.of("target", "phone-drained.png")));
          assertThat(page.evaluate("() => window.zonescaler.status.audit.ok")).isEqualTo(true);
        });
  }

  @Test
  @Order(6)
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
          String other =
              List.of("n1", "n2", "n3").stream()
                  .filter(n -> !n.equals(node))
                  .findFirst()
                  .orElseThrow();
          Page console = page.context().newPage();
          console.setViewportSize(1280, 800);
          open(console, other);
          page.bringToFront();
          page.keyboard().down("ArrowDown");
          // A busy machine, such as one on which a node has just died, makes few pictures a second.
          slow(page, 4);
          ask(console, console.locator("#nodes [data-node=" + node + "] button:has-text('Kill')"));
          await(page, "(node) => window.play.node !== node && window.play.resumed === 1", node);
          double tick = number(page, "() => window.play.tick");
          await(page, "(tick) => window.play.tick > tick + 40", tick);
          assertThat(number(page, "() => window.play.worstJump")).isLessThan(1);
          slow(page, 1);
          told(console, "Node " + node + " is gone; others have its zones.");
          assertThat(shell.cluster().node(node).state()).isEqualTo("dead");
          await(
              console,
              "() => window.zonescaler.condition === 'live' || window.zonescaler.condition === 'slow'",
              null);
          assertThat(console.evaluate("() => window.zonescaler.status.audit.ok")).isEqualTo(true);
          console.close();
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

  /** Makes the page's thread so many times slower. */
  private static void slow(Page page, int rate) {
    JsonObject parameters = new JsonObject();
    parameters.addProperty("rate", rate);
    page.context().newCDPSession(page).send("Emulation.setCPUThrottlingRate", parameters);
  }

  @Test
  @Order(7)
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

          // Of three nodes the last but one, and the one that serves this page.
          ask(page, page.locator("#nodes [data-node=" + node.name() + "] button:has-text('Kill')"));
          await(page, "() => window.zonescaler.condition === 'disconnected'", null);
          page.locator("#veil-links a").first().click();
          await(page, "() => window.zonescaler && window.zonescaler.condition === 'stalled'", null);
          assertThat(page.locator("#veil-text").textContent()).contains("The reason: ");
        });
  }
}
