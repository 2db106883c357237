package io.tidemark.snapshot;

import io.tidemark.config.ConfigFile;
import io.tidemark.decode.TableId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** What {@code snapshot} does, without a process of its own, for tests of other packages. */
public final class Load {
  private Load() {}

  /**
   * Load a table of the schema {@code public}.
   *
   * @param settings of the environment that the configuration takes in
   * @return rows read
   */
  public static long of(String table, int parallel, Path config, Map<String, String> settings) {
    Snapshot.Options options =
        new Snapshot.Options(
            TableId.parse(table),
            parallel,
            Duration.ofSeconds(60),
            false,
            step -> System.err.println(step));
    return new Snapshot(ConfigFile.load(config, settings), options).run().copied().rows();
  }
}
