package io.zonescaler.bench.hostile;

/**
 * Something that a hostile client does.
 *
 * @param name what it does
 * @param answer what the answer has to contain; the word {@code or} is between several
 * @param attack does it, and says what the answer is
 */
public record HostileInput(String name, String answer, Attack attack) {
  /** Does it. */
  public interface Attack {
    /** Does it once; the answer in a line. */
    String run() throws Exception;
  }

  /** Whether an answer is as it should be. */
  public boolean isAnswered(String with) {
    for (String possible : answer.split(" or ")) {
      if (with.contains(possible)) {
        return true;
      }
    }
    return false;
  }
}
