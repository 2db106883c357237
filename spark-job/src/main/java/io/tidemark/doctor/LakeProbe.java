package io.tidemark.doctor;

import io.tidemark.config.LakeConfig;
import io.tidemark.decode.TableId;
import io.tidemark.lake.LakeLayout;
import io.tidemark.mirror.StaleTable;
import io.tidemark.quarantine.QuarantineTable;
import io.tidemark.quarantine.State;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/** Looks at the place where the lake lies, and writes and deletes one small file there. */
final class LakeProbe {
  private LakeProbe() {}

  /**
   * What is known of the place.
   *
   * @throws IOException if it cannot even be asked
   */
  static LakeFacts ask(LakeConfig config) throws IOException {
    String path = config.path();
    if (path.startsWith("file:")) {
      return local(Path.of(URI.create(path).getPath()));
    }
    return path.matches("[A-Za-z][A-Za-z0-9+.-]+:/.*") ? remote(path) : local(Path.of(path));
  }

  private static LakeFacts local(Path lake) throws IOException {
    Path path = lake.toAbsolutePath().normalize();
    Path there = path;
    while (!Files.exists(there)) {
      there = there.getParent();
    }
    FileStore store = Files.getFileStore(there);
    return new LakeFacts(
        path.toString(),
        there.equals(path),
        write(there),
        store.type(),
        store.getUsableSpace(),
        stale(path.toString()),
        waiting(path.toString(), State.REFUSED),
        waiting(path.toString(), State.HELD));
  }

  private static Map<TableId, String> stale(String path) {
    return StaleTable.reasons(new Configuration(), new LakeLayout(path).stale());
  }

  private static int waiting(String path, State state) {
    return QuarantineTable.count(new Configuration(), new LakeLayout(path).quarantine(), state);
  }

  private static String write(Path folder) {
    try {
      Files.delete(Files.createTempFile(folder, ".tidemark-doctor-", ".tmp"));
      return null;
    } catch (FileSystemException e) {
      return e.getReason() == null ? e.toString() : e.getReason();
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static LakeFacts remote(String path) throws IOException {
    org.apache.hadoop.fs.Path lake = new org.apache.hadoop.fs.Path(path);
    FileSystem system = FileSystem.get(lake.toUri(), new Configuration());
    boolean exists = system.exists(lake);
    org.apache.hadoop.fs.Path file =
        new org.apache.hadoop.fs.Path(lake, ".tidemark-doctor-" + UUID.randomUUID() + ".tmp");
    String failure = null;
    try {
      system.create(file, false).close();
      system.delete(file, false);
    } catch (IOException e) {
      failure = e.toString();
    }
    return new LakeFacts(
        path,
        exists,
        failure,
        lake.toUri().getScheme(),
        -1,
        stale(path),
        waiting(path, State.REFUSED),
        waiting(path, State.HELD));
  }
}
