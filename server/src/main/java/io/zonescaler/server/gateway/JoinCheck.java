package io.zonescaler.server.gateway;

import io.zonescaler.game.World;
import io.zonescaler.v1.proto.Join;
import org.jspecify.annotations.Nullable;

/**
 * What a Join asks for.
 *
 * @param refusal what is wrong with it, or null
 * @param player the player's id
 * @param radius how far to look, in quanta
 */
record JoinCheck(@Nullable Refusal refusal, long player, int radius) {
  private static JoinCheck refused(Refusal why) {
    return new JoinCheck(why, 0, 0);
  }

  /** What it asks for; {@code tokens} is null where anyone may be anyone. */
  static JoinCheck of(
      Join join, World world, GatewaySettings settings, @Nullable PlayerTokens tokens) {
    if (world.schema().avatar() == null) {
      return refused(Refusal.invalid("this game has no players"));
    }
    double usual = world.settings().interestRadius();
    double view = join.getViewRadius() == 0 ? usual : join.getViewRadius();
    double widest = settings.get(GatewayLimit.VIEW_RADII) * usual;
    double quantum = world.space().quantum();
    if (!(view >= quantum && view <= widest)) {
      return refused(
          Refusal.invalid(
              GatewayLimit.VIEW_RADII,
              "view radius " + view + " is not in " + quantum + " to " + widest));
    }
    Join.PlayerCase named = join.getPlayerCase();
    String name = join.getName();
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
        return refused(Refusal.unauthenticated(problem));
      }
      named = Join.PlayerCase.NAME;
      name = token.player();
    }
    long player = 0;
    switch (named) {
      case NAME -> {
        int longest = settings.get(GatewayLimit.NAME_LENGTH);
        String problem = PlayerNames.problem(name, longest);
        if (problem != null) {
          boolean isLong = name.codePointCount(0, name.length()) > longest;
          return refused(Refusal.invalid(isLong ? GatewayLimit.NAME_LENGTH : null, problem));
        }
        player = PlayerNames.idOf(name);
      }
      case ID -> player = join.getId();
      case PLAYER_NOT_SET -> {}
    }
    return player == 0
        ? refused(Refusal.invalid("a Join without a player's name or id"))
        : new JoinCheck(null, player, (int) Math.round(view / quantum));
  }
}
