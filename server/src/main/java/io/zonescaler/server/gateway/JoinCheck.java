package io.zonescaler.server.gateway;

import io.zonescaler.client.update.ClientView;
import io.zonescaler.client.update.UpdateLayout;
import io.zonescaler.client.update.UpdateLayout.ColumnLayout;
import io.zonescaler.client.update.UpdateLayout.ColumnType;
import io.zonescaler.cluster.ControlRecord;
import io.zonescaler.game.World;
import io.zonescaler.v1.proto.Join;
import io.zonescaler.v1.proto.View;
import io.zonescaler.world.Space;
import org.jspecify.annotations.Nullable;

/**
 * What a Join asks for.
 *
 * @param refusal what is wrong with it, or null
 * @param player the player's id
 * @param radius how far to look, in quanta
 * @param resumed epoch of the session that is to go on, or 0
 * @param mayJoin whether a new session may begin
 * @param view what the client has of the world, good to be decoded, or null
 * @param viewTick the tick of that
 */
record JoinCheck(
    @Nullable Refusal refusal,
    long player,
    int radius,
    long resumed,
    boolean mayJoin,
    byte @Nullable [] view,
    long viewTick) {
  /** Who somebody is, or why that is not known. */
  private record Identity(@Nullable Refusal refusal, long player) {
    static Identity refused(Refusal why) {
      return new Identity(why, 0);
    }
  }

  private static JoinCheck refused(Refusal why) {
    return new JoinCheck(why, 0, 0, 0, false, null, 0);
  }

  /** What it asks for. */
  static JoinCheck of(Join join, GatewayLoop loop) {
    World world = loop.world();
    if (world.schema().avatar() == null) {
      return refused(Refusal.invalid("this game has no players"));
    }
    double usual = world.settings().interestRadius();
    double view = join.getViewRadius() == 0 ? usual : join.getViewRadius();
    double widest = loop.settings().get(GatewayLimit.VIEW_RADII) * usual;
    double quantum = world.space().quantum();
    if (!(view >= quantum && view <= widest)) {
      return refused(
          Refusal.invalid(
              GatewayLimit.VIEW_RADII,
              "view radius " + view + " is not in " + quantum + " to " + widest));
    }
    int radius = (int) Math.round(view / quantum);
    Identity named = identity(join, loop);
    if (join.getResumeToken().isEmpty()) {
      return named.refusal() != null
          ? refused(named.refusal())
          : new JoinCheck(null, named.player(), radius, 0, true, null, 0).withView(join, loop);
    }
    ControlRecord control = loop.control();
    if (control == null) {
      return refused(Refusal.notInWorld(loop.access().node()));
    }
    ResumeTokens.Content token =
        ResumeTokens.check(control.secret(), join.getResumeToken().toByteArray());
    boolean mayJoin = named.refusal() == null;
    if (token == null && !mayJoin) {
      return refused(Refusal.sessionEnded());
    }
    boolean resumes = token != null && (!mayJoin || token.player() == named.player());
    long player = token != null && resumes ? token.player() : named.player();
    long epoch = token != null && resumes ? token.epoch() : 0;
    return new JoinCheck(null, player, radius, epoch, mayJoin, null, 0).withView(join, loop);
  }

  /** With what the client has of the world, if that can be used. */
  private JoinCheck withView(Join join, GatewayLoop loop) {
    View had = join.getView();
    if (had.getEncoding() != UpdateLayout.ENCODING) {
      return this;
    }
    byte[] data = had.getData().toByteArray();
    try {
      ClientView view = ClientView.decode(loop.layout(), data);
      requirePossible(view, loop.layout(), loop.world().space());
    } catch (IllegalArgumentException e) {
      return refused(Refusal.invalid("Join.view is not possible: " + e.getMessage()));
    }
    return new JoinCheck(null, player, radius, resumed, mayJoin, data, had.getTick());
  }

  private static void requirePossible(ClientView view, UpdateLayout layout, Space space) {
    // Ids are the client's choice: so few do no harm to a hash table, whatever they are.
    if (view.entities().size() > ClientView.MOST_BROUGHT) {
      throw new IllegalArgumentException("more than " + ClientView.MOST_BROUGHT + " entities");
    }
    for (ClientView.Seen seen : view.entities()) {
      for (int axis = 0; axis < layout.dimensions(); axis++) {
        if (seen.position(axis) != space.clamp(axis, seen.position(axis))) {
          throw new IllegalArgumentException(
              "entity " + Long.toHexString(seen.id()) + " is outside of the world");
        }
      }
      for (int c = 0; c < seen.kind().columns().size(); c++) {
        ColumnLayout column = seen.kind().columns().get(c);
        boolean isLong = column.type() == ColumnType.I64 || column.type() == ColumnType.F64;
        if (!isLong && seen.raw(c) != (int) seen.raw(c)) {
          throw new IllegalArgumentException(
              "column " + column.name() + " cannot be " + seen.raw(c));
        }
      }
    }
  }

  private static Identity identity(Join join, GatewayLoop loop) {
    Join.PlayerCase named = join.getPlayerCase();
    String name = join.getName();
    PlayerTokens tokens = loop.tokens();
    if (tokens != null) {
      PlayerTokens.Checked token = tokens.check(join.getToken());
      String problem = token.problem();
      if (problem == null && named == Join.PlayerCase.ID) {
        problem = "this world knows players by their tokens' subject, not by id";
      }
      if (problem == null && named == Join.PlayerCase.NAME && !name.equals(token.player())) {
        problem = "the token is not that of player " + name;
      }
      if (problem != null) {
        return Identity.refused(Refusal.unauthenticated(problem));
      }
      named = Join.PlayerCase.NAME;
      name = token.player();
    }
    long player = 0;
    switch (named) {
      case NAME -> {
        int longest = loop.settings().get(GatewayLimit.NAME_LENGTH);
        String problem = PlayerNames.problem(name, longest);
        if (problem != null) {
          boolean isLong = name.codePointCount(0, name.length()) > longest;
          return Identity.refused(
              Refusal.invalid(isLong ? GatewayLimit.NAME_LENGTH : null, problem));
        }
        player = PlayerNames.idOf(name);
      }
      case ID -> player = join.getId();
      case PLAYER_NOT_SET -> {}
    }
    return player == 0
        ? Identity.refused(Refusal.invalid("a Join without a player's name or id"))
        : new Identity(null, player);
  }
}
