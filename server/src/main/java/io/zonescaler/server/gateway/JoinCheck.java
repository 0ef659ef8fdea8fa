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
  private static JoinCheck refused(String why) {
    return new JoinCheck(Refusal.invalid(why), 0, 0);
  }

  static JoinCheck of(Join join, World world, GatewaySettings settings) {
    if (world.schema().avatar() == null) {
      return refused("this game has no players");
    }
    double usual = world.settings().interestRadius();
    double view = join.getViewRadius() == 0 ? usual : join.getViewRadius();
    double widest = settings.maxViewRadii() * usual;
    double quantum = world.space().quantum();
    if (!(view >= quantum && view <= widest)) {
      return refused("view radius " + view + " is not in " + quantum + " to " + widest);
    }
    long player = 0;
    switch (join.getPlayerCase()) {
      case NAME -> {
        String problem = PlayerNames.problem(join.getName(), settings.maxNameLength());
        if (problem != null) {
          return refused(problem);
        }
        player = PlayerNames.idOf(join.getName());
      }
      case ID -> player = join.getId();
      case PLAYER_NOT_SET -> {}
    }
    return player == 0
        ? refused("a Join without a player's name or id")
        : new JoinCheck(null, player, (int) Math.round(view / quantum));
  }
}
