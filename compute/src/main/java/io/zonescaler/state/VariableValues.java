package io.zonescaler.state;

import io.zonescaler.world.Schema;
import io.zonescaler.world.WorldVariable;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The values of a world's variables at one tick, in the schema's order. Immutable. */
public final class VariableValues {
  /** Those of a game without variables. */
  public static final VariableValues NONE = new VariableValues(new long[0]);

  private final long[] bits;

  private VariableValues(long[] bits) {
    this.bits = bits;
  }

  /** The values of a new world. */
  public static VariableValues initial(Schema schema) {
    return of(schema.variables().stream().mapToLong(WorldVariable::initial).toArray());
  }

  /** Values, each as its bits; the array is copied. */
  public static VariableValues of(long... bits) {
    return bits.length == 0 ? NONE : new VariableValues(bits.clone());
  }

  /** Whether an input that sets a variable gives one of these a value within its bounds. */
  public static boolean allows(List<WorldVariable> variables, PlayerInput input) {
    long at = input.variable();
    return at >= 0 && at < variables.size() && variables.get((int) at).allows(input.bits());
  }

  /** How many there are. */
  public int size() {
    return bits.length;
  }

  /** A value's bits: the integer itself, or those of a double. */
  public long bits(int variable) {
    return bits[variable];
  }

  /** These with another value of one variable. */
  public VariableValues with(int variable, long newBits) {
    long[] changed = bits.clone();
    changed[variable] = newBits;
    return new VariableValues(changed);
  }

  /** These after what a tick took in; what sets no variable is passed over. */
  public VariableValues after(Iterable<InputOutcome> inputs) {
    VariableValues values = this;
    for (InputOutcome outcome : inputs) {
      PlayerInput input = outcome.input();
      if (input.type() == PlayerInput.Type.SET) {
        values = values.with((int) input.variable(), input.bits());
      }
    }
    return values;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof VariableValues values && Arrays.equals(values.bits, bits);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bits);
  }

  @Override
  public String toString() {
    return Arrays.toString(bits);
  }
}
