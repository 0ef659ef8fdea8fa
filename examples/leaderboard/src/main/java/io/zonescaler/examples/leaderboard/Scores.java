package io.zonescaler.examples.leaderboard;

import io.zonescaler.client.WorldObserver.Position;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The scores of all ships in a database, and how far the world was read for them: both change in
 * one transaction, so that no tick counts twice, and none is left out, whenever this process dies.
 */
final class Scores implements AutoCloseable {
  /** What a ship can have done; each is a column. */
  enum Deed {
    LAUNCHES,
    SHOTS,
    HITS,
    GOLD_SPENT
  }

  /**
   * One line of the leaderboard.
   *
   * @param ship id of the ship
   */
  record Line(long ship, long launches, long shots, long hits, long goldSpent) {}

  private final Connection database;

  /** Opens or makes the tables in a database that JDBC can reach. */
  Scores(String url) throws SQLException {
    database = DriverManager.getConnection(url);
    database.setAutoCommit(false);
    try (Statement statement = database.createStatement()) {
      statement.execute(
          "create table if not exists progress (line int primary key, world bigint, tick bigint)");
      statement.execute(
          "create table if not exists ships (id bigint primary key, launches bigint default 0,"
              + " shots bigint default 0, hits bigint default 0, gold_spent bigint default 0)");
    }
    database.commit();
  }

  /** The last tick that is in the scores. */
  Position position() throws SQLException {
    try (Statement statement = database.createStatement();
        ResultSet line = statement.executeQuery("select world, tick from progress")) {
      return line.next() ? new Position(line.getLong(1), line.getLong(2)) : Position.NONE;
    }
  }

  /** Adds to a ship's score; counts with the next {@link #commit}. */
  void add(long ship, Deed deed, long amount) throws SQLException {
    String column = deed.name().toLowerCase(java.util.Locale.ROOT);
    String update = "update ships set " + column + " = " + column + " + ? where id = ?";
    try (PreparedStatement statement = database.prepareStatement(update)) {
      statement.setLong(1, amount);
      statement.setLong(2, ship);
      if (statement.executeUpdate() > 0) {
        return;
      }
    }
    String insert = "insert into ships (" + column + ", id) values (?, ?)";
    try (PreparedStatement statement = database.prepareStatement(insert)) {
      statement.setLong(1, amount);
      statement.setLong(2, ship);
      statement.executeUpdate();
    }
  }

  /** All that was added, and the tick that it is from, become part of the scores as one. */
  void commit(Position position) throws SQLException {
    try (PreparedStatement statement =
        database.prepareStatement(
            "merge into progress (line, world, tick) key (line) values (1, ?, ?)")) {
      statement.setLong(1, position.world());
      statement.setLong(2, position.tick());
      statement.executeUpdate();
    }
    database.commit();
  }

  /** The best ships: those that hit most. */
  List<Line> best(int most) throws SQLException {
    List<Line> lines = new ArrayList<>();
    try (PreparedStatement statement =
        database.prepareStatement(
            "select id, launches, shots, hits, gold_spent from ships"
                + " order by hits desc, shots, id fetch first ? rows only")) {
      statement.setInt(1, most);
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          lines.add(
              new Line(
                  found.getLong(1),
                  found.getLong(2),
                  found.getLong(3),
                  found.getLong(4),
                  found.getLong(5)));
        }
      }
    }
    return lines;
  }

  @Override
  public void close() throws SQLException {
    database.close();
  }
}
