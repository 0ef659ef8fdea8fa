package io.zonescaler.purity;

/**
 * Tells a game's author one place where the game is not a pure function of its inputs, and what to
 * write instead.
 *
 * @param className the class with the offending code, with dots
 * @param method the method, that around a lambda's body; empty if the class as a whole is meant
 * @param sourceFile name of the source file, empty if the class does not tell
 * @param line line in that file, 0 if unknown
 * @param what what the method does wrong and why it matters: "calls Math.sin, which ..."
 * @param remedy what to do instead, an imperative
 * @param reachedFrom the class whose reference led to this one; empty for the game class itself
 */
public record PurityViolation(
    String className,
    String method,
    String sourceFile,
    int line,
    String what,
    String remedy,
    String reachedFrom) {

  /** One sentence: place, what, remedy. */
  @Override
  public String toString() {
    StringBuilder sentence = new StringBuilder(className);
    if (!method.isEmpty()) {
      sentence.append('.').append(method);
    }
    if (!sourceFile.isEmpty()) {
      sentence.append(" (").append(sourceFile);
      if (line > 0) {
        sentence.append(':').append(line);
      }
      sentence.append(')');
    }
    sentence.append(' ').append(what).append("; ").append(remedy);
    if (!reachedFrom.isEmpty()) {
      sentence.append(" [reached from ").append(reachedFrom).append(']');
    }
    return sentence.toString();
  }
}
