package io.zonescaler.placement;

import java.util.List;

/**
 * A plan with what it is for.
 *
 * @param owners for each slot the names of its owners, the primary one first
 * @param decisions slots that get another primary owner, in the order of their importance
 * @param before predicted load of the fullest node without the plan, as a part of its capacity
 * @param after the same with the plan
 * @param bytes what has to be copied for the new primary owners
 */
public record LoadPlan(
    List<List<String>> owners, List<Decision> decisions, double before, double after, long bytes) {
  /**
   * A slot that gets another primary owner.
   *
   * @param slot the slot
   * @param from the primary owner until now; empty if there was none
   * @param to the new one
   * @param reason why, as a sentence
   */
  public record Decision(int slot, String from, String to, String reason) {}
}
