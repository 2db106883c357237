package io.tidemark.lake;

import io.tidemark.decode.TableId;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Where each table lies. A source name becomes one path element, and no two names the same one:
 * lower-case letters, digits, {@code -} and {@code _} stand for themselves, every other byte of the
 * UTF-8 name, and a {@code _} at its beginning, is {@code %XX}. So no name leaves its folder, none
 * is hidden or Delta's own, and a file system that ignores case keeps {@code T} and {@code t}
 * apart.
 *
 * @param root the lake's folder or address, without a slash at its end
 */
public record LakeLayout(String root) {
  public LakeLayout {
    root = root.length() > 1 && root.endsWith("/") ? root.substring(0, root.length() - 1) : root;
  }

  public String changes() {
    return root + "/changes";
  }

  public String mirrors() {
    return root + "/mirror";
  }

  public String mirror(TableId table) {
    return mirrors() + "/" + encode(table.schema()) + "/" + encode(table.table());
  }

  public String aggregates() {
    return root + "/aggregate";
  }

  public String aggregate(String name) {
    return aggregates() + "/" + encode(name);
  }

  public String quarantine() {
    return root + "/quarantine";
  }

  public String alerts() {
    return root + "/alerts";
  }

  public String schemaChanges() {
    return root + "/schema_changes";
  }

  public String stale() {
    return root + "/stale";
  }

  public String verifications() {
    return root + "/verifications";
  }

  public String ledger() {
    return root + "/ledger";
  }

  /** Of the job's own files, which are no tables. */
  public String housekeeping() {
    return root + "/_tidemark";
  }

  /** The same as a local folder; empty if the lake is not on the local file system. */
  public Optional<Path> localHousekeeping() {
    String address = housekeeping();
    if (address.startsWith("file:")) {
      return Optional.of(Path.of(address.substring("file:".length()).replaceFirst("^//", "")));
    }
    return address.contains(":/") ? Optional.empty() : Optional.of(Path.of(address));
  }

  /** The path element of a source name. */
  public static String encode(String name) {
    StringBuilder path = new StringBuilder();
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-') {
        path.append(c);
      } else if (c == '_' && path.length() > 0) {
        path.append(c);
      } else {
        path.append(String.format(Locale.ROOT, "%%%02X", b));
      }
    }
    return path.toString();
  }

  /** The source name of a path element. */
  public static String decode(String element) {
    ByteArrayOutputStream name = new ByteArrayOutputStream();
    for (int i = 0; i < element.length(); i++) {
      if (element.charAt(i) == '%') {
        name.write(Integer.parseInt(element.substring(i + 1, i + 3), 16));
        i += 2;
      } else {
        name.write(element.charAt(i));
      }
    }
    return name.toString(StandardCharsets.UTF_8);
  }
}
