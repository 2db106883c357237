package io.tidemark.mirror;

import io.delta.kernel.types.StructType;
import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Image;
import io.tidemark.decode.RowSchema;
import io.tidemark.delta.IndexedTable;
import io.tidemark.delta.Replacement;
import io.tidemark.error.TidemarkException;
import io.tidemark.mirror.Suspicion.Cure;
import io.tidemark.progress.Progress;
import io.tidemark.source.TableFacts;
import io.tidemark.transaction.VisibleTransactions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Rows of a mirror that are read from the source itself, as a snapshot shows them, in the place of
 * all that it had. They are written file by file and become visible in one commit, which remembers
 * what the snapshot saw: what of it the stream still brings does nothing ({@link LoadPoint}). How
 * far the mirror is in Kafka does not change. Thread-safe but for the commit.
 */
public final class MirrorLoad {
  private static final String UNLOADED =
      "its first rows were being loaded by a snapshot that did not end: take it again";

  private final ShapedTable shaped;
  private final Progress progress;
  private final Origin origin;
  private final StructType schema;
  private final RowLayout layout;
  private final RowSchema sent;
  private final Replacement replacement;

  /** Where rows are from; see {@link MirrorTable#load}. */
  record Origin(TableFacts facts, ChangeEvent read, long appliedAtMicros) {}

  private MirrorLoad(ShapedTable shaped, Progress progress, Origin origin) {
    this.shaped = shaped;
    this.progress = progress;
    this.origin = origin;
    sent = origin.read().schema();
    schema = shaped.table().schema();
    layout = RowLayout.of(schema, sent);
    replacement = ((IndexedTable) shaped.table()).replacement();
  }

  /** Make the table able to hold the rows. Columns that it lacks are added at once. */
  static MirrorLoad begin(ShapedTable shaped, Progress progress, Origin origin) {
    ChangeEvent read = origin.read();
    shaped.obstacle(read).ifPresent(why -> refuse(read, why));
    if (shaped.hasOtherKey(read)) {
      refuse(
          read,
          "the mirror's key is %s and the table's is %s"
              .formatted(shaped.key(), read.schema().key()));
    }
    if (shaped.table() != null) {
      Set<String> others = RowLayout.impossible(shaped.table().schema(), read.schema());
      if (others.stream().anyMatch(shaped.key()::contains)) {
        refuse(read, "columns of the key are of another type: " + others);
      }
    }
    if (shaped.table() == null) {
      // Of a mirror that begins with this load nobody may think that it is whole before.
      Suspicion unloaded = new Suspicion(UNLOADED, read.position().lsn(), Cure.REPAIR);
      shaped.state(shaped.state().withShape(shaped.state().shape().suspecting(unloaded)));
    }
    shaped.fit(read, false);
    return new MirrorLoad(shaped, progress, origin);
  }

  private static void refuse(ChangeEvent read, String why) {
    throw TidemarkException.schema(
        "The mirror of '%s' can't take the rows of its table".formatted(read.table()),
        why,
        "Let the job apply the changes until now (./tidemark run --once), then try again");
  }

  /** An image of the table as a row of the mirror. */
  public Object[] row(Image image) {
    Object[] row = layout.row(image, sent);
    RowMetadata.seal(row, schema, origin.read(), origin.appliedAtMicros());
    return row;
  }

  /**
   * Write rows into a file of their own.
   *
   * @return its size in bytes
   */
  public long write(List<Object[]> rows) {
    return replacement.write(rows);
  }

  /** Take back what was written; nothing was seen of it. */
  public void discard() {
    replacement.discard();
  }

  /**
   * Let what was written take the place of all rows.
   *
   * @param seen the transactions that the rows hold
   * @return the Delta version that it made
   */
  public long commit(VisibleTransactions seen) {
    MirrorState after = shaped.state().loaded(new LoadPoint(origin.read().position().lsn(), seen));
    Map<String, String> domains = new HashMap<>();
    domains.put(Progress.DOMAIN, progress.toJson());
    domains.put(MirrorState.DOMAIN, after.toJson());
    domains.put(TableFacts.DOMAIN, origin.facts().toJson());
    long version = replacement.commit(domains);
    shaped.state(after);
    return version;
  }
}
