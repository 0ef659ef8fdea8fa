package io.zonescaler.archive;

import io.zonescaler.game.Draft;
import io.zonescaler.game.Game;
import io.zonescaler.game.Population;
import io.zonescaler.game.Step;
import io.zonescaler.world.Column;
import io.zonescaler.world.Kind;
import io.zonescaler.world.MessageKind;
import io.zonescaler.world.Schema;
import io.zonescaler.world.WorldSettings;
import io.zonescaler.world.WorldVariable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A game whose declarations are given, as different versions of one game have different ones. Its
 * trees have values in all their columns, and throw apples.
 */
final class Orchard implements Game {
  private final Kind tree = Kind.of("tree");
  private final MessageKind apple = MessageKind.of("apple", "grams");
  private final Schema schema;

  /** A version of the game with these columns, in this order. */
  Orchard(List<Map.Entry<String, Column.Type>> columns, double quantum) {
    this(columns, quantum, variables(), new Kind[0]);
  }

  /** One that has other variables, and other kinds before the trees. */
  Orchard(
      List<Map.Entry<String, Column.Type>> columns,
      double quantum,
      WorldVariable[] variables,
      Kind... first) {
    columns.forEach(column -> add(column.getKey(), column.getValue(), quantum));
    List<Kind> kinds = new ArrayList<>(List.of(first));
    kinds.add(tree);
    kinds.add(Kind.avatar("gardener"));
    schema = Schema.of(kinds.toArray(Kind[]::new)).messages(apple).variables(variables).build();
  }

  static WorldVariable[] variables() {
    return new WorldVariable[] {
      WorldVariable.integer("season", 1, 0, 3), WorldVariable.real("rain", 0.1, 0, 1)
    };
  }

  private void add(String name, Column.Type type, double quantum) {
    switch (type) {
      case FIXED -> tree.fixed(name, quantum);
      case I32 -> tree.i32(name);
      case I64 -> tree.i64(name);
      case F32 -> tree.f32(name);
      case F64 -> tree.f64(name);
      case BYTES -> tree.bytes(name, 20);
    }
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public WorldSettings world() {
    return WorldSettings.flat(100, 100).build();
  }

  @Override
  public void populate(Population cell) {
    for (int i = cell.count(0.02); i > 0; i--) {
      Draft made = cell.spawn(tree);
      for (Column column : tree.columns()) {
        if (column.type() == Column.Type.BYTES) {
          made.set(column, ("tree " + i).getBytes(StandardCharsets.UTF_8));
        } else {
          made.set(column, column.type() == Column.Type.I32 ? -i : cell.random() * 1000 - 500);
        }
      }
    }
  }

  @Override
  public void tick(Step step) {
    while (step.next()) {
      if (step.kind() == tree && step.neighbours(tree, 10) > 0 && step.random() < 0.2) {
        step.send(step.neighbour(0), apple, step.random(300));
      }
    }
  }
}
