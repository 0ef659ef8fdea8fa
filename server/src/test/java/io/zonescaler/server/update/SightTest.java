package io.zonescaler.server.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.zonescaler.client.update.ClientView;
import io.zonescaler.client.update.UpdateLayout;
import io.zonescaler.math.StableHash;
import io.zonescaler.state.EmittedEvent;
import io.zonescaler.state.EntityTable;
import io.zonescaler.world.Column;
import io.zonescaler.world.Column.Visibility;
import io.zonescaler.world.EventKind;
import io.zonescaler.world.Kind;
import io.zonescaler.world.Schema;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SightTest {
  private static final int PLENTY = Integer.MAX_VALUE;

  private final Kind thing = Kind.of("thing");
  private final Kind other = Kind.of("other");
  private final Schema schema;
  private final Random random = new Random(11);

  SightTest() {
    thing.fixed("a", 0.5);
    thing.i64("hidden").hidden();
    thing.i32("b");
    thing.i64("c");
    thing.f32("d");
    thing.f64("e");
    thing.bytes("f", 20);
    schema =
        Schema.of(thing, other)
            .events(EventKind.of("bang"), EventKind.of("boom", "p", "q", "r", "s"))
            .build();
  }

  /** One entity as the world has it. */
  private final class Thing {
    final long id = random.nextLong();
    final boolean isThing = random.nextInt(3) > 0;
    int[] place = {random.nextInt(1 << 30), random.nextInt(1 << 30), random.nextInt(1 << 30)};
    int[] ints = new int[3];
    long[] longs = new long[3];
    byte[] bytes = new byte[0];

    void change() {
      if (random.nextBoolean()) {
        place[random.nextInt(3)] = random.nextInt(Integer.MAX_VALUE);
      }
      ints[random.nextInt(3)] = random.nextBoolean() ? random.nextInt() : random.nextInt(10);
      longs[random.nextInt(3)] = random.nextBoolean() ? random.nextLong() : random.nextInt(10);
      if (random.nextInt(4) == 0) {
        bytes = new byte[random.nextInt(20)];
        random.nextBytes(bytes);
      }
    }

    int append(EntityTable table, int dimensions) {
      int row = table.append(id, 0, place[0], place[1], dimensions == 3 ? place[2] : 0);
      if (isThing) {
        for (int lane = 0; lane < 3; lane++) {
          table.ints[lane][row] = ints[lane];
          table.longs[lane][row] = longs[lane];
        }
        table.bytes[0][row] = bytes;
      }
      return row;
    }
  }

  /** Changes some, and shows most, as they are now; those by their ids. */
  private Map<Long, Thing> showSome(List<Thing> all, Sight sight, int dimensions) {
    EntityTable things = new EntityTable(thing, 4);
    EntityTable others = new EntityTable(other, 4);
    Map<Long, Thing> shown = new HashMap<>();
    for (Thing t : all) {
      if (random.nextInt(3) == 0) {
        t.change();
      }
      EntityTable table = t.isThing ? things : others;
      int row = t.append(table, dimensions);
      if (random.nextInt(10) < 7) {
        sight.see(table, row, 1, Visibility.ALL);
        shown.put(t.id, t);
      }
    }
    return shown;
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void aClientKnowsExactlyWhatItWasShown(int dimensions) {
    Sight sight = new Sight(schema, dimensions);
    ClientView view = new ClientView(Sight.layout(schema, dimensions));
    List<Thing> all = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      all.add(new Thing());
    }
    for (int round = 0; round < 300; round++) {
      if (round % 7 == 0) {
        Collections.shuffle(all, random);
      }
      Map<Long, Thing> shown = showSome(all, sight, dimensions);
      EmittedEvent event =
          new EmittedEvent(5, 0, round % 2, 1, 2, dimensions == 3 ? 3 : 0, round, -1, 1L << 63, 7);
      sight.happened(event, 0.5f);
      ClientView.Changes changes = view.apply(UpdateLayout.ENCODING, sight.update(PLENTY, PLENTY));
      assertThat(changes.events()).hasSize(1);
      assertThat(changes.events().get(0).arguments())
          .isEqualTo(round % 2 == 0 ? List.of() : List.of((long) round, -1L, 1L << 63, 7L));
      assertThat(view.entities()).hasSize(shown.size());
      shown.values().forEach(t -> isKnown(view, t, dimensions));
    }
  }

  private void isKnown(ClientView view, Thing t, int dimensions) {
    ClientView.Seen seen = view.find(t.id);
    assertThat(seen).isNotNull();
    for (int axis = 0; axis < dimensions; axis++) {
      assertThat(seen.position(axis)).isEqualTo(t.place[axis]);
    }
    assertThat(seen.kind().name()).isEqualTo(t.isThing ? "thing" : "other");
    if (t.isThing) {
      List<Object> values = new ArrayList<>();
      for (Column c : thing.columns()) {
        if (c.visible()) {
          values.add(
              switch (c.storage()) {
                case INT -> (long) t.ints[c.lane()];
                case LONG -> t.longs[c.lane()];
                case BYTES -> Arrays.toString(t.bytes);
              });
        }
      }
      for (int c = 0; c < values.size(); c++) {
        Object known = values.get(c) instanceof Long ? seen.raw(c) : Arrays.toString(seen.bytes(c));
        assertThat(known).as("column %s", seen.kind().columns().get(c)).isEqualTo(values.get(c));
      }
    }
  }

  @Test
  void whatDoesNotChangeCostsNothing() {
    Sight sight = new Sight(schema, 2);
    EntityTable things = new EntityTable(thing, 4);
    for (int i = 0; i < 100; i++) {
      new Thing().append(things, 2);
    }
    byte[] update = {};
    for (int round = 0; round < 2; round++) {
      for (int row = 0; row < things.size; row++) {
        sight.see(things, row, 1, Visibility.ALL);
      }
      update = sight.update(PLENTY, PLENTY);
    }
    assertThat(update).containsOnly(0).hasSize(5);
  }

  @Test
  void whatMovesSteadilyCostsAByteOrTwo() {
    Sight sight = new Sight(schema, 2);
    ClientView view = new ClientView(Sight.layout(schema, 2));
    int bytes = 0;
    for (int round = 0; round < 20; round++) {
      EntityTable things = new EntityTable(thing, 4);
      for (int i = 0; i < 100; i++) {
        int row = things.append(i, 0, 5000 + round * (40 + i), 9000 - round * (i + i % 3), 0);
        things.ints[0][row] = round * i + round % 2;
        sight.see(things, row, 1, Visibility.ALL);
      }
      byte[] update = sight.update(PLENTY, PLENTY);
      assertThat(view.apply(UpdateLayout.ENCODING, update).changed())
          .isEqualTo(round == 0 ? 0 : 100);
      assertThat(view.find(99).position(0)).isEqualTo(5000 + round * 139);
      bytes = update.length;
    }
    assertThat(bytes).isLessThan(200);
  }

  @Test
  void withFewBytesTheNearComesFirstAndNothingStarves() {
    int count = 400;
    int bytes = 250;
    Sight sight = new Sight(schema, 2);
    ClientView view = new ClientView(Sight.layout(schema, 2));
    int[] stale = new int[count];
    double[] sumStale = new double[count];
    int longest = 0;
    int mostBytes = 0;
    int rounds = 600;
    for (int round = 0; round < rounds; round++) {
      // All move at random, but at the end, when everything gets known.
      boolean moving = round < rounds - 60;
      EntityTable things = new EntityTable(thing, 4);
      int now = moving ? round : rounds - 60;
      for (int i = 0; i < count; i++) {
        int row = things.append(i, 0, place(now, i), place(now, -i), 0);
        things.ints[0][row] = now;
        sight.see(things, row, 1 - (float) i / count, Visibility.ALL);
      }
      byte[] update = sight.update(bytes, 0);
      if (round > 100) {
        mostBytes = Math.max(mostBytes, update.length);
      }
      view.apply(UpdateLayout.ENCODING, update);
      for (int i = 0; i < count; i++) {
        ClientView.Seen seen = view.find(i);
        boolean isFresh = seen != null && seen.position(0) == place(now, i);
        stale[i] = isFresh ? 0 : stale[i] + 1;
        if (round > 100) {
          sumStale[i] += stale[i];
          longest = Math.max(longest, stale[i]);
        }
      }
    }
    for (int i = 0; i < count; i++) {
      assertThat(view.find(i).position(0)).as("entity %d", i).isEqualTo(place(rounds - 60, i));
    }
    assertThat(mostBytes).isLessThan(bytes + bytes / 4);
    assertThat(longest).isLessThan(60);
    double near = Arrays.stream(sumStale, 0, 40).sum();
    double far = Arrays.stream(sumStale, count - 40, count).sum();
    assertThat(far).isGreaterThan(3 * near);
  }

  @Test
  void withoutBytesAClientIsToldOfItsOwnAvatarAndWhatIsMostUrgent() {
    Sight sight = new Sight(schema, 2);
    ClientView view = new ClientView(Sight.layout(schema, 2));
    int avatar = 17;
    for (int round = 0; round < 20; round++) {
      EntityTable things = new EntityTable(thing, 4);
      for (int i = 0; i < 40; i++) {
        int row = things.append(i, 0, place(round, i), 1, 0);
        sight.see(things, row, i == avatar ? Sight.FIRST : 1, Visibility.ALL);
      }
      sight.happened(new EmittedEvent(1, 0, 0, 1, 2, 0, 0, 0, 0, 0), 0.2f);
      sight.happened(new EmittedEvent(2, 0, 0, 1, 2, 0, 0, 0, 0, 0), 0.9f);
      ClientView.Changes changes = view.apply(UpdateLayout.ENCODING, sight.update(-100, -50));
      assertThat(changes.events()).hasSize(1);
      assertThat(changes.events().get(0).entity()).as("the nearest event").isEqualTo(2);
      assertThat(view.entities()).as("and one more at most").hasSizeBetween(2, 2 + round);
      assertThat(view.find(avatar).position(0)).isEqualTo(place(round, avatar));
    }
  }

  @Test
  void eventsLeaveHalfOfTheBytesToEntities() {
    Sight sight = new Sight(schema, 2);
    ClientView view = new ClientView(Sight.layout(schema, 2));
    for (int round = 0; round < 50; round++) {
      EntityTable things = new EntityTable(thing, 4);
      for (int i = 0; i < 20; i++) {
        int row = things.append(i, 0, place(round, i), place(round, -i), 0);
        sight.see(things, row, 0.5f, Visibility.ALL);
      }
      for (int i = 0; i < 200; i++) {
        // The nearest are in the middle, the farthest are the first.
        float near = 1 - Math.abs(i - 120) / 200f;
        sight.happened(new EmittedEvent(i, 0, 0, i, 2, 0, 0, 0, 0, 0), near);
      }
      byte[] update = sight.update(400, 200);
      ClientView.Changes changes = view.apply(UpdateLayout.ENCODING, update);
      assertThat(update.length).isLessThan(450);
      assertThat(changes.events()).hasSizeBetween(10, 40);
      List<Long> shown = changes.events().stream().map(ClientView.SeenEvent::entity).toList();
      assertThat(shown).isSorted().allMatch(i -> i > 95 && i < 145);
      for (int i = 0; i < 20 && round > 20; i++) {
        assertThat(view.find(i).position(0)).isEqualTo(place(round, i));
      }
    }
  }

  @Test
  void whatEntersEndsWhereTheBytesEndWhateverItWasThoughtToTake() {
    Sight sight = new Sight(schema, 2);
    ClientView view = new ClientView(Sight.layout(schema, 2));
    for (int round = 1; view.entities().size() < 200; round++) {
      EntityTable things = new EntityTable(thing, 4);
      for (int i = 0; i < 200; i++) {
        int row = things.append(i, 0, 1 << 30, 1 << 30, 0);
        things.ints[0][row] = Integer.MAX_VALUE;
        things.bytes[0][row] = new byte[200];
        sight.see(things, row, i / 200f, Visibility.ALL);
      }
      byte[] update = sight.update(6000, 0);
      view.apply(UpdateLayout.ENCODING, update);
      int entered = view.entities().size();
      for (int i = 200 - entered; round == 1 && i < 200; i++) {
        assertThat(view.find(i)).as("of the nearest %d of 200, number %d", entered, i).isNotNull();
      }
      assertThat(update.length).isLessThan(6300);
      assertThat(round).isLessThan(20);
    }
  }

  @Test
  void whatWaitsDoesNotKeepOldStates() {
    Sight sight = new Sight(schema, 2);
    List<WeakReference<EntityTable>> tables = new ArrayList<>();
    for (int round = 0; round < 40; round++) {
      EntityTable things = new EntityTable(thing, 4);
      for (int i = 0; i < 200; i++) {
        int row = things.append(i, 0, place(round, i), place(round, -i), 0);
        sight.see(things, row, 0.5f, Visibility.ALL);
      }
      sight.update(round == 0 ? PLENTY : 20, 0);
      tables.add(new WeakReference<>(things));
    }
    await("states but the newest are gone")
        .until(
            () -> {
              System.gc();
              return tables.subList(0, 38).stream().allMatch(t -> t.get() == null);
            });
    assertThat(sight.update(PLENTY, PLENTY)).as("it goes on").isNotEmpty();
  }

  private static int place(int round, int i) {
    return 1 + (int) (Math.abs(StableHash.mix64(round * 1000L + i)) % 1000);
  }

  @Test
  void damagedDataIsAnErrorAndNothingElse() {
    Sight sight = new Sight(schema, 2);
    List<Thing> all = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      all.add(new Thing());
    }
    byte[] first = shown(all, sight);
    all.forEach(Thing::change);
    byte[] second = shown(all, sight);
    for (int i = 0; i < 3000; i++) {
      byte[] good = i % 2 == 0 ? first : second;
      byte[] bad = Arrays.copyOf(good, random.nextInt(good.length + 5));
      for (int flips = random.nextInt(4); flips > 0 && bad.length > 0; flips--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt();
      }
      ClientView view = new ClientView(Sight.layout(schema, 2));
      if (i % 2 == 1) {
        view.apply(UpdateLayout.ENCODING, first);
      }
      try {
        view.apply(UpdateLayout.ENCODING, bad);
      } catch (IllegalArgumentException expected) {
        assertThat(expected).hasMessageContaining("a damaged update");
      }
    }
    assertThatThrownBy(
            () ->
                new ClientView(Sight.layout(schema, 2))
                    .apply(UpdateLayout.ENCODING, new byte[] {0, 1, 5}))
        .hasMessageContaining("no entity has handle 5");
    assertThatThrownBy(() -> new ClientView(Sight.layout(schema, 2)).apply(1, first))
        .hasMessageStartingWith("an update of encoding 1, this client reads encoding 2");
  }

  private byte[] shown(List<Thing> all, Sight sight) {
    EntityTable things = new EntityTable(thing, 4);
    EntityTable others = new EntityTable(other, 4);
    for (Thing t : all) {
      EntityTable table = t.isThing ? things : others;
      sight.see(table, t.append(table, 2), 1, Visibility.ALL);
    }
    return sight.update(PLENTY, PLENTY);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void whatAClientHasFromBeforeIsNotToldAgain(int dimensions) {
    UpdateLayout layout = Sight.layout(schema, dimensions);
    List<Thing> all = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      all.add(new Thing());
    }
    ClientView view = new ClientView(layout);
    for (int round = 0; round < 50; round++) {
      Sight sight = new Sight(schema, dimensions);
      int most = random.nextBoolean() ? PLENTY : random.nextInt(4000);
      byte[] had = view.encode(most);
      assertThat(had.length).isLessThanOrEqualTo(Math.max(16, most));
      view = new ClientView(layout);
      view.apply(UpdateLayout.ENCODING, had);
      Set<Long> before = new HashSet<>();
      view.entities().forEach(seen -> before.add(seen.id()));
      sight.remember(view);
      for (int update = 0; update < 3; update++) {
        Map<Long, Thing> shown = showSome(all, sight, dimensions);
        boolean isShort = update < 2 && random.nextInt(3) == 0;
        ClientView.Changes changes =
            view.apply(UpdateLayout.ENCODING, sight.update(isShort ? 300 : PLENTY, PLENTY));
        if (isShort) {
          continue;
        }
        if (update == 0) {
          assertThat(changes.entered()).noneMatch(before::contains);
        }
        assertThat(view.entities()).hasSize(shown.size());
        for (Thing t : shown.values()) {
          isKnown(view, t, dimensions);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatWasToldOnlyToTheOwnerIsTakenBackFromWhoIsNotAnyMore(boolean isOwner) {
    Kind chest = Kind.of("chest");
    chest.i64("gold").forOwner();
    chest.bytes("note", 8);
    Schema chests = Schema.of(chest).build();
    EntityTable table = new EntityTable(chest, 1);
    int row = table.append(7, 0, 1, 2, 0);
    table.longs[0][row] = 99;
    Sight before = new Sight(chests, 2);
    ClientView view = new ClientView(Sight.layout(chests, 2));
    before.see(table, row, 1, Visibility.OWNER);
    view.apply(UpdateLayout.ENCODING, before.update(PLENTY, PLENTY));
    byte[] had = view.encode(PLENTY);
    ClientView after = new ClientView(Sight.layout(chests, 2));
    after.apply(UpdateLayout.ENCODING, had);
    Sight sight = new Sight(chests, 2);
    sight.remember(after);
    sight.see(table, row, 1, isOwner ? Visibility.OWNER : Visibility.ALL);
    ClientView.Changes changes = after.apply(UpdateLayout.ENCODING, sight.update(PLENTY, PLENTY));
    assertThat(after.find(7).raw(0)).isEqualTo(isOwner ? 99 : 0);
    assertThat(changes.entered()).hasSize(isOwner ? 0 : 1);
  }
}
