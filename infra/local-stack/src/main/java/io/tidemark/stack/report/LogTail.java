package io.tidemark.stack.report;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The end of a log file, with what matters to someone whose service did not start. */
public final class LogTail {
  private static final int MAX_BYTES = 256 * 1024;
  private static final int MAX_LINES = 12;
  private static final int MAX_WIDTH = 400;
  private static final Pattern TROUBLE =
      Pattern.compile("\\b(ERROR|FATAL|PANIC|Exception|Error|Caused by)\\b|initdb: error");

  private LogTail() {}

  /**
   * The last lines that speak of trouble, or the last lines of all where none does; at most 12,
   * oldest first.
   *
   * @param from where in the file this run began, in bytes; what lies before is of older runs
   */
  public static List<String> of(Path log, long from) {
    List<String> lines = linesSince(log, from);
    List<String> trouble = lines.stream().filter(line -> TROUBLE.matcher(line).find()).toList();
    List<String> chosen = trouble.isEmpty() ? lines : trouble;
    return chosen.subList(Math.max(0, chosen.size() - MAX_LINES), chosen.size());
  }

  /** {@link #of} as an indented block under the file's name. */
  public static String block(Path log, long from) {
    List<String> lines = of(log, from);
    if (lines.isEmpty()) {
      return "The log " + log + " is empty.";
    }
    return "The log " + log + " says:\n    | " + String.join("\n    | ", lines);
  }

  private static List<String> linesSince(Path log, long from) {
    if (!Files.isReadable(log)) {
      return List.of();
    }
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long start = Math.max(Math.min(from, file.length()), file.length() - MAX_BYTES);
      byte[] bytes = new byte[(int) (file.length() - start)];
      file.seek(start);
      file.readFully(bytes);
      List<String> lines = new ArrayList<>();
      for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n", -1)) {
        if (!line.isBlank()) {
          lines.add(line.length() > MAX_WIDTH ? line.substring(0, MAX_WIDTH) + "..." : line);
        }
      }
      return lines;
    } catch (IOException unreadable) {
      return List.of("(could not be read: " + unreadable.getMessage() + ")");
    }
  }
}
