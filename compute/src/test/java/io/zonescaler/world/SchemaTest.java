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

  @Test
  void whatTeleportsHasATwinForItsWay() {
    Kind ship = Kind.avatar("ship").teleports();
    Column gold = ship.i32("gold").conserved(Quantity.named("gold"));
    Kind rock = Kind.of("rock");
    Kind whale = Kind.of("whale").teleports();
    whale.bytes("name", 9);
    Schema schema = Schema.of(ship, rock, whale).build();
    assertThat(schema.kinds())
        .extracting(Kind::name)
        .containsExactly(
            "ship",
            "rock",
            "whale",
            "ship.parked",
            "home",
            "ship.carried",
            "whale.carried",
            "quarantine");
    assertThat(schema.carried(rock)).isNull();
    Kind carried = schema.kind("ship.carried");
    assertThat(schema.carried(ship)).isSameAs(carried);
    assertThat(carried.columns())
        .extracting(Column::name)
        .containsExactly(
            "$player", "$command", "$epoch", "gold", "$toX", "$toY", "$toZ", "$leaves");
    assertThat(carried.columns()).noneMatch(Column::visible);
    assertThat(carried.columns().get(3).lane()).isEqualTo(gold.lane());
    assertThat(carried.columns().get(3).conserved()).isEqualTo(gold.conserved());
    assertThat(schema.kind("whale.carried").columns())
        .extracting(Column::name)
        .containsExactly("name", "$toX", "$toY", "$toZ");
    assertThat(schema.checksum())
        .isNotEqualTo(
            Schema.of(Kind.avatar("ship"), Kind.of("rock"), Kind.of("whale")).build().checksum());
  }

  @Test
  void whatTeleportsHasRoomForItsWay() {
    Kind full = Kind.of("full").teleports();
    for (int i = 0; i < Kind.MAX_COLUMNS - 2; i++) {
      full.i32("c" + i);
    }
    assertThatThrownBy(() -> Schema.of(full).build())
        .hasMessageContaining("full.carried.$toZ: a kind has at most 48 columns");
    Kind longNamed = Kind.of("a-name-of-as-many-as-32-letters.").teleports();
    assertThat(Schema.of(longNamed).build().kinds()).hasSize(3);
  }
}
