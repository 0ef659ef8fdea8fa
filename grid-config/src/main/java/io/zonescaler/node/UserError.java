package io.zonescaler.node;

import java.io.Serial;

/**
 * A failure that a user is told about: what, where, and what to do, with the exit code of the
 * command line's contract.
 */
public final class UserError extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final int exitCode;
  private final String where;
  private final String remedy;

  private UserError(int exitCode, String what, String where, String remedy) {
    super(what);
    this.exitCode = exitCode;
    this.where = where;
    this.remedy = remedy;
  }

  /** Wrong arguments or settings: exit code 1. */
  public static UserError arguments(String what, String where, String remedy) {
    return new UserError(1, what, where, remedy);
  }

  /** No connection: exit code 2. */
  public static UserError connection(String what, String where, String remedy) {
    return new UserError(2, what, where, remedy);
  }

  /** Not allowed: exit code 3. */
  public static UserError forbidden(String what, String where, String remedy) {
    return new UserError(3, what, where, remedy);
  }

  /** Something failed, or a check did not hold: exit code 4. */
  public static UserError failed(String what, String where, String remedy) {
    return new UserError(4, what, where, remedy);
  }

  /**
   * Requires that an option has a possible value.
   *
   * @param option the option with its value
   * @param command the whole command's name
   * @param remedy the possible values
   * @throws UserError unless {@code holds}
   */
  public static void require(boolean holds, String option, String command, String remedy) {
    if (!holds) {
      throw arguments(option + " is not possible", command, remedy);
    }
  }

  /** The same, with more to know or to do. */
  public UserError and(String more) {
    return new UserError(exitCode, what(), where, remedy + "; " + more);
  }

  /** What the process ends with. */
  public int exitCode() {
    return exitCode;
  }

  /** What is wrong. */
  public String what() {
    return String.valueOf(getMessage());
  }

  /** The flag, file, node or address. */
  public String where() {
    return where;
  }

  /** What to do. */
  public String remedy() {
    return remedy;
  }
}
