package io.tidemark.torture.lake;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/** Where the tables of a lake lie, as its documentation says. */
public record LakeFolder(Path root) {
  public Path changes() {
    return root.resolve("changes");
  }

  public Path ledger() {
    return root.resolve("ledger");
  }

  public Path quarantine() {
    return root.resolve("quarantine");
  }

  public Path stale() {
    return root.resolve("stale");
  }

  public Path mirror(String schema, String table) {
    return root.resolve("mirror").resolve(encoded(schema)).resolve(encoded(table));
  }

  public Path aggregate(String name) {
    return root.resolve("aggregate").resolve(encoded(name));
  }

  public Path checkpoint() {
    return root.resolve("_tidemark/checkpoint");
  }

  /** A-z, 0-9, - and _ stand for themselves, all other bytes and a first _ are %XX. */
  private static String encoded(String name) {
    StringBuilder path = new StringBuilder();
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
      if (plain || (c == '_' && path.length() > 0)) {
        path.append(c);
      } else {
        path.append(String.format(Locale.ROOT, "%%%02X", (int) c));
      }
    }
    return path.toString();
  }
}
