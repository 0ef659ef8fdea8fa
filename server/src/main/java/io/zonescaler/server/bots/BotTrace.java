package io.zonescaler.server.bots;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * Recorded paths for bots to follow: a file of lines {@code t_seconds,id,x,y[,z]} after a header
 * line, in the game's unit, each id's times ascending. Immutable.
 */
public final class BotTrace {
  /** Makes a command that moves an avatar, which games do in their own ways. */
  @FunctionalInterface
  public interface Steering {
    /** Bytes of a command towards a place so far away on each axis, in the game's unit. */
    byte[] towards(double dx, double dy, double dz);
  }

  private record Point(double seconds, double[] place) {}

  private record Track(String name, List<Point> points) {}

  private final List<Track> tracks;
  private final Steering steering;

  private BotTrace(List<Track> tracks, Steering steering) {
    this.tracks = tracks;
    this.steering = steering;
  }

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException that names the line, if it is none of these files
   * @throws IOException if it cannot be read
   */
  public static BotTrace read(Path file, Steering steering) throws IOException {
    Map<String, Track> byName = new LinkedHashMap<>();
    try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      String header = in.readLine();
      if (header == null || !header.strip().matches("t_seconds,id,x,y(,z)?")) {
        throw new IllegalArgumentException(
            file + ": line 1 must be the header t_seconds,id,x,y or t_seconds,id,x,y,z");
      }
      int fields = header.split(",", -1).length;
      int number = 1;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        number++;
        if (!line.isBlank()) {
          add(byName, line.split(",", -1), fields, file + ": line " + number);
        }
      }
    }
    if (byName.isEmpty()) {
      throw new IllegalArgumentException(file + ": there is no path in it");
    }
    return new BotTrace(List.copyOf(byName.values()), steering);
  }

  private static void add(Map<String, Track> byName, String[] values, int fields, String where) {
    if (values.length != fields) {
      throw new IllegalArgumentException(
          where + " has " + values.length + " fields, the header has " + fields);
    }
    double seconds = number(values[0], where);
    double[] place = new double[3];
    for (int axis = 0; axis < fields - 2; axis++) {
      place[axis] = number(values[2 + axis], where);
    }
    List<Point> points =
        byName.computeIfAbsent(values[1].strip(), n -> new Track(n, new ArrayList<>())).points();
    if (!points.isEmpty() && points.get(points.size() - 1).seconds() >= seconds) {
      throw new IllegalArgumentException(
          where + ": the times of id " + values[1].strip() + " do not ascend");
    }
    points.add(new Point(seconds, place));
  }

  private static double number(String text, String where) {
    try {
      double value = Double.parseDouble(text.strip());
      if (Double.isNaN(value) || Double.isInfinite(value)) {
        throw new NumberFormatException();
      }
      return value;
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(where + ": '" + text + "' is no number", e);
    }
  }

  /** Number of paths. */
  public int size() {
    return tracks.size();
  }

  String name(int path) {
    return tracks.get(path).name();
  }

  /** When the last point of all is reached, in seconds. */
  public double seconds() {
    return tracks.stream()
        .mapToDouble(track -> track.points().get(track.points().size() - 1).seconds())
        .max()
        .orElse(0);
  }

  /** The smallest coordinate of all points on an axis (0 x, 1 y, 2 z). */
  public double least(int axis) {
    return places(axis).min().orElse(0);
  }

  /** The largest coordinate of all points on an axis (0 x, 1 y, 2 z). */
  public double most(int axis) {
    return places(axis).max().orElse(0);
  }

  private DoubleStream places(int axis) {
    return tracks.stream()
        .flatMap(track -> track.points().stream())
        .mapToDouble(point -> point.place()[axis]);
  }

  /** Where a path is at a time, between its points in a straight line: x, y and z. */
  public double[] at(int path, double seconds) {
    List<Point> points = tracks.get(path).points();
    int low = 0;
    int high = points.size();
    while (low < high) {
      int mid = (low + high) >>> 1;
      if (points.get(mid).seconds() <= seconds) {
        low = mid + 1;
      } else {
        high = mid;
      }
    }
    if (low == 0 || low == points.size()) {
      return points.get(low == 0 ? 0 : low - 1).place().clone();
    }
    Point a = points.get(low - 1);
    Point b = points.get(low);
    double part = (seconds - a.seconds()) / (b.seconds() - a.seconds());
    double[] place = new double[3];
    for (int axis = 0; axis < 3; axis++) {
      place[axis] = a.place()[axis] + part * (b.place()[axis] - a.place()[axis]);
    }
    return place;
  }

  /** The command of an avatar that is at {@code place} and should be on its path. */
  byte[] command(int path, double seconds, double[] place) {
    double[] goal = at(path, seconds);
    return steering.towards(goal[0] - place[0], goal[1] - place[1], goal[2] - place[2]);
  }
}
