package io.zonescaler.server.gateway;

import io.zonescaler.game.EntityView;
import io.zonescaler.game.World;
import io.zonescaler.state.EntityTable;
import io.zonescaler.world.Column;
import io.zonescaler.world.Column.Visibility;
import io.zonescaler.world.Kind;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one player may see of entities in view: which ones, and which of their columns. */
final class Rights {
  private static final Logger LOG = LoggerFactory.getLogger(Rights.class);

  private final World world;
  private final long avatar;
  private final boolean matters;
  private final boolean isFiltered;

  /** Kinds with columns for the team, and for the owner. */
  private final boolean[] forTeam;

  private final boolean[] forOwner;
  private long team;
  private @Nullable EntityView self;
  private @Nullable EntityView other;
  private boolean hasFailed;

  /**
   * Of the player with this avatar.
   *
   * @param avatar the avatar's id
   */
  Rights(World world, long avatar) {
    this.world = world;
    this.avatar = avatar;
    forTeam = new boolean[world.schema().kinds().size()];
    forOwner = new boolean[forTeam.length];
    matters = world.keepsFromPlayers();
    isFiltered = world.filtersViews();
    for (Kind kind : world.schema().kinds()) {
      for (Column column : kind.columns()) {
        forTeam[kind.index()] |= column.visibility() == Visibility.TEAM;
        forOwner[kind.index()] |= column.visibility() == Visibility.OWNER;
      }
    }
  }

  /** Whether anything is kept from anyone: else {@link #become} need not be called. */
  boolean matter() {
    return matters;
  }

  /** Whether the game keeps entities from players. */
  boolean filter() {
    return isFiltered;
  }

  /** The avatar as it is now; on a long way it is to the game what it was before. */
  void become(EntityTable table, int row) {
    Kind kind = Objects.requireNonNull(world.schema().avatar());
    EntityTable live = table;
    int at = row;
    if (table.kind != kind) {
      live = new EntityTable(kind, 1);
      live.copyRows(table, row, live.size++, 1);
      at = 0;
    }
    Column column = kind.teamColumn();
    team = column == null ? 0 : live.integer(column, at);
    self = new EntityView(world.space(), live, at);
  }

  /** Whether the player sees the entity at all. A filter that fails shows nothing. */
  boolean sees(EntityTable table, int row) {
    if (!isFiltered || table.id[row] == avatar) {
      return true;
    }
    EntityView viewer = self;
    if (viewer == null) {
      return false;
    }
    EntityView entity = other;
    if (entity == null) {
      entity = new EntityView(world.space(), table, row);
      other = entity;
    }
    try {
      return world.game().shows(viewer, entity.of(table, row));
    } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
      // The thread serves all clients.
      if (!hasFailed) {
        hasFailed = true;
        LOG.atWarn()
            .addKeyValue("entity", Long.toHexString(table.id[row]))
            .addKeyValue("player", Long.toHexString(avatar))
            .setCause(e)
            .log(
                "The game's shows() fails for entity {}, which the player of avatar {} is not shown",
                Long.toHexString(table.id[row]),
                Long.toHexString(avatar));
      }
      return false;
    }
  }

  /** Which columns of an entity the player sees; the fewest rights that show the same. */
  Visibility of(EntityTable table, int row) {
    Kind kind = table.kind;
    boolean hasForOwner = forOwner[kind.index()];
    boolean hasForTeam = forTeam[kind.index()];
    if (!hasForOwner && !hasForTeam) {
      return Visibility.ALL;
    }
    Column owner = kind.ownerColumn();
    if (table.id[row] == avatar || (owner != null && table.integer(owner, row) == avatar)) {
      return hasForOwner ? Visibility.OWNER : Visibility.TEAM;
    }
    Column itsTeam = kind.teamColumn();
    boolean isOfTeam = team != 0 && itsTeam != null && table.integer(itsTeam, row) == team;
    return isOfTeam && hasForTeam ? Visibility.TEAM : Visibility.ALL;
  }
}
