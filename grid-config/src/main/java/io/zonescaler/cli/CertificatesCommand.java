package io.zonescaler.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zonescaler.node.UserError;
import io.zonescaler.server.tls.DevelopmentCertificates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The {@code certificates} command. */
@Command(
    name = "certificates",
    description = {
      "Makes an authority of one's own and certificates of nodes, for development: PEM files for",
      "tls.certificate, tls.key and tls.authority. Who has the authority's key can make nodes."
    },
    mixinStandardHelpOptions = true)
final class CertificatesCommand implements Callable<Integer> {
  @ParentCommand private Main main = new Main();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      index = "0",
      paramLabel = "DIR",
      description = "Where to put them; is made if it is not there.")
  private Path directory = Path.of("certificates");

  @Parameters(
      index = "1..*",
      paramLabel = "NAME",
      description = "Names of the certificates' files (default: node).")
  private List<String> names = List.of("node");

  @Option(
      names = "--hosts",
      paramLabel = "HOST,...",
      split = ",",
      defaultValue = "localhost,127.0.0.1",
      description =
          "Names and addresses by which others reach the nodes (default: ${DEFAULT-VALUE}).")
  private List<String> hosts = List.of();

  @Override
  public Integer call() {
    for (String name : names) {
      UserError.require(
          name.matches("[A-Za-z0-9_.-]{1,64}") && !name.equals("authority"),
          "the name '" + name + "'",
          "zonescaler certificates",
          "take 1 to 64 of letters, digits, _ . -, and not authority");
    }
    try {
      Files.createDirectories(directory);
      DevelopmentCertificates authority = DevelopmentCertificates.create();
      authority.write(directory);
      for (String name : names) {
        authority.writeNode(directory, name, hosts);
      }
    } catch (IOException | UncheckedIOException e) {
      throw UserError.failed(
          "the files cannot be written: " + e.getMessage(),
          directory.toString(),
          "name a directory without certificates: those that are there stay as they are");
    } catch (IllegalArgumentException e) {
      throw UserError.arguments(
          "there is a host that cannot be one: " + e.getMessage(),
          "--hosts " + String.join(",", hosts),
          "name host names and addresses, with commas between them");
    }
    ObjectNode result = Json.object();
    result.put("authority", file(DevelopmentCertificates.AUTHORITY));
    ArrayNode nodes = result.putArray("certificates");
    names.forEach(
        name ->
            nodes
                .addObject()
                .put("certificate", file(name + ".pem"))
                .put("key", file(name + ".key")));
    return main.finish(
        spec.commandLine(),
        result,
        out -> {
          for (String name : names) {
            out.println("tls.certificate=" + file(name + ".pem"));
            out.println("tls.key=" + file(name + ".key"));
          }
          out.println("tls.authority=" + file(DevelopmentCertificates.AUTHORITY));
        },
        null);
  }

  private String file(String name) {
    return directory.resolve(name).toAbsolutePath().normalize().toString();
  }
}
