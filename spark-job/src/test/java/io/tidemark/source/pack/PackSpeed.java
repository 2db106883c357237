package io.tidemark.source.pack;

import io.tidemark.decode.Decoded;
import io.tidemark.decode.Decoder;
import io.tidemark.decode.DecoderSettings;
import io.tidemark.decode.Recording;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/**
 * Measures what the way to the driver costs, beside Java's own serialization: {@code java -cp …
 * io.tidemark.source.pack.PackSpeed}. Prints microseconds an event there and back, several rounds,
 * the last ones warm.
 */
public final class PackSpeed {
  private static final int EVENTS = 2000;
  private static final int TIMES = 50;
  private static final int ROUNDS = 6;

  private PackSpeed() {}

  private interface Way {
    int there(List<Decoded> messages) throws IOException, ClassNotFoundException;
  }

  public static void main(String[] args) throws IOException, ClassNotFoundException {
    Decoder decoder = new Decoder(DecoderSettings.of("__debezium_unavailable_value"));
    List<Decoded> messages = new ArrayList<>();
    List<String> recordings = List.of("078", "086", "097", "026");
    while (messages.size() < EVENTS) {
      recordings.forEach(number -> messages.add(Recording.of(number).decodedBy(decoder)));
    }
    for (int round = 0; round < ROUNDS; round++) {
      measure("packed", messages, PackSpeed::packed);
      measure("serialized", messages, PackSpeed::serialized);
    }
  }

  private static void measure(String name, List<Decoded> messages, Way way)
      throws IOException, ClassNotFoundException {
    long begin = System.nanoTime();
    int bytes = 0;
    for (int i = 0; i < TIMES; i++) {
      bytes = way.there(messages);
    }
    double micros = (System.nanoTime() - begin) / 1000.0;
    System.out.printf(
        "%s: %.2f microseconds and %d bytes an event%n",
        name, micros / TIMES / messages.size(), bytes / messages.size());
  }

  private static int packed(List<Decoded> messages) {
    ChunkWriter writer = new ChunkWriter();
    messages.forEach(writer::add);
    byte[] bytes = writer.toBytes();
    new ChunkReader(bytes, new HashMap<>()).messages();
    return bytes.length;
  }

  private static int serialized(List<Decoded> messages) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new ArrayList<>(messages));
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      in.readObject();
    }
    return bytes.size();
  }
}
