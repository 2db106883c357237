package io.tidemark.verify;

import io.tidemark.decode.TableId;
import io.tidemark.mirror.MirrorTable;
import io.tidemark.mirror.ReplayedMirror;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;

/** What {@code verify} makes of one table, for tests of other packages. */
public final class Proof {
  private final SourceTable source;
  private final MirrorTable table;
  private final ReplayedMirror mirror;

  private Proof(SourceTable source, MirrorTable table) {
    this.source = source;
    this.table = table;
    mirror = new ReplayedMirror(table, List.of());
  }

  /** Of a table that the publication sends, and its mirror at a path. */
  public static Proof of(Connection connection, TableId id, String path) throws SQLException {
    SourceTable source =
        SourceTable.published(connection, "tidemark").stream()
            .filter(table -> table.id().equals(id))
            .findFirst()
            .orElseThrow();
    MirrorTable mirror = new MirrorTable(new Configuration(), path);
    return new Proof(source, mirror);
  }

  /**
   * Whether a value of the mirror is PostgreSQL's.
   *
   * @param text as PostgreSQL writes it; null for NULL
   * @param unrepresentable what the mirror's row says of a value that the column does not hold
   */
  public boolean same(String column, String text, Object value, String unrepresentable) {
    String type = source.types().get(column);
    var lakeType = table.table().orElseThrow().schema().get(column).getDataType();
    return CanonicalText.ofSource(type, lakeType, text)
        .equals(CanonicalText.ofLake(lakeType, value, unrepresentable));
  }

  /** Whether verify compares a column: not if the mirror spells it in its own way. */
  public boolean compares(String column) {
    return Sides.of(source, mirror).columns().contains(column);
  }

  /** Keys of the rows that verify finds to differ. */
  public Set<String> differing(Connection connection) {
    TableComparison.Limits all = new TableComparison.Limits(100_000, Integer.MAX_VALUE);
    TableResult result =
        TableComparison.compare(Sides.of(source, mirror), connection, Pace.FULL, all);
    return result.differing().stream()
        .map(key -> key.substring(0, key.indexOf(']') + 1))
        .collect(Collectors.toSet());
  }
}
