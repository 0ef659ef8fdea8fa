package io.zonescaler.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.zonescaler.client.GameClient;
import io.zonescaler.server.fixture.TestClient;
import io.zonescaler.v1.proto.ClientMessage;
import io.zonescaler.v1.proto.GetWorldRequest;
import io.zonescaler.v1.proto.Goodbye;
import io.zonescaler.v1.proto.Join;
import io.zonescaler.v1.proto.ListEntitiesRequest;
import io.zonescaler.v1.proto.ListZonesRequest;
import io.zonescaler.v1.proto.WorldServiceGrpc;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who has no token of a player does not play as that player. */
class PlayerTokensTest extends GatewayTestBase {
  private static final String SECRET = "a secret of more than thirty-two bytes";
  private static final String OTHER = "another one of more than thirty-two bytes";
  private static final Duration HOUR = Duration.ofHours(1);

  @Override
  PlayerTokens tokens() {
    return PlayerTokens.of(SECRET + "\n", "login", "rafts");
  }

  private static String token(String player) {
    return PlayerTokens.issue(SECRET, player, "login", "rafts", HOUR, List.of());
  }

  private TestClient join(Join.Builder join) {
    TestClient client = TestClient.connect(channel);
    client.send(ClientMessage.newBuilder().setJoin(join).build());
    await("an answer").until(() -> client.welcome() != null || client.status() != null);
    return client;
  }

