package io.zonescaler.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zonescaler.node.UserError;
import io.zonescaler.server.tls.DevelopmentCertificates;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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
      "tls.certificate, tls.key and tls.authority. Who has the authority's key can make nodes.",
      "Where there is an authority already, it signs more certificates."
    },
    mixinStandardHelpOptions = true)
final class CertificatesCommand implements Callable<Integer> {
  private static final List<String> LOCAL = List.of("localhost", "127.0.0.1");

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
      description =
          "Names and addresses by which others reach the nodes, besides localhost and 127.0.0.1.")
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
    Set<String> reached = new LinkedHashSet<>(LOCAL);
    reached.addAll(hosts);
    try {
      DevelopmentCertificates authority = DevelopmentCertificates.in(directory);
      names.forEach(name -> authority.node(name, List.copyOf(reached)));
      authority.write(directory);
    } catch (IOException e) {
      throw UserError.failed(
          "the files cannot be written: " + e,
          directory.toString(),
          "name a directory that can be written, and certificates that are not there yet: those"
              + " that are there stay as they are");
    } catch (IllegalArgumentException e) {
      throw UserError.arguments(
          "these certificates cannot be made: " + e.getMessage(),
          directory + ", names " + names + ", hosts " + reached,
          "name each once, and host names or addresses with commas between them");
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
