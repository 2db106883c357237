package io.tidemark.verify;

import io.tidemark.config.PipelineConfig;
import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Decoded;
import io.tidemark.decode.DecoderSettings;
import io.tidemark.decode.Operation;
import io.tidemark.decode.TableId;
import io.tidemark.delta.KeyHash;
import io.tidemark.progress.Progress;
import io.tidemark.source.Messages;
import io.tidemark.transaction.VisibleTransactions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * The changes that a snapshot sees and that were on their way to the lake when its state was
 * pinned. Those of later transactions are left out, wherever they stand among them.
 */
final class ChangesUnderway {
  private static final int MOST = 200_000;

  private final PipelineConfig config;
  private final VisibleTransactions visible;
  private final Map<TableId, List<ChangeEvent>> byTable = new HashMap<>();
  private final Set<KeyHash> changedLater = new HashSet<>();
  private int size;

  ChangesUnderway(PipelineConfig config, VisibleTransactions visible) {
    this.config = config;
    this.visible = visible;
  }

  /**
   * Read them.
   *
   * @param held what the lake held when it was pinned, or less
   * @param ends where Kafka held all that the snapshot sees
   * @return by table; those of each partition in its order
   * @throws CannotTellException if there are too many to keep in memory
   */
  static Map<TableId, List<ChangeEvent>> read(
      PipelineConfig config,
      Progress held,
      Map<TopicPartition, Long> ends,
      VisibleTransactions visible) {
    Map<TopicPartition, Long> begins = new HashMap<>();
    ends.keySet().forEach(at -> begins.put(at, held.next(at.topic(), at.partition())));
    ChangesUnderway underway = new ChangesUnderway(config, visible);
    DecoderSettings decoder = DecoderSettings.of(config.source().unavailableValue());
    Messages.between(config.source().kafka(), decoder, begins, ends, underway::take);
    return underway.byTable();
  }

  /** Take the next message of a partition. */
  void take(Decoded message) {
    if (message instanceof ChangeEvent event
        && event.table() != null
        && config.tables().selects(event.table())) {
      if (seen(event)) {
        byTable.computeIfAbsent(event.table(), table -> new ArrayList<>()).add(event);
        size++;
      } else if (event.key() != null) {
        changedLater.add(row(event));
      }
      if (size + changedLater.size() > MOST) {
        throw new CannotTellException(
            "more than %,d changes were on their way to the lake".formatted(MOST));
      }
    }
  }

  Map<TableId, List<ChangeEvent>> byTable() {
    return byTable;
  }

  /**
   * A row that a snapshot of the connector's sends again has no transaction. It shows what the
   * snapshot saw too, unless a later change of its row came before it; later ones come after it.
   */
  private boolean seen(ChangeEvent event) {
    if (event.op() == Operation.READ || event.txId() == null) {
      return event.key() == null || !changedLater.contains(row(event));
    }
    return visible.see(event.txId());
  }

  private static KeyHash row(ChangeEvent event) {
    return KeyHash.of(List.of(event.table().toString(), event.key()));
  }
}
