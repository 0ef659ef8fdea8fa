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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard of three real node processes in a real browser. */
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

  @TempDir private Path directory;
  private UserShell shell;

  @BeforeEach
  void startThreeNodes() throws IOException {
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

  @AfterEach
  void stop() throws IOException {
    if (shell != null) {
      shell.zonescaler("stop");
    }
  }

  @Test
  void entitiesCrossTheBordersBetweenNodesOnTheLiveMap() throws IOException {
    LocalNode node = shell.cluster().node("n2");
    List<String> errors = new ArrayList<>();
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
      page.setViewportSize(1280, 800);
      page.onPageError(errors::add);
      page.navigate(node.url() + "/");
      Object found =
          page.waitForFunction(
                  CROSSING,
                  null,
                  new Page.WaitForFunctionOptions()
                      .setTimeout(LIMIT_MILLIS)
                      .setPollingInterval(200))
              .jsonValue();
      Map<?, ?> crossing = (Map<?, ?>) found;
      Map<?, ?> from = (Map<?, ?>) crossing.get("from");
      Map<?, ?> to = (Map<?, ?>) crossing.get("to");
      assertThat(to.get("id")).isEqualTo(from.get("id"));
      assertThat(to.get("zone")).isNotEqualTo(from.get("zone"));
      Path picture = Path.of("target", "dashboard.png");
      page.screenshot(new Page.ScreenshotOptions().setPath(picture));
      assertThat(Files.size(picture)).isGreaterThan(20_000);
      assertThat(page.evaluate("() => window.zonescaler.status.audit.ok")).isEqualTo(true);
      assertThat(errors).isEmpty();
    }
  }
}
