package io.zonescaler.frame;

import io.zonescaler.state.InputOutcome;
import io.zonescaler.state.PlayerInput;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Writes and reads the recorded inputs of a frame. Each begins with {@code type * 2 + (refused)}; a
 * refusal is UTF-8, a surrogate without its twin becomes a question mark.
 */
final class InputCodec {
  private static final int LEAST_BYTES = 5;
  private static final int TYPES = 7;

  private InputCodec() {}

  /**
   * Writes the inputs.
   *
   * @throws IllegalArgumentException if they are out of order
   */
  static void write(List<InputOutcome> inputs, FrameWriter out) {
    out.varint(inputs.size());
    PlayerInput last = null;
    for (InputOutcome outcome : inputs) {
      PlayerInput input = outcome.input();
      if (last != null && PlayerInput.ORDER.compare(last, input) > 0) {
        throw new IllegalArgumentException("input out of order: " + input + " after " + last);
      }
      String refusal = outcome.refusal();
      out.varint(code(input.type()) * 2L + (refusal != null ? 1 : 0));
      out.zigzag(input.player());
      out.zigzag(input.epoch());
      out.zigzag(input.number());
      out.varint(input.payload().length);
      out.bytes(input.payload());
      if (refusal != null) {
        byte[] text = refusal.getBytes(StandardCharsets.UTF_8);
        out.varint(text.length);
        out.bytes(text);
      }
      last = input;
    }
  }

  static List<InputOutcome> read(FrameReader in) {
    int count = in.count(LEAST_BYTES, "the number of inputs");
    if (count == 0) {
      return List.of();
    }
    List<InputOutcome> inputs = new ArrayList<>(count);
    PlayerInput last = null;
    for (int i = 0; i < count; i++) {
      int head = in.bounded(TYPES * 2 - 1, "the type of an input");
      long player = in.zigzag();
      long epoch = in.zigzag();
      long number = in.zigzag();
      byte[] payload = in.bytes(in.count(1, "the length of a command"));
      PlayerInput input = new PlayerInput(player, type(head >> 1), epoch, number, payload);
      if (last != null && PlayerInput.ORDER.compare(last, input) > 0) {
        throw FrameException.damaged("input " + i + " is out of order: " + input);
      }
      String refusal =
          (head & 1) != 0
              ? new String(in.bytes(in.count(1, "the length of a refusal")), StandardCharsets.UTF_8)
              : null;
      inputs.add(new InputOutcome(input, refusal));
      last = input;
    }
    return Collections.unmodifiableList(inputs);
  }

  private static int code(PlayerInput.Type type) {
    return switch (type) {
      case JOIN -> 0;
      case RESUME -> 1;
      case COMMAND -> 2;
      case LEAVE -> 3;
      case QUARANTINE -> 4;
      case RELEASE -> 5;
      case SET -> 6;
    };
  }

  private static PlayerInput.Type type(int code) {
    return switch (code) {
      case 0 -> PlayerInput.Type.JOIN;
      case 1 -> PlayerInput.Type.RESUME;
      case 2 -> PlayerInput.Type.COMMAND;
      case 3 -> PlayerInput.Type.LEAVE;
      case 4 -> PlayerInput.Type.QUARANTINE;
      case 5 -> PlayerInput.Type.RELEASE;
      default -> PlayerInput.Type.SET;
    };
  }
}
