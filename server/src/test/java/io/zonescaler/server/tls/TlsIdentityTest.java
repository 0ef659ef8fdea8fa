package io.zonescaler.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsIdentityTest {
  @TempDir private Path directory;
  private Path authority;

  @BeforeEach
  void make() throws IOException {
    DevelopmentCertificates.create()
        .node("n1", List.of("localhost", "127.0.0.1", "::1", "*.zone.example"))
        .node("n2", List.of("n2.example"))
        .write(directory);
    authority = directory.resolve(DevelopmentCertificates.AUTHORITY);
  }

  private TlsIdentity read(String certificate, String key, Path trusted) {
    return TlsIdentity.read(directory.resolve(certificate), directory.resolve(key), trusted);
  }

  @Test
  void readsWhatBelongsTogether() {
    assertThat(read("n1.pem", "n1.key", authority).validFor().toDays()).isBetween(820L, 825L);
  }

  @Test
  void whatDoesNotBelongTogetherIsAnErrorThatShowsNoKey(@TempDir Path elsewhere)
      throws IOException {
    DevelopmentCertificates.create().write(elsewhere);
    assertThatThrownBy(() -> read("n1.pem", "n2.key", authority))
        .hasMessageMatching(".*n2.key is not the key of .*n1.pem");
    assertThatThrownBy(
            () -> read("n1.pem", "n1.key", elsewhere.resolve(DevelopmentCertificates.AUTHORITY)))
        .hasMessageMatching(".*n1.pem is not accepted by .*");
    assertThatThrownBy(() -> read("n3.pem", "n1.key", authority))
        .hasMessageContaining("n3.pem cannot be read");
    assertThatThrownBy(() -> read("n1.key", "n1.key", authority))
        .hasMessageContaining("n1.key has no certificates in PEM");
    assertThatThrownBy(() -> read("n1.pem", "n1.pem", authority))
        .hasMessageContaining("has no private key in PEM");
    Path broken = directory.resolve("broken.key");
    String key = Files.readString(directory.resolve("n1.key"));
    Files.writeString(broken, key.substring(0, 60) + key.substring(70));
    assertThatThrownBy(() -> read("n1.pem", "broken.key", authority))
        .hasMessageContaining("has no private key in PEM")
        .hasMessageNotContaining(key.substring(30, 60))
        .hasNoCause();
  }

  @Test
  void itIsForTheHostsThatItNames() {
    TlsIdentity n1 = read("n1.pem", "n1.key", authority);
    assertThat(List.of("localhost", "LOCALHOST", "127.0.0.1", "0:0:0:0:0:0:0:1", "a.zone.example"))
        .allMatch(n1::isFor);
    assertThat(
            List.of("127.0.0.2", "zone.example", "a.b.zone.example", "n2.example", "0.0.0.0", "::"))
        .noneMatch(n1::isFor);
  }

  @Test
  void theAuthorityThatIsThereSignsMore() throws IOException {
    DevelopmentCertificates.in(directory).node("n3", List.of("n3.example")).write(directory);
    assertThat(read("n3.pem", "n3.key", authority).isFor("n3.example")).isTrue();
    assertThatThrownBy(() -> DevelopmentCertificates.in(directory).node("n4", List.of("1.2.3")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                DevelopmentCertificates.in(directory)
                    .node("n5", List.of("n5.example"))
                    .node("n1", List.of("n1.example"))
                    .write(directory))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(directory.resolve("n5.pem")).doesNotExist();
  }

  @Test
  void keysAreForTheirOwnerOnlyAndNothingIsOverwritten() throws IOException {
    assertThat(Files.getPosixFilePermissions(directory.resolve("n1.key"))).hasSize(2);
    assertThatThrownBy(() -> DevelopmentCertificates.create().write(directory))
        .isInstanceOf(FileAlreadyExistsException.class);
  }
}