  private void isRefused(Join.Builder join, String why) {
    TestClient client = join(join);
    await("the end").until(() -> client.status() != null);
    assertThat(client.welcome()).isNull();
    assertThat(client.goodbye().getReason()).isEqualTo(Goodbye.Reason.UNAUTHENTICATED);
    assertThat(client.goodbye().getText()).contains(why);
    assertThat(client.status().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
  }

  private void isRefused(String token, String why) {
    isRefused(Join.newBuilder().setName("anna").setToken(token), why);
  }

  private static String signed(JWTClaimsSet.Builder claims, JWSAlgorithm how, JWSSigner signer) {
    SignedJWT token = new SignedJWT(new JWSHeader(how), claims.build());
    try {
      token.sign(signer);
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    return token.serialize();
  }

  private static String signed(JWTClaimsSet.Builder claims) throws JOSEException {
    return signed(claims, JWSAlgorithm.HS256, new MACSigner(SECRET));
  }

  private static JWTClaimsSet.Builder claims(@Nullable String subject, Duration valid) {
    return new JWTClaimsSet.Builder()
        .subject(subject)
        .issuer("login")
        .audience("rafts")
        .claim("exp", Instant.now().plus(valid).getEpochSecond());
  }

  @Test
  void theTokensSubjectPlays() {
    TestClient named = join(Join.newBuilder().setName("anna").setToken(token("anna")));
    assertThat(named.welcome().getPlayerId()).isEqualTo(PlayerNames.idOf("anna"));
    TestClient unnamed = join(Join.newBuilder().setToken(token("ben")));
    assertThat(unnamed.welcome().getPlayerId()).isEqualTo(PlayerNames.idOf("ben"));
  }

  @Test
  void aClientWithATokenNeedsNoName() throws TimeoutException, InterruptedException {
    try (GameClient anna = GameClient.at(endpoint.address()).token(() -> token("anna")).join()) {
      assertThat(anna.awaitWelcome(Duration.ofSeconds(10)).getPlayerId())
          .isEqualTo(PlayerNames.idOf("anna"));
    }
  }

  @Test
  void aSessionIsResumedWithoutAToken() {
    TestClient anna = join(Join.newBuilder().setToken(token("anna")));
    anna.vanish();
    TestClient back = join(Join.newBuilder().setResumeToken(anna.welcome().getResumeToken()));
    assertThat(back.welcome().getResumed()).isTrue();
    assertThat(back.welcome().getPlayerId()).isEqualTo(PlayerNames.idOf("anna"));
    TestClient ben =
        join(
            Join.newBuilder()
                .setToken(token("ben"))
                .setResumeToken(anna.welcome().getResumeToken()));
    assertThat(ben.welcome().getPlayerId()).isEqualTo(PlayerNames.idOf("ben"));
    assertThat(ben.welcome().getResumed()).isFalse();
  }

  @Test
  void whoHasNoTokenOfThePlayerIsRefused() throws JOSEException {
    isRefused("", "with a token only");
    isRefused("nonsense", "no JSON Web Token");
    isRefused("a.b.c", "no JSON Web Token");
    isRefused("x".repeat(5000), "more than 4096 characters");
    isRefused(token("ben"), "not that of player anna");
    isRefused(Join.newBuilder().setId(5).setToken(token("anna")), "not by id");
    isRefused(PlayerTokens.issue(OTHER, "anna", "login", "rafts", HOUR, List.of()), "not accepted");
    isRefused(PlayerTokens.issue(SECRET, "anna", "else", "rafts", HOUR, List.of()), "not accepted");
    isRefused(
        PlayerTokens.issue(SECRET, "anna", "login", "boats", HOUR, List.of()), "not accepted");
    isRefused(
        PlayerTokens.issue(SECRET, "anna", "login", "rafts", Duration.ofMinutes(-2), List.of()),
        "Expired");
    String good = token("anna");
    isRefused(good.substring(0, good.length() - 4) + "AAAA", "not accepted");
    isRefused(new PlainJWT(claims("anna", HOUR).build()).serialize(), "not accepted");
    isRefused(
        signed(claims("anna", HOUR).claim("nbf", Instant.now().plus(HOUR).getEpochSecond())),
        "before");
    isRefused(signed(claims("anna", HOUR).claim("exp", null)), "exp");
    isRefused(Join.newBuilder().setToken(signed(claims(null, HOUR))), "sub");
    for (Object roles : new Object[] {"player", 7, Arrays.asList(null, "fan"), Map.of("a", 1)}) {
      String token = signed(claims("ben", HOUR).claim("roles", roles));
      assertThat(join(Join.newBuilder().setToken(token)).welcome()).as("%s", roles).isNotNull();
    }
    TestClient nobody = join(Join.newBuilder().setToken(signed(claims(" ", HOUR))));
    assertThat(nobody.goodbye().getReason()).isEqualTo(Goodbye.Reason.REFUSED);
    assertThat(join(Join.newBuilder().setToken(good)).welcome()).isNotNull();
  }

  @Test
  void aKeySetTrustsItsOwnKeysAndNeverAPublicOneAsASecret() throws JOSEException {
    ECKey key = new ECKeyGenerator(Curve.P_256).generate();
    String set = new JWKSet(key).toPublicJWKSet().toString();
    PlayerTokens tokens = PlayerTokens.of(set, "login", "rafts");
    String good = signed(claims("anna", HOUR), JWSAlgorithm.ES256, new ECDSASigner(key));
    assertThat(tokens.check(good)).isEqualTo(new PlayerTokens.Checked("anna", List.of(), null));
    ECKey another = new ECKeyGenerator(Curve.P_256).generate();
    assertThat(
            tokens
                .check(signed(claims("anna", HOUR), JWSAlgorithm.ES256, new ECDSASigner(another)))
                .problem())
        .contains("not accepted");
    String confused =
        signed(
            claims("anna", HOUR),
            JWSAlgorithm.HS256,
            new MACSigner(set.getBytes(StandardCharsets.UTF_8)));
    assertThat(tokens.check(confused).problem()).contains("not accepted");
    assertThat(tokens.check(token("anna")).problem()).contains("not accepted");
  }

  @Test
  void onlyAnObserverSeesTheWholeWorld() {
    WorldServiceGrpc.WorldServiceBlockingStub api = WorldServiceGrpc.newBlockingStub(channel);
    assertThat(api.getWorld(GetWorldRequest.getDefaultInstance()).getName()).isEqualTo("rafts");
    assertThat(seesAll(api)).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(seesAll(with(token("anna")))).isEqualTo(Status.Code.PERMISSION_DENIED);
    String forged =
        PlayerTokens.issue(OTHER, "eve", "login", "rafts", HOUR, List.of(PlayerTokens.OBSERVER));
    assertThat(seesAll(with(forged))).isEqualTo(Status.Code.UNAUTHENTICATED);
    String observer =
        PlayerTokens.issue(SECRET, "tv", "login", "rafts", HOUR, List.of(PlayerTokens.OBSERVER));
    await("the world").until(() -> seesAll(with(observer)) == Status.Code.OK);
  }

  private WorldServiceGrpc.WorldServiceBlockingStub with(String token) {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
    return WorldServiceGrpc.newBlockingStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  /** How a call to list zones, and then entities, ends. */
  private static Status.Code seesAll(WorldServiceGrpc.WorldServiceBlockingStub api) {
    try {
      api.listZones(ListZonesRequest.getDefaultInstance());
    } catch (StatusRuntimeException e) {
      assertThatThrownBy(() -> api.listEntities(ListEntitiesRequest.getDefaultInstance()))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              too -> assertThat(too.getStatus().getCode()).isEqualTo(e.getStatus().getCode()));
      return e.getStatus().getCode();
    }
    assertThat(api.listEntities(ListEntitiesRequest.getDefaultInstance()).getEntitiesList())
        .isNotEmpty();
    return Status.Code.OK;
  }

  @Test
  void keysThatAreNoneAreAnErrorThatDoesNotShowThem() throws JOSEException {
    assertThatThrownBy(() -> PlayerTokens.of("short", "", ""))
        .hasMessage("a shared secret has at least 32 bytes, this one 5");
    assertThatThrownBy(() -> PlayerTokens.of("{\"keys\":[]}", "", ""))
        .hasMessage("the key set has no keys");
    assertThatThrownBy(() -> PlayerTokens.of("{ my secret", "", ""))
        .hasMessage("begins like a JSON Web Key Set, but is none");
    assertThatThrownBy(() -> PlayerTokens.of("\ufeff{\"keys\":[]}", "", ""))
        .hasMessage("the key set has no keys");
    String base64 = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE".repeat(2);
    for (String isPublic :
        List.of(
            "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n",
            "[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" + base64 + "\"}]",
            base64 + "\n" + base64,
            Base64.getEncoder()
                .encodeToString(
                    new ECKeyGenerator(Curve.P_256).generate().toECPublicKey().getEncoded()),
            "ssh-ed25519 " + base64,
            "https://login/.well-known/" + base64,
            "\0\1\2" + base64)) {
      assertThatThrownBy(() -> PlayerTokens.of(isPublic, "", ""))
          .as(isPublic)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContaining(base64);
    }
  }
}
