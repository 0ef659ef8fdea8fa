package io.zonescaler.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PredictionTest {
  /** A body on a line. */
  private record Body(long place, long speed) {}

  /** A command adds to the speed, a tick adds that to the place. */
  private static final Prediction.Model<Body> MODEL =
      new Prediction.Model<>() {
        @Override
        public Body command(Body body, byte[] payload) {
          return new Body(body.place, body.speed + payload[0]);
        }

        @Override
        public Body tick(Body body) {
          return new Body(body.place + body.speed, body.speed);
        }
      };

  @Test
  void withoutCommandsTimeGoesOn() {
    Prediction<Body> prediction = new Prediction<>(MODEL, 10, new Body(0, 3));
    assertThat(prediction.at(10)).isEqualTo(new Body(0, 3));
    assertThat(prediction.at(14)).isEqualTo(new Body(12, 3));
    assertThat(prediction.at(2)).as("before the update").isEqualTo(new Body(0, 3));
  }

  @Test
  void anOpenCommandIsFeltFromTheTickThatIsLikelyToConsumeIt() {
    Prediction<Body> prediction = new Prediction<>(MODEL, 10, new Body(0, 0));
    prediction.sent(1, new byte[] {5}, 12);
    assertThat(prediction.at(11)).isEqualTo(new Body(0, 0));
    assertThat(prediction.at(12)).isEqualTo(new Body(5, 5));
    assertThat(prediction.at(13)).isEqualTo(new Body(10, 5));
    prediction.updated(12, new Body(0, 0));
    assertThat(prediction.at(13)).as("it comes later than thought").isEqualTo(new Body(5, 5));
    prediction.acknowledged(1, 13);
    prediction.updated(13, new Body(5, 5));
    assertThat(prediction.at(14)).as("not once more").isEqualTo(new Body(10, 5));
  }

  @Test
  void anAcknowledgementThatComesAfterItsUpdateCountsOnce() {
    Prediction<Body> prediction = new Prediction<>(MODEL, 10, new Body(0, 0));
    prediction.sent(1, new byte[] {5}, 11);
    prediction.updated(11, new Body(5, 5));
    prediction.acknowledged(1, 11);
    assertThat(prediction.at(12)).isEqualTo(new Body(10, 5));
    prediction.sent(2, new byte[] {1}, 12);
    prediction.acknowledged(2, -1);
    assertThat(prediction.at(12)).as("consumed, nobody knows when").isEqualTo(new Body(11, 6));
    prediction.updated(12, new Body(11, 6));
    assertThat(prediction.at(13)).isEqualTo(new Body(17, 6));
    assertThat(prediction.at(1_000_000)).as("it does not run away").isEqualTo(prediction.at(76));
  }

  @Test
  void whatIsAcknowledgedInTimeIsPredictedExactly() {
    Random random = new Random(4);
    long[] seen = new long[1];
    for (int round = 0; round < 200; round++) {
      // A world that consumes each command some ticks after it was sent, in order.
      Body truth = new Body(0, 0);
      Prediction<Body> prediction = new Prediction<>(MODEL, 0, truth);
      List<long[]> due = new ArrayList<>();
      long number = 0;
      long last = 0;
      for (long tick = 1; tick < 60; tick++) {
        for (long[] command : due) {
          if (command[0] == tick) {
            truth = MODEL.command(truth, new byte[] {(byte) command[2]});
            prediction.acknowledged(command[1], tick);
          }
        }
        truth = MODEL.tick(truth);
        prediction.updated(tick, truth);
        if (random.nextInt(3) == 0) {
          byte push = (byte) (random.nextInt(7) - 3);
          last = Math.max(last, tick + 1 + random.nextInt(4));
          prediction.sent(++number, new byte[] {push}, last);
          due.add(new long[] {last, number, push});
        }
        long ahead = tick + 5;
        Body expected = truth;
        for (long t = tick + 1; t <= ahead; t++) {
          for (long[] command : due) {
            if (command[0] == t) {
              expected = MODEL.command(expected, new byte[] {(byte) command[2]});
            }
          }
          expected = MODEL.tick(expected);
        }
        assertThat(prediction.at(ahead)).isEqualTo(expected);
        seen[0] += expected.speed == 0 ? 0 : 1;
      }
    }
    assertThat(seen[0]).as("it moved").isGreaterThan(1000);
  }
}
