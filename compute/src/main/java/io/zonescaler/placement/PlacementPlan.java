package io.zonescaler.placement;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * A numbered table of the nodes that are to own each slot.
 *
 * @param number 1 for a world's first plan; larger plans replace smaller ones
 * @param owners for each slot the names of its owners, the primary one first
 * @param moves slots that had another primary owner before
 * @param reason why it was made, for people
 */
public record PlacementPlan(long number, List<List<String>> owners, int moves, String reason) {
  private static final int VERSION = 1;

  /** The plan as bytes. */
  public byte[] encode() {
    List<String> names = List.copyOf(new TreeSet<>(owners.stream().flatMap(List::stream).toList()));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeLong(number);
      out.writeInt(moves);
      out.writeUTF(reason);
      out.writeShort(names.size());
      for (String name : names) {
        out.writeUTF(name);
      }
      out.writeShort(owners.size());
      for (List<String> slot : owners) {
        out.writeByte(slot.size());
        for (String name : slot) {
          out.writeShort(names.indexOf(name));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads a plan.
   *
   * @throws IllegalArgumentException if the bytes are none
   */
  public static PlacementPlan decode(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int version = in.readByte();
      if (version != VERSION) {
        throw new IllegalArgumentException(
            "a placement plan of format " + version + ": all nodes must run the same release");
      }
      long number = in.readLong();
      int moves = in.readInt();
      String reason = in.readUTF();
      String[] names = new String[in.readUnsignedShort()];
      for (int i = 0; i < names.length; i++) {
        names[i] = in.readUTF();
      }
      int slots = in.readUnsignedShort();
      List<List<String>> owners = new ArrayList<>(slots);
      for (int slot = 0; slot < slots; slot++) {
        List<String> of = new ArrayList<>();
        for (int copies = in.readByte(); copies > 0; copies--) {
          of.add(names[in.readUnsignedShort()]);
        }
        owners.add(List.copyOf(of));
      }
      return new PlacementPlan(number, List.copyOf(owners), moves, reason);
    } catch (IOException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException(
          "a damaged placement plan of " + bytes.length + " bytes: " + e, e);
    }
  }
}
