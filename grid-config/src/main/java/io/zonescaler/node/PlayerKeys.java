package io.zonescaler.node;

import io.zonescaler.math.Sha256;
import io.zonescaler.server.gateway.PlayerTokens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Whom a node trusts to say who players are.
 *
 * @param file of a shared secret or a JSON Web Key Set; empty if anyone may play as anyone
 * @param issuer the only issuer that is trusted; empty for any
 * @param audience what tokens have to be meant for; empty for anything
 */
public record PlayerKeys(String file, String issuer, String audience) {
  /** Those of a node. */
  public static PlayerKeys of(NodeSettings settings) {
    return new PlayerKeys(
        settings.get("players.keys"),
        settings.get("players.issuer"),
        settings.get("players.audience"));
  }

  /**
   * What checks players' tokens, or null if anyone may play as anyone.
   *
   * @throws UserError if the file cannot be read or has no keys
   */
  @Nullable PlayerTokens tokens() {
    return file.isEmpty() ? null : tokens(text());
  }

  private PlayerTokens tokens(String keys) {
    try {
      return PlayerTokens.of(keys, issuer, audience);
    } catch (IllegalArgumentException e) {
      throw UserError.arguments(
          "the file has no keys of players: " + e.getMessage(),
          "players.keys = " + file,
          "name a file with a secret of 32 bytes or more, or with a JSON Web Key Set");
    }
  }

  /**
   * Makes tokens of players' names, valid for a while; empty ones if anyone may play as anyone.
   *
   * @param roles what their owners may do besides playing
   * @throws UserError if the file has no shared secret
   */
  public Function<String, String> issuing(Duration valid, List<String> roles) {
    if (file.isEmpty()) {
      return name -> "";
    }
    String secret = text();
    if (PlayerTokens.isKeySet(secret)) {
      throw UserError.arguments(
          "tokens can be made with a shared secret only, and this is a JSON Web Key Set",
          "players.keys = " + file,
          "let the game's login make them, or name the file of a shared secret");
    }
    tokens(secret);
    return name -> PlayerTokens.issue(secret, name, issuer, audience, valid, roles);
  }

  /**
   * The same on all nodes that trust the same; empty if anyone may play as anyone.
   *
   * @throws UserError if the file cannot be read
   */
  public String fingerprint() {
    if (file.isEmpty()) {
      return "";
    }
    String all = PlayerTokens.text(text()) + '\0' + issuer + '\0' + audience;
    byte[] hash = Sha256.begin().digest(all.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(hash, 0, 8);
  }

  /**
   * What is in the file.
   *
   * @throws UserError if it cannot be read
   */
  private String text() {
    try {
      return Files.readString(Path.of(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw UserError.arguments(
          "the file cannot be read: " + e,
          "players.keys = " + file,
          "name a text file that this user may read");
    }
  }
}
