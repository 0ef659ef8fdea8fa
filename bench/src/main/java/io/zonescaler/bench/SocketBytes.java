package io.zonescaler.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What processes have sent through their TCP connections, as {@code ss} of iproute2 counts it. */
final class SocketBytes {
  private static final Pattern ENDS = Pattern.compile("^\\d+\\s+\\d+\\s+(\\S+)\\s+(\\S+)\\s");
  private static final Pattern PID = Pattern.compile("pid=(\\d+),");
  private static final Pattern SENT = Pattern.compile(" bytes_sent:(\\d+)");

  private SocketBytes() {}

  /** Bytes sent so far through each connection that is open now, by its two ends. */
  static Map<String, Long> sent(Collection<Long> pids) throws IOException, InterruptedException {
    Process ss =
        new ProcessBuilder("ss", "-tinpHO", "state", "established")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Map<String, Long> sent = new HashMap<>();
    try (BufferedReader lines = ss.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher ends = ENDS.matcher(line);
        Matcher pid = PID.matcher(line);
        Matcher bytes = SENT.matcher(line);
        if (ends.find()
            && bytes.find()
            && pid.find()
            && pids.contains(Long.valueOf(pid.group(1)))) {
          sent.put(ends.group(1) + " " + ends.group(2), Long.valueOf(bytes.group(1)));
        }
      }
    }
    if (ss.waitFor() != 0) {
      throw new IOException("ss failed; Debian has it in the package iproute2");
    }
    return sent;
  }

  /** Bytes sent from one moment to another; connections closed between them do not count. */
  static long between(Map<String, Long> before, Map<String, Long> after) {
    long bytes = 0;
    for (Map.Entry<String, Long> now : after.entrySet()) {
      bytes += now.getValue() - before.getOrDefault(now.getKey(), 0L);
    }
    return bytes;
  }
}
