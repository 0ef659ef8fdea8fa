package io.zonescaler.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ServerCredentials;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.zonescaler.server.fixture.Endpoints;
import io.zonescaler.server.fixture.TestClient;
import io.zonescaler.server.tls.DevelopmentCertificates;
import io.zonescaler.server.tls.TlsIdentity;
import io.zonescaler.v1.proto.GetWorldRequest;
import io.zonescaler.v1.proto.WorldServiceGrpc;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A port with TLS, for clients that trust who signs the nodes' certificates. */
class TlsTest extends GatewayTestBase {
  @TempDir private Path directory;

  @Override
  ServerCredentials credentials() {
    return Endpoints.identity(directory).forClients();
  }

  private ManagedChannel open(ChannelCredentials credentials) {
    channel.shutdownNow();
    channel = NettyChannelBuilder.forTarget(endpoint.address(), credentials).build();
    return channel;
  }

  private String world(ChannelCredentials credentials) {
    return WorldServiceGrpc.newBlockingStub(open(credentials))
        .withDeadlineAfter(5, TimeUnit.SECONDS)
        .getWorld(GetWorldRequest.getDefaultInstance())
        .getName();
  }

  @Test
  void aClientThatTrustsTheAuthorityPlays() {
    open(TlsIdentity.trusting(directory.resolve(DevelopmentCertificates.AUTHORITY)));
    TestClient anna = playing("anna");
    awaitAck(anna, anna.command(1));
  }

  @Test
  void othersAreToldNothing(@TempDir Path elsewhere) throws IOException {
    DevelopmentCertificates.create().write(elsewhere);
    for (ChannelCredentials credentials :
        List.of(
            InsecureChannelCredentials.create(),
            TlsChannelCredentials.create(),
            TlsIdentity.trusting(elsewhere.resolve(DevelopmentCertificates.AUTHORITY)))) {
      assertThatThrownBy(() -> world(credentials))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
    }
    String address = endpoint.address();
    try (Socket socket =
        new Socket("127.0.0.1", Integer.parseInt(address.substring(address.indexOf(':') + 1)))) {
      socket.setSoTimeout(5000);
      socket
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      String answer =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      assertThat(answer).doesNotContain("HTTP").hasSizeLessThan(20);
    }
    assertThat(world(TlsIdentity.trusting(directory.resolve(DevelopmentCertificates.AUTHORITY))))
        .isEqualTo("rafts");
  }
}
