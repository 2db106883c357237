package io.tidemark.lake;

import io.tidemark.decode.TableId;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Which tables a lake holds, told by its folders. */
public final class LakeTables {
  private LakeTables() {}

  /** Source tables with a mirror, by name. */
  public static List<TableId> mirrors(Configuration hadoop, LakeLayout lake) {
    List<TableId> tables = new ArrayList<>();
    for (Path schema : folders(hadoop, lake.mirrors())) {
      for (Path table : folders(hadoop, schema.toString())) {
        tables.add(
            new TableId(LakeLayout.decode(schema.getName()), LakeLayout.decode(table.getName())));
      }
    }
    tables.sort(null);
    return tables;
  }

  /** Names of the aggregates. */
  public static List<String> aggregates(Configuration hadoop, LakeLayout lake) {
    return folders(hadoop, lake.aggregates()).stream()
        .map(path -> LakeLayout.decode(path.getName()))
        .sorted()
        .toList();
  }

  private static List<Path> folders(Configuration hadoop, String parent) {
    try {
      Path path = new Path(parent);
      FileSystem files = path.getFileSystem(hadoop);
      List<Path> folders = new ArrayList<>();
      for (FileStatus status : files.listStatus(path)) {
        if (status.isDirectory()) {
          folders.add(status.getPath());
        }
      }
      return folders;
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list '" + parent + "'", e);
    }
  }
}
