package io.tidemark.bench.contract;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What a contender is asked to do.
 *
 * @param bootstrap the broker, host:port
 * @param topic of the changes
 * @param transactions the topic of the transactions' ends
 * @param output the folder for all that it writes
 * @param events how many changes the topic holds, tombstones not counted
 * @param read whether to read {@code output} back instead of writing it
 */
public record Assignment(
    String bootstrap, String topic, String transactions, Path output, long events, boolean read) {
  private static final String READ = "--read";

  /** The command line's words, in any order. */
  public static Assignment parse(String... words) {
    Map<String, String> options = new HashMap<>();
    boolean read = false;
    for (int i = 0; i < words.length; i++) {
      if (words[i].equals(READ)) {
        read = true;
      } else if (i + 1 < words.length) {
        options.put(words[i], words[++i]);
      } else {
        throw new IllegalArgumentException("'" + words[i] + "' needs a value");
      }
    }
    return new Assignment(
        needed(options, "--bootstrap"),
        needed(options, "--topic"),
        needed(options, "--transactions"),
        Path.of(needed(options, "--output")),
        Long.parseLong(needed(options, "--events")),
        read);
  }

  private static String needed(Map<String, String> options, String name) {
    String value = options.get(name);
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return value;
  }
}
