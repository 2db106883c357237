package io.tidemark.decode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** One recorded message of the connector, with its key and value byte for byte. */
@SuppressWarnings("ArrayRecordComponent") // bytes of a message, never compared as a record
public record Recording(
    String name, KafkaPosition at, byte[] key, byte[] value, Map<String, byte[]> headers) {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final List<Recording> ALL = load();

  /** The recording whose file begins with this number. */
  public static Recording of(String number) {
    return all().stream()
        .filter(recording -> recording.name.startsWith(number + "_"))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no recording " + number));
  }

  public static List<Recording> all() {
    return ALL;
  }

  private static List<Recording> load() {
    try (Stream<Path> files = Files.list(folder())) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .sorted()
          .map(Recording::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Decoded decodedBy(Decoder decoder) {
    return decoder.decode(at, key, value, Headers.of(headers));
  }

  /** The same message with another value. */
  public Recording withValue(byte[] other) {
    return new Recording(name, at, key, other, headers);
  }

  public Recording withKey(byte[] other) {
    return new Recording(name, at, other, value, headers);
  }

  /** The same message with a piece of its value's text replaced. */
  public Recording replacing(String piece, String other) {
    String text = new String(value, StandardCharsets.UTF_8);
    if (!text.contains(piece)) {
      throw new IllegalArgumentException(name + " has no " + piece);
    }
    return withValue(text.replace(piece, other).getBytes(StandardCharsets.UTF_8));
  }

  private static Path folder() {
    try {
      return Path.of(
          Objects.requireNonNull(Recording.class.getResource("/debezium-events")).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A file has three lines: position and headers, then key, then value. */
  private static Recording read(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      JsonNode head = MAPPER.readTree(lines.get(0).replaceAll(",$", "}"));
      Map<String, byte[]> headers = new HashMap<>();
      head.get("headers")
          .properties()
          .forEach(
              header ->
                  headers.put(
                      header.getKey(),
                      header.getValue().textValue().getBytes(StandardCharsets.UTF_8)));
      return new Recording(
          file.getFileName().toString(),
          new KafkaPosition(
              head.get("topic").textValue(),
              head.get("partition").intValue(),
              head.get("offset").longValue(),
              head.get("timestamp").longValue()),
          raw(lines.get(1), "\"key\":", ","),
          raw(lines.get(2), "\"value\":", "}"),
          headers);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] raw(String line, String start, String end) {
    String json = line.strip();
    if (!json.startsWith(start) || !json.endsWith(end)) {
      throw new IllegalStateException("no " + start + " in " + json);
    }
    String raw = json.substring(start.length(), json.length() - end.length());
    return raw.equals("null") ? null : raw.getBytes(StandardCharsets.UTF_8);
  }
}
