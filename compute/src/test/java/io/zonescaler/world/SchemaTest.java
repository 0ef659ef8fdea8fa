package io.zonescaler.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Wrong declarations are refused where they are made. */
class SchemaTest {
  @Test
  void namesUsedTwiceAreRefused() {
    Kind one = Kind.of("one");
    one.i32("size");
    assertThatThrownBy(() -> one.f64("size")).hasMessageContaining("one.size is declared twice");
    assertThatThrownBy(() -> Schema.of(one, Kind.of("one")).build())
        .hasMessageContaining("kind 'one' is declared twice");
    assertThatThrownBy(
            () ->
                Schema.of(Kind.of("two"))
                    .messages(MessageKind.of("m"), MessageKind.of("m"))
                    .build())
        .hasMessageContaining("message 'm' is declared twice");
  }

  @Test
  void impossibleColumnsAreRefused() {
    Kind kind = Kind.of("k");
    assertThatThrownBy(() -> kind.fixed("x", 0)).hasMessageContaining("k.x: quantum 0.0");
    assertThatThrownBy(() -> kind.bytes("b", 256)).hasMessageContaining("maxBytes 256");
    assertThatThrownBy(() -> kind.f32("gold").conserved(Quantity.named("gold")))
        .hasMessageContaining("k.gold: only i32 and i64 columns can be conserved");
    assertThatThrownBy(() -> Kind.of("K!")).hasMessageContaining("kind name 'K!'");
    assertThatThrownBy(() -> MessageKind.of("m", "a", "b", "c", "d", "e"))
        .hasMessageContaining("5 arguments, at most 4");
    assertThatThrownBy(() -> MessageKind.of("m", "a").conserved("b", Quantity.named("gold")))
        .hasMessageContaining("no argument 'b'");
  }

  @Test
  void aSchemaSealsItsKinds() {
    Kind kind = Kind.of("sealed");
    Schema.of(kind).build();
    assertThatThrownBy(() -> kind.i32("late")).hasMessageContaining("part of a schema already");
    assertThatThrownBy(() -> Schema.of(Kind.of("other"), kind).build())
        .hasMessageContaining("give each game its own kinds");
  }

  @Test
  void onlyOneKindOfAvatarIsPossibleAndItBringsItsHomeAndParkedTwin() {
    assertThatThrownBy(() -> Schema.of(Kind.avatar("a"), Kind.avatar("b")).build())
        .hasMessageContaining("at most one kind of avatar");
    Kind ship = Kind.avatar("ship");
    Column gold = ship.i64("gold").conserved(Quantity.named("gold"));
    Schema schema = Schema.of(ship).build();
    assertThat(schema.kinds())
        .extracting(Kind::name)
        .containsExactly("ship", "ship.parked", "home", "quarantine");
    assertThat(schema.gameKinds()).isEqualTo(1);
    Kind parked = schema.kind("ship.parked");
    assertThat(parked.columns()).extracting(Column::name).contains(gold.name());
    assertThat(parked.columns()).noneMatch(Column::visible);
  }
}
