package io.tidemark.quarantine;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.decode.RowKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Changes of a transaction that belong together because it passes rows from key to key: {@code
 * update t set id = id + 1}. Half of them applied would leave rows that nothing can tell apart any
 * more.
 */
final class LinkedRows {
  private final List<ChangeEvent> changes;
  private Map<KafkaPosition, String> groups;

  /**
   * They are looked for when somebody asks.
   *
   * @param changes of one table
   */
  LinkedRows(List<ChangeEvent> changes) {
    this.changes = changes;
  }

  private Map<KafkaPosition, String> find() {
    Map<KafkaPosition, String> found = new HashMap<>();
    Map<String, String> parents = new HashMap<>();
    for (ChangeEvent change : changes) {
      if (change.keyChange()) {
        parents.put(root(parents, row(change)), root(parents, other(change)));
      }
    }
    for (ChangeEvent change : changes) {
      if (!parents.isEmpty() && change.key() != null && parents.containsKey(row(change))) {
        found.put(change.at(), root(parents, row(change)));
      }
    }
    return found;
  }

  /** What stands for a change's group; null if it stands alone. */
  String group(ChangeEvent change) {
    groups = groups == null ? find() : groups;
    return groups.get(change.at());
  }

  private static String row(ChangeEvent change) {
    return change.txId() + " " + Hold.key(RowKey.of(change));
  }

  private static String other(ChangeEvent change) {
    return change.txId() + " " + Hold.key(RowKey.otherOf(change));
  }

  private static String root(Map<String, String> parents, String row) {
    String root = row;
    while (!root.equals(parents.computeIfAbsent(root, itself -> itself))) {
      root = parents.get(root);
    }
    return root;
  }
}
