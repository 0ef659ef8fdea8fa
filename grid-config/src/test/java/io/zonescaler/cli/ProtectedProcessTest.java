package io.zonescaler.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonescaler.cli.UserShell.Answer;
import io.zonescaler.cli.UserShell.Running;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real nodes with certificates and players' keys. */
class ProtectedProcessTest {
  @TempDir private Path directory;
  private UserShell shell;

  @AfterEach
  void stopAll() throws IOException {
    if (shell != null) {
      shell.zonescaler("stop");
    }
  }

  private Answer zonescaler(List<String> options, String... command) throws IOException {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(options);
    return shell.zonescaler(all.toArray(String[]::new));
  }

  @Test
  void onlyWhoProvesItGetsInAndAllIsEncrypted() throws IOException, InterruptedException {
    shell = new UserShell(directory);
    Path secret = directory.resolve("players.secret");
    Files.writeString(secret, "a secret of more than thirty-two bytes");
    List<String> own = shell.certificates(directory.resolve("own"));
    List<String> tokenOnly = List.of("--set", "players.keys=" + secret);
    List<String> options = new ArrayList<>(own);
    options.addAll(tokenOnly);
    Answer started = zonescaler(options, "start", "--nodes", "2");
    assertThat(started.exitCode()).as("%s", started.json()).isZero();

    Answer bots = shell.zonescaler("bots", "--count", "6", "--seconds", "3");
    assertThat(bots.exitCode()).as("%s", bots.json()).isZero();
    assertThat(bots.json().path("commandsAcked").asInt()).isPositive();
    Answer status = shell.zonescaler("status");
    assertThat(status.json().path("audit").path("ok").asBoolean()).isTrue();
    assertThat(status.json().path("nodes")).hasSize(2);

    String grpc = status.json().path("nodes").path(0).path("grpc").asText();
    Answer noToken = zonescaler(own, "bots", "--count", "1", "--seconds", "1", "--connect", grpc);
    assertThat(noToken.json().toString()).contains("with a token only");
    assertThat(new StatusClient().get(shell.cluster().nodes().get(0), "/metrics"))
        .containsPattern("zonescaler_gateway_ended_total\\{.*reason=\"unauthenticated\"");
    Answer plain =
        zonescaler(tokenOnly, "bots", "--count", "1", "--seconds", "1", "--connect", grpc);
    assertThat(plain.error("what")).contains("is TLS used as they use it?");

    String http = status.json().path("nodes").path(0).path("http").asText();
    HttpClient stranger = HttpClient.newHttpClient();
    for (String scheme : List.of("http://", "https://")) {
      HttpRequest request = HttpRequest.newBuilder(URI.create(scheme + http + "/")).build();
      assertThatThrownBy(() -> stranger.send(request, HttpResponse.BodyHandlers.ofString()))
          .isInstanceOf(IOException.class);
    }

    assertThat(joining(tokenOnly)).contains("cannot join the grid: Unable to establish secure");
    List<String> strangers = new ArrayList<>(shell.certificates(directory.resolve("strangers")));
    strangers.addAll(tokenOnly);
    assertThat(joining(strangers)).contains("cannot join the grid: Unable to establish secure");
    assertThat(joining(own)).contains("as it has no players.keys");
  }

  /** How a node is answered that wants to join. */
  private String joining(List<String> options) throws IOException, InterruptedException {
    LocalNode member = shell.cluster().nodes().get(0);
    LocalNode.Ports ports = LocalCluster.freePorts(1).get(0);
    List<String> command =
        new ArrayList<>(
            List.of("node", "--name", "x", "--join", "127.0.0.1:" + member.ports().discovery()));
    NodeLauncher.place(new LocalNode("x", directory.resolve("x")), List.of(ports), 0)
        .forEach(
            (key, value) -> {
              if (!key.equals("grid.discovery")) {
                command.addAll(List.of("--set", key + "=" + value));
              }
            });
    command.addAll(options);
    Running node = shell.begin(command.toArray(String[]::new));
    return node.awaitEnd().error("what");
  }
}
