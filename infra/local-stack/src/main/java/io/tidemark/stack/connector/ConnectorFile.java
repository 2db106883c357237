package io.tidemark.stack.connector;

import io.tidemark.stack.report.StackFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The connector's settings as written for people: {@code key=value} lines, {@code #} comments,
 * nothing escaped, so that any tool that knows lines can read them.
 */
public final class ConnectorFile {
  private ConnectorFile() {}

  /** All settings, in the order of the file. */
  public static Map<String, String> read(Path file) {
    try {
      return parse(Files.readAllLines(file), file.toString());
    } catch (IOException e) {
      throw StackFailure.of(
          "The connector's settings can't be read",
          e.toString(),
          "restore " + file + " from the repository",
          e);
    }
  }

  static Map<String, String> parse(List<String> lines, String name) {
    Map<String, String> settings = new LinkedHashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      int equals = line.indexOf('=');
      if (equals < 1) {
        throw fault(name, i, "'" + line + "' is no setting", "write it as key=value");
      }
      String key = line.substring(0, equals).strip();
      if (settings.put(key, line.substring(equals + 1).strip()) != null) {
        throw fault(name, i, "'" + key + "' is set twice", "keep one of the two lines");
      }
    }
    return settings;
  }

  private static StackFailure fault(String name, int index, String why, String mend) {
    return StackFailure.of(
        "The connector's settings can't be used",
        "line " + (index + 1) + " of " + name + ": " + why,
        mend);
  }
}
