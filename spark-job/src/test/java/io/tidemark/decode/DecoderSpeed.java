package io.tidemark.decode;

import java.util.ArrayList;
import java.util.List;

/**
 * Measures what an event costs: {@code java -cp … io.tidemark.decode.DecoderSpeed}. Prints
 * microseconds an event, several rounds, the last ones warm.
 */
public final class DecoderSpeed {
  private static final int EVENTS = 200_000;
  private static final int ROUNDS = 8;

  private DecoderSpeed() {}

  public static void main(String[] args) {
    List<Recording> recordings = new ArrayList<>();
    for (String number : List.of("078", "086", "097", "026")) {
      recordings.add(Recording.of(number));
    }
    measure("customers, 5 columns", recordings);
    measure("t_num, 14 columns", List.of(Recording.of("258"), Recording.of("262")));
  }

  private static void measure(String name, List<Recording> recordings) {
    long bytes = recordings.stream().mapToLong(r -> r.value().length + r.key().length).sum();
    Decoder decoder = new Decoder(DecoderSettings.of("__debezium_unavailable_value"));
    for (int round = 0; round < ROUNDS; round++) {
      long events = 0;
      long begin = System.nanoTime();
      for (int i = 0; i < EVENTS; i++) {
        if (recordings.get(i % recordings.size()).decodedBy(decoder) instanceof ChangeEvent) {
          events++;
        }
      }
      double micros = (System.nanoTime() - begin) / 1000.0;
      System.out.printf(
          "%s, %d bytes an event: %.2f microseconds an event (%d events)%n",
          name, bytes / recordings.size(), micros / EVENTS, events);
    }
  }
}
