package io.zonescaler.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonescaler.cli.Main;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * A short chaos run; how long players wait is for {@code bench/chaos.sh} to judge. What it leaves
 * behind is in {@code target/chaos}.
 */
class ChaosRunProcessTest {
  private static final String FAULTS =
      "--bots 30 --seed 7 --kills 1 --freezes 0 --stutters 1 --pauses 0 --leaves 0 --rollings 0"
          + " --reshapes 0 --moves 0 --reshape-kills 1 --move-kills 1 --drain-kills 1 --join-kills 1";

  @Test
  void nothingIsLostWhateverHappensToNodes() {
    List<String> options = new ArrayList<>(List.of(FAULTS.split(" ", -1)));
    options.addAll(List.of("--untimed", "--run-dir", Path.of("target", "chaos").toString()));
    CommandLine run = new CommandLine(new ChaosRun(zonescaler()));
    assertThat(run.execute(options.toArray(String[]::new))).isZero();
  }

  /** {@code bin/zonescaler} would build what is being built here. */
  private static List<String> zonescaler() {
    Path home = Path.of("..").toAbsolutePath().normalize();
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "@" + home.resolve("grid-config/jvm.options"),
        "-Xmx256m",
        "-XX:TieredStopAtLevel=1",
        "-Dzonescaler.home=" + home,
        "-Dlogback.configurationFile=" + home.resolve("grid-config/logback.xml"),
        "-cp",
        System.getProperty("java.class.path"),
        Main.class.getName());
  }
}
